"""Preconditions are weak: on every input that the original accepts, emitted code answers, and the same.

The original says what it accepts: C and C++ under g++'s sanitizers, Python by not raising. Refusals may be for
overlapping arrays, integers outside 64 bits and NaN in an order; any other refusal of an accepted input fails
here, with the function, the input and the precondition.

    TENSPILER_EDGE_ROUNDS=60 pytest tests/attack/test_weakest_preconditions.py    # more inputs, and the corpus
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from edges.cases import Block, Case
from edges.examination import Finding, Subject, Tally, examine, judged, python_runner
from edges.sanitised import Answer, Sanitised

from tenspiler.cli.plan import Pending, make_plan
from tenspiler.loopir.nodes import Function
from tenspiler.result import Emitted, LiftResult

ROUNDS = int(os.environ.get("TENSPILER_EDGE_ROUNDS", "0"))
ROOT = Path(__file__).parents[2]
SHORT = [
    "tests/attack/edges/programs/buffers.c", "tests/attack/edges/programs/vectors.cpp",
    "tests/attack/edges/programs/guards.c", "tests/attack/edges/programs/guards.py",
    "tests/attack/edges/programs/lists.py", "tests/attack/edges/programs/arrays.py",
    "benchmarks/suites/blend/blend.py", "benchmarks/suites/blend/blend_pointers.cpp",
    "benchmarks/suites/blend/blend_vectors.cpp", "benchmarks/suites/llama/llama.py",
    "benchmarks/suites/llama/llama_pointers.c", "benchmarks/suites/llama/llama_vectors.cpp",
    "examples/kernels.py", "examples/signals.c", "examples/blend.cpp",
]  # fmt: skip
CORPUS = sorted(
    str(p.relative_to(ROOT))
    for pattern in ("c/*.c", "cpp/*.cpp", "python/*.py")
    for p in (ROOT / "tests/corpus").glob(pattern)
    if not p.stem.endswith("_inputs")
)
# That unsigned arithmetic in a size does not wrap is a precondition, also where another factor is 0.
STRICT_ON_PURPOSE = {("macros.c:identity", "expected 0 <= cols")}


# How many functions of a file are lifted, and meet inputs that the original accepts.
REACHED = {
    "tests/attack/edges/programs/buffers.c": 50, "tests/attack/edges/programs/vectors.cpp": 24,
    "tests/attack/edges/programs/guards.c": 27, "tests/attack/edges/programs/guards.py": 14,
    "tests/attack/edges/programs/lists.py": 47, "tests/attack/edges/programs/arrays.py": 20,
    "benchmarks/suites/blend/blend.py": 8, "benchmarks/suites/llama/llama_pointers.c": 8,
}  # fmt: skip


@pytest.mark.parametrize("name", [*SHORT, *(CORPUS if ROUNDS else [])])
def test_accepted_inputs_are_answered(name: str) -> None:
    tally = Tally()
    examine([ROOT / name], ROUNDS or 6, tally)
    findings = [
        f for f in tally.findings if (f.subject.name, f.detail.partition(",")[0]) not in STRICT_ON_PURPOSE
    ]
    assert not findings, f"{len(findings)} findings\n" + "\n".join(map(str, findings[:5]))
    assert len(tally.accepted) >= REACHED.get(name, 0)


# ---------------------------------------------------------------- the examination itself

C = """
#include <stdlib.h>
int read(const int *x, int n) { int s = 0; for (int i = 0; i < n; i++) s += x[i]; return s; }
void grow(int *x, int n) { for (int i = 0; i < n; i++) x[i] *= 2; }
int endless(const int *x, int n) { int s = 0; for (int i = 0; i < n; i++) for (;;) if (x[0] > s) break; return s; }
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Sanitised:
    source = tmp_path_factory.mktemp("original") / "original.c"
    source.write_text(C)
    steps = make_plan([str(source)]).steps
    functions = [s.function for s in steps if isinstance(s, Pending)]
    return Sanitised([source], functions)


