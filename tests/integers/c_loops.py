"""Random loops of C and C++ around random expressions, and their compiled form, called in this process."""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from c_source import C_TYPES, FLOATS, Author, Term, dtype_of
from compiled import COMPILERS, FLAGS, HEADERS, random_value

MOST = 7


@dataclass(frozen=True)
class Loop:
    """A function with a loop: its parameters' types by name, pointers with a star; what `out` holds."""

    name: str
    text: str
    parameters: dict[str, str]

    def arguments(self, rng: Random) -> list[Any]:
        """Arrays of `n` elements, and numbers."""
        n = rng.choice((0, 1, 2, 3, 4, MOST))
        return [self._argument(rng, name, type_, n) for name, type_ in self.parameters.items()]

    def _argument(self, rng: Random, name: str, type_: str, n: int) -> Any:
        dtype = dtype_of(type_.removesuffix("*"))
        if name == "n":
            return dtype.numpy.type(n)
        if not type_.endswith("*"):
            return dtype.numpy.type(random_value(rng, dtype))
        count = 1 if name == "result" else n
        return np.array([random_value(rng, dtype) for _ in range(count)], dtype=dtype.numpy)


class LoopAuthor(Author):
    """Writes loops: maps, updates in place, branches, sums and their prefixes, by all kinds of counters."""

    def __init__(self, rng: Random, language: str) -> None:
        super().__init__(rng, language, floats=0.04)
        self.element: str | None = None

    def loop(self, name: str) -> Loop:
        """One loop over `n` elements."""
        self.parameters, self.locals = {}, {}
        kind = self.rng.choice(("stored", "updated", "branched", "counted", "folded", "folded", "prefixes"))
        head, self.element = self.head()
        lines = getattr(self, kind)(head)
        counter = "size_t" if "size_t i" in head else "unsigned" if "unsigned i" in head else "int"
        parameters = self.parameters | {"n": counter}
        signature = ", ".join(_declared(n, t) for n, t in parameters.items())
        text = f"void {name}({signature}) {{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"
        return Loop(name, text, parameters)

    def head(self) -> tuple[str, str]:
        """The head of a loop, and the index of the element that a round is about."""
        counter = self.rng.choice(("size_t", "size_t", "int", "int", "unsigned"))
        heads = [
            (f"for ({counter} i = 0; i < n; i++)", "i"),
            (f"for ({counter} i = 0; i < n; ++i)", "i"),
            (f"for ({counter} i = 0; i != n; i++)", "i"),
            (f"for ({counter} i = n; i > 0; i--)", "i - 1"),
            (f"for ({counter} i = n; i-- > 0;)", "i"),
            (f"for ({counter} i = 0; i < n; i += 2)", "i"),
            (f"for ({counter} i = 0; i < n; i++)", "n - 1 - i"),
        ]
        return self.rng.choice((heads[0], *heads))

    def leaf(self) -> Term:
        if self.element is None or self.rng.random() < 0.5:
            if self.element == "i" and self.rng.random() < 0.15:
                return Term("i")
            return super().leaf()
        type_ = self.type()
        name = f"{C_TYPES[type_][1]}a"
        if name not in self.parameters and sum(t.endswith("*") for t in self.parameters.values()) > 2:
            return super().leaf()
        self.parameters[name] = f"{type_}*"
        return Term(f"{name}[{self.element}]", type_ in FLOATS)

    def target(self) -> str:
        """The element that a round writes."""
        self.parameters["out"] = f"{self.type()}*"
        return f"out[{self.element}]"

    def stored(self, head: str) -> list[str]:
        target = self.target()
        lines = self.statements(1) if self.rng.random() < 0.4 else []
        return [head, "{", *lines, f"{target} = {self.term(self.rng.choice((1, 2, 2, 3))).text};", "}"]

    def updated(self, head: str) -> list[str]:
        target = self.target()
        return [head, self.assignment(target, self.parameters["out"].removesuffix("*"), 2)]

    def branched(self, head: str) -> list[str]:
        target = self.target()
        yes, no = self.term(2).text, self.term(1).text
        lines = [f"if ({self.term(2).text}) {target} = {yes};"]
        return [head, "{", *lines, *([f"else {target} = {no};"] if self.rng.random() < 0.6 else []), "}"]

    def counted(self, head: str) -> list[str]:
        type_ = self.integer()
        lines = [f"{type_} s = {self.rng.choice(('0', '1', '250', '-3'))};", head]
        return [
            *lines,
            f"if ({self.term(2).text}) {self.rng.choice(('s++', 's += 3', 's--'))};",
            *self.result(type_),
        ]

    def folded(self, head: str) -> list[str]:
        type_ = self.integer()
        term = self.term(self.rng.choice((0, 1, 2)))
        value, operators = term.text, "++-*" if term.is_float else "+++^|&-*"
        match self.rng.randrange(6):
            case 0:
                step = f"s = {value} > s ? {value} : s;"
            case 1:
                step = f"if ({value} < s) s = {value};"
            case _:
                step = f"s {self.rng.choice(operators)}= {value};"
        return [f"{type_} s = {self.rng.choice('01257')};", head, step, *self.result(type_)]

    def prefixes(self, head: str) -> list[str]:
        target, type_ = self.target(), self.integer()
        term = self.term(1)
        op = self.rng.choice("+" if term.is_float else "++^|&")
        return [f"{type_} s = 0;", head, "{", f"s {op}= {term.text};", f"{target} = s;", "}"]

    def integer(self) -> str:
        """The type of an accumulator."""
        return self.rng.choice([t for t in C_TYPES if t not in (*FLOATS, "bool")])

    def result(self, type_: str) -> list[str]:
        self.parameters["result"] = f"{type_}*"
        return ["result[0] = s;"]

    def count(self, value: Term) -> str:
        """Bits are shifted by constants, as loops do, or by elements."""
        if self.rng.random() < 0.6:
            return str(self.rng.choice((1, 2, 3, 4, 7, 8, 15, 16, 31)))
        return super().count(value)


