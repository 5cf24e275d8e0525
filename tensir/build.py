"""Constructors of cells that fold constants and drop neutral operands; every rule holds for all values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce as fold_left
from typing import Final

from tensir.cells import (
    FALSE,
    TRUE,
    Apply,
    Cell,
    Elem,
    Extent,
    Fold,
    Lit,
    Sym,
    free_symbols,
    integer,
    rebuild,
)
from tensir.dtypes import BOOL, INT, DType, Kind
from tensir.scalars import SCALARS, compute, result_dtype

MOST_ADDENDS = 8
COMPARISONS: Final = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
"""The scalar operators that compare."""

_IDEMPOTENT = {"min", "max", "and", "or", "bitand", "bitor"}


def apply(op: str, args: tuple[Cell, ...], dtype: DType) -> Cell:
    """`Apply(op, args, dtype)`, simplified where that is cheap; for `cast`, `dtype` is the target."""
    if op == "identical":
        return TRUE if args[0] == args[1] else Apply(op, args, dtype)
    if op in ("pair", "triple"):
        return Apply(op, args, dtype)
    if isinstance(args[-1], Lit) and all(isinstance(a, Lit) for a in args) and not _has_float(args, dtype):
        return _constant(op, args, dtype)
    match op:
        case "cast":
            return cast(args[0], dtype)
        case "select":
            return select(*args)
        case "and":
            return conj(*args)
        case "or":
            return disj(*args)
        case "not":
            return negate(args[0])
        case _ if op in COMPARISONS:
            return _compare(op, *args)
        case "add" | "sub" | "mul" if dtype.is_integer:
            return _arithmetic(op, args[0], args[1], dtype)
        case "bitand" | "bitor" | "bitxor" if identity(op, dtype) in args:
            return args[1] if args[0] == identity(op, dtype) else args[0]
        case "floordiv" | "mod" | "truncdiv" | "truncrem" if args[1] == Lit(0, args[1].dtype):
            return Lit(0, dtype)
        case "floordiv" | "truncdiv" if args[1] == Lit(1, args[1].dtype):
            return args[0]
        case "mod" | "truncrem" if args[1] == Lit(1, args[1].dtype):
            return Lit(0, dtype)
        case "min" | "max" if args[0] == args[1] and dtype.is_integer:
            return args[0]
        case "min" | "max" if isinstance(args[0], Lit) and dtype.is_integer:
            return Apply(op, (args[1], args[0]), dtype)
        case "max" if dtype is INT and args[1] == Lit(0, INT) and isinstance(args[0], Extent):
            return args[0]
        case "max" if dtype is INT and isinstance(args[1], Lit) and args[1].value != 0:
            return add(apply("max", (sub(args[0], args[1]), Lit(0, INT)), INT), args[1])
        case _:
            return Apply(op, args, dtype)


def scalar(op: str, *args: Cell) -> Cell:
    """An operator of the scalar table on operands that fit its type rule."""
    return apply(op, args, result_dtype(op, tuple(a.dtype for a in args)))


def _has_float(args: tuple[Cell, ...], dtype: DType) -> bool:
    return dtype.is_float or any(a.dtype.is_float for a in args)


def _constant(op: str, args: tuple[Cell, ...], dtype: DType) -> Cell:
    value = compute(op, dtype, tuple(_value(a) for a in args)).item()
    return Lit(bool(value) if dtype is BOOL else int(value), dtype)


def _value(cell: Cell) -> object:
    assert isinstance(cell, Lit)
    return cell.dtype.numpy.type(cell.value) if cell.dtype is not INT else cell.value


def _arithmetic(op: str, a: Cell, b: Cell, dtype: DType) -> Cell:
    zero, one = Lit(0, dtype), Lit(1, dtype)
    match op:
        case "add" if a == zero:
            return b
        case "add" | "sub" if b == zero:
            return a
        case "sub" if a == b:
            return zero
        case "mul" if zero in (a, b):
            return zero
        case "mul" if a == one:
            return b
        case "mul" if b == one:
            return a
        case _:
            return Apply(op, (a, b), dtype)


def cast(cell: Cell, dtype: DType) -> Cell:
    """A conversion; a scalar symbol seen at `INT` is the symbol itself, and widening casts compose."""
    source = cell.dtype
    if source is dtype:
        return cell
    match cell:
        case Sym() if dtype is INT and source.is_integer:
            return Sym(cell.name, INT)
        case Lit() if not _has_float((cell,), dtype):
            return _constant("cast", (cell,), dtype)
        case Apply(op="cast", args=(inner,)) if _widens(inner.dtype, source) and source is not BOOL:
            return cast(inner, dtype)
        case Apply(op="select", args=(c, a, b)) if isinstance(a, Lit) and isinstance(b, Lit):
            if not _has_float((a, b), dtype):
                return select(c, cast(a, dtype), cast(b, dtype))
        case _:
            pass
    return Apply("cast", (cell,), dtype)


def _widens(narrow: DType, wide: DType) -> bool:
    """Whether every value of `narrow` is a value of `wide`, both of them integers or booleans."""
    if narrow is BOOL:
        return wide.is_integer
    if not (narrow.is_integer and wide.is_integer):
        return False
    if wide is INT:
        return True
    return narrow.is_fixed and wide.lowest <= narrow.lowest and narrow.highest <= wide.highest


def select(condition: Cell, yes: Cell, no: Cell) -> Cell:
    """`yes` where the condition holds, else `no`."""
    yes, no = branch(condition, yes, 1), branch(condition, no, 2)
    if condition == TRUE or yes == no:
        return yes
    if condition == FALSE:
        return no
    if yes == TRUE and no == FALSE:
        return condition
    if yes == FALSE and no == TRUE:
        return negate(condition)
    if yes.dtype is BOOL:
        if no == FALSE:
            return conj(condition, yes)
        if yes == TRUE:
            return disj(condition, no)
        if yes == FALSE:
            return conj(negate(condition), no)
        if no == TRUE:
            return disj(negate(condition), yes)
    match condition:
        case Apply(op="not", args=(inner,)):
            return select(inner, no, yes)
        case Apply(op="eq" | "ne" as op, args=(a, b)) if a.dtype.is_integer and (yes, no) in ((a, b), (b, a)):
            return no if op == "eq" else yes
        case _:
            return Apply("select", (condition, yes, no), yes.dtype)


def branch(condition: Cell, value: Cell, place: int) -> Cell:
    """What a choice by the same condition comes to on one side of it."""
    while isinstance(value, Apply) and value.op == "select" and value.args[0] == condition:
        value = value.args[place]
    return value


def addends(cell: Cell) -> list[tuple[bool, Cell]]:
    """What a sum of floats adds up, each with whether it is taken away instead; long sums are one addend."""
    found = _addends(cell, False)
    return found if len(found) <= MOST_ADDENDS else [(False, cell)]


def _addends(cell: Cell, negative: bool) -> list[tuple[bool, Cell]]:
    match cell:
        case Apply(op="add" | "sub" as op, args=(a, b)) if cell.dtype.is_float:
            return [*_addends(a, negative), *_addends(b, negative != (op == "sub"))]
        case Apply(op="neg", args=(a,)) if cell.dtype.is_float:
            return _addends(a, not negative)
        case _:
            return [(negative, cell)]


def factors(cell: Cell) -> list[Cell]:
    """The factors of a product, left to right."""
    match cell:
        case Apply(op="mul", args=(a, b)):
            return [*factors(a), *factors(b)]
        case _:
            return [cell]


def conj(*parts: Cell) -> Cell:
    """Logical and of any number of booleans; nested ones are flattened and repeats dropped."""
    atoms: list[Cell] = []
    for part in parts:
        for atom in conjuncts(part):
            if atom == FALSE:
                return FALSE
            if atom != TRUE and atom not in atoms:
                atoms.append(atom)
    if any(negate(a) in atoms for a in atoms if isinstance(a, Apply) and a.op == "not"):
        return FALSE
    atoms = list(dict.fromkeys(_below_larger(a, atoms) for a in atoms))
    return fold_left(lambda a, b: Apply("and", (a, b), BOOL), atoms) if atoms else TRUE


def _below_larger(atom: Cell, others: list[Cell]) -> Cell:
    """`x < max(a, b)` is `x < a` where `b <= x` holds as well."""
    match atom:
        case Apply(op="lt", args=(x, Apply(op="max", args=(a, b)))) if a.dtype is INT:
            if Apply("le", (b, x), BOOL) in others:
                return Apply("lt", (x, a), BOOL)
            if Apply("le", (a, x), BOOL) in others:
                return Apply("lt", (x, b), BOOL)
        case Apply(
            op="lt", args=(x, Apply(op="add", args=(Apply(op="max", args=(a, Lit(value=0))), Lit() as c)))
        ) if c.dtype is INT:
            if Apply("le", (c, x), BOOL) in others:
                return Apply("lt", (x, add(a, c)), BOOL)
        case _:
            pass
    return atom


def conjuncts(cell: Cell) -> list[Cell]:
    """The parts of a conjunction, left to right."""
    parts: list[Cell] = []
    stack = [cell]
    while stack:
        term = stack.pop()
        if isinstance(term, Apply) and term.op == "and":
            stack += reversed(term.args)
        else:
            parts.append(term)
    return parts


def disj(*parts: Cell) -> Cell:
    """Logical or of any number of booleans."""
    atoms: list[Cell] = []
    for part in parts:
        if part == TRUE:
            return TRUE
        if part != FALSE and part not in atoms:
            atoms.append(part)
    return fold_left(lambda a, b: Apply("or", (a, b), BOOL), atoms) if atoms else FALSE


def negate(cell: Cell) -> Cell:
    """Logical not; comparisons of integers are turned round."""
    match cell:
        case Lit():
            return FALSE if cell.value else TRUE
        case Apply(op="not", args=(inner,)):
            return inner
        case Apply(op="eq" | "ne" as op, args=args) if args[0].dtype.is_integer:
            return Apply("ne" if op == "eq" else "eq", args, BOOL)
        case Apply(op="lt" | "ge" as op, args=(a, b)) if a.dtype.is_integer:
            return Apply("le", (b, a), BOOL) if op == "lt" else Apply("lt", (a, b), BOOL)
        case Apply(op="le" | "gt" as op, args=(a, b)) if a.dtype.is_integer:
            return Apply("lt", (b, a), BOOL) if op == "le" else Apply("le", (a, b), BOOL)
        case _:
            return Apply("not", (cell,), BOOL)


def under(cell: Cell, facts: Sequence[Cell]) -> Cell:
    """The cell where some conditions hold, with those conditions dropped from its choices."""
    memo: dict[Cell, Cell] = {}
    known: dict[Cell, Cell] = {}
    names = frozenset[str]().union(*map(free_symbols, facts))
    for fact in facts:
        for part in conjuncts(fact):
            known[part], known[negate(part)] = TRUE, FALSE

    def visit(term: Cell) -> Cell:
        if term in known:
            return known[term]
        found = memo.get(term)
        if found is None:
            match term:
                case Apply():
                    found = apply(term.op, tuple(visit(a) for a in term.args), term.dtype)
                case Fold() if term.binder in names:
                    found = term  # what is known is of another index of that name
                case Elem() | Fold():
                    found = rebuild(term, visit)
                case _:
                    found = term
            memo[term] = found
        return found

    return visit(cell)


def implies(premise: Cell, conclusion: Cell) -> Cell:
    """Logical implication."""
    if premise == TRUE:
        return conclusion
    return disj(negate(premise), conclusion) if conclusion != TRUE else TRUE


def _compare(op: str, a: Cell, b: Cell) -> Cell:
    if a == b and not a.dtype.is_float:
        return TRUE if op in ("eq", "le", "ge") else FALSE
    if isinstance(a, Lit) and isinstance(b, Lit):
        return _constant(op, (a, b), BOOL)
    if a.dtype is INT and isinstance(b, Lit) and isinstance(a, Extent) and b.value <= 0:
        if op in ("ge",) or (op == "gt" and b.value < 0):
            return TRUE
        if op == "lt":
            return FALSE
    return Apply(op, (a, b), BOOL)


def add(a: Cell, b: Cell) -> Cell:
    """Sum of two operands of one dtype."""
    return apply("add", (a, b), a.dtype)


def sub(a: Cell, b: Cell) -> Cell:
    """Difference of two operands of one dtype."""
    return apply("sub", (a, b), a.dtype)


def mul(a: Cell, b: Cell) -> Cell:
    """Product of two operands of one dtype."""
    return apply("mul", (a, b), a.dtype)


def eq(a: Cell, b: Cell) -> Cell:
    """Whether two operands of one dtype are equal."""
    return apply("eq", (a, b), BOOL)


def lt(a: Cell, b: Cell) -> Cell:
    """Whether `a < b`."""
    return apply("lt", (a, b), BOOL)


def le(a: Cell, b: Cell) -> Cell:
    """Whether `a <= b`."""
    return apply("le", (a, b), BOOL)


def within(cell: Cell, lo: Cell, hi: Cell) -> Cell:
    """`lo <= cell < hi`."""
    return conj(le(lo, cell), lt(cell, hi))


def fits(number: Cell, dtype: DType) -> Cell:
    """That a number lies in the range of a fixed-width integer."""
    return conj(le(integer(dtype.lowest), number), le(number, integer(dtype.highest)))


def clamp_extent(cell: Cell) -> Cell:
    """`max(cell, 0)`: an extent is never negative."""
    if _never_negative(cell):
        return cell
    return integer(0) if isinstance(cell, Lit) else apply("max", (cell, integer(0)), INT)


def _never_negative(cell: Cell) -> bool:
    match cell:
        case Extent():
            return True
        case Lit():
            return cell.value >= 0
        case Apply(op="max", args=args):
            return any(_never_negative(a) for a in args)
        case Apply(op="min", args=args):
            return all(_never_negative(a) for a in args)
        case Apply(op="add" | "mul", args=args) if cell.dtype is INT:
            return all(_never_negative(a) for a in args)
        case Apply(op="floordiv", args=(a, Lit() as b)) if cell.dtype is INT:
            return b.value > 0 and _never_negative(a)
        case _:
            return False


def identity(op: str, dtype: DType) -> Lit | None:
    """The neutral element of an associative operator at a dtype, if it has one; recurrences have none."""
    if op not in SCALARS:
        return None
    value = SCALARS[op].identity(dtype)
    return None if value is None else Lit(value, dtype)


def unchanging(op: str, dtype: DType) -> Lit | None:
    """What changes no value, if there is such: 0.0 would change the sign of a zero, and -0.0 does not."""
    return Lit(-0.0, dtype) if op == "add" and dtype.is_float else identity(op, dtype)


def fold(op: str, binder: str, lo: Cell, hi: Cell, init: Cell, body: Cell) -> Cell:
    """A fold; ranges that are visibly empty give `init`, and so do choices between it and itself."""
    if lo == hi or (isinstance(lo, Lit) and isinstance(hi, Lit) and hi.value <= lo.value):
        return init
    if body == init and op in _IDEMPOTENT:
        return init
    if isinstance(hi, Apply) and hi.op == "max" and lo in hi.args:
        hi = hi.args[1] if hi.args[0] == lo else hi.args[0]
    return Fold(op, binder, lo, hi, init, body)


def is_bounded(dtype: DType) -> bool:
    """Whether a dtype is a fixed-width integer or a boolean."""
    return dtype.kind in (Kind.SIGNED, Kind.UNSIGNED, Kind.BOOL)
