"""From the text of a C or C++ file to its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.c.clang import parse
from tenspiler.frontends.c.companions import companions, linked
from tenspiler.frontends.c.functions import has_work, translate
from tenspiler.frontends.c.syntax import Complaint, Definition, Node
from tenspiler.frontends.unit import RefusedFunction, Unit
from tenspiler.loopir.nodes import Function

_MOST_NOTES = 3


def read(
    path: str,
    text: str,
    flags: Sequence[str] = (),
    others: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> Unit:
    """The functions of a file, each as LoopIR or with the reason why not.

    `flags` are clang's own (`-I`, `-D`, `-std=`), `others` further files with functions that may be called,
    and the flags for each. Raises `Refusal` only where clang can make nothing of the
    file at all.
    """
    file = parse(path, text, flags)
    found: list[Function | RefusedFunction] = []
    plain: list[str] = []
    known, constants = linked(file, tuple(companions(path, others)))
    for definition in file.definitions:
        if not definition.listed:
            continue
        if not has_work(definition, known):
            plain.append(definition.name)
        else:
            found.append(_function(definition, known, constants))
    for name, span in file.templates:
        found.append(RefusedFunction(name, (), span, (Diagnostic("TSP1117", span, {"name": name}),)))
    found.sort(key=lambda f: (f.span.line, f.span.column))
    notes = tuple(_note(c) for c in file.notes[:_MOST_NOTES])
    return Unit(path, text, tuple(found), tuple(plain), notes)


def _note(complaint: Complaint) -> Diagnostic:
    """What the reader is told about the file as a whole."""
    if complaint.code == "TSP1140":
        return Diagnostic("TSP1140", complaint.span, {"header": complaint.message})
    return Diagnostic("TSP1146", complaint.span, {"message": complaint.message})


def _function(
    definition: Definition, known: Mapping[int, Definition], constants: Mapping[int, Node]
) -> Function | RefusedFunction:
    error = definition.error
    if error is not None:
        return _refused(definition, Diagnostic(error.code, error.span, {"message": error.message}))
    try:
        return translate(definition, known, constants)
    except Refusal as refusal:
        return _refused(definition, refusal.diagnostic)
    except RecursionError:
        return _refused(definition, Diagnostic("TSP1123", definition.span))


def _refused(definition: Definition, diagnostic: Diagnostic) -> RefusedFunction:
    names = tuple(p.spelling for p in definition.parameters)
    return RefusedFunction(definition.name, names, definition.span, (diagnostic,))
