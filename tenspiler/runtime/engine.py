"""Behind a decorated function: what has been lifted for which types, and what becomes of the other calls."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final, cast, final

from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.python.names import mentions, parameters
from tenspiler.result import LiftResult, ObligationRecord
from tenspiler.runtime.dispatch import MISS, Calling, compile_call, compile_passing
from tenspiler.runtime.effects import Effects
from tenspiler.runtime.errors import GuardMiss, LiftError, NotLifted, rendered
from tenspiler.runtime.objects import classes_of, has_plain_fields
from tenspiler.runtime.options import Options
from tenspiler.runtime.placement import place, unusable
from tenspiler.runtime.signatures import (
    Argument,
    ObjectType,
    Signature,
    TensorType,
    Untyped,
    describe,
    describe_value,
    type_from,
    type_of,
)
from tenspiler.runtime.source import SourceOf, source_of
from tenspiler.runtime.specialise import Answer, Question, answer
from tenspiler.runtime.surroundings import Surroundings, Watched, surroundings

MOST_SPECIALISATIONS: Final = 8
_ROOM: Final = str(Path(__file__).parent.parent)


@final
@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved: the grade, what is checked at each call, what is not, and each question's outcome."""

    grade: str
    preconditions: tuple[str, ...]
    assumptions: tuple[str, ...]
    obligations: tuple[ObligationRecord, ...]


@final
@dataclass(frozen=True, slots=True)
class Prepared:
    """A function whose source has been found: how it is called, and what it finds around it."""

    source: SourceOf
    around: Surroundings
    calling: Calling
    bind: Callable[..., tuple[Any, ...]]
    unused: frozenset[str]
    objects: Mapping[str, type]

    @property
    def used(self) -> tuple[str, ...]:
        """The parameters that matter."""
        return tuple(p for p in self.calling.parameters if p not in self.unused)


@final
@dataclass(frozen=True, slots=True)
class Specialisation:
    """The answer for arguments of some types, and the function that a call with such goes to."""

    types: Signature
    answer: Answer
    call: Callable[..., Any]

    @property
    def result(self) -> LiftResult:
        return self.answer.result


