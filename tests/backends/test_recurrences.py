"""Recurrences at every dtype and length, held against plain loops over the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from operator import add
from typing import Any

import numpy as np
import pytest

from tensir.cells import Extent
from tensir.dtypes import BOOL, DTYPES, F32, F64, I8, I32, I64, INT, U8, U64, DType
from tensir.ops import call
from tensir.recurrences import RECURRENCES, WRAPPING
from tenspiler.backend.api import Backend, UnsupportedByBackend
from tests.backends.build import compiled, param

LENGTHS = (0, 1, 2, 63, 64, 65, 100, 1000)


def looped(op: str, elements: Sequence[Any], y: Any, dtype: DType) -> list[Any]:
    """All values along the first axis, one after the other, in the type's own arithmetic."""
    found: list[Any] = []
    for row in zip(*elements, strict=True):
        with np.errstate(all="ignore"):
            for name, x in zip(RECURRENCES[op], row, strict=True):
                y = STEPS[name](y, x)
        found.append(np.asarray(y, dtype.numpy))
    return found


STEPS: dict[str, Callable[[Any, Any], Any]] = {
    "mul": np.multiply,
    "add": np.add,
    "max": lambda y, x: np.where(y < x, x, y),
    "min": lambda y, x: np.where(x < y, x, y),
    "mod": np.mod,
    "reset": lambda y, x: np.where(x, np.zeros_like(y), y),
    "and": np.logical_and,
    "ne": np.not_equal,
}


def numbers(rng: np.random.Generator, dtype: DType, shape: tuple[int, ...], small: bool = False) -> Any:
    if dtype is BOOL:
        return rng.random(shape) < (0.1 if small else 0.5)
    if dtype.is_float:
        return rng.uniform(-1, 1, shape).astype(dtype.numpy)
    if dtype is INT or small:
        low = 0 if dtype.is_fixed and dtype.lowest == 0 else -3
        return rng.integers(low, 4, shape).astype(np.int64 if dtype is INT else dtype.numpy)
    return rng.integers(dtype.lowest, dtype.highest, shape, dtype.numpy, endpoint=True)


def kinds(op: str, dtype: DType) -> list[DType]:
    """The dtypes of what a recurrence takes in."""
    return [BOOL if name == "reset" else dtype for name in RECURRENCES[op]]


def elements_for(rng: np.random.Generator, op: str, dtype: DType, shape: tuple[int, ...], small: bool) -> Any:
    found = [numbers(rng, kind, shape, small) for kind in kinds(op, dtype)]
    if dtype is INT and op == "linear":
        found[0] = np.sign(found[0])
    if op == "linear_mod":  # a divisor for all, or others; never 0
        found[2] = np.full_like(found[2], 7) if rng.random() < 0.7 else np.where(found[2] == 0, 3, found[2])
    return found


def names_of(op: str, dtype: DType, rank: int) -> tuple[Any, ...]:
    """The parameters of a recurrence: its elements, and what it starts from."""
    return (
        *(param("abc"[k], kind, rank) for k, kind in enumerate(kinds(op, dtype))),
        param("s", dtype, rank - 1),
    )


def given(dtype: DType, *values: Any) -> list[Any]:
    return [v.tolist() if dtype is INT else v for v in values]


def promised(backend: Backend, op: str, dtype: DType) -> bool:
    contract = import_module(f"tenspiler_{backend.name}.contract").CONTRACT
    return contract.promise(f"scan_{op}", dtype) is not None


def agree(got: Any, want: Any, dtype: DType) -> None:
    got, want = np.asarray(got), np.asarray(want)
    assert got.shape == want.shape
    if dtype.is_float:
        tolerance = 1e-4 if dtype is F32 else 1e-12
        np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)
    else:
        assert got.tolist() == want.tolist()


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
@pytest.mark.parametrize("op", RECURRENCES)
def test_vectors(backend: Backend, op: str, dtype: DType) -> None:
    if not promised(backend, op, dtype):
        return
    rng = np.random.default_rng(2)
    names = names_of(op, dtype, 1)
    scan = compiled(backend, names, call(f"scan_{op}", *names, axis=0))
    last = compiled(backend, names, call(f"last_{op}", *names, axis=0))
    for length in LENGTHS:
        for small in (False, True):
            elements = elements_for(rng, op, dtype, (length,), small)
            start = numbers(rng, dtype, (), small)
            want = looped(op, elements, np.asarray(start)[()], dtype)
            number = np.asarray(start).item()
            agree(scan(*given(dtype, *elements), number), np.array(want, dtype.numpy), dtype)
            agree(last(*given(dtype, *elements), number), want[-1] if want else start, dtype)


CASES = [
    *((op, d) for op in ("linear", "add_max", "add_min", "add_max_min") for d in (F64, F32, I32, INT)),
    ("linear_mod", I32),
    ("linear_mod", I64),
    ("linear_mod", INT),
    ("and_xor", BOOL),
    ("reset_add", F64),
    ("reset_add", F32),
    ("reset_linear", F64),
    ("reset_linear", F32),
]


