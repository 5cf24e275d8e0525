"""Reasons for refusal in the user's terms: from what failed inside to a diagnostic at the source."""

from __future__ import annotations

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.loopir.nodes import For, Function, statements
from tenspiler.optimisation.vectorise import NotExpressible
from tenspiler.reasons import elements_read, reason, root
from tenspiler.spoken import element
from tenspiler.symbolic.execute import Unreadable
from tenspiler.synthesis.summarise import Search
from tenspiler.verification.discharge import NeverDefined, Unproved
from tenspiler.verification.solver import Answer, SolverFailed
from tenspiler.verification.verify import Unsound, Vacuous

INCONCLUSIVE_CODES = frozenset({"TSP3002", "TSP3006", "TSP3007"})
INTERNAL_CODES = frozenset({"TSP0097"})


def in_users_terms(error: Exception, function: Function, search: Search) -> Refusal:
    """The diagnostic for a failure."""
    match error:
        case Unreadable():
            return _unreadable(error, function, search)
        case NeverDefined():
            return Refusal("TSP3003", error.obligation.span, reason=error.obligation.reason)
        case Unproved():
            return _unproved(error)
        case Vacuous():
            return Refusal("TSP3004", error.span)
        case Unsound():
            return Refusal("TSP0097", error.span, what=error.what)
        case SolverFailed():
            return Refusal("TSP3006", function.span, what=str(error))
        case NotExpressible():
            return _not_expressible(error, function)
        case _:
            raise error


def exhausted(function: Function) -> Refusal:
    """The diagnostic where a function has taken all the effort that it may."""
    return Refusal("TSP3007", function.span, function=function.name)


def _unproved(error: Unproved) -> Refusal:
    obligation = error.obligation
    code = "TSP3002" if error.answer is Answer.UNKNOWN else "TSP3001"
    why = obligation.reason
    if obligation.claim is not None:
        why = f"what was found for `{obligation.claim[1]}` fits small runs, but is not proved for every size"
    return Refusal(code, obligation.span, reason=why, kind=obligation.kind)


def _not_expressible(error: NotExpressible, function: Function) -> Refusal:
    """The loop whose range depends on elements, if that is what stands in the way."""
    what = str(error)
    loops = [s for s in statements(function.body) if isinstance(s, For)]
    given = [(loop, load) for loop in loops for load in elements_read(loop.start, loop.stop)]
    if "segment" in what and given:
        return Refusal("TSP2003", given[0][0].span, function=function.name, what=what)
    if "range" in what and given:
        loop, load = given[0]
        read = element(load.array, load.indices)
        what = f"how often this loop runs depends on the elements of `{load.array}`: `{read}`"
        return Refusal("TSP2003", loop.span, function=function.name, what=what)
    return Refusal("TSP2003", function.span, function=function.name, what=what)


def _unreadable(error: Unreadable, function: Function, search: Search) -> Refusal:
    if error.name == "while":
        return Refusal("TSP2002", error.span)
    found = search.unsolved.get(error.name)
    if found is None and error.name in search.handed:
        search.unsolved[error.name] = found = search.handed[error.name]
    if found is None:
        how, way_out = f"`{error.name}` may have no value here", "give it a value on every path"
        return Refusal("TSP2001", error.span, name=error.name, how=how, way_out=way_out)
    found = search.unsolved[root(error.name, search.unsolved)]
    why = reason(function, found)
    refusal = Refusal("TSP2001", why.span, name=found.name, how=why.how, way_out=why.way_out)
    return refusal.relating(why.related)
