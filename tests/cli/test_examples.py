"""Every function of the examples lifts, is proved, and computes what its original computes."""

from __future__ import annotations

from pathlib import Path

import pytest
from differential import compare
from originals import Inputs, open_original

from benchmarks.discovery import inputs_of
from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_file() and "_inputs" not in path.stem)


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("name", NAMES)
def test_example(name: str, backend: str) -> None:
    source = EXAMPLES / name
    inputs = Inputs.read(inputs_of(source))
    original = open_original(source, inputs)
    results = [carry_out(step, [backend]) for step in make_plan([str(source)]).steps]
    assert {r.function: r.verdict for r in results} == dict.fromkeys(inputs.makers, "proved")
    for result in results:
        assert result.function is not None
        comparison = compare(result, original, inputs.makers[result.function], backend=backend)
        assert comparison.difference is None, f"{result.function}: {comparison.difference}"
        assert not comparison.timid, f"{result.function}: {comparison.guards}"
