"""The benchmark command, with a compiler that is a fake."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

import benchmarks.__main__ as command
from benchmarks.discovery import Source, UnknownSuite, inputs_of, sources, suites
from benchmarks.lifting import Measured, measure
from benchmarks.table import heading, line, totals
from tenspiler.cli.plan import Plan, Step
from tenspiler.result import Emitted, LiftResult, Seconds

SOURCE = sources("blend")[0]


def answer(kernel: str, total: float = 0.25, error: str | None = None) -> LiftResult:
    return LiftResult(
        file=str(SOURCE.path),
        function=kernel,
        line=7,
        verdict="proved",
        grade="exact",
        tensir="out[i] =\n    a[i]",
        seconds=Seconds(total=total),
        backends={"numpy": Emitted("code", "entry", error=error)},
    )


def broken(kernel: str | None) -> LiftResult:
    return LiftResult(str(SOURCE.path), kernel, None, "error")


def fake_plan(*steps: Step) -> Plan:
    return Plan(steps, {})


def lift(step: Step, _: Sequence[str]) -> LiftResult:
    assert isinstance(step, LiftResult)
    return step


def run(*steps: Step) -> list[Measured]:
    return list(measure(SOURCE, ["numpy"], lambda _: fake_plan(*steps), lift))


def test_a_kernel_that_is_not_seen_is_an_error() -> None:
    kernels = SOURCE.kernels()
    measured = run(*(answer(kernel) for kernel in kernels[1:]))
    assert [m.kernel for m in measured] == [*kernels[1:], kernels[0]]
    assert [d.code for d in measured[-1].result.diagnostics] == ["TSP0007"]
    assert not command.proved(measured[-1])


def test_a_file_that_is_not_read_fails_all_its_kernels() -> None:
    measured = run(broken(None))
    assert [m.kernel for m in measured] == list(SOURCE.kernels())
    assert {m.result.verdict for m in measured} == {"error"}


def test_a_backend_without_code_is_not_proved() -> None:
    assert command.proved(Measured(SOURCE, "k", answer("k")))
    assert not command.proved(Measured(SOURCE, "k", answer("k", error="no int8")))


def test_the_table_has_one_line_a_kernel() -> None:
    measured = Measured(SOURCE, "linear_dodge_8", answer("linear_dodge_8"))
    assert line(measured).endswith("out[i] = a[i]")
    assert len(line(measured, 40)) == 40
    assert heading().index("verdict") == line(measured).index("proved")


def test_totals() -> None:
    results = [answer("a", 0.1), answer("b", 0.2), answer("c", 0.6), broken("d")]
    counts, seconds = totals([Measured(SOURCE, "k", r) for r in results])
    assert counts == "4 kernels: 1 error, 3 proved; grades: 3 exact"
    assert seconds == "seconds: mean 0.2250  median 0.1500  max 0.6000"


def test_json_is_that_of_lift_with_suite_and_kernel() -> None:
    document = command.labelled([Measured(SOURCE, "linear_dodge_8", answer("linear_dodge_8"))])
    (result,) = json.loads(json.dumps(document))["results"]
    assert (result["suite"], result["kernel"], result["form"]) == ("blend", "linear_dodge_8", "python")
    assert result["verdict"] == "proved"


def test_the_command_prints_json_alone_and_says_how_it_went(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = {True: answer, False: broken}
    for good, make in outcomes.items():

        def fake(source: Source, _: Sequence[str], make: object = make) -> list[Measured]:
            assert callable(make)
            return [Measured(source, "k", make("k"))]

        monkeypatch.setattr(command, "measure", fake)
        assert command.main(["lift", "--suite", "blend", "--json"]) == (0 if good else 1)
        assert len(json.loads(capsys.readouterr().out)["results"]) == 3


def test_an_unknown_suite_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["lift", "--suite", "blnd"]) == 2
    assert "blend" in capsys.readouterr().err
    with pytest.raises(UnknownSuite):
        sources("blnd")


def test_every_source_of_every_suite_has_kernels() -> None:
    assert "blend" in suites()
    for source in sources():
        assert source.inputs == inputs_of(source.callable)
        assert source.kernels()


def test_kernels_are_shown_beside_what_an_expert_would_write(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["experts", "dct"]) == 0
    shown = capsys.readouterr().out
    assert "## dct (c2taco, proved, grade real)" in shown
    assert "temp2d = block.reshape(B, B) @ cos2.reshape(B, B)" in shown
    assert "matmul(" in shown
    assert "##" not in shown.replace("## dct", "")
