"""However the solver fails, nothing is proved by it, nothing is kept of it, and somebody says so."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import z3
from kernels import c_function

from tenspiler.pipeline import lift_function
from tenspiler.verification import solver
from tenspiler.verification.solver import Answer, Session, SolverFailed, check

SCRIPT = "(declare-fun x () Int)(assert (> x x))"
TOTAL = "int total(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }"


def raising(error: BaseException) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise error

    return fail


# ---------------------------------------------------------------- in the process


@pytest.mark.parametrize("method", ["__init__", "set", "from_string", "check", "reason_unknown"])
@pytest.mark.parametrize(
    "error",
    [z3.Z3Exception(b"out of memory"), z3.Z3Exception("canceled"), MemoryError()],
    ids=["memory", "canceled", "python"],
)
def test_a_solver_that_throws(method: str, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    monkeypatch.setattr(z3.Solver, method, raising(error))
    if method == "reason_unknown":
        monkeypatch.setattr(z3.Solver, "check", lambda _: z3.unknown)
    with pytest.raises(SolverFailed):
        check(SCRIPT, session=session)
    assert session.answers == {}
    monkeypatch.undo()
    assert check(SCRIPT, session=session) is Answer.UNSAT


@pytest.mark.parametrize("found", ["timeout", "unsat", None, True, -1, 0, z3.unknown])
def test_an_answer_that_is_none(found: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(z3.Solver, "check", lambda _: found)
    monkeypatch.setattr(z3.Solver, "reason_unknown", lambda _: "timeout")
    assert check(SCRIPT) is Answer.UNKNOWN


@pytest.mark.parametrize("why", ["memout", "(incomplete (theory) out of memory)"])
def test_an_unknown_for_lack_of_memory(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(z3.Solver, "check", lambda _: z3.unknown)
    monkeypatch.setattr(z3.Solver, "reason_unknown", lambda _: why)
    with pytest.raises(SolverFailed, match="memory"):
        check(SCRIPT)


def test_an_interruption_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(z3.Solver, "check", lambda _: z3.unknown)
    monkeypatch.setattr(z3.Solver, "reason_unknown", lambda _: "interrupted from keyboard")
    with pytest.raises(KeyboardInterrupt):
        check(SCRIPT)


def test_memory_is_bounded() -> None:
    assert solver.MOST_MEGABYTES <= 4096
    assert z3.get_param("memory_max_size") == str(solver.MOST_MEGABYTES)


def test_memory_that_was_lost_leaves_room_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Z3 gives nothing back of what it had when its memory ran out, and makes no workspace where none is left."""
    monkeypatch.setattr(z3, "Z3_get_estimated_alloc_size", lambda: (solver.MOST_MEGABYTES + 80) << 20)
    try:
        assert check(SCRIPT) is Answer.UNSAT
        assert z3.get_param("memory_max_size") == str(2 * solver.MOST_MEGABYTES + 80)
    finally:
        z3.set_param("memory_max_size", solver.MOST_MEGABYTES)


def test_memory_that_was_lost_twice_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = (solver.MOST_LOSSES * solver.MOST_MEGABYTES + 80) << 20
    monkeypatch.setattr(z3, "Z3_get_estimated_alloc_size", lambda: lost)
    with pytest.raises(SolverFailed, match="memory"):
        check(SCRIPT)
    result = lift_function(c_function(TOTAL), ["numpy"], 0.0)
    assert [d.code for d in result.diagnostics] == ["TSP3006"]


