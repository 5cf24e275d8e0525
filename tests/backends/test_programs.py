"""Random programs against the evaluator, and emitted modules as they are read."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tensir.build import eq, le, mul, sub
from tensir.cells import Apply, Extent, Lit, Sym, integer
from tensir.dtypes import BOOL, F32, F64, I32, INT, U8, DType
from tensir.evaluator import evaluate
from tensir.ops import call
from tensir.scalars import SCALARS, compute
from tensir.tensors import Carried, Iterate, Param, Program, Scalar, Tensor, TensorType
from tenspiler.backend.api import Backend, Holder, Precondition
from tenspiler.backend.emission import intervals
from tests.backends.build import emitted, interface, loaded, param

ROWS, COLUMNS = Extent("a", 0), Extent("a", 1)


def random_tensor(rng: np.random.Generator, leaves: list[Tensor], depth: int) -> Tensor:
    """A tensor of shape (ROWS, COLUMNS) and the dtype of the leaves, from operators that shapes allow."""
    if depth == 0 or rng.random() < 0.1:
        return leaves[rng.integers(len(leaves))]
    first = random_tensor(rng, leaves, depth - 1)
    second = random_tensor(rng, leaves, depth - 1)
    match rng.integers(12):
        case 0 | 1:
            return call("sub", first, second)
        case 2:
            return call("mul", first, second)
        case 3:
            return call("select", call("lt", first, second), second, first)
        case 4:
            return call("max", first, second)
        case 5:
            return call("scan_max", first, second_edge(second), axis=1)
        case 6:
            return call(
                "expand", call("reduce_min", first, second_edge(second), axis=1), axis=1, extent=COLUMNS
            )
        case 7:
            return call("concat", slice_rows(first, 0, 1), slice_rows(second, 1, None), axis=0)
        case 8:
            return call(
                "update",
                first,
                slice_rows(second, 0, 1),
                starts=(integer(0), integer(0)),
                steps=(integer(1),) * 2,
            )
        case 9:
            flipped = call("transpose", first, axes=(1, 0))
            return call(
                "transpose", call("add", flipped, call("transpose", second, axes=(1, 0))), axes=(1, 0)
            )
        case 10:
            return call(
                "slice", first, axis=1, start=sub(COLUMNS, integer(1)), length=COLUMNS, step=integer(-1)
            )
        case _:
            return call("neg", first)


def second_edge(tensor: Tensor) -> Tensor:
    return call("gather", tensor, call("iota", extent=ROWS), Scalar(integer(0)))


def slice_rows(tensor: Tensor, start: int, length: int | None) -> Tensor:
    extent = sub(ROWS, integer(start)) if length is None else integer(length)
    return call("slice", tensor, axis=0, start=integer(start), length=extent, step=integer(1))


@pytest.mark.parametrize("dtype", [INT, U8, I32, F32, F64], ids=str)
def test_random_programs(backend: Backend, dtype: DType) -> None:
    rng = np.random.default_rng(11)
    a, v, s = param("a", dtype, 2), param("v", dtype, 1), param("s", dtype, 0)
    leaves: list[Tensor] = [
        a,
        call("expand", v, axis=1, extent=COLUMNS),
        call("full", s, shape=(ROWS, COLUMNS)),
        call("full", Scalar(Lit(2.0 if dtype.is_float else 2, dtype)), shape=(ROWS, COLUMNS)),
    ]
    for _ in range(25):
        tensor = random_tensor(rng, leaves, 4)
        if dtype is INT:  # small enough for any composition of the operators to fit
            tensor = call("mod", tensor, Scalar(integer(1000)))
        other = call("lt", random_tensor(rng, leaves, 2), tensor)
        outputs = (("return", tensor), ("a", other))
        program = Program("f", (a, v, s), outputs)
        module = emitted(backend, program, interface(program.parameters, outputs))
        assert [line for line in module.code.splitlines() if len(line) > 100] == []
        function = loaded(backend, module.code, module.entry)
        for shape in ((1, 1), (3, 2)):
            numbers = rng.integers(0, 4, (*shape,)), rng.integers(0, 4, shape[0]), 3
            if dtype is INT:
                arguments = numbers[0].tolist(), numbers[1].tolist(), 3
            else:
                arguments = numbers[0].astype(dtype.numpy), numbers[1].astype(dtype.numpy), 3
            want = evaluate(program, dict(zip(("a", "v", "s"), arguments, strict=True)))
            got = function(*arguments)
            for (name, _), value in zip(outputs, got, strict=True):
                assert np.array_equal(
                    np.asarray(value), want[name].astype(np.asarray(value).dtype), equal_nan=dtype.is_float
                )


def test_a_number_that_rounds_hand_on_takes_part_in_sums_of_whole_numbers(backend: Backend) -> None:
    """`s = uint8(n * int(x[i]) + int(s))`: the sum is one of Python's integers, and wraps when it is handed on."""
    x = param("x", U8, 1)
    before, after = (Param(f"s.{when}", TensorType(U8, ())) for when in ("now", "then"))
    element = call("gather", x, Scalar(Sym("i", INT)))
    product = call("mul", Scalar(Extent("x", 0)), call("cast", element, to=INT))
    step = call("cast", call("add", product, Scalar(Sym("s.now", INT))), to=U8)
    rounds = Iterate("i", integer(0), Extent("x", 0), (Carried(before, after, Scalar(Lit(0, U8)), step),))
    program = Program("f", (x,), (("return", after),), (rounds,))
    module = emitted(backend, program, interface((x,), program.outputs))
    data = np.array([3, 200, 255, 7], np.uint8)
    want = evaluate(program, {"x": data})["return"]
    assert int(loaded(backend, module.code, module.entry)(data)) == want == (4 * (3 + 200 + 255 + 7)) % 256