@final
class Engine:
    """The state of one decorated function. `install` is told which functions a call is to try, in order."""

    def __init__(
        self,
        original: Callable[..., Any],
        options: Options,
        install: Callable[[tuple[Callable[..., Any], ...]], None],
    ) -> None:
        self._original = original
        self._options = options
        self._install = install
        self._lock = threading.RLock()
        self._prepared: Prepared | Diagnostic | None = None
        self._known: dict[Signature, Specialisation] = {}
        self._said: set[str] = set()
        self._inspected: Answer | None = None

    # ------------------------------------------------------------ calls

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call that no specialisation has taken: bind it, lift for it, or let the original have it."""
        prepared = self._prepare()
        if isinstance(prepared, Diagnostic):
            self._refuse((prepared,))
            return self._original(*args, **kwargs)
        try:
            bound = prepared.bind(*args, **kwargs)
        except TypeError:
            return self._original(*args, **kwargs)  # which says what is wrong
        for known in list(self._known.values()):
            result = known.call(*bound)
            if result is not MISS:
                return result
        return self._unknown(prepared, bound)

    def _unknown(self, prepared: Prepared, bound: tuple[Any, ...]) -> Any:
        types = self._types(prepared, bound)
        if types is None:
            return self._run(prepared, bound)
        found = self._specialised(prepared, types)
        if found is None:
            return self._run(prepared, bound)
        result = found.call(*bound)
        if result is MISS:
            result = self._again(prepared, found, bound)
        return self._run(prepared, bound) if result is MISS else result

    def _again(self, prepared: Prepared, found: Specialisation, bound: tuple[Any, ...]) -> Any:
        """The types are those of a specialisation, but another guard has failed: which one?"""
        changed = next((w for w in prepared.around.watched if not w.holds()), None)
        if changed is not None:
            expected, got = _shown(changed.expected), _shown(changed.current())
            self._miss(f"name {changed.name}", f"`{changed.name}`", expected, got)
            return MISS
        if not all(code.holds() for code in prepared.around.code):
            self._miss("code", "a function that it calls", "its code as it was", "another")
            return MISS
        if prepared.around.tables and all(w.current() is w.expected for w in prepared.around.watched):
            name = next((t.name for t in prepared.around.tables if not t.holds()), None)
            expected, got = (
                "as it was, and no argument that is written",
                "another content, or such an argument",
            )
            self._miss(f"table {name}", f"`{name}`" if name else "tables of the module", expected, got)
            return MISS
        for name, kind in zip(prepared.used, found.types, strict=True):
            if isinstance(kind, ObjectType):
                self._miss(f"fields of {name}", *_fields_missed(found.answer, name, bound, prepared))
                return MISS
        if any(isinstance(kind, TensorType) for kind in found.types):
            expected = "different ones on one device that the grade allows, and integers that a float holds"
            self._miss("tensors", "tensors", expected, "others")
            return MISS
        if all(w.current() is w.expected for w in prepared.around.watched):
            self._miss("errors", "NumPy's handling of floating-point errors", "warnings", "more than that")
            return MISS
        return self._rewatched(prepared, found.types).call(*bound)

    def _rewatched(self, prepared: Prepared, types: Signature) -> Specialisation:
        """Equal numbers under the same names, but other objects: the guards learn to know them."""
        with self._lock:
            around = prepared.around
            watched = [replace(w, expected=w.current()) for w in around.watched]
            prepared = replace(prepared, around=replace(around, watched=watched))
            self._prepared = prepared
            self._known = {t: self._compiled(prepared, t, s.answer) for t, s in self._known.items()}
            self._install(tuple(s.call for s in self._known.values()))
            return self._known[types]

    def _run(self, prepared: Prepared, bound: tuple[Any, ...]) -> Any:
        names = prepared.calling
        keywords = {n: v for n, v in zip(names.parameters, bound, strict=True) if n in names.keywords}
        return self._original(*bound[: len(bound) - len(keywords)], **keywords)

    def _types(self, prepared: Prepared, bound: tuple[Any, ...]) -> Signature | None:
        """The types of the arguments that matter, or None, having said why there are none."""
        types: list[Argument] = []
        for name, value in zip(prepared.calling.parameters, bound, strict=True):
            if name in prepared.unused:
                continue
            known = prepared.objects.get(name)
            if known is not None and type(value) is known:
                types.append(ObjectType(known.__name__))
                continue
            tensors = self._options.backend == "torch"
            try:
                types.append(type_of(value, partial(self._declared, prepared, name), tensors))
            except Untyped as error:
                expected = "a number, or a list or array of one type of number"
                self._miss(f"type of {name}", f"the type of `{name}`", expected, str(error))
                return None
        return tuple(types)

    def _declared(self, prepared: Prepared, name: str) -> Argument | None:
        """The type of a parameter in the specialisations there are, or in the annotations."""
        place = prepared.used.index(name)
        for known in self._known.values():
            return known.types[place]
        found = self._by_annotations(prepared)
        return self._annotated(found).get(name)

    # ------------------------------------------------------------ lifting

    def _prepare(self) -> Prepared | Diagnostic:
        if self._prepared is None:
            with self._lock:
                if self._prepared is None:
                    self._prepared = self._looked_up()
        return self._prepared

    def _looked_up(self) -> Prepared | Diagnostic:
        stopped = unusable(self._options.backend, self._options.device)
        if stopped is not None:
            self._install_original()
            return stopped
        try:
            source = source_of(self._original)
        except Refusal as refusal:
            self._install_original()
            return refusal.diagnostic
        function = cast(FunctionType, self._original)
        names = tuple(p.arg for p in parameters(source.node))
        keywords = frozenset(a.arg for a in source.node.args.kwonlyargs)
        unused = frozenset(names) - mentions(source.node)
        calling = Calling(names, keywords)
        objects = classes_of(function, source.tree, source.node)
        return Prepared(source, surroundings(function, source), calling, _binder(function), unused, objects)

    def _install_original(self) -> None:
        """Every call goes to the original at once, where that is all that can be done."""
        if self._options.on_refusal == "warn" and isinstance(self._original, FunctionType):
            self._install((self._original,))

    def _specialised(self, prepared: Prepared, types: Signature) -> Specialisation | None:
        with self._lock:
            if types in self._known:
                return self._known[types]
            if len(self._known) >= MOST_SPECIALISATIONS:
                got = ", ".join(map(describe, types))
                expected = f"at most {MOST_SPECIALISATIONS} combinations"
                self._miss("count", "the number of types", expected, f"one more: {got}")
                return None
            given = dict(zip(prepared.used, types, strict=True))
            found = answer(self._question(prepared, given, self._options), self._warn_of_cache)
            if found.effects is None:
                self._refuse(found.result.diagnostics)
            known = self._compiled(prepared, types, found)
            self._known[types] = known
            self._install(tuple(s.call for s in self._known.values()))
            return known

    def _question(self, prepared: Prepared, types: Mapping[str, Argument], options: Options) -> Question:
        return Question(prepared.source, prepared.around, types, prepared.unused, options)

    def _compiled(self, prepared: Prepared, types: Signature, found: Answer) -> Specialisation:
        if found.effects is None:
            call = compile_passing(prepared.calling, prepared.used, types, self._passed, prepared.objects)
        else:
            entry = self._entry(found)
            failed = _Failing(self, prepared).failed
            exact = self._options.grade == "exact"
            call = compile_call(
                prepared.calling, found.effects, prepared.around, entry, failed, prepared.objects, exact
            )
        return Specialisation(types, found, call)

    def _passed(self, *args: Any, **kwargs: Any) -> Any:
        """The original, for types for which it was refused."""
        if self._options.on_refusal == "raise":
            prepared = self._prepare()
            if isinstance(prepared, Prepared):
                bound = prepared.bind(*args, **kwargs)
                types = self._types(prepared, bound)
                if types is not None:
                    self._refuse(self._known[types].result.diagnostics)
        return self._original(*args, **kwargs)

    def _entry(self, found: Answer) -> Callable[..., Any]:
        emitted = found.result.backends[self._options.backend]
        name = f"<tenspiler: {found.result.function} for {self._options.backend}>"
        module: dict[str, Any] = {"__name__": f"tenspiler_lifted_{found.result.function}"}
        exec(compile(emitted.code or "", name, "exec"), module)
        if self._options.device is not None:
            place(module, self._options.device)
        return module[emitted.entry or ""]

    # ------------------------------------------------------------ warnings

    def failed(self, error: Exception, prepared: Prepared, bound: tuple[Any, ...]) -> Any:
        """The emitted code has refused its arguments (it has changed none of them)."""
        if type(error).__name__ == "PreconditionError":
            text = str(error)
            self._say(
                text.partition(", got ")[0], f"{self._name}: {text}; the original function runs", GuardMiss
            )
        else:
            text = f"{type(error).__name__}: {error}"
            self._say(text, f"{self._name}: the lifted code failed: {text}; the original runs", GuardMiss)
        return self._run(prepared, bound)

    @property
    def _name(self) -> str:
        return str(getattr(self._original, "__qualname__", self._original))

    def _miss(self, key: str, guard: str, expected: str, got: str) -> None:
        text = f"{self._name}: {guard}: expected {expected}, got {got}; the original function runs"
        self._say(key, text, GuardMiss)

    def _refuse(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Warn of a refusal, once for each, or raise it."""
        headline = "; ".join(f"{d.code}: {d.message}" for d in diagnostics) or "no reason is known"
        text = f"{self._name} is not lifted: {headline}"
        if self._options.on_refusal == "raise":
            raise LiftError(f"{text}\n{rendered(diagnostics, self._texts())}", diagnostics)
        self._say(text, f"{text}\n{rendered(diagnostics, self._texts())}", NotLifted)

    def _warn_of_cache(self, diagnostic: Diagnostic) -> None:
        self._say(diagnostic.code, f"{diagnostic.code}: {diagnostic.message}", NotLifted)

    def _say(self, key: str, text: str, category: type[Warning]) -> None:
        """Warn at the line of the call, once."""
        if key not in self._said:
            self._said.add(key)
            warnings.warn(text, category, stacklevel=_depth_of_caller())

    def _texts(self) -> dict[str, str]:
        prepared = self._prepared
        return {prepared.source.file: prepared.source.text} if isinstance(prepared, Prepared) else {}

    # ------------------------------------------------------------ inspection

    @property
    def specialisations(self) -> tuple[Specialisation, ...]:
        """What has been lifted so far, in the order of the calls."""
        return tuple(self._known.values())

    def inspected(self) -> Answer:
        """The answer to show: that of the first call, or else of the annotations."""
        for known in self._known.values():
            return known.answer
        prepared = self._prepare()
        if isinstance(prepared, Diagnostic):
            file, line = _place(self._original)
            name = getattr(self._original, "__name__", None)
            return Answer(LiftResult(file, name, line, "unsupported", diagnostics=(prepared,)), None)
        return self._by_annotations(prepared)

    def _by_annotations(self, prepared: Prepared) -> Answer:
        if self._inspected is None:
            with self._lock:
                question = self._question(prepared, {}, self._options)
                self._inspected = answer(question, self._warn_of_cache)
        return self._inspected

    def _annotated(self, found: Answer) -> dict[str, Argument]:
        effects: Effects | None = found.effects
        if effects is None:
            return {}
        return dict(zip(effects.parameters, map(type_from, effects.types), strict=True))

    def proof(self) -> Proof | None:
        """What was proved."""
        return proof_of(self.inspected().result)

    def source(self, backend: str | None) -> str:
        """The code for a backend; raises `LiftError`."""
        name = backend or self._options.backend
        found = self.inspected()
        if name not in found.result.backends:
            prepared = self._prepare()
            if isinstance(prepared, Prepared):
                types = self._known[next(iter(self._known))].types if self._known else ()
                given = dict(zip(prepared.used, types, strict=True)) if types else {}
                options = replace(self._options, backend=name)
                found = answer(self._question(prepared, given, options), self._warn_of_cache)
        emitted = found.result.backends.get(name)
        if emitted is None or emitted.code is None or found.effects is None:
            reasons = found.result.diagnostics
            raise LiftError(f"no code for {name}: {rendered(reasons, self._texts())}", reasons)
        return emitted.code

    def explain(self) -> str:
        """Why not, or what to."""
        from tenspiler.runtime.report import explanation

        return explanation(self.inspected().result, self._texts())

    def report(self) -> str:
        """All specialisations."""
        from tenspiler.runtime.report import report

        return report(self._name, self._shown(), self._texts(), self._options)

    def html(self) -> str:
        """The report for a notebook."""
        from tenspiler.runtime.report import html

        return html(self._name, self._shown(), self._texts())

    def _shown(self) -> list[tuple[str, LiftResult]]:
        if not self._known:
            return [("by its annotations", self.inspected().result)]
        prepared = self._prepare()
        names = prepared.used if isinstance(prepared, Prepared) else ()
        return [
            (", ".join(f"{n}: {describe(t)}" for n, t in zip(names, s.types, strict=True)), s.result)
            for s in self._known.values()
        ]


