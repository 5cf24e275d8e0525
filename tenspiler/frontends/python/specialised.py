"""One function, wherever in its file it stands, for arguments of types that the caller knows."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import final

from tenspiler.frontends.python.folding import Scalar
from tenspiler.frontends.python.importing import Importer
from tenspiler.frontends.python.module import Definition, Module, nothing_found, scan
from tenspiler.frontends.python.names import first_line, parameters
from tenspiler.frontends.python.reader import parsed, translated
from tenspiler.frontends.python.spans import source_text
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.nodes import Function, Type


@final
@dataclass(frozen=True, slots=True)
class Given:
    """What is known from outside: it takes the place of annotations and of what the file says.

    `types` are those of parameters, `values` those of names outside the function (a module's, a closure's);
    `hidden` names mean something that the file does not tell. Parameters in `unused` are left out: the body
    does not mention them. Without `imported`, no other file is read: every import is of a library. `owner` is
    the class whose method the function is.
    """

    types: Mapping[str, Type] = field(default_factory=dict[str, Type])
    values: Mapping[str, Scalar] = field(default_factory=dict[str, Scalar])
    hidden: frozenset[str] = frozenset()
    unused: frozenset[str] = frozenset()
    imported: bool = True
    owner: str | None = None


def read_function(path: str, text: str, line: int, given: Given) -> Function | RefusedFunction | None:
    """The function whose definition (or its first decorator) begins at a line; None if there is none."""
    tree = parsed(path, text)
    if not isinstance(tree, ast.Module):
        return None
    find = Importer().find if given.imported else nothing_found
    module = _overlaid(scan(tree, source_text(path, text), Path(path), find), given)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and first_line(node) == line:
            known = given.owner if given.owner in module.classes else None
            owner = None if known is None else Definition(module, known)
            return translated(module, _plain(node, given.unused), given.types, owner)
    return None


def _plain(node: ast.FunctionDef, unused: frozenset[str]) -> ast.FunctionDef:
    """The function that the decorators were given, without parameters that do not matter.

    Whoever has the function in hand knows what became of it, passes all arguments by place, and fills
    defaults in.
    """
    arguments = copy.copy(node.args)
    arguments.args = [a for a in parameters(node) if a.arg not in unused]
    arguments.posonlyargs, arguments.kwonlyargs, arguments.defaults, arguments.kw_defaults = [], [], [], []
    plain = copy.copy(node)
    plain.args, plain.decorator_list = arguments, []
    return plain


def _overlaid(module: Module, given: Given) -> Module:
    names = frozenset(given.values) | given.hidden
    return replace(
        module,
        functions={k: v for k, v in module.functions.items() if k not in names},
        imports={k: v for k, v in module.imports.items() if k not in names},
        classes={k: v for k, v in module.classes.items() if k not in names},
        values={k: v for k, v in module.values.items() if k not in names}
        | {k: ast.Constant(v) for k, v in given.values.items()},
        mutated=module.mutated - names,
        bound=module.bound | names,
    )
