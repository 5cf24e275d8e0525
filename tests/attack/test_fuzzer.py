"""The fuzzer sees what is planted, makes it small, and survives workers that die; so its silence counts."""

from __future__ import annotations

import copy
import dataclasses
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from benchmarks.__main__ import main
from benchmarks.fuzzing.emitted import Emission, emission_of
from benchmarks.fuzzing.generator import Generated, random_program
from benchmarks.fuzzing.mutation import ROOT
from benchmarks.fuzzing.preconditions import excusable
from benchmarks.fuzzing.shapes import SHAPES
from benchmarks.fuzzing.shrinking import shrunk
from benchmarks.fuzzing.tally import Finding, Tally, Trial, merged, read
from benchmarks.fuzzing.traits import traits, walk
from benchmarks.fuzzing.trial import Bench, Way, attempt, eval_literal
from benchmarks.fuzzing.workers import Job, Pool, Settings
from tensir import parse_program, show_program
from tensir.build import lt
from tensir.cells import TRUE, Apply, Elem, Extent, Fold, Lit, Sym, integer
from tensir.dtypes import BOOL, I32, INT, U32
from tenspiler.frontends import c, python
from tenspiler.interface import condition_tensors
from tenspiler.loopir.nodes import For, Function, Op
from tenspiler.pipeline import Lifted, lift
from tenspiler.verification.proof import Required


def function(source: str) -> Function:
    read_source = python.read if source.startswith(("def", "import")) else c.read
    (found,) = read_source("planted.cpp" if read_source is c.read else "planted.py", source).functions
    assert isinstance(found, Function)
    return found


def generated(source: str, seed: int = 0) -> Generated:
    return Generated(seed, function(source), "planted")


def kinds(source: str, way: Way) -> list[str]:
    return [finding.kind for finding in attempt(generated(source), way).findings]


BELOW = "def f(a: list[int], x: int) -> int:\n    s = 0\n    for v in a:\n        if v < x:\n            s += v\n    return s\n"
LARGEST = "def f(a: list[int]) -> int:\n    m = a[0]\n    for v in a:\n        m = max(m, v)\n    return m\n"
FLIP = "void f(float *y, const float *x, int n) { for (int i = 0; i < n; i++) y[i] = -x[i]; }"
WRAP = (
    "void f(unsigned char *y, const unsigned char *x, int n) { for (int i = 0; i < n; i++) y[i] = x[i] + 1; }"
)
BEHIND = "void f(int *y, const int *x, int n) { for (int i = 1; i < n; i++) y[i] = x[i - 1]; }"
AHEAD = "void f(int *y, const int *x, int n) { for (int i = 0; i + 1 < n; i++) y[i] = x[i + 1]; }"
TOTAL = "int f(const int *x, int n) { int s = 0; for (int i = 0; i < n; i++) s += x[i]; return s; }"
FIRST = "def f(a: list[int]) -> int:\n    for i in range(len(a)):\n        if a[i] == 0:\n            return i\n    return -1\n"
SQUARES = "def f(a: list[float]) -> float:\n    s = 0.0\n    for v in a:\n        s += v * v\n    return s\n"


def altered(old: str, new: str) -> Callable[[Function], Lifted]:
    """A lifter that proves one program and gives another."""

    def wrong(source: Function) -> Lifted:
        lifted = lift(source)
        text = show_program(lifted.program)
        assert old in text, text
        return dataclasses.replace(lifted, program=parse_program(text.replace(old, new)))

    return wrong


ALTERED = {
    "an end that is counted": (BELOW, "a < {x}", "a <= {x}"),
    "a start of zero": (LARGEST, "gather(a, 0)", "max(gather(a, 0), 0)"),
    "the sign of zero": (FLIP, "-slice", "0.0:f32 - slice"),
    "a width": (WRAP, ", step=1](x)) + 1:i32)", ", step=1](min(x, 254:u8))) + 1:i32)"),
    "another place": (FIRST, "select(t0 < {n}, t0, -1)", "select(t0 < {n}, t0, {n})"),
    "a missing factor": (SQUARES, "dot(a, a)", "reduce_add[axis=0](a)"),
}


@pytest.mark.parametrize("name", ALTERED)
def test_a_wrong_program_is_reported(name: str) -> None:
    source, old, new = ALTERED[name]
    assert kinds(source, Way()) == []
    assert kinds(source, Way(lift=altered(old, new))) == ["wrong"]


