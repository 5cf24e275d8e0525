"""What an emitted function looks like from outside, and the grade that its proof and its target allow."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from typing import cast as typed

from tensir.cells import Cell, Elem, Fold, free_symbols, subterms
from tensir.printer import show_cell
from tensir.tensors import Call, Program, Scalar, Tensor
from tenspiler.backend import api
from tenspiler.backend.api import (
    Argument,
    Fidelity,
    Holder,
    Interface,
    Output,
    Precondition,
    UnsupportedByBackend,
)
from tenspiler.backend.registry import load_backend
from tenspiler.inexactness import Inexact, inexactness
from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import (
    ArrayType,
    Container,
    Expr,
    Flavour,
    Function,
    Parameter,
    ScalarType,
    Type,
    View,
)
from tenspiler.optimisation.decisions import accumulates, decided_by_reordering
from tenspiler.optimisation.limits import NO_LIMITS, Limits
from tenspiler.optimisation.programs import parameters_of
from tenspiler.optimisation.vectorise import NotExpressible, Style, Vectoriser
from tenspiler.result import GradeName
from tenspiler.verification.encode import Arithmetic
from tenspiler.verification.proof import Proof, Required

OPEN_BITS = "library sums and extremes in the source may differ in their last bits"
HOLDERS = {
    Container.LIST: Holder.LIST,
    Container.VECTOR: Holder.VECTOR,
    Container.NDARRAY: Holder.ARRAY,
    Container.POINTER: Holder.BUFFER,
}

SCALAR_HOLDERS = {
    Flavour.C: Holder.NUMBER,
    Flavour.PYTHON: Holder.PYTHON,
    Flavour.NUMPY: Holder.SCALAR,
}


def interface_of(
    function: Function, program: Program, proof: Proof, backends: Sequence[str]
) -> tuple[Interface, GradeName]:
    """The interface for all backends, and the grade: that of the least faithful of them."""
    reasons = inexact(function, program, proof, backends)
    grade: GradeName = "real" if reasons else "exact"
    where = f"{function.span.file}:{function.span.line}"
    interface = Interface(
        name=function.name,
        arguments=tuple(arguments(function)),
        outputs=tuple(outputs(function)),
        returns_tuple=len(function.results) > 1,
        preconditions=tuple(map(precondition, proof.preconditions, proof.checks)),
        assumptions=(*sorted(proof.assumptions), *(reason.text for reason in reasons)),
        may_coincide=proof.may_coincide,
        formals=tuple(formals(function)),
        classes=tuple((api.Member(m.of, m.path), name) for m, name in function.classes),
        sequential=tuple(span.line for span in proof.sequential),
        guarantee=f"proved equal to {where} for inputs of every size (grade {grade})",
    )
    return interface, grade


def inexact(
    function: Function, program: Program, proof: Proof, backends: Sequence[str]
) -> tuple[Inexact, ...]:
    """What keeps some backend's code from giving the same bits as the source; nothing for grade `exact`."""
    return (
        *inexactness(function, program, proof, backends),
        *inexact_checks(function, proof, backends),
        *((Inexact(OPEN_BITS, function.span),) if function.bits_open else ()),
    )


def inexact_checks(function: Function, proof: Proof, backends: Sequence[str]) -> Iterator[Inexact]:
    """The preconditions that are checked on sums in another order than the source's."""
    order_is_open = function.bits_open or proof.arithmetic is Arithmetic.REAL
    reordered = accumulates if order_is_open else reorders(backends)
    for required, check in zip(proof.preconditions, proof.checks, strict=True):
        if not any(isinstance(t, Fold) and t.dtype.is_float for t in subterms(required.condition)):
            continue
        if decided_by_reordering((check,), reordered):
            shown = show_cell(required.condition)
            yield Inexact(f"a precondition is checked on sums in another order ({shown})", required.span)


def reorders(backends: Sequence[str]) -> Callable[[Call], bool]:
    """Whether one of the backends computes a node's floats in another order."""
    targets = [load_backend(name) for name in backends or ("numpy",)]

    def reordered(node: Call) -> bool:
        try:
            return any(t.fidelity(node) is Fidelity.REORDERED for t in targets)
        except UnsupportedByBackend:
            return False

    return reordered


