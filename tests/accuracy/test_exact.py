"""Code of grade exact is the original bit for bit, on inputs that are hard on floats: the suites, per backend."""

from __future__ import annotations

import pytest

from benchmarks.discovery import Source, sources
from tenspiler.accuracy.measure import measure
from tenspiler.accuracy.report import finding
from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import Pending, make_plan

FORMS = [s for s in sources() if s.form == "pointers"]


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("source", FORMS, ids=lambda s: s.path.name)
def test_exact_code_gives_the_same_bits(source: Source, backend: str) -> None:
    found: list[str] = []
    compared = 0
    for step in make_plan([str(source.path)]).steps:
        assert isinstance(step, Pending)
        result = carry_out(step, [backend])
        emitted = result.backends.get(backend)
        if result.grade != "exact" or emitted is None or not emitted.code or not emitted.entry:
            continue
        report = measure(step.function, {backend: (emitted.code, emitted.entry)}, each=1, precise=False)
        (errors,) = report.backends
        compared += errors.inputs
        found += [what] if (what := finding(errors, exact=True)) else []
    assert found == []
    assert compared > 50
