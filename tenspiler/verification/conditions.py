"""What is checked at a call is what a precondition says: one obligation for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tensir.cells import TRUE, Cell, alike
from tensir.ops import cell_at
from tensir.polynomial import normal
from tensir.tensors import Tensor
from tenspiler.symbolic.obligation import Obligation, identical
from tenspiler.verification.discharge import Ledger
from tenspiler.verification.proof import Proof, seal
from tenspiler.verification.verify import Established


def with_checks(established: Established, proof: Proof, checks: Sequence[Tensor]) -> Proof:
    """The proof with a check for each precondition, a tensor of bool, that says what the precondition says.

    Checks are made one after the other, so that those before it hold where one is made. Raises `Unproved`.
    """
    known = established.ledger
    ledger = Ledger(known.entry_facts, frozenset(), infer=False, session=known.session)
    for required, check in zip(proof.preconditions, checks, strict=True):
        goal = _agree(required.condition, check)
        if goal != TRUE:
            reason = "what would be checked at a call is not what a precondition says"
            ledger.owe(Obligation("final", required.span, (), goal, reason))
        ledger.preconditions.append(required)
    discharged = (*proof.discharged, *ledger.discharged)
    return replace(proof, discharged=discharged, checks=tuple(checks), _seal=seal())


def _agree(condition: Cell, check: Tensor) -> Cell:
    """That a check has the value of a condition; true where both are written alike."""
    said, checked = normal(condition), normal(cell_at(check, ()))
    return TRUE if alike(said, checked) else identical(said, checked)
