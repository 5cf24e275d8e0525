"""Error reports: the same bits where the grade says so, true distances elsewhere, and what must not be."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenspiler.accuracy.measure import measure
from tenspiler.accuracy.report import BackendErrors, OutputErrors, finding
from tenspiler.cache.codec import from_result, to_result
from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import Pending, make_plan
from tenspiler.loopir.nodes import Function
from tenspiler.report_json import result_object
from tenspiler.result import LiftResult, Seconds

ROOT = Path(__file__).parents[2]
SOURCE = """\
import math
from dataclasses import dataclass
import numpy as np
import numpy.typing as npt


def scale(a: list[float], k: float):
    for i in range(len(a)):
        a[i] = a[i] * k + 1.0


def total(a: list[float]) -> float:
    s = 0.0
    for x in a:
        s += x
    return s


def single(a: npt.NDArray[np.float32]) -> np.float32:
    s = np.float32(0.0)
    for x in a:
        s += x
    return s


def soft(a: npt.NDArray[np.float32], n: int) -> tuple[float, int]:
    s, k = 0.0, 0
    for i in range(n):
        a[i] = math.exp(a[i])
        k += 1
        s += 0.1
    return s, k


@dataclass
class Image:
    pixels: list[float]
    gain: float


def brighten(image: Image, *, by: float) -> list[float]:
    out = []
    for x in image.pixels:
        out.append(x * image.gain + by)
    return out
