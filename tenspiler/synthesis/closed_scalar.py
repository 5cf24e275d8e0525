"""Closed forms of one loop-carried value, from the shape of its step.

Before: `x' = x + a[t]` with `x = x0` at t = lo. After: `x0 + sum(j in lo..t: a[j])`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tensir.build import (
    add,
    apply,
    cast,
    conj,
    conjuncts,
    disj,
    fold,
    identity,
    le,
    lt,
    mul,
    negate,
    scalar,
    select,
    sub,
)
from tensir.cells import (
    FALSE,
    TRUE,
    Apply,
    Cell,
    Elem,
    Fold,
    Lit,
    Sym,
    alike,
    free_symbols,
    fresh,
    substitute,
    subterms,
)
from tensir.dtypes import BOOL, INT, DType
from tensir.last import last
from tensir.polynomial import mentions, normal
from tenspiler.synthesis.counters import limited
from tenspiler.synthesis.enumerate import units
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.occurrences import contains, replace
from tenspiler.synthesis.recurrent import pairs
from tenspiler.synthesis.switched import absorbs, settled, two_values

FOLDABLE = ("add", "mul", "max", "min", "or", "and", "bitand", "bitor", "bitxor")
_FLIP = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


class _Keep:
    """The step leaves the value as it is: the neutral element of whatever operator it is."""


KEEP = _Keep()
BITWISE = (
    "bitand",
    "bitor",
    "bitxor",
)  # opaque to the solver: nothing that needs their associativity is proposed


def closed_forms(
    x: Cell,
    step: Cell,
    index: Sym,
    lo: Cell,
    entry: Cell,
    extendable: bool = False,
    latest: bool = True,
) -> Iterator[Cell]:
    """Candidates for the value at the head of iteration `index`, most likely first.

    `x` is the value at the head inside `step`, the value at the end of the iteration; `entry` is the value
    at the entry of the loop. `extendable`: what the loop runs over may as well start one earlier.
    `latest`: the last iteration in which something held may be looked for.
    """
    if step == x:
        yield entry
        return
    if x.dtype is BOOL and contains(step, x) and (forgotten := settled(step, x)) is not None:
        step = forgotten
    if not contains(step, x):
        last = substitute(step, {index.name: sub(index, Lit(1, INT))}, make=apply)
        yield recombined(select(lt(lo, index), last, entry))
        return
    match step:
        case Apply(op="select", args=(condition, inner, kept)) if (
            kept == x and not mentions(condition, index.name) and not contains(condition, x)
        ):
            for closed in closed_forms(x, inner, index, lo, entry):
                yield select(condition, closed, entry)
            return
        case _:
            pass
    yield from _remainder(x, step, index, lo, entry)
    yield from limited(x, step, index, lo, entry)
    switched = _switch(step, x, index, lo, entry)
    if switched is not None:
        yield switched
    if latest:
        yield from last_set(step, x, index, lo, entry)
    yield from _truth(x, step, index, lo, entry)
    for op in FOLDABLE:
        unit = factor(step, x, op, entry)
        if unit is not None and not isinstance(unit, _Keep):
            if extendable and op in ("min", "max"):
                yield from _from_its_first(op, unit, index, lo, entry)
            yield from _accumulated(op, unit, index, lo, entry)
    for op in FOLDABLE:
        unit = by_identity(step, x, op)
        if unit is not None and (x.dtype is not BOOL or absorbs(step, x, op)):
            yield from _accumulated(op, unit, index, lo, entry)
    yield from _one_of_two(x, step, index, lo, entry)
    for op, element in pairs(step, x) if not _is_scattered(step, x, index) else ():
        yield recombined(_fold(op, element, index, lo, entry))
    if isinstance(x, Sym):
        for op, unit in units(step, x):
            yield from _accumulated(op, unit, index, lo, entry)


def _remainder(x: Cell, step: Cell, index: Sym, lo: Cell, entry: Cell) -> Iterator[Cell]:
    """`x' = (x + f(t)) % m`, or `& (2^k - 1)`: the remainder of the sum."""
    match step:
        case Apply(op="mod", args=(total, modulus)) if x.dtype is INT and not mentions(modulus, index.name):
            below = lt(entry, modulus)
        case Apply(op="bitand", args=(total, Lit(value=int(mask)) as modulus)) if (
            mask & (mask + 1) == 0 < mask
        ):
            below = le(entry, modulus)
        case _:
            return
    unit = None if contains(modulus, x) else factor(total, x, "add", entry)
    if unit is None or isinstance(unit, _Keep):
        return
    for sums in _accumulated("add", unit, index, lo, entry):
        left = Apply(step.op, (sums, modulus), x.dtype)
        reduced = conj(le(Lit(0, x.dtype), entry), below)
        yield left if reduced == TRUE else select(lt(lo, index), left, entry)


def _is_scattered(step: Cell, x: Cell, index: Sym) -> bool:
    """Whether data say which cell of an array an iteration changes: a recurrence would visit all of them."""
    places = free_symbols(x) - {index.name} if isinstance(x, Elem) else frozenset[str]()
    conditions = [t.args[0] for t in subterms(step) if isinstance(t, Apply) and t.op == "select"]
    return any(mentions(c, index.name) and not places.isdisjoint(free_symbols(c)) for c in conditions)


def _switch(step: Cell, x: Cell, index: Sym, lo: Cell, entry: Cell) -> Cell | None:
    """`x' = c(t) ? v : x` with one v for all iterations: v as soon as c held once."""
    match step:
        case Apply(op="select", args=(condition, value, kept)) if kept == x:
            held = condition
        case Apply(op="select", args=(condition, kept, value)) if kept == x:
            held = Apply("not", (condition,), BOOL)
        case _:
            return None
    if contains(held, x) or contains(value, x) or mentions(value, index.name):
        return None
    return select(_fold("or", held, index, lo, FALSE), value, entry)


def last_set(step: Cell, x: Cell, index: Sym, lo: Cell, entry: Cell) -> Iterator[Cell]:
    """`x' = c(t) ? v(t) : x`: v at the last iteration in which c held, if it ever did."""
    held, value = setting(step, x)
    if value is None or contains(held, x) or contains(value, x):
        return
    atoms = conjuncts(held)
    fixed = [a for a in atoms if not mentions(a, index.name)]
    if fixed and len(fixed) < len(atoms):
        rest = conj(*(a for a in atoms if a not in fixed))
        for closed in last_set(select(rest, value, x), x, index, lo, entry):
            yield recombined(select(conj(*fixed), closed, entry))
        return
    binder = fresh(index.name)
    condition = recombined(substitute(held, {index.name: Sym(binder, INT)}, make=apply))
    found = last(binder, lo, index, condition)
    before = recombined(substitute(value, {index.name: sub(lo, Lit(1, INT))}, make=apply))
    if before == entry:  # where c never held, the search gives what x is then
        yield recombined(substitute(value, {index.name: found}, make=apply))
    yield recombined(select(le(lo, found), substitute(value, {index.name: found}, make=apply), entry))


def absorbed(step: Cell, x: Sym, entry: Cell) -> Cell:
    """The step of a value that is set to one constant only, without asking what it was before.

    Before: `x' = not x or c ? true : x`. After: `x' = true`: where x is true it stays so, either way.
    """
    held, value = setting(step, x)
    if isinstance(value, Lit) and isinstance(entry, Lit) and contains(held, x):
        return select(recombined(replace(held, x, entry)), value, x)
    for op, neutral in (("or", FALSE), ("and", TRUE)) if x.dtype is BOOL and contains(step, x) else ():
        if absorbs(step, x, op):
            return apply(op, (x, replace(step, x, neutral)), BOOL)
    return step


def setting(step: Cell, x: Cell) -> tuple[Cell, Cell | None]:
    """When a step sets x, and to what; nothing where it keeps it."""
    if step == x:
        return FALSE, None
    match step:
        case Apply(op="select", args=(condition, yes, no)):
            (when_yes, of_yes), (when_no, of_no) = setting(yes, x), setting(no, x)
            if of_yes is None or of_no is None:
                value = of_no if of_yes is None else of_yes
                side = conj(negate(condition), when_no) if of_yes is None else conj(condition, when_yes)
                return side, value
            first = condition if when_no != TRUE else TRUE  # `c or not c and d` is `c or d`
            second = negate(condition) if when_yes != TRUE else TRUE
            held = disj(conj(first, when_yes), conj(second, when_no))
            return (TRUE if when_yes == when_no == TRUE else held), select(condition, of_yes, of_no)
        case _:
            return TRUE, step


def _one_of_two(x: Cell, step: Cell, index: Sym, lo: Cell, entry: Cell) -> Iterator[Cell]:
    """A value that is one of two constants, as a truth value."""
    found = None if _is_scattered(step, x, index) else two_values(step, x, entry)
    if found is not None:
        other, element = found
        yield recombined(select(_fold("and_xor", element, index, lo, FALSE), other, entry))


def _truth(x: Cell, step: Cell, index: Sym, lo: Cell, entry: Cell) -> Iterator[Cell]:
    """A truth value kept as an integer, as in C: `ok = ok && c(t)`."""
    match step:
        case Apply(op="cast", args=(condition,)) if condition.dtype is BOOL and x.dtype.is_integer:
            pass
        case _:
            return
    holds, was = Sym(fresh("holds"), BOOL), scalar("ne", x, Lit(0, x.dtype))
    after, before = replace(condition, was, holds), scalar("ne", entry, Lit(0, x.dtype))
    if contains(after, x):
        return
    for op in ("and", "or"):
        unit = factor(after, holds, op, before)
        if unit is not None and not isinstance(unit, _Keep):
            whole = apply(op, (before, _fold(op, unit, index, lo, TRUE if op == "and" else FALSE)), BOOL)
            number = cast(whole, x.dtype)
            is_truth = cast(before, x.dtype) == entry or (isinstance(entry, Lit) and entry.value in (0, 1))
            yield recombined(number if is_truth else select(lt(lo, index), number, entry))


def _accumulated(op: str, unit: Cell, index: Sym, lo: Cell, entry: Cell) -> Iterator[Cell]:
    dtype = entry.dtype
    if op == "add" and dtype.is_integer and not mentions(unit, index.name):
        distance = mul(sub(index, lo), _shortest(unit))
        yield recombined(cast(add(cast(entry, INT), distance), dtype))
    neutral = identity(op, dtype)
    if dtype.is_float or op in ("min", "max", *BITWISE) or neutral is None:
        yield recombined(_fold(op, unit, index, lo, entry))
    else:
        yield recombined(apply(op, (entry, _fold(op, unit, index, lo, neutral)), dtype))


def _shortest(unit: Cell) -> Cell:
    """An addend as a plain integer; `- 1` in unsigned arithmetic is one, and not 2**64 - 1."""
    unsigned = unit.dtype.is_fixed and unit.dtype.lowest == 0
    if isinstance(unit, Lit) and unsigned and int(unit.value) > unit.dtype.highest // 2:
        return Lit(int(unit.value) - (unit.dtype.highest + 1), INT)
    return _congruent(unit, unit.dtype.bits) if unit.dtype.is_fixed else cast(unit, INT)


def _congruent(cell: Cell, bits: int) -> Cell:
    """A number that is the same as an integer of a fixed width modulo 2**bits, without the wrapping in it."""
    match cell:
        case Apply(op="cast", args=(inner,)) if inner.dtype is INT and cell.dtype.bits >= bits:
            return inner
        case Apply(op="add" | "sub" | "mul" as op, args=args) if cell.dtype.bits >= bits:
            return apply(op, tuple(_congruent(a, bits) for a in args), INT)
        case _:
            return cast(cell, INT)


def _from_its_first(op: str, unit: Cell, index: Sym, lo: Cell, entry: Cell) -> Iterator[Cell]:
    """An extremum that starts with the element before the loop's first: over that element too."""
    before = sub(lo, Lit(1, INT))
    if alike(normal(substitute(unit, {index.name: before}, make=apply)), normal(entry)):
        yield recombined(_fold(op, unit, index, before, entry))


