"""What has to hold so that no path is taken on which the program only reports an error."""

from __future__ import annotations

from collections.abc import Iterator

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.builder import Builder
from tenspiler.frontends.c.numbers import negation
from tenspiler.frontends.c.reporting import ENDS
from tenspiler.frontends.c.syntax import Node
from tenspiler.loopir.nodes import Const, Expr, Op, Require, Select


def demand(b: Builder, condition: Expr, failure: Node) -> None:
    """The path on which the program gives up is not taken: each part of the condition by itself."""
    for part in _all_of(condition):
        b.emit(Require(part, reported(failure), failure.span))


def _all_of(condition: Expr) -> Iterator[Expr]:
    """The conditions that hold together where one does; what comes first guards what comes after it."""
    match condition:
        case Op(op="not", args=(Select(yes=Const(value=True)) as either,)):
            yield from _all_of(negation(either.condition, condition.span))
            yield from _all_of(negation(either.no, condition.span))
        case Op(op="not", args=(Op(op="not", args=(inner,)),)):
            yield from _all_of(inner)
        case Select(no=Const(value=False)):
            yield from _all_of(condition.condition)
            yield from _all_of(condition.yes)
        case _:
            yield condition


def reported(failure: Node) -> str:
    """What happens on a path that fails, for the text of a precondition."""
    return f"`{failure.spelling}` is reached"


def refused_report(failure: Node) -> Refusal:
    """The refusal of a report on the ordinary path, where nothing decides whether it is reached."""
    if failure.spelling == "throw":
        return Refusal("TSP1106", failure.span, what="throw")
    if failure.library:
        code = "TSP1107" if failure.spelling in ENDS else "TSP1109"
        return Refusal(code, failure.span, name=failure.spelling)
    return Refusal("TSP1107", failure.span, name=failure.spelling)
