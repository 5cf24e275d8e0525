"""What a module binds at its top level: imports, functions, classes, and values assigned once."""

from __future__ import annotations

import ast
import builtins
import math
import typing
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias, final

import numpy as np

from tenspiler.frontends.python.dtypes import python_dtype
from tenspiler.frontends.python.folding import Constant, Evaluator
from tenspiler.frontends.python.spans import SourceText

KNOWN_CONSTANTS: Final[Mapping[str, float]] = {
    "math.pi": math.pi,
    "math.e": math.e,
    "math.tau": math.tau,
    "math.inf": math.inf,
    "math.nan": math.nan,
    "numpy.pi": math.pi,
    "numpy.e": math.e,
    "numpy.inf": math.inf,
    "numpy.nan": math.nan,
}
# What `from ... import *` brings, for the libraries whose functions are understood.
_STARS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(n for n in dir(library) if not n.startswith("_"))
    for name, library in (("math", math), ("numpy", np), ("typing", typing))
}
_FARTHEST: Final = 16

# From a file and the name of a module that it imports (with its leading dots) to what that file binds.
Finder: TypeAlias = Callable[[Path, str], "Module | None"]


def nothing_found(path: Path, name: str) -> Module | None:
    """The finder of a source that has no place in the file system."""
    return None


@final
@dataclass(frozen=True, slots=True)
class Definition:
    """A name bound at the top level of a file."""

    module: Module
    name: str


