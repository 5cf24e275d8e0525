"""What a module binds at its top level: imports, functions, and constants assigned once."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from dataclasses import dataclass, field
from typing import final

from tenspiler.frontends.python.spans import SourceText

Constant = int | float | bool
_MOST_BITS = 4096


@final
@dataclass(frozen=True, slots=True)
class Module:
    """The names of a module and what they stand for; every other name is unknown."""

    source: SourceText
    functions: dict[str, ast.FunctionDef]
    constants: dict[str, Constant]
    imports: dict[str, str]
    bound: frozenset[str]
    has_star_import: bool
    hidden: frozenset[str] = field(default=frozenset())

    def qualified(self, node: ast.expr, local: frozenset[str] = frozenset()) -> str | None:
        """`numpy.sqrt`, `math.pi`, `builtins.len` or `module.helper`, if the name is one for sure."""
        match node:
            case ast.Name(id=name):
                return None if name in local else self._name(name)
            case ast.Attribute(value=value, attr=attribute):
                base = self.qualified(value, local)
                return None if base is None or base.startswith("module.") else f"{base}.{attribute}"
            case _:
                return None

    def _name(self, name: str) -> str | None:
        if name in self.functions:
            return f"module.{name}"
        if name in self.imports:
            return self.imports[name]
        if name in self.bound or self.has_star_import:
            return None
        return f"builtins.{name}" if hasattr(builtins, name) else None


def scan(tree: ast.Module, source: SourceText) -> Module:
    """Read the top level of a module, without running it."""
    times = Counter(_bindings(tree))
    once = {name for name, count in times.items() if count == 1}
    functions = {s.name: s for s in tree.body if isinstance(s, ast.FunctionDef) and s.name in once}
    imports = {k: v for k, v in _imports(tree).items() if k in once}
    constants = _constants(tree, once)
    star = any(isinstance(s, ast.ImportFrom) and s.names[0].name == "*" for s in ast.walk(tree))
    return Module(source, functions, constants, imports, frozenset(times), star)


def _bindings(tree: ast.Module) -> list[str]:
    """Every binding of a module-level name, those made inside functions by `global` included."""
    names: list[str] = []
    stack: list[ast.AST] = list(tree.body)
    while stack:
        node = stack.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.append(node.name)
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Global):
                        names.extend(inner.names * 2)
                continue
            case ast.Import() | ast.ImportFrom():
                names.extend(a.asname or a.name.split(".")[0] for a in node.names)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                names.append(name)
            case ast.ExceptHandler(name=str(name)):
                names.append(name)
            case _:
                pass
        stack.extend(ast.iter_child_nodes(node))
    return names


def _imports(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    for stmt in tree.body:
        match stmt:
            case ast.Import(names=names):
                for alias in names:
                    top = alias.name.split(".")[0]
                    found[alias.asname or top] = alias.name if alias.asname else top
            case ast.ImportFrom(module=str(module), names=names, level=0):
                for alias in names:
                    found[alias.asname or alias.name] = f"{module}.{alias.name}"
            case _:
                pass
    return found


def _constants(tree: ast.Module, once: set[str]) -> dict[str, Constant]:
    found: dict[str, Constant] = {}
    for stmt in tree.body:
        match stmt:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in once:
                number = _evaluate(value, found)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name in once:
                number = _evaluate(value, found)
            case _:
                continue
        if number is not None:
            found[name] = number
    return found


def _evaluate(node: ast.expr, known: dict[str, Constant]) -> Constant | None:
    match node:
        case ast.Constant(value=bool() | int() | float() as value):
            return value
        case ast.Name(id=name):
            return known.get(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value = _evaluate(operand, known)
            return None if value is None else -value
        case ast.BinOp(left=left, op=op, right=right):
            return _calculate(op, _evaluate(left, known), _evaluate(right, known))
        case _:
            return None


def _calculate(op: ast.operator, a: Constant | None, b: Constant | None) -> Constant | None:
    if a is None or b is None:
        return None
    try:
        match op:
            case ast.Add():
                return a + b
            case ast.Sub():
                return a - b
            case ast.Mult():
                return a * b
            case ast.Div():
                return a / b
            case ast.FloorDiv():
                return a // b
            case ast.Mod():
                return a % b
            case ast.Pow() if 0 <= b <= 64 and abs(a) < 1 << 64:
                return a**b
            case ast.LShift() if isinstance(a, int) and isinstance(b, int) and b <= _MOST_BITS:
                return a << b
            case _:
                return None
    except ArithmeticError:
        return None
