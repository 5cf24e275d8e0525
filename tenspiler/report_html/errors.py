"""An error report as a piece of a page: a table of distances, and the calls that are worst."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tenspiler.accuracy.report import BackendErrors, ErrorReport, OutputErrors, Place, Spread
from tenspiler.diagnostics.excerpt import printable

_COLUMNS = ("emitted − original", "original − precise", "emitted − precise")


def error_section(report: ErrorReport) -> str:
    """The report: a line of the table for each backend and output, largest distance and median in ulps."""
    rows = "".join(row for errors in report.backends for row in _rows(errors))
    figures = "".join(f'<th class="figure">{title}</th>' for title in _COLUMNS)
    places = "".join(text for errors in report.backends for text in _places(errors))
    return (
        "<details open><summary>error report: ulps, largest and median; "
        f"precise: {report.bits} bits</summary>"
        '<div class="scroll"><table><thead><tr><th>backend</th><th>output</th>'
        f'<th class="figure">differing</th>{figures}<th class="figure">special values alike</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{places}</details>"
    )


def _rows(errors: BackendErrors) -> Iterator[str]:
    if errors.missing:
        missing = f"not measured: {_safe(errors.missing)}"
        yield f'<tr><td>{_safe(errors.backend)}</td><td colspan="6">{missing}</td></tr>'
        return
    for output in errors.outputs:
        distances = (output.emitted_to_original, output.original_to_precise, output.emitted_to_precise)
        figures = (
            f"{output.differing} of {output.elements}",
            *map(_spread, distances),
            f"{output.agreeing} of {output.special}",
        )
        cells = "".join(f'<td class="figure">{figure}</td>' for figure in figures)
        name = f"{_safe(output.name)}: {output.dtype}"
        yield f"<tr><td>{_safe(errors.backend)}</td><td>{name}</td>{cells}</tr>"


def _places(errors: BackendErrors) -> Iterator[str]:
    for output in errors.outputs:
        if output.worst is not None:
            yield _place(f"{errors.backend}, farthest apart", output, output.worst)
        if output.disagreement is not None and output.disagreement != output.worst:
            yield _place(f"{errors.backend}, first disagreement", output, output.disagreement)


def _place(title: str, output: OutputErrors, place: Place) -> str:
    precise = f", high precision {place.precise}" if place.precise is not None else ""
    where = f"{title} ({place.inputs}): {output.name}{place.index}"
    said = f"{where} original {place.original}, emitted {place.emitted}"
    return f"<details><summary>{_safe(said + precise)}</summary><pre>{_safe(place.call)}</pre></details>"


def _spread(spread: Spread) -> str:
    return "–" if spread.max is None or spread.median is None else f"{spread.max:.3g}, {spread.median:.3g}"


def _safe(text: str) -> str:
    return escape(printable(text))
