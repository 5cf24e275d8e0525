"""The measurements as a Markdown table for each unit: a row for each family, a column for each size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.growth.families import Family
from benchmarks.growth.measure import Point, doubling


def page(points: Sequence[Point], machine: dict[str, Any], repeats: int, picture: str) -> str:
    """The tables with what they were measured on."""
    versions = ", ".join(f"{name} {v}" for name, v in machine["versions"].items() if v)
    lines = [
        "# How the time of a lift grows",
        "",
        f"Seconds of processor time, and on the wall in parentheses: medians of {repeats} lifts, each in a",
        "process of its own, from the reading of the source to emitted code. The last column is how much",
        "longer the largest member of a family takes than the member of half its size.",
        "",
        f"{machine['processor']}, {machine['cores']} cores, load {machine['load']}; {versions}.",
        "",
        f"![The same as a picture]({picture})",
        *tables(points),
    ]
    return "\n".join(lines) + "\n"


def tables(points: Sequence[Point]) -> Iterator[str]:
    """A table for each unit."""
    for unit in dict.fromkeys(p.family.unit for p in points):
        own = [p for p in points if p.family.unit == unit]
        sizes = sorted({p.size for p in own})
        yield ""
        yield f"| {unit} | {' | '.join(map(str, sizes))} | doubled |"
        yield f"| --- | {' | '.join('---:' for _ in sizes)} | ---: |"
        for family in dict.fromkeys(p.family for p in own):
            yield row(family, [p for p in own if p.family == family], sizes)


def row(family: Family, points: Sequence[Point], sizes: Sequence[int]) -> str:
    """One family."""
    by_size = {p.size: p for p in points}
    cells = [cell(by_size[n]) if n in by_size else "" for n in sizes]
    ratio = doubling(points)
    return f"| {family.name} | {' | '.join(cells)} | {'' if ratio is None else f'× {ratio:.1f}'} |"


def cell(point: Point) -> str:
    """One member: its seconds, or why there are none."""
    if point.verdict != "proved":
        return point.verdict
    return f"{point.processor:.2f} ({point.total:.2f})"
