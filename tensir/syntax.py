"""The concrete syntax of the text form: from text to syntax trees, and errors with their place."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

MAX_LENGTH: Final = 1_000_000
MAX_DEPTH: Final = 150
MAX_MESSAGE: Final = 500

Node: TypeAlias = Tree[Token]


class TensIRSyntaxError(ValueError):
    """Text that denotes no program; `line` and `column` count from 1.

    `end_column` is where the piece that is wrong ends on that line, exclusive.
    """

    def __init__(self, message: str, line: int, column: int, end_column: int | None = None) -> None:
        message = message if len(message) <= MAX_MESSAGE else f"{message[:MAX_MESSAGE]} ..."
        super().__init__(f"{message} (line {line}, column {column})")
        self.message = message
        self.line = line
        self.column = column
        self.end_column = end_column or column + 1


def read_tree(text: str) -> Node:
    """The syntax tree of a program, no deeper than `MAX_DEPTH`; raises `TensIRSyntaxError`."""
    if len(text) > MAX_LENGTH:
        raise TensIRSyntaxError(f"the text is longer than {MAX_LENGTH} characters", 1, 1)
    try:
        tree: Node = _parser().parse(text)
    except UnexpectedInput as error:
        raise _unexpected(error, text) from None
    _check_depth(tree)
    return tree


def failure(node: Node | Token, message: str) -> TensIRSyntaxError:
    """An error at the place of a node."""
    place: Any = node if isinstance(node, Token) else node.meta
    line, column = getattr(place, "line", None) or 1, getattr(place, "column", None) or 1
    same_line = getattr(place, "end_line", None) == line
    return TensIRSyntaxError(message, line, column, place.end_column if same_line else None)


def nodes(tree: Node) -> list[Node]:
    """The children of a node that are nodes themselves."""
    return [child for child in tree.children if isinstance(child, Tree)]


def name_of(node: Node | Token) -> str:
    """The name in a `name` or `variable` node, or a token, without its backticks."""
    text = str(node if isinstance(node, Token) else next(iter(node.scan_values(lambda _: True))))
    return text[1:-1] if text.startswith("`") else text


@cache
def _parser() -> Any:
    source = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(source, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _unexpected(error: UnexpectedInput, text: str) -> TensIRSyntaxError:
    detail: Any = error
    if isinstance(error, UnexpectedToken) and detail.token.type != "$END":
        token = detail.token
        return TensIRSyntaxError(
            f"{str(token)!r} is not expected here", token.line, token.column, token.end_column
        )
    if isinstance(error, UnexpectedCharacters):
        return TensIRSyntaxError(f"{detail.char!r} is not expected here", error.line, error.column)
    lines = text.split("\n")
    return TensIRSyntaxError("the text ends too early", len(lines), len(lines[-1]) + 1)


def _check_depth(tree: Node) -> None:
    stack: list[tuple[Node, int]] = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise failure(node, f"an expression is nested more than {MAX_DEPTH} deep; give parts of it names")
        stack += [(child, depth + 1) for child in nodes(node)]