@pytest.mark.parametrize(("op", "dtype"), CASES, ids=str)
def test_rows_and_columns(backend: Backend, op: str, dtype: DType) -> None:
    rng = np.random.default_rng(3)
    names = names_of(op, dtype, 2)
    for shape in ((3, 4), (3, 100), (100, 3), (80, 70), (1, 200), (200, 1), (0, 5), (5, 0)):
        for axis in (0, 1):
            elements = elements_for(rng, op, dtype, shape, True)
            starts = numbers(rng, dtype, (shape[1 - axis],), True)
            want = looped(op, [np.moveaxis(x, axis, 0) for x in elements], starts, dtype)
            scan = compiled(backend, names, call(f"scan_{op}", *names, axis=axis))
            arguments = given(dtype, *elements, starts)
            if 0 not in shape:
                agree(scan(*arguments), np.moveaxis(np.array(want, dtype.numpy), 0, axis), dtype)
            elif dtype is not INT:
                agree(scan(*arguments), np.empty(shape, dtype.numpy), dtype)
            if dtype is not INT or 0 not in shape:
                last = compiled(backend, names, call(f"last_{op}", *names, axis=axis))
                agree(last(*arguments), want[-1] if want else starts, dtype)


@pytest.mark.parametrize("kind", ["growing", "infinite", "not a number", "overflowing", "vanishing", "fixed"])
def test_floats_that_need_the_order_of_the_source(backend: Backend, kind: str) -> None:
    """Where maps that are composed would lose what steps in order keep, the steps are in order."""
    n = 3000
    a, b, y = np.full(n, 0.5), np.linspace(-1, 1, n), 1.0
    match kind:
        case "growing":
            a, b, y = np.full(n, 1.25), np.full(n, -0.25), 1.0  # stays at 1 as long as nothing is lost
        case "infinite":
            b[n // 2] = np.inf
        case "not a number":
            a[n // 3] = np.nan
        case "overflowing":
            a, b, y = np.full(n, 2.0), np.zeros(n), 0.0
        case "vanishing":
            a, b = np.full(n, 1e-200), np.zeros(n)
            a[2:4], y = 1e200, 1e200
        case _:
            a, b, y = np.full(n, 2.0), np.full(n, -1.0), 1.0
    names = param("a", F64, 1), param("b", F64, 1), param("s", F64, 0)
    scan = compiled(backend, names, call("scan_linear", *names, axis=0))
    want = np.array(looped("linear", (a, b), np.float64(y), F64))
    assert np.array_equal(scan(a, b, y), want, equal_nan=True)


@pytest.mark.parametrize("op", ["add_max", "add_min", "add_max_min"])
def test_floats_that_are_not_finite_are_held_against_others_in_order(backend: Backend, op: str) -> None:
    rng = np.random.default_rng(5)
    names = names_of(op, F64, 1)
    scan = compiled(backend, names, call(f"scan_{op}", *names, axis=0))
    for special in (np.inf, -np.inf, np.nan):
        for where in range(len(names) - 1):
            values = [rng.integers(-9, 9, 500).astype(np.float64) for _ in names[1:]]
            values[where][[7, 300]] = special
            want = np.array(looped(op, values, np.float64(1.0), F64))
            assert np.array_equal(scan(*values, 1.0), want, equal_nan=True)


def test_what_is_not_finite_is_forgotten(backend: Backend) -> None:
    names = names_of("reset_add", F64, 1)
    scan = compiled(backend, names, call("scan_reset_add", *names, axis=0))
    factors = names_of("reset_linear", F64, 1)
    linear = compiled(backend, factors, call("scan_reset_linear", *factors, axis=0))
    for special in (np.inf, -np.inf, np.nan):
        for where in (0, 30, 99, 250):
            anew = np.arange(500) % 100 == 0
            x = np.arange(500.0)
            x[where] = special
            want = np.array(looped("reset_add", (anew, x), np.float64(special), F64))
            found = scan(anew, x, special)
            assert np.array_equal(linear(anew, np.ones(500), x, special), want, equal_nan=True)
            assert np.array_equal(found, want, equal_nan=True)
            assert np.isfinite(found).sum() > 300


@pytest.mark.parametrize("op", ["add_max", "add_min", "add_max_min"])
@pytest.mark.parametrize("dtype", [I8, I32, I64], ids=str)
def test_integers_wrap_as_in_order(backend: Backend, op: str, dtype: DType) -> None:
    """A sum over a block may leave a type that no sum in order leaves, and the other way round."""
    names = names_of(op, dtype, 1)
    scan = compiled(backend, names, call(f"scan_{op}", *names, axis=0))
    for size in (dtype.highest, dtype.lowest, dtype.highest // 50):
        a = np.full(400, size, dtype.numpy)
        others = [np.full(400, bound, dtype.numpy) for bound in (0, dtype.highest // 2)[: len(names) - 2]]
        want = np.array(looped(op, (a, *others), np.asarray(1, dtype.numpy)[()], dtype))
        assert scan(a, *others, 1).tolist() == want.tolist()


def test_integers_without_bounds_are_refused_where_64_bits_might_not_hold_them(backend: Backend) -> None:
    names = param("a", INT, 1), param("b", INT, 1), param("s", INT, 0)
    for op, a, b in (
        ("linear", [3] * 50, [1] * 50),
        ("linear", [1] * 3, [2**62] * 3),
        ("linear", [2] * 2000, [-(2**62)] * 2000),
        ("add_max", [2**62] * 4, [0] * 4),
        ("add_min", [-(2**62)] * 4, [0] * 4),
    ):
        scan = compiled(backend, names, call(f"scan_{op}", *names, axis=0))
        with pytest.raises(ValueError, match="64 bits"):
            scan(a, b, 1)
    four = names_of("add_max_min", INT, 1)
    clamped = compiled(backend, four, call("scan_add_max_min", *four, axis=0))
    assert list(clamped([2**61] * 4, [0] * 4, [2**61] * 4, 1)) == [2**61] * 4
    for a, b, c, y in (([2**62], [0], [2**62], 2**62), ([0], [2**63], [0], 0), ([0], [0], [-(2**63) - 1], 0)):
        with pytest.raises(ValueError, match="64 bits"):
            clamped(a, b, c, y)
    fine = compiled(backend, names, call("last_add_max", *names, axis=0))
    assert fine([-(2**60)] * 100, [5] * 100, 7) == 5
    wide = compiled(backend, names, call("last_linear", *names, axis=0))
    assert wide([10] * 15, list(range(15)), 0) == int("".join(map(str, range(10))) + "0" * 5) + 112345 - 1
    assert wide([0] * 3, [4, 5, 6], 2**62) == 6


@pytest.mark.parametrize("op", RECURRENCES)
def test_arguments_are_not_changed(backend: Backend, op: str) -> None:
    dtype = {"and_xor": BOOL, "linear_mod": I64}.get(op, F64)
    names = names_of(op, dtype, 1)
    for n in (0, 3, 300):
        elements = elements_for(np.random.default_rng(n), op, dtype, (n,), True)
        before = [x.copy() for x in elements]
        for family in ("scan", "last"):
            compiled(backend, names, call(f"{family}_{op}", *names, axis=0))(*elements, dtype.numpy.type(1))
        assert all((x == y).all() for x, y in zip(elements, before, strict=True))


def test_what_a_backend_does_not_promise_it_does_not_emit(backend: Backend) -> None:
    for dtype in DTYPES.values():
        if dtype is not BOOL and not promised(backend, "add_max", dtype):
            names = param("a", dtype, 1), param("b", dtype, 1), param("s", dtype, 0)
            with pytest.raises(UnsupportedByBackend):
                compiled(backend, names, call("scan_add_max", *names, axis=0))


@pytest.mark.parametrize("dtype", [I8, I32, I64, U8, U64], ids=str)
@pytest.mark.parametrize("op", sorted(WRAPPING))
def test_exact_steps_wrap_at_the_end(backend: Backend, op: str, dtype: DType) -> None:
    """Elements that are unbounded integers: no step leaves the type, but for those that are meant to."""
    if not promised(backend, op, dtype):
        return
    rng = np.random.default_rng(7)
    *elements, _ = names_of(op, INT, 1)
    names = (*elements, param("s", dtype, 0))
    scan = compiled(backend, names, call(f"scan_{op}", *names, axis=0))
    last = compiled(backend, names, call(f"last_{op}", *names, axis=0))
    exact = {"add": add, "max": max, "min": min}
    for length in LENGTHS[:-1]:
        for size in (9, dtype.highest // 4, min(dtype.highest, 2**62)):
            rows = [rng.integers(-size, size, length, endpoint=True).tolist() for _ in elements]
            start = int(rng.integers(0, min(size, 9)))
            want, y = [], start
            for row in zip(*rows, strict=True):
                for name, x in zip(RECURRENCES[op], row, strict=True):
                    y = exact[name](y, x)
                y = dtype.wrap(y)
                want.append(y)
            assert np.asarray(scan(*rows, start)).tolist() == want
            assert int(last(*rows, start)) == (want[-1] if want else start)


@pytest.fixture(scope="module")
def million() -> tuple[Any, float, Any, float]:
    """Elements, a factor, the values of their recurrence as they truly are, and the error of a loop."""
    x, k = np.random.default_rng(9).normal(0, 1, 10**6), 0.99
    exact = np.empty(len(x), np.longdouble)
    loop, y, precise = np.empty(len(x)), k, np.longdouble(k)
    for i, value in enumerate(x.tolist()):
        y = y * k + value
        precise = precise * k + value
        loop[i], exact[i] = y, precise
    return x, k, exact, float(np.max(np.abs(loop - exact)))


def test_one_million_elements_are_as_near_the_truth_as_the_loop(
    backend: Backend, million: tuple[Any, float, Any, float]
) -> None:
    x, k, exact, of_loop = million
    names = param("b", F64, 1), param("a", F64, 0)
    factors = call("expand", names[1], axis=0, extent=Extent("b", 0))
    scan = compiled(backend, names, call("scan_linear", factors, names[0], names[1], axis=0))
    assert float(np.max(np.abs(np.asarray(scan(x, k)) - exact))) <= 2 * of_loop
