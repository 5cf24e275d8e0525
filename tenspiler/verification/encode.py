"""Cells as SMT-LIB: integers with explicit wrap-around, floats opaque or as reals, folds as functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from math import inf, isfinite
from typing import assert_never

from tensir.build import (
    add,
    addends,
    apply,
    cast,
    conj,
    conjuncts,
    eq,
    identity,
    le,
    lt,
    mul,
    scalar,
    select,
    sub,
)
from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, arrays_read, canonical_binders, integer
from tensir.dtypes import BOOL, INT, DType, Kind
from tensir.first import First, first_of
from tensir.last import Last, last_of
from tensir.order import is_argsort
from tensir.polynomial import (
    Monomial,
    Polynomial,
    from_zero,
    linear_in,
    normal,
    plus,
    polynomial,
    times,
    to_cell,
)
from tensir.recurrences import stepped
from tensir.repetition import is_rising, owner_of
from tensir.selection import as_count, counted_condition, nth_of
from tenspiler.effort import OutOfEffort, afford_script
from tenspiler.verification import first as firsts
from tenspiler.verification import last as lasts
from tenspiler.verification import order as orders
from tenspiler.verification.counts import count_after, counts_facts, exists
from tenspiler.verification.instances import Instances
from tenspiler.verification.intervals import Interval, inside, interval
from tenspiler.verification.lemmas import Lemma, Question, Sum, all_facts, asserted
from tenspiler.verification.numbers import is_number
from tenspiler.verification.products import (
    MULTIPLY,
    clamp_facts,
    coincidence_facts,
    number,
    product_facts,
    product_lemmas,
    quotient_facts,
    row_facts,
    sum_lemmas,
)
from tenspiler.verification.repetitions import begins, sums_facts
from tenspiler.verification.repetitions import exists as has_owner
from tenspiler.verification.rounding import STEPS, is_rounded
from tenspiler.verification.shifts import shifted
from tenspiler.verification.skeleton import Reading, skeleton

UNFOLDING_DEPTH = 1
MOST_FACTORS = 24
MOST_WRITTEN = 20_000
MOST_REMEMBERED = 50_000
MOST_FACTS_OF_SEARCHES = 100
LENGTH_OF_A_LEMMA = 40  # in characters of a script that take as much effort


class Arithmetic(Enum):
    """How floats are read: as opaque operations (bit for bit), or as the reals."""

    EXACT = "exact"
    REAL = "real"


class Encoder:
    """Collects the declarations, definitions and facts that a set of cells needs.

    `opaque` makes functions of the fixed-width operators, of which nothing is known: enough where both
    sides apply the same ones, and much cheaper. Over the reals, `numbers` names the parameters that hold no
    NaN; any other float may be one, and then it is neither less than another nor equal to it. With `near`,
    what is equal over the reals decides the same, also where it was rounded.
    """

    def __init__(
        self,
        arithmetic: Arithmetic,
        unfolding: int = UNFOLDING_DEPTH,
        opaque: bool = False,
        numbers: Collection[str] = (),
        instances: Instances | None = None,
        near: bool = False,
    ) -> None:
        self.arithmetic = arithmetic
        self.reading = Reading.BITS
        if arithmetic is Arithmetic.REAL:
            self.reading = Reading.NEAR if near else Reading.REALS
        self.numbers = frozenset(numbers)
        self.unfolding = unfolding
        self.opaque = opaque
        self.instances = instances or Instances()
        self.declared: dict[str, str] = {}
        self.lines: list[str] = []
        self.terms: dict[Cell, str] = {}
        self.monomials: dict[Monomial, None] = {}
        self.products: dict[Monomial, str] = {}
        self.constants: dict[str, str] = {}
        self.combinations: dict[str, Sum] = {}
        self.shapes: dict[str, str] = {}
        self.compared: dict[tuple[Cell, Cell], None] = {}
        self.decisions: dict[Cell, str] = {}
        self.reads: dict[str, dict[Cell, None]] = {}
        self.sums: dict[tuple[DType, frozenset[str]], dict[Fold, None]] = {}
        self.quotients: dict[tuple[Cell, Cell], None] = {}
        self.searches: dict[str, tuple[First | Last, Cell]] = {}
        self.indices: dict[Cell, None] = {}
        self.counts: dict[tuple[str, ...], dict[str, str]] = {}
        self.rising: dict[tuple[str, ...], dict[str, str]] = {}
        self.found: dict[str, None] = {}
        self.orders: dict[tuple[str, ...], dict[Cell, tuple[Fold, Cell]]] = {}
        self._written = 0

    # ------------------------------------------------------------ scripts

    def script(self, hypotheses: Iterable[Cell], goal: Cell | None) -> str:
        """The question as a script, with all its lemmas."""
        question = self.question(hypotheses, goal)
        return question.told(all_facts(question.lemmas))

    def question(self, hypotheses: Iterable[Cell], goal: Cell | None) -> Question:
        """What is unsatisfiable iff the hypotheses imply the goal (or contradict each other)."""
        for hypothesis in hypotheses:
            self.fact(self.term(hypothesis))
        if goal is not None:
            self.fact(f"(not {self.term(goal)})")
        for alike in list(self.sums.values()):
            for claim in shifted(list(alike), self.instances):
                self.fact(self.term(claim))
        for fact in self.all_search_facts():
            self.fact(fact)
        for ranks in list(self.orders.values()):
            for claim in orders.differ(ranks):
                self.fact(self.term(claim))
        for values in list(self.counts.values()):
            for fact in counts_facts(values, self.found):
                self.fact(fact)
        for values in list(self.rising.values()):
            for fact in sums_facts(values, self.found):
                self.fact(fact)
        products: list[str] = []
        sums = [plus(polynomial(a), polynomial(b), -1) for a, b in self.compared]
        for fact in self.all_product_facts(sums):
            self._afford(len(fact))
            products.append(fact)
        lemmas = list(self.all_lemmas(sums))
        self.lines += asserted(products)
        script = "\n".join(("(set-logic ALL)", *self.declared.values(), *self.lines))
        return Question(script, tuple(lemmas), self.constants, self.combinations)

    def all_product_facts(self, sums: list[Polynomial]) -> Iterator[str]:
        """Facts about products, once all terms are known."""
        yield from list(row_facts(sums, list(self.quotients), list(self.monomials), self.linear))
        yield from list(quotient_facts(list(self.quotients), self.linear))
        places = [p for p in self.reads.values() if len(p) > 1] if self.quotients else []
        yield from list(coincidence_facts(places, self.linear))
        yield from list(clamp_facts(list(self.monomials), self.linear))
        yield from list(product_facts(list(self.monomials), self.product))

    def all_lemmas(self, sums: list[Polynomial]) -> Iterator[Lemma]:
        """What is to be told of products where a model goes against it."""
        wholes = [times(polynomial(n), {(Apply("floordiv", (d, n), INT),): 1}) for d, n in self.quotients]
        found = list(sum_lemmas((*sums, *wholes), self.combination))
        for lemma in chain(found, product_lemmas(list(self.monomials), self.observed)):
            self._afford(LENGTH_OF_A_LEMMA)
            yield lemma

    def linear(self, poly: Polynomial) -> str:
        """A polynomial as a term."""
        return self.polynomial(to_cell(poly))

    def combination(self, poly: Polynomial) -> str:
        """A polynomial as a term of which the value is known in a model."""
        text = self.linear(poly)
        self.combinations[text] = Sum(
            poly.get((), 0), tuple((c, self.observed(m)) for m, c in poly.items() if m)
        )
        return text

    def observed(self, monomial: Monomial) -> str:
        """A product of atoms as a term of which the value is known in a model, by a constant."""
        text = self.product(monomial)
        if text not in self.constants:
            self.constants[text] = text
            if text not in self.declared:
                self.constants[text] = self.declare(f"v!{len(self.constants)}", (), "Int")
                self.fact(f"(= {self.constants[text]} {text})")
        return text

    def all_search_facts(self) -> list[str]:
        """No index before the first one, or after the last, meets the condition: at those that occur."""
        found: list[str] = []
        searches = list(self.searches.values())
        for search, value in searches:
            indices = dict(self.indices)
            for other, found_there in searches:
                # Also as far from the start of the range as the other one is from the start of its own.
                place = add(sub(found_there, add(other.lo, other.offset)), search.lo)
                for index in (found_there, place):
                    indices |= {normal(index): None, normal(sub(index, integer(1))): None}
            for index in indices:
                if index != value and len(found) < MOST_FACTS_OF_SEARCHES:
                    found.append(self.term(_not_beyond(search, value, index)))
        return found

    def named(self, text: str) -> Elem:
        """An integer term as a cell."""
        symbol = Elem(text, (), INT)
        self.terms[symbol] = text
        return symbol

    def fact(self, text: str) -> None:
        self.lines.append(f"(assert {text})")
        self._afford(len(text))

    def _afford(self, characters: int) -> None:
        """Give up before a script is written that takes more effort than is left."""
        self._written += characters
        afford_script(self._written)

    def declare(self, name: str, arguments: Iterable[str], result: str) -> str:
        if name not in self.declared:
            self.declared[name] = f"(declare-fun {name} ({' '.join(arguments)}) {result})"
        return name

    def sort(self, dtype: DType) -> str:
        """The sort of a dtype's values."""
        if dtype is BOOL:
            return "Bool"
        if not dtype.is_float:
            return "Int"
        if self.arithmetic is Arithmetic.REAL:
            return "Real"
        name = dtype.name.upper()
        self.declared.setdefault(name, f"(declare-sort {name} 0)")
        return name

    # ------------------------------------------------------------ terms

    def term(self, cell: Cell) -> str:
        """The term for a cell, defined once."""
        found = self.terms.get(cell)
        if found is None:
            text = self.build(cell)
            if len(text) > 24 and text.startswith("("):
                found = f"t!{len(self.lines)}"
                self.lines.append(f"(define-fun {found} () {self.sort(cell.dtype)} {text})")
            else:
                found = text
            self.terms[cell] = found
        return found

    def atom(self, cell: Cell) -> str:
        """The term for an atom of a polynomial."""
        return self.term(cell)

    def build(self, cell: Cell) -> str:
        match cell:
            case Lit():
                return self.literal(cell)
            case Sym():
                if cell.dtype is INT and "#" in cell.name:
                    self.indices[cell] = None
                return self.declare(f"|{cell.name}'|", (), self.sort(cell.dtype))
            case Extent():
                name = self.declare(f"|{cell.array}#shape#{cell.axis}|", (), "Int")
                self.fact(f"(>= {name} 0)")
                return name
            case Elem():
                return self.element(cell)
            case Fold() if is_argsort(cell):
                return self.order(cell)
            case Fold():
                search = first_of(cell) or last_of(cell)
                return self.search(cell, search) if search else self.fold(cell, self.unfolding)
            case Apply():
                return self.operator(cell)
            case _:
                assert_never(cell)

    def literal(self, cell: Lit) -> str:
        if cell.dtype is BOOL:
            return "true" if cell.value else "false"
        if cell.dtype.is_integer:
            return number(int(cell.value))
        if self.arithmetic is Arithmetic.REAL and isfinite(cell.value):
            value = Fraction(cell.value)
            size = f"(/ {abs(value.numerator)}.0 {value.denominator}.0)"
            return size if value >= 0 else f"(- {size})"
        return self.declare(f"|{float(cell.value).hex()}:{cell.dtype}|", (), self.sort(cell.dtype))

    def element(self, cell: Elem) -> str:
        name = self.declare(f"|{cell.array}[]|", ("Int" for _ in cell.indices), self.sort(cell.dtype))
        if not cell.indices:
            return name
        if len(cell.indices) == 1:
            self.reads.setdefault(cell.array, {})[cell.indices[0]] = None
        text = f"({name} {' '.join(self.term(i) for i in cell.indices)})"
        if not self.opaque:
            self.in_range(text, cell.dtype)
        return text

    def in_range(self, text: str, dtype: DType) -> None:
        """A fixed-width value is in the range of its type."""
        if dtype.is_fixed:
            self.fact(f"(and (<= {number(dtype.lowest)} {text}) (<= {text} {number(dtype.highest)}))")

    # ------------------------------------------------------------ operators

    def operator(self, cell: Apply) -> str:
        match cell.op:
            case "and" | "or":
                return f"({cell.op} {self.term(cell.args[0])} {self.term(cell.args[1])})"
            case "not":
                return f"(not {self.term(cell.args[0])})"
            case "identical":
                return f"(= {self.term(cell.args[0])} {self.term(cell.args[1])})"
            case "select":
                condition, yes, no = cell.args
                c = self.which(condition, {yes, no}) if cell.dtype.is_float else self.term(condition)
                return f"(ite {c} {self.term(yes)} {self.term(no)})"
            case "cast":
                return self.conversion(cell.args[0], cell.dtype)
            case "eq" | "ne" | "lt" | "le" | "gt" | "ge":
                return self.comparison(cell.op, cell.args[0], cell.args[1])
            case _ if cell.dtype.is_float:
                return self.float_operator(cell)
            case _:
                return self.integer_operator(cell)

    def comparison(self, op: str, a: Cell, b: Cell, decides: bool = True) -> str:
        """A comparison; it decides nothing where it only says which of its sides is the lesser one."""
        if op == "ne":
            return f"(not {self.comparison('eq', a, b)})"
        if op in ("gt", "ge"):
            return self.comparison("lt" if op == "gt" else "le", b, a)
        x, y = (self.decisive(t) if decides else self.term(t) for t in (a, b))
        if a.dtype is INT:
            self.compared[a, b] = None
        if a.dtype.is_float and self.arithmetic is Arithmetic.EXACT:
            if op == "lt" and (_is_infinite(a, above=True) or _is_infinite(b, above=False)):
                return "false"  # nothing is beyond an infinity, and no NaN is below or above anything
            match a, b:
                case _, Apply(op="select", args=(c, yes, no)) if _is_infinite(yes) or _is_infinite(no):
                    sides = self.comparison(op, a, yes), self.comparison(op, a, no)
                    return f"(ite {self.term(c)} {sides[0]} {sides[1]})"
                case Apply(op="select", args=(c, yes, no)), _ if _is_infinite(yes) or _is_infinite(no):
                    sides = self.comparison(op, yes, b), self.comparison(op, no, b)
                    return f"(ite {self.term(c)} {sides[0]} {sides[1]})"
                case _:
                    pass
            if op == "eq":
                return self.equal_floats(a.dtype, x, y)
            sort = self.sort(a.dtype)
            name = self.declare(f"|{op}:{a.dtype}|", (sort, sort), "Bool")
            return f"({name} {x} {y})"
        said = [] if op == "eq" and a == b else [f"({ {'eq': '=', 'lt': '<', 'le': '<='}[op] } {x} {y})"]
        if a.dtype.is_float:
            said += [self.number(t) for c, t in ((a, x), (b, y)) if not is_number(c, self.numbers)]
        return f"(and {' '.join(dict.fromkeys(said))})" if len(said) > 1 else "".join(said) or "true"

    def equal_floats(self, dtype: DType, x: str, y: str) -> str:
        """That opaque floats compare equal: neither is NaN, and they are one but for the sign of a zero."""
        number = self.declare(f"|number:{dtype}|", (self.sort(dtype),), "Bool")
        unsigned = self.declare(f"|unsigned zero:{dtype}|", (self.sort(dtype),), self.sort(dtype))
        return f"(and ({number} {x}) ({number} {y}) (= ({unsigned} {x}) ({unsigned} {y})))"

    def which(self, condition: Cell, values: set[Cell]) -> str:
        """The condition of a choice; it decides nothing where it says which value is the lesser one."""
        match condition:
            case Apply(op="lt" | "le" | "gt" | "ge" as op, args=(a, b)) if {a, b} == values:
                return self.comparison(op, a, b, decides=False)
            case _:
                return self.term(condition)

    def decisive(self, cell: Cell) -> str:
        """The term for what decides something: over the reals, a float that was rounded is a function of its
        operands, of which nothing is known. `x + y - y > 0` is not `x > 0`, for floats.
        """
        if not cell.dtype.is_float or self.reading is not Reading.REALS or not is_rounded(cell):
            return self.term(cell)
        if cell not in self.decisions:
            self.decisions[cell] = self.rounded(cell)
        return self.decisions[cell]

    def rounded(self, cell: Cell) -> str:
        """The term for what was rounded, where that decides something."""
        match cell:
            case Apply(op="select", args=(condition, yes, no)):
                return f"(ite {self.term(condition)} {self.decisive(yes)} {self.decisive(no)})"
            case Apply(op="min" | "max", args=(a, b)):
                less = self.comparison("lt", *((b, a) if cell.op == "min" else (a, b)))
                return f"(ite {less} {self.decisive(b)} {self.decisive(a)})"
            case Apply(op="neg", args=(a,)):
                return f"(- {self.decisive(a)})"
            case Apply(op="abs", args=(a,)):
                size = self.decisive(a)
                return f"(ite (< {size} 0.0) (- {size}) {size})"
            case Apply(op="cast", args=(a,)) if a.dtype.is_float and a.dtype.bits < cell.dtype.bits:
                return self.decisive(a)
            case Apply():
                terms = [self.decisive(a) for a in cell.args]
                sorts = [self.sort(a.dtype) for a in cell.args]
                kinds = ":".join(str(a.dtype) for a in cell.args)
                name = self.declare(f"|rounded {cell.op}:{kinds}:{cell.dtype}|", sorts, "Real")
                if cell.op in {"add", "mul"}:
                    self.fact(f"(= ({name} {terms[0]} {terms[1]}) ({name} {terms[1]} {terms[0]}))")
                return f"({name} {' '.join(terms)})"
            case Fold():
                return self.rounded_extremum(from_zero(cell))
            case _:
                return self.term(cell)

    def rounded_extremum(self, cell: Fold) -> str:
        """A minimum or maximum of what was rounded, as one of numbers that are not known."""
        if self.is_extremum(cell):
            return self.extremum(cell, self.unfolding, decides=True)
        shape = skeleton(cell, Reading.DECISIONS)
        name = self.shapes.setdefault(f"rounded {shape.shape}", f"fold!{len(self.shapes)}")
        self.declare(name, [*(self.sort(h.dtype) for h in shape.holes), "Int"], self.sort(cell.dtype))
        return f"({' '.join([name, *map(self.term, shape.holes), self.term(cell.hi)])})"

    def number(self, term: str) -> str:
        """That a float is a number. NaN is a value like no other: no equation of the reals makes it one."""
        return f"({self.declare('|number|', ('Real',), 'Bool')} {term})"

    def conversion(self, inner: Cell, dtype: DType) -> str:
        source = inner.dtype
        text = self.term(inner)
        if dtype is BOOL:
            zero = Lit(0.0 if source.is_float else 0, source)
            return f"(not {self.comparison('eq', inner, zero)})"
        if source is BOOL:
            one, zero = (Lit(float(v) if dtype.is_float else v, dtype) for v in (1, 0))
            return f"(ite {text} {self.term(one)} {self.term(zero)})"
        if source.is_integer and dtype.is_integer:
            return self.wrapped(text, interval(inner), dtype)
        if self.arithmetic is Arithmetic.REAL and dtype.is_float:
            if not source.is_float:
                return f"(to_real {text})"
            if source.bits < dtype.bits:
                return text
            if (sum_ := _accumulated(inner, dtype)) is not None:
                return self.term(sum_)
        if source.is_integer:
            source = INT
        elif not dtype.is_float:
            text = self.decisive(inner)
        name = self.declare(f"|cast:{source}:{dtype}|", (self.sort(source),), self.sort(dtype))
        value = f"({name} {text})"
        self.in_range(value, dtype)
        return value

    def wrapped(self, text: str, found: Interval, dtype: DType) -> str:
        """An exact integer reduced into a fixed-width type, by a quotient."""
        if not dtype.is_fixed or inside(found, dtype):
            return text
        if self.opaque:
            return f"({self.declare(f'|cast:int:{dtype}|', ('Int',), 'Int')} {text})"
        quotient = self.declare(f"|wrap:{dtype}|", ("Int",), "Int")
        value = f"(- {text} (* {1 << dtype.bits} ({quotient} {text})))"
        self.in_range(value, dtype)
        return value

    def float_operator(self, cell: Apply) -> str:
        if cell.op == "add" and (unchanged := without_minus_zero(cell)) is not None:
            return self.term(unchanged)
        terms = [self.decisive(a) if cell.op in STEPS else self.term(a) for a in cell.args]
        if cell.op == "truediv":
            if self.arithmetic is Arithmetic.REAL:
                return f"(/ (to_real {terms[0]}) (to_real {terms[1]}))"
            return (
                f"({self.declare('|truediv|', ('Int', 'Int'), self.sort(cell.dtype))} {terms[0]} {terms[1]})"
            )
        if cell.op in ("min", "max"):
            a, b = cell.args
            first, second = (b, a) if cell.op == "min" else (a, b)
            return f"(ite {self.comparison('lt', first, second, decides=False)} {terms[1]} {terms[0]})"
        if self.arithmetic is Arithmetic.REAL:
            match cell.op:
                case "add" | "sub" | "mul" | "div" if _factors(cell) <= MOST_FACTORS:
                    sign = {"add": "+", "sub": "-", "mul": "*", "div": "/"}[cell.op]
                    return f"({sign} {terms[0]} {terms[1]})"
                case "neg":
                    return f"(- {terms[0]})"
                case "abs":
                    return f"(ite (< {terms[0]} 0.0) (- {terms[0]}) {terms[0]})"
                case _:
                    pass
        sort = self.sort(cell.dtype)
        name = self.declare(f"|{cell.op}:{cell.dtype}|", [self.sort(a.dtype) for a in cell.args], sort)
        if cell.op in ("add", "mul"):
            self.fact(f"(= ({name} {terms[0]} {terms[1]}) ({name} {terms[1]} {terms[0]}))")
        return f"({name} {' '.join(terms)})"

    def integer_operator(self, cell: Apply) -> str:
        if self.opaque and cell.dtype.is_fixed:
            arguments = [self.term(a) for a in cell.args]
            name = self.declare(f"|{cell.op}:{cell.dtype}|", [self.sort(a.dtype) for a in cell.args], "Int")
            return f"({name} {' '.join(arguments)})"
        exact = normal(exact_form(cell))
        if isinstance(exact, Apply) and exact.op in ("add", "sub", "mul", "neg"):
            text = self.polynomial(exact)
        elif isinstance(exact, Apply) and exact == cell:
            return self.primitive(cell)
        else:
            text = self.term(exact)
        found = interval(exact)
        return self.wrapped(text, found, cell.dtype)

    def polynomial(self, cell: Cell) -> str:
        """Linear arithmetic over atoms and opaque products."""
        parts: list[str] = []
        for monomial, coefficient in polynomial(cell).items():
            if not monomial:
                parts.append(number(coefficient))
                continue
            if len(monomial) > 1:
                self.declare(MULTIPLY, ("Int", "Int"), "Int")
                self.monomials[monomial] = None
            text = self.product(monomial)
            parts.append(text if coefficient == 1 else f"(* {number(coefficient)} {text})")
        if not parts:
            return "0"
        return parts[0] if len(parts) == 1 else f"(+ {' '.join(parts)})"

    def product(self, monomial: Monomial) -> str:
        """An opaque product of atoms, defined once."""
        if len(monomial) == 1:
            return self.atom(monomial[0])
        if monomial not in self.products:
            text = f"({MULTIPLY} {self.atom(monomial[0])} {self.product(monomial[1:])})"
            if monomial not in self.products:  # a quotient brings the products that define it along
                self.products[monomial] = f"p!{len(self.lines)}"
                self.lines.append(f"(define-fun {self.products[monomial]} () Int {text})")
        return self.products[monomial]

    def primitive(self, cell: Apply) -> str:
        """Operators on unbounded integers that have no expression in simpler ones."""
        match cell.op:
            case "floordiv":
                return self.quotient(*cell.args)
            case _:
                arguments = [self.term(a) for a in cell.args]
                name = self.declare(f"|{cell.op}!|", ["Int"] * len(arguments), "Int")
                value = f"({name} {' '.join(arguments)})"
                if cell.op in ("bitand", "bitor", "bitxor"):
                    self.bit_facts(cell.op, name, value, *arguments)
                return value

    def bit_facts(self, op: str, name: str, value: str, a: str, b: str) -> None:
        self.fact(f"(= {value} ({name} {b} {a}))")
        both = f"(and (>= {a} 0) (>= {b} 0))"
        self.fact(f"(=> {both} (>= {value} 0))")
        if op == "bitand":
            self.fact(f"(=> {both} (and (<= {value} {a}) (<= {value} {b})))")

    def quotient(self, dividend: Cell, divisor: Cell) -> str:
        """Floor division as a function, with its defining property at this point."""
        name = self.declare("floordiv!", ("Int", "Int"), "Int")
        dividend, divisor = canonical_binders(dividend), canonical_binders(divisor)
        self.quotients[dividend, divisor] = None
        x, n = self.term(dividend), self.term(divisor)
        value = f"({name} {x} {n})"
        whole = times(polynomial(divisor), {(Apply("floordiv", (dividend, divisor), INT),): 1})
        self.terms[Apply("floordiv", (dividend, divisor), INT)] = value
        product = self.polynomial(to_cell(whole))
        if isinstance(divisor, Lit) and divisor.value > 0:
            self.fact(f"(and (<= {product} {x}) (< {x} (+ {product} {n})))")
            return value
        self.fact(f"(=> (> {n} 0) (and (<= {product} {x}) (< {x} (+ {product} {n}))))")
        self.fact(f"(=> (< {n} 0) (and (>= {product} {x}) (> {x} (+ {product} {n}))))")
        self.fact(f"(=> (= {n} 0) (= {value} 0))")
        return value

    # ------------------------------------------------------------ folds

    def fold(self, cell: Fold, depth: int) -> str:
        """A fold as a function of its holes and its upper bound, unfolded once at that bound."""
        start = as_count(self.unmasked(from_zero(cell)))
        if _is_sum(start, self.arithmetic) and (whole := self.sum(start, depth)):
            return whole
        if self.is_extremum(start):
            return self.extremum(start, depth)
        if start.size > MOST_WRITTEN:  # its skeleton is a text, as long as it is when written out
            raise OutOfEffort
        shape = skeleton(start, self.reading)
        name = self.shapes.setdefault(shape.shape, f"fold!{len(self.shapes)}")
        result = self.sort(start.dtype)
        self.declare(name, [*(self.sort(h.dtype) for h in shape.holes), "Int"], result)
        holes = [self.term(h) for h in shape.holes]
        bound = self.term(start.hi)
        value = f"({' '.join([name, *holes, bound])})"
        if depth > 0 and counted_condition(start) is not None:
            self.counts.setdefault((name, *holes), {})[bound] = value
        elif is_rising(start):
            self.rising.setdefault((name, *holes), {})[bound] = value
        if start.op == "add" and (start.dtype.is_integer or self.arithmetic is Arithmetic.REAL):
            self.sums.setdefault((start.dtype, arrays_read(start.body)), {})[start] = None
        if depth > 0:
            self.unfold(start, value, bound, depth)
        return value

    def sum(self, cell: Fold, depth: int) -> str | None:
        """A sum as what it starts at and sums from zero, one for each addend; None if it is one of those."""
        zero = identity("add", cell.dtype)
        added = addends(cell.body)
        if zero is None or (cell.init == zero and added == [(False, cell.body)]):
            return None
        parts = [] if cell.init == zero else [self.term(cell.init)]
        for negative, body in added:
            part = self.fold(Fold(cell.op, cell.binder, cell.lo, cell.hi, zero, body), depth)
            parts.append(f"(- {part})" if negative else part)
        return parts[0] if len(parts) == 1 else f"(+ {' '.join(parts)})"

    def search(self, cell: Fold, search: First | Last) -> str:
        """The first or last index that meets a condition: besides being an extremum, it meets it."""
        extremum = self.fold(cell, self.unfolding)
        if extremum in self.searches:
            return self.term(self.searches[extremum][1])
        text = f"{'first' if isinstance(search, First) else 'last'}!{len(self.lines)}"
        self.lines.append(f"(define-fun {text} () Int {extremum})")
        value = self.named(text)
        self.searches[extremum] = search, value
        found = firsts.meets(search, value) if isinstance(search, First) else lasts.meets(search, value)
        self.fact(self.term(found))
        nth = nth_of(cell)
        if nth is not None:
            after = count_after(nth, value)
            self.found[self.term(normal(sub(after.hi, after.lo)))] = None
            self.term(after)
            self.fact(self.term(exists(nth, value)))
        owner = owner_of(cell)
        if owner is not None:
            taken = owner.before(normal(add(value, integer(1))))
            self.found[self.term(normal(sub(taken.hi, taken.lo)))] = None
            self.fact(self.term(has_owner(owner, value)))
            self.fact(self.term(begins(owner, value)))
        return text

    def order(self, cell: Fold) -> str:
        """An index in an order, as a function of the rank, the number of indices, and what the keys read."""
        reading = Reading.DECISIONS if self.reading is Reading.REALS else self.reading
        shape = skeleton(replace(cell, init=integer(0)), reading)
        name = self.shapes.setdefault(f"order {shape.shape}", f"fold!{len(self.shapes)}")
        holes = shape.holes[1:]  # the first one stands for the rank
        self.declare(name, [*(self.sort(h.dtype) for h in holes), "Int", "Int"], "Int")
        known = [*map(self.term, holes), self.term(cell.hi)]
        text = f"({' '.join([name, *known, self.term(cell.init)])})"
        value = self.named(f"rank!{len(self.lines)}")
        self.lines.append(f"(define-fun {value.array} () Int {text})")
        self.orders.setdefault((name, *known), {})[cell.init] = cell, value
        self.fact(self.term(orders.place(cell, value)))
        return value.array

    def unmasked(self, cell: Fold) -> Fold:
        """`fold(j < n: l <= j < m ? x : e)` with the neutral e is the fold of x over the common range.

        By induction on n; the fold that is given starts at 0. A minimum or maximum that starts at e is never
        beyond e, so that e is neutral there, whatever it is.
        """
        exact = cell.dtype.is_float and self.arithmetic is Arithmetic.EXACT
        neutral: list[Cell | None] = [cell.init] if cell.op in ("min", "max") else []
        neutral += [] if exact else [identity(cell.op, cell.dtype)]
        match cell.body if exact else _mask_outside(cell.body):
            case Apply(op="select", args=(condition, value, other)) if other in neutral:
                pass
            case _:
                return cell
        rest: list[Cell] = []
        lo, hi = cell.lo, cell.hi
        for atom in conjuncts(condition):
            bound = _bound_of(atom, cell.binder)
            if bound is None:
                rest.append(atom)
            elif bound[0] == "from":
                lo = apply("max", (bound[1], lo), INT)
            else:
                hi = apply("min", (hi, bound[1]), INT)
        if (lo, hi) == (cell.lo, cell.hi):
            return cell
        return from_zero(Fold(cell.op, cell.binder, lo, hi, cell.init, select(conj(*rest), value, other)))

    def unfold(self, cell: Fold, value: str, bound: str, depth: int) -> None:
        init = self.term(cell.init)
        self.fact(f"(=> (<= {bound} 0) (= {value} {init}))")
        before = normal(sub(cell.hi, integer(1)))
        if isinstance(before, Lit) and before.value <= 0:
            shorter = init
        else:
            shorter = self.fold(Fold(cell.op, cell.binder, cell.lo, before, cell.init, cell.body), depth - 1)
        element = self.instances.element(cell, before)
        accumulated = f"acc!{len(self.lines)}"
        symbol = Elem(accumulated, (), cell.dtype)
        if cell.dtype.is_float and is_number(cell, self.numbers):  # of any length
            self.numbers |= {accumulated}
        self.lines.append(f"(define-fun {accumulated} () {self.sort(cell.dtype)} {shorter})")
        self.terms[symbol] = accumulated
        step = self.term(stepped(cell.op, symbol, element))
        self.fact(f"(=> (> {bound} 0) (= {value} {step}))")
        self.in_range(value, cell.dtype)

    def is_extremum(self, cell: Fold) -> bool:
        """A maximum or minimum where the order is total, so that its initial value may be taken out."""
        if cell.op not in ("max", "min"):
            return False
        if cell.dtype.is_float:
            parts = (cell.init, cell.body)
            return self.arithmetic is Arithmetic.REAL and all(is_number(p, self.numbers) for p in parts)
        return cell.dtype.is_integer

    def extremum(self, cell: Fold, depth: int, decides: bool = False) -> str:
        """`fold(init, n)` as `n <= 0 ? init : init op G(n)`, G the extremum of a range that is not empty."""
        term = self.decisive if decides else self.term
        whole = Fold(cell.op, cell.binder, cell.lo, cell.hi, Lit(0, INT), cell.body)
        shape = skeleton(whole, Reading.DECISIONS if decides else self.reading)
        kind = "rounded extremum" if decides else "extremum"
        name = self.shapes.setdefault(f"{kind} {shape.shape}", f"fold!{len(self.shapes)}")
        self.declare(name, [*(self.sort(h.dtype) for h in shape.holes), "Int"], self.sort(cell.dtype))
        holes = " ".join(map(self.term, shape.holes))
        bound = self.term(cell.hi)
        value = f"({name} {holes} {bound})" if holes else f"({name} {bound})"
        if depth > 0:
            before = normal(sub(cell.hi, integer(1)))
            last = term(self.instances.element(cell, before))
            shorter = f"({name} {holes} {self.term(before)})" if holes else f"({name} {self.term(before)})"
            self.fact(f"(=> (= {bound} 1) (= {value} {last}))")
            self.fact(f"(=> (> {bound} 1) (= {value} {_extreme(cell.op, shorter, last)}))")
            self.in_range(value, cell.dtype)
        init = term(cell.init)
        return f"(ite (<= {bound} 0) {init} {_extreme(cell.op, init, value)})"


