"""Products of unknowns: opaque to the solver, with the instances of monotonicity that index arithmetic needs.

For `r * n + c` with `0 <= c < n` to determine r and c, the solver needs `q < r => n * q + n <= n * r` at the
products that occur, and their signs; that is linear arithmetic, where non-linear arithmetic does not end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, islice

from tensir.cells import Apply, Cell, Lit
from tensir.dtypes import INT
from tensir.polynomial import Monomial, Polynomial, multiples, plus, polynomial, times
from tenspiler.verification.intervals import exact, interval
from tenspiler.verification.lemmas import Lemma, Rule

MULTIPLY = "times!"
MOST_PAIRS = 64
LONGEST_TAKEN_APART = 3


def product_facts(products: Iterable[Monomial], text: Callable[[Monomial], str]) -> Iterator[str]:
    """What is true of each of the products that occur, and of those of their last factors: signs, neutral
    factors, static ranges.
    """
    for monomial in _known(products):
        whole = text(monomial)
        for single, rest in _splits(monomial):
            yield from _factor_facts(whole, text(single), text(rest))
        yield from _range_facts(monomial, whole)


def product_lemmas(products: Iterable[Monomial], text: Callable[[Monomial], str]) -> Iterator[Lemma]:
    """Monotonicity: what is true of every two of those products that share a factor."""
    known = _known(products)
    for one, other in combinations(known, 2):
        for shared, left, right in _common(one, other):
            parts = (text(one), text(other), text(shared), text(left), text(right))
            if len(left) == len(right):
                yield Lemma(EQUAL, parts)
            if all(len(side) == 1 or side in known for side in (left, right)) or _is_short(one, other):
                yield Lemma(MONOTONE, parts)


def _known(products: Iterable[Monomial]) -> dict[Monomial, None]:
    return dict.fromkeys(m[place:] for m in products for place in range(len(m) - 1))


def _is_short(*monomials: Monomial) -> bool:
    return max(map(len, monomials)) <= LONGEST_TAKEN_APART


def _splits(monomial: Monomial) -> Iterator[tuple[Monomial, Monomial]]:
    """A product as one factor times the others: any, of a short one, else the first."""
    for place in range(len(monomial) if 2 < len(monomial) <= LONGEST_TAKEN_APART else 1):
        yield (monomial[place],), monomial[:place] + monomial[place + 1 :]


def _factor_facts(p: str, x: str, y: str) -> Iterator[str]:
    if p != f"({MULTIPLY} {x} {y})":
        yield f"(= {p} ({MULTIPLY} {x} {y}))"
    yield f"(= {p} ({MULTIPLY} {y} {x}))"
    yield f"(=> (or (= {x} 0) (= {y} 0)) (= {p} 0))"
    yield f"(=> (= {x} 1) (= {p} {y}))"
    yield f"(=> (= {y} 1) (= {p} {x}))"
    yield f"(=> (= {x} (- 1)) (= {p} (- {y})))"
    yield f"(=> (= {y} (- 1)) (= {p} (- {x})))"
    # (|x| - 1) * (|y| - 1) >= 0, from which |x * y| is no less than |x| and |y|.
    yield f"(=> (and (>= {x} 1) (>= {y} 1)) (>= {p} (- (+ {x} {y}) 1)))"
    yield f"(=> (and (<= {x} (- 1)) (>= {y} 1)) (<= {p} (+ (- {x} {y}) 1)))"
    yield f"(=> (and (>= {x} 1) (<= {y} (- 1))) (<= {p} (+ (- {y} {x}) 1)))"
    yield f"(=> (and (<= {x} (- 1)) (<= {y} (- 1))) (>= {p} (- (- 1) (+ {x} {y}))))"


def _range_facts(monomial: Monomial, whole: str) -> Iterator[str]:
    found = interval(monomial[0])
    for atom in monomial[1:]:
        found = exact("mul", (found, interval(atom)))
    if found[0] is not None:
        yield f"(<= {number(found[0])} {whole})"
    if found[1] is not None:
        yield f"(<= {whole} {number(found[1])})"


def _common(one: Monomial, other: Monomial) -> Iterator[tuple[Monomial, Monomial, Monomial]]:
    """Ways to write two products as `shared * left` and `shared * right`: with all that they share, and, of
    short products, with each factor of that.
    """
    shared, left, right = _shared(one, other)
    if left and right and shared:
        yield shared, left, right
    if not _is_short(one, other):
        return
    for atom in dict.fromkeys(shared):
        left, right = _without(one, atom), _without(other, atom)
        if left and right and len(shared) > 1:
            yield (atom,), left, right


def _shared(one: Monomial, other: Monomial) -> tuple[Monomial, Monomial, Monomial]:
    """What two products share, and what is left of each."""
    shared: Monomial = ()
    left, right = one, other
    for atom in one:
        if atom in right:
            shared, left, right = (*shared, atom), _without(left, atom), _without(right, atom)
    return shared, left, right


def row_facts(
    sums: Iterable[Polynomial],
    quotients: Iterable[tuple[Cell, Cell]],
    products: Iterable[Monomial],
    linear: Callable[[Polynomial], str],
) -> Iterator[str]:
    """What rows say of flat indices, sums `n * row + r` with r the remainder of a quotient q by n.

    Where the row, linear in several unknowns and q, is not 0, its product with n is at least n away from 0.
    Of an n that is a sum the same is said of rows of one unknown, with q and without. Where it is 0, so are
    those of its multiples whose products occur.
    """
    seen: set[tuple[str, str]] = set()
    known = frozenset(products)
    for dividend, divisor in quotients:
        unit = polynomial(divisor)
        if set(unit) <= {()} or (len(unit) == 1 and set(unit.values()) != {1}):
            continue
        quotient: Polynomial = {(Apply("floordiv", (dividend, divisor), INT),): 1}
        for whole in sums:
            for row in _rows_of(whole, polynomial(dividend), unit, quotient):
                n, factor, product = linear(unit), linear(row), linear(times(unit, row))
                if (n, factor) not in seen:
                    seen.add((n, factor))
                    yield f"(=> (and (> {n} 0) (>= {factor} 1)) (>= {product} {n}))"
                    yield f"(=> (and (> {n} 0) (<= {factor} (- 1))) (<= {product} (- {n})))"
                    yield f"(=> (= {factor} 0) (= {product} 0))"
                    if len(unit) > 1:
                        yield f"(=> (and (<= {n} 0) (>= {factor} 0)) (<= {product} 0))"
                        yield f"(=> (and (<= {n} 0) (<= {factor} 0)) (>= {product} 0))"
                for multiple in map(linear, _multiples_among(known, row)):
                    if (multiple, factor) not in seen:
                        seen.add((multiple, factor))
                        yield f"(=> (= {factor} 0) (= {multiple} 0))"


def quotient_facts(
    quotients: Iterable[tuple[Cell, Cell]], linear: Callable[[Polynomial], str]
) -> Iterator[str]:
    """Where two dividends differ by `c` times their divisor, the quotients differ by `c`."""
    for (one, divisor), (other, same) in islice(combinations(quotients, 2), MOST_PAIRS):
        unit = polynomial(divisor)
        if divisor != same or len(unit) != 1 or set(unit.values()) != {1} or () in unit:
            continue
        apart, rest = multiples(plus(polynomial(one), polynomial(other), -1), unit)
        if not rest:
            quotient: Polynomial = {(Apply("floordiv", (one, divisor), INT),): 1}
            less: Polynomial = {(Apply("floordiv", (other, divisor), INT),): 1}
            equal = f"(= {linear(quotient)} {linear(plus(less, apart))})"
            yield f"(=> (not (= {linear(unit)} 0)) {equal})"


def sum_lemmas(sums: Iterable[Polynomial], linear: Callable[[Polynomial], str]) -> Iterator[Lemma]:
    """Monotonicity of `f * (several unknowns)` for sums with the same factor f, as in `(r + y) * stride`.

    Sums of products themselves are left out: of deep nests there would be too many.
    """
    by_factor: dict[Cell, list[Polynomial]] = {}
    for whole in sums:
        for factor in dict.fromkeys(a for m in whole if len(m) > 1 for a in m):
            other: Polynomial = {_without(m, factor): c for m, c in whole.items() if factor in m}
            if next((c for m, c in other.items() if m), 1) < 0:  # a sum says the same as its negative
                other = plus({}, other, -1)
            found = by_factor.setdefault(factor, [])
            if other not in found and max(map(len, other)) < 2:
                found.append(other)
    for factor, others in by_factor.items():
        for one, other in islice(combinations(others, 2), MOST_PAIRS):
            if max(len(one), len(other)) < 2:
                continue
            f, u, v = linear({(factor,): 1}), linear(one), linear(other)
            p, q = (linear(times({(factor,): 1}, side)) for side in (one, other))
            yield Lemma(ORDERED, (p, q, f, u, v))


def coincidence_facts(places: Iterable[Iterable[Cell]], linear: Callable[[Polynomial], str]) -> Iterator[str]:
    """Where two flat indices differ by `f * (several unknowns)`: no difference if those come to 0."""
    seen: set[str] = set()
    for indices in places:
        for one, other in islice(combinations(indices, 2), MOST_PAIRS):
            apart = plus(polynomial(one), polynomial(other), -1)
            for atom in dict.fromkeys(a for m in apart if len(m) > 1 for a in m):
                factor = {_without(m, atom): c for m, c in apart.items() if atom in m}
                if len(factor) > 2 and (text := linear(factor)) not in seen:
                    seen.add(text)
                    yield f"(=> (= {text} 0) (= {linear(times({(atom,): 1}, factor))} 0))"


def clamp_facts(products: Iterable[Monomial], linear: Callable[[Polynomial], str]) -> Iterator[str]:
    """What `f * max(n, 0)` is on either side, where n is a sum whose products with f occur, too."""
    known = list(products)
    for monomial in known:
        for atom in monomial if len(monomial) > 1 else ():
            match atom:
                case Apply(op="max", args=(size, Lit(value=0))):
                    length = polynomial(size)
                    spread = times({_without(monomial, atom): 1}, length)
                case _:
                    continue
            if len(length) > 1 and any(m in known for m in spread):
                n, whole, product = linear(length), linear({monomial: 1}), linear(spread)
                yield f"(ite (>= {n} 0) (= {whole} {product}) (= {whole} 0))"


def _rows_of(
    whole: Polynomial, dividend: Polynomial, size: Polynomial, quotient: Polynomial
) -> Iterator[Polynomial]:
    """The row of `whole = size * row + (dividend - size * quotient) * sign + what size does not divide`."""
    leading = next((m for m in dividend if m), None)
    if leading is None or leading not in whole:
        return
    sign, remainder = divmod(whole[leading], dividend[leading])
    if remainder or sign not in (1, -1):
        return
    rows, _ = multiples(plus(whole, dividend, -sign), size)
    row = plus(times(quotient, {(): sign}), rows)
    if len(size) > 1 and rows:
        yield rows
        yield row
    elif len(row) > 2:
        yield row


def _multiples_among(known: frozenset[Monomial], row: Polynomial) -> Iterator[Polynomial]:
    """The products of a row of several unknowns with others, all of whose terms are known."""
    longest = max(row, key=len)
    for monomial in known if len(row) > 2 else ():
        if factor := _divided(monomial, longest):
            multiple = times({factor: 1}, row)
            if all(m in known for m in multiple if len(m) > 1):
                yield multiple


def _divided(monomial: Monomial, divisor: Monomial) -> Monomial:
    """What is left of a product without some of its factors; nothing if they are not in it."""
    for atom in divisor:
        if atom not in monomial:
            return ()
        monomial = _without(monomial, atom)
    return monomial


def _without(monomial: Monomial, atom: Cell) -> Monomial:
    place = monomial.index(atom)
    return monomial[:place] + monomial[place + 1 :]


def _equal(p: str, q: str, f: str, u: str, v: str) -> Iterator[str]:
    yield f"(=> (= {u} {v}) (= {p} {q}))"


def _are_equal(p: int, q: int, f: int, u: int, v: int) -> bool:
    return u != v or p == q


def _monotone(p: str, q: str, f: str, u: str, v: str) -> Iterator[str]:
    yield f"(=> (= (+ {u} 1) {v}) (= (+ {p} {f}) {q}))"
    yield f"(=> (= (+ {v} 1) {u}) (= (+ {q} {f}) {p}))"
    yield f"(=> (and (<= {f} 0) (< {u} {v})) (<= {q} (+ {p} {f})))"
    yield f"(=> (and (<= {f} 0) (< {v} {u})) (<= {p} (+ {q} {f})))"
    yield f"(=> (and (>= {f} 0) (< {u} {v})) (<= (+ {p} {f}) {q}))"
    yield f"(=> (and (>= {f} 0) (< {v} {u})) (<= (+ {q} {f}) {p}))"
    yield f"(=> (and (>= {f} 0) (< (+ {u} 1) {v})) (<= (+ {p} {f} {f}) {q}))"
    yield f"(=> (and (>= {f} 0) (< (+ {v} 1) {u})) (<= (+ {q} {f} {f}) {p}))"


def _are_monotone(p: int, q: int, f: int, u: int, v: int) -> bool:
    if u > v:
        return _are_monotone(q, p, f, v, u)
    return (
        u == v
        or (
            (u + 1 != v or p + f == q)
            and (f > 0 or q <= p + f)
            and (f < 0 or (p + f <= q and (u + 1 == v or p + f + f <= q)))
        )
    )  # fmt: skip


def _ordered(p: str, q: str, f: str, u: str, v: str) -> Iterator[str]:
    yield f"(=> (or (and (>= {f} 0) (<= {u} {v})) (and (<= {f} 0) (>= {u} {v}))) (<= {p} {q}))"
    yield f"(=> (or (and (>= {f} 0) (>= {u} {v})) (and (<= {f} 0) (<= {u} {v}))) (>= {p} {q}))"


def _are_ordered(p: int, q: int, f: int, u: int, v: int) -> bool:
    at_most = (f >= 0 and u <= v) or (f <= 0 and u >= v)
    at_least = (f >= 0 and u >= v) or (f <= 0 and u <= v)
    return (not at_most or p <= q) and (not at_least or p >= q)


# Of p = f * u and q = f * v.
EQUAL = Rule(_equal, _are_equal)
MONOTONE = Rule(_monotone, _are_monotone)
ORDERED = Rule(_ordered, _are_ordered)


def number(value: int) -> str:
    """An integer literal of SMT-LIB."""
    return str(value) if value >= 0 else f"(- {-value})"
