"""What emitted functions accept, refuse and give back: conversions, preconditions, shared memory, 64 bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tensir.build import eq, le, mul
from tensir.cells import Extent, Lit, Sym, integer
from tensir.dtypes import BOOL, F32, F64, I32, I64, INT, U8, DType
from tensir.ops import call
from tensir.tensors import Program, Scalar, Tensor
from tenspiler.backend.api import Backend, Holder, Precondition, UnsupportedByBackend
from tenspiler.backend.registry import load_backend
from tests.backends.build import compiled, emitted, interface, load, param


@pytest.fixture(params=["numpy", "torch"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Arrays, lists and numbers as a caller on the host has them."""
    return load_backend(request.param)


def copy_of(backend: Backend, dtype: DType, rank: int, holder: Holder, **options: Any) -> Any:
    a = param("a", dtype, rank)
    return compiled(backend, (a,), (("return", a),), holders={"a": holder, "return": holder}, **options)


def refuses(function: Any, *arguments: Any, match: str | None = None) -> None:
    with pytest.raises(ValueError, match=match) as caught:
        function(*arguments)
    assert type(caught.value).__name__ == "PreconditionError"


LISTS: list[tuple[DType, int, Any, Any]] = [
    (INT, 1, [], []),
    (INT, 1, [True, 2], [1, 2]),
    (INT, 2, [], []),
    (INT, 2, [[], []], [[], []]),
    (INT, 2, [(1, 2), [3, 4]], [[1, 2], [3, 4]]),
    (INT, 3, [[[1], [2]]], [[[1], [2]]]),
    (INT, 1, [2**63 - 1, -(2**63)], [2**63 - 1, -(2**63)]),
    (F64, 1, [1, 2.5, True], [1.0, 2.5, 1.0]),
    (F64, 1, [np.float64(0.5)], [0.5]),
    (F64, 1, [2**60], [2.0**60]),
    (F64, 1, [1, float("inf")], [1.0, float("inf")]),
    (BOOL, 1, [True, False], [True, False]),
]


@pytest.mark.parametrize(("dtype", "rank", "value", "want"), LISTS)
def test_lists(backend: Backend, dtype: DType, rank: int, value: Any, want: Any) -> None:
    got = copy_of(backend, dtype, rank, Holder.LIST)(value)
    assert got == want
    assert got is not value
    assert [type(x) for x in np.ravel(got).tolist()] == [type(x) for x in np.ravel(want).tolist()]


BAD_LISTS: list[tuple[DType, int, Any, str]] = [
    (INT, 1, [1.0], "float"),
    (INT, 1, [2**63], "64 bits"),
    (INT, 1, [np.int64(3)], "int64"),
    (INT, 1, [None], "NoneType"),
    (INT, 1, 3, "lists"),
    (INT, 1, np.array([1]), "lists"),
    (INT, 1, [[1]], "list"),
    (INT, 2, [[1], [2, 3]], "rows of `a` have different lengths"),
    (INT, 2, [[1], 2], "lists"),
    (INT, 2, [1, 2], "lists"),
    (F64, 1, [2**53 + 1], "float"),
    (F64, 1, [10**400], "fit"),
    (F64, 1, ["1"], "str"),
    (F64, 1, [1j], "complex"),
    (BOOL, 1, [1], "int"),
]


@pytest.mark.parametrize(("dtype", "rank", "value", "match"), BAD_LISTS)
def test_lists_that_do_not_fit(backend: Backend, dtype: DType, rank: int, value: Any, match: str) -> None:
    refuses(copy_of(backend, dtype, rank, Holder.LIST), value, match=match)


def test_arrays_have_one_dtype_and_rank(backend: Backend) -> None:
    f = copy_of(backend, F32, 1, Holder.ARRAY)
    assert f(np.ones(2, np.float32)).dtype == np.float32
    for bad in (np.ones(2), np.ones((2, 2), np.float32), [1.0], np.ones(2, ">f4"), np.ma.ones(2, np.float32)):
        refuses(f, bad)


def test_buffers_are_flat_views_and_keep_their_shape(backend: Backend) -> None:
    a = param("a", I32, 1)
    f = compiled(
        backend,
        (a,),
        (("a", call("add", a, Scalar(Lit(1, I32)))),),
        holders={"a": Holder.BUFFER},
        written=("a",),
    )
    given = np.arange(6, dtype=np.int32).reshape(2, 3)
    assert f(given).tolist() == [[1, 2, 3], [4, 5, 6]]
    assert f(given.ravel()).shape == (6,)
    assert given.tolist() == [[0, 1, 2], [3, 4, 5]]
    refuses(f, given.T, match="contiguous")
    refuses(f, given.astype(np.int64), match="int32")


