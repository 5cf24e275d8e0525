"""A process that forks for each mutant: `python -m benchmarks.mutation.server`, jobs in and outcomes out.

What no mutant touches is loaded once, here; a child changes one module while it is imported, and runs the
tests that should notice. Each line of the input and of the output is one JSON object.
"""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import resource
import sys
import traceback
from collections.abc import Sequence
from tempfile import TemporaryDirectory
from types import CodeType, ModuleType
from typing import Any, final

import pytest
from hypothesis import Phase, settings

from benchmarks.mutation.catalogue import ROOT, Mutant

PRELOADED = ("clang.cindex", "hypothesis", "lark", "numpy", "rich.console", "typer", "z3")
CPU_SECONDS = 120
QUICKLY = (
    "-q",
    "--assert=plain",
    *(f"-pno:{n}" for n in ("cacheprovider", "unraisableexception", "threadexception")),
)
ASSERTED = (AssertionError, pytest.fail.Exception)


@final
class Changed(importlib.machinery.SourceFileLoader):
    """Loads a module with a mutant's change, past the bytecode on disk."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        source = self.get_data(self.path).decode()
        return compile(self.mutant.applied(source), self.path, "exec")


@final
class Finder(importlib.abc.MetaPathFinder):
    """Finds one module for a mutant, and no other."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.used = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            loader = Changed(fullname, spec.origin)
            loader.mutant = self.mutant
            spec.loader = loader
            self.used = True
        return spec


@final
class Recorder:
    """Notes what the tests do.

    Only a failed assertion, or a guard that finds the verifier unsound, catches a mutant; a crash is noted.
    """

    def __init__(self) -> None:
        self.passed = 0
        self.caught: str | None = None
        self.crashed: dict[str, str] = {}

    def pytest_configure(self) -> None:
        # That a property fails is enough; its smallest counterexample takes long to find.
        settings.register_profile("mutants", settings(), phases=(Phase.explicit, Phase.generate))
        settings.load_profile("mutants")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        report = yield
        if call.excinfo is None:
            self.passed += call.when == "call"
        elif call.excinfo.errisinstance(pytest.skip.Exception):
            pass
        elif call.when == "call" and (
            call.excinfo.errisinstance(ASSERTED) or call.excinfo.typename == "Unsound"
        ):
            self.caught = item.nodeid
            item.session.shouldfail = "caught"
        else:
            self.crashed[item.nodeid] = f"{call.excinfo.typename}: {call.excinfo.value}"[:500]
        return report

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.crashed[report.nodeid] = str(report.longrepr)[-500:]


def outcome_of(mutant: Mutant | None, tests: Sequence[str]) -> dict[str, Any]:
    """What the tests make of a mutant, or of the unchanged code, in this process."""
    finder = None
    if mutant is not None:
        finder = Finder(mutant)
        sys.meta_path.insert(0, finder)
    recorder = Recorder()
    os.chdir(ROOT)
    code = int(pytest.main([*QUICKLY, *tests], plugins=[recorder]))
    return {
        "caught": recorder.caught,
        "crashed": recorder.crashed,
        "passed": recorder.passed,
        "applied": finder is None or finder.used,
        "exit": code,
    }


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """The outcome of one job, found out in a child that is thrown away."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _in_child(job, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        written = stream.read()
    _, status, usage = os.wait4(child, 0)
    found = json.loads(written) if written else {"died": os.waitstatus_to_exitcode(status)}
    return {**found, "name": job["name"], "seconds": round(usage.ru_utime + usage.ru_stime, 3)}


def _in_child(job: dict[str, Any], writing: int) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        silence = os.open(os.devnull, os.O_RDWR)
        for own in (0, 1, 2):
            os.dup2(silence, own)
        mutant = Mutant(**job["mutant"]) if job["mutant"] else None
        found = outcome_of(mutant, job["tests"])
    except BaseException:
        found = {"died": traceback.format_exc()[-500:]}
    with os.fdopen(writing, "w") as stream:
        json.dump(found, stream)
    os._exit(0)


def main() -> None:
    """Answer jobs until there are no more."""
    for name in PRELOADED:
        importlib.import_module(name)
    loaded = [name for name in sys.modules if name.split(".")[0] in ("tensir", "tenspiler")]
    assert not loaded, f"loaded before the change: {loaded}"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    gc.freeze()
    with TemporaryDirectory() as folder:  # the bytecode of what children import, for those that come after
        sys.dont_write_bytecode, sys.pycache_prefix = False, folder
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