def _not_beyond(search: First | Last, value: Cell, index: Cell) -> Cell:
    """An index that meets the condition of a search is not beyond what it finds."""
    if isinstance(search, First):
        return firsts.not_before(search, value, index)
    return lasts.not_after(search, value, index)


@lru_cache(maxsize=MOST_REMEMBERED)
def _factors(cell: Cell) -> int:
    """How many factors the longest product has that a real is a sum of, once all is multiplied out.

    The solver does multiply out, and does not count that as work.
    """
    match cell:
        case Apply(op="mul" | "div", args=(a, b)):
            return _factors(a) + _factors(b)
        case Apply(op="add" | "sub" | "neg"):
            return max(map(_factors, cell.args))
        case Apply(op="select", args=(_, a, b)):
            return max(_factors(a), _factors(b))
        case Lit():
            return 0
        case _:
            return 1


def _mask_outside(body: Cell) -> Cell:
    """`(c ? a : 0) * b` is `c ? a * b : 0`, but for floats that are not finite."""
    match body:
        case Apply(op="mul", args=(Apply(op="select", args=(condition, a, Lit(value=0) as zero)), b)):
            return select(condition, apply("mul", (a, b), body.dtype), zero)
        case Apply(op="mul", args=(b, Apply(op="select", args=(condition, a, Lit(value=0) as zero)))):
            return select(condition, apply("mul", (b, a), body.dtype), zero)
        case _:
            return body


