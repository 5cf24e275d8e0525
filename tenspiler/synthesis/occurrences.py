"""Where a value occurs in a cell, and putting another one in its place."""

from __future__ import annotations

from tensir.build import apply
from tensir.cells import Cell, Sym, replaced, substitute, subterms
from tensir.polynomial import mentions


def contains(cell: Cell, part: Cell) -> bool:
    """Whether `part` occurs in a cell; a symbol counts in whatever view."""
    if isinstance(part, Sym):
        return mentions(cell, part.name)
    return any(term == part for term in subterms(cell))


def replace(cell: Cell, old: Cell, new: Cell) -> Cell:
    """The cell with every occurrence of a subterm replaced."""
    if isinstance(old, Sym):
        return substitute(cell, {old.name: new}, make=apply)
    return replaced(cell, lambda term: new if term == old else None, apply)
