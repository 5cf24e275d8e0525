"""Scopes: the loops and branches that statements are written into, and indices as expressions in them."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias, final

from tensir.cells import Apply, Cell, Lit, Sym, free_symbols, integer
from tensir.dtypes import BOOL, INT, DType
from tensir.tensors import Tensor
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler.backend.emission.values import Range
from tenspiler_c.operators import TYPES, Number, bare, literal, operator

Index: TypeAlias = tuple[Cell, ...]

MANY: Final = 1 << 15
"""Rounds of a loop, those of loops inside counted, from which on several threads are worth their while."""

_FAR: Final = 2**62
"""A place beyond all arrays."""

_PLACES: Final = (0, 2**40)
"""The places that memory has: indices of which nothing else is known."""


@final
@dataclass(slots=True)
class Scope:
    """A block of statements: a loop with its variable, a branch, or the whole function."""

    variable: str | None = None
    lines: list[str] = field(default_factory=list[str])
    known: dict[tuple[Tensor, Index], Number] = field(default_factory=dict[tuple[Tensor, Index], Number])
    branch: bool = False
    loops: bool = False
    work: str = ""


@final
@dataclass(frozen=True, slots=True)
class Buffer:
    """Memory that holds a tensor, row after row: its name, and the extents that it is laid out by."""

    name: str
    shape: tuple[Cell, ...]


class Host(Protocol):
    """What is written outside of the loops, or computed by Python before them."""

    def take(self, hint: str) -> str:
        """A name of C that nothing else has."""
        ...

    def is_host(self, node: Tensor) -> bool:
        """Whether Python computes a tensor without axes."""
        ...

    def scalar(self, node: Tensor) -> Number:
        """What Python has computed."""
        ...

    def is_kept(self, node: Tensor) -> bool:
        """Whether a tensor gets memory of its own."""
        ...

    def is_array(self, node: Tensor) -> bool:
        """Whether Python computes a tensor with axes."""
        ...

    def array(self, node: Tensor) -> Buffer:
        """The memory of a parameter, or of what Python has computed."""
        ...

    def size(self, cell: Cell) -> str:
        """A cell over extents and scalars."""
        ...

    def bounds_of(self, size: str) -> Range:
        """Between which numbers a size lies, by its name or as a constant."""
        ...

    def inside(self, cell: Cell) -> str:
        """A condition under which nothing is read outside of what is there."""
        ...


class Scopes:
    """Writes loops, branches and variables; `host` writes what Python computes.

    `depth` says in which scope a variable is, and `bounds` between which numbers.
    """

    def __init__(self, host: Host) -> None:
        self.host = host
        self.scopes: list[Scope] = [Scope()]
        self.depth: dict[str, int] = {}
        self.bounds: dict[str, Range] = {}

    @property
    def scope(self) -> Scope:
        return self.scopes[-1]

    def state(self, line: str) -> None:
        """A statement of the innermost scope."""
        self.scope.lines.append(line)

    @contextmanager
    def at(self, depth: int) -> Generator[None]:
        """What is written inside goes to an outer scope, before the loop in it that is being written."""
        whole = self.scopes
        self.scopes = whole[: depth + 1]
        yield
        self.scopes = whole

    @contextmanager
    def loop(
        self,
        hint: str,
        lo: str,
        hi: str,
        parallel: bool = False,
        simd: bool = False,
        clause: str = "",
        step: str = "",
    ) -> Generator[Sym]:
        """A loop over integers; its head is written when its body is known.

        Rounds of a `parallel` one do not depend on each other: threads share them, if it is an outermost one.
        With a `clause`, those of an innermost one are folded in any order.
        """
        name = self.host.take(hint)
        self.depth[name] = len(self.scopes)
        if lo == "0":
            self.bounds[name] = (0, max(self.host.bounds_of(hi)[1] - 1, 0))
        extent = hi if lo == "0" else f"({hi} - {lo})"
        if any(self.depth.get(word, 0) > 0 for word in re.findall(r"\w+", extent)):
            extent = "16"  # as many as it may be
        self.scopes.append(inner := Scope(name))
        yield Sym(name, INT)
        self.scopes.pop()
        work = f"{extent} * {inner.work}" if inner.work else extent
        if work.count("*") >= self.scope.work.count("*"):
            self.scope.work = work
        self.scope.loops = True
        lines = self.scope.lines
        lanes = (simd or bool(clause)) and not inner.loops
        if parallel and len(self.scopes) == 1:
            words = ("#pragma omp parallel for", *["simd"] * lanes, *[clause] * bool(clause))
            lines.append(f"{' '.join(words)} if ({work} > {MANY})")
        elif lanes:
            lines.append(f"#pragma omp simd {clause}".rstrip())
        lines.append(
            f"for (int64_t {name} = {lo}; {name} < {hi}; {f'{name} += {step}' if step else f'{name}++'}) {{"
        )
        lines += [f"    {line}" for line in inner.lines]
        lines.append("}")

    @contextmanager
    def block(self, head: str) -> Generator[None]:
        """A branch: nothing that is computed in it may be computed before it."""
        self.scopes.append(inner := Scope(branch=True))
        yield
        self.scopes.pop()
        if inner.work.count("*") >= self.scope.work.count("*") and inner.work:
            self.scope.work = inner.work
        self.scope.loops |= inner.loops
        self.scope.lines += [head, *(f"    {line}" for line in inner.lines), "}"]

    def assign(self, hint: str, value: Number) -> Number:
        """The value as a variable of the innermost scope."""
        if value.is_simple:
            return value
        name = self.host.take(hint)
        self.state(f"{value.type} {name} = {bare(value.text)};")
        self.depth[name] = len(self.scopes) - 1
        return Number(name, value.dtype, value.bounds)

    def declared(self, hint: str, dtype: DType, text: str) -> str:
        name = self.host.take(hint)
        self.depth[name] = len(self.scopes) - 1
        self.state(f"{TYPES[dtype]} {name} = {bare(text)};")
        return name

    def pretend(self, names: list[str]) -> None:
        """Variables of loops that are only thought of."""
        for name in names:
            self.depth[name] = len(self.scopes) - 1

    def loops_around(self, depth: int) -> tuple[str, ...]:
        return tuple(s.variable for s in self.scopes[: depth + 1] if s.variable)

    def text(self, cell: Cell) -> str:
        """An integer or a condition over loop variables, sizes and numbers read before."""
        return self._cell(cell)[0]

    def _cell(self, cell: Cell) -> tuple[str, int]:
        """The text, and how loosely its outermost operator binds: 0 not at all, 1 as *, 2 as +, 3 more."""
        local = [s for s in free_symbols(cell) if s in self.depth]
        match cell:
            case Lit() if cell.dtype is INT:
                return literal(max(-_FAR, min(int(cell.value), _FAR)), INT).text, 0
            case Lit():
                return literal(cell.value, cell.dtype).text, 0
            case Sym() if local:
                return cell.name, 0
            case _ if not local:
                return self.host.size(cell), 0
            case Apply(op="add", args=(a, b)):
                right, level = self._cell(b)
                if right.startswith("(-") and isinstance(b, Lit):
                    return f"{self._cell(a)[0]} - {right[2:-1]}", 2
                return f"{self.under(a, 2)} + {right if level <= 2 else f'({right})'}", 2
            case Apply(op="sub", args=(a, b)):
                return f"{self.under(a, 2)} - {self.under(b, 1)}", 2
            case Apply(op="mul", args=(a, b)):
                return f"{self.under(a, 1)} * {self.under(b, 0)}", 1
            case Apply(op="and", args=args):
                return " && ".join(self.under(a, 2) if a.dtype is BOOL else self.text(a) for a in args), 3
            case Apply():
                return self.number(cell).text, 0
            case _:
                raise UnsupportedByBackend("an index of another kind")

    def under(self, cell: Cell, level: int) -> str:
        text, own = self._cell(cell)
        return text if own <= level else f"({text})"

    def number(self, cell: Cell) -> Number:
        """An index, or a part of one, as a number, of which it is checked that 64 bits hold it."""
        if isinstance(cell, Sym) and cell.name in self.depth:
            return Number(cell.name, INT, self.bounds.get(cell.name, _PLACES))
        if isinstance(cell, Apply) and any(s in self.depth for s in free_symbols(cell)):
            return operator(cell.op, cell.dtype, tuple(map(self.number, cell.args)))
        if isinstance(cell, Lit):
            return literal(cell.value, cell.dtype)
        size = self.host.size(cell)
        return Number(size, cell.dtype, self.host.bounds_of(size) if cell.dtype is INT else (0, 1))

    def place(self, buffer: Buffer, index: Index) -> str:
        """The place of an element in a buffer."""
        if not index:
            return "0"
        text, level = self._cell(index[0])
        for i, n in zip(index[1:], buffer.shape[1:], strict=True):
            left = text if level <= 1 else f"({text})"
            right, level = self._cell(i)
            size = self.under(n, 0)
            if text == "0":
                text = right
                continue
            text, level = f"{left} * {size} + {right if level <= 2 else f'({right})'}", 2
        return text

    def within(self, index: Index, shape: Index) -> str:
        """Whether an index lies inside of extents."""
        pairs = zip(index, shape, strict=True)
        return " && ".join(f"(uint64_t){self.under(i, 0)} < (uint64_t){self.under(n, 0)}" for i, n in pairs)

    def symbol(self, value: Number) -> Cell:
        """A number that has been computed, as a part of an index."""
        if value.text.lstrip("-").isdigit():
            return integer(int(value.text))
        if value.text not in self.depth:
            self.depth[value.text] = 0
        self.bounds[value.text] = value.bounds or (-(2**63), 2**63 - 1)
        return Sym(value.text, INT)
