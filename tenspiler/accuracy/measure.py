"""Measures code against its original and against high precision, over inputs of every class."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, Final, final
from typing import cast as typed

from tenspiler.accuracy.calls import Caller
from tenspiler.accuracy.inputs import inputs
from tenspiler.accuracy.reference import Reference
from tenspiler.accuracy.report import BackendErrors, ErrorReport
from tenspiler.accuracy.tally import Run, Tally, given_back
from tenspiler.accuracy.wide_functions import FUNCTION_BITS
from tenspiler.loopir.interpreter import Finished, compile_function
from tenspiler.loopir.nodes import Function

_EACH: Final = 8  # inputs of a class that the original accepts
_EACH_LONG: Final = 2
_FUEL: Final = 20_000


def measure(function: Function, codes: Mapping[str, tuple[str, str]], seed: int = 0) -> ErrorReport:
    """Run emitted code, given as source and entry by backend, beside the original and high precision.

    The original is interpreted; nothing of the user's is run. The same seed gives the same inputs.
    """
    caller = Caller(function)
    subjects = [_Subject(name, code, entry, function, caller) for name, (code, entry) in codes.items()]
    classes: dict[str, None] = {}
    for run in _runs(function, seed):
        classes[run.inputs] = None
        for subject in subjects:
            subject.take(run)
    return ErrorReport(seed, FUNCTION_BITS, tuple(classes), tuple(s.errors() for s in subjects))


def _runs(function: Function, seed: int) -> Iterator[Run]:
    """Inputs of each class that the original accepts, with what it and high precision make of them."""
    original, reference = compile_function(function), Reference(function)
    for name, found in inputs(function, seed):
        wanted = _EACH_LONG if name.startswith("long") else _EACH
        for arguments in found:
            outcome = original.run(arguments, fuel=_FUEL)
            if isinstance(outcome, Finished):
                precise = reference.run(arguments, _FUEL)
                want = _in_order(function, outcome.results, outcome.changed)
                yield Run(name, arguments, want, None if precise is None else _in_order(function, *precise))
                wanted -= 1
            if not wanted:
                break


def _in_order(function: Function, results: tuple[Any, ...], changed: Mapping[str, Any]) -> tuple[Any, ...]:
    own = given_back(function)
    return (*results, *(value for name, value in changed.items() if name != own))


@final
class _Subject:
    """The code of one backend; what it trips over is kept as its problem, and ends its measurement."""

    def __init__(self, backend: str, code: str, entry: str, function: Function, caller: Caller) -> None:
        self._backend, self._function, self._caller = backend, function, caller
        self._tally = Tally(function, caller)
        self._missing = self._failure = None
        try:
            self._call: Callable[..., Any] = _loaded(code, entry)
        except ImportError as error:
            self._missing = f"{error.name or error} is not installed"

    def take(self, run: Run) -> None:
        """Call the code on an input, and compare."""
        if self._missing or self._failure:
            return
        positional, named = self._caller.arguments(run.arguments)
        try:
            self._tally.add(run, self._split(self._call(*positional, **named)))
        except Exception as error:  # whatever code of a stranger's backend raises
            if type(error).__name__ == "PreconditionError":
                self._tally.refuse()
            else:
                self._failure = f"{self._caller.text(run.arguments)} raises {type(error).__name__}: {error}"

    def _split(self, got: Any) -> tuple[Any, ...]:
        """The outputs one by one: several results come as a tuple, which stands before what was changed."""
        function = self._function
        others = [p for p in function.changed_parameters() if p.name != given_back(function)]
        if not function.results or not others:
            return tuple(got) if len(function.results) > 1 or len(others) > 1 else (got,)
        first, *rest = typed("tuple[Any, ...]", got)
        return (*(first if len(function.results) > 1 else (first,)), *rest)

    def errors(self) -> BackendErrors:
        return self._tally.errors(self._backend, self._missing, self._failure)


def _loaded(code: str, entry: str) -> Callable[..., Any]:
    """The function that an emitted module defines."""
    module = ModuleType("emitted")
    exec(compile(code, "<emitted code>", "exec"), module.__dict__)
    return getattr(module, entry)
