"""PyTorch tensors as arguments of decorated functions, and devices: held against the original."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensor_functions as functions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tenspiler
from tenspiler.runtime import LiftError

torch = pytest.importorskip("torch")

F32, F64, I32, I64 = torch.float32, torch.float64, torch.int32, torch.int64


def tensor(dtype: Any = F32, count: int = 7) -> Any:
    return torch.tensor([0.5 + 1.37 * (k * 5 % 7) for k in range(count)], dtype=F64).to(dtype)


def called(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, list[str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = function(*arguments)
    return result, [f"{w.category.__name__}: {w.message}" for w in caught]


def copied(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    def one(value: Any) -> Any:
        if isinstance(value, list):
            return list(value)
        if isinstance(value, torch.Tensor):
            return value.detach().clone()
        return value.copy() if isinstance(value, np.ndarray) else value

    return tuple(map(one, arguments))


def assert_same(mine: Any, theirs: Any, exact: bool) -> None:
    assert type(mine) is type(theirs)
    if isinstance(mine, torch.Tensor):
        assert (mine.dtype, mine.device, mine.shape) == (theirs.dtype, theirs.device, theirs.shape)
        assert torch.equal(mine, theirs) or (not exact and torch.allclose(mine, theirs, rtol=1e-5))
    elif isinstance(mine, np.ndarray):
        assert mine.dtype == theirs.dtype
        np.testing.assert_allclose(mine, theirs, rtol=0 if exact else 1e-6)
    elif exact or mine is None:
        assert mine == theirs
    else:
        assert mine == pytest.approx(theirs, rel=1e-6)


def hold(name: str, arguments: tuple[Any, ...], *, exact: bool = True, **options: Any) -> Any:
    """A call that must be lifted, against the original: results, types, and the arguments afterwards."""
    function = getattr(functions, name)
    lifted: Any = tenspiler.lift(backend="torch", on_refusal="raise", **options)(function)
    mine, theirs = copied(arguments), copied(arguments)
    result, messages = called(lifted, mine)
    assert messages == []
    expected = function(*theirs)
    assert_same(result, expected, exact)
    for one, other in zip(mine, theirs, strict=True):
        assert_same(one, other, exact)
    return lifted


LIFTED = [
    (
        "axpy",
        lambda d: (2.5 if d.is_floating_point else 2, tensor(d), tensor(d).flip(0)),
        (F32, F64, I32, I64),
    ),
    ("total", lambda d: (tensor(d),), (F32, F64)),
    ("mean", lambda d: (tensor(d), 7), (F32, F64)),
    ("count_above", lambda d: (tensor(d), 3), (F32, F64, I64)),
    ("take", lambda d: (tensor(d), torch.tensor([3, 1, -1]), tensor(d)), (F32, F64, I32, I64)),
    ("take", lambda d: (tensor(d), [3, 1, -1], tensor(d)), (F32,)),
    ("rows", lambda d: (tensor(d, 6).reshape(2, 3), tensor(d, 2)), (F32, F64)),
    ("prefix", lambda d: (tensor(d), tensor(d)), (F32, F64)),
    ("add_integers", lambda d: (tensor(d), tensor(d)), (F32, F64, I32, I64)),
    ("norm", lambda d: (tensor(d),), (F32, F64)),
    ("both", lambda d: (tensor(d), tensor(d).flip(0), tensor(d) + 1), (F32, I64)),
    ("halves", lambda d: (tensor(d), tensor(d)), (F32, F64)),
    ("fill", lambda d: (tensor(d), 1.5), (F64, I64)),
]
REORDERED = {"total", "mean", "rows", "prefix", "norm"}


@pytest.mark.parametrize(
    ("name", "arguments", "dtype"),
    [(name, make, dtype) for name, make, dtypes in LIFTED for dtype in dtypes],
)
def test_tensors(name: str, arguments: Callable[[Any], tuple[Any, ...]], dtype: Any) -> None:
    hold(name, arguments(dtype), exact=name not in REORDERED)


@pytest.mark.parametrize(
    ("name", "arguments", "what"),
    [
        ("first_added", (tensor(),), "in place what `s` may share"),
        ("largest", (tensor(),), "may return an element"),
        ("two_names", (tensor(),), "what several names share"),
        ("shift", (tensor(),), "`before` may be an element"),
        ("doubled", (tensor(),), "makes the array"),
        ("halves", (tensor(I64), tensor(I64)), "makes f64 of i64"),
        ("total", (tensor(I32),), "makes f64 of i32"),
        ("count_above", (tensor(I32), 3), "makes int of i32"),
        ("inverse", (tensor(), tensor()), "computes `div`"),
        ("fill", (tensor(), 1e300), "stores a Python number"),
        ("add_integers", (tensor(), tensor(F64)), "makes f64 of f32"),
        ("take", (tensor(), np.array([1]), tensor()), "mixes tensors with the array `index`"),
        ("take", (tensor(F64), [1], [0.0]), "puts tensors into the list `out`"),
    ],
)
def test_what_tensors_do_in_their_own_way(name: str, arguments: tuple[Any, ...], what: str) -> None:
    function: Any = getattr(functions, name)
    lifted: Any = tenspiler.lift(backend="torch")(function)
    mine, theirs = copied(arguments), copied(arguments)
    outcomes: list[Any] = []
    for one, values in ((lifted, mine), (function, theirs)):
        try:
            outcomes.append(called(one, values)[0])
        except RuntimeError as error:
            outcomes.append(str(error))
    assert repr(outcomes[0]) == repr(outcomes[1])
    assert repr(mine) == repr(theirs)
    text = lifted.explain()
    assert "TSP5010" in text
    assert what in text


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda: tensor().requires_grad_(), "gradients are wanted"),
        (lambda: torch.nn.Parameter(tensor(), requires_grad=False), "Parameter"),
        (lambda: tensor(torch.float16), "float16"),
        (lambda: tensor(torch.uint8), "uint8"),
        (lambda: torch.tensor([1.0, 2.0]).to_sparse(), "another layout"),
    ],
)
def test_tensors_that_are_left_to_the_original(make: Callable[[], Any], what: str) -> None:
    lifted: Any = tenspiler.lift(backend="torch", on_refusal="raise")(functions.total)
    result, messages = called(lifted, (make(),))
    assert torch.equal(result.detach(), functions.total(make()).detach())
    assert len(messages) == 1
    assert messages[0].startswith("GuardMiss")
    assert what in messages[0]


def test_inference_mode() -> None:
    lifted = hold("axpy", (2.5, tensor(), tensor()))
    with torch.inference_mode():
        made = tensor()
        _, messages = called(lifted, (2.5, made, made.clone()))
        assert messages == []
    _, messages = called(lifted, (2.5, made, tensor()))
    assert len(messages) == 1
    assert "made in inference mode" in messages[0]


def test_overlap_is_left_to_the_original() -> None:
    lifted: Any = tenspiler.lift(backend="torch")(functions.prefix)
    mine, theirs = tensor(count=9), tensor(count=9)
    _, messages = called(lifted, (mine[:6], mine[3:]))
    functions.prefix(theirs[:6], theirs[3:])
    assert torch.equal(mine, theirs)
    assert "not to overlap" in messages[0]
    spread, other = torch.zeros(1).expand(4), torch.zeros(1).expand(4)
    _, messages = called(lifted, (tensor(count=4), spread))
    functions.prefix(tensor(count=4), other)
    assert torch.equal(spread, other)
    assert "not to overlap" in messages[0]


def test_strides_are_kept() -> None:
    lifted: Any = tenspiler.lift(backend="torch", on_refusal="raise")(functions.axpy)
    mine, theirs = torch.ones(4, 3), torch.ones(4, 3)
    assert called(lifted, (2.0, tensor(count=4), mine[:, 1])) == (None, [])
    functions.axpy(2.0, tensor(count=4), theirs[:, 1])
    assert torch.equal(mine, theirs)


def test_names_for_elements_while_the_same_memory_is_written(tmp_path: Any) -> None:
    path = tmp_path / "named.py"
    path.write_text(
        "def step(x, out):\n"
        "    for i in range(len(x)):\n"
        "        v = x[i]\n"
        "        out[i] = v + 1.0\n"
        "        out[i] = v + 2.0\n"
    )
    scope: dict[str, Any] = {}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    lifted: Any = tenspiler.lift(backend="torch", on_refusal="raise")(scope["step"])
    mine, theirs = tensor(), tensor()
    assert called(lifted, (tensor(), tensor()))[1] == []
    _, messages = called(lifted, (mine, mine))
    scope["step"](theirs, theirs)
    assert torch.equal(mine, theirs)
    assert len(messages) == 1
    assert messages[0].startswith("GuardMiss")


def test_whole_numbers_that_a_float_does_not_hold() -> None:
    lifted = hold("mean", (tensor(), 7), exact=False)
    _, messages = called(lifted, (tensor(count=0), -(2**60)))
    assert len(messages) == 1
    assert "integers that a float holds" in messages[0]


@given(st.lists(st.floats(width=32, allow_subnormal=False), max_size=8), st.floats(width=32))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_floats(values: list[float], factor: float) -> None:
    mine, theirs = torch.tensor(values, dtype=F32), torch.tensor(values, dtype=F32)
    _AXPY(factor, mine.clone(), mine)
    functions.axpy(factor, theirs.clone(), theirs)
    assert torch.equal(mine.nan_to_num(7.0), theirs.nan_to_num(7.0))


_AXPY: Any = tenspiler.lift(backend="torch", on_refusal="raise")(functions.axpy)


# ---------------------------------------------------------------- devices


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("axpy", (2.5, tensor(), tensor())),
        ("axpy", (2.5, np.arange(4.0), np.ones(5))),
        ("axpy", (2.5, [1.0, 2.0], [0.5, 0.25, 4.0])),
        ("total", (tensor(F64),)),
        ("total", ([1.0, 2.5],)),
        ("total", (np.arange(4, dtype=np.float32),)),
        ("prefix", ([1.0, 2.0, 4.0], [0.0] * 3)),
        ("count_above", (tensor(), 3)),
        ("doubled", ([1.0, 2.0],)),
        ("rows", (np.ones((2, 3)), np.zeros(2))),
    ],
)
def test_a_device(name: str, arguments: tuple[Any, ...]) -> None:
    hold(name, arguments, exact=name not in REORDERED, device="cpu")


def test_a_device_is_checked_before_anything_moves() -> None:
    lifted: Any = tenspiler.lift(backend="torch", device="cpu")(functions.prefix)
    mine, theirs = np.arange(6.0), np.arange(6.0)
    _, messages = called(lifted, (mine[:4], mine[2:]))
    functions.prefix(theirs[:4], theirs[2:])
    assert mine.tolist() == theirs.tolist()
    assert "not to overlap" in messages[0]


@pytest.mark.parametrize("device", ["nowhere", "cpu:7x", "cuda:99"])
def test_devices_that_are_not_there(device: str) -> None:
    if device == "cpu:7x":
        with pytest.raises(ValueError, match="device is a name"):
            tenspiler.lift(backend="torch", device=device)
        return
    warned: Any = tenspiler.lift(backend="torch", device=device)(functions.total)
    result, messages = called(warned, ([1.0, 2.0],))
    assert result == 3.0
    assert len(messages) == 1
    assert messages[0].startswith("NotLifted")
    assert "TSP5011" in messages[0]
    strict: Any = tenspiler.lift(backend="torch", device=device, on_refusal="raise")(functions.total)
    with pytest.raises(LiftError, match="TSP5011"):
        strict([1.0, 2.0])


def test_devices_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="holds no numbers"):
        tenspiler.lift(backend="torch", device="meta")
    with pytest.raises(ValueError, match="device goes with backend='torch'"):
        tenspiler.lift(device="cuda")


def test_pytorch_is_not_imported_for_numpy() -> None:
    program = (
        "import sys, tenspiler, tensor_functions as f\n"
        "assert tenspiler.lift(f.total)([1.0, 2.0]) == 3.0\n"
        "assert 'torch' not in sys.modules"
    )
    folder = str(functions.__file__).rpartition("/")[0]
    subprocess.run([sys.executable, "-c", program], check=True, cwd=folder)