def test_a_part_is_stored_into_the_negative_of_an_array(backend: Backend) -> None:
    """`-a` is short enough to be repeated, but cannot be stored into."""
    a, b = param("a", I32, 1), param("b", I32, 1)
    length = integer(1)
    part = call("slice", b, axis=0, start=integer(0), length=length, step=length)
    output = call("update", call("neg", a), part, starts=(integer(1),), steps=(length,))
    program = Program("f", (a, b), (("return", output),))
    module = emitted(backend, program, interface(program.parameters, program.outputs))
    got = loaded(backend, module.code, module.entry)(*(np.array(v, np.int32) for v in ([1, 2, 3], [7])))
    assert np.asarray(got).tolist() == [-1, 7, -3]


@pytest.mark.parametrize("bits", [20, 40, 62])
def test_integers_are_exact_or_refused(backend: Backend, bits: int) -> None:
    rng = np.random.default_rng(bits)
    a, v, s = param("a", INT, 2), param("v", INT, 1), param("s", INT, 0)
    column = call("expand", v, axis=1, extent=COLUMNS)
    leaves: list[Tensor] = [a, column, call("full", s, shape=(ROWS, COLUMNS))]
    refused = 0
    for _ in range(30):
        tensor = random_tensor(rng, leaves, 3)
        op = ("reduce_add", "reduce_mul", "scan_add", "scan_mul")[rng.integers(4)]
        program = Program("f", (a, v, s), (("return", call(op, tensor, axis=1)),))
        module = emitted(backend, program, interface(program.parameters, program.outputs))
        arguments = (
            rng.integers(-(2**bits), 2**bits, (2, 2)).tolist(),
            rng.integers(-(2**bits), 2**bits, 2).tolist(),
            int(rng.integers(-(2**bits), 2**bits)),
        )
        want = evaluate(program, dict(zip("avs", arguments, strict=True)))["return"]
        try:
            got = loaded(backend, module.code, module.entry)(*arguments)
        except ValueError as error:
            if "64 bits" not in str(error):
                raise
            refused += 1
        else:
            assert np.asarray(got).tolist() == want.tolist()
    assert refused < 30


BINARY = [op for op in intervals.ELEMENTWISE if SCALARS[op].arity == 2]


@pytest.mark.parametrize("op", intervals.ELEMENTWISE)
def test_intervals_contain_every_value(op: str) -> None:
    ends = [-9, -4, -1, 0, 1, 3, 8]
    ranges = [(lo, hi) for lo in ends for hi in ends if lo <= hi]
    others = ranges if op in BINARY else [(0, 0)]
    every = np.arange(-9, 9).astype(object)
    grid = (every[:, None], every[None, :]) if op in BINARY else (every[:, None],)
    table = compute(op, INT, grid)
    for first in ranges:
        for second in others:
            operands = (first, second) if op in BINARY else (first,)
            lo, hi = intervals.call(intervals.ELEMENTWISE[op], *operands)
            boxes = tuple(slice(x + 9, y + 10) for x, y in operands)
            assert lo <= table[boxes].min() <= table[boxes].max() <= hi


# ---------------------------------------------------------------- golden modules