@final
@dataclass(frozen=True, slots=True)
class Module:
    """The names of a module and what they stand for; every other name is unknown.

    `values` are the right-hand sides of names that are assigned once. `bound` holds every name that the
    module binds, however often; `stars` the modules all of whose names it imports, None if they are unknown.
    """

    source: SourceText
    functions: dict[str, ast.FunctionDef]
    classes: dict[str, ast.ClassDef]
    values: dict[str, ast.expr]
    imports: dict[str, str]
    bound: frozenset[str]
    stars: tuple[str, ...] | None
    mutated: frozenset[str]
    path: Path = Path()
    find: Finder = nothing_found
    _constants: dict[str, Constant | None] = field(default_factory=dict[str, "Constant | None"], repr=False)
    _resolved: dict[str, str | Definition] = field(default_factory=dict[str, "str | Definition"], repr=False)

    def qualified(self, node: ast.expr, local: frozenset[str] = frozenset()) -> str | None:
        """`numpy.sqrt`, `math.pi`, `builtins.len` or `module.helper`, if the name is one for sure.

        What comes after `module.` is the name of a function of this file, or of one that it imports.
        """
        name = self.dotted(node, local)
        if name is None:
            return None
        match self.resolve(name):
            case str() as library:
                return None if library.startswith("module.") else library
            case Definition(module, own) if own in module.functions:
                return f"module.{name.removeprefix('module.')}"
            case _:
                return None

    def dotted(self, node: ast.expr, local: frozenset[str] = frozenset()) -> str | None:
        """A name with what it was imported as written out; names of this file start with `module.`."""
        match node:
            case ast.Name(id=name):
                return None if name in local else self._name(name)
            case ast.Attribute(value=value, attr=attribute):
                base = self.dotted(value, local)
                return None if base is None else f"{base}.{attribute}"
            case _:
                return None

    def _name(self, name: str, depth: int = 0) -> str | None:
        if name in self.functions or name in self.classes:
            return f"module.{name}"
        if name in self.imports:
            return self.imports[name]
        if name in self.values:
            return self._alias(name, depth)
        if name in self.bound or self.stars is None:
            return None
        for star in reversed(self.stars):
            names = self._exported(star)
            if names is None:
                return None
            if name in names:
                return f"{star}.{name}"
        return f"builtins.{name}" if hasattr(builtins, name) else None

    def _exported(self, star: str) -> frozenset[str] | None:
        """The names that `from STAR import *` brings; None if they are not known."""
        if star in _STARS:
            return _STARS[star]
        module = self.find(self.path, star)
        if module is None or module.stars != () or "__all__" in module.bound:
            return None
        return frozenset(n for n in module.bound if not n.startswith("_"))

    def _alias(self, name: str, depth: int) -> str:
        """`sqrt = math.sqrt` is another name of that function."""
        value = self.values[name]
        if isinstance(value, (ast.Name, ast.Attribute)) and depth < _FARTHEST:
            parts: list[str] = []
            while isinstance(value, ast.Attribute):
                parts.insert(0, value.attr)
                value = value.value
            base = self._name(value.id, depth + 1) if isinstance(value, ast.Name) else None
            if base is not None:
                return ".".join((base, *parts))
        return f"module.{name}"

    def binds(self, name: str) -> bool:
        """Whether a name is one of the module's own, and not of the builtins."""
        return name in self.bound or any(name in (self._exported(s) or ()) for s in self.stars or ())

    def resolve(self, name: str) -> str | Definition:
        """Where a dotted name is defined: in a file, or (the name itself) in a library."""
        found = self._resolved.get(name)
        if found is None:
            found = self._resolved[name] = self._resolve(name, 0)
        return found

    def _resolve(self, name: str, depth: int) -> str | Definition:
        own = name.removeprefix("module.")
        if own != name and own in self.bound:
            return Definition(self, own)
        if own != name and own.split(".")[0] in self.bound:
            return name
        name = own
        if depth > _FARTHEST:
            return name
        dots = len(name) - len(name.lstrip("."))
        parts = name[dots:].split(".")
        for length in range(len(parts) - 1, -1 if dots else 0, -1):
            module = self.find(self.path, "." * dots + ".".join(parts[:length]))
            if module is not None and module is not self:
                rest = parts[length:]
                inner = module._name(rest[0]) if module.binds(rest[0]) else None
                if inner is None:
                    continue
                return module._resolve(".".join((inner, *rest[1:])), depth + 1)
        return name

    def definition(self, node: ast.expr, local: frozenset[str] = frozenset()) -> Definition | None:
        """Where a name is defined, if it is in this file or in one that it imports."""
        name = self.dotted(node, local)
        if name is None or self._is_changed(node):
            return None
        found = self.resolve(name)
        return found if isinstance(found, Definition) else None

    def _is_changed(self, node: ast.expr) -> bool:
        """Whether the file assigns to parts of what a dotted name starts with (`module.function = other`)."""
        return isinstance(node, ast.Attribute) and any(root in self.mutated for root in _root(node))

    def function(self, name: str) -> Definition | None:
        """The function for which `qualified` gave `module.NAME`."""
        found = self.resolve(f"module.{name}")
        if isinstance(found, Definition) and found.name in found.module.functions:
            return found
        return None

    def constant(self, node: ast.expr, local: frozenset[str] = frozenset()) -> Constant | None:
        """The value of a name that is given a constant, here or in an imported file, and never another."""
        name = self.dotted(node, local)
        if name is None or any(root in self.mutated for root in _root(node)):
            return None
        match self.resolve(name):
            case str() as library:
                return KNOWN_CONSTANTS.get(library)
            case Definition(module, own):
                return module.own_constant(own)

    def folded(self, node: ast.expr) -> Constant | None:
        """The value of an expression of constants."""
        return Evaluator(self.constant, self.qualified, lambda n: python_dtype(self, n)).constant(node)

    def own_constant(self, name: str) -> Constant | None:
        """The value of a constant of this file."""
        if name not in self._constants:
            self._constants[name] = None  # a constant that is defined by itself is none
            value = self.values.get(name)
            if value is not None and name not in self.mutated:
                self._constants[name] = self.folded(value)
        return self._constants[name]