def _extreme(op: str, a: str, b: str) -> str:
    return f"(ite (< {b} {a}) {b} {a})" if op == "min" else f"(ite (< {a} {b}) {b} {a})"


def _bound_of(atom: Cell, name: str) -> tuple[str, Cell] | None:
    """A comparison as `name >= bound` ("from") or `name < bound` ("below"), if it is one."""
    match atom:
        case Apply(op="le" | "lt" | "ge" | "gt" as op, args=(a, b)) if a.dtype is INT:
            small, large = (a, b) if op in ("le", "lt") else (b, a)
            split = linear_in(sub(large, small), name)
        case _:
            return None
    if split is None or split[0] not in ({(): 1}, {(): -1}):
        return None
    gap = integer(0 if op in ("le", "ge") else 1)
    rest = to_cell(split[1])
    if split[0] == {(): 1}:
        return "from", normal(sub(gap, rest))
    return "below", normal(sub(add(rest, integer(1)), gap))


def _accumulated(cell: Cell, narrow: DType) -> Cell | None:
    """`float(double(x) + y)`, as C accumulates doubles in a float, is `x + float(y)` but for the rounding."""
    match cell:
        case Apply(op="add", args=(Apply(op="cast", args=(x,)), y)) if x.dtype is narrow:
            return Apply("add", (x, cast(y, narrow)), narrow)
        case Apply(op="add", args=(y, Apply(op="cast", args=(x,)))) if x.dtype is narrow:
            return Apply("add", (x, cast(y, narrow)), narrow)
        case _:
            return None


