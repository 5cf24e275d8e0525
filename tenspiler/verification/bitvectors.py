"""Equations between fixed-width integers as questions about bit-vectors, where integers do not suffice.

`(a & b) + (a | b) == a + b` is no theorem of integers with opaque bit operators. Here every operator has
its meaning on vectors of bits; what is none (elements, parameters, folds) is an arbitrary vector of its
width, and unbounded integers are vectors so wide that nothing in the equation overflows. What is proved of
arbitrary vectors holds of those that the program has, so no hypothesis is needed but ranges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import final

from tensir.cells import Apply, Cell, Lit, children
from tensir.dtypes import BOOL, INT, DType, Kind
from tenspiler.verification.intervals import ANY, Interval, exact, hull, interval

BITS = frozenset({"bitand", "bitor", "bitxor", "bitnot", "shl", "shr"})
WIDEST = 136  # the product of two 64-bit numbers, and some more

_PLAIN = {
    "add": "bvadd", "sub": "bvsub", "mul": "bvmul", "neg": "bvneg",
    "bitand": "bvand", "bitor": "bvor", "bitxor": "bvxor", "bitnot": "bvnot",
}  # fmt: skip
_ORDERS = {"lt": "lt", "le": "le", "gt": "gt", "ge": "ge"}
_DIVISIONS = frozenset({"floordiv", "mod", "truncdiv", "truncrem"})


class _NoBits(Exception):
    """Something in an equation has no meaning on bit-vectors."""


def bit_vector_script(goal: Cell, hypotheses: Iterable[Cell]) -> str | None:
    """A script that is unsatisfiable only if the goal holds; None where bits play no part, or fall short."""
    writer = _Writer(_bounds(hypotheses))
    try:
        return writer.script(goal) if writer.prepare(goal) else None
    except _NoBits:
        return None


def _bounds(hypotheses: Iterable[Cell]) -> dict[Cell, Interval]:
    """What the hypotheses say of single terms by comparing them with constants."""
    found: dict[Cell, Interval] = {}
    for hypothesis in hypotheses:
        match hypothesis:
            case Apply(op="le" | "lt" as op, args=(Lit(value=low), term)) if term.dtype is INT:
                found[term] = _within(found.get(term, ANY), (int(low) + (op == "lt"), None))
            case Apply(op="le" | "lt" as op, args=(term, Lit(value=high))) if term.dtype is INT:
                found[term] = _within(found.get(term, ANY), (None, int(high) - (op == "lt")))
            case _:
                pass
    return found


def _within(one: Interval, other: Interval) -> Interval:
    lows = [x for x in (one[0], other[0]) if x is not None]
    highs = [x for x in (one[1], other[1]) if x is not None]
    return (max(lows) if lows else None), (min(highs) if highs else None)


@final
class _Writer:
    """Writes one equation; `bounds` are ranges of unbounded terms."""

    def __init__(self, bounds: Mapping[Cell, Interval]) -> None:
        self._bounds = bounds
        self._ranges: dict[Cell, Interval] = {}
        self._terms: dict[Cell, str] = {}
        self._lines: list[str] = []
        self._facts: list[str] = []
        self._width = 1

    def prepare(self, goal: Cell) -> bool:
        """Make unbounded integers wide enough; whether there are operators on bits in a goal at all."""
        terms = list(self._parts(goal))
        self._width = max((self._room(t) for t in terms if t.dtype is INT), default=1)
        return any(isinstance(t, Apply) and t.op in BITS for t in terms)

    def script(self, goal: Cell) -> str:
        """The negated goal over arbitrary vectors."""
        claim = self._term(goal)
        facts = [f"(assert {fact})" for fact in (*self._facts, f"(not {claim})")]
        return "\n".join(["(set-logic ALL)", *self._lines, *facts])

    def _parts(self, cell: Cell) -> Iterator[Cell]:
        """A cell and what it is computed from, down to what stands for arbitrary vectors."""
        yield cell
        if self._is_operator(cell):
            for part in children(cell):
                yield from self._parts(part)

    def _is_operator(self, cell: Cell) -> bool:
        """Whether a cell computes with integers and truth values alone, and compares nothing unbounded."""
        if not isinstance(cell, Apply) or any(c.dtype.is_float for c in (cell, *cell.args)):
            return False
        if cell.dtype is not BOOL or cell.args[0].dtype is not INT:
            return True
        return all(self._is_bounded(t) for a in cell.args for t in self._parts(a) if t.dtype is INT)

    def _is_bounded(self, cell: Cell) -> bool:
        low, high = self._range(cell)
        return low is not None and high is not None and -(1 << WIDEST) < low <= high < 1 << WIDEST

    # ------------------------------------------------------------ widths of unbounded integers

    def _room(self, cell: Cell) -> int:
        """The bits that an unbounded integer needs, its sign among them."""
        low, high = self._range(cell)
        if low is None or high is None or not self._is_bounded(cell):
            raise _NoBits
        return max(low.bit_length(), high.bit_length()) + 1

    def _range(self, cell: Cell) -> Interval:
        found = self._ranges.get(cell)
        if found is None:
            found = self._ranges[cell] = _within(self._bounds.get(cell, ANY), self._own_range(cell))
        return found

    def _own_range(self, cell: Cell) -> Interval:
        match cell:
            case Lit():
                return int(cell.value), int(cell.value)
            case _ if cell.dtype is BOOL:
                return 0, 1
            case _ if cell.dtype.is_fixed:
                return interval(cell)
            case _ if not self._is_operator(cell):
                return interval(cell)
            case Apply(op="cast", args=(inner,)):
                return self._range(inner)
            case Apply(op="select", args=(_, yes, no)):
                return hull(self._range(yes), self._range(no))
            case Apply(op="bitnot", args=(inner,)):
                low, high = self._range(inner)
                return (None if high is None else -high - 1), (None if low is None else -low - 1)
            case Apply(op="shl" | "shr" as op, args=(inner, Lit(value=count))) if 0 <= count <= WIDEST:
                return _shifted(op, self._range(inner), int(count))
            case Apply(op="bitand" | "bitor" | "bitxor", args=(a, b)) if not self._is_natural(a, b):
                most = 1 << max(self._room(a), self._room(b))
                return -most, most - 1
            case Apply() if all(a.dtype is INT for a in cell.args):
                return exact(cell.op, tuple(self._range(a) for a in cell.args))
            case _:
                return interval(cell)

    def _is_natural(self, *cells: Cell) -> bool:
        """Whether no cell is negative."""
        lows = [self._range(c)[0] for c in cells]
        return all(low is not None and low >= 0 for low in lows)

    def _bits(self, dtype: DType) -> int:
        return dtype.bits if dtype.is_fixed else self._width

    # ------------------------------------------------------------ terms

    def _term(self, cell: Cell) -> str:
        found = self._terms.get(cell)
        if found is None:
            text = self._write(cell)
            if len(text) > 24:
                name = f"t!{len(self._lines)}"
                self._lines.append(f"(define-fun {name} () {self._sort(cell.dtype)} {text})")
                text = name
            found = self._terms[cell] = text
        return found

    def _sort(self, dtype: DType) -> str:
        if dtype.is_float:
            raise _NoBits
        return "Bool" if dtype is BOOL else f"(_ BitVec {self._bits(dtype)})"

    def _constant(self, value: int, dtype: DType) -> str:
        bits = self._bits(dtype)
        return f"(_ bv{value % (1 << bits)} {bits})"

    def _write(self, cell: Cell) -> str:
        match cell:
            case Lit():
                if cell.dtype is BOOL:
                    return "true" if cell.value else "false"
                return self._constant(int(cell.value), cell.dtype)
            case _ if not self._is_operator(cell):
                return self._arbitrary(cell)
            case Apply(op="and" | "or", args=(a, b)):
                return f"({cell.op} {self._term(a)} {self._term(b)})"
            case Apply(op="not", args=(a,)):
                return f"(not {self._term(a)})"
            case Apply(op="select", args=(c, a, b)):
                return f"(ite {self._term(c)} {self._term(a)} {self._term(b)})"
            case Apply(args=(a, b)) if cell.dtype is BOOL:
                return self._comparison(cell.op, a, b)
            case Apply(op="cast", args=(a,)):
                return self._conversion(a, cell.dtype)
            case Apply() if all(a.dtype is cell.dtype for a in cell.args):
                return self._integer(cell)
            case _:
                raise _NoBits

    def _arbitrary(self, cell: Cell) -> str:
        """Any vector, of an unbounded integer one in its range."""
        name = f"x!{len(self._lines)}"
        self._lines.append(f"(declare-fun {name} () {self._sort(cell.dtype)})")
        if cell.dtype is INT:
            low, high = self._range(cell)
            assert low is not None
            assert high is not None
            self._facts.append(f"(bvsle {self._constant(low, INT)} {name})")
            self._facts.append(f"(bvsle {name} {self._constant(high, INT)})")
        return name

    def _comparison(self, op: str, a: Cell, b: Cell) -> str:
        x, y = self._term(a), self._term(b)
        if op in ("eq", "identical"):
            return f"(= {x} {y})"
        if op == "ne":
            return f"(not (= {x} {y}))"
        if op not in _ORDERS or a.dtype is BOOL:
            raise _NoBits
        return f"(bv{_sign(a.dtype)}{_ORDERS[op]} {x} {y})"

    def _conversion(self, inner: Cell, dtype: DType) -> str:
        text = self._term(inner)
        if dtype is BOOL:
            return text if inner.dtype is BOOL else f"(not (= {text} {self._constant(0, inner.dtype)}))"
        if inner.dtype is BOOL:
            return f"(ite {text} {self._constant(1, dtype)} {self._constant(0, dtype)})"
        missing = self._bits(dtype) - self._bits(inner.dtype)
        if missing > 0:
            extend = "zero_extend" if inner.dtype.kind is Kind.UNSIGNED else "sign_extend"
            return f"((_ {extend} {missing}) {text})"
        return text if missing == 0 else f"((_ extract {self._bits(dtype) - 1} 0) {text})"

    def _integer(self, cell: Apply) -> str:
        args = [self._term(a) for a in cell.args]
        dtype, zero = cell.dtype, self._constant(0, cell.dtype)
        match cell.op:
            case op if op in _PLAIN:
                return f"({_PLAIN[op]} {' '.join(args)})"
            case "abs":
                below = "false" if dtype.kind is Kind.UNSIGNED else f"(bvslt {args[0]} {zero})"
                return f"(ite {below} (bvneg {args[0]}) {args[0]})"
            case "min" | "max":
                a, b = args if cell.op == "max" else reversed(args)
                return f"(ite (bv{_sign(dtype)}lt {a} {b}) {args[1]} {args[0]})"
            case op if op in _DIVISIONS:
                return f"(ite (= {args[1]} {zero}) {zero} {self._quotient(op, dtype, *args)})"
            case "shl" | "shr":
                return self._shift(cell.op, dtype, *args)
            case _:
                raise _NoBits

    def _quotient(self, op: str, dtype: DType, a: str, b: str) -> str:
        """Of a divisor that is not zero."""
        if dtype.kind is Kind.UNSIGNED:
            return f"({'bvudiv' if op in ('floordiv', 'truncdiv') else 'bvurem'} {a} {b})"
        match op:
            case "truncdiv":
                return f"(bvsdiv {a} {b})"
            case "truncrem":
                return f"(bvsrem {a} {b})"
            case "mod":
                return f"(bvsmod {a} {b})"
            case _:
                one, rest = self._constant(1, dtype), f"(bvsrem {a} {b})"
                exact_one = f"(= {rest} (bvsmod {a} {b}))"
                return f"(ite {exact_one} (bvsdiv {a} {b}) (bvsub (bvsdiv {a} {b}) {one}))"

    def _shift(self, op: str, dtype: DType, value: str, count: str) -> str:
        """A count beyond the width shifts everything out, a negative one gives 0."""
        if op == "shl":
            return f"(bvshl {value} {count})"
        if dtype.kind is Kind.UNSIGNED:
            return f"(bvlshr {value} {count})"
        zero = self._constant(0, dtype)
        return f"(ite (bvslt {count} {zero}) {zero} (bvashr {value} {count}))"


def _shifted(op: str, found: Interval, count: int) -> Interval:
    low, high = (None if x is None else x << count if op == "shl" else x >> count for x in found)
    return low, high


def _sign(dtype: DType) -> str:
    return "u" if dtype.kind is Kind.UNSIGNED else "s"
