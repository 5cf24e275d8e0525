"""Parameters that are looked at in one case only: `None`, a text, or something that is not `None`.

Before, where `mode` is "edge" and `fill` is None: `if mode == "edge" and fill is None: x = a[0] else: x = b`.
After: `x = a[0]`. A name that is bound again means what it is bound to from there on.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, final

from tenspiler.frontends.python.names import bound_names, used_names
from tenspiler.frontends.python.tree import Node


@final
@dataclass(frozen=True, slots=True)
class Known:
    """The one value that a parameter has in the case at hand."""

    value: str | None


@final
@dataclass(frozen=True, slots=True)
class Present:
    """Some value that is a number, a list or an array, and so is not None."""


PRESENT: Final = Present()
Case: TypeAlias = Known | Present


def without_cases(body: Sequence[ast.stmt], cases: Mapping[str, Case]) -> list[ast.stmt]:
    """The statements that are left in a case; those without a question about it stay what they are."""
    mentioned = frozenset[str]().union(*map(used_names, body))
    asked = {name: case for name, case in cases.items() if name in mentioned}
    if not any(isinstance(case, Known) for case in asked.values()) and not _asks(body):
        return list(body)
    return _Folder(dict(asked)).block(body)


def _asks(body: Sequence[ast.stmt]) -> bool:
    """Whether something is compared with None."""
    compared = (n for stmt in body for n in ast.walk(stmt) if isinstance(n, ast.Compare))
    return any(_constant(part) == Known(None) for n in compared for part in (n.left, *n.comparators))


def _constant(node: ast.expr) -> Known | None:
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, str)):
        return Known(node.value)
    return None


@final
@dataclass(slots=True)
class _Folder:
    """Goes through statements in the order in which they run, with what is known of names on the way."""

    cases: dict[str, Case]

    def block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        """What is left of statements one after the other."""
        done: list[ast.stmt] = []
        for stmt in body:
            done += self.statement(stmt)
        return done

    def statement(self, stmt: ast.stmt) -> list[ast.stmt]:
        match stmt:
            case ast.If():
                return self.branch(stmt)
            case ast.For():
                items = self.folded(stmt.iter)
                self.forget(stmt)
                return [_with(stmt, iter=items, body=self.inside(stmt.body), orelse=self.inside(stmt.orelse))]
            case ast.While():
                self.forget(stmt)
                test = self.folded(stmt.test)
                return [_with(stmt, test=test, body=self.inside(stmt.body), orelse=self.inside(stmt.orelse))]
            case ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef():
                self.forget(stmt)
                return [stmt]
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                done = _with(stmt, value=self.folded(value))
                self.rebind(name, done.value)
                return [done]
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Return() | ast.Expr() | ast.Assert():
                parts = {name: self.folded(node) for name, node in _expressions(stmt)}
                self.forget(stmt)
                return [_with(stmt, **parts)]
            case _:
                self.forget(stmt)
                return [stmt]

    def branch(self, stmt: ast.If) -> list[ast.stmt]:
        """An `if`, or the branch of it that is taken for sure."""
        test = self.folded(stmt.test)
        if isinstance(test, ast.Constant) and test.value in (True, False, None):
            return self.block(stmt.body if test.value else stmt.orelse)
        if isinstance(test, ast.Constant) and isinstance(test.value, str):
            return self.block(stmt.body if test.value else stmt.orelse)
        body, orelse = self.inside(stmt.body), self.inside(stmt.orelse)
        self.forget(stmt)
        return [_with(stmt, test=test, body=body or [_nothing(stmt)], orelse=orelse)]

    def inside(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        """What is left of statements that may not run."""
        inner = _Folder(dict(self.cases)).block(body)
        return inner or ([_nothing(body[0])] if body else [])

    def forget(self, stmt: ast.stmt) -> None:
        """Nothing is known any more of a text or None that may be bound again; what is bound is not None."""
        for name in bound_names([stmt]):
            if isinstance(self.cases.get(name), Known):
                del self.cases[name]

    def rebind(self, name: str, value: ast.expr) -> None:
        """A parameter has a new value: it is not None, or what computes it is refused.

        That holds of parameters alone: other variables may be None until they have a value.
        """
        if name in self.cases:
            self.cases[name] = _constant(value) or PRESENT

    def folded(self, node: ast.expr) -> ast.expr:
        """An expression with what is known in place of names and questions."""
        return _Questions(self.cases).visit(copy.deepcopy(node))


class _Questions(ast.NodeTransformer):
    """Answers the questions of one expression."""

    def __init__(self, cases: Mapping[str, Case]) -> None:
        self.cases = dict(cases)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        known = self.cases.get(node.id)
        if isinstance(known, Known) and isinstance(node.ctx, ast.Load):
            return ast.copy_location(ast.Constant(known.value), node)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        answer = self.compared(node)
        return node if answer is None else ast.copy_location(ast.Constant(answer), node)

    def compared(self, node: ast.Compare) -> bool | None:
        """The answer to `p is None` or `p == "text"`, if it is known."""
        if len(node.ops) != 1:
            return None
        (op,), left, right = node.ops, node.left, node.comparators[0]
        first, second = _constant(left), _constant(right)
        match op:
            case ast.Is() | ast.IsNot() if Known(None) in (first, second):
                other = second if first == Known(None) else first
                present = self.is_present(right if first == Known(None) else left)
                if other is None and not present:
                    return None
                return (other == Known(None)) is isinstance(op, ast.Is)
            case ast.Eq() | ast.NotEq() if first is not None and second is not None:
                return (first == second) is isinstance(op, ast.Eq)
            case ast.In() | ast.NotIn() if first is not None:
                listed = right.elts if isinstance(right, (ast.Tuple, ast.List, ast.Set)) else []
                values = [_constant(e) for e in listed]
                if not values or None in values:
                    return None
                return (first in values) is isinstance(op, ast.In)
            case _:
                return None

    def is_present(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and self.cases.get(node.id) == PRESENT

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """`True and x` is `x`; what comes behind a False is not looked at."""
        self.generic_visit(node)
        going_on = isinstance(node.op, ast.And)
        kept: list[ast.expr] = []
        for position, value in enumerate(node.values):
            decided = isinstance(value, ast.Constant)
            if decided and bool(value.value) is going_on and position < len(node.values) - 1:
                continue
            kept.append(value)
            if decided and bool(value.value) is not going_on:
                break
        return kept[0] if len(kept) == 1 else _with(node, values=kept)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not) and isinstance(node.operand, ast.Constant):
            return ast.copy_location(ast.Constant(not node.operand.value), node)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.test, ast.Constant):
            return node.body if node.test.value else node.orelse
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        return self.scope(node, {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)})

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        return self.scope(node, _targets(node.generators))

    def visit_SetComp(self, node: ast.SetComp) -> ast.expr:
        return self.scope(node, _targets(node.generators))

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        return self.scope(node, _targets(node.generators))

    def visit_DictComp(self, node: ast.DictComp) -> ast.expr:
        return self.scope(node, _targets(node.generators))

    def scope(self, node: ast.expr, own: set[str]) -> ast.expr:
        """An expression with names of its own, of which nothing is known."""
        outer = self.cases
        self.cases = {name: case for name, case in outer.items() if name not in own}
        self.generic_visit(node)
        self.cases = outer
        return node


def _targets(generators: Sequence[ast.comprehension]) -> set[str]:
    return {n.id for g in generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}


def _expressions(stmt: ast.stmt) -> list[tuple[str, ast.expr]]:
    """The expressions right below a statement, but for what it assigns to and how that is annotated."""
    names = ("value", "test")
    found = ((name, getattr(stmt, name, None)) for name in names)
    return [(name, node) for name, node in found if isinstance(node, ast.expr)]


def _with(node: Node, **parts: object) -> Node:
    """A node with other parts, at the same place."""
    made = copy.copy(node)
    for name, part in parts.items():
        setattr(made, name, part)
    return made


def _nothing(at: ast.stmt) -> ast.stmt:
    return ast.copy_location(ast.Pass(), at)