@final
@dataclass(frozen=True, slots=True)
class _Failing:
    """What the code of a call does with an exception of the emitted function."""

    engine: Engine
    prepared: Prepared

    def failed(self, error: Exception, bound: tuple[Any, ...]) -> Any:
        return self.engine.failed(error, self.prepared, bound)


def proof_of(result: LiftResult) -> Proof | None:
    """The proof that a result carries."""
    if result.verdict != "proved" or result.grade is None:
        return None
    return Proof(result.grade, result.preconditions, result.assumptions, result.obligations)


def _binder(function: FunctionType) -> Callable[..., tuple[Any, ...]]:
    """A function with the parameters and defaults of another one that gives back its arguments in order."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    positional, keywords = names[: code.co_argcount], names[code.co_argcount :]
    only = code.co_posonlyargcount
    words = [*positional[:only], *(["/"] if only else []), *positional[only:]]
    words += ["*", *keywords] if keywords else []
    scope: dict[str, Any] = {}
    exec(f"def bind({', '.join(words)}): return ({''.join(f'{n}, ' for n in names)})", scope)
    bind: Any = scope["bind"]
    bind.__defaults__, bind.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
    return bind


def _depth_of_caller() -> int:
    """How far up the frame is that called the decorated function, as `warnings.warn` counts in `_say`."""
    depth, frame = 2, sys._getframe(2)  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None and _is_ours(frame.f_code):
        depth, frame = depth + 1, frame.f_back
    return depth


def _is_ours(code: CodeType) -> bool:
    return code.co_filename.startswith((_ROOM, "<tenspiler: a lifted call>"))


def _fields_missed(
    found: Answer, name: str, bound: tuple[Any, ...], prepared: Prepared
) -> tuple[str, str, str]:
    """What the guards of an object's fields say: the guard, what it expected, and what it got."""
    value = bound[prepared.calling.parameters.index(name)]
    effects = found.effects
    pairs = () if effects is None else zip(effects.parameters, map(type_from, effects.types), strict=True)
    for part, kind in pairs:
        owner, _, field = part.partition(".")
        if owner != name or not field:
            continue
        if not has_plain_fields(value, prepared.objects[name], (field,)):
            return f"`{part}`", "a plain field", "another kind of attribute, or none"
        got = getattr(value, field)
        try:
            fits = type_of(got, lambda kind=kind: kind, True) == kind
        except Untyped:
            fits = False
        if not fits:
            return f"the type of `{part}`", describe(kind), describe_value(got)
    return "the guards", "all of them to hold", "one that does not"


def _shown(value: object) -> str:
    return "nothing of that name" if type(value) is object else f"{value!r:.60}"


def _place(function: object) -> tuple[str, int | None]:
    code = getattr(function, "__code__", None)
    return (code.co_filename, code.co_firstlineno) if isinstance(code, CodeType) else ("", None)


__all__ = ["Engine", "Prepared", "Proof", "Specialisation", "Watched", "proof_of"]
