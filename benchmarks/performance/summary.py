"""What figures come to: ratios to the original, their geometric means, and which kernels are slower."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, final

REFERENCES: Final = ("gcc", "numba", "python")  # the first that there is
SLOWER: Final = 0.9
NOT_RANKED: Final = frozenset({*REFERENCES, "copy", "copy on the device"})


@final
@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as fast a contender is as the reference; `kind` is `kernel` or `end_to_end`."""

    suite: str
    kernel: str
    size: str
    reference: str
    contender: str
    kind: str
    value: float
    least: float  # the same of the quickest rounds


def ratios(rows: Iterable[dict[str, Any]]) -> Iterator[Ratio]:
    """The ratios of all rows: above 1 is faster than the reference."""
    for row in rows:
        for size, found in row.get("sizes", {}).items():
            seconds = found.get("seconds", {})
            reference = reference_of(found)
            if reference is None:
                continue
            for contender, kinds in seconds.items():
                if contender in (reference, "copy", "copy on the device"):
                    continue
                for kind, spread in kinds.items():
                    base = seconds[reference].get(kind)
                    if base is not None and kind != "reused":
                        values = (base[what] / spread[what] for what in ("median", "least"))
                        yield Ratio(row["suite"], row["name"], size, reference, contender, kind, *values)


def reference_of(found: dict[str, Any]) -> str | None:
    """Which contender ratios are to: gcc, or where there is no original in C, Numba, or else Python."""
    return next((name for name in REFERENCES if name in found.get("seconds", {})), None)


def share_of_copying(found: dict[str, Any], contender: str) -> float | None:
    """The share of the bandwidth of copying, were each array moved once; measured in the same rounds."""
    seconds = found["seconds"]
    copy = "copy on the device" if "copy on the device" in seconds and contender not in REFERENCES else "copy"
    if copy not in seconds or "kernel" not in seconds.get(contender, {}):
        return None
    return seconds[copy]["kernel"]["median"] / seconds[contender]["kernel"]["median"]


def geometric_mean(values: Sequence[float]) -> float:
    """The geometric mean of positive numbers."""
    return math.exp(sum(map(math.log, values)) / len(values))


def totals(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Geometric means by suite and backend, the slower kernels, and what is wrong."""
    found = list(ratios(rows))
    for reference in REFERENCES:
        yield from _means([r for r in found if r.reference == reference], reference)
    yield from _slower([r for r in found if r.reference == "gcc" and r.kind == "kernel"])
    yield from _problems(rows)


def _means(found: list[Ratio], reference: str) -> Iterator[str]:
    if not found:
        return
    what = "geometric means, kernel alone (by the quickest rounds) / end to end, kernels"
    yield f"\ntimes as fast as {reference}: {what}"
    contenders = list(dict.fromkeys(r.contender for r in found))
    yield f"{'suite':12}{'size':8}" + "".join(f"{c:>30}" for c in contenders)
    for suite in [*dict.fromkeys(r.suite for r in found), "all"]:
        for size in dict.fromkeys(r.size for r in found):
            own = [r for r in found if suite in (r.suite, "all") and r.size == size]
            cells = (_mean([r for r in own if r.contender == c]) for c in contenders)
            yield f"{suite:12}{size:8}" + "".join(f"{cell:>30}" for cell in cells)


def _mean(found: list[Ratio]) -> str:
    alone, whole = ([r.value for r in found if r.kind == kind] for kind in ("kernel", "end_to_end"))
    if not alone:
        return "-"
    least = geometric_mean([r.least for r in found if r.kind == "kernel"])
    shown = f"{geometric_mean(whole):.3f}" if whole else "-"
    return f"{geometric_mean(alone):.3f} ({least:.3f}) / {shown}, {len(alone)}"


def _slower(found: list[Ratio]) -> Iterator[str]:
    for contender in dict.fromkeys(r.contender for r in found if r.contender not in NOT_RANKED):
        for size in dict.fromkeys(r.size for r in found):
            own = [r for r in found if (r.contender, r.size) == (contender, size)]
            slower = sorted((r for r in own if r.value < SLOWER), key=lambda r: r.value)
            names = ", ".join(f"{r.kernel} {r.value:.2g}" for r in slower)
            count = f"{len(slower)} of {len(own)} kernels"
            yield f"\n{contender}, {size}: {count} slower than gcc (below {SLOWER})"
            yield from [f"  {names}"] * bool(slower)


def _problems(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield ""
    for row in rows:
        if "error" in row:
            yield f"error: {row['name']}: {row['error']}"
        for size, found in row.get("sizes", {}).items():
            if "error" in found:
                yield f"error: {row['name']}, {size}: {found['error']}"
            for contender, text in found.get("errors", {}).items():
                yield f"error: {row['name']}, {size}, {contender}: {text}"
    without = {row["name"]: s["none"] for row in rows for s in row.get("sizes", {}).values() if "none" in s}
    yield from (f"not timed: {name}: {why}" for name, why in without.items())


def wrong(rows: Iterable[dict[str, Any]]) -> bool:
    """Whether any contender computes what the original does not, or fails."""
    sizes = [found for row in rows for found in (row, *row.get("sizes", {}).values())]
    return any("error" in found or found.get("errors") for found in sizes)
