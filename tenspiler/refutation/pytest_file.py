"""A pytest that runs the original against the program on a counterexample: it fails while they differ."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final, final

from tensir.dtypes import DType
from tenspiler.checking import Counterexample, output_types
from tenspiler.frontends.notebook import is_notebook
from tenspiler.frontends.reading import is_c_family
from tenspiler.loopir.nodes import ArrayType, Container, Fixed, Function, Parameter, Type
from tenspiler.refutation.compiled import compiled_test, is_cpp, is_plain, taken
from tenspiler.refutation.literals import call, called, literal, literals
from tenspiler.verification.verify import returned_parameter

_TOLERANCE: Final = {32: "1e-4", 64: "1e-9"}

_HEAD: Final = '''\
"""`$name` and the program in $program_name, on an input on which they differed.

Written by `tenspiler verify`; fails for as long as they differ.
"""

$imports

from tensir import check_requirements, evaluate, parse_program

PROGRAM = Path(__file__).parent / $program
$source

def arguments():
    return {
$arguments
    }


def alike(want, got):
    """Whether two numbers are the same: $likeness."""
    if isinstance(want, float) and isinstance(got, float):
        return (math.isnan(want) and math.isnan(got)) or ($comparison)
    return want == got


def assert_same(name, want, got):
    want, got = np.asarray(want), np.asarray(got)
    assert got.shape == want.shape, f"`{name}` has shape {got.shape}, expected {want.shape}"
    for index, x, y in zip(np.ndindex(want.shape), want.ravel().tolist(), got.ravel().tolist(), strict=True):
        assert alike(x, y), f"`{name}`{list(index)}: expected {x!r}, got {y!r}"


def outputs():
    """What the program gives."""
    program = parse_program(PROGRAM.read_text())
    assert check_requirements(program, arguments()), "an operand does not fit its operator"
    return evaluate(program, arguments())
'''

_LOADING: Final = '''
def original():
    """The function, from its file as it is now."""
    spec = importlib.util.spec_from_file_location("original_of_the_program", SOURCE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_$test():
    a = arguments()
    ${result}original().$call
    got = outputs()
$asserts
'''

_RECORDED: Final = '''
def test_$test():
    """The expected outputs are those of the source when this test was written."""
    got = outputs()
$asserts
'''


@final
@dataclass(frozen=True, slots=True)
class Setting:
    """Where a test goes, which files it is about, clang's flags for the source, and whether bits count."""

    test: Path
    source: Path
    program: Path
    flags: tuple[str, ...] = ()
    exact: bool = False


def pytest_file(function: Function, found: Counterexample, setting: Setting) -> str:
    """The text of the test.

    Python's functions are loaded from their file when the test runs. Outputs of C and C++ are recorded, and
    compared with the compiled source too where it takes plain pointers and numbers and there is a compiler.
    """
    body = _body(function, found, setting)
    values = [f'        "{p.name}": {literal(p.type, found.arguments[p.name])},' for p in function.parameters]
    floats = [_dtype(kind) for kind in output_types(function).values() if _dtype(kind).is_float]
    tolerance = max((_TOLERANCE[d.bits] for d in floats), key=float, default=_TOLERANCE[64])
    exactly = "want == got and math.copysign(1, want) == math.copysign(1, got)"
    closely = f"math.isclose(want, got, rel_tol={tolerance}, abs_tol={tolerance})"
    likeness = "floats in all their bits" if setting.exact else "floats as close as reordered sums are"
    return (
        Template(_HEAD).substitute(
            name=function.name,
            program_name=setting.program.name,
            imports="\n".join(_imports("\n".join((body, *values)))),
            program=_relative(setting.program, setting.test),
            source="\n".join(_source(body, setting)),
            arguments="\n".join(values),
            likeness=likeness,
            comparison=exactly if setting.exact else closely,
        )
        + body
    )


def _body(function: Function, found: Counterexample, setting: Setting) -> str:
    name = called(function).replace(".", "_")
    if not is_c_family(setting.source) and not is_notebook(setting.source.name):
        texts = {p.name: f'a["{p.name}"]' for p in _passed(function)}
        asserts = "\n".join(_asserts(function, dict(_results(function))))
        return "\n" + Template(_LOADING).substitute(
            test=name, call=call(function, texts), asserts=asserts, result=taken(asserts)
        )
    types = output_types(function)
    recorded = dict(literals(types, found.expected))
    text = Template(_RECORDED).substitute(test=name, asserts="\n".join(_asserts(function, recorded)))
    if is_c_family(setting.source) and is_plain(function):
        asserts = "\n".join(_asserts(function, dict(_results(function))))
        text += "\n" + compiled_test(function, name, is_cpp(setting.source), asserts)
    return "\n" + text


def _asserts(function: Function, wanted: Mapping[str, str]) -> Iterator[str]:
    for name, kind in output_types(function).items():
        got = f'got["{name}"]'
        nested = isinstance(kind, ArrayType) and kind.container in (Container.LIST, Container.VECTOR)
        yield f'    assert_same("{name}", {wanted[name]}, {got}{".tolist()" if nested else ""})'


def _results(function: Function) -> Iterator[tuple[str, str]]:
    """Where a Python function's outputs are once it has run: in its result, or in its arguments."""
    own = returned_parameter(function)
    for name in output_types(function):
        place = name.removeprefix("return.")
        if name == "return" or own == name:
            yield name, "result"
        elif name != place:
            yield name, f"result[{place}]"
        else:
            yield name, f'a["{name}"]'


def _passed(function: Function) -> list[Parameter]:
    return [p for p in function.parameters if not isinstance(p.origin, Fixed)]


def _source(body: str, setting: Setting) -> Iterator[str]:
    if "SOURCE" in body:
        yield f"SOURCE = Path(__file__).parent / {_relative(setting.source, setting.test)}"
    if "FLAGS" in body:
        yield f"FLAGS = {list(setting.flags)!r}"
    yield ""


def _imports(text: str) -> Iterator[str]:
    """The imports that a text needs, in two groups."""
    modules = {"ctypes.": "ctypes", "importlib.": "importlib.util", "": "math", "shutil.": "shutil"}
    modules |= {"subprocess.": "subprocess", "sys.": "sys"}
    yield from (f"import {module}" for sign, module in modules.items() if sign in text)
    yield "from pathlib import Path"
    if "SimpleNamespace(" in text:
        yield "from types import SimpleNamespace"
    yield ""
    yield "import numpy as np"
    if "pytest." in text:
        yield "import pytest"


def _relative(path: Path, test: Path) -> str:
    return json.dumps(
        Path(os.path.relpath(path.resolve(), test.resolve().parent)).as_posix(), ensure_ascii=False
    )


def _dtype(kind: Type) -> DType:
    return kind.element.dtype if isinstance(kind, ArrayType) else kind.dtype
