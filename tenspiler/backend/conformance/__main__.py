"""`python -m tenspiler.backend.conformance NAME` holds an installed backend to its contract."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tensir.dtypes import DTYPES
from tensir.ops import OPERATORS
from tenspiler.backend.api import Backend
from tenspiler.backend.conformance import report
from tenspiler.backend.conformance.examine import Outcome, examine, idle_promises
from tenspiler.backend.registry import load_backend
from tenspiler.backend.stated import contract_of, reason_unusable
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.diagnostics.text import render


def main(words: Sequence[str] | None = None) -> int:
    """Examine a backend: 0 if all is as promised, 1 if not, 2 if it cannot be examined."""
    options = _parser().parse_args(words)
    try:
        backend = load_backend(options.name)
    except Refusal as refusal:
        print(render(refusal.diagnostic, {}), file=sys.stderr)
        return 2
    reason = reason_unusable(backend)
    if reason is not None:
        print(f"{options.name} cannot run here: {reason}", file=sys.stderr)
        return 2
    outcomes = list(_shown(examine(backend, options.op, options.dtype)))
    idle = [] if options.op or options.dtype else list(_idle(backend))
    print(report.matrix(outcomes))
    print()
    for failure in (*report.failures(outcomes), *idle):
        print(failure)
    print(report.summary(outcomes))
    code = 1 if idle or any(outcome.failures for outcome in outcomes) else 0
    return max(code, _run_suites(options.name)) if options.suites else code


def _idle(backend: Backend) -> Iterator[str]:
    contract = contract_of(backend)
    for op, dtype in () if contract is None else idle_promises(contract):
        yield f"the contract promises {op} at {dtype}, which TensIR does not have"


def _shown(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes, with the operator at hand on a terminal's last line."""
    watched = sys.stderr.isatty()
    for outcome in outcomes:
        if watched:
            print(f"\r\033[K{outcome}", end="", file=sys.stderr, flush=True)
        yield outcome
    if watched:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _run_suites(name: str) -> int:
    """Run the kernels of the suites, which a checkout of Tenspiler has and an installation does not."""
    if not Path("benchmarks", "conformance.py").is_file():
        print("--suites: run it in a checkout of Tenspiler, which has the kernels", file=sys.stderr)
        return 2
    return subprocess.run([sys.executable, "-m", "benchmarks.conformance", name], check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tenspiler.backend.conformance", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="a backend, as `tenspiler backends` lists it")
    parser.add_argument(
        "--op",
        action="append",
        default=[],
        choices=OPERATORS,
        metavar="OP",
        help="only this operator; may be repeated",
    )
    parser.add_argument(
        "--dtype",
        action="append",
        default=[],
        choices=DTYPES,
        metavar="DTYPE",
        help="only this dtype; may be repeated",
    )
    parser.add_argument("--suites", action="store_true", help="run the kernels of the benchmark suites, too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