def test_what_lies_outside_an_array_may_be_read_but_must_not_matter() -> None:
    first, outside = "gather(a, 0)", "gather(a, -1)"
    harmless = f"{first} + ({outside} - {outside})"
    assert kinds(LARGEST, Way(lift=altered(first, harmless))) == []
    assert kinds(LARGEST, Way(lift=altered(first, outside))) == ["undefined program"]
    assert kinds(LARGEST, Way(lift=altered(first, f"max({first}, {outside})"))) == ["undefined program"]


def test_what_both_branches_agree_on_needs_no_condition() -> None:
    source = "int f(const long *c, int n, int m) { int s = 1; for (int i = 1; i < m; i++) for (int j = 0; j < n; j++) if (c[j] < 0) s = 0; return s; }"
    assert kinds(source, Way()) == []


POWER = "float f(const float *a, float x, int n) { float s = -0.0f; for (int i = 0; i < n; i++) s *= x; return s; }"
FACTORS = "float f(const float *a, int n) { float s = 1; for (int i = 0; i < n; i++) s *= a[i]; return s; }"


def test_products_that_overflow_in_one_order_only_are_no_finding() -> None:
    assert kinds(POWER, Way(rounds=150)) == []
    assert kinds(FACTORS, Way(rounds=150)) == []
    assert kinds(FACTORS, Way(emit=rewritten("np.prod(", "2 * np.prod("))) == ["wrong code"]


def reproved(**changes: Any) -> Callable[[Function], Lifted]:
    """A lifter whose proof says something else."""

    def wrong(source: Function) -> Lifted:
        lifted = lift(source)
        new = {name: change(lifted.proof) for name, change in changes.items()}
        forged = copy.copy(lifted.proof)
        for name, value in new.items():
            object.__setattr__(forged, name, value)
        object.__setattr__(forged, "checks", condition_tensors(source, forged))
        return dataclasses.replace(lifted, proof=forged)

    return wrong


def test_missing_preconditions_are_reported() -> None:
    assert kinds(BEHIND, Way(lift=reproved(preconditions=lambda _: ()))) == ["undefended"]


def test_strict_preconditions_are_reported() -> None:
    def more(proof: Any) -> tuple[Required, ...]:
        condition = lt(integer(0), Extent("a", 0))
        return (*proof.preconditions, Required(condition, function(BELOW).span, "planted"))

    assert kinds(BELOW, Way(lift=reproved(preconditions=more))) == ["timid"]


def test_wrong_aliases_are_reported() -> None:
    pair = frozenset({frozenset({"x", "y"})})
    assert kinds(BEHIND, Way(lift=reproved(may_coincide=lambda _: pair))) == ["wrong alias"]


def rewritten(old: str, new: str) -> Callable[[Lifted, str, str], Emission | str]:
    """An emitter whose code says something else."""

    def wrong(lifted: Lifted, backend: str, device: str) -> Emission | str:
        emission = emission_of(lifted, backend, device)
        assert isinstance(emission, Emission)
        assert old in emission.code, emission.code
        module = ModuleType("wrong")
        exec(emission.code.replace(old, new), module.__dict__)
        return dataclasses.replace(emission, entry=getattr(module, emission.function.name))

    return wrong


REWRITTEN = {
    "wrong code": (BELOW, "a < x", "a <= x"),
    "emitted raises": (BELOW, "a < x", "a[40] < x"),
    "unguarded code": (TOTAL, "if not n <= len(x)", "if False"),
    "guard raises": (FLIP, "if not n <= len(x)", "if False"),
    "timid code": (TOTAL, "if not n <= len(x)", "if not 0 < n <= len(x)"),
    "changed argument": (BEHIND, "new_y = y.copy()", "new_y = y"),
    "wrong code alias": (AHEAD, "new_y = y.copy()", "new_y = y * (not np.shares_memory(x, y))"),
}


@pytest.mark.parametrize("kind", REWRITTEN)
def test_wrong_code_is_reported(kind: str) -> None:
    source, old, new = REWRITTEN[kind]
    assert kinds(source, Way(emit=rewritten(old, new))) == [kind]


def test_crashes_are_reported() -> None:
    def crash(_: Function) -> Lifted:
        raise KeyError("planted")

    def eat(_: Function) -> Lifted:
        raise MemoryError

    assert kinds(BELOW, Way(lift=crash)) == ["crash"]
    assert kinds(BELOW, Way(lift=eat)) == ["memory"]


# ---------------------------------------------------------------- shrinking


