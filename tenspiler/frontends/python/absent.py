"""Variables that are None until they have a value, as a value and a flag that says whether there is one.

Before: `best = None`, then `if best is None or x[i] < x[best]: best = i`. After, in the syntax tree: some
value that nothing reads, and `absent = True`, then `if absent or x[i] < x[best]: absent = False; best = i`.
Where Python would raise because a variable is None, so does what is written here.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.names import bound_names, in_scope, used_names
from tenspiler.frontends.python.names import parameters as parameters_of
from tenspiler.frontends.python.tree import Prepared, placed

_ORDERS: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def with_flags(ctx: Context, function: ast.FunctionDef, body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements, in which no variable is None; those without such a variable stay what they are."""
    body = _each_alone(body)
    absent = _set_to_none(body)
    names = absent & _set_to_values(body) - {p.arg for p in parameters_of(function)}
    if not names:
        return body
    flags = {name: ctx.fresh(f"no_{name}", ctx.span(_first(body, name))) for name in sorted(names)}
    ctx.frame.local |= set(flags.values())
    return _Flags(ctx, flags, _may_be_none(function)).block(body, set())


def _first(body: Sequence[ast.stmt], name: str) -> ast.stmt:
    return next(s for s in _statements(body) if _is_none(s) and name in bound_names([s]))


def _may_be_none(function: ast.FunctionDef) -> bool:
    """Whether the annotation of a function leaves open that None may be returned."""
    text = "None" if function.returns is None else ast.unparse(function.returns)
    return "None" in text or "Optional" in text or "Any" in text


