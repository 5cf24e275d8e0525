"""Comparisons that come out the same wherever all axes of a tensor have an element.

Before: `0 <= i * n + j and i * n + j < n * max(n, 0)` with `i < max(n, 0)` and `j < max(n, 0)`. After: true.

That an axis has an element says that its extent is positive; what is left to decide are signs of polynomials.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from tensir.build import conj, conjuncts, negate, sub
from tensir.cells import FALSE, Apply, Cell, Extent, Lit, free_symbols, integer, rewritten
from tensir.dtypes import INT
from tensir.polynomial import Polynomial, linear_in, plus, polynomial, times, to_cell


def decided(condition: Cell, extents: Mapping[str, Cell]) -> Cell:
    """A condition without the comparisons of indices that hold wherever some axes have an element."""
    known: Inside | None = None
    kept: list[Cell] = []
    for atom in conjuncts(condition):
        if free_symbols(atom).isdisjoint(extents):
            kept.append(atom)
            continue
        known = known or Inside(extents)
        if known.holds(negate(atom)):
            return FALSE
        if not known.holds(atom):
            kept.append(atom)
    return conj(*kept)


@final
class Inside:
    """Where all axes have an element: indices are below extents, which are positive."""

    def __init__(self, extents: Mapping[str, Cell]) -> None:
        self.least: dict[Cell, int] = {}
        self.below: dict[str, list[Cell]] = {}
        for axis, extent in extents.items():
            self.below[axis] = list(self._parts(extent))
        for extents_of_axis in self.below.values():
            for extent in extents_of_axis:
                self._positive(extent)

    def holds(self, atom: Cell) -> bool:
        """Whether a comparison of integers holds at every index."""
        match atom:
            case Apply(op="le" | "lt" as op, args=(a, b)) if a.dtype is INT:
                return self._not_negative(polynomial(sub(b, a) if op == "le" else sub(sub(b, a), integer(1))))
            case _:
                return False

    def _parts(self, extent: Cell) -> list[Cell]:
        """The numbers that an extent does not exceed, if it is positive."""
        match extent:
            case Apply(op="max", args=(n, Lit(value=0))):
                return self._parts(n)
            case Apply(op="min", args=(a, b)):
                return [*self._parts(a), *self._parts(b)]
            case _:
                return [extent]

    def _positive(self, number: Cell) -> None:
        """Learn what it says of the parts of a number that it is positive."""
        match number:
            case Apply(op="max", args=(n, Lit(value=0))):
                self.least[number] = 1
                self._positive(n)
                return
            case Apply(op="min", args=(a, b)):
                self._positive(a)
                self._positive(b)
                return
            case _:
                pass
        terms = polynomial(number)
        constant = terms.pop((), 0)
        if len(terms) != 1 or set(terms.values()) != {1}:
            return
        (atoms,) = terms
        if len(atoms) == 1:
            self.least[atoms[0]] = max(self.least.get(atoms[0], 1 - constant), 1 - constant)
        elif constant <= 0 and all(isinstance(a, Extent) or _is_clamped(a) for a in atoms):
            for atom in atoms:
                self._positive(atom)

    def _not_negative(self, slack: Polynomial) -> bool:
        """Whether a polynomial is at least 0: at the end of each axis where it is least."""
        for axis, most in self.below.items():
            split = linear_in(to_cell(slack), axis)
            if split is None:
                return False
            slope, rest = split
            if all(c > 0 for c in slope.values()):
                slack = rest
            elif all(c < 0 for c in slope.values()):
                ends = [plus(rest, times(slope, plus(polynomial(n), {(): -1}))) for n in most]
                return any(self._not_negative(end) for end in ends)
            else:
                return False
        return self._has_no_minus(slack)

    def _has_no_minus(self, slack: Polynomial) -> bool:
        """Whether a polynomial has no negative coefficient once each atom is counted from its least value."""
        plain = polynomial(rewritten(to_cell(slack), self._unclamped))
        moved: Polynomial = {}
        for monomial, coefficient in plain.items():
            product: Polynomial = {(): coefficient}
            for atom in monomial:
                if atom not in self.least and not isinstance(atom, Extent) and not _is_clamped(atom):
                    return False
                product = times(product, plus({(atom,): 1}, {(): max(self.least.get(atom, 0), 0)}))
            moved = plus(moved, product)
        return all(c >= 0 for c in moved.values())

    def _unclamped(self, cell: Cell) -> Cell:
        match cell:
            case Apply(op="max", args=(n, Lit(value=0))) if self.least.get(cell, 0) > 0 or self._above_zero(
                n
            ):
                return n
            case _:
                return cell

    def _above_zero(self, cell: Cell) -> bool:
        return self.least.get(cell, 0) > 0


def _is_clamped(cell: Cell) -> bool:
    return isinstance(cell, Apply) and cell.op == "max" and Lit(0, INT) in cell.args