def squares_lost(source: Function) -> Lifted:
    """Wrong wherever something is multiplied."""
    lifted = lift(source)
    if not any(isinstance(n, Op) and n.op == "mul" for n in walk(source.body)):
        return lifted
    text = show_program(lifted.program)
    return dataclasses.replace(lifted, program=parse_program(text.replace("*", "+")))


LONG = """
def f(a: list[int], b: list[int], x: int, y: int) -> int:
    s = 3
    for i in range(len(a)):
        if a[i] > x:
            s += a[i] * 7 + y
    for i in range(len(b)):
        b[i] = b[i] - 2
    return s
"""


def test_findings_are_made_small() -> None:
    way = Way(lift=squares_lost)
    program = generated(LONG.lstrip())
    (finding,) = attempt(program, way).findings
    heard: list[Finding] = []
    small = shrunk(program, finding, way, heard.append, most=80)
    assert small.kind == finding.kind
    assert heard
    assert len(small.program) < 0.65 * len(finding.program), small.program
    assert small.program.count("*") == 1
    assert " b" not in small.program
    arguments = eval_literal(small.arguments)
    assert len(arguments["a"]) <= 1


# ---------------------------------------------------------------- workers


def deadly(job: Job, _: Settings, __: Callable[[Finding], None]) -> Trial | None:
    match job.seed:
        case 1:
            os.kill(os.getpid(), 9)
        case 2:
            time.sleep(600)
        case 3:
            bytearray(1 << 40)
        case 4:
            raise ValueError("planted")
        case _:
            pass
    return Trial(job.seed, ("map",), "proved")


def test_workers_may_die_and_hang() -> None:
    pool = Pool(Settings(wall=3.0), jobs=2, handler=deadly)
    trials = {t.seed: t for t in pool.run(iter(map(Job, range(7))), []) if isinstance(t, Trial)}
    assert {seed: t.outcome for seed, t in sorted(trials.items())} == {
        0: "proved", 1: "killed", 2: "slow", 3: "memory", 4: "harness", 5: "proved", 6: "proved",
    }  # fmt: skip
    assert [bool(trials[seed].findings) for seed in range(7)] == [
        False,
        True,
        False,
        True,
        True,
        False,
        False,
    ]


# ---------------------------------------------------------------- the command


def test_runs_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for seed, path in zip((0, 2), files, strict=True):
        words = ["fuzz", "--programs", "2", "--jobs", "1", "--rounds", "5", "--no-sources"]
        assert main([*words, "--seed", str(seed), "--json", str(path)]) == 0
    assert main(["fuzz", "--merge", *map(str, files), "--json", str(tmp_path / "c.json")]) == 0
    text = capsys.readouterr().out
    assert "no findings" in text
    both = read(json.loads((tmp_path / "c.json").read_text()))
    assert both.programs["total"] == 4
    expected = Tally()
    for seed in range(4):
        expected.add(attempt(random_program(seed), Way(rounds=5)))
    assert both.outcomes == expected.outcomes
    assert both.programs == expected.programs
    assert main(["fuzz", "--merge", *map(str, files), str(files[0])]) == 2
    assert "twice" in capsys.readouterr().err


def test_findings_survive_the_file() -> None:
    tally = Tally()
    finding = Finding("wrong", 7, "map", "output", "function", arguments="{'a': [nan]}")
    tally.add(Trial(7, ("map", "floats"), "proved", "exact", findings=(finding,)))
    again = read(json.loads(json.dumps(tally.document())))
    assert again == dataclasses.replace(tally, families=["map"])
    assert merged([again, again]).faulty["map"] == 2


def test_early_exits_are_written() -> None:
    loops = [n for seed in range(300) for n in walk(random_program(seed).function.body) if isinstance(n, For)]
    assert sum(loop.until is not None for loop in loops) >= 20


def test_what_lies_outside_a_factor_is_not_asked_for() -> None:
    source = (
        "void f(float *y, const float *x, const float *h, int n, int taps) {"
        " for (int i = 0; i < n; i++) { float s = 0;"
        " for (int k = 0; k < taps; k++) if (i - k >= 1) s += h[k] * x[i - k]; y[i] = s; } }"
    )
    assert kinds(source, Way(rounds=150)) == []


CONDITIONED = (
    "selection", "last", "overwriting scatter", "place of an extreme", "segments", "expansion", "recurrence",
    "budget", "neighbours in place", "without repeats", "prefix", "ranks", "by key", "extreme if any", "in order",
)  # fmt: skip


