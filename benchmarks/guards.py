"""What the guards on proofs cost: every kernel lifted with them and without, in turn, in one process.

What is made without guards is thrown away, and is not called proved. Seconds are of processor time, the
least of a few rounds each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from statistics import mean
from time import process_time
from typing import Any, Final, final

from benchmarks.discovery import Source
from benchmarks.overhead import RESULTS, machine
from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import Step, make_plan
from tenspiler.result import LiftResult

ROUNDS: Final = 3


@final
@dataclass(frozen=True, slots=True)
class Cost:
    """One kernel in one form: its verdict with guards and without, and the seconds of each."""

    suite: str
    kernel: str
    form: str
    verdicts: tuple[str, str]
    guarded: float
    unguarded: float


def run_guards(chosen: Sequence[Source], backends: Sequence[str], as_json: bool, save: bool) -> int:
    """Measure, print, and (with `save`) write `results/guards-DATE.json`; 1 if a guarded kernel fails."""
    found: list[Cost] = []
    if not as_json:
        print(f"{'suite':9} {'kernel':26} {'form':9} {'with':>8} {'without':>8} {'guards':>8}")
    for cost in costs(chosen, backends):
        found.append(cost)
        if not as_json:
            spent = cost.guarded - cost.unguarded
            figures = f"{cost.guarded:8.4f} {cost.unguarded:8.4f} {spent:8.4f}"
            print(f"{cost.suite:9} {cost.kernel:26} {cost.form:9} {figures}", flush=True)
    document = summary(found)
    if save:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"guards-{document['date']}.json").write_text(json.dumps(document, indent=2) + "\n")
    if as_json:
        print(json.dumps(document, indent=2))
    elif found:
        means = f"mean {document['mean_with']} with guards, {document['mean_without']} without"
        print(f"{len(found)} kernels; {means}")
    return 0 if all(c.verdicts[0] == "proved" for c in found) else 1


def costs(chosen: Sequence[Source], backends: Sequence[str]) -> Iterator[Cost]:
    """The cost for each kernel, as it is measured."""
    from tenspiler.verification.guards.guard import unguarded

    for source in chosen:
        kernels = set(source.kernels())
        for step in make_plan([str(source.path)]).steps:
            (one, with_guards), (other, without) = _in_turn(step, backends, (nullcontext, unguarded))
            if one.function in kernels:
                verdicts = one.verdict, other.verdict
                yield Cost(source.suite, str(one.function), source.form, verdicts, with_guards, without)


def _in_turn(
    step: Step, backends: Sequence[str], ways: Sequence[Callable[[], AbstractContextManager[None]]]
) -> list[tuple[LiftResult, float]]:
    """The result and the least seconds of each way of lifting, which take turns."""
    best: list[tuple[LiftResult, float] | None] = [None] * len(ways)
    for _ in range(ROUNDS):
        for place, way in enumerate(ways):
            with way():
                begin = process_time()
                result = carry_out(step, backends)
                spent = process_time() - begin
            known = best[place]
            best[place] = (result, spent if known is None else min(spent, known[1]))
    return [b for b in best if b is not None]


def summary(found: Sequence[Cost]) -> dict[str, Any]:
    """The figures as JSON: the machine, the means, and a line for each kernel."""
    return {
        "date": date.today().isoformat(),
        **machine(),
        "seconds": "processor time, least of 3",
        "mean_with": round(mean(c.guarded for c in found), 4) if found else None,
        "mean_without": round(mean(c.unguarded for c in found), 4) if found else None,
        "kernels": [
            {
                "suite": c.suite,
                "kernel": c.kernel,
                "form": c.form,
                "verdict": c.verdicts[0],
                "with": round(c.guarded, 4),
                "without": round(c.unguarded, 4),
            }
            for c in found
        ],
    }
