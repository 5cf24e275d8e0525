"""Facts that are told to the solver only where a model of everything else goes against them.

They are many, as every two products that share a factor have some, and few are of use in one proof. What is
unsatisfiable with some of them is so with all; and a model that goes against none of them is one with all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Rule:
    """What holds of some integers: `facts` of their terms, and whether it `holds` of their values."""

    facts: Callable[..., Iterable[str]]
    holds: Callable[..., bool]


@final
@dataclass(frozen=True, slots=True)
class Sum:
    """A linear term: `constant` and so many times each of some other terms."""

    constant: int
    parts: tuple[tuple[int, str], ...]

    def value(self, values: Mapping[str, int]) -> int:
        """Its value where the others have some values."""
        return self.constant + sum(times * values[term] for times, term in self.parts)


@final
@dataclass(frozen=True, slots=True)
class Lemma:
    """A rule for some integer terms."""

    rule: Rule
    terms: tuple[str, ...]

    def facts(self) -> Iterable[str]:
        """What the lemma says."""
        return self.rule.facts(*self.terms)

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether some values of all terms go with it."""
        return self.rule.holds(*[values[term] for term in self.terms])


@final
@dataclass(frozen=True, slots=True)
class Question:
    """A script for the solver, and lemmas about terms: each a sum, or equal to a declared constant."""

    script: str
    lemmas: tuple[Lemma, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict[str, str])
    sums: Mapping[str, Sum] = field(default_factory=dict[str, Sum])

    def digest(self) -> bytes:
        """What tells questions apart."""
        whole = sha256(self.script.encode())
        for lemma in self.lemmas:
            whole.update(" ".join(lemma.terms).encode())
        return whole.digest()

    def values(self, value: Callable[[str], int]) -> dict[str, int]:
        """The values of all terms of the lemmas, from those of the constants."""
        found = {term: value(name) for term, name in self.constants.items()}
        return found | {text: whole.value(found) for text, whole in self.sums.items()}

    def told(self, facts: Iterable[str]) -> str:
        """The script with some facts of its lemmas."""
        return "\n".join((self.script, *asserted(facts)))


def asserted(facts: Iterable[str]) -> list[str]:
    """Facts as commands for the solver."""
    return [f"(assert {fact})" for fact in facts]


def all_facts(lemmas: Iterable[Lemma]) -> list[str]:
    """What some lemmas say."""
    return [fact for lemma in lemmas for fact in lemma.facts()]