def test_vectors_come_back_as_they_came(backend: Backend) -> None:
    f = copy_of(backend, U8, 1, Holder.VECTOR)
    assert f([1, 255]) == [1, 255]
    assert f(np.array([1, 255])).dtype == np.uint8
    assert f([np.int64(3)]) == [3]
    assert f([]) == []
    for bad in ([256], [-1], [1.0], np.array([300]), np.array([0.5]), [[1]], 3, [True, None]):
        refuses(f, bad)
    assert copy_of(backend, F32, 2, Holder.VECTOR)([[0.5], [1]]) == [[0.5], [1.0]]
    given = np.ones(2, np.uint8)
    assert not np.shares_memory(f(given), given)


NUMBERS: list[tuple[DType, Any, Any]] = [
    (INT, 10**30, 10**30), (INT, True, 1), (INT, np.uint8(3), 3), (U8, 255, 255), (I32, np.int64(-5), -5),
    (F64, 3, 3.0), (F64, np.float32(0.5), 0.5), (F32, 0.1, float(np.float32(0.1))), (BOOL, np.True_, True),
    (F64, float("inf"), float("inf")),
]  # fmt: skip


@pytest.mark.parametrize(("dtype", "value", "want"), NUMBERS)
def test_numbers(backend: Backend, dtype: DType, value: Any, want: Any) -> None:
    x = param("x", dtype, 0)
    got = compiled(backend, (x,), x)(value)
    assert got == want
    assert type(got) is type(want)


@pytest.mark.parametrize(
    ("dtype", "value"),
    [
        (INT, 1.0),
        (INT, "1"),
        (U8, 256),
        (U8, -1),
        (I32, 2**31),
        (F64, 2**53 + 1),
        (F64, None),
        (BOOL, 1),
        (F64, 10**400),
    ],
)
def test_numbers_that_do_not_fit(backend: Backend, dtype: DType, value: Any) -> None:
    x = param("x", dtype, 0)
    refuses(compiled(backend, (x,), x), value, match="`x`")


def test_numpy_scalars_where_the_original_gives_them(backend: Backend) -> None:
    a, k = param("a", F32, 1), param("k", I32, 0)
    assert (
        type(
            compiled(backend, (a,), call("reduce_add", a, axis=0), numpy_scalar=True)(np.ones(2, np.float32))
        )
        is np.float32
    )
    assert type(compiled(backend, (k,), k, numpy_scalar=True)(3)) is np.int32
    assert type(compiled(backend, (k,), call("add", k, k))(2**31 - 1)) is int
    assert compiled(backend, (k,), call("add", k, k))(2**31 - 1) == -2


def test_several_outputs(backend: Backend) -> None:
    a, k = param("a", INT, 1), param("k", INT, 0)
    total = call("reduce_add", a, axis=0)
    outputs: tuple[tuple[str, Tensor], ...] = (("return.0", total), ("return.1", k), ("a", call("neg", a)))
    assert compiled(backend, (a, k), outputs)([1, 2], 5) == ((3, 5), [-1, -2])
    assert compiled(backend, (a, k), outputs[:2])([1, 2], 5) == (3, 5)
    assert compiled(backend, (a, k), (("return", total), ("a", a)))([1, 2], 5) == (3, [1, 2])


def test_results_never_share_memory(backend: Backend) -> None:
    a = param("a", F64, 2)
    neg = call("neg", a)
    outputs = (("return", neg), ("a", neg))
    given = np.ones((2, 3))
    first, second = compiled(backend, (a,), outputs)(given)
    assert not np.shares_memory(first, second)
    for view in (
        a,
        call("transpose", a, axes=(1, 0)),
        call("reshape", a, shape=(mul(Extent("a", 0), Extent("a", 1)),)),
    ):
        assert not np.shares_memory(compiled(backend, (a,), view)(given), given)