def _each_alone(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Statements in which a None is bound to one name at a time: `a = b = None`, `a, b = None, 0`."""
    return [part for stmt in body for part in _alone(stmt)]


def _alone(stmt: ast.stmt) -> list[ast.stmt]:
    match stmt:
        case ast.Assign(targets=[ast.Name(), _, *_] as targets, value=ast.Constant(value=None)):
            if all(isinstance(t, ast.Name) for t in targets):
                return [placed(ast.Assign([t], stmt.value), stmt) for t in targets]
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            plain = all(isinstance(n, ast.Name) for n in names) and len(names) == len(values)
            constants = all(isinstance(v, ast.Constant) for v in values)
            if plain and constants and any(_is_absent(v) for v in values):
                return [placed(ast.Assign([n], v), stmt) for n, v in zip(names, values, strict=True)]
        case ast.If() | ast.For() | ast.While():
            made = copy.copy(stmt)
            made.body, made.orelse = _each_alone(stmt.body), _each_alone(stmt.orelse)
            return [made]
        case _:
            pass
    return [stmt]


def _statements(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    return [n for n in in_scope(body) if isinstance(n, ast.stmt)]


def _is_absent(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_none(stmt: ast.stmt) -> bool:
    """Whether a statement binds None to a name."""
    match stmt:
        case ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(target=ast.Name(), value=value):
            return _is_absent(value)
        case _:
            return False


def _set_to_none(body: Sequence[ast.stmt]) -> frozenset[str]:
    return bound_names([s for s in _statements(body) if _is_none(s)])


def _set_to_values(body: Sequence[ast.stmt]) -> frozenset[str]:
    """The names that simple assignments alone give values."""
    simple = (ast.Assign, ast.AnnAssign, ast.AugAssign)
    given = bound_names([s for s in _statements(body) if isinstance(s, simple) and not _is_none(s)])
    heads = [s.target for s in _statements(body) if isinstance(s, ast.For)]
    scopes = [s for s in _statements(body) if isinstance(s, (ast.FunctionDef, ast.ClassDef, ast.With))]
    inner = frozenset[str]().union(*map(used_names, scopes))
    return given - bound_names(heads) - inner - _inside_expressions(body)


def _inside_expressions(body: Sequence[ast.stmt]) -> frozenset[str]:
    """The names that expressions bind (`:=`)."""
    found = (n.target for stmt in body for n in ast.walk(stmt) if isinstance(n, ast.NamedExpr))
    return frozenset(target.id for target in found)


@final
@dataclass(slots=True)
class _Flags:
    """Goes through statements with the names that are known to have a value."""

    ctx: Context
    flags: dict[str, str]
    returns_none: bool

    def block(self, body: Sequence[ast.stmt], present: set[str]) -> list[ast.stmt]:
        """Statements one after the other; `present` is known before them, and then what is known behind."""
        return [made for stmt in body for made in self.statement(stmt, present)]

    def statement(self, stmt: ast.stmt, present: set[str]) -> list[ast.stmt]:
        match stmt:
            case _ if _is_none(stmt):
                (name,) = bound_names([stmt])
                if name in self.flags:
                    present.discard(name)
                    return [placed(Prepared(name), stmt), self.set(name, True, stmt)]
                return [stmt]
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)) if (
                name in self.flags and other in self.flags and other not in present
            ):
                present.discard(name)
                known = placed(ast.Assign([_write(self.flags[name])], _read(self.flags[other])), stmt)
                return [stmt, known]
            case ast.If():
                return self.branch(stmt, present)
            case ast.For() | ast.While():
                return self.loop(stmt, present)
            case ast.Return(value=ast.Name(id=name)) if name in self.flags and name not in present:
                if self.returns_none:
                    raise self.refused(stmt, name)
                return [self.demanded(name, stmt), stmt]
            case ast.Return() | ast.Assign() | ast.AugAssign() | ast.AnnAssign() | ast.Expr() | ast.Assert():
                return self.simple(stmt, present)
            case _:
                unknown = used_names(stmt) & self.flags.keys()
                if unknown:
                    raise self.refused(stmt, min(unknown))
                return [stmt]

    def simple(self, stmt: ast.stmt, present: set[str]) -> list[ast.stmt]:
        """A statement without others in it."""
        reader = _Reader(self, present)
        made = reader.visit(copy.deepcopy(stmt))
        if isinstance(stmt, ast.AugAssign) and isinstance(stmt.target, ast.Name):
            reader.needed(stmt.target, certain=True)
        before = [self.demanded(name, stmt) for name in sorted(reader.demands)]
        present |= reader.demands
        if isinstance(stmt, ast.Assert):
            present |= self.said(stmt.test, True)
        bound = sorted(bound_names([stmt]) & self.flags.keys())
        present |= set(bound)
        return [*before, made, *(self.set(name, False, stmt) for name in bound)]

    def branch(self, stmt: ast.If, present: set[str]) -> list[ast.stmt]:
        reader = _Reader(self, present)
        test = reader.truth(copy.deepcopy(stmt.test))
        before = [self.demanded(name, stmt) for name in sorted(reader.demands)]
        known = present | reader.demands
        one, other = known | self.said(stmt.test, True), known | self.said(stmt.test, False)
        body, orelse = self.block(stmt.body, one), self.block(stmt.orelse, other)
        after = [left for left, part in ((one, stmt.body), (other, stmt.orelse)) if not _ends(part)]
        present.clear()
        present |= set[str].intersection(*after) if after else set(self.flags)
        return [*before, placed(ast.If(test, body, orelse), stmt)]

    def loop(self, stmt: ast.For | ast.While, present: set[str]) -> list[ast.stmt]:
        made = copy.copy(stmt)
        head = stmt.iter if isinstance(stmt, ast.For) else stmt.test
        unsure = used_names(head) & self.flags.keys() - present
        if unsure:
            raise self.refused(stmt, min(unsure))
        lost = _set_to_none(stmt.body)
        inside = present - lost
        made.body = self.block(stmt.body, set(inside))
        made.orelse = self.block(stmt.orelse, set(inside))
        present &= inside
        return [made]

    def said(self, test: ast.expr, holds: bool) -> set[str]:
        """The names that have a value where a condition holds, or where it does not."""
        match test:
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[right]) if _is_absent(right):
                wanted = (ast.IsNot, ast.NotEq) if holds else (ast.Is, ast.Eq)
                return {name} & self.flags.keys() if isinstance(op, wanted) else set()
            case ast.BoolOp(op=op, values=values):
                if isinstance(op, ast.And) is holds:
                    return set[str]().union(*(self.said(v, holds) for v in values))
                return set()
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return self.said(inner, not holds)
            case ast.Name(id=name) if holds:
                return {name} & self.flags.keys()
            case _:
                return set()

    def set(self, name: str, value: bool, at: ast.stmt) -> ast.stmt:
        return placed(ast.Assign([_write(self.flags[name])], ast.Constant(value)), at)

    def demanded(self, name: str, at: ast.stmt) -> ast.stmt:
        """A branch that raises if a name has no value."""
        return placed(ast.If(_read(self.flags[name]), [ast.Raise(_read("TypeError"), None)], []), at)

    def refused(self, node: ast.stmt | ast.expr, name: str) -> Refusal:
        return Refusal("TSP1011", self.ctx.span(node), what=f"`{name}`, which may be None here,")


def _ends(body: Sequence[ast.stmt]) -> bool:
    """Whether nothing behind some statements is reached from them."""
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise, ast.Break, ast.Continue))


def _read(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _write(name: str) -> ast.Name:
    return ast.Name(name, ast.Store())


class _Reader(ast.NodeTransformer):
    """Reads the names in one statement: what is asked about None, and what must not be None."""

    def __init__(self, flags: _Flags, present: set[str]) -> None:
        self.flags, self.present = flags, set(present)
        self.demands: set[str] = set()
        self.certain = True

    def needed(self, node: ast.expr, certain: bool) -> None:
        """Where a name stands that has to have a value, for Python raises otherwise."""
        if isinstance(node, ast.Name) and node.id in self.flags.flags and node.id not in self.present:
            if not (certain and self.certain):
                raise self.flags.refused(node, node.id)
            self.demands.add(node.id)
            self.present.add(node.id)

    def truth(self, node: ast.expr) -> ast.expr:
        """An expression of which only the truth counts: None is false."""
        if isinstance(node, ast.Name) and node.id in self.flags.flags and node.id not in self.present:
            there = ast.UnaryOp(ast.Not(), _read(self.flags.flags[node.id]))
            return _at(ast.BoolOp(ast.And(), [there, node]), node)
        return self.visit(node)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        unsure = node.id in self.flags.flags and node.id not in self.present
        if unsure and isinstance(node.ctx, ast.Load):
            raise self.flags.refused(node, node.id)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.needed(node.left, True)
        self.needed(node.right, True)
        self.generic_visit(node)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        if isinstance(node.op, ast.Not):
            node.operand = self.truth(node.operand)
            return node
        self.needed(node.operand, True)
        self.generic_visit(node)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if len(node.ops) == 1:
            (op,), left, right = node.ops, node.left, node.comparators[0]
            if _is_absent(left):
                left, right = right, left
            if isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)):
                if _is_absent(right) and isinstance(left, ast.Name) and left.id in self.flags.flags:
                    return _at(self.asked(left.id, isinstance(op, (ast.Is, ast.Eq))), node)
                unsure = [n for n in (left, right) if self.is_unsure(n)]
                if len(unsure) == 1 and isinstance(op, (ast.Eq, ast.NotEq)):
                    return self.equal(node, unsure[0], isinstance(op, ast.Eq))
            if isinstance(op, _ORDERS):
                self.needed(left, True)
                self.needed(right, True)
        self.generic_visit(node)
        return node

    def is_unsure(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self.flags.flags and node.id not in self.present

    def asked(self, name: str, absent: bool) -> ast.expr:
        flag = _read(self.flags.flags[name])
        return flag if absent else ast.UnaryOp(ast.Not(), flag)

    def equal(self, node: ast.Compare, name: ast.expr, equal: bool) -> ast.expr:
        """`x == best`, which is false while there is no best."""
        assert isinstance(name, ast.Name)
        self.present.add(name.id)
        self.generic_visit(node)
        self.present.discard(name.id)
        flag = self.asked(name.id, not equal)
        return _at(ast.BoolOp(ast.And() if equal else ast.Or(), [flag, node]), node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        outer, sure = set(self.present), self.certain
        goes_on = isinstance(node.op, ast.And)
        for place, value in enumerate(node.values):
            self.certain = sure and not place
            node.values[place] = self.truth(copy.deepcopy(value))
            self.present |= self.flags.said(value, goes_on)
        self.present, self.certain = outer | self.demands, sure
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        outer, sure, asked = set(self.present), self.certain, node.test
        node.test = self.truth(copy.deepcopy(asked))
        self.certain = False
        for part, holds in (("body", True), ("orelse", False)):
            self.present = outer | self.demands | self.flags.said(asked, holds)
            setattr(node, part, self.visit(getattr(node, part)))
        self.present, self.certain = outer | self.demands, sure
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        return self.scope(node)

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        return self.scope(node)

    def visit_SetComp(self, node: ast.SetComp) -> ast.expr:
        return self.scope(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        return self.scope(node)

    def visit_DictComp(self, node: ast.DictComp) -> ast.expr:
        return self.scope(node)

    def scope(self, node: ast.expr) -> ast.expr:
        """An expression that looks at names more than once, or later."""
        unsure = used_names(node) & self.flags.flags.keys() - self.present
        if unsure:
            raise self.flags.refused(node, min(unsure))
        return node


def _at(node: ast.expr, at: ast.expr) -> ast.expr:
    """An expression, at the place of another in the source."""
    return ast.fix_missing_locations(ast.copy_location(node, at))