def _fold(op: str, unit: Cell, index: Sym, lo: Cell, init: Cell) -> Cell:
    binder = fresh(index.name)
    body = substitute(unit, {index.name: Sym(binder, INT)}, make=apply)
    return fold(op, binder, lo, index, init, body)


def factor(step: Cell, x: Cell, op: str, entry: Cell) -> Cell | _Keep | None:
    """`u` with `step == x op u`, read off the shape of the step; None where the shape does not say."""
    if step == x:
        return KEEP
    match step:
        case Apply(op="select", args=(condition, yes, no)):
            return _factor_choice(condition, yes, no, x, op, entry)
        case Apply(op=name, args=(a, b)) if name == op:
            return _factor_operand(a, b, x, op, entry) or _factor_operand(b, a, x, op, entry)
        case Apply(op="sub", args=(a, b)) if op == "add":
            negative = apply("neg", (b,), b.dtype)
            return _factor_operand(a, negative, x, op, entry) if not contains(b, x) else None
        case Apply(op="cast", args=(wide,)):
            return _factor_narrowed(step.dtype, wide, x, op, entry)
        case Fold() if step.op == op:
            return _factor_fold(step, x, op, entry)
        case _:
            return None


def _factor_operand(a: Cell, b: Cell, x: Cell, op: str, entry: Cell) -> Cell | None:
    """`a op b` where only `a` depends on x."""
    if contains(b, x):
        return None
    inner = factor(a, x, op, entry)
    if isinstance(inner, _Keep):
        return b
    return None if inner is None else apply(op, (inner, b), b.dtype)


