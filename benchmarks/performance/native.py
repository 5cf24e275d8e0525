"""Originals in C and C++, compiled twice: as a reference that counts its work, and to be timed."""

from __future__ import annotations

import ctypes
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final, final

import numpy as np

from benchmarks.performance.compiling import COUNTED, HERE, TIMED, compiled, meter
from benchmarks.performance.contender import Contender, Sample, clock_number, flattened, sampled
from benchmarks.performance.task import ROOT, Task

TESTS: Final = ROOT / "tests"
_C_TYPES: Final = {"bool": "_Bool", "float32": "float", "float64": "double"}
_POINTER: Final = (
    "struct Pointer { void *p; template <class T> operator T *() const { return static_cast<T *>(p); } };"
)
Arguments = tuple[Any, ...]


@final
class _Argument(ctypes.Structure):
    _fields_ = (
        ("working", ctypes.c_void_p),
        ("initial", ctypes.c_void_p),
        ("bytes", ctypes.c_size_t),
        ("written", ctypes.c_int),
        ("needed", ctypes.c_int),
    )


@final
class Compiled:
    """The kernels of one source. `examples` are arguments of each, from which their types are seen."""

    def __init__(self, source: Path, inputs: ModuleType, examples: Mapping[str, Arguments]) -> None:
        self.returns: dict[str, Any] = getattr(inputs, "RETURNS", {})
        self._places = {name: place for place, name in enumerate(examples)}
        self._source, self._examples = source, examples
        text = source.read_text(encoding="utf-8")
        self._parallel = ("-fopenmp",) * ("#pragma omp" in text)

    def of_vectors(self, kernel: str) -> bool:
        """Whether a kernel takes vectors, which Python has as lists."""
        return any(isinstance(a, list) for a in self._examples[kernel])

    def symbol(self, stem: str, kernel: str) -> str:
        return f"{stem}_{self._places[kernel]}"

    @cache  # noqa: B019  (one for each source, for as long as the process lives)
    def library(self, timed: bool, vectors: bool) -> Any:
        """The library of the kernels that take vectors, or of the others; raises `NoCompiler`."""
        suffix = self._source.suffix
        language = ("gcc", "-std=gnu17") if suffix == ".c" else ("g++", "-std=c++17")
        includes = (f"-I{HERE}", f"-I{TESTS}", f"-I{sysconfig.get_paths()['include']}")
        flags = (*TIMED, *self._parallel) if timed else COUNTED
        linked = () if timed else (str(meter()),)
        lines = self._vector_calls() if vectors else self._calls()
        header = "vectors.h" if vectors else "timing.h"
        text = "\n".join([f'#include "{header}"', f'#include "{self._source}"', *lines]) + "\n"
        path = compiled(text, suffix, (*language, *flags, *includes), linked)
        library = ctypes.PyDLL(str(path)) if vectors else ctypes.CDLL(str(path))
        library.use_clock(clock_number())
        return library

    def _calls(self) -> Iterator[str]:
        cpp = self._source.suffix != ".c"
        yield f'{_POINTER}\nextern "C" {{' if cpp else ""
        for kernel in self._places:
            if self.of_vectors(kernel):
                continue
            given = ", ".join(_c_value(k, a, cpp) for k, a in enumerate(self._examples[kernel]))
            returned = self.returns.get(kernel)
            kept = f"*({_c_type(np.dtype(returned), cpp)} *)result = " if returned is not None else ""
            call = f"{kept}{kernel}({given});"
            yield f"void {self.symbol('call', kernel)}(void **a, void *result) {{ {call} }}"
        yield "}" if cpp else ""

    def _vector_calls(self) -> Iterator[str]:
        yield 'extern "C" {'
        for kernel in self._places:
            if self.of_vectors(kernel):
                hold, answer = self.symbol("hold", kernel), self.symbol("answer", kernel)
                yield f"Handle *{hold}(PyObject *given) {{ return held(&{kernel}, given); }}"
                yield f"PyObject *{answer}(PyObject *given) {{ return reported(&{kernel}, given); }}"
        yield "}"


def _c_type(dtype: np.dtype[Any], cpp: bool) -> str:
    return "bool" if cpp and dtype.name == "bool" else _C_TYPES.get(dtype.name, f"{dtype.name}_t")


def _c_value(place: int, argument: Any, cpp: bool) -> str:
    if isinstance(argument, np.ndarray):
        return f"Pointer{{a[{place}]}}" if cpp else f"a[{place}]"
    return f"*({_c_type(argument.dtype, cpp)} *)a[{place}]"


# ---------------------------------------------------------------- pointers