def ints(*values: int) -> Block:
    return Block(np.array(values, dtype=np.int32))


def test_sanitised_originals_accept_what_is_defined(compiled: Sanitised) -> None:
    most = 2**31 - 1
    calls = [
        Case({"x": ints(1, 2), "n": 2}),
        Case({"x": ints(1, 2), "n": 3}),
        Case({"x": ints(), "n": 0}),
        Case({"x": ints(), "n": 1}),
        Case({"x": ints(most, 1), "n": 2}),
        Case({"x": ints(most, 1), "n": -1}),
    ]
    names = [f.name for f in compiled._functions]
    answers = compiled.run([(names.index("read"), case) for case in calls])
    assert [a and a.results[0] for a in answers] == [3, None, 0, None, None, 0]
    (doubled,) = compiled.run([(names.index("grow"), Case({"x": ints(3, -4), "n": 2}))])
    assert doubled is not None
    assert doubled.arguments["x"].tolist() == [6, -8]


def test_an_original_that_does_not_end_accepts_nothing(compiled: Sanitised) -> None:
    names = [f.name for f in compiled._functions]
    if "endless" not in names:
        pytest.skip("the frontend refuses it")
    case = Case({"x": ints(0), "n": 1})
    assert compiled.run([(names.index("endless"), case)]) == [None]


def python_function(tmp_path: Path) -> tuple[Path, Function]:
    source = tmp_path / "double.py"
    source.write_text(
        "def double(x: list[int]) -> list[int]:\n    return [2 * v if v else 1 // v for v in x]\n"
    )
    (step,) = make_plan([str(source)]).steps
    assert isinstance(step, Pending)
    return source, step.function


def findings(tmp_path: Path, body: str, *values: int) -> list[Finding]:
    source, function = python_function(tmp_path)
    code = f"class PreconditionError(ValueError): ...\ndef f(x):\n    {body}\n"
    result = LiftResult(
        str(source),
        "double",
        1,
        "proved",
        ("x",),
        ("return",),
        grade="exact",
        backends={"numpy": Emitted(code, "f")},
    )
    subject = Subject(source, function, {"numpy": result})
    case = Case({"x": Block(np.array(values, dtype=object))})
    (answer,) = python_runner([subject])([(0, case)])
    return list(judged(subject, case, answer, "numpy", Tally())) if answer else []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("return [2 * v for v in x]", []),
        ("return [3 * v for v in x]", ["wrong"]),
        ("raise PreconditionError('expected len(x) > 2')", ["timid"]),
        ("raise PreconditionError('expected `x` and `y` not to overlap')", ["timid"]),
        ("raise PreconditionError('a sum of x may not fit 64 bits')", ["timid"]),
        ("raise PreconditionError('expected x[i] == x[i]')", ["timid"]),
        ("return 1 // 0", ["error"]),
        ("import warnings; warnings.warn('divide by zero', RuntimeWarning)", ["error"]),
    ],
)
def test_findings(tmp_path: Path, body: str, kind: list[str]) -> None:
    assert [f.kind for f in findings(tmp_path, body, 1, -2)] == kind


def test_what_the_original_refuses_is_not_held_against_the_code(tmp_path: Path) -> None:
    assert not findings(tmp_path, "raise PreconditionError('expected x[i] != 0')", 1, 0)


def test_refusals_are_excused_where_there_is_a_reason() -> None:
    from edges.examination import excused

    plain, shared = Case({}), Case({"x": ints(1), "y": Block(np.zeros(1), "x")})
    assert not excused("expected `x` and `y` not to overlap", plain)
    assert excused("expected `x` and `y` not to overlap", shared)
    assert excused("expected all(k < n: x[k] == x[k])", Case({}, wild=True, nan=True))
    assert not excused("expected all(k < n: x[k] == y[k])", Case({}, wild=True, nan=True))
    assert Answer({}, ()).results == ()
