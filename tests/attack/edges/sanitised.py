"""C and C++ originals under g++'s address and undefined-behaviour sanitizers, on exactly sized buffers.

All functions of some sources are compiled into one library, which one process runs on all inputs; an input that a
sanitizer, a signal or the clock stops is one that the original does not accept.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from edges.cases import Block, Case
from tenspiler.loopir.nodes import ArrayType, Container, Expr, Function, ScalarType

HERE = Path(__file__).parent
_SANITIZERS = (
    "-O1", "-g0", "-w", "-fsanitize=address,undefined,float-cast-overflow", "-fno-sanitize-recover=all",
    "-fsanitize-undefined-trap-on-error", "-D_GLIBCXX_ASSERTIONS",
)  # fmt: skip
_QUIET = (
    "detect_leaks=0:symbolize=0:print_legend=0:print_summary=0:max_allocation_size_mb=512:abort_on_error=0"
)
_SCALAR, _BUFFER, _VECTOR, _ROWS = range(4)
_C_TYPES = {
    "bool": "_Bool", "i8": "int8_t", "i16": "int16_t", "i32": "int32_t", "i64": "int64_t", "u8": "uint8_t",
    "u16": "uint16_t", "u32": "uint32_t", "u64": "uint64_t", "f32": "float", "f64": "double",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What an original that accepted its input made of it: the arguments afterwards, and the results."""

    arguments: dict[str, Any]
    results: tuple[Any, ...]


class Sanitised:
    """Functions of sources in one language, compiled together; calls name them by their place."""

    def __init__(self, sources: Sequence[Path], functions: Sequence[Function]) -> None:
        self._functions = functions
        self._folder = tempfile.TemporaryDirectory(prefix="tenspiler-sanitised-")
        self._library = self._build([source.resolve() for source in sources])

    def run(self, calls: Sequence[tuple[int, Case]]) -> list[Answer | None]:
        """The answer to each call, None where the original does not accept it."""
        folder = Path(self._folder.name)
        inputs, outputs = folder / "inputs", folder / "outputs"
        with inputs.open("wb") as file:
            file.write(struct.pack("<i", len(calls)))
            for place, case in calls:
                record = _packed(place, self._functions[place], case)
                file.write(struct.pack("<q", len(record)) + record)
        environment = os.environ | {"ASAN_OPTIONS": _QUIET}
        command = [str(driver()), str(self._library), str(inputs), str(outputs)]
        subprocess.run(command, check=True, env=environment, timeout=3600)
        answers: list[Answer | None] = [None] * len(calls)
        reader = _Reader(outputs.read_bytes())
        while not reader.done():
            number = reader.number("<i")
            place, _ = calls[number]
            answers[number] = _unpacked(self._functions[place], reader)
        return answers

    def _build(self, sources: Sequence[Path]) -> Path:
        suffix = sources[0].suffix
        folder = Path(self._folder.name)
        unit, library = folder / f"unit{suffix}", folder / "unit.so"
        wrap, compiler = (_plain, ("gcc", "-std=gnu17")) if suffix == ".c" else (_call, ("g++", "-std=c++20"))
        head = [] if suffix == ".c" else [f'#include "{HERE / "edges.h"}"']
        included = ["#include <stdint.h>", *(f'#include "{source}"' for source in sources), *head]
        wrappers = [wrap(place, f) for place, f in enumerate(self._functions)]
        unit.write_text("\n".join([*included, *wrappers]) + "\n")
        flags = (*_SANITIZERS, "-fPIC", "-shared", "-fvisibility=hidden")
        subprocess.run([*compiler, *flags, "-o", str(library), str(unit), "-lm"], check=True, timeout=900)
        return library


@functools.cache
def driver() -> Path:
    """The program that runs the functions of a library."""
    folder = Path(tempfile.mkdtemp(prefix="tenspiler-driver-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    built = folder / "driver"
    sources = [str(HERE / "driver.cpp"), "-ldl"]
    subprocess.run(
        ["g++", "-std=c++20", "-O1", "-fsanitize=address", "-o", str(built), *sources],
        check=True,
        timeout=900,
    )
    return built


def _call(place: int, function: Function) -> str:
    return f"CALL({place}, (&{function.name}))"


def _plain(place: int, function: Function) -> str:
    values: list[str] = []
    for k, p in enumerate(function.parameters):
        scalar = isinstance(p.type, ScalarType)
        values.append(f"*({_C_TYPES[str(p.type.dtype)]} *)d[{k}]" if scalar else f"d[{k}]")
    call = f"{function.name}({', '.join(values)})"
    body = (
        f"{call};"
        if not function.results
        else f"__typeof__({call}) v = {call}; __builtin_memcpy(r, &v, sizeof v);"
    )
    return f'__attribute__((visibility("default"))) void plain_{place}(void **d, void *r) {{ {body} }}'


def _packed(place: int, function: Function, case: Case) -> bytes:
    names = [p.name for p in function.parameters]
    parts = [struct.pack("<ii", place, len(names))]
    for p in function.parameters:
        value = case.values[p.name]
        if isinstance(p.type, ScalarType):
            data = np.array(value, dtype=p.type.dtype.numpy).tobytes()
            parts.append(struct.pack("<iiiqq", _SCALAR, 0, -1, 0, len(data)) + data)
            continue
        alias = names.index(value.same_as) if value.same_as else -1
        shape, kind = value.values.shape, _VECTOR
        if p.type.container is Container.POINTER:
            kind = _ROWS if p.type.rank > 1 and not p.extents else _BUFFER
        data = value.values.tobytes()
        head = struct.pack(f"<ii{len(shape)}q", kind, len(shape), *shape)
        head += struct.pack("<iqq", alias, value.offset * value.values.itemsize, len(data))
        parts.append(head + (data if alias < 0 else b""))
    return b"".join(parts)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def done(self) -> bool:
        return self._at >= len(self._data)

    def number(self, form: str) -> int:
        (value,) = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return value

    def part(self) -> tuple[tuple[int, ...], bytes]:
        shape = tuple(self.number("<q") for _ in range(self.number("<i")))
        size = self.number("<q")
        self._at += size
        return shape, self._data[self._at - size : self._at]


def _unpacked(function: Function, reader: _Reader) -> Answer:
    arguments: dict[str, Any] = {}
    for p in function.parameters:
        shape, data = reader.part()
        dtype = (p.type.element if isinstance(p.type, ArrayType) else p.type).dtype.numpy
        array = np.frombuffer(data, dtype=dtype).reshape(shape)
        arguments[p.name] = array if shape else array[()].item()
    parts = [reader.part() for _ in range(reader.number("<i"))]
    results = tuple(_result(r, *part) for r, part in zip(function.results, parts, strict=False))
    return Answer(arguments, results)


def _result(result: Expr | Any, shape: tuple[int, ...], data: bytes) -> Any:
    kind = result.type
    if isinstance(kind, ArrayType):
        return np.frombuffer(data, dtype=kind.element.dtype.numpy).reshape(shape)
    dtype = np.dtype(kind.dtype.numpy)
    return np.frombuffer(data[: dtype.itemsize], dtype=dtype)[0].item()


def with_length(case: Case, name: str, length: int) -> Case:
    """A case with one of its flat buffers cut to a length."""
    block = case.values[name]
    return Case({**case.values, name: Block(block.values[:length])}, case.wild, case.nan, case.layout)
