"""What came out of kernels beside what an expert would write: `results/experts-DATE.md`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from benchmarks.overhead import RESULTS
from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan
from tenspiler.result import LiftResult

HERE: Final = Path(__file__).parent


def run_experts(names: Sequence[str], save: bool) -> int:
    """Lift kernels of `experts.toml`, all by default, print both programs of each; 1 if one is not proved."""
    sections: list[str] = []
    proved = True
    for kernel in tomllib.loads((HERE / "experts.toml").read_text(encoding="utf-8"))["kernel"]:
        if names and kernel["name"] not in names:
            continue
        result = _lifted(f"{HERE / 'suites' / kernel['suite'] / kernel['file']}:{kernel['name']}")
        proved = proved and result.verdict == "proved"
        sections.append(_section(kernel, result))
        print(sections[-1], flush=True)
    if save:
        RESULTS.mkdir(exist_ok=True)
        today = date.today().isoformat()
        head = f"# Beside an expert\n\n`python -m benchmarks experts --save`, {today}.\n"
        (RESULTS / f"experts-{today}.md").write_text("\n".join([head, *sections]), encoding="utf-8")
    return 0 if proved else 1


def _lifted(place: str) -> LiftResult:
    (step,) = make_plan([place]).steps
    return carry_out(step, ["numpy"])


def _section(kernel: dict[str, str], result: LiftResult) -> str:
    """Both programs, under the kernel's name."""
    title = f"## {kernel['name']} ({kernel['suite']}, {result.verdict}, grade {result.grade})"
    expert = f"An expert:\n\n```python\n{kernel['expert'].strip()}\n```"
    tensir = f"TensIR:\n\n```\n{(result.tensir or 'refused').strip()}\n```"
    return f"{title}\n\n{expert}\n\n{tensir}\n"
