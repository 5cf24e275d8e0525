"""The measurements as a picture: a plot for each unit, a line for each family, in plain SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, log10
from typing import Final

from benchmarks.growth.measure import Point

WIDTH, HEIGHT, MARGIN = 360, 240, 48
LEGEND: Final = 18
COLOURS: Final = ("#1b6ca8", "#c8553d", "#3d8b5f", "#8a5aa8", "#b8860b", "#5a6472")


def picture(points: Sequence[Point]) -> str:
    """An SVG document."""
    units = list(dict.fromkeys(p.family.unit for p in points))
    most = max((len({p.family for p in points if p.family.unit == u}) for u in units), default=0)
    width, height = len(units) * (WIDTH + MARGIN) + MARGIN, HEIGHT + 2 * MARGIN + LEGEND * (most + 1)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
        ' font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for place, unit in enumerate(units):
        left = MARGIN + place * (WIDTH + MARGIN)
        lines += _plot([p for p in points if p.family.unit == unit], unit, left)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _plot(points: Sequence[Point], unit: str, left: int) -> Iterator[str]:
    across, up = max(p.size for p in points), _rounded(max(p.processor for p in points))
    bottom = MARGIN + HEIGHT

    def x(size: float) -> float:
        return left + WIDTH * size / across

    def y(seconds: float) -> float:
        return bottom - HEIGHT * seconds / up

    yield f'<path d="M{left},{MARGIN} V{bottom} H{left + WIDTH}" fill="none" stroke="black"/>'
    yield f'<text x="{left}" y="{MARGIN - 12}">seconds of processor time, by {escape(unit)}</text>'
    for part in range(1, 5):
        level = up * part / 4
        yield f'<path d="M{left},{y(level):.1f} h{WIDTH}" stroke="#dddddd"/>'
        yield f'<text x="{left - 6}" y="{y(level) + 4:.1f}" text-anchor="end">{level:g}</text>'
    for size in sorted({p.size for p in points}):
        yield f'<path d="M{x(size):.1f},{bottom} v4" stroke="black"/>'
        if across <= 12 or size in (1, 10, 20, 40):
            yield f'<text x="{x(size):.1f}" y="{bottom + 18}" text-anchor="middle">{size}</text>'
    for place, family in enumerate(dict.fromkeys(p.family for p in points)):
        colour = COLOURS[place % len(COLOURS)]
        own = [p for p in points if p.family == family and p.verdict == "proved"]
        path = " ".join(f"{x(p.size):.1f},{y(p.processor):.1f}" for p in own)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        below = bottom + MARGIN + LEGEND * place
        yield f'<path d="M{left},{below - 4} h20" stroke="{colour}" stroke-width="2"/>'
        yield f'<text x="{left + 26}" y="{below}">{escape(family.name)}</text>'


def _rounded(most: float) -> float:
    """The least of 1, 2, 4 and 8 times a power of ten that is not below."""
    power = 10.0 ** ceil(log10(most) - 1) if most > 0 else 1.0
    return next(power * step for step in (1, 2, 4, 8, 10) if power * step >= most)