@pytest.mark.parametrize("nth", [1, 2, 5])
def test_a_function_whose_solver_fails_is_unknown(nth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, calls = z3.Solver.check, iter(range(1, 10_000))

    def fails_once(self: z3.Solver) -> object:
        if next(calls) == nth:
            raise z3.Z3Exception(b"out of memory")
        return asked(self)

    monkeypatch.setattr(z3.Solver, "check", fails_once)
    result = lift_function(c_function(TOTAL), ["numpy"], 0.0)
    assert result.verdict == "unknown"
    assert [d.code for d in result.diagnostics] == ["TSP3006"]
    assert result.tensir is None
    assert result.backends == {}
    assert lift_function(c_function(TOTAL), ["numpy"], 0.0).verdict == "proved"


# ---------------------------------------------------------------- the command


KERNELS = """\
def total(a: list[int]) -> int:
    s = 0
    for x in a:
        s += x
    return s


def double(a: list[int]) -> None:
    for i in range(len(a)):
        a[i] = a[i] * 2
"""
CALLS = """\
import os, signal, time, z3
from tenspiler.cli.main import main
check, calls = z3.Solver.check, iter(range(1, 10_000))
def broken(self):
    if next(calls) >= {nth}:
        {fault}
    return check(self)
z3.Solver.check = broken
main()
"""


def interruptible() -> None:
    """What is started in the background ignores the signal of Ctrl-C, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Command:
    """`tenspiler` in a process of its own, its solver broken by a line of Python at the nth question."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "kernels.py").write_text(KERNELS)
        self.environment = {**os.environ, "TENSPILER_CACHE_DIR": str(folder / "cache")}

    def start(self, fault: str = "pass", nth: int = 1, *options: str) -> subprocess.Popen[str]:
        program = CALLS.replace("{fault}", fault).replace("{nth}", str(nth))
        words = [sys.executable, "-c", program, "lift", "kernels.py", *options]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            words,
            cwd=self.folder,
            env=self.environment,
            text=True,
            start_new_session=True,
            preexec_fn=interruptible,
            **pipes,
        )

    def run(self, fault: str = "pass", nth: int = 1, *options: str) -> tuple[int, str, str]:
        process = self.start(fault, nth, *options)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err
        return process.returncode, out, err

    def kept(self) -> list[Path]:
        """The results in the cache."""
        return [p for p in (self.folder / "cache").rglob("*") if p.is_file() and '"proved"' in p.read_text()]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path)


FAULTS = {
    "killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "crashed": "os.kill(os.getpid(), signal.SIGSEGV)",
    "aborted": "os.kill(os.getpid(), signal.SIGABRT)",
    "left": "os._exit(101)",
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_process_that_ends_says_so(name: str, command: Command) -> None:
    code, out, err = command.run(FAULTS[name])
    assert code == 3
    assert "TSP0096" in err
    assert "proved" not in out
    assert command.kept() == []


def test_a_machine_is_told_too(command: Command) -> None:
    code, out, _ = command.run(FAULTS["killed"], 1, "--json")
    assert code == 3
    (result,) = json.loads(out)["results"]
    assert result["diagnostics"][0]["code"] == "TSP0096"


def test_little_memory_ends_in_unknown(command: Command) -> None:
    code, out, err = command.run("z3.set_param('memory_max_size', 1)")
    assert code == 3
    assert "TSP3006" in out + err or "TSP0096" in err
    assert command.kept() == []
    assert command.run()[0] == 0


def test_what_was_finished_before_is_whole(command: Command) -> None:
    """Killed with its parent in the middle of the second function."""
    assert command.run("pass", 1, "-o", "whole", "--no-cache")[0] == 0
    whole = {p.name: p.read_text() for p in (command.folder / "whole").iterdir()}
    assert len(whole) == 2
    late = "os.path.exists('out/total_numpy.py') and os.killpg(0, signal.SIGKILL)"
    process = command.start(late, 1, "-o", "out")
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    left = {p.name: p.read_text() for p in (command.folder / "out").iterdir()}
    assert left == {"total_numpy.py": whole["total_numpy.py"]}
    assert len(command.kept()) == 1
    code, out, err = command.run("pass", 1, "-o", "out")
    assert code == 0
    assert "TSP5101" not in err
    assert out.count("proved, grade") == 2
    assert {p.name: p.read_text() for p in (command.folder / "out").iterdir()} == whole


def test_an_interruption_in_the_solver(command: Command) -> None:
    code, out, _ = command.run("os.killpg(0, signal.SIGINT); time.sleep(5)", 1, "--json")
    assert code == 130
    assert json.loads(out)["results"] == []


def test_a_signal_to_the_parent_is_for_the_child(command: Command) -> None:
    process = command.start("print(os.getpid(), flush=True); time.sleep(60)")
    assert process.stdout is not None
    child = int(process.stdout.readline())
    assert child != process.pid
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 128 + signal.SIGTERM
    assert gone(child)


def test_nobody_works_for_a_parent_that_is_gone(command: Command) -> None:
    process = command.start("print(os.getpid(), flush=True); time.sleep(60)")
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.kill()
    process.wait(timeout=30)
    assert gone(child)


def gone(process: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").exists():
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
            if state == "Z":
                return True
        time.sleep(0.1)
    return False
