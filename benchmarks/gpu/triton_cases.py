"""`python -m benchmarks.gpu.triton_cases DIR`: what `triton_check` runs on a GPU.

It lifts the suites, emits each kernel for Triton, calls its NumPy module for what it must give, and adds
programs that are to be timed, for Triton and for PyTorch. Everything goes into DIR/cases.zip.
"""

from __future__ import annotations

import argparse
import copy
import json
import pickle
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

import numpy as np
from tenspiler_torch import BACKEND as TORCH
from tenspiler_triton import BACKEND as TRITON

from benchmarks.discovery import Source, load, sources
from benchmarks.lifting import measure
from tensir.build import eq, sub
from tensir.cells import Cell, Extent, Lit, integer
from tensir.dtypes import F32, I32, INT, U8, DType
from tensir.ops import call
from tensir.tensors import Param, Program, Scalar, Tensor, TensorType
from tenspiler.backend.api import Argument, Holder, Interface, Output, Precondition
from tenspiler.backend.speculation import checking_safely, speculating_safely

ROUNDS = 2


@final
@dataclass(frozen=True)
class Timed:
    """A program, its arguments as expressions of PyTorch, its sizes, and what it moves and computes."""

    name: str
    parameters: tuple[Param, ...]
    output: Tensor
    arguments: tuple[str, ...]
    sizes: tuple[dict[str, int], ...]
    bytes: str
    flops: str = "0"
    tolerance: float = 0.0
    preconditions: tuple[Precondition, ...] = ()


