"""Which lines of source, TensIR and code belong together: those that serve the same outputs or checks.

Each output and each precondition of a result has a key. A source line has the keys of what depends on it,
a line of TensIR or code those of the outputs that it goes into and of the preconditions that it checks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, final

from tenspiler.result import Emitted, LiftResult

Keys: TypeAlias = frozenset[str]


@final
@dataclass(frozen=True, slots=True)
class Links:
    """The keys of each line by its number; of TensIR by its position, of code by the module's line."""

    source: Mapping[int, Keys]
    tensir: Mapping[int, Keys]
    code: Mapping[str, Mapping[int, Keys]]
    preconditions: tuple[Keys, ...]


def links(result: LiftResult) -> Links:
    """The links of a result."""
    outputs = {name: f"o{k}" for k, name in enumerate(_of_kind(result, "output"))}
    checks = {name: f"p{k}" for k, name in enumerate(_of_kind(result, "precondition"))}
    source: dict[int, set[str]] = {}
    for item in result.provenance:
        key = (outputs if item.kind == "output" else checks)[item.name]
        for line in item.lines:
            source.setdefault(line, set()).add(key)
    return Links(
        _frozen(source),
        _frozen(_tensir(result.tensir or "", outputs)),
        {name: _frozen(_code(e, list(outputs.values()), checks)) for name, e in result.backends.items()},
        tuple(frozenset({checks[text]} if text in checks else ()) for text in result.preconditions),
    )


def _of_kind(result: LiftResult, kind: str) -> dict[str, None]:
    """The names of outputs or the texts of preconditions, each once."""
    return dict.fromkeys(p.name for p in result.provenance if p.kind == kind)


def _frozen(lines: Mapping[int, set[str]]) -> dict[int, Keys]:
    return {number: frozenset(keys) for number, keys in lines.items() if keys}


def _tensir(text: str, outputs: Mapping[str, str]) -> dict[int, set[str]]:
    """The keys of each line of a TensIR program: an output's own, and those of what uses a temporary."""
    rows = [re.match(r"\s+((?:new )?[\w.]+) = (.*)", line) for line in text.splitlines()]
    keys: dict[str, set[str]] = {name: {key} for name, key in outputs.items()}
    for row in reversed(rows):
        if row is not None:
            for name in set(re.findall(r"\bt\d+\b", row[2])):
                keys.setdefault(name, set()).update(keys.get(row[1], ()))
    return {number: keys.get(row[1], set()) for number, row in enumerate(rows) if row is not None}


def _code(emitted: Emitted, outputs: list[str], checks: Mapping[str, str]) -> dict[int, set[str]]:
    function = entry_function(emitted)
    if function is None:
        return {}
    found: dict[int, set[str]] = {}
    body = list(_flat(function.body))
    for statement in body:
        for key in _checked(statement, checks):
            _mark(found, statement, {key})
    last = next((s for s in reversed(body) if isinstance(s, ast.Return) and s.value is not None), None)
    if last is None or last.value is None:
        return found
    parts = _parts(last.value, len(outputs))
    _mark(found, last, set(outputs))
    for key, part in zip(outputs, parts, strict=True):
        _slice(body, part, key, found)
    return found


def entry_function(emitted: Emitted) -> ast.FunctionDef | None:
    """The function that callers call, in emitted Python."""
    try:
        tree = ast.parse(emitted.code or "")
    except (SyntaxError, ValueError):
        return None
    functions = (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == emitted.entry)
    return next(functions, None)


def _flat(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements in order, `with` blocks opened."""
    for statement in body:
        if isinstance(statement, ast.With):
            yield from _flat(statement.body)
        else:
            yield statement


def _parts(value: ast.expr, count: int) -> list[ast.expr]:
    """The expression of each output: `return (a, b), c` has three."""
    if count == 1:
        return [value]
    flat: list[ast.expr] = []
    for part in value.elts if isinstance(value, ast.Tuple) else [value]:
        flat += part.elts if isinstance(part, ast.Tuple) else [part]
    return flat if len(flat) == count else [value] * count


def _slice(body: list[ast.stmt], part: ast.expr, key: str, found: dict[int, set[str]]) -> None:
    """Mark the statements whose values go into an expression at the end."""
    live = _loaded(part)
    for statement in reversed(body):
        stored = {_root(t) for t in _targets(statement)} - {""}
        if stored & live and not isinstance(statement, ast.Return):
            _mark(found, statement, {key})
            live |= _loaded(statement)


def _targets(statement: ast.stmt) -> list[ast.expr]:
    match statement:
        case ast.Assign(targets=targets):
            return [e for t in targets for e in (t.elts if isinstance(t, ast.Tuple) else [t])]
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target) | ast.For(target=target):
            return [target]
        case _:
            return []


def _root(target: ast.expr) -> str:
    while isinstance(target, (ast.Subscript, ast.Attribute)):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def _loaded(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _checked(statement: ast.stmt, checks: Mapping[str, str]) -> Iterator[str]:
    """The keys of the preconditions that a statement checks: those that its error message states."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Raise) and node.exc is not None:
            texts = (n.value for n in ast.walk(node.exc) if isinstance(n, ast.Constant))
            message = "".join(text for text in texts if isinstance(text, str))
            for text, key in checks.items():
                if message.startswith(f"expected {text},") or message == f"expected {text}":
                    yield key


def _mark(found: dict[int, set[str]], statement: ast.stmt, keys: set[str]) -> None:
    for line in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1):
        found.setdefault(line, set()).update(keys)
