"""The statements of an emitted function while it is written: local names, their values, and their order."""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import final

from tenspiler.backend.emission.values import Value

LONG = 64

_BUILTINS = frozenset(dir(builtins))


@final
class Names:
    """Local names; none of them is a keyword, a built-in or taken twice."""

    def __init__(self, taken: frozenset[str]) -> None:
        self._taken = {"PreconditionError", *taken}

    def take(self, wish: str) -> str:
        """A name as close to `wish` as there is."""
        stem = re.sub(r"\W+", "_", wish).strip("_") or "x"
        stem = f"x{stem}" if stem[0].isdigit() else stem
        if keyword.iskeyword(stem) or stem in _BUILTINS:
            stem += "_"
        name, number = stem, 2
        while name in self._taken:
            name, number = f"{stem}{number}", number + 1
        self._taken.add(name)
        return name

    def taken(self) -> frozenset[str]:
        """The names that are taken so far."""
        return frozenset(self._taken)

    def restore(self, taken: frozenset[str]) -> None:
        """Take these names, and give all others free."""
        self._taken = set(taken)


@final
class Rehearsal:
    """What is written while nothing is kept: the variables of the body, and the checks."""

    def __init__(self) -> None:
        self.assigned: set[str] = set()
        self.checks: list[str] = []


@final
class Block:
    """What has been written so far.

    `definitions` are lines of the module before the function, and `attachments` texts that stay as they are.
    `settings` are computed first, from scalars and extents alone; `checks` come before the statements of
    `body` unless they need their results. `lines` are finished.
    """

    def __init__(self, names: Names, wanted: frozenset[str]) -> None:
        self.names = names
        self.definitions: list[str] = []
        self.settings: list[str] = []
        self.lines: list[str] = []
        self.attachments: list[str] = []
        self.cells_met: Counter[str] = Counter()
        self._checks: list[str] = []
        self._body: list[str] = []
        self._late: set[str] = set()
        self._wanted = wanted
        self._settings: dict[str, str] = {}
        self._in_rounds: dict[str, str] | None = None
        self._rehearsal: Rehearsal | None = None

    @property
    def rehearses(self) -> bool:
        """Whether what is written now is not kept."""
        return self._rehearsal is not None

    def rehearsed(self, write: Callable[[], None]) -> bool:
        """Write statements that are not kept, but for the checks in them, if these need none of the others.

        Gives back whether that is so; if not, nothing is kept.
        """
        taken, settings, known = self.names.taken(), list(self.settings), dict(self._settings)
        met, late = self.cells_met.copy(), set(self._late)
        rounds = None if self._in_rounds is None else dict(self._in_rounds)
        rehearsal = self._rehearsal = Rehearsal()
        try:
            write()
        finally:
            self._rehearsal = None
            added = [line for line in self.settings if line not in settings]
            named = {text: name for text, name in self._settings.items() if text not in known}
            self.settings[:], self._settings, self.cells_met = settings, known, met
            self._late, self._in_rounds = late, rounds
            self.names.restore(taken)
        texts = (re.sub(r'"[^"]*"', "", line) for line in rehearsal.checks)
        words = {word for text in texts for word in re.findall(r"\w+", text)}
        if not rehearsal.assigned.isdisjoint(words):
            return False
        for line in reversed(added):
            name, _, text = line.partition(" = ")
            if name in words:
                words.update(re.findall(r"\w+", text))
        self.settings += [line for line in added if line.partition(" = ")[0] in words]
        self._settings |= {text: name for text, name in named.items() if name in words}
        self.names.restore(taken | {name for name in named.values() if name in words})
        for line in rehearsal.checks:
            name, is_measure, text = line.partition(" = ")
            if is_measure and name.isidentifier():
                self.names.restore(self.names.taken() | {name})
                if self._is_late(text):
                    self._late.add(name)
            self.check(line)
        return True

    def assign(self, hint: str, value: Value) -> Value:
        """The value as a local variable, assigned in the body."""
        return value if value.is_simple else self._assigned(hint, value)

    def own(self, hint: str, value: Value) -> Value:
        """The value as a local variable that may be stored into, though `-x` is simple enough to repeat."""
        return value if value.text.isidentifier() else self._assigned(hint, value)

    def renamed(self, hint: str, value: Value) -> Value:
        """The value as a local variable of its own, which may be assigned anew."""
        return self._assigned(hint, value)

    def _assigned(self, hint: str, value: Value) -> Value:
        name = self.names.take(hint)
        if self._rehearsal is not None:
            self._rehearsal.assigned.add(name)
        self.state(f"{name} = {value.text}")
        self._late.add(name)
        return value.named(name)

    def state(self, line: str) -> None:
        """A statement of the body."""
        if self._rehearsal is None:
            self._body.append(line)

    def check(self, line: str) -> None:
        """A statement that goes before the body if it uses none of its variables."""
        if self._rehearsal is not None:
            self._rehearsal.checks.append(line)
            return
        (self._body if self._is_late(line) else self._checks).append(line)

    def measure(self, hint: str, text: str) -> str:
        """A variable for something that checks use."""
        name = self.names.take(hint)
        if self._is_late(text):
            self._late.add(name)
        self.check(f"{name} = {text}")
        return name

    def setting(self, hint: str, value: Value, always: bool = False) -> Value:
        """An integer expression over scalars and extents, as a variable if it occurs often."""
        if value.is_simple or len(value.text) < 9:
            return value
        self.cells_met[value.text] += 1
        if not always and value.text not in self._wanted:
            return value
        if self._is_late(value.text):
            known = self._in_rounds
            if known is None:
                return self.assign(hint, value)
            if value.text not in known:
                known[value.text] = self.assign(hint, value).text
            return value.named(known[value.text])
        if value.text not in self._settings:
            name = self._settings[value.text] = self.names.take(hint)
            self.settings.append(f"{name} = {value.text}")
        return value.named(self._settings[value.text])

    @contextmanager
    def rounds(self) -> Generator[None]:
        """What is written inside is repeated: what is computed there often is a variable of each round."""
        self._in_rounds = {}
        yield
        self._in_rounds = None

    def know_late(self, name: str) -> None:
        """A variable that is not there before the statements so far: what uses it stays behind them."""
        self._late.add(name)

    def taken_out(self, write: Callable[[], None]) -> list[str]:
        """The finished lines of what is written, to be put where they belong."""
        self.flush()
        start = len(self.lines)
        write()
        self.flush()
        found = self.lines[start:]
        del self.lines[start:]
        return found

    def flush(self) -> None:
        """End a phase: what comes next is written after all that there is."""
        self.lines += self._checks + self._body
        self._checks, self._body = [], []

    def _is_late(self, text: str) -> bool:
        return not self._late.isdisjoint(re.findall(r"\w+", text))
