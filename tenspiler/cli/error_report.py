"""An error report as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tenspiler.accuracy.report import BackendErrors, ErrorReport, OutputErrors, Place, Spread

_LONGEST_CALL: Final = 400


def error_lines(report: ErrorReport) -> Iterator[str]:
    """The report, each backend and output under a line of its own."""
    for errors in report.backends:
        yield from _backend(errors, report)


def _backend(errors: BackendErrors, report: ErrorReport) -> Iterator[str]:
    if errors.missing:
        yield f"{errors.backend}: not measured: {errors.missing}"
        return
    refused = f", {errors.refused} more refused by preconditions" if errors.refused else ""
    yield f"{errors.backend}: {errors.inputs} inputs of {len(report.classes)} classes{refused}"
    for output in errors.outputs:
        yield from (f"  {line}" for line in _output(output, report.bits))


def _output(output: OutputErrors, bits: int) -> Iterator[str]:
    same = "all the same bits" if not output.differing else f"{output.differing} differ"
    yield f"{output.name}: {output.dtype}, {output.elements} elements, {same}"
    if output.emitted_to_original.max is not None:
        yield f"  {'ulps':<28}{'largest':>9}{'median':>9}"
        yield f"  {'emitted code to original':<28}{_pair(output.emitted_to_original)}"
        yield f"  {f'original to {bits} bits':<28}{_pair(output.original_to_precise)}"
        yield f"  {f'emitted code to {bits} bits':<28}{_pair(output.emitted_to_precise)}"
    if output.special:
        yield f"  NaN, infinities and -0.0: the same in {output.agreeing} of {output.special} places"
    if output.worst is not None:
        yield from _place("farthest apart", output, output.worst)
    if output.disagreement is not None and output.disagreement != output.worst:
        yield from _place("first disagreement", output, output.disagreement)


def _place(title: str, output: OutputErrors, place: Place) -> Iterator[str]:
    precise = f", high precision {place.precise}" if place.precise is not None else ""
    where = f"{output.name}{place.index}"
    yield f"  {title} ({place.inputs}): {where} original {place.original}, emitted {place.emitted}{precise}"
    long = len(place.call) > _LONGEST_CALL
    yield f"    {place.call[:_LONGEST_CALL]}{' ... (whole with --json)' if long else ''}"


def _pair(spread: Spread) -> str:
    return f"{_ulps(spread.max):>9}{_ulps(spread.median):>9}"


def _ulps(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"
