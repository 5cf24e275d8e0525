"""Symbolic traces: run the step a few times on unknowns, and see whether the values come round again.

Before: `a, b = b, a`. After: `a` at t is `(t - lo) % 2 == 0 ? a0 : b0`.
"""

from __future__ import annotations

from collections.abc import Mapping

from tensir.build import apply, eq, scalar, select, sub
from tensir.cells import Cell, Sym, free_symbols, integer, substitute
from tensir.polynomial import normal

LONGEST_PERIOD = 4


def periodic(
    steps: Mapping[str, Cell], heads: Mapping[str, Sym], entries: Mapping[str, Cell], index: Sym, lo: Cell
) -> dict[str, Cell]:
    """Closed forms of variables that only change places with each other, or alternate.

    `steps` gives each variable's value after an iteration over the `heads`; it must not depend on the index.
    """
    if any(index.name in free_symbols(step) for step in steps.values()):
        return {}
    trace: list[dict[str, Cell]] = [dict(heads)]
    names = {symbol.name: name for name, symbol in heads.items()}
    for _ in range(LONGEST_PERIOD):
        before = {symbol: trace[-1][name] for symbol, name in names.items()}
        trace.append({n: normal(substitute(s, before, make=apply)) for n, s in steps.items()})
        if all(trace[-1][n] == heads[n] for n in steps):
            return _by_phase(trace[:-1], names, entries, index, lo)
    return {}


def _by_phase(
    trace: list[dict[str, Cell]],
    names: Mapping[str, str],
    entries: Mapping[str, Cell],
    index: Sym,
    lo: Cell,
) -> dict[str, Cell]:
    """One value for each iteration number modulo the period."""
    start = {symbol: entries[name] for symbol, name in names.items()}
    phase = scalar("mod", sub(index, lo), integer(len(trace)))
    closed: dict[str, Cell] = {}
    for name in trace[0]:
        values = [substitute(state[name], start, make=apply) for state in trace]
        result = values[-1]
        for number in range(len(values) - 2, -1, -1):
            result = select(eq(phase, integer(number)), values[number], result)
        closed[name] = result
    return closed
