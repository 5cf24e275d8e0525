"""Figures as a picture: for each size, the sorted ratios of each backend to gcc, in plain SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from benchmarks.performance.summary import Ratio, geometric_mean, ratios

WIDTH, HEIGHT, MARGIN, LEGEND = 340, 260, 56, 18
DECADES: Final = (-3, 3)
COLOURS: Final = ("#1b6ca8", "#c8553d", "#3d8b5f", "#8a5aa8", "#b8860b", "#5a6472")


def picture(rows: Sequence[dict[str, Any]], title: str) -> str:
    """An SVG document."""
    found = [r for r in ratios(rows) if r.kind == "kernel" and r.reference == "gcc"]
    sizes, contenders = (
        list(dict.fromkeys(x)) for x in ((r.size for r in found), (r.contender for r in found))
    )
    width = max(len(sizes), 1) * (WIDTH + MARGIN) + MARGIN
    height = HEIGHT + 2 * MARGIN + LEGEND * (len(contenders) + 1)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
        ' font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{MARGIN}" y="20" font-size="14">{escape(title)}</text>',
    ]
    for place, size in enumerate(sizes):
        left = MARGIN + place * (WIDTH + MARGIN)
        lines += _plot([r for r in found if r.size == size], size, left, contenders)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _plot(found: list[Ratio], size: str, left: int, contenders: list[str]) -> Iterator[str]:
    bottom = MARGIN + HEIGHT
    low, high = DECADES

    def y(ratio: float) -> float:
        return bottom - HEIGHT * (min(max(math.log10(ratio), low), high) - low) / (high - low)

    yield f'<path d="M{left},{MARGIN} V{bottom} H{left + WIDTH}" fill="none" stroke="black"/>'
    yield f'<text x="{left}" y="{MARGIN - 10}">{escape(size)}: times as fast as gcc, kernels in order</text>'
    for decade in range(low, high + 1):
        level = y(10.0**decade)
        colour = "black" if decade == 0 else "#dddddd"
        yield f'<path d="M{left},{level:.1f} h{WIDTH}" stroke="{colour}" stroke-width="0.7"/>'
        yield f'<text x="{left - 6}" y="{level + 4:.1f}" text-anchor="end">{10.0**decade:g}</text>'
    for place, contender in enumerate(contenders):
        values = sorted(r.value for r in found if r.contender == contender)
        if not values:
            continue
        colour, step = COLOURS[place % len(COLOURS)], WIDTH / max(len(values) - 1, 1)
        points = " ".join(f"{left + step * k:.1f},{y(v):.1f}" for k, v in enumerate(values))
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        below = bottom + MARGIN // 2 + LEGEND * place
        label = f"{contender}: {len(values)} kernels, geometric mean {geometric_mean(values):.2f}"
        yield f'<path d="M{left},{below - 4} h20" stroke="{colour}" stroke-width="2"/>'
        yield f'<text x="{left + 26}" y="{below}">{escape(label)}</text>'