def _factor_fold(step: Fold, x: Cell, op: str, entry: Cell) -> Cell | None:
    """An inner fold that goes on from x: the same fold from the neutral element."""
    if any(contains(part, x) for part in (step.lo, step.hi, step.body)):
        return None
    inner = factor(step.init, x, op, entry)
    neutral: Cell | None = entry if op in ("min", "max") else identity(op, x.dtype)
    if inner is None or neutral is None:
        return None
    whole = fold(op, step.binder, step.lo, step.hi, neutral, step.body)
    return whole if isinstance(inner, _Keep) else apply(op, (inner, whole), whole.dtype)


def _factor_choice(
    condition: Cell, yes: Cell, no: Cell, x: Cell, op: str, entry: Cell
) -> Cell | _Keep | None:
    if contains(condition, x):
        return _factor_extremum(condition, yes, no, x, op, entry)
    first, second = factor(yes, x, op, entry), factor(no, x, op, entry)
    if first is None or second is None:
        return None
    if isinstance(first, _Keep) and isinstance(second, _Keep):
        return KEEP
    neutral = identity(op, x.dtype) if op not in ("min", "max") else entry
    if neutral is None:
        return None
    left = neutral if isinstance(first, _Keep) else first
    right = neutral if isinstance(second, _Keep) else second
    return select(condition, left, right)