def without_minus_zero(cell: Apply) -> Cell | None:
    """`x` for `x + -0.0`, which is x with its sign and also where it is infinite or NaN.

    `x + (c ? y : -0.0)` is `c ? x + y : x`.
    """
    nothing = Lit(-0.0, cell.dtype)
    for kept, added in (cell.args, cell.args[::-1]):
        match added:
            case Lit() if added == nothing:
                return kept
            case Apply(op="select", args=(condition, yes, no)) if nothing in (yes, no):
                sums = (
                    kept if part == nothing else Apply("add", (kept, part), cell.dtype) for part in (yes, no)
                )
                return Apply("select", (condition, *sums), cell.dtype)
            case _:
                pass
    return None


def _is_infinite(cell: Cell, *, above: bool | None = None) -> bool:
    if not isinstance(cell, Lit):
        return False
    return cell.value in (inf, -inf) if above is None else cell.value == (inf if above else -inf)


def _is_sum(cell: Fold, arithmetic: Arithmetic) -> bool:
    """Sums whose initial value may be taken out: over the integers, and over the reals."""
    return cell.op == "add" and (cell.dtype is INT or (cell.dtype.is_float and arithmetic is Arithmetic.REAL))


def exact_form(cell: Apply) -> Cell:
    """An integer operator over the unbounded integers, before wrap-around, in terms of simpler operators."""
    args = tuple(cast(a, INT) for a in cell.args)
    zero = integer(0)
    match cell.op, args:
        case "min", (a, b):
            return select(lt(b, a), b, a)
        case "max", (a, b):
            return select(lt(a, b), b, a)
        case "abs", (a,):
            return select(lt(a, zero), scalar("neg", a), a)
        case "mod", (a, b):
            rest = sub(a, mul(b, Apply("floordiv", (a, b), INT)))
            return rest if isinstance(b, Lit) and b.value else select(eq(b, zero), zero, rest)
        case "truncdiv", (a, b):
            return _truncated(a, b)
        case "truncrem", (a, b):
            return select(eq(b, zero), zero, sub(a, mul(b, _truncated(a, b))))
        case "bitnot", (a,):
            highest = -1 if cell.dtype.kind is not Kind.UNSIGNED else cell.dtype.highest
            return sub(integer(highest), a)
        case "bitand", (a, Lit() as b) if _is_mask(int(b.value)):
            return exact_form(Apply("mod", (a, integer(int(b.value) + 1)), INT))
        case "bitand", (Lit() as a, b) if _is_mask(int(a.value)):
            return exact_form(Apply("mod", (b, integer(int(a.value) + 1)), INT))
        case "shl", (a, Lit() as b) if 0 <= b.value < 4096:
            return mul(a, integer(1 << int(b.value)))
        case "shr", (a, Lit() as b) if 0 <= b.value < 4096:
            return Apply("floordiv", (a, integer(1 << int(b.value))), INT)
        case _:
            return Apply(cell.op, args, INT)


def _is_mask(value: int) -> bool:
    return value >= 0 and value & (value + 1) == 0


def _truncated(a: Cell, b: Cell) -> Cell:
    """Division toward zero by floor divisions of non-negative numbers."""
    zero = integer(0)

    def ratio(x: Cell, y: Cell) -> Cell:
        return Apply("floordiv", (x, y), INT)

    less_a, less_b = scalar("neg", a), scalar("neg", b)
    if interval(b)[0] is not None and (interval(b)[0] or 0) > 0:
        if interval(a)[0] is not None and (interval(a)[0] or 0) >= 0:
            return ratio(a, b)
        return select(le(zero, a), ratio(a, b), scalar("neg", ratio(less_a, b)))
    above = select(lt(zero, b), ratio(a, b), scalar("neg", ratio(a, less_b)))
    below = select(lt(zero, b), scalar("neg", ratio(less_a, b)), ratio(less_a, less_b))
    return select(eq(b, zero), zero, select(le(zero, a), above, below))
