"""What a decorated function says about itself, as text and for a notebook."""

from __future__ import annotations

import html as markup
from collections.abc import Iterator, Mapping, Sequence

from tenspiler.report_html import fragment
from tenspiler.result import LiftResult
from tenspiler.runtime.errors import rendered
from tenspiler.runtime.options import Options


def explanation(result: LiftResult, sources: Mapping[str, str]) -> str:
    """The reasons for a refusal; or the program, and what is checked and taken for granted."""
    if result.verdict != "proved":
        return rendered(result.diagnostics, sources) or f"{result.function}: {result.verdict}"
    return "\n".join(_proved(result))


def report(
    name: str,
    shown: Sequence[tuple[str, LiftResult]],
    sources: Mapping[str, str],
    options: Options,
) -> str:
    """Each specialisation in turn, with its code."""
    parts: list[str] = []
    for types, result in shown:
        parts.append(f"{name} ({types}): {_headline(result)}")
        parts.append(_indented(explanation(result, sources)))
        emitted = result.backends.get(options.backend)
        if emitted is not None and emitted.code is not None:
            parts.append(_indented(f"code for {options.backend}:\n{_indented(emitted.code.rstrip())}"))
    return "\n".join(parts)


def html(name: str, shown: Sequence[tuple[str, LiftResult]], sources: Mapping[str, str]) -> str:
    """The report as a piece of a page: each specialisation folded below a headline, with linked lines."""
    parts: list[str] = []
    for types, result in shown:
        title = markup.escape(f"{name} ({types}): {_headline(result)}")
        inner = fragment(result, sources.get(result.file, ""))
        parts.append(f"<details open><summary><code>{title}</code></summary>{inner}</details>")
    return "".join(parts)


def _headline(result: LiftResult) -> str:
    return f"proved, grade {result.grade}" if result.verdict == "proved" else result.verdict


def _proved(result: LiftResult) -> Iterator[str]:
    yield (result.tensir or "").rstrip()
    yield f"grade {result.grade}"
    for title, lines in (
        ("checked at each call:", result.preconditions),
        ("assumed, not checked:", result.assumptions),
    ):
        if lines:
            yield title
            yield from (f"  - {line}" for line in lines)
    proved = sum(o.outcome == "proved" for o in result.obligations)
    origin = "from the cache" if result.cached else f"in {result.seconds.total:.3f} s"
    yield f"{proved} of {len(result.obligations)} obligations proved, {origin}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else line for line in text.split("\n"))
