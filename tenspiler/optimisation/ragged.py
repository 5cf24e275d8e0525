"""Axes of places that rounds take in turn, each as many as data say.

With 2, 0 and 3 places the rounds are 0, 0, 2, 2, 2, and the numbers in each 0, 1, 0, 1, 2.
"""

from __future__ import annotations

from typing import final

from tensir.cells import Cell, Elem, Sym, arrays_read, fresh, integer
from tensir.dtypes import INT
from tensir.ops import call
from tensir.tensors import Scalar, Tensor


@final
class Ragged:
    """An axis of the places of rounds, of which `counts` says how many each has.

    As cells, `round` is the round that has a place, `number` counts the places of each round from zero, and
    `begin` is how many places come before it: elements of arrays that `tensors` gives.
    """

    def __init__(self, counts: Tensor, axis: str) -> None:
        self.counts = counts
        self.axis = axis
        self.numbers = call("ragged_range", counts)
        self.extent: Cell = self.numbers.type.shape[0]
        self._names = tuple(fresh(stem) for stem in ("round", "number", "begin"))
        place = (Sym(axis, INT),)
        self.round, self.number, self.begin = (Elem(name, place, INT) for name in self._names)

    def bounds(self) -> tuple[Tensor, Tensor]:
        """Where the places of each round begin, and end."""
        most = call("max", self.counts, Scalar(integer(0)))
        ends = call("scan_add", most, axis=0)
        return call("sub", ends, most), ends

    def tensors(self, body: Cell) -> dict[str, Tensor]:
        """The tensors of what a body reads of the places."""
        read = arrays_read(body)
        round, number, begin = self._names
        found: dict[str, Tensor] = {}
        if round in read:
            rounds = call("iota", extent=self.counts.type.shape[0])
            found[round] = call("repeat", rounds, self.counts)
        if number in read:
            found[number] = self.numbers
        if begin in read:
            found[begin] = call("repeat", self.bounds()[0], self.counts)
        return found