def test_updates_in_place_spare_what_others_read(backend: Backend) -> None:
    a = param("a", F64, 1)
    neg = call("neg", a)
    covered = call("update", a, neg, starts=(integer(0),), steps=(integer(1),))
    one = call("full", Scalar(Lit(1.0, F64)), shape=(integer(1),))
    changed = call("update", covered, one, starts=(integer(0),), steps=(integer(1),))
    first, second = compiled(backend, (a,), (("return", changed), ("a", neg)))(np.array([5.0, 6.0]))
    assert first.tolist() == [1.0, -6.0]
    assert second.tolist() == [-5.0, -6.0]


# ---------------------------------------------------------------- preconditions


def test_preconditions_say_what_was_expected_and_got(backend: Backend) -> None:
    a, b, n = param("a", F64, 1), param("b", F64, 1), param("n", INT, 0)
    conditions = (
        Precondition("n <= len(a)", Scalar(le(Sym("n", INT), Extent("a", 0)))),
        Precondition('len(a) == len(b), or {"none"}', Scalar(eq(Extent("a", 0), Extent("b", 0)))),
        Precondition("all of a > 0", call("reduce_and", call("gt", a, Scalar(Lit(0.0, F64))), axis=0)),
    )
    f = compiled(backend, (a, b, n), call("add", a, b), preconditions=conditions)
    refuses(f, np.ones(2), np.ones(3), 5, match=r"expected n <= len\(a\), got len\(a\) = 2, n = 5")
    refuses(f, np.ones(2), np.ones(3), 1, match=r"""expected len\(a\) == len\(b\), or \{"none"\}, got len""")
    refuses(f, np.zeros(3), np.ones(3), 1, match="all of a > 0")
    assert f(np.ones(3), np.ones(3), 3).tolist() == [2.0] * 3


def test_written_arrays_may_not_overlap_others(backend: Backend) -> None:
    a, b = param("a", F64, 1), param("b", F64, 1)
    f = compiled(backend, (a, b), (("a", call("add", a, b)),), written=("a",))
    x = np.arange(6.0)
    refuses(f, x[:3], x[2:5], match="`a` and `b` not to overlap")
    refuses(f, x, x, match="overlap")
    assert f(x[::2], x[1::2]).tolist() == [1.0, 5.0, 9.0]
    both = compiled(
        backend,
        (a, b),
        (("a", call("add", a, b)),),
        written=("a",),
        may_coincide=frozenset([frozenset("ab")]),
    )
    assert both(x, x).tolist() == (x + x).tolist()
    refuses(both, x[:3], x[1:4])
    refuses(both, x, x[::-1])
    assert compiled(backend, (a, b), call("add", a, b))(x, x).tolist() == (x + x).tolist()
    refuses(f, np.broadcast_to(np.float64(1), (3,)), x[:3], match="`a`")


def test_lists_may_not_be_one_and_the_same(backend: Backend) -> None:
    a, b = param("a", INT, 2), param("b", INT, 2)
    f = compiled(backend, (a, b), (("a", call("add", a, b)),), written=("a",))
    row = [1, 2]
    refuses(f, [row, [3, 4]], [[1, 2], row])
    refuses(f, [row] * 2, [[1, 2], [3, 4]], match="rows of `a`")
    assert f([[1, 2]], [row]) == [[2, 4]]


# ---------------------------------------------------------------- 64 bits


def integers(backend: Backend, tensor: Any, *ranks: int) -> Any:
    parameters = tuple(param(n, INT, r) for n, r in zip("abc", ranks, strict=False))
    return compiled(backend, parameters, tensor(*parameters))


def test_sums_beyond_64_bits_are_refused(backend: Backend) -> None:
    total = integers(backend, lambda a: call("reduce_add", a, axis=0), 1)
    assert total([2**40] * 1000) == 1000 * 2**40
    refuses(total, [2**62, 2**62], match=r"a sum of a may not fit 64 bits")
    dot = integers(backend, lambda a, b: call("dot", a, b), 1, 1)
    assert dot([2**30, -1], [2**30, 1]) == 2**60 - 1
    refuses(dot, [2**32], [2**31])
    product = integers(backend, lambda a: call("reduce_mul", a, axis=0), 1)
    assert product([2, 3] * 20) == 6**20
    assert product([2**62, -1]) == -(2**62)
    assert product([3] * 39) == 3**39
    refuses(product, [10] * 19)
    running = integers(backend, lambda a: call("scan_mul", a, axis=0), 1)
    assert running([2, -2] * 20)[-1] == 2**40
    refuses(running, [2] * 64)


