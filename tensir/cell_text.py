"""Cells as text in infix notation: `a[i, j] * b[j] + 1`, `sum(k < n: a[i, k])`, `len(a)`, `a.shape[1]`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never, final

import numpy as np

from tensir.build import identity
from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, free_symbols, integer
from tensir.dtypes import BOOL, F32, INT, DType
from tensir.notation import ATOM, BITOR, FOLDS, UNARY, Text, operation, quoted
from tensir.order import ARGSORT
from tensir.recurrences import RECURRENCES, elements_of, together


def extent_text(extent: Extent) -> str:
    """`len(a)`, or `a.shape[1]` for an axis that is not the first."""
    name = quoted(extent.array)
    return f"{name}.shape[{extent.axis}]" if extent.axis else f"len({name})"


def literal_text(literal: Lit, *, exact: bool) -> Text:
    """A constant, with its dtype where `exact`; integers of the unbounded kind never need one."""
    if literal.dtype is BOOL:
        return ("true" if literal.value else "false"), ATOM
    text = _float_text(literal) if literal.dtype.is_float else str(int(literal.value))
    suffix = f":{literal.dtype}" if exact and literal.dtype is not INT else ""
    return text + suffix, UNARY if text.startswith("-") else ATOM


def _float_text(literal: Lit) -> str:
    """The shortest text that gives back the identical bits."""
    value = float(literal.value)
    if literal.dtype is F32:
        short = str(np.float32(value))
        if float(np.float32(float(short))) == value:
            return short
    return repr(value)


@final
class CellText:
    """A way to write cells.

    `scalars` are the parameters' dtypes and `extents` names for extents. Where `exact`, the text can be
    read back: numbers carry their dtypes, and an integer parameter seen as an unbounded integer says so.
    Bound indices keep clear of the names in `avoid`.
    """

    def __init__(
        self,
        scalars: Mapping[str, DType],
        extents: Mapping[Extent, str],
        *,
        exact: bool = False,
        avoid: frozenset[str] = frozenset(),
    ) -> None:
        self._scalars = scalars
        self._extents = extents
        self._exact = exact
        self._avoid = avoid

    def text(self, cell: Cell) -> str:
        """A cell whose dtype the context does not know."""
        return self._cell(cell, {}, integral=False)[0]

    def integer(self, cell: Cell) -> str:
        """A cell where an unbounded integer is expected."""
        return self._cell(cell, {}, integral=True)[0]

    def literal(self, cell: Cell) -> Text | None:
        """The text of a constant; None if the cell is not one."""
        return literal_text(cell, exact=self._exact) if isinstance(cell, Lit) else None

    def _cell(self, cell: Cell, bound: dict[str, str], *, integral: bool) -> Text:
        match cell:
            case Lit():
                return literal_text(cell, exact=self._exact)
            case Sym():
                return self._symbol(cell, bound, integral=integral)
            case Extent():
                return self._extents.get(cell) or extent_text(cell), ATOM
            case Elem():
                indices = (self._cell(i, bound, integral=True)[0] for i in cell.indices)
                return f"{quoted(cell.array)}[{', '.join(indices)}]", ATOM
            case Apply(op="cast", args=(inner,)):
                return self._cast(inner, cell.dtype, bound)
            case Apply():
                return self._apply(cell, bound, integral=integral)
            case Fold():
                return self._fold(cell, bound, integral=integral)
            case _:
                assert_never(cell)

    def _symbol(self, symbol: Sym, bound: dict[str, str], *, integral: bool) -> Text:
        if symbol.name in bound:
            return bound[symbol.name], ATOM
        if not self._exact:
            return quoted(symbol.name.split("#", 1)[0]), ATOM
        text = quoted(symbol.name)
        widened = symbol.dtype is INT and self._scalars.get(symbol.name, INT) is not INT
        return (f"int({text})" if widened and not integral else text), ATOM

    def _cast(self, inner: Cell, dtype: DType, bound: dict[str, str]) -> Text:
        text = self._cell(inner, bound, integral=False)
        if dtype is INT and inner.dtype.is_integer and not self._exact:
            return text
        return f"{dtype}({text[0]})", ATOM

    def _apply(self, cell: Apply, bound: dict[str, str], *, integral: bool) -> Text:
        operands = [self._cell(a, bound, integral=integral and a.dtype is INT) for a in cell.args]
        return operation(cell.op, operands, literal=isinstance(cell.args[0], Lit))

    def _fold(self, cell: Fold, bound: dict[str, str], *, integral: bool) -> Text:
        lo, hi = (self._operand(c, bound) for c in (cell.lo, cell.hi))
        name = self._binder(cell, bound)
        span = f"{name} < {hi}" if cell.lo == integer(0) else f"{lo} <= {name} < {hi}"
        element = together(*elements_of(cell.body)) if cell.op in RECURRENCES else cell.body
        ordered = cell.op == ARGSORT
        inside = {**bound, cell.binder: name}
        body, _ = self._cell(element, inside, integral=integral and not ordered)
        init = ""
        if cell.init != identity(cell.op, cell.dtype):
            init = f"; {self._cell(cell.init, bound, integral=integral or ordered)[0]}"
        return f"{FOLDS.get(cell.op, cell.op)}({span}: {body}{init})", ATOM

    def _operand(self, cell: Cell, bound: dict[str, str]) -> str:
        text, tightness = self._cell(cell, bound, integral=True)
        return text if tightness >= BITOR else f"({text})"

    def _binder(self, cell: Fold, bound: dict[str, str]) -> str:
        stem = cell.binder.split("#", 1)[0]
        taken = self._avoid | set(bound.values()) | (free_symbols(cell.body) - {cell.binder} - bound.keys())
        name, attempt = stem, 0
        while name in taken or quoted(name) != name:
            attempt += 1
            name = f"{stem if quoted(stem) == stem else 'k'}{attempt}"
        return name
