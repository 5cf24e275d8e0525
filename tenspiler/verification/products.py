"""Products of unknowns: opaque to the solver, with the instances of monotonicity that index arithmetic needs.

For `r * n + c` with `0 <= c < n` to determine r and c, the solver needs `q < r => n * q + n <= n * r` at the
products that occur, and their signs; that is linear arithmetic, where non-linear arithmetic does not end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from tensir.cells import Cell
from tensir.polynomial import Monomial
from tenspiler.verification.intervals import exact, interval

MULTIPLY = "times!"


def product_term(monomial: Monomial, term: Callable[[Cell], str]) -> str:
    """A product of atoms as nested applications of an uninterpreted function."""
    text = term(monomial[0])
    for atom in monomial[1:]:
        text = f"({MULTIPLY} {text} {term(atom)})"
    return text


def product_facts(monomials: list[Monomial], term: Callable[[Cell], str]) -> Iterator[str]:
    """What is true of the products that occur: signs, neutral factors, static ranges, monotonicity."""

    def text(m: Monomial) -> str:
        return product_term(m, term)

    for monomial in monomials:
        whole = text(monomial)
        for single, rest in _splits(monomial):
            yield from _factor_facts(whole, text(single), text(rest))
        yield from _range_facts(monomial, whole)
    for one, other in combinations(monomials, 2):
        for shared, left, right in _common(one, other):
            yield from _monotone(text(one), text(other), text(shared), text(left), text(right))


def _splits(monomial: Monomial) -> Iterator[tuple[Monomial, Monomial]]:
    for place in range(len(monomial) if len(monomial) > 2 else 1):
        yield (monomial[place],), monomial[:place] + monomial[place + 1 :]


def _factor_facts(p: str, x: str, y: str) -> Iterator[str]:
    if p != f"({MULTIPLY} {x} {y})":
        yield f"(= {p} ({MULTIPLY} {x} {y}))"
    yield f"(= {p} ({MULTIPLY} {y} {x}))"
    yield f"(=> (or (= {x} 0) (= {y} 0)) (= {p} 0))"
    yield f"(=> (= {x} 1) (= {p} {y}))"
    yield f"(=> (= {y} 1) (= {p} {x}))"
    yield f"(=> (and (>= {x} 1) (>= {y} 1)) (and (>= {p} {x}) (>= {p} {y})))"
    yield f"(=> (and (<= {x} (- 1)) (>= {y} 1)) (and (<= {p} {x}) (<= {p} (- {y}))))"
    yield f"(=> (and (>= {x} 1) (<= {y} (- 1))) (and (<= {p} (- {x})) (<= {p} {y})))"
    yield f"(=> (and (<= {x} (- 1)) (<= {y} (- 1))) (and (>= {p} (- {x})) (>= {p} (- {y}))))"


def _range_facts(monomial: Monomial, whole: str) -> Iterator[str]:
    found = interval(monomial[0])
    for atom in monomial[1:]:
        found = exact("mul", (found, interval(atom)))
    if found[0] is not None:
        yield f"(<= {number(found[0])} {whole})"
    if found[1] is not None:
        yield f"(<= {whole} {number(found[1])})"


def _common(one: Monomial, other: Monomial) -> Iterator[tuple[Monomial, Monomial, Monomial]]:
    """Ways to write two products as `shared * left` and `shared * right`."""
    for atom in dict.fromkeys(one):
        if atom in other:
            left, right = _without(one, atom), _without(other, atom)
            if left and right and left != right:
                yield (atom,), left, right
    shared: Monomial = ()
    left, right = one, other
    for atom in one:
        if atom in right:
            shared, left, right = (*shared, atom), _without(left, atom), _without(right, atom)
    if len(shared) > 1 and left and right and left != right:
        yield shared, left, right


def _without(monomial: Monomial, atom: Cell) -> Monomial:
    place = monomial.index(atom)
    return monomial[:place] + monomial[place + 1 :]


def _monotone(p: str, q: str, f: str, u: str, v: str) -> Iterator[str]:
    yield f"(=> (= {u} {v}) (= {p} {q}))"
    yield f"(=> (and (<= {f} 0) (< {u} {v})) (<= {q} (+ {p} {f})))"
    yield f"(=> (and (<= {f} 0) (< {v} {u})) (<= {p} (+ {q} {f})))"
    yield f"(=> (and (>= {f} 0) (< {u} {v})) (<= (+ {p} {f}) {q}))"
    yield f"(=> (and (>= {f} 0) (< {v} {u})) (<= (+ {q} {f}) {p}))"
    yield f"(=> (and (>= {f} 0) (< (+ {u} 1) {v})) (<= (+ {p} {f} {f}) {q}))"
    yield f"(=> (and (>= {f} 0) (< (+ {v} 1) {u})) (<= (+ {q} {f} {f}) {p}))"


def number(value: int) -> str:
    """An integer literal of SMT-LIB."""
    return str(value) if value >= 0 else f"(- {-value})"