@final
@dataclass
class _Buffers:
    """Arguments in memory: what is written to is a copy, and filled anew before each call."""

    library: Any
    call: Any
    arguments: Arguments
    written: tuple[bool, ...]
    returned: Any

    def __post_init__(self) -> None:
        self.initial = [np.array(a) for a in self.arguments]
        self.working = [a.copy() if w else a for a, w in zip(self.initial, self.written, strict=True)]
        self.result = np.zeros(1, np.uint64 if self.returned is None else self.returned)
        self.needed = (True,) * len(self.arguments)

    def time(self, fresh: bool, samples: int, inner: int) -> list[float]:
        table = (_Argument * len(self.arguments))(
            *(
                _Argument(w.ctypes.data, i.ctypes.data, i.nbytes, written, needed)
                for w, i, written, needed in zip(
                    self.working, self.initial, self.written, self.needed, strict=True
                )
            )
        )
        seconds = (ctypes.c_double * samples)()
        result = ctypes.c_void_p(self.result.ctypes.data)
        count = len(self.arguments)
        times = self.library.time_calls
        times.restype = None
        times.argtypes = [
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p,
            ctypes.c_int, ctypes.c_long, ctypes.c_long, ctypes.c_void_p,
        ]  # fmt: skip
        times(self.call, table, count, result, int(fresh), samples, inner, seconds)
        return list(seconds)

    def answers(self, outputs: tuple[str, ...], parameters: tuple[str, ...]) -> list[Any]:
        for working, initial, written in zip(self.working, self.initial, self.written, strict=True):
            if written:
                np.copyto(working, initial)
        self.time(fresh=False, samples=1, inner=1)
        held = dict(zip(parameters, self.working, strict=False)) | {"return": self.result[0]}
        return [np.array(held[name]) for name in outputs]

    def see_what_is_needed(self, outputs: tuple[str, ...], parameters: tuple[str, ...]) -> None:
        """Find out of which written buffers the content matters: which outputs change, were it another."""
        want = self.answers(outputs, parameters)
        needed: list[bool] = []
        for place, written in enumerate(self.written):
            if written:
                kept = self.initial[place]
                self.initial[place] = _other(kept)
                got = self.answers(outputs, parameters)
                self.initial[place] = kept
                needed.append(any(_changed(a, b) for a, b in zip(want, got, strict=True)))
            else:
                needed.append(False)
        self.needed = tuple(needed)


def _other(array: np.ndarray) -> np.ndarray:
    """Other content that is as tame: indices stay indices, if they were."""
    return np.roll(array.reshape(-1), 1).reshape(array.shape)[...] if array.size > 1 else array + 1


def _changed(a: Any, b: Any) -> bool:
    """Whether more differs than what lies behind the end of what is used."""
    differs = ~((a == b) | ((a != a) & (b != b)))
    return bool(
        np.count_nonzero(differs) > max(16, 0.01 * np.size(a)) or (np.ndim(a) == 0 and np.any(differs))
    )


def pointer_contender(
    source: Compiled, task: Task, arguments: Arguments, timed: bool
) -> tuple[Contender, _Buffers]:
    """The original of a kernel that takes pointers."""
    written = tuple(p.written for p in task.parameters)
    names = tuple(p.name for p in task.parameters)
    library = source.library(timed, False)
    call = ctypes.cast(getattr(library, source.symbol("call", task.kernel)), ctypes.c_void_p)
    buffers = _Buffers(library, call, arguments, written, source.returns.get(task.kernel))

    def sample(fresh: bool) -> Sample:
        return lambda inner: buffers.time(fresh, 1, inner)[0]

    samples = {"kernel": sample(True), "reused": sample(False), "end_to_end": sample(True)}
    return Contender("gcc", lambda: buffers.answers(task.outputs, names), samples), buffers


# ---------------------------------------------------------------- vectors


@final
class _Vectors:
    """Arguments as vectors of C++, which live as long as this."""

    def __init__(self, library: Any, hold: Any, arguments: Arguments) -> None:
        hold.argtypes, hold.restype = [ctypes.py_object], ctypes.c_void_p
        self._library, self._handle = library, hold(arguments)

    def time(self, fresh: bool, inner: int) -> float:
        seconds = ctypes.c_double()
        self._library.time_held(
            ctypes.c_void_p(self._handle),
            int(fresh),
            ctypes.c_long(1),
            ctypes.c_long(inner),
            ctypes.byref(seconds),
        )
        return seconds.value

    def __del__(self) -> None:
        self._library.drop_held(ctypes.c_void_p(self._handle))


def vector_contender(
    source: Compiled, task: Task, arguments: Arguments, timed: bool
) -> tuple[Contender, _Vectors]:
    """The original of a kernel that takes vectors."""
    library = source.library(timed, True)
    vectors = _Vectors(library, library[source.symbol("hold", task.kernel)], arguments)
    answer = library[source.symbol("answer", task.kernel)]
    answer.argtypes, answer.restype = [ctypes.py_object], ctypes.py_object
    names = [p.name for p in task.parameters]

    def answers() -> list[Any]:
        given, result = answer(arguments)
        held = dict(zip(names, given, strict=False)) | {"return": result}
        return flattened([held[name] for name in task.outputs])

    samples: dict[str, Sample] = {
        "kernel": lambda inner: vectors.time(True, inner),
        "reused": lambda inner: vectors.time(False, inner),
        "end_to_end": sampled(lambda: answer(arguments)),
    }
    return Contender("gcc", answers, samples), vectors


# ---------------------------------------------------------------- work


def work(source: Compiled, task: Task, arguments: Arguments) -> int:
    """How often the most frequent block of the reference runs in one call."""
    library = ctypes.CDLL(str(meter()))
    library.largest_count.restype = ctypes.c_ulong
    if source.of_vectors(task.kernel):
        _, vectors = vector_contender(source, task, arguments, timed=False)
        library.forget_counts()
        vectors.time(False, 1)
    else:
        _, buffers = pointer_contender(source, task, arguments, timed=False)
        library.forget_counts()
        buffers.time(False, 1, 1)
    return int(library.largest_count())
