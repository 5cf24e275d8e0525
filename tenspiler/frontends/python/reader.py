"""Reading a Python file: every function with loops or arrays becomes LoopIR or a refusal."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from pathlib import Path

from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.options import NO_OPTIONS, Options
from tenspiler.frontends.python.importing import Importer
from tenspiler.frontends.python.module import Definition, Module, scan
from tenspiler.frontends.python.names import parameters
from tenspiler.frontends.python.spans import SourceText, source_text
from tenspiler.frontends.python.translate import translate
from tenspiler.frontends.unit import RefusedFunction, Unit
from tenspiler.loopir.nodes import Function, Span, Type

_LOOPS = (ast.For, ast.While, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp, ast.AsyncFor)


def read(path: str, text: str, options: Options = NO_OPTIONS) -> Unit:
    """Translate the functions at the top level of a file, and the methods; nothing in it is run.

    `path` is only the name by which spans call the file.
    """
    source = source_text(path, text)
    tree = parsed(path, text)
    if isinstance(tree, Diagnostic):
        return Unit(path, text, (), diagnostics=(tree,))
    importer = Importer()
    module = scan(tree, source, Path(path), importer.find)
    functions: list[Function | RefusedFunction] = []
    others: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.AsyncFunctionDef):
            functions.append(_refused_async(node, source))
        elif isinstance(node, ast.FunctionDef) and module.functions.get(node.name, node) is node:
            if _is_lifted(node):
                functions.append(_top_level(module, node, options))
            else:
                others.append(node.name)
        elif isinstance(node, ast.ClassDef):
            for method in _methods(node):
                if _is_lifted(method):
                    functions.append(_method(module, node, method, options))
                else:
                    others.append(f"{node.name}.{method.name}")
    return Unit(path, text, tuple(functions), tuple(others), looked_at=importer.looked_at())


def parsed(path: str, text: str) -> ast.Module | Diagnostic:
    """The syntax tree of a file, or why there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, filename=path)
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 1
        span = Span(path, line, column, error.end_lineno or line, error.end_offset or column + 1)
        return Diagnostic("TSP1000", span, {"problem": error.msg})
    except (ValueError, RecursionError, MemoryError) as error:
        return Diagnostic("TSP1000", Span(path, 1, 1, 1, 1), {"problem": str(error)})


def _is_lifted(node: ast.FunctionDef) -> bool:
    if any(isinstance(n, _LOOPS) for n in ast.walk(node)):
        return True
    return any(p.annotation is not None and _mentions_array(p.annotation) for p in parameters(node))


def _mentions_array(annotation: ast.expr) -> bool:
    words = {"list", "List", "ndarray", "NDArray", "Sequence", "Array", "Tensor"}
    for node in ast.walk(annotation):
        match node:
            case ast.Name(id=word) | ast.Attribute(attr=word) if word in words:
                return True
            case ast.Constant(value=str(text)) if any(w in text for w in words):
                return True
            case _:
                pass
    return False


def _top_level(module: Module, node: ast.FunctionDef, options: Options) -> Function | RefusedFunction:
    if node.name not in module.functions:
        names, header = tuple(p.arg for p in parameters(node)), module.source.header(node)
        diagnostic = Diagnostic("TSP1024", header, {"what": "a name that the file binds more than once"})
        return RefusedFunction(node.name, names, header, (diagnostic,))
    return translated(module, node, {}, None, options)


def _methods(node: ast.ClassDef) -> list[ast.FunctionDef]:
    """The methods of a class that do not belong to the language's own workings."""
    found = {s.name: s for s in node.body if isinstance(s, ast.FunctionDef)}
    return [m for name, m in found.items() if name == "__call__" or not name.startswith("__")]


def _method(
    module: Module, owner: ast.ClassDef, node: ast.FunctionDef, options: Options
) -> Function | RefusedFunction:
    if owner.name not in module.classes:
        names, header = tuple(p.arg for p in parameters(node)), module.source.header(node)
        diagnostic = Diagnostic("TSP1024", header, {"what": "a class that the file binds more than once"})
        return RefusedFunction(f"{owner.name}.{node.name}", names, header, (diagnostic,))
    return translated(module, node, {}, Definition(module, owner.name), options)


def translated(
    module: Module,
    node: ast.FunctionDef,
    types: Mapping[str, Type],
    owner: Definition | None = None,
    options: Options = NO_OPTIONS,
) -> Function | RefusedFunction:
    """One function as LoopIR, or why not; `types` of parameters stand above their annotations."""
    names = tuple(p.arg for p in parameters(node))
    header = module.source.header(node)
    name = f"{owner.name}.{node.name}" if owner else node.name
    try:
        return translate(module, node, types, owner, options)
    except Refusal as refusal:
        return RefusedFunction(name, names, module.source.span(node), (refusal.diagnostic,))
    except RecursionError:
        deep = Diagnostic("TSP1010", header, {"what": "an expression nested this deeply"})
        return RefusedFunction(name, names, header, (deep,))


def _refused_async(node: ast.AsyncFunctionDef, source: SourceText) -> RefusedFunction:
    header = source.header(node)
    names = tuple(a.arg for a in node.args.args)
    return RefusedFunction(
        node.name, names, header, (Diagnostic("TSP1024", header, {"what": "`async def`"}),)
    )
