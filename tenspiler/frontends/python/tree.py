"""Nodes of Python's syntax tree that no source contains: loops with a flag that ends them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TypeVar, final

Node = TypeVar("Node", bound=ast.AST)


@final
@dataclass(frozen=True, slots=True)
class Counting:
    """`counter relation bound` as the condition of a loop that steps the counter once a round."""

    counter: str
    relation: type[ast.cmpop]
    bound: ast.expr
    step: int


@final
class UntilFor(ast.For):
    """A `for` that ends as soon as a variable is true when a round would begin."""

    def __init__(self, target: ast.expr, items: ast.expr, body: list[ast.stmt], flag: str) -> None:
        super().__init__(target, items, body, [])
        self.flag = flag


@final
class UntilWhile(ast.While):
    """A `while` that counts, and may have a flag that ends it."""

    def __init__(
        self,
        test: ast.expr,
        body: list[ast.stmt],
        counting: Counting,
        flag: str | None,
        orelse: list[ast.stmt],
    ) -> None:
        super().__init__(test, body, orelse)
        self.counting = counting
        self.flag = flag


@final
class Kept(ast.Assign):
    """Keep what a `return` gives, a number."""


@final
class Reported(ast.Raise):
    """The end of a branch that reports an error, by a call of `function`."""

    def __init__(self, function: str) -> None:
        super().__init__(None, None)
        self.function = function


@final
class Prepared(ast.Pass):
    """Give a variable some value of its type, which nothing will read."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def placed(node: Node, at: ast.stmt) -> Node:
    """The node, at the place of another in the source."""
    return ast.fix_missing_locations(ast.copy_location(node, at))