def _factor_extremum(condition: Cell, yes: Cell, no: Cell, x: Cell, op: str, entry: Cell) -> Cell | None:
    """`(u > x && c) ? u : x` and its relatives, for min and max; `fmax` also asks whether one is NaN."""
    unit = no if yes == x else yes
    if x not in (yes, no) or contains(unit, x):
        return None
    negated = yes == x
    atoms = conjuncts(_of_numbers(condition))
    about = [a for a in atoms if contains(a, x)]
    rest = [a for a in atoms if not contains(a, x)]
    if len(about) != 1 or (negated and rest):
        return None
    kind = _order(about[0], x, unit, negated)
    if kind != op:
        return None
    return select(conj(*rest), unit, entry) if rest else unit


def _of_numbers(condition: Cell) -> Cell:
    """`c` for `v != v or c`."""
    match condition:
        case Apply(op="or", args=(Apply(op="ne", args=(a, b)), rest)) if a == b:
            return rest
        case _:
            return condition


def _order(comparison: Cell, x: Cell, unit: Cell, negated: bool) -> str | None:
    """Which extremum of x and unit is chosen where unit is taken iff the comparison holds (or fails)."""
    match comparison:
        case Apply(op="not", args=(inner,)):
            return _order(inner, x, unit, not negated)
        case Apply(op="lt" | "le" | "gt" | "ge" as relation, args=(a, b)):
            left, right = _widened_from(a), _widened_from(b)
            if right == x and alike(left, unit):
                relation = _FLIP[relation]
            elif left != x or not alike(right, unit):
                return None
            larger_taken = relation in ("lt", "le")
            return "max" if larger_taken != negated else "min"
        case _:
            return None


def _widened_from(cell: Cell) -> Cell:
    while isinstance(cell, Apply) and cell.op == "cast" and _value_kept(cell.args[0].dtype, cell.dtype):
        cell = cell.args[0]
    return cell


def _value_kept(narrow: DType, wide: DType) -> bool:
    if narrow.is_integer and wide.is_integer:
        return wide is INT or (
            narrow.is_fixed and wide.lowest <= narrow.lowest and narrow.highest <= wide.highest
        )
    return narrow.is_float and wide.is_float and narrow.bits <= wide.bits


def _factor_narrowed(narrow: DType, wide: Cell, x: Cell, op: str, entry: Cell) -> Cell | _Keep | None:
    """`x` computed in a wider type and stored back, as C does for narrow integers and floats."""
    if narrow is BOOL or op not in ("add", "mul", "bitand", "bitor", "bitxor"):
        return None
    inner = factor(wide, cast(x, wide.dtype), op, cast(entry, wide.dtype))
    if inner is None or isinstance(inner, _Keep):
        return inner
    return cast(inner, narrow)


def by_identity(step: Cell, x: Cell, op: str) -> Cell | None:
    """`u = step[x := e]` for the neutral element e: right whenever `step == x op u` for any u."""
    neutral = identity(op, x.dtype) if not x.dtype.is_float else None
    if neutral is None or (op in ("or", "and")) != (x.dtype is BOOL):
        return None
    unit = recombined(replace(step, x, neutral))
    return None if contains(unit, x) else unit
