"""Clang's errors, by whom they concern: one function, all that use a declaration, or all that follow."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, final

from tenspiler.frontends.c.syntax import Complaint
from tenspiler.loopir.nodes import Span

Extent: TypeAlias = tuple[str, int, int]

_ERROR: Final = 3
_MISSING: Final = re.compile(r"'(.+)' file not found")
# What such an error leaves out cannot change how the text after it reads.
_UNKNOWN_NAME: Final = re.compile(
    r"(unknown type name|use of undeclared identifier|no (type|member|template) named|incomplete type"
    r"|undeclared|expected namespace name|unknown class name|expected class name|does not name a template)"
)
# One-child expressions that libclang does not name and that could pass for an implicit conversion.
_DISGUISED: Final = re.compile(
    r"\b(__builtin_bit_cast|__builtin_convertvector|__builtin_choose_expr|_Generic|_Atomic|__extension__"
    r"|noexcept\s*\()"
)
_GROUPS: Final = ("NAMESPACE", "LINKAGE_SPEC", "UNEXPOSED_DECL")


@final
@dataclass(slots=True)
class Complaints:
    """The errors of one translation unit, whose functions are `cursors`.

    A header that was not found is no error of its own: what needs it does not compile.
    """

    unit: Any
    path: str
    text: str
    cursors: list[Any]
    span: Callable[[Any], Span]
    missing: tuple[Complaint, ...] = ()
    notes: tuple[Complaint, ...] = ()
    inside: list[tuple[Extent, Complaint]] = field(default_factory=list[tuple[Extent, Complaint]])
    tainted: list[tuple[Extent, Complaint]] = field(default_factory=list[tuple[Extent, Complaint]])
    loose: list[tuple[int, Complaint]] = field(default_factory=list[tuple[int, Complaint]])

    def __post_init__(self) -> None:
        extents = [_extent(c) for c in self.cursors]
        declarations = [d for d in self.declarations(self.unit.cursor) if _extent(d) not in extents]
        for error in self.unit.diagnostics:
            if error.severity >= _ERROR and not self.is_added(error.location):
                self.sort(error, extents, declarations)
        self.disguised(extents)
        self.spread(declarations)

    @property
    def unread(self) -> tuple[str, ...]:
        """The headers that were not found."""
        return tuple(m.message for m in self.missing)

    def about(self, cursor: Any) -> Complaint | None:
        """The first error that concerns a function, if any."""
        own = _extent(cursor)
        for extent, complaint in self.inside:
            if extent == own or (extent[0] == own[0] and own[1] <= extent[1] < own[2]):
                return complaint
        for offset, complaint in self.loose:
            if complaint.span.file != own[0] or offset < own[2]:
                return complaint
        return self.borrowed(cursor)

    def borrowed(self, cursor: Any) -> Complaint | None:
        """An error in a declaration that a piece of the program uses."""
        if not self.tainted:
            return None
        for inner in cursor.walk_preorder():
            named = inner.referenced
            if named is None or named.location.file is None:
                continue
            where = (named.location.file.name, named.location.offset)
            for (file, start, end), complaint in self.tainted:
                if file == where[0] and start <= where[1] < end:
                    return Complaint("TSP1141", complaint.message, self.span(inner.extent))
        return None

    def is_added(self, where: Any) -> bool:
        """Whether a place is behind the end of the user's line."""
        lines = self.text.split("\n")
        here = where.file is not None and where.file.name == self.path and where.line <= len(lines)
        return here and where.column > len(lines[where.line - 1].encode()) + 1

    def sort(self, error: Any, extents: list[Extent], declarations: list[Any]) -> None:
        where = error.location
        file = where.file.name if where.file is not None else self.path
        span = Span(file, where.line, where.column, where.line, where.column + 1)
        missing = _MISSING.search(error.spelling)
        if missing:
            self.missing = (*self.missing, Complaint("TSP1140", missing[1], span))
            return
        for extent in extents:
            if _holds(extent, file, where.offset):
                self.inside.append((extent, Complaint("TSP1100", error.spelling, span)))
                return
        complaint = Complaint("TSP1101", error.spelling, span)
        for declaration in declarations:
            if _holds(_extent(declaration), file, where.offset):
                self.tainted.append((_extent(declaration), complaint))
                return
        self.notes = (*self.notes, complaint)
        if not _UNKNOWN_NAME.search(error.spelling):
            self.loose.append((where.offset, complaint))

    def disguised(self, extents: list[Extent]) -> None:
        """Constructs that would be misread: the function that holds one is not lifted."""
        for found in _DISGUISED.finditer(self.text):
            start = len(self.text[: found.start()].encode())
            line = self.text.count("\n", 0, found.start()) + 1
            message = f"{found.group()} is not supported"
            complaint = Complaint("TSP1101", message, Span(self.path, line, 1, line, 2))
            owner = next((e for e in extents if _holds(e, self.path, start)), None)
            if owner is not None:
                self.inside.append((owner, complaint))
            else:
                self.loose.append((0, complaint))

    def declarations(self, parent: Any) -> Iterator[Any]:
        """Everything that is declared outside functions and classes."""
        for cursor in parent.get_children():
            if cursor.kind.name in _GROUPS:
                yield from self.declarations(cursor)
            elif cursor.location.file is not None:
                yield cursor

    def spread(self, declarations: list[Any]) -> None:
        """A declaration that uses one with an error means as little."""
        if not self.tainted:
            return
        for declaration in declarations:
            found = self.borrowed(declaration)
            if found is not None:
                self.tainted.append((_extent(declaration), found))


def _extent(cursor: Any) -> Extent:
    extent = cursor.extent
    name = extent.start.file.name if extent.start.file is not None else ""
    return name, extent.start.offset, extent.end.offset


def _holds(extent: Extent, file: str, offset: int) -> bool:
    return extent[0] == file and extent[1] <= offset < extent[2]