"""


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Function, LiftResult]]:
    path = tmp_path_factory.mktemp("sources") / "kernels.py"
    path.write_text(SOURCE)
    found: dict[str, tuple[Function, LiftResult]] = {}
    for step in make_plan([str(path)]).steps:
        assert isinstance(step, Pending)
        found[step.function.name] = step.function, carry_out(step, ["numpy"], error_report=True)
    return found


def report(result: LiftResult) -> BackendErrors:
    assert result.error_report is not None, result.diagnostics
    (errors,) = result.error_report.backends
    assert errors.failure is errors.missing is None
    return errors


def output(result: LiftResult, name: str) -> OutputErrors:
    return next(o for o in report(result).outputs if o.name == name)


Steps = dict[str, tuple[Function, LiftResult]]


def test_exact_code_gives_the_same_bits(steps: Steps) -> None:
    result = steps["scale"][1]
    errors = output(result, "a")
    assert result.grade == "exact"
    assert report(result).inputs > 100
    assert errors.differing == 0
    assert errors.special == errors.agreeing > 100
    assert errors.emitted_to_original.max == 0
    assert errors.original_to_precise == errors.emitted_to_precise


def test_a_long_sum_is_nearer_to_the_truth_in_pairs(steps: Steps) -> None:
    errors = output(steps["single"][1], "return")
    assert errors.dtype == "f32"
    assert errors.differing > 0
    assert errors.emitted_to_original.max is not None
    assert errors.emitted_to_original.max > 1
    assert errors.worst is not None


def test_the_worst_call_can_be_pasted(steps: Steps) -> None:
    result = steps["single"][1]
    worst = output(result, "return").worst
    assert worst is not None
    scope: dict[str, Any] = {"np": np}
    code = result.backends["numpy"].code
    assert code is not None
    exec(code, scope)
    assert float(eval(worst.call, scope)) == float(worst.emitted)
    numbers = eval(worst.call, {"np": np, "single": lambda a: a})
    assert isinstance(numbers, np.ndarray)
    loop = np.float32(0.0)
    for x in numbers:
        loop += x
    assert float(loop) == float(worst.original)
    assert worst.precise is not None
    assert float(worst.precise) == float(np.float32(math.fsum(numbers.tolist())))


def test_several_outputs_of_several_dtypes(steps: Steps) -> None:
    result = steps["soft"][1]
    names = {o.name: o.dtype for o in report(result).outputs}
    assert names == {"return.0": "f64", "return.1": "int", "a": "f32"}
    assert output(result, "return.1").differing == 0
    assert output(result, "return.1").emitted_to_original.max is None
    exponentials = output(result, "a")
    assert exponentials.original_to_precise.max is not None
    assert exponentials.original_to_precise.max <= 1  # the double's exponential, rounded
    tenths = output(result, "return.0").original_to_precise.max
    assert tenths is not None
    assert 1 < tenths < 10_000  # literals are what the source writes: 0.1 is a double, its sums are exact


def test_objects_are_passed(steps: Steps) -> None:
    result = steps["brighten"][1]
    assert report(result).inputs > 100
    worst = output(result, "return").worst
    assert worst is not None
    assert worst.call.startswith("brighten(SimpleNamespace(pixels=[")
    assert ", by=" in worst.call


def test_the_same_report_every_time(steps: Steps) -> None:
    function, result = steps["total"]
    emitted = result.backends["numpy"]
    assert emitted.code is not None
    assert emitted.entry is not None
    again = measure(function, {"numpy": (emitted.code, emitted.entry)})
    assert again == result.error_report
    assert to_result(json.loads(json.dumps(from_result(result))), Seconds()).error_report == again


def test_json_holds_it(steps: Steps) -> None:
    told = json.loads(json.dumps(result_object(steps["total"][1]), allow_nan=False))["error_report"]
    errors = told["backends"]["numpy"]["outputs"]["return"]
    assert set(errors["emitted_to_original"]) == {"max", "median"}
    assert set(errors["worst"]) == {"class", "call", "index", "original", "emitted", "precise"}
    assert errors["worst"]["class"] in told["classes"]


WRONG = {
    "another order": ("a * k + 1.0", "1.0 + k * a + 0.0 * k"),
    "an ulp": ("a * k + 1.0", "np.nextafter(a * k + 1.0, np.inf)"),
    "the sign of zero": ("a * k + 1.0", "a * k + 1.0 - 0.0 * (a == 0) * (k < 0) - 1e-17"),
    "NaN lost": ("a * k + 1.0", "np.nan_to_num(a * k + 1.0, nan=0.0, posinf=np.inf, neginf=-np.inf)"),
    "an element lost": (".tolist()", ".tolist()[1:]"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_difference_at_grade_exact_is_found(steps: Steps, wrong: str) -> None:
    function, result = steps["scale"]
    code = result.backends["numpy"].code
    assert code is not None
    before, after = WRONG[wrong]
    assert before in code
    (errors,) = measure(function, {"numpy": (code.replace(before, after), "scale")}).backends
    found = finding(errors, exact=True)
    assert found is not None
    assert "differ" in found


def test_code_that_fails_is_found_at_any_grade(steps: Steps) -> None:
    function, result = steps["total"]
    code = result.backends["numpy"].code
    assert code is not None
    (errors,) = measure(function, {"numpy": (code.replace("np.sum", "np.summ"), "total")}).backends
    assert "raises AttributeError" in str(finding(errors, exact=False))


def test_a_framework_that_is_not_there(steps: Steps) -> None:
    (errors,) = measure(steps["total"][0], {"acme": ("import acme_tensors", "f")}).backends
    assert errors.missing == "acme_tensors is not installed"
    assert finding(errors, exact=True) is None


def test_the_page_of_the_documentation_shows_what_a_run_prints(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "error-report.md").read_text()
    session = text.split("```console\n")[1].split("```")[0].splitlines()
    words = session[0].removeprefix("$ tenspiler ").split()
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    command = [sys.executable, "-c", "from tenspiler.cli.main import main; main()", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120)
    plain = [_without_numbers(line) for line in done.stdout.splitlines()]
    for line in session[1:]:
        shown = _without_numbers(line.removesuffix("..."))
        assert any(found.startswith(shown) for found in plain), line


def _without_numbers(line: str) -> str:
    """The words of a line; which input is worst depends on how the machine adds."""
    line = line.split("farthest apart")[0]
    return " ".join("".join(c for c in line if c.isalpha() or c in " _:").split())
