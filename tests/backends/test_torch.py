"""What is PyTorch's own: tensors as arguments and results, devices, compilation, and products of integers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from tenspiler_torch import BACKEND
from tenspiler_torch.prelude import operators

from tensir.cells import Extent, Lit, Sym, integer
from tensir.dtypes import BOOL, DTYPES, F32, F64, I32, I64, INT, U8, U64, DType
from tensir.ops import call
from tensir.tensors import Program, Scalar, Tensor
from tenspiler.backend.api import Holder, UnsupportedByBackend
from tests.backends.build import compiled, interface, load, param

FIXED = [d for d in DTYPES.values() if d is not INT]


def torch_dtype(dtype: DType) -> torch.dtype:
    return getattr(torch, "int64" if dtype is INT else str(dtype.numpy))


def values(dtype: DType) -> torch.Tensor:
    numbers = np.array([[0, 1, 1], [1, 0, 1]])
    if dtype.is_fixed:
        numbers = numbers.astype(object) * dtype.highest
    return torch.from_numpy(np.array(numbers, dtype="int64" if dtype is INT else dtype.numpy))


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
def test_tensors_for_tensors(dtype: DType) -> None:
    a = param("a", dtype, 2)
    for output in (a, call("transpose", a, axes=(1, 0)), call("select", call("eq", a, a), a, a)):
        given = values(dtype)
        before = given.clone()
        got = compiled(BACKEND, (a,), (("a", output),))(given)
        assert isinstance(got, torch.Tensor)
        assert got.dtype == given.dtype == torch_dtype(dtype)
        assert got.tolist() == (given if got.shape == given.shape else given.T).tolist()
        assert got.untyped_storage().data_ptr() != given.untyped_storage().data_ptr()
        assert torch.equal(given.view(torch.uint8), before.view(torch.uint8))


@pytest.mark.parametrize("dtype", FIXED, ids=str)
def test_arrays_are_never_shared(dtype: DType) -> None:
    a = param("a", dtype, 1)
    for output in (
        a,
        call("cast", a, to=I64),
        call("cast", a, to=U64),
        call("select", call("eq", a, a), a, a),
    ):
        given = values(dtype).numpy()[0]
        got = compiled(BACKEND, (a,), output)(given)
        assert isinstance(got, np.ndarray)
        assert not np.shares_memory(got, given)


@pytest.mark.parametrize("op", ["bitand", "bitor", "bitxor", "max"])
@pytest.mark.parametrize("family", ["reduce", "scan"])
def test_folds_of_one_element_are_copies(family: str, op: str) -> None:
    a, given = param("a", U8, 2), np.full((1, 3), 7, np.uint8)
    start = (Scalar(Lit(0, U8)),) if op == "max" else ()
    got = compiled(BACKEND, (a,), call(f"{family}_{op}", a, *start, axis=0))(given)
    assert got.ravel().tolist() == [7, 7, 7]
    assert not np.shares_memory(got, given)


def test_numbers_follow_the_arguments() -> None:
    a, s = param("a", F32, 1), param("s", F32, 0)
    total = compiled(BACKEND, (a, s), call("mul", call("reduce_add", a, axis=0), s))
    got = total(torch.ones(3), 0.5)
    assert got.dtype == torch.float32
    assert got.shape == ()
    assert got.item() == 1.5
    assert total(torch.ones(3), torch.tensor(0.5)).item() == 1.5
    assert type(total(np.ones(3, np.float32), 0.5)) is float
    same = compiled(BACKEND, (s,), s)
    given = torch.tensor(2.0)
    assert same(given) is not given
    count = compiled(BACKEND, (param("n", INT, 0),), Scalar(Sym("n", INT)))
    assert count(torch.tensor(4)) == 4


def test_what_tensors_must_be() -> None:
    a, s = param("a", F32, 1), param("s", F32, 0)
    f = compiled(BACKEND, (a, s), call("mul", a, s))
    for tensor in (torch.ones(2, 2), torch.ones(2).double(), torch.ones(2).to_sparse()):
        with pytest.raises(ValueError, match="`a`"):
            f(tensor, 1.0)
    with pytest.raises(ValueError, match="`s`"):
        f(torch.ones(2), torch.tensor(1.0, dtype=torch.float64))
    two = compiled(BACKEND, (a, param("b", F32, 1)), a)
    with pytest.raises(ValueError, match="`b` to be dense on cpu"):
        two(torch.ones(2), torch.ones(2, device="meta"))
    flat = compiled(BACKEND, (a,), (("a", a),), holders={"a": Holder.BUFFER})
    with pytest.raises(ValueError, match="contiguous"):
        flat(torch.ones(4, 4)[:, 0])
    assert flat(torch.ones(2, 3)).shape == (2, 3)
    with pytest.raises(ValueError, match="to fit uint64"):
        compiled(BACKEND, (param("k", U64, 0),), param("k", U64, 0))(-1)


def test_memory_of_tensors() -> None:
    a, b = param("a", F64, 1), param("b", F64, 1)
    f = compiled(BACKEND, (a, b), (("a", call("add", a, b)),), written=("a",))
    x = torch.arange(6.0, dtype=torch.float64)
    for first, second in (
        (x[:3], x[2:5]),
        (x, x),
        (x[:3], x[2:5].numpy()),
        (torch.ones(1).double().expand(3), x[:3]),
    ):
        with pytest.raises(ValueError, match="overlap"):
            f(first, second)
    assert f(x[::2], x[1::2]).tolist() == [1.0, 5.0, 9.0]
    assert f(x[:0], x[:0]).tolist() == []


# ---------------------------------------------------------------- devices

DIVIDED = {
    "x / 3": ("x / torch.tensor(3.0", 3.0),
    "x / 4": ("x / 4.0", 4.0),
    "x / 0.1": ("x / torch.tensor(0.1", 0.1),
}


@pytest.mark.parametrize(("text", "number"), DIVIDED.values(), ids=DIVIDED)
def test_divisors_are_on_the_device(text: str, number: float) -> None:
    x = param("x", F64, 1)
    output = (("return", call("div", x, Scalar(Lit(number, F64)))),)
    assert text in BACKEND.emit(Program("f", (x,), output), interface((x,), output)).code
    with pytest.raises(AssertionError):  # a number over a tensor is a product with a reciprocal
        assert f"{number} /" in BACKEND.emit(Program("f", (x,), output), interface((x,), output)).code


def programs() -> dict[str, tuple[Tensor, int]]:
    x, y, s = param("x", F32, 2), param("y", F32, 1), param("s", F32, 0)
    rows, columns = Extent("x", 0), Extent("x", 1)
    one, half = integer(1), Scalar(Lit(0.3, F32))
    wide = call("expand", y, axis=0, extent=rows)
    index = call("iota", extent=columns)
    return {
        "map": (call("select", call("lt", x, half), call("mul", x, s), call("div", x, half)), 2),
        "broadcast": (call("add", x, wide), 2),
        "matvec": (call("matvec", x, y), 1),
        "softmax": (call("div", call("exp", y), call("reduce_add", call("exp", y), axis=0)), 1),
        "in order": (call("fold_add", x, axis=1), 1),
        "one sum in order": (call("fold_mul", y, s, axis=0), 0),
        "maximum": (call("reduce_max", x, axis=1), 1),
        "running maximum": (call("scan_max", x, axis=1), 2),
        "root": (call("sqrt", call("abs", x)), 2),
        "full": (call("concat", y, call("full", s, shape=(rows,)), axis=0), 1),
        "constant": (call("concat", y, call("full", half, shape=(rows,)), axis=0), 1),
        "gather": (call("gather", y, call("sub", Scalar(integer(2)), index)), 1),
        "update": (
            call("update", y, call("full", s, shape=(one,)), starts=(one,), steps=(one,)), 1,
        ),
        "strided": (call("strided", y, offset=one, shape=(one, one), strides=(one, one)), 2),
        "rows": (call("put_rows", y, x, offset=one, strides=(integer(-1),)), 1),
        "rows added": (call("add_rows", y, x, offset=integer(0), strides=(one,)), 1),
        "strided window": (call("strided_window", y, offset=one, shape=(one, one), strides=(one, one)), 2),
        "bytes": (call("cast", call("mul", x, half), to=U8), 2),
        "integers": (call("matmul", call("cast", x, to=I32), call("transpose", call("cast", x, to=I32), axes=(1, 0))), 2),
        "unsigned": (call("floordiv", call("cast", x, to=U64), Scalar(Lit(3, U64))), 2),
        "flags": (call("scan_or", call("lt", x, half), axis=0), 2),
        "any": (call("reduce_or", call("lt", y, half), axis=0), 0),
    }  # fmt: skip


def of_programs(name: str) -> Callable[..., Any]:
    parameters = (param("x", F32, 2), param("y", F32, 1), param("s", F32, 0))
    return compiled(BACKEND, parameters, programs()[name][0])


@pytest.mark.parametrize("name", programs())
def test_everything_stays_on_the_device(name: str) -> None:
    x, y = (
        torch.ones(2, 3, device="meta"),
        torch.ones(3, device="meta"),
    )  # which has no elements: no GPU needed
    got = of_programs(name)(x, y, 0.5)
    assert got.device.type == "meta"
    assert got.ndim == programs()[name][1]


# ---------------------------------------------------------------- compilation


@pytest.mark.parametrize("name", programs())
def test_graphs_without_breaks(name: str) -> None:
    torch.manual_seed(0)
    function = of_programs(name)
    arguments = torch.randn(2, 3), torch.randn(3), torch.tensor(0.5)
    torch.compiler.reset()
    got = torch.compile(function, fullgraph=True, backend="eager")(*arguments)
    assert torch.equal(got, function(*arguments))


def test_inductor() -> None:
    torch.compiler.reset()
    arguments = torch.randn(2, 3), torch.randn(3), torch.tensor(0.5)
    function = of_programs("map")
    got = torch.compile(function, fullgraph=True)(*arguments)
    torch.testing.assert_close(got, function(*arguments))


def test_written_buffers_compile() -> None:
    torch.compiler.reset()
    a, b = param("a", F32, 1), param("b", F32, 1)
    f = compiled(
        BACKEND,
        (a, b),
        (("a", call("add", a, b)),),
        written=("a",),
        holders={"a": Holder.BUFFER, "b": Holder.BUFFER},
    )
    x, y = torch.ones(3), torch.ones(3)
    assert torch.compile(f, fullgraph=True, backend="eager")(x, y).tolist() == [2.0] * 3


def test_gradients_flow_through_folds() -> None:
    y, s = param("y", F32, 1), param("s", F32, 0)
    product = compiled(BACKEND, (y, s), call("fold_mul", y, s, axis=0))
    factors, start = torch.tensor([3.0, 4.0], requires_grad=True), torch.tensor(5.0, requires_grad=True)
    for given in ((factors, start), (factors.detach(), start), (factors, 5.0)):
        factors.grad = start.grad = None
        product(*given).backward()
        assert factors.grad is None or factors.grad.tolist() == [20.0, 15.0]
        assert start.grad is None or start.grad.item() == 12.0


def test_gradients_flow() -> None:
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    y, s = torch.tensor([3.0, 4.0]), torch.tensor(0.5)
    of_programs("matvec")(x, y, s).sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [[3.0, 4.0]]


# ---------------------------------------------------------------- products of integers away from the CPU


@pytest.mark.parametrize(
    "shapes", [((3, 4), (4, 2)), ((3, 4), (4,)), ((4,), (4, 2)), ((4,), (4,)), ((0, 4), (4, 2))]
)
@pytest.mark.parametrize("dtype", [torch.uint8, torch.int32, torch.int64], ids=str)
def test_summed_product(shapes: tuple[tuple[int, ...], ...], dtype: torch.dtype) -> None:
    torch.manual_seed(0)
    a, b = (torch.randint(0, 200, shape, dtype=dtype) for shape in shapes)
    assert torch.equal(operators._summed_product(a, b), a @ b)


@pytest.mark.parametrize(
    "spec", ["ij,jk->ik", "ij->ji", "ij->", "ij,ij->i", "i,ij,j->", "ij,k->kij", "ii->i"]
)
def test_sum_of_products(spec: str) -> None:
    torch.manual_seed(0)
    operands = [torch.randint(-9, 9, (3,) * len(part)) for part in spec.split("->")[0].split(",")]
    assert torch.equal(operators._sum_of_products(spec, *operands), torch.einsum(spec, *operands))


def test_square_roots_of_32_bits() -> None:
    x = (np.arange(0, 2**24, 5, dtype=np.uint32) + np.uint32(0x3F800000)).view(np.float32)  # 1 to 4
    assert np.array_equal(operators._sqrt(torch.from_numpy(x)).numpy(), np.sqrt(x))


def test_bools_are_no_integers() -> None:
    a = param("a", BOOL, 1)
    with pytest.raises(ValueError, match="`a`"):
        compiled(BACKEND, (a,), a)(torch.ones(2))
    module = BACKEND.emit(Program("f", (a,), (("return", a),)), interface((a,), (("return", a),)))
    assert load(module.code, module.entry)(torch.tensor([True])).tolist() == [True]


def test_the_order_of_what_pytorch_cannot_compare_is_refused() -> None:
    """Its places would be those of the same bits as signed numbers."""
    a = param("a", U64, 1)
    with pytest.raises(UnsupportedByBackend, match="argmax on u64"):
        compiled(BACKEND, (a,), call("argmax", a, axis=0))