def scan(tree: ast.Module, source: SourceText, path: Path = Path(), find: Finder = nothing_found) -> Module:
    """Read the top level of a module, without running it."""
    times = Counter(_bindings(tree))
    defined = {s.name: s for s in tree.body if isinstance(s, ast.FunctionDef)}
    again = Counter(s.name for s in tree.body if isinstance(s, ast.FunctionDef))
    once = {name for name, count in times.items() if count == 1}
    # Of several definitions in a row the last is the one that is called.
    functions = {n: s for n, s in defined.items() if times[n] == again[n]}
    classes = {s.name: s for s in tree.body if isinstance(s, ast.ClassDef) and s.name in once}
    imports, stars = _imports(tree)
    return Module(
        source=source,
        functions=functions,
        classes=classes,
        values={n: v for n, v in _values(tree) if n in once},
        imports={k: v for k, v in imports.items() if k in once},
        bound=frozenset(times),
        stars=stars,
        mutated=frozenset(_mutated(tree)),
        path=path,
        find=find,
    )


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
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp() | ast.Lambda():
                names.extend(n.target.id for n in ast.walk(node) if isinstance(n, ast.NamedExpr))
                continue
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                names.append(name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                names.append(name)
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                names.append(name)
            case _:
                pass
        stack.extend(ast.iter_child_nodes(node))
    return names


def _imports(tree: ast.Module) -> tuple[dict[str, str], tuple[str, ...] | None]:
    """What imported names stand for, and the modules all of whose names are imported."""
    found: dict[str, str] = {}
    stars: list[str] = []
    for stmt in _always_run(tree.body):
        match stmt:
            case ast.Import(names=names):
                for alias in names:
                    top = alias.name.split(".")[0]
                    found[alias.asname or top] = alias.name if alias.asname else top
            case ast.ImportFrom(module=module, names=names, level=level):
                base = "." * level + (f"{module}." if module else "")
                if names[0].name == "*":
                    stars.append(base.removesuffix("."))
                    continue
                for alias in names:
                    found[alias.asname or alias.name] = f"{base}{alias.name}"
            case _:
                pass
    count = sum(isinstance(n, ast.ImportFrom) and n.names[0].name == "*" for n in ast.walk(tree))
    return found, tuple(stars) if count == len(stars) and _stars_come_first(tree) else None


def _always_run(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of the top level, and those that only type checkers see."""
    for stmt in body:
        if isinstance(stmt, ast.If) and ast.unparse(stmt.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            yield from stmt.body
        else:
            yield stmt


def _stars_come_first(tree: ast.Module) -> bool:
    """Whether no name that the module binds can be bound again by a star import below it."""
    seen_other = False
    for stmt in tree.body:
        match stmt:
            case ast.ImportFrom(names=[ast.alias(name="*")]):
                if seen_other:
                    return False
            case ast.Import() | ast.Expr() | ast.ImportFrom(module="__future__"):
                pass
            case _:
                seen_other = True
    return True


def _values(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for stmt in tree.body:
        match stmt:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=parts)) if len(
                names
            ) == len(parts):
                yield from ((n.id, p) for n, p in zip(names, parts, strict=True) if isinstance(n, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case _ if type(stmt).__name__ == "TypeAlias":
                # `type X = ...`, which the parser has from Python 3.12 on
                name, value = getattr(stmt, "name", None), getattr(stmt, "value", None)
                if isinstance(name, ast.Name) and isinstance(value, ast.expr):
                    yield name.id, value
            case _:
                pass


_CHANGING: Final = frozenset((
    "append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "fill", "put", "resize",
    "partition", "itemset", "setflags", "setfield", "byteswap",
))  # fmt: skip


def _mutated(tree: ast.Module) -> Iterator[str]:
    """Names whose lists or arrays the file changes somewhere."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(ctx=ast.Store() | ast.Del()):
                yield from _root(node.value)
            case ast.Call(func=ast.Attribute(value=base, attr=method)) if method in _CHANGING:
                yield from _root(base)
            case ast.AugAssign(target=ast.Name(id=name)):
                yield name
            case _:
                pass


def _root(node: ast.expr) -> Iterator[str]:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id