def main(words: Sequence[str] | None = None) -> int:
    """0 once everything is written."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu.triton_cases", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--suite", action="append", help="of this suite only")
    options = parser.parse_args(words)
    options.folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with zipfile.ZipFile(options.folder / "cases.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for source in sources():
            if options.suite and source.suite not in options.suite:
                continue
            for case, code in suite_cases(source):
                archive.writestr(f"suite_{count}.py", code)
                archive.writestr(f"suite_{count}.pickle", pickle.dumps(case))
                count += 1
        archive.writestr("timed.json", json.dumps([written(case, archive) for case in timed_cases()]))
    size = (options.folder / "cases.zip").stat().st_size
    print(f"{count} kernels of the suites, {len(timed_cases())} programs, {size / 2**20:.1f} MiB")
    return 0


def suite_cases(source: Source) -> Iterator[tuple[dict[str, Any], str]]:
    """The kernels of a source: what they are called with, and what they must give."""
    makers = load(source.inputs).INPUTS
    for measured in measure(source, ["numpy", "triton"]):
        emitted = measured.result.backends
        if not {"numpy", "triton"} <= emitted.keys() or measured.kernel not in makers:
            continue
        calls = list(_calls(emitted["numpy"], makers[measured.kernel]))
        name = f"{source.path.name}:{measured.kernel}"
        exact = measured.result.grade == "exact"
        code = emitted["triton"].code
        yield {"name": name, "entry": emitted["triton"].entry, "exact": exact, "calls": calls}, code


def _calls(emitted: Any, make: Any) -> Iterator[tuple[Any, Any]]:
    space: dict[str, Any] = {"__name__": "emitted"}
    exec(compile(emitted.code, "<emitted>", "exec"), space)
    for seed in range(ROUNDS):
        given = make(np.random.default_rng(seed))
        try:
            yield given, space[emitted.entry](*copy.deepcopy(given))
        except ValueError:
            continue  # a precondition


def written(case: Timed, archive: zipfile.ZipFile) -> dict[str, Any]:
    """The modules of a program that is timed, and what is to be done with them."""
    outputs = (("return", case.output),)
    program = speculating_safely(Program(case.name, case.parameters, outputs))
    arguments = tuple(
        Argument(p.name, p.type.dtype, p.type.rank, Holder.ARRAY if p.type.rank else Holder.NUMBER, False)
        for p in case.parameters
    )
    holder = Holder.ARRAY if case.output.type.rank else Holder.NUMBER
    interface = checking_safely(
        Interface(
            case.name,
            arguments,
            (Output("return", holder),),
            False,
            case.preconditions,
            (),
            frozenset(),
            "a program that is timed",
        )
    )
    for backend in (TRITON, TORCH):
        archive.writestr(f"{case.name}_{backend.name}.py", backend.emit(program, interface).code)
    plain = ("name", "arguments", "sizes", "bytes", "flops", "tolerance")
    return {"entry": case.name, **{key: getattr(case, key) for key in plain}}


# ---------------------------------------------------------------- programs


def param(name: str, dtype: DType, rank: int) -> Param:
    return Param(name, TensorType(dtype, tuple(Extent(name, axis) for axis in range(rank))))


def number(value: float) -> Scalar:
    return Scalar(Lit(value, F32))


def alike(one: str, other: str, rank: int) -> tuple[Precondition, ...]:
    return tuple(
        Precondition(f"{one} and {other} are alike", Scalar(eq(Extent(one, a), Extent(other, a))))
        for a in range(rank)
    )


def column(values: Tensor, extent: Cell) -> Tensor:
    return call("expand", values, axis=1, extent=extent)


def mean(x: Tensor, extent: Cell) -> Tensor:
    return call("div", call("reduce_add", x, axis=1), call("cast", Scalar(extent), to=F32))


def timed_cases() -> tuple[Timed, ...]:
    """The programs, of which each stands for a class."""
    x, y, a, s = param("x", F32, 1), param("y", F32, 1), param("a", F32, 2), param("s", F32, 0)
    b = param("b", F32, 2)
    n, columns = Extent("x", 0), Extent("a", 1)
    vectors = ({"n": 2**16}, {"n": 2**22}, {"n": 2**26})
    matrices = ({"m": 1024, "n": 256}, {"m": 4096, "n": 1024}, {"m": 16384, "n": 4096})
    squares = ({"n": 256}, {"n": 2048}, {"n": 8192})
    u, v = param("u", U8, 1), param("v", U8, 1)
    wide = [call("cast", t, to=I32) for t in (u, v)]
    product = call("truncdiv", call("mul", *wide), Scalar(Lit(255, I32)))
    screen = call("cast", call("sub", call("add", *wide), product), to=U8)
    cubic = call("add", x, call("mul", call("mul", call("mul", x, x), x), number(0.044715)))
    inner = call("tanh", call("mul", cubic, number(0.7978846)))
    gelu = call("mul", call("mul", x, number(0.5)), call("add", inner, number(1.0)))
    powers = call("exp", call("sub", a, column(call("reduce_max", a, number(-3e38), axis=1), columns)))
    softmax = call("div", powers, column(call("reduce_add", powers, axis=1), columns))
    centred = call("sub", a, column(mean(a, columns), columns))
    spread = call("sqrt", call("add", mean(call("mul", centred, centred), columns), number(1e-5)))
    norm = call("div", centred, column(spread, columns))
    length = sub(n, integer(2))
    parts = [call("slice", x, axis=0, start=integer(k), length=length, step=integer(1)) for k in range(3)]
    smooth = call("mul", call("add", call("add", parts[0], parts[1]), parts[2]), number(1 / 3))
    places = param("places", INT, 1)
    k = param("k", I32, 1)
    return (
        Timed("saxpy", (s, x, y), call("add", call("mul", s, x), y), ("0.5", "randn(n)", "randn(n)"), vectors,
              "12*n", "2*n", 0.0, alike("x", "y", 1)),
        Timed("gelu", (x,), gelu, ("randn(n)",), vectors, "8*n", "9*n", 1e-6),
        Timed("screen_blend", (u, v), screen, ("randint(0, 256, n, dtype=torch.uint8)",) * 2, vectors, "3*n",
              "4*n", 0.0, alike("u", "v", 1)),
        Timed("stencil", (x,), smooth, ("randn(n)",), vectors, "8*n", "3*n",
              preconditions=(Precondition("three or more", Scalar(eq(integer(0), integer(0)))),)),
        Timed("gather", (x, places), call("mul", call("gather", x, places), number(2.0)),
              ("randn(n)", "randint(0, n, n)"), vectors, "16*n"),
        Timed("dot", (x, y), call("dot", x, y), ("randn(n)", "randn(n)"), vectors, "8*n", "2*n", 1e-3,
              alike("x", "y", 1)),
        Timed("sum_int", (k,), call("reduce_add", k, axis=0), ("randint(-9, 10, n, dtype=torch.int32)",),
              vectors, "4*n"),
        Timed("largest", (x,), call("reduce_max", x, number(-3e38), axis=0), ("randn(n)",), vectors, "4*n"),
        Timed("softmax_rows", (a,), softmax, ("randn(m, n)",), matrices, "8*m*n", "4*m*n", 1e-6),
        Timed("norm_rows", (a,), norm, ("randn(m, n)",), matrices, "8*m*n", "7*m*n", 1e-5),
        Timed("matvec", (a, x), call("matvec", a, x), ("randn(m, n)", "randn(n)"), matrices, "4*m*n",
              "2*m*n", 1e-4,
              (Precondition("rows fit", Scalar(eq(columns, n))),)),
        Timed("sum_rows", (a,), call("reduce_add", a, axis=0), ("randn(m, n)",), matrices, "4*m*n", "m*n",
              1e-4),
        Timed("add_transposed", (a, b), call("add", a, call("transpose", b, axes=(1, 0))),
              ("randn(n, n)", "randn(n, n)"), squares, "12*n*n", "n*n", 0.0,
              (Precondition("square", Scalar(eq(Extent("a", 0), Extent("b", 1)))),
               Precondition("square", Scalar(eq(columns, Extent("b", 0)))))),
        Timed("matmul", (a, b), call("matmul", a, b), ("randn(n, n)", "randn(n, n)"), squares, "12*n*n",
              "2*n**3", 1e-3, (Precondition("inner", Scalar(eq(columns, Extent("b", 0)))),)),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
