"""What is checked at a call is what a precondition says: one obligation for each of them.

`all(i < n: all(i < j < n: p))` and `all(i < n: all(j < n: j <= i or q))` are the same if, for any i and j,
`0 <= i < n and i < j < n` implies p just where `0 <= i < n and 0 <= j < n` implies `j <= i or q`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, tee

from tensir.build import apply, conj, disj, le, lt, negate
from tensir.cells import TRUE, Apply, Cell, Fold, Sym, alike, fresh, substitute
from tensir.dtypes import BOOL, INT
from tensir.ops import cell_at
from tensir.polynomial import normal
from tensir.tensors import Tensor
from tenspiler.symbolic.obligation import Obligation, identical
from tenspiler.symbolic.ranges import inside_ranges
from tenspiler.verification.discharge import Ledger, Unproved
from tenspiler.verification.proof import Proof, Required, seal
from tenspiler.verification.verify import Established, requirements_of


def with_checks(established: Established, proof: Proof, checks: Sequence[Tensor]) -> Proof:
    """The proof with a check for each precondition, a tensor of bool, that says what the precondition says.

    Checks are made one after the other, so that those before it hold where one is made. What their operators
    require of operands is owed, too. Raises `Unproved`.
    """
    known = established.ledger
    ledger = Ledger(known.entry_facts, frozenset(), infer=False, session=known.session)
    for required, check in zip(proof.preconditions, checks, strict=True):
        for obligation in requirements_of([check], (), required.span):
            ledger.owe(obligation)
        _agree(ledger, required, check)
        ledger.preconditions.append(required)
    discharged = (*proof.discharged, *ledger.discharged)
    return replace(proof, discharged=discharged, checks=tuple(checks), _seal=seal())


def _agree(ledger: Ledger, required: Required, check: Tensor) -> None:
    """Prove that a check has the value of a condition, where the two are not written alike."""
    said, checked = (inside_ranges(normal(side)) for side in (required.condition, cell_at(check, ())))
    if alike(said, checked):
        return
    names = tee(Sym(fresh("k"), INT) for _ in count())
    anywhere = identical(*map(_at_any_place, (said, checked), names))
    reason = "what would be checked at a call is not what a precondition says"
    goals = list(dict.fromkeys((anywhere, identical(said, checked))))
    for goal in goals:
        try:
            ledger.owe(Obligation("final", required.span, (), goal, reason))
            return
        except Unproved:
            if goal == goals[-1]:
                raise


def _at_any_place(condition: Cell, names: Iterator[Sym]) -> Cell:
    """What a condition says of all indices, as what it says of the indices that have some names."""
    match condition:
        case Fold(op="and", init=init) if init == TRUE:
            index = next(names)
            inside = conj(le(condition.lo, index), lt(index, condition.hi))
            body = substitute(condition.body, {condition.binder: index}, make=apply)
            return disj(negate(inside), _at_any_place(body, names))
        case Apply(op="and" | "or" as op, args=(a, b)):
            return apply(op, (_at_any_place(a, names), _at_any_place(b, names)), BOOL)
        case _:
            return condition
