"""Figures on the terminal: a line for each kernel and size, while they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.performance.summary import reference_of, share_of_copying


def heading(backends: Sequence[str]) -> str:
    """The names of the columns."""
    head = f"{'suite':11}{'kernel':42}{'size':7}{'work':>9}  {'reference':>6}{'ms':>11}{'least':>10}"
    head += f"{'IQR':>6}{'reused':>8}"
    return head + "".join(f"{name:>20}" for name in ("numba", *backends))


def lines(row: dict[str, Any], backends: Sequence[str]) -> Iterator[str]:
    """A kernel: times as fast as the reference, alone/end to end, and the share of copying."""
    name = f"{row['suite']:11}{row['name']:42}"
    if "error" in row:
        yield f"{name}error: {row['error']}"
    for size, found in row.get("sizes", {}).items():
        if "seconds" not in found:
            yield f"{name}{size:7}{found.get('error') or found['none']}"
            continue
        reference = reference_of(found)
        cells = "".join(f"{_cell(found, c, reference):>20}" for c in ("numba", *backends))
        yield f"{name}{size:7}{found['work']:>9.2g}  {_reference(found, reference)}{cells}"


def _reference(found: dict[str, Any], reference: str | None) -> str:
    if reference is None:
        return f"{'-':>9}{'-':>11}{'':24}"
    kinds = found["seconds"][reference]
    kernel, reused = kinds["kernel"], kinds.get("reused")
    around = (kernel["third_quartile"] - kernel["first_quartile"]) / kernel["median"]
    factor = f"{kernel['median'] / reused['median']:.2f}" if reused else "-"
    median, least = (kernel[what] * 1e3 for what in ("median", "least"))
    return f"{reference:>9}{median:>11.4f}{least:>10.4f}{around:>6.0%}{factor:>8}"


def _cell(found: dict[str, Any], contender: str, reference: str | None) -> str:
    if contender in found["errors"]:
        return "ERROR"
    kinds = found["seconds"].get(contender)
    if kinds is None or reference is None:
        return "no" if contender in found["absent"] else "-"
    if contender == reference:
        return "1"
    base = found["seconds"][reference]
    shown = (
        f"{base[k]['median'] / kinds[k]['median']:.2g}" if k in kinds and k in base else "-"
        for k in ("kernel", "end_to_end")
    )  # fmt: skip
    share = share_of_copying(found, contender)
    return "/".join(shown) + (f" {share:.0%}" if share is not None else "")
