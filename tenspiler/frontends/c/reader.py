"""From the text of a C or C++ file to its unit."""

from __future__ import annotations

from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.c.clang import parse
from tenspiler.frontends.c.functions import has_work, translate
from tenspiler.frontends.c.syntax import Definition, SourceFile
from tenspiler.frontends.unit import RefusedFunction, Unit
from tenspiler.loopir.nodes import Function, Span


def read(path: str, text: str) -> Unit:
    """The functions of a file, each as LoopIR or with the reason why not.

    Raises `Refusal` only where clang can make nothing of the file at all.
    """
    file = parse(path, text)
    diagnostics = tuple(
        Diagnostic("TSP1101", span, {"message": m}) for m, span in (*file.errors, *file.warnings)
    )
    known = {d.target: d for d in file.definitions}
    found: list[Function | RefusedFunction] = []
    others: list[str] = []
    for definition in file.definitions:
        if definition.error is None and not has_work(definition):
            others.append(definition.name)
        else:
            found.append(_function(definition, known, file))
    for name, span in file.templates:
        found.append(RefusedFunction(name, (), span, (Diagnostic("TSP1117", span, {"name": name}),)))
    found.sort(key=lambda f: (f.span.line, f.span.column))
    return Unit(path, text, tuple(found), tuple(others), diagnostics)


def _function(
    definition: Definition, known: dict[int, Definition], file: SourceFile
) -> Function | RefusedFunction:
    if file.errors and definition.error is None:
        message, span = file.errors[0]
        return _refused(definition, Diagnostic("TSP1101", span, {"message": message}))
    try:
        return translate(definition, known)
    except Refusal as refusal:
        return _refused(definition, refusal.diagnostic)
    except RecursionError:
        return _refused(definition, Diagnostic("TSP1123", definition.span))


def _refused(definition: Definition, diagnostic: Diagnostic) -> RefusedFunction:
    names = tuple(p.spelling for p in definition.parameters)
    span: Span = definition.span
    return RefusedFunction(definition.name, names, span, (diagnostic,))