@pytest.mark.parametrize("family", CONDITIONED)
def test_each_class_is_lifted_at_times(family: str) -> None:
    way = Way(rounds=5)
    found = (attempt(random_program(seed, family), way) for seed in range(25))
    assert any(trial.outcome == "proved" and trial.inputs["compared"] for trial in found)


FAR = "#include <stdint.h>\nvoid f(int *y, uint32_t n) { for (uint32_t i = 0; i < n; i++) y[i] = 1; }"


def test_what_takes_too_long_to_decide_is_left() -> None:
    def more(proof: Any) -> tuple[Required, ...]:
        n, y = Apply("cast", (Sym("n", U32),), INT), Elem("y", (Sym("i", INT),), I32)
        condition = Fold("and", "i", integer(0), n, TRUE, Apply("le", (y, Lit(2**31 - 1, I32)), BOOL))
        return (Required(condition, function(FAR).span, "planted"),)

    bench = Bench(reproved(preconditions=more)(function(FAR)), None)
    assert bench.compare((np.zeros(3, np.int32), 2**32 - 1)) is None
    assert bench.seen == {"too long": 1}
    assert bench.compare((np.zeros(3, np.int32), 3)) is None
    assert bench.seen["compared"] == 1


ROUND_NOTHING = """
#include <vector>
#include <cstddef>
std::vector<std::vector<int>> f(const std::vector<std::vector<int>> &a) {
    if (a.empty()) return {};
    std::vector<std::vector<int>> t(a[0].size(), std::vector<int>(a.size()));
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < a[0].size() - 1; ++j) t[j][i] = a[j][i];
    return t;
}
"""


def test_windows_of_nothing_may_be_of_any_length() -> None:
    assert kinds(ROUND_NOTHING, Way(rounds=100)) == []


SHIFTED = "void f(int *y, const int *x, unsigned n) { for (unsigned i = 0; i < n; i++) y[1u + x[i]] = 1; }"
BEHIND_FIRST = "void f(int *y, unsigned long n) { for (unsigned long i = 0; i < n; i++) y[i + 1] = 1; }"


def test_indices_that_wrap_around_may_be_refused_where_they_can() -> None:
    assert excusable("0 <= x (an index leaves u32)", function(SHIFTED)) == "an index that wraps around"
    assert excusable("0 <= x (an index leaves u64)", function(BEHIND_FIRST)) is None


UNSET = "def f(x: list[int], y: list[int]) -> list[int]:\n    p = []\n    for i in range(len(x)):\n        if x[i] > 0:\n            p.append(i)\n    return [y[i] for i in p]\n"


def test_preconditions_may_mention_what_nothing_was_stored_to() -> None:
    assert kinds(UNSET, Way()) == []


def test_no_frontend_is_loaded_without_sources() -> None:
    script = (
        "import sys\n"
        "from benchmarks.fuzzing.trial import Way, attempt\n"
        "from benchmarks.fuzzing.generator import program_of\n"
        "import benchmarks.fuzzing.shrinking\n"
        "attempt(program_of(4, sources=False), Way(rounds=3))\n"
        "print([m for m in sys.modules if m.startswith(('clang', 'torch', 'tenspiler.frontends.c'))])"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert found.stdout == "[]\n"


def test_library_functions_may_differ_in_their_last_bits() -> None:
    source = "#include <math.h>\nvoid f(float *y, int n) { for (int i = 0; i < n; i++) y[i] = expf(1.0f); }"
    assert kinds(source, Way()) == []
    assert kinds(source, Way(lift=altered("1.0:f32", "1.001:f32"))) == ["wrong"]


def test_overlaps_that_are_let_through_are_reported() -> None:
    assert kinds(BEHIND, Way(emit=rewritten('_separate("y", y, "x", x)', "id(y)"))) == ["unguarded code"]


def test_classes_and_traits_have_names_of_their_own() -> None:
    found = {label for seed in range(150) for label in traits(random_program(seed).function)}
    assert len(found) >= 10
    assert not found & SHAPES.keys()


NOT_A_NUMBER = """
#include <math.h>
void f(float *a, const float *b, int n) {
    for (int i = 1; i < n; i++) { float r = fmodf(0.0f, b[i]); a[i] = a[i - 1] < r ? a[i - 1] : r; }
}
"""
OVERFLOW = "import math\ndef f(x: list[float]) -> list[float]:\n    return [math.exp(v) for v in x]\n"


@pytest.mark.parametrize("source", [NOT_A_NUMBER, OVERFLOW])
def test_what_is_assumed_is_no_finding(source: str) -> None:
    assert kinds(source, Way(rounds=150)) == []
