"""What keeps a lifted function from giving the same bits, by name and line: what grade `real` assumes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, final

from tensir.ops import parts, program_parts
from tensir.tensors import Call, Param, Program
from tenspiler.backend.api import Backend, Fidelity, UnsupportedByBackend
from tenspiler.backend.registry import load_backend
from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import Expr, Function, Span
from tenspiler.optimisation.decisions import decided_in
from tenspiler.verification.encode import Arithmetic
from tenspiler.verification.proof import Proof


@final
@dataclass(frozen=True, slots=True)
class Inexact:
    """Something that is not the same bits: what is assumed of it, and the first place that it is about."""

    text: str
    span: Span


@final
@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    span: Span

    def __str__(self) -> str:
        return f"`{self.name}`, line {self.span.line}" if self.name else f"line {self.span.line}"


def inexactness(
    function: Function, program: Program, proof: Proof, backends: Sequence[str]
) -> Iterator[Inexact]:
    """What is not the same bits in the code of some backends, each kind once."""
    targets = [load_backend(name) for name in backends or ("numpy",)]
    if proof.arithmetic is Arithmetic.REAL:
        places = reassociated(proof)
        text = f"floats are finite, and their sums and products may be reassociated ({_listed(places)})"
        yield Inexact(text, places[0].span if places else function.span)
    faithful = fidelities(program, targets)
    if reordered := faithful.get(Fidelity.REORDERED):
        places = accumulations(function)
        about = f": {_listed(places)}" if places else ""
        text = f"floating-point reductions may run in another order ({_operators(reordered)}{about})"
        yield Inexact(text, places[0].span if places else function.span)
    if flushed := [node for target in targets for node in _flushed(program, target)]:
        yield Inexact(f"subnormal numbers may be taken for zeros ({_operators(flushed)})", function.span)
    if ordering := faithful.get(Fidelity.NO_NAN):
        arrays = dict.fromkeys(name for node in ordering for name in _float_parameters(node))
        about = f" of `{'`, `'.join(arrays)}`" if arrays else ""
        yield Inexact(f"no NaN where an order sees it ({_operators(ordering)}{about})", function.span)
    if library := faithful.get(Fidelity.ULPS):
        yield _library(function, program, library, targets)


def fidelities(program: Program, targets: Sequence[Backend]) -> dict[Fidelity, list[Call]]:
    """The nodes of a program by how faithful the backends are to them."""
    found: dict[Fidelity, dict[Call, None]] = {}
    for target in targets:
        for part in program_parts(program):
            if isinstance(part, Call):
                try:
                    found.setdefault(target.fidelity(part), {})[part] = None
                except UnsupportedByBackend:
                    continue
    return {fidelity: list(found_nodes) for fidelity, found_nodes in found.items()}


def reassociated(proof: Proof) -> list[_Place]:
    """The variables whose closed forms, and the lines whose other obligations, only the reals prove."""
    over_reals = [d.obligation for d in proof.discharged if d.arithmetic is Arithmetic.REAL]
    claimed = [_Place(_shown(o.claim[1]), o.span) for o in over_reals if o.claim is not None]
    found = claimed or [_Place("", o.span) for o in over_reals]
    return sorted(dict.fromkeys(found), key=lambda p: p.span.line)


def accumulations(function: Function) -> list[_Place]:
    """The floats that loops add to or multiply, in the order of the source."""
    found = [
        _Place(
            _shown(statement.name if isinstance(statement, nodes.Assign) else statement.array), statement.span
        )
        for statement in nodes.statements(function.body)
        if isinstance(statement, (nodes.Assign, nodes.Store))
        and statement.value.type.dtype.is_float
        and _accumulates(statement.value, statement)
    ]
    return list({(p.name, p.span.line): p for p in found}.values())


def _accumulates(value: Expr, target: nodes.Assign | nodes.Store) -> bool:
    """Whether a value is a sum or product that what is assigned is a part of."""
    match value:
        case nodes.Op(op="add" | "sub" | "mul" | "cast" as op, args=args):
            return any((op != "cast" and _reads(a, target)) or _accumulates(a, target) for a in args)
        case nodes.Select(yes=yes, no=no):
            return _accumulates(yes, target) or _accumulates(no, target)
        case _:
            return False


def _reads(value: Expr, target: nodes.Assign | nodes.Store) -> bool:
    match value:
        case nodes.Op(op="cast", args=(inner,)):
            return _reads(inner, target)
        case nodes.Var(name=name):
            return isinstance(target, nodes.Assign) and name == target.name
        case nodes.Load(array=array):
            return isinstance(target, nodes.Store) and array == target.array
        case _:
            return False


def _library(
    function: Function, program: Program, library: Sequence[Call], targets: Sequence[Backend]
) -> Inexact:
    names = list(dict.fromkeys(node.op for node in library))
    places = calls(function, names)
    bounds = [_ulps(target, node) for target in targets for node in library if _within_ulps(target, node)]
    known = [b for b in bounds if b is not None]
    within = f"within {max(known)} ulp" if known and len(known) == len(bounds) else "by some ulps"
    about = ", ".join(" ".join([name, *_lines(p for p in places if p.name == name)]) for name in names)
    decided = decided_in(program, lambda node: node in library)
    decide = f"; their last bits decide {decided}" if decided else ""
    text = f"library functions may differ {within} ({about}){decide}"
    return Inexact(text, places[0].span if places else function.span)


def calls(function: Function, names: Iterable[str]) -> list[_Place]:
    """Where the source calls library functions of some names."""
    wanted = frozenset(names)
    pending: list[Any] = [*function.body, *function.results]
    found: list[_Place] = []
    while pending:
        node = pending.pop(0)
        if isinstance(node, tuple):
            pending[:0] = node
        elif isinstance(node, nodes.Op) and node.op in wanted:
            found.append(_Place(node.op, node.span))
            pending[:0] = node.args
        elif hasattr(node, "span"):
            pending[:0] = [getattr(node, field) for field in node.__dataclass_fields__ if field != "span"]
    return found


def _ulps(target: Backend, node: Call) -> int | None:
    """The bound of a backend that gives one."""
    bound = getattr(target, "ulps", None)
    return None if bound is None else bound(node)


def _flushed(program: Program, target: Backend) -> Iterator[Call]:
    """The nodes of which a backend that says so may take subnormal numbers for zeros."""
    flushes = getattr(target, "flushes", None)
    if flushes is not None:
        yield from (part for part in program_parts(program) if isinstance(part, Call) and flushes(part))


def _within_ulps(target: Backend, node: Call) -> bool:
    try:
        return target.fidelity(node) is Fidelity.ULPS
    except UnsupportedByBackend:
        return False


def _operators(found: Iterable[Call]) -> str:
    return ", ".join(dict.fromkeys(node.op for node in found))


def _lines(places: Iterable[_Place]) -> list[str]:
    lines = sorted({p.span.line for p in places})
    return [f"in line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))}"] if lines else []


def _listed(places: Sequence[_Place]) -> str:
    return "; ".join(dict.fromkeys(map(str, places)))


def _float_parameters(node: Call) -> Iterator[str]:
    """The names of the float parameters below a node."""
    for part in parts(node):
        if isinstance(part, Param) and part.type.dtype.is_float:
            yield part.name


def _shown(name: str) -> str:
    """A name of the source; none for what stands for no variable there."""
    return "" if "#" in name else name