def test_intervals_are_tight_enough(backend: Backend) -> None:
    seven = Scalar(integer(7))
    hashed = integers(backend, lambda a: call("mod", call("mul", a, Scalar(integer(31))), seven), 1)
    assert hashed([10**15]) == [10**15 * 31 % 7]
    mask = integers(
        backend, lambda a: call("mul", call("bitand", a, Scalar(integer(255))), Scalar(integer(2**50))), 1
    )
    assert mask([2**62 + 3]) == [3 * 2**50]
    count = integers(
        backend, lambda a: call("reduce_add", call("cast", call("gt", a, seven), to=INT), axis=0), 1
    )
    assert count([8, 2**62, 1]) == 2
    halves = integers(backend, lambda a: call("floordiv", a, Scalar(integer(2))), 1)
    assert halves([-(2**63), 2**63 - 1]) == [-(2**62), 2**62 - 1]
    refuses(integers(backend, lambda a: call("neg", a), 1), [-(2**63)])
    refuses(integers(backend, lambda a, b: call("add", a, b), 1, 0), [1], 2**70)
    assert integers(backend, lambda a, b: call("add", a, b), 1, 0)([], 5) == []


def test_scalars_are_unbounded(backend: Backend) -> None:
    n = param("n", INT, 0)
    square = Scalar(mul(Sym("n", INT), Sym("n", INT)))
    assert compiled(backend, (n,), square)(10**30) == 10**60
    assert compiled(backend, (n,), call("add", square, n))(10**30) == 10**60 + 10**30


def test_quotients_of_integers_round_once(backend: Backend) -> None:
    def quotient(a: Tensor, b: Tensor) -> Tensor:
        return call("truediv", a, b)

    def of_floats(a: Tensor, b: Tensor) -> Tensor:
        return call("div", call("cast", a, to=F64), call("cast", b, to=F64))

    divide = integers(backend, quotient, 1, 1)
    a, b = 2**53 + 1, 3 * 2**40 + 7
    assert divide([a, 7, 2**62 + 1], [b, 2, 3]).tolist() == [a / b, 3.5, (2**62 + 1) / 3]
    assert a / b != float(a) / float(b)
    assert integers(backend, of_floats, 1, 1)([a], [b]).tolist() == [float(a) / float(b)]
    assert divide([2**53 + 1, 1], [1, 0])[1] == float("inf")
    assert integers(backend, quotient, 0, 0)(10**40, 3) == 10**40 / 3
    assert integers(backend, quotient, 1, 0)([7, 0], 10**20).tolist() == [7 / 10**20, 0.0]
    assert integers(backend, quotient, 0, 1)(10**20, [7, 3]).tolist() == [10**20 / 7, 10**20 / 3]


def test_floats_that_become_integers_are_checked(backend: Backend) -> None:
    a = param("a", F64, 1)
    f = compiled(backend, (a,), call("cast", a, to=INT))
    assert f(np.array([2.9, -2.9])) == [2, -2]
    refuses(f, np.array([1e19]), match="64 bits")


def test_casts_from_unbounded_integers_wrap(backend: Backend) -> None:
    a = param("a", INT, 1)
    assert compiled(backend, (a,), call("cast", a, to=U8))([256, -1]).tolist() == [0, 255]
    n = param("n", INT, 0)
    assert compiled(backend, (n,), call("cast", n, to=I64))(2**64 + 5) == 5


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("name", ["lambda", "np", "max", "sum", "len", "_f", "PreconditionError", "ok"])
def test_names_of_functions_and_parameters(backend: Backend, name: str) -> None:
    parameters = (param("len", F64, 1), param("np", INT, 0), param("m.rows", INT, 0), param("m_rows", INT, 0))
    tensor = call("add", parameters[0], call("full", Scalar(Lit(1.0, F64)), shape=(Sym("m.rows", INT),)))
    program = Program("f", parameters, (("return", tensor),))
    module = emitted(backend, program, interface(parameters, program.outputs, name=name))
    assert load(module.code, module.entry)(np.ones(2), 1, 2, 3).tolist() == [2.0, 2.0]


def test_what_is_missing_is_named(backend: Backend) -> None:
    a = param("a", F64, 1)
    from tensir.cells import Elem

    with pytest.raises(UnsupportedByBackend, match="an element of an array"):
        compiled(backend, (a,), call("add", a, Scalar(Elem("a", (integer(0),), F64))))