def modules() -> dict[str, tuple[tuple[Param, ...], tuple[tuple[str, Tensor], ...], dict[str, object]]]:
    a, x = param("a", INT, 2), param("x", INT, 1)
    row = call("expand", x, axis=0, extent=ROWS)
    product_sums = call("reduce_add", call("mul", a, row), axis=1)
    fits = Precondition("len(x) == len(a[0])", Scalar(eq(Extent("x", 0), COLUMNS)))

    base, active = param("base", U8, 1), param("active", U8, 1)
    wide = [call("cast", t, to=I32) for t in (base, active)]
    product = call("truncdiv", call("mul", *wide), Scalar(Lit(255, I32)))
    screen = call("cast", call("sub", call("add", *wide), product), to=U8)

    w, y, rows, columns = param("w", F32, 1), param("y", F32, 1), param("d", I32, 0), param("n", I32, 0)
    d, n = Sym("d", INT), Sym("n", INT)
    clamped = Apply("max", (d, integer(0)), INT), Apply("max", (n, integer(0)), INT)
    matrix = call("strided", w, offset=integer(0), shape=clamped, strides=(n, integer(1)))
    vector = call("slice", y, axis=0, start=integer(0), length=clamped[1], step=integer(1))
    enough = Precondition(
        "the buffer w holds at least d * n elements, one for each row and column of the matrix it is",
        Scalar(le(mul(*clamped), Extent("w", 0))),
    )

    z = param("z", F64, 1)
    biggest = call("reduce_max", z, axis=0)
    powers = call("exp", call("sub", z, biggest))
    softmax = call("div", powers, call("reduce_add", powers, axis=0))
    middle = call(
        "slice", z, axis=0, start=integer(1), length=sub(Extent("z", 0), integer(2)), step=integer(1)
    )
    smooth = call(
        "update", z, call("mul", middle, Scalar(Lit(0.5, F64))), starts=(integer(1),), steps=(integer(1),)
    )

    mask = param("mask", BOOL, 1)
    mean = call("truediv", call("reduce_add", x, axis=0), Scalar(Extent("x", 0)))
    count = call("reduce_add", call("cast", mask, to=INT), axis=0)
    return {
        "matvec": (
            (a, x), (("return", product_sums),), {"preconditions": (fits,)},
        ),
        "screen_blend": (
            (base, active), (("return", screen),),
            {"holders": {"base": Holder.VECTOR, "active": Holder.VECTOR, "return": Holder.VECTOR}},
        ),
        "matmul_flat": (
            (y, w, columns, rows),
            (("return", call("matvec", matrix, vector)),),
            {"holders": {"w": Holder.BUFFER, "y": Holder.BUFFER}, "preconditions": (enough,)},
        ),
        "softmax": ((z,), (("z", softmax),), {"holders": {"z": Holder.BUFFER}, "written": ("z",)}),
        "smooth": ((z,), (("z", smooth),), {"written": ("z",), "holders": {"z": Holder.LIST}}),
        "mean_and_count": (
            (x, mask), (("return.0", mean), ("return.1", count)), {"holders": {"mask": Holder.LIST}},
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", modules())
def test_emitted_modules(backend: Backend, name: str, golden: Callable[[str, str], None]) -> None:
    parameters, outputs, options = modules()[name]
    module = emitted(
        backend,
        Program(name, parameters, outputs),
        interface(parameters, outputs, name=name, **options),  # pyright: ignore
    )
    assert module.entry == name
    tree = ast.parse(module.code)
    compiling = {"ctypes", "hashlib", "os", "platform", "shutil", "subprocess", "tempfile"}
    own = {
        "triton": {"torch", "triton", "triton.language"},
        "c": compiling,
        "jax": {"jax", "jax.numpy", "functools"},
    }
    frameworks = own.get(backend.name, {backend.name})
    imports = {n.names[0].name for n in tree.body if isinstance(n, ast.Import)}
    assert imports <= {"math", "numpy"} | frameworks
    golden(f"{backend.name}/{name}.py", module.code)


def test_emitted_modules_are_formatted(backend: Backend, tmp_path: Path) -> None:
    ruff = shutil.which("ruff", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    if ruff is None:
        pytest.skip("ruff is not on the path")
    for name, (parameters, outputs, options) in modules().items():
        module = emitted(
            backend,
            Program(name, parameters, outputs),
            interface(parameters, outputs, name=name, **options),  # pyright: ignore
        )
        (tmp_path / f"{name}.py").write_text(module.code)
    done = subprocess.run(
        [ruff, "format", "--isolated", "--no-cache", "--line-length", "100", "--diff", "."],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
