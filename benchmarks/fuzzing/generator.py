"""The program of a seed: one of the classes, mostly small; or a near miss of a function that people wrote."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final, final

from benchmarks.fuzzing.desk import SPAN
from benchmarks.fuzzing.loops import Results
from benchmarks.fuzzing.shapes import SHAPES, Author
from benchmarks.fuzzing.traits import traits
from tenspiler.loopir.checker import check
from tenspiler.loopir.nodes import Flavour, Function, Stmt

SMALL: Final = 0.8
NEAR_MISSES: Final = 0.2
_MOST_RESULTS: Final = 3


@final
@dataclass(frozen=True, slots=True)
class Generated:
    """A program, the seed that gives it again, and the class that it was written for."""

    seed: int
    function: Function
    family: str

    def labels(self) -> tuple[str, ...]:
        """Its class and its traits."""
        return ("near miss" if self.family.startswith("near miss") else self.family, *traits(self.function))


def program_of(seed: int, sources: bool) -> Generated:
    """The program of a seed; with `sources`, some are near misses of functions that people wrote."""
    if sources and Random(f"origin {seed}").random() < NEAR_MISSES:
        from benchmarks.fuzzing.mutation import near_miss  # it needs the frontends

        found = near_miss(seed)
        if found is not None:
            return Generated(seed, found[0], f"near miss of {found[1]}")
    return random_program(seed)


def random_program(seed: int, family: str | None = None) -> Generated:
    """The random program of a seed, of a class at will; well-typed by construction, which is checked."""
    rng = Random(f"program {seed}")
    author = Author(rng)
    _parameters(author)
    small = rng.random() < SMALL
    chosen = family or _drawn(rng)
    results: Results = []
    body: list[Stmt] = list(SHAPES[chosen][1](author, results))
    for _ in range(0 if small else rng.choice((1, 1, 2))):
        body += SHAPES[_drawn(rng)][1](author, results)
    function = Function(
        f"f{seed}",
        tuple(author.parameters),
        author.variables,
        tuple(body),
        tuple(results[:_MOST_RESULTS]),
        Flavour.C if author.flavour is Flavour.C else Flavour.PYTHON,
        SPAN,
    )
    check(function)
    return Generated(seed, function, chosen)


def _drawn(rng: Random) -> str:
    names = list(SHAPES)
    return rng.choices(names, [SHAPES[name][0] for name in names])[0]


def _parameters(author: Author) -> None:
    rng = author.rng
    author.palette = tuple(author.element() for _ in range(rng.choice((1, 1, 2))))
    for size in ("n", "m")[: rng.randint(1, 2)]:
        author.size_parameter(size)
    for _ in range(rng.randint(1, 3)):
        author.array_parameter(rank=rng.choice((1, 1, 1, 2)))
    for _ in range(rng.choice((0, 1, 1, 2))):
        author.scalar_parameter()
