"""Paths on which a program says that something is wrong, and gives up: a `FAIL` stands in their place.

Before: `if (n < 1) { gsl_error("n", __FILE__, __LINE__); return 4; } rest`. After: `if (n < 1) FAIL; rest`.
It demands `!(n < 1)`. What such a path does besides does not matter, since no claim is made for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Final

from tenspiler.frontends.c.syntax import (
    VOID,
    Definition,
    Node,
    Number,
    is_changed,
    walk,
)

FAIL: Final = "FAIL"

ENDS: Final = frozenset((
    "exit", "abort", "_exit", "_Exit", "quick_exit", "terminate", "longjmp", "__builtin_abort",
    "__builtin_trap", "__builtin_unreachable",
))  # fmt: skip
_WRITES: Final = frozenset(("fprintf", "vfprintf", "fputs", "fputc", "putc", "fwrite", "fflush"))
_PRINTS: Final = frozenset(("printf", "vprintf", "puts", "putchar"))
_LOOPS: Final = ("FOR_STMT", "WHILE_STMT", "DO_STMT", "CXX_FOR_RANGE_STMT")
_DEEPEST: Final = 4


class _Report(IntEnum):
    """How plainly a statement says that something is wrong; the plainer, the higher."""

    NONE = 0
    IDLE = 1  # it does nothing
    PRINTS = 2  # it writes where results may go, too
    TELLS = 3  # it hands a text to a function that is not known
    WARNS = 4  # it writes where nothing but complaints go
    ENDS = 5  # the program, or the function, is not gone on with


def without_reports(definition: Definition, functions: Mapping[int, Definition]) -> Node:
    """The body of a function with every path cut short that reports and then leaves it."""
    return _Cutter(definition, functions).cut(definition.body)


def fails(nodes: Sequence[Node]) -> Node | None:
    """The `FAIL` with which a path begins, if it does."""
    return next((s if s.kind == FAIL else None for s in straight(nodes) if s.kind != "NULL_STMT"), None)


def straight(nodes: Sequence[Node]) -> Iterator[Node]:
    """The statements of a path one after the other, those of blocks and of `do ... while (0)` among them."""
    for node in nodes:
        if node.kind == "COMPOUND_STMT":
            yield from straight(node.children)
        elif _runs_once(node):
            yield from straight(node.children[:1])
        else:
            yield node


def _runs_once(node: Node) -> bool:
    """Whether this is the `do ... while (0)` of a macro, which nothing leaves before its end."""
    if node.kind != "DO_STMT" or len(node.children) != 2:
        return False
    body, test = node.children
    while test.kind == "CAST":
        test = test.children[0]
    literal = test.kind in ("INTEGER_LITERAL", "CXX_BOOL_LITERAL_EXPR") and not test.value
    return literal and not any(n.kind in ("BREAK_STMT", "CONTINUE_STMT") for n in walk(body))


class _Cutter:
    """One function whose paths are looked at; `steady` are its numbers that are never changed."""

    def __init__(self, definition: Definition, functions: Mapping[int, Definition]) -> None:
        self.functions = functions
        self.steady = {
            p.target
            for p in definition.parameters
            if isinstance(p.type, Number) and not is_changed(definition.body, p.target)
        }

    def cut(self, node: Node) -> Node:
        """A statement in which paths are cut short."""
        match node.kind:
            case "COMPOUND_STMT":
                return replace(node, children=tuple(self.cut_all(node.children)))
            case "CAST" if node.type == VOID and node.children[0].kind == "CONDITIONAL_OPERATOR":
                return self.cut(node.children[0])
            case "IF_STMT" if len(node.children) >= 2:
                test, paths = node.children[0], node.children[1:]
                return replace(node, children=(test, *(self.path(test, p) for p in paths)))
            case "CONDITIONAL_OPERATOR" if len(node.children) == 3:
                return self.chosen(node)
            case kind if kind in _LOOPS:
                return replace(node, children=tuple(self.cut(c) for c in node.children))
            case _:
                return node

    def cut_all(self, nodes: Sequence[Node]) -> list[Node]:
        """Statements up to where nothing but a report follows."""
        kept: list[Node] = []
        for position, node in enumerate(nodes):
            begins = next(iter(straight([node])), None)
            if begins is not None and self.report(begins)[0] >= _Report.TELLS:
                cause = self.gives_up(nodes[position:], _Report.TELLS)
                if cause is not None:
                    return [*kept, _fail(cause)]
            kept.append(self.cut(node))
        return kept

    def path(self, test: Node, node: Node) -> Node:
        """A branch, which fails as a whole if it reports."""
        cause = self.gives_up([node], _Report.PRINTS) or self.only_reports(test, node)
        return self.cut(node) if cause is None else _fail(cause)

    def chosen(self, node: Node) -> Node:
        """`ok ? (void)0 : complain("...")` as a statement."""
        test, yes, no = node.children
        paths = self.path(test, yes), self.path(test, no)
        if not any(fails([path]) for path in paths):
            return node
        return replace(node, kind="IF_STMT", children=(test, *paths))

    def gives_up(self, nodes: Sequence[Node], least: _Report) -> Node | None:
        """What is reported on a path before the function is left, unless that is less plain than `least`."""
        cause: Node | None = None
        for stmt in straight(nodes):
            match stmt.kind:
                case "RETURN_STMT" | "GOTO_STMT":
                    return cause
                case "CONTINUE_STMT" | "BREAK_STMT":
                    return None
                case _:
                    found, _ = self.report(stmt)
                    if cause is None and found >= least:
                        cause = stmt
                    if found is _Report.ENDS:
                        return cause
        return None

    def only_reports(self, test: Node, node: Node) -> Node | None:
        """What a branch reports that does nothing else; less plain where a caller has to ask for it."""
        asked = all(n.kind != "DECL_REF_EXPR" or n.target in self.steady for n in walk(test))
        asked = asked and not any(n.kind == "CALL_EXPR" for n in walk(test))
        least = _Report.PRINTS if asked else _Report.WARNS
        cause: Node | None = None
        for stmt in straight([node]):
            found, alone = self.report(stmt)
            if not alone or (found is not _Report.IDLE and found < least):
                return None
            if found is not _Report.IDLE:
                cause = cause or stmt
        return cause

    def report(self, node: Node, depth: int = 0) -> tuple[_Report, bool]:
        """What a statement reports, and whether it does nothing else."""
        while node.kind == "CAST" and node.children:
            node = node.children[0]
        match node.kind:
            case "NULL_STMT":
                return _Report.IDLE, True
            case "CXX_THROW_EXPR":
                return _Report.ENDS, True
            case "BINARY_OPERATOR" if node.operator == "=" and _is_errno(node.children[0]):
                return _Report.TELLS, True
            case "CALL_EXPR" if node.library:
                return _library_report(node), True
            case "CALL_EXPR" if node.spelling != "operator()":
                return self.called(node, depth)
            case _:
                return _Report.NONE, False

    def called(self, node: Node, depth: int) -> tuple[_Report, bool]:
        """What a function of the program reports; one that is not known does where it is handed a text."""
        known = self.functions.get(node.target)
        if known is None or known.error is not None:
            handed = any(n.kind == "STRING_LITERAL" for c in node.children[1:] for n in walk(c))
            return (_Report.TELLS, True) if handed else (_Report.NONE, False)
        if depth >= _DEEPEST:
            return _Report.NONE, False
        found, alone = _Report.NONE, True
        for stmt in straight(known.body.children):
            if stmt.kind == "RETURN_STMT":
                break
            one, only = self.report(stmt, depth + 1)
            found, alone = max(found, one), alone and only
            if one is _Report.ENDS:
                break
        return found, alone and found is not _Report.NONE


def _library_report(node: Node) -> _Report:
    name = node.spelling
    if name in ENDS:
        return _Report.ENDS
    names = {n.spelling for n in walk(node) if n.kind == "DECL_REF_EXPR"}
    if name == "perror" or (name in _WRITES and "stderr" in names):
        return _Report.WARNS
    if name == "operator<<" and names & {"cerr", "clog"}:
        return _Report.WARNS
    if name in _WRITES | _PRINTS or (name == "operator<<" and "cout" in names):
        return _Report.PRINTS
    return _Report.NONE


def _is_errno(node: Node) -> bool:
    return any(n.spelling == "__errno_location" and n.library for n in walk(node))


def _fail(cause: Node) -> Node:
    """The end of a path that reports; it says by what."""
    while cause.kind == "CAST" and cause.children:
        cause = cause.children[0]
    name = {"CXX_THROW_EXPR": "throw", "BINARY_OPERATOR": "errno"}.get(cause.kind, cause.spelling)
    where = (cause.span, cause.start, cause.end)
    return Node(FAIL, name, VOID, (), *where, library=cause.library or cause.kind != "CALL_EXPR")
