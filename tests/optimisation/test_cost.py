"""What programs cost: which of two is the cheaper one, and that the cheaper one is taken if both are proved."""

from __future__ import annotations

import pytest

from tensir.cells import Extent, integer
from tensir.dtypes import F64
from tensir.ops import call, program_parts
from tensir.tensors import Call, Param, Program, Tensor, TensorType
from tenspiler.frontends.c.reader import read
from tenspiler.loopir.nodes import Function
from tenspiler.optimisation.cost import cost, multiplies
from tenspiler.optimisation.vectorise import Style
from tenspiler.pipeline import Rivals, choose, summarise_and_establish
from tenspiler.synthesis.summarise import Search


def array(name: str, rank: int) -> Param:
    return Param(name, TensorType(F64, tuple(Extent(name, axis) for axis in range(rank))))


A, B = array("a", 2), array("b", 2)
BATCH, OTHER = array("c", 3), array("d", 3)
ROWS, COLUMNS = A.type.shape


def program(*outputs: Tensor) -> Program:
    return Program("f", (A, B, BATCH, OTHER), tuple((f"return.{n}", t) for n, t in enumerate(outputs)))


def summed() -> Tensor:
    """A matrix product without a product of matrices."""
    wide = call("expand", A, axis=2, extent=B.type.shape[1])
    return call("reduce_add", call("mul", wide, call("expand", B, axis=0, extent=ROWS)), axis=1)


FIRST = call("slice", array("v", 1), axis=0, start=integer(0), length=ROWS, step=integer(1))
GATHERED = call("gather", array("v", 1), call("iota", extent=ROWS))
PRODUCT = call("matmul", A, B)


@pytest.mark.parametrize(
    ("cheap", "dear"),
    [
        ((PRODUCT,), (summed(),)),
        ((FIRST,), (GATHERED,)),
        ((call("add", PRODUCT, PRODUCT),), (call("add", PRODUCT, call("matmul", B, A)),)),
        ((call("transpose", A, axes=(1, 0)),), (call("neg", A),)),
        ((call("neg", A),), (call("exp", A),)),
        ((PRODUCT,), (call("einsum", BATCH, OTHER, spec="abc,acd->abd"),)),
        ((call("einsum", A, B, spec="ab,bc->ac"),), (call("einsum", BATCH, B, spec="abc,cd->abd"),)),
    ],
)
def test_which_program_costs_less(cheap: tuple[Tensor, ...], dear: tuple[Tensor, ...]) -> None:
    assert cost(program(*cheap)) < cost(program(*dear))


def test_what_multiplies() -> None:
    assert multiplies(program(call("neg", PRODUCT)))
    assert not multiplies(program(summed(), GATHERED))


@pytest.mark.parametrize(
    "rivals",
    [
        (Style(contract=False), Style()),
        (Style(gather=True), Style()),
        (Style(), Style(contract=False), Style(gather=True)),
    ],
)
def test_the_cheapest_that_is_proved_is_taken(rivals: Rivals) -> None:
    (function,) = read(
        "f.c",
        "void f(int m, int n, const double *a, const double *x, double *y) { for (int i = 0; i < m; i++) {"
        " double s = 0; for (int j = 0; j < n; j++) s += a[i * n + j] * x[j]; y[i] = s; } }",
    ).functions
    assert isinstance(function, Function)
    established, _ = summarise_and_establish(function, Search())
    found, proof, _ = choose(established, (rivals,))
    used = {part.op for part in program_parts(found) if isinstance(part, Call)}
    assert proof.verdict == "proved"
    assert "matvec" in used
    assert "gather" not in used
