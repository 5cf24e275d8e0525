"""The conformance kit: holds a backend to its contract, operator by operator and dtype by dtype.

`python -m tenspiler.backend.conformance NAME` examines an installed backend. In a test:

    from tenspiler.backend.conformance import checks

    @pytest.mark.parametrize("check", checks(BACKEND), ids=str)
    def test_conformance(check):
        check()

What comes out is compared with TensIR's own evaluator: bit by bit where the contract says *same bits*, and as
far as it says otherwise.
"""

from tenspiler.backend.conformance.calling import plainly
from tenspiler.backend.conformance.checks import Check, checks
from tenspiler.backend.conformance.examine import Failure, Outcome, examine, examine_one, idle_promises
from tenspiler.backend.conformance.table import pairs

__all__ = [
    "Check",
    "Failure",
    "Outcome",
    "checks",
    "examine",
    "examine_one",
    "idle_promises",
    "pairs",
    "plainly",
]
