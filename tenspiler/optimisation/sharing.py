"""Cells that are the same but for the names of their axes, so that what they make is computed once.

Before: `a[i, j] + u[i]` here, `a[k, l] + u[k]` there. After: `a[0, 1] + u[0]` over (i, j) and over (k, l).
"""

from __future__ import annotations

from collections.abc import Collection

from tensir.cells import Cell, Fold, Sym, free_symbols, rebuild
from tensir.dtypes import INT


def standard(cell: Cell, axes: Collection[str]) -> tuple[Cell, tuple[str, ...]]:
    """The cell with its axes numbered as they occur and its bound indices by depth; and the axes in order."""
    order: list[str] = []
    memo: dict[Cell, Cell] = {}

    def visit(term: Cell, bound: dict[str, Cell]) -> Cell:
        if term in memo:
            return memo[term]
        result = compute(term, bound)
        if free_symbols(term).isdisjoint(bound):
            memo[term] = result
        return result

    def compute(term: Cell, bound: dict[str, Cell]) -> Cell:
        match term:
            case Sym() if term.name in bound:
                return bound[term.name]
            case Sym() if term.name in axes:
                if term.name not in order:
                    order.append(term.name)
                return Sym(f"axis.{order.index(term.name)}", term.dtype)
            case Fold():
                depth = f"bound.{len(bound)}"
                inner = {**bound, term.binder: Sym(depth, INT)}
                lo, hi, init = (visit(part, bound) for part in (term.lo, term.hi, term.init))
                return Fold(term.op, depth, lo, hi, init, visit(term.body, inner))
            case _:
                return rebuild(term, lambda part: visit(part, bound))

    return visit(cell, {}), tuple(order)
