"""Reasons for refusal in the user's terms: from what failed inside to a diagnostic at the source."""

from __future__ import annotations

from tensir.cells import Apply, Elem, Extent, Fold, Sym, subterms
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.loopir.nodes import Assign, Function, Span, Store, statements
from tenspiler.optimisation.vectorise import NotExpressible
from tenspiler.symbolic.execute import Unreadable
from tenspiler.synthesis.summarise import Search, Unsolved
from tenspiler.verification.discharge import NeverDefined, Unproved
from tenspiler.verification.solver import Answer
from tenspiler.verification.verify import Vacuous

INCONCLUSIVE_CODES = frozenset({"TSP3002"})


def in_users_terms(error: Exception, function: Function, search: Search) -> Refusal:
    """The diagnostic for a failure."""
    match error:
        case Unreadable():
            return _unreadable(error, function, search)
        case NeverDefined():
            return Refusal("TSP3003", error.obligation.span, reason=error.obligation.reason)
        case Unproved():
            code = "TSP3002" if error.answer is Answer.UNKNOWN else "TSP3001"
            return Refusal(
                code, error.obligation.span, reason=error.obligation.reason, kind=error.obligation.kind
            )
        case Vacuous():
            return Refusal("TSP3004", error.span)
        case NotExpressible():
            return Refusal("TSP2003", function.span, function=function.name, what=str(error))
        case _:
            raise error


def _unreadable(error: Unreadable, function: Function, search: Search) -> Refusal:
    if error.name == "while":
        return Refusal("TSP2002", error.span)
    found = search.unsolved.get(error.name)
    if found is None:
        return Refusal("TSP2001", error.span, name=error.name, how=f"`{error.name}` may have no value here")
    return Refusal("TSP2001", _assignment(function, found) or found.span, name=error.name, how=_how(found))


def _assignment(function: Function, unsolved: Unsolved) -> Span | None:
    """Where the variable gets its next value."""
    for statement in statements(function.body):
        match statement:
            case Assign(name=name) | Store(array=name) if name == unsolved.name:
                if statement.span.line >= unsolved.span.line:
                    return statement.span
            case _:
                pass
    return None


def _how(unsolved: Unsolved) -> str:
    """In what way a value depends on what the loop has done before."""
    name, own = unsolved.name, f"{unsolved.name}@"
    body = list(subterms(unsolved.step))
    places = [t for t in body if isinstance(t, Apply) and t.op == "eq"]
    if any(isinstance(part, (Fold, Extent)) for place in places for part in place.args):
        return f"how many elements `{name}` has by then depends on the data"
    if any(_through_elements(place) for place in places):
        return f"`{name}` is written through an index: a later iteration may write the same place"
    if any(isinstance(t, Elem) and t.array.startswith(own) and not _is_own_cell(t) for t in body):
        return f"`{name}` is read where an earlier iteration may have written it"
    operators = sorted({t.op for t in body if isinstance(t, Apply)} & _TELLING)
    through = f" through {', '.join(operators)}" if operators else ""
    return f"`{name}` feeds back into itself{through}"


def _through_elements(comparison: Apply) -> bool:
    """Whether a place that is written depends on elements."""
    return any(isinstance(t, Elem) for t in subterms(comparison)) and any(
        isinstance(a, Sym) for a in comparison.args
    )


def _is_own_cell(read: Elem) -> bool:
    return all(isinstance(i, Sym) for i in read.indices)


_TELLING = {"sin", "cos", "tan", "exp", "log", "pow", "sqrt", "tanh", "mod", "truncrem", "bitxor", "div"}
