"""Normal form of integer cells: sums of products of atoms, in an order that depends on them alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from tensir.build import add, apply, cast, fold, sub
from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, integer, rebuild, substitute, subterms
from tensir.dtypes import BOOL, INT

Monomial: TypeAlias = tuple[Cell, ...]
Polynomial: TypeAlias = dict[Monomial, int]

MOST_REMEMBERED = 50_000
MOST_TERMS = 512
MOST_FACTORS = 24


@lru_cache(maxsize=MOST_REMEMBERED)
def sort_key(cell: Cell) -> tuple[object, ...]:
    """A total order on cells that depends on their structure alone."""
    match cell:
        case Lit():
            return (0, cell.dtype.name, repr(cell.value))
        case Extent():
            return (1, cell.array, cell.axis)
        case Sym():
            stem, _, number = cell.name.partition("#")
            return (2, stem, int(number or -1), cell.dtype.name)
        case Elem():
            return (3, cell.array, len(cell.indices), *map(sort_key, cell.indices))
        case Apply():
            return (4, cell.op, len(cell.args), *map(sort_key, cell.args), cell.dtype.name)
        case Fold():
            return (5, cell.op, *map(sort_key, (cell.lo, cell.hi, cell.init, cell.body)))


def polynomial(cell: Cell) -> Polynomial:
    """An `INT` cell as a polynomial over its atoms; a product too large to be written out is an atom.

    It is remembered, and the caller's own: what is done to it changes no other.
    """
    match cell:
        case Lit():
            return {(): int(cell.value)} if cell.value else {}
        case Apply(op="add" | "sub" | "neg" | "mul") if cell.dtype is INT:
            return dict(_arithmetic(cell))
        case _:
            return {(cell,): 1}


@lru_cache(maxsize=MOST_REMEMBERED)
def _arithmetic(cell: Apply) -> Polynomial:
    match cell:
        case Apply(op="add", args=(a, b)):
            return plus(polynomial(a), polynomial(b))
        case Apply(op="sub", args=(a, b)):
            return plus(polynomial(a), polynomial(b), -1)
        case Apply(op="neg", args=(a,)):
            return plus({}, polynomial(a), -1)
        case Apply(op="mul", args=(a, b)):
            one, other = polynomial(a), polynomial(b)
            small = len(one) * len(other) <= MOST_TERMS and degree(one) + degree(other) <= MOST_FACTORS
            return times(one, other) if small else {(cell,): 1}
        case _:
            return {(cell,): 1}


def degree(poly: Polynomial) -> int:
    """How many factors the longest monomial has."""
    return max(map(len, poly), default=0)


def plus(a: Polynomial, b: Polynomial, factor: int = 1) -> Polynomial:
    """`a + factor * b`."""
    total = dict(a)
    for monomial, coefficient in b.items():
        value = total.get(monomial, 0) + factor * coefficient
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)
    return total


def times(a: Polynomial, b: Polynomial) -> Polynomial:
    """The product of two polynomials."""
    total: Polynomial = {}
    for m, x in a.items():
        for n, y in b.items():
            monomial = tuple(sorted((*m, *n), key=sort_key)) if m and n else m + n
            total[monomial] = total.get(monomial, 0) + x * y
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def multiples(poly: Polynomial, divisor: Polynomial) -> tuple[Polynomial, Polynomial]:
    """`(whole, rest)` with `poly == whole * divisor + rest`, the whole from terms that cancel altogether."""
    whole: Polynomial = {}
    rest = dict(poly)
    if not divisor:
        return whole, rest
    lead = max(divisor, key=len)
    for monomial in poly:
        others = taken_out(monomial, lead)
        if others is None or rest.get(monomial, 0) % divisor[lead] or monomial not in rest:
            continue
        part: Polynomial = {others: rest[monomial] // divisor[lead]}
        left = plus(rest, times(divisor, part), -1)
        if len(left) == len(rest) - len(divisor):
            whole, rest = plus(whole, part), left
    return whole, rest


def taken_out(monomial: Monomial, atoms: Monomial) -> Monomial | None:
    """What is left of a product without some of its factors; None if they are not all there."""
    others = list(monomial)
    for atom in atoms:
        if atom not in others:
            return None
        others.remove(atom)
    return tuple(others)


def to_cell(poly: Polynomial) -> Cell:
    """A polynomial as a cell: positive terms first, the constant last."""
    if not poly:
        return integer(0)
    order = sorted(poly, key=lambda m: (not m, poly[m] < 0, -len(m), [sort_key(a) for a in m]))
    result: Cell | None = None
    for monomial in order:
        coefficient = poly[monomial]
        if result is None:
            result = _term(monomial, coefficient)
        elif coefficient < 0:
            result = Apply("sub", (result, _term(monomial, -coefficient)), INT)
        else:
            result = Apply("add", (result, _term(monomial, coefficient)), INT)
    assert result is not None
    return result


def _term(monomial: Monomial, coefficient: int) -> Cell:
    if not monomial:
        return integer(coefficient)
    result = monomial[0]
    for atom in monomial[1:]:
        result = Apply("mul", (result, atom), INT)
    if coefficient == -1:
        return Apply("neg", (result,), INT)
    return result if coefficient == 1 else Apply("mul", (integer(coefficient), result), INT)


def linear_in(cell: Cell, name: str) -> tuple[Polynomial, Polynomial] | None:
    """`(a, b)` with `cell == a * name + b` and neither a nor b depending on the symbol; None otherwise."""
    slope: Polynomial = {}
    rest: Polynomial = {}
    symbol = Sym(name, INT)
    for monomial, coefficient in polynomial(cell).items():
        others = tuple(a for a in monomial if a != symbol)
        if any(mentions(a, name) for a in others) or len(monomial) - len(others) > 1:
            return None
        if len(others) < len(monomial):
            slope = plus(slope, {others: coefficient})
        else:
            rest = plus(rest, {monomial: coefficient})
    return slope, rest


def mentions(cell: Cell, name: str) -> bool:
    """Whether a cell contains a symbol of that name (names of bound indices are never reused)."""
    return any(isinstance(term, Sym) and term.name == name for term in subterms(cell))


def _same(cell: Apply) -> Cell:
    return cell


def _as_it_is(poly: Polynomial) -> Polynomial:
    return poly


_normal_forms: dict[Cell, Cell] = {}  # normal forms without further rules, which depend on the cell alone


def forget_normal_forms() -> None:
    """Start afresh, so that the work of what follows does not depend on what was done before."""
    _normal_forms.clear()


def normal(
    cell: Cell,
    rule: Callable[[Polynomial], Polynomial] = _as_it_is,
    divided: Callable[[Apply], Cell] = _same,
) -> Cell:
    """The cell with all integer arithmetic in normal form.

    `rule` may rewrite each polynomial on the way, `divided` each quotient and remainder.
    """
    memo = _normal_forms if rule is _as_it_is and divided is _same else {}
    if len(memo) > MOST_REMEMBERED:
        memo.clear()

    def visit(term: Cell) -> Cell:
        found = memo.get(term)
        if found is None:
            found = memo[term] = compute(term)
        return found

    def compute(term: Cell) -> Cell:
        rebuilt = rebuild(term, visit)
        match rebuilt:
            case Apply(op="add" | "sub" | "mul" | "neg") if rebuilt.dtype is INT:
                return to_cell(rule(polynomial(rebuilt)))
            case Apply(op="cast", args=(inner,)):
                return cast(inner, rebuilt.dtype)
            case Apply(op="floordiv" | "mod") if rebuilt.dtype is INT:
                simpler = apply(rebuilt.op, rebuilt.args, INT)
                return divided(simpler) if isinstance(simpler, Apply) else simpler
            case Apply(op="eq" | "ne" | "lt" | "le" | "gt" | "ge", args=(a, b)) if a.dtype is INT:
                return _comparison(rebuilt.op, a, b)
            case Apply():
                return apply(rebuilt.op, rebuilt.args, rebuilt.dtype)
            case Fold(lo=lo):
                return fold(
                    rebuilt.op, rebuilt.binder, lo, unclamped(lo, rebuilt.hi), rebuilt.init, rebuilt.body
                )
            case _:
                return rebuilt

    return visit(cell)


def unclamped(lo: Cell, hi: Cell) -> Cell:
    """`n` for a range from `lo` to `max(n, lo)`, however that is written: both are empty unless `lo < n`."""
    poly = polynomial(hi)
    for monomial, coefficient in poly.items():
        match monomial:
            case (Apply(op="max", args=args),) if coefficient == 1:
                rest = plus(poly, {monomial: -1})
                for kept, dropped in (args, args[::-1]):
                    if plus(rest, polynomial(dropped)) == polynomial(lo):
                        return to_cell(plus(rest, polynomial(kept)))
            case _:
                pass
    return hi


def _comparison(op: str, a: Cell, b: Cell) -> Cell:
    difference = plus(polynomial(a), polynomial(b), -1)
    if set(difference) <= {()}:
        return apply(op, (integer(difference.get((), 0)), integer(0)), BOOL)
    return apply(op, (a, b), BOOL)


def tidy(op: str, a: Cell, b: Cell) -> Cell:
    """An integer comparison with negative terms moved across, so that it reads as a person would write it."""
    from_left = plus(polynomial(a), polynomial(b), -1)
    if op == "lt":
        op, from_left = "le", plus(from_left, {(): 1})
    left: Polynomial = {m: c for m, c in from_left.items() if c > 0 and m}
    right: Polynomial = {m: -c for m, c in from_left.items() if c < 0 and m}
    constant = from_left.get((), 0)
    if constant > 0 and not left and op == "le":
        op, left[()] = ("lt", constant - 1) if constant == 1 else (op, constant)
    elif constant == 1 and op == "le" and left:
        op = "lt"
    elif constant > 0:
        left, right = ({**left, (): constant}, right) if right else (left, {(): -constant})
    elif constant < 0:
        left, right = (left, {**right, (): -constant}) if left else ({(): constant}, right)
    return apply(op, (to_cell(left), to_cell(right)), BOOL)


def from_zero(fold: Fold) -> Fold:
    """The same fold with its range shifted to start at 0."""
    if fold.lo == integer(0):
        return fold
    shifted = add(Sym(fold.binder, INT), fold.lo)
    body = normal(substitute(fold.body, {fold.binder: shifted}, make=apply))
    return Fold(fold.op, fold.binder, integer(0), normal(sub(fold.hi, fold.lo)), fold.init, body)
