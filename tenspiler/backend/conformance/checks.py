"""The examination in pieces, for a test runner: one check for each operator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.dtypes import DTYPES, DType
from tensir.ops import OPERATORS
from tenspiler.backend.api import Backend
from tenspiler.backend.conformance.calling import Caller, plainly
from tenspiler.backend.conformance.examine import examine_one, idle_promises
from tenspiler.backend.conformance.table import probes_of
from tenspiler.backend.stated import contract_of


@final
@dataclass(frozen=True, slots=True)
class Check:
    """Call it: it raises `AssertionError` with all that is not as promised of an operator, at any dtype.

    The check of no operator is about the contract: that it promises only what TensIR has.
    """

    backend: Backend
    op: str
    call: Caller = plainly
    dtypes: tuple[DType, ...] = tuple(DTYPES.values())

    def __str__(self) -> str:
        return self.op or "contract"

    def __call__(self) -> None:
        found = self._of_contract() if not self.op else self._of_operator()
        if found:
            raise AssertionError("\n".join(found))

    def _of_operator(self) -> list[str]:
        tried = [d for d in self.dtypes if probes_of(self.op, d)]
        outcomes = [examine_one(self.backend, self.op, d, self.call) for d in tried]
        return [f"{outcome}: {failure}" for outcome in outcomes for failure in outcome.failures]

    def _of_contract(self) -> list[str]:
        contract = contract_of(self.backend)
        idle = () if contract is None else idle_promises(contract)
        return [f"the contract promises {op} at {dtype}, which TensIR does not have" for op, dtype in idle]


def checks(backend: Backend, call: Caller = plainly) -> tuple[Check, ...]:
    """A check for each operator of TensIR, and one of the contract.

    `call` is how a function of emitted code is called with arrays of the host; it gives arrays of the host.
    """
    return tuple(Check(backend, op, call) for op in ("", *OPERATORS))
