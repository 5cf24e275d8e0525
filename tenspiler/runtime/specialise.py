"""Lifting a function for arguments of some types: from the cache, or by the compiler, one at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any, Final, final

from tenspiler.cache.codec import decoded, encoded, from_result, to_result
from tenspiler.cache.environment import compiler_fingerprint, digest, fingerprint
from tenspiler.cache.recall import is_lasting, open_store
from tenspiler.cache.store import Store
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.python.names import parameters
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.nodes import Function
from tenspiler.result import LiftResult, Seconds
from tenspiler.runtime.effects import Effects, effects_of
from tenspiler.runtime.objects import owner_of
from tenspiler.runtime.options import Options
from tenspiler.runtime.signatures import Argument, plain, type_key
from tenspiler.runtime.source import SourceOf
from tenspiler.runtime.surroundings import Surroundings
from tenspiler.steps import MILLION


@final
@dataclass(frozen=True, slots=True)
class Question:
    """A function, what is around it, and types of its parameters; without types, the annotations hold."""

    source: SourceOf
    around: Surroundings
    types: Mapping[str, Argument]
    unused: frozenset[str]
    options: Options

    def key(self) -> str:
        """What the answer depends on; no other file is read for it."""
        source, options = self.source, self.options
        types = (f"{name} {' '.join(type_key(kind))}" for name, kind in self.types.items())
        return digest(
            "decorated",
            compiler_fingerprint(),
            fingerprint((options.backend,)),
            options.backend,
            options.grade,
            str(options.effort),
            source.file,
            source.text,
            str(source.line),
            *types,
            "",
            *sorted(self.unused),
            "",
            *self.around.fingerprint(),
        )


@final
@dataclass(frozen=True, slots=True)
class Answer:
    """What lifting came to; `effects` are there if it was proved and there is code."""

    result: LiftResult
    effects: Effects | None


@final
@dataclass(slots=True)
class _Compiler:
    """The compiler works for one caller at a time: neither solver nor libclang can be shared."""

    lock: Any = field(default_factory=threading.RLock)

    def renew(self) -> None:
        """A forked child must not wait for a thread that it does not have."""
        self.lock = threading.RLock()


_COMPILER: Final = _Compiler()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_COMPILER.renew)


def answer(question: Question, warn: Any) -> Answer:
    """Look an answer up, or find it and keep it; `warn` is told what is wrong with the cache."""
    begun = perf_counter()
    with _COMPILER.lock:
        store, key = open_store(warn), question.key()
        found = None if store is None else _recalled(store, key, begun)
        if found is None:
            found = _worked_out(question)
            if store is not None and is_lasting(found.result):
                store.put(key, {"result": from_result(found.result), "effects": encoded(found.effects)})
        return found


def _recalled(store: Store, key: str, begun: float) -> Answer | None:
    value = store.get(key)
    if value is None:
        return None
    effects = value["effects"] and decoded(value["effects"], Effects)
    return Answer(to_result(value["result"], Seconds(total=perf_counter() - begun)), effects)


def _worked_out(question: Question) -> Answer:
    # Late: what follows brings the translation and Z3 along, which an answer from the cache does not need.
    from tenspiler.frontends.python.specialised import Given, read_function

    begun = perf_counter()
    source, around = question.source, question.around
    blank = LiftResult(source.file, source.node.name, source.node.lineno, "unsupported")
    try:
        hidden, unused = frozenset(around.hidden), question.unused
        types = {n: kind for n, t in question.types.items() if (kind := plain(t)) is not None}
        given = Given(types, around.values, hidden, unused, imported=False, owner=_owner(question))
        function = read_function(source.file, source.text, source.line, given)
        if not isinstance(function, Function):
            return Answer(_unread(blank, function, perf_counter() - begun), None)
        _check_types(function, question.types)
        return _lifted(function, question, perf_counter() - begun)
    except Refusal as refusal:
        return Answer(replace(blank, diagnostics=(refusal.diagnostic,)), None)
    except Exception as error:
        detail = (str(error).splitlines() or ["no message"])[0][:300]
        bug = Diagnostic("TSP0099", None, {"kind": type(error).__name__, "detail": detail})
        return Answer(replace(blank, verdict="error", diagnostics=(bug,)), None)


def _owner(question: Question) -> str | None:
    """The class whose object the first parameter is, where that is one."""
    source = question.source
    first = next((p.arg for p in parameters(source.node)), None)
    return None if first in question.unused else owner_of(source.tree, source.node)


def _unread(blank: LiftResult, refused: RefusedFunction | None, seconds: float) -> LiftResult:
    diagnostics = refused.diagnostics if refused else ()
    parameters = refused.parameters if refused else ()
    spent = Seconds(total=seconds, frontend=seconds)
    return replace(blank, diagnostics=diagnostics, parameters=parameters, seconds=spent)


def _check_types(function: Function, types: Mapping[str, Argument]) -> None:
    """The uses of an array may show more axes than the argument has."""
    for parameter in function.parameters:
        given = types.get(parameter.name)
        if given is not None and parameter.type != plain(given):
            raise Refusal("TSP1025", parameter.span)


def _lifted(function: Function, question: Question, seconds: float) -> Answer:
    from tenspiler.pipeline import lift_function

    options = question.options
    exact, steps = options.grade == "exact", options.effort * MILLION
    result = lift_function(function, (options.backend,), seconds, exact, steps)
    if result.verdict != "proved":
        return Answer(result, None)
    try:
        effects = effects_of(function, question.source.node, question.types)
        if result.backends[options.backend].error is not None:
            return Answer(replace(result, verdict="unsupported"), None)
    except Refusal as refusal:
        stopped = replace(result, verdict="unsupported", diagnostics=(refusal.diagnostic,))
        return Answer(stopped, None)
    return Answer(result, effects)
