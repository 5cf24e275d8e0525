"""Traps: loops that look like something that they are not; each is lifted right, or refused with its reason.

A trap is a file in `traps/` with a function of its name. Comments at its head say what the trap is, then

    lifted GRADE                      the code agrees with the original on the inputs of `edges`
    f(ARGUMENTS) == VALUE             an input on which the trap shows; `raises TEXT` for a precondition
    refused CODE: MESSAGE             or that it is not lifted, and why
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from differential import emitted
from edges.examination import Tally, examine

from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import Pending, make_plan
from tenspiler.loopir.nodes import ArrayType, Container, Function, Type
from tenspiler.result import LiftResult

FOLDER = Path(__file__).parent / "traps"
ROUNDS = 20


@dataclass(frozen=True)
class Trap:
    source: Path
    about: str
    expectation: str
    examples: tuple[str, ...]

    @property
    def is_lifted(self) -> bool:
        return self.expectation.startswith("lifted")


def read_trap(source: Path) -> Trap:
    mark = "# " if source.suffix == ".py" else "// "
    head: list[str] = []
    for line in source.read_text().splitlines():
        if not line.startswith(mark):
            break
        head.append(line.removeprefix(mark))
    about, expectation, *examples = head
    return Trap(source, about, expectation, tuple(examples))


TRAPS = [read_trap(p) for s in (".py", ".c", ".cpp") for p in sorted(FOLDER.glob(f"*{s}"))]
LIFTED = [t for t in TRAPS if t.is_lifted]
EXAMPLES = [pytest.param(t, e, id=f"{t.source.name}: {e}") for t in LIFTED for e in t.examples]


@cache
def lifted(source: Path) -> tuple[LiftResult, Function | None]:
    """The answer for the function that has the name of the file."""
    steps = make_plan([str(source)]).steps
    results = [(carry_out(s, ["numpy"]), s.function if isinstance(s, Pending) else None) for s in steps]
    return next((r for r in results if r[0].function == source.stem), results[0])


@pytest.mark.parametrize("trap", TRAPS, ids=lambda t: t.source.name)
def test_it_is_lifted_or_refused_with_its_reason(trap: Trap) -> None:
    result, _ = lifted(trap.source)
    if result.verdict == "proved":
        assert trap.expectation == f"lifted {result.grade}"
    else:
        diagnostic = result.diagnostics[0]
        assert trap.expectation == f"refused {diagnostic.code}: {diagnostic.message}"


@pytest.mark.parametrize(("trap", "example"), EXAMPLES)
def test_the_trap_shows(trap: Trap, example: str) -> None:
    result, function = lifted(trap.source)
    target = result.backends["numpy"]
    assert target.code is not None
    assert target.entry is not None
    assert function is not None
    scope = {"f": on_lists(emitted(target.code, target.entry), function), "np": np}
    call, _, text = example.partition(" raises ")
    if text:
        with pytest.raises(ValueError, match=re.escape(text)):
            eval(call, scope)
    else:
        assert eval(call, scope)


def on_lists(entry: Callable[..., Any], function: Function) -> Callable[..., Any]:
    """An emitted function that takes lists for C's buffers, and gives lists."""

    def call(*given: Any) -> Any:
        arguments = [_buffer(value, p.type) for value, p in zip(given, function.parameters, strict=True)]
        got = entry(*arguments)
        return tuple(map(_plain, got)) if isinstance(got, tuple) else _plain(got)

    return call


def _buffer(value: Any, kind: Type) -> Any:
    if isinstance(kind, ArrayType) and kind.container is Container.POINTER:
        return np.array(value, dtype=kind.element.dtype.numpy)
    return value


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


@pytest.mark.parametrize("suffix", [".py", ".c", ".cpp"])
def test_lifted_traps_agree_with_their_originals(suffix: str) -> None:
    tally = Tally()
    sources = [t.source for t in LIFTED if t.source.suffix == suffix]
    examine(sources, ROUNDS, tally, backends=("numpy", "torch"))
    assert not tally.findings, "\n".join(map(str, tally.findings[:5]))
    silent = {s.stem for s in sources} - {name.partition(":")[2] for name in tally.accepted}
    assert not silent, "no input was accepted"