def _declared(name: str, type_: str) -> str:
    if not type_.endswith("*"):
        return f"{type_} {name}"
    const = "" if name in ("out", "result") else "const "
    return f"{const}{type_.removesuffix('*')} *{name}"


_GUARD = """
#include <setjmp.h>
#include <signal.h>
#include <string.h>
static sigjmp_buf escape;
static void trapped(int signal) { siglongjmp(escape, 1); }
#ifdef __cplusplus
extern "C"
#endif
int guarded(int place, void **arguments) {
    const int signals[] = {SIGILL, SIGFPE, SIGTRAP, SIGABRT};
    struct sigaction action, before[4];
    memset(&action, 0, sizeof action);
    action.sa_handler = trapped;
    action.sa_flags = SA_NODEFER;
    for (int k = 0; k < 4; k++) sigaction(signals[k], &action, &before[k]);
    int undefined = sigsetjmp(escape, 0);
    if (!undefined) calls[place](arguments);
    for (int k = 0; k < 4; k++) sigaction(signals[k], &before[k], NULL);
    return undefined;
}
"""


class CompiledLoops:
    """Loops compiled with traps where their behaviour is undefined."""

    def __init__(self, loops: Sequence[Loop], language: str, folder: Path) -> None:
        self._places = {loop.name: place for place, loop in enumerate(loops)}
        path, library = folder / f"loops.{language}", folder / f"loops_{len(list(folder.iterdir()))}.so"
        path.write_text(_program(loops, language), encoding="utf-8")
        command = [*COMPILERS[language], *FLAGS, "-fPIC", "-shared", str(path), "-o", str(library)]
        subprocess.run(command, check=True)
        self._guarded = ctypes.CDLL(str(library)).guarded

    def __call__(self, loop: Loop, arguments: Sequence[Any]) -> list[Any] | None:
        """The arguments after a call on copies of them; None where the loop is undefined."""
        held = [np.array(a, copy=True) for a in arguments]
        addresses = (ctypes.c_void_p * len(held))(*(h.ctypes.data for h in held))
        return None if self._guarded(self._places[loop.name], addresses) else held


def _program(loops: Sequence[Loop], language: str) -> str:
    lines = [HEADERS[language]]
    for loop in loops:
        values = ", ".join(
            f"({t})a[{k}]" if t.endswith("*") else f"*({t} *)a[{k}]"
            for k, t in enumerate(loop.parameters.values())
        )
        lines += [
            f"static {loop.text}",
            f"static void call_{loop.name}(void **a) {{ {loop.name}({values}); }}",
        ]
    table = ", ".join(f"call_{loop.name}" for loop in loops)
    return "\n".join([*lines, f"static void (*calls[])(void **) = {{ {table} }};", _GUARD])
