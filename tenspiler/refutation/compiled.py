"""The part of a written test that compiles a C or C++ source and calls it by ctypes."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Final

from tensir.dtypes import DType, Kind
from tenspiler.loopir.nodes import ArrayType, Container, Fixed, Function, Parameter, ScalarType

_TEST: Final = '''
WRAPPER = """
$wrapper
"""
COMPILER = shutil.which("$compiler")


@pytest.mark.skipif(COMPILER is None, reason="there is no compiler")
def test_${test}_compiled(tmp_path):
    wrapper, library = tmp_path / "wrapper.$suffix", tmp_path / "original.so"
    wrapper.write_text(WRAPPER.replace("SOURCE", str(SOURCE.resolve())))
    subprocess.run([COMPILER, *FLAGS, "-shared", "-fPIC", "-o", library, wrapper], check=True)
    original = ctypes.CDLL(str(library)).original
    original.restype = $result
    a = arguments()
    ${taken}original($passed)
    got = outputs()
$asserts
'''
_POINTER: Final = """\
struct Pointer {
    void *to;
    template <class T> operator T *() const { return static_cast<T *>(to); }
};
"""


def is_cpp(path: Path) -> bool:
    """Whether a file of the C family is C++, by its suffix."""
    return path.suffix.lower() not in (".c", ".h")


def is_plain(function: Function) -> bool:
    """Whether ctypes can pass the arguments and take the result: numbers, and pointers to them."""

    def plain(parameter: Parameter) -> bool:
        kind = parameter.type
        if parameter.origin is not None or parameter.extents:
            return isinstance(parameter.origin, Fixed)
        if isinstance(kind, ScalarType):
            return not parameter.shared
        return kind.container is Container.POINTER and kind.rank == 1

    results = [r.type for r in function.results]
    simple = len(results) <= 1 and all(isinstance(kind, ScalarType) for kind in results)
    return simple and all(map(plain, function.parameters))


def compiled_test(function: Function, name: str, cpp: bool, asserts: str) -> str:
    """The text of a test that compiles the source and compares its outputs with the program's.

    Of the text around it, it needs `SOURCE`, `FLAGS`, `arguments` and `outputs`.
    """
    result = function.results[0].type if function.results else None
    return Template(_TEST).substitute(
        test=name,
        wrapper=_wrapper(function, cpp),
        compiler="c++" if cpp else "cc",
        suffix="cpp" if cpp else "c",
        result=_in_ctypes(result.dtype) if isinstance(result, ScalarType) else "None",
        passed=", ".join(_passed(p) for p in _parameters(function)),
        taken=taken(asserts),
        asserts=asserts,
    )


def taken(asserts: str) -> str:
    """The left side of the call, where what it gives is looked at."""
    return "result = " if "result" in asserts else ""


def _wrapper(function: Function, cpp: bool) -> str:
    """A function with a plain name and plain types that calls the one of the source."""
    parameters, result = _parameters(function), function.results[0].type if function.results else None
    returned = _in_c(result.dtype) if isinstance(result, ScalarType) else "void"
    declared = ", ".join(f"{_c_type(p)}a{place}" for place, p in enumerate(parameters)) or "void"
    given = ", ".join(_given(p, place, cpp) for place, p in enumerate(parameters))
    back = "return " if result is not None else ""
    lines = ["#include <stdint.h>", *([] if cpp else ["#include <stdbool.h>"]), '#include "SOURCE"']
    lines += [_POINTER] if cpp else []
    linkage = 'extern "C" ' if cpp else ""
    lines.append(f"{linkage}{returned} original({declared}) {{ {back}{function.name}({given}); }}")
    return "\n".join(lines)


def _parameters(function: Function) -> list[Parameter]:
    return [p for p in function.parameters if not isinstance(p.origin, Fixed)]


def _c_type(parameter: Parameter) -> str:
    kind = parameter.type
    return "void *" if isinstance(kind, ArrayType) else f"{_in_c(kind.dtype)} "


def _given(parameter: Parameter, place: int, cpp: bool) -> str:
    return f"Pointer{{a{place}}}" if cpp and isinstance(parameter.type, ArrayType) else f"a{place}"


def _passed(parameter: Parameter) -> str:
    if isinstance(parameter.type, ArrayType):
        return f'ctypes.c_void_p(a["{parameter.name}"].ctypes.data)'
    return f'{_in_ctypes(parameter.type.dtype)}(a["{parameter.name}"])'


def _in_c(dtype: DType) -> str:
    match dtype.kind:
        case Kind.FLOAT:
            return "float" if dtype.bits == 32 else "double"
        case Kind.BOOL:
            return "bool"
        case _:
            return f"{'u' if dtype.kind is Kind.UNSIGNED else ''}int{dtype.bits}_t"


def _in_ctypes(dtype: DType) -> str:
    return f"ctypes.c_{_in_c(dtype).removesuffix('_t')}"