def arguments(function: Function) -> Iterator[Argument]:
    """The parameters as a backend sees them."""
    changed = {p.name for p in function.changed_parameters()}
    for parameter in function.parameters:
        if isinstance(parameter.type, ScalarType):
            dtype, holder = parameter.type.dtype, SCALAR_HOLDERS[parameter.type.flavour]
            yield Argument(parameter.name, dtype, 0, holder, False, origin_of(parameter))
        else:
            kind, origin = parameter.type, origin_of(parameter)
            holder = holder_of(kind)
            if isinstance(origin, api.Fixed) and holder is Holder.ARRAY:
                holder = Holder.VECTOR  # written as lists, whatever holds them in the source
            written = parameter.name in changed
            yield Argument(parameter.name, kind.element.dtype, kind.rank, holder, written, origin)


def origin_of(parameter: Parameter) -> api.Member | api.Fixed | None:
    """Where an argument comes from, if no parameter of the source has its name."""
    match parameter.origin:
        case None:
            return None
        case nodes.Member(of, path):
            return api.Member(of, path)
        case nodes.Fixed(value):
            return api.Fixed(constant_text(value))


def constant_text(value: Any) -> str:
    """Nested lists of numbers as Python writes them, infinities and NaN too."""
    if isinstance(value, tuple):
        return f"[{', '.join(constant_text(item) for item in typed('tuple[Any, ...]', value))}]"
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)


def formals(function: Function) -> Iterator[api.Formal]:
    """The parameters that the source declares, where they are more than the names of the arguments."""
    for formal in function.formals:
        places = formal.positional_only, formal.keyword_only
        yield api.Formal(formal.name, formal.default, *places, formal.only, formal.present)


def holder_of(kind: ArrayType) -> Holder:
    """What holds an array; a pointer to rows takes an array with that many axes."""
    rows = kind.container is Container.POINTER and kind.rank > 1
    return Holder.ARRAY if rows else HOLDERS[kind.container]


def outputs(function: Function) -> Iterator[Output]:
    """The outputs as a backend sees them, in the order of the program's."""
    several = len(function.results) > 1
    for place, result in enumerate(function.results):
        yield _output(f"return.{place}" if several else "return", result.type)
    own = _returned(function.results)
    for parameter in function.changed_parameters():
        if parameter.name != own:
            yield _output(parameter.name, parameter.type)


def _returned(results: tuple[Expr | View, ...]) -> str | None:
    match results:
        case (View(array=name, indices=()),):
            return name
        case _:
            return None


def _output(name: str, kind: Type) -> Output:
    if isinstance(kind, ScalarType):
        return Output(name, Holder.NUMBER, kind.flavour is Flavour.NUMPY and kind.dtype.name != "bool")
    return Output(name, holder_of(kind))


def precondition(required: Required, check: Tensor) -> Precondition:
    """A precondition as text and as a tensor of bool."""
    return Precondition(show_cell(required.condition), check, required.reason if required.told else "")


def condition_tensors(
    function: Function, proof: Proof, loose: frozenset[str] = frozenset()
) -> tuple[Tensor, ...]:
    """The preconditions of a proof as tensors of bool, each where those before it hold.

    `loose` are the parameters that are read outside their range in places that do not matter. Raises
    `NotExpressible`.
    """
    conditions = [required.condition for required in proof.preconditions]
    return tuple(
        condition_tensor(function, condition, Limits(conditions[:place]), loose)
        for place, condition in enumerate(conditions)
    )


def condition_tensor(
    function: Function, condition: Cell, limits: Limits = NO_LIMITS, loose: frozenset[str] = frozenset()
) -> Tensor:
    """A condition as a rank-0 tensor: integer arithmetic as it stands, folds as reductions.

    Sums of floats decide here what the source accepts, so they run in its order where that can be had.
    """
    if not any(isinstance(t, (Elem, Fold)) or t.dtype.is_float for t in subterms(condition)):
        scalars = {p.name for p in function.parameters if isinstance(p.type, ScalarType)}
        if free_symbols(condition) <= scalars:
            return Scalar(condition)
    parameters = {p.name: p for p in parameters_of(function)}
    try:
        style = Style(contract=False, gather=True, ordered=True, loose=loose)
        return Vectoriser(parameters, style, limits=limits).number(condition)
    except NotExpressible:
        style = Style(contract=False, gather=True, loose=loose)
        return Vectoriser(parameters, style, limits=limits).number(condition)
