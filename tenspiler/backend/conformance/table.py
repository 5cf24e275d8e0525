"""The table of probes: for each operator of TensIR, and each dtype that its rule takes, what is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, TypeAlias
from zlib import crc32

import numpy as np

from tensir.dtypes import BOOL, DTYPES, F64, I8, I16, I32, INT, U16, U32, DType
from tensir.evaluator import check_requirements, evaluate
from tensir.ops import (
    CONTRACTIONS,
    OPERATORS,
    ORDERED,
    POSITIONS,
    REDUCIBLE,
    SELECTED_POSITIONS,
    requirements,
)
from tensir.recurrences import RECURRENCES
from tensir.scalars import SCALARS, TypeRuleError
from tensir.tensors import Program
from tenspiler.backend.conformance.contractions import contractions, outer
from tenspiler.backend.conformance.elementwise import casts, scalar_operator
from tenspiler.backend.conformance.keyed import earlier, last_segment
from tenspiler.backend.conformance.layout import MOVING, layout
from tenspiler.backend.conformance.orders import places, places_of_selected, sorts
from tenspiler.backend.conformance.probe import ODD, STRIDED, Input, Probe, strided
from tenspiler.backend.conformance.recurrences import recurrences
from tenspiler.backend.conformance.reductions import accumulations, folds, segments

Maker: TypeAlias = Callable[[str, DType, np.random.Generator], Iterator[Probe]]

MAKERS: Final[dict[str, Maker]] = {
    **dict.fromkeys((op for op in SCALARS if op != "cast"), scalar_operator),
    "cast": casts,
    **dict.fromkeys((f"{kind}_{op}" for kind in ("reduce", "scan") for op in REDUCIBLE), folds),
    **dict.fromkeys((f"fold_{op}" for op in ORDERED), folds),
    **dict.fromkeys((f"segment_{op}" for op in REDUCIBLE), segments),
    **dict.fromkeys((f"scatter_{op}" for op in REDUCIBLE), accumulations),
    **dict.fromkeys((f"{kind}_{op}" for kind in ("last", "scan") for op in RECURRENCES), recurrences),
    **dict.fromkeys((*CONTRACTIONS, "einsum"), contractions),
    "outer": outer,
    **dict.fromkeys(("argsort", "sort"), sorts),
    **dict.fromkeys(POSITIONS.values(), places),
    **dict.fromkeys(SELECTED_POSITIONS.values(), places_of_selected),
    **dict.fromkeys(("earlier_add", "earlier_or", "earlier_last"), earlier),
    "last_segment": last_segment,
    **dict.fromkeys(MOVING, layout),
}


_ALL: Final = frozenset(DTYPES.values())
_LIKE_OTHERS: Final = frozenset({I8, I16, U16, U32})
"""Dtypes at which the first two programs of an operator are tried, and not all."""
_MOVED: Final = frozenset({BOOL, I32, INT, F64})
"""Those at which all programs are tried that move elements."""


def pairs() -> Iterator[tuple[str, DType]]:
    """Every operator with every dtype at which TensIR has it, as contracts speak of them."""
    for op in OPERATORS:
        for dtype in DTYPES.values():
            if probes_of(op, dtype):
                yield op, dtype


@cache
def probes_of(op: str, dtype: DType) -> tuple[Probe, ...]:
    """What is tried of an operator at a dtype; nothing where TensIR does not have it there."""
    rng = np.random.default_rng(crc32(f"{op} {dtype}".encode()))
    try:
        made = tuple(MAKERS[op](op, dtype, rng))
    except TypeRuleError:
        return ()
    about = [p for p in made if p.subject == (op, dtype)]
    about = about[:2] if dtype in (_LIKE_OTHERS if op not in MOVING else _ALL - _MOVED) else about
    return tuple(Probe(p.node, p.program, tuple(_with_strided(p))) for p in about)


def _with_strided(probe: Probe) -> Iterator[Input]:
    """The inputs that a program is defined on, and one whose arrays are spread in memory."""
    again = True
    for given in probe.inputs:
        found = answered(probe.program, given)
        if found is None:
            continue
        yield found
        if again and given.kind == ODD and any(strided(v) is not v for v in given.values):
            again = False
            yield Input(STRIDED, tuple(map(strided, given.values)), found.want)


def answered(program: Program, given: Input) -> Input | None:
    """An input with what a program comes to on it; None where the program is not defined."""
    arguments = dict(zip((p.name for p in program.parameters), given.values, strict=True))
    (_, output), *_ = program.outputs
    if any(True for _ in requirements(output)) and not check_requirements(program, arguments):
        return None
    try:
        (want,) = evaluate(program, arguments).values()
    except IndexError:
        return None
    return Input(given.kind, given.values, want)
