"""`lift --partial`: where a function is not lifted, those of its loops that are lifted are replaced in it.

Loops are tried from the outside in; each is a function of what lives into it, and is proved as such, at grade
`exact`, since what follows in the function may depend on the last bit.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.notebook import is_notebook
from tenspiler.frontends.options import NO_OPTIONS, Options
from tenspiler.frontends.python.importing import Importer
from tenspiler.frontends.python.module import Module, scan
from tenspiler.frontends.python.partial.loops import Stopped, loop_function
from tenspiler.frontends.python.partial.regions import Region, hidden, outermost
from tenspiler.frontends.python.reader import parsed
from tenspiler.frontends.python.spans import source_text
from tenspiler.frontends.reading import is_c_family
from tenspiler.loopir.nodes import Span
from tenspiler.partial_module import Collision, Replaced, partial_module
from tenspiler.pipeline import lift_function
from tenspiler.result import Emitted, LiftedLoops, LiftResult
from tenspiler.steps import DEFAULT

# What stays of a function works on lists and NumPy's arrays, so its loops have to.
BACKEND: Final = "numpy"


def with_loops(
    result: LiftResult,
    text: str,
    backends: Sequence[str],
    options: Options = NO_OPTIONS,
    steps: int = DEFAULT,
) -> LiftResult:
    """The answer for a function that was not lifted, with its loops that are; `text` is that of its file."""
    try:
        module, function = _function(result, text)
    except Refusal as refusal:
        return _noted(result, [refusal.diagnostic])
    found: list[Replaced] = []
    notes: list[Diagnostic] = []
    for region in outermost(function):
        found += _lifted(module, region, (BACKEND,), options, steps, notes)
    if not found:
        span = module.source.header(function)
        why = "none of its loops is lifted by itself" if notes else "it has no loops"
        return _noted(result, [Diagnostic("TSP0023", span, {"function": function.name, "why": why}), *notes])
    emitted: dict[str, Emitted] = {}
    for backend in backends:
        if backend != BACKEND:
            emitted[backend] = Emitted(None, None, None, f"with --partial there is code by `{BACKEND}` only")
            continue
        try:
            code = partial_module(module, function, text, found, backend)
            emitted[backend] = Emitted(code, function.name)
        except Collision as error:
            emitted[backend] = Emitted(None, None, None, str(error))
    loops = tuple(LiftedLoops(one.loop.region.lines) for one in found)
    return _noted(replace(result, lifted=loops, backends=emitted), notes)


def _noted(result: LiftResult, notes: Sequence[Diagnostic]) -> LiftResult:
    return replace(result, diagnostics=(*result.diagnostics, *notes))


def _function(result: LiftResult, text: str) -> tuple[Module, ast.FunctionDef]:
    """The function that an answer is about; raises `Refusal` where its rest cannot be kept."""
    name, line = result.function or "", result.line or 1
    span = Span(result.file, line, 1, line, 2)
    if is_c_family(Path(result.file)):
        why = "the rest of a C or C++ function cannot be kept as Python"
        raise Refusal("TSP0023", span, function=name, why=why)
    if is_notebook(result.file):
        raise Refusal("TSP0023", span, function=name, why="it stands in a notebook")
    tree = parsed(result.file, text)
    nodes = tree.body if isinstance(tree, ast.Module) else []
    found = [n for n in nodes if isinstance(n, ast.FunctionDef) and n.lineno == line and n.name == name]
    if not found or not isinstance(tree, ast.Module):
        raise Refusal(
            "TSP0023", span, function=name, why="it is no plain function at the top level of its file"
        )
    (function,) = found
    if function.decorator_list:
        raise Refusal("TSP0023", span, function=name, why="a decorator may do something else with its text")
    obstacle = hidden(function)
    if obstacle is not None:
        why = (
            f"names may change behind the back of its statements (`{ast.unparse(obstacle).splitlines()[0]}`)"
        )
        raise Refusal("TSP0023", span, function=name, why=why)
    return scan(tree, source_text(result.file, text), Path(result.file), Importer().find), function


def _lifted(
    module: Module,
    region: Region,
    backends: Sequence[str],
    options: Options,
    steps: int,
    notes: list[Diagnostic],
) -> Iterator[Replaced]:
    """A loop that is lifted, or else those within it that are; why one is not goes to the notes."""
    found = _lifted_whole(module, region, backends, options, steps)
    if isinstance(found, Replaced):
        yield found
        return
    span = module.source.span(region.loop)
    notes.append(
        Diagnostic("TSP0024", replace(span, end_line=span.line, end_column=span.column + 3), found.args)
    )
    for inner in region.inner():
        yield from _lifted(module, inner, backends, options, steps, notes)


def _lifted_whole(
    module: Module, region: Region, backends: Sequence[str], options: Options, steps: int
) -> Replaced | Diagnostic:
    """A loop as a proved function, or why not."""
    try:
        loop = loop_function(module, region, options)
    except Refusal as refusal:
        return _because(refusal.diagnostic)
    except Stopped as stopped:
        return _because(stopped.diagnostic)
    if not loop.results and not loop.function.changed_parameters():
        return Diagnostic("TSP0024", None, {"what": "nothing that it computes is used"})
    result = lift_function(loop.function, backends, 0.0, True, steps)
    if result.verdict != "proved":
        return _because(result.diagnostics[0])
    return Replaced(loop, result)


def _because(diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.code == "TSP0024":
        return diagnostic
    span = diagnostic.span
    place = f" at line {span.line}" if span is not None else ""
    return Diagnostic("TSP0024", span, {"what": f"{diagnostic.message}{place} ({diagnostic.code})"})
