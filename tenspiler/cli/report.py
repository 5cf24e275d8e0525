"""The report that people read: verdict, TensIR, preconditions, assumptions, times and code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, final

from rich.console import Console
from rich.syntax import Syntax
from rich.text import Text

from tenspiler.cli.error_report import error_lines
from tenspiler.diagnostics.diagnostic import Diagnostic
from tenspiler.diagnostics.excerpt import printable
from tenspiler.diagnostics.text import Role, layout
from tenspiler.result import Emitted, LiftResult, Verification

_CODE_FOR: Final = 3  # functions in one run up to which their code is shown

_ROLE_STYLE: Final = {
    Role.PLAIN: "",
    Role.ERROR: "bold red",
    Role.WARNING: "bold yellow",
    Role.NOTE: "bold cyan",
    Role.FRAME: "blue",
    Role.STRONG: "bold",
}
_VERDICT_STYLE: Final = {
    "proved": "bold green",
    "refuted": "bold red",
    "unknown": "bold yellow",
    "unsupported": "bold red",
    "error": "bold red",
}


def plain_console() -> Console:
    """A console that prints the same text wherever it goes: no colours, no regard to the terminal."""
    return Console(color_system=None, force_terminal=False, highlight=False)


@final
class Report:
    """Prints results one by one, on stdout; colours appear on a terminal only, and not under NO_COLOR."""

    def __init__(self, sources: Mapping[str, str], count: int, console: Console | None = None) -> None:
        self._sources = sources
        self._with_code = count <= _CODE_FOR
        self._console = console or Console(highlight=False)

    def show(self, result: LiftResult) -> None:
        """Print the answer for one function or file."""
        if result.function is not None:
            self._print(headline(result))
        for title, lines in _sections(result):
            self._print(Text(f"  {title}", style="bold"))
            for line in lines:
                self._print(Text(f"    {printable(line)}"))
        if result.verdict == "proved":
            self._print(Text(f"  {_effort(result)}", style="dim"))
        for name, emitted in result.backends.items():
            self._show_backend(name, emitted)
        if result.error_report is not None:
            self._print(Text("  error report", style="bold"))
            for line in error_lines(result.error_report):
                self._print(Text(f"    {printable(line)}"))
        for diagnostic in result.diagnostics:
            self._show_diagnostic(diagnostic)
        self._print(Text())

    def finish(self, results: Sequence[LiftResult], exit_code: int) -> None:
        """Print the sum of all answers, where there is more than one."""
        verdicts = Counter(result.verdict for result in results if result.function is not None)
        if verdicts.total() > 1:
            counts = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
            self._print(Text(f"{verdicts.total()} functions: {counts}"))
        if not self._with_code and any(_is_unwritten(result) for result in results):
            self._print(Text("for the code: -o DIR, or one function at a time, or --json", style="dim"))

    def _show_backend(self, name: str, emitted: Emitted) -> None:
        title = Text(f"  {name}", style="bold")
        if emitted.path is not None:
            self._print(title.append(f": written to {emitted.path}", style="not bold"))
        elif emitted.error is not None:
            self._print(title.append(f": no code: {printable(emitted.error)}", style="not bold"))
        elif emitted.code is not None and self._with_code:
            self._print(title)
            self._show_code(emitted.code)

    def _show_code(self, code: str) -> None:
        text = Text(code.rstrip())
        if self._console.color_system is not None:
            text = Syntax("", "python", theme="ansi_dark", background_color="default").highlight(
                code.rstrip()
            )
        for line in text.split("\n"):
            line.rstrip()
            self._print(Text("    ").append_text(line) if line else line)

    def _show_diagnostic(self, diagnostic: Diagnostic) -> None:
        for text in diagnostic_lines(self._console, diagnostic, self._sources):
            self._print(text)

    def _print(self, text: Text) -> None:
        # Soft wrapping leaves long lines to the terminal, and whole in a pipe.
        self._console.print(text, soft_wrap=True)


def diagnostic_lines(console: Console, diagnostic: Diagnostic, sources: Mapping[str, str]) -> Iterator[Text]:
    """The lines of a diagnostic in the colours of its parts, for a console."""
    width = console.width if console.is_terminal else None
    for line in layout(diagnostic, sources, width):
        text = Text()
        for piece, role in line:
            text.append(piece, style=_ROLE_STYLE[role])
        text.rstrip()
        yield text


def headline(result: LiftResult | Verification) -> Text:
    """Where a function is, and what became of it."""
    text = Text()
    text.append(f"{printable(result.file)}:{result.line}", style="dim")
    text.append(f"  {result.function}  ", style="bold")
    text.append(result.verdict, style=_VERDICT_STYLE[result.verdict])
    if result.grade is not None:
        text.append(f", grade {result.grade}")
    return text


def _sections(result: LiftResult) -> Iterable[tuple[str, Sequence[str]]]:
    if result.lifted and result.verdict != "proved":
        yield "loops that are lifted by themselves", [_lines(loops.lines) for loops in result.lifted]
    if result.tensir is not None:
        yield "TensIR", result.tensir.rstrip().splitlines()
    if result.sequential:
        yield (
            "sequential",
            [f"- the loop at line {n} stays a loop over tensor steps" for n in result.sequential],
        )
    if result.preconditions:
        yield "preconditions, checked at each call", [f"- {text}" for text in result.preconditions]
    if result.assumptions:
        yield "assumptions, not checked", [f"- {text}" for text in result.assumptions]


def _lines(lines: tuple[int, int]) -> str:
    first, last = lines
    where = f"lines {first}-{last}" if first < last else f"line {first}"
    return f"- {where}, proved, grade exact"


def _effort(result: LiftResult) -> str:
    proved = sum(obligation.outcome == "proved" for obligation in result.obligations)
    return (
        f"{_stages(result)}; {result.candidates} candidates, "
        f"{proved} of {len(result.obligations)} obligations proved{_unseen(result)}"
    )


def _unseen(result: LiftResult) -> str:
    lines = ", ".join(map(str, result.unseen))
    return f"; no small run came to line {lines}" if lines else ""


def _stages(result: LiftResult) -> str:
    seconds = result.seconds
    if result.cached:
        return f"{seconds.total:.3f} s, from the cache"
    return (
        f"{seconds.total:.3f} s: frontend {seconds.frontend:.3f}, synthesis {seconds.synthesis:.3f}, "
        f"verification {seconds.verification:.3f}, NumPy {seconds.backend:.3f}"
    )


def _is_unwritten(result: LiftResult) -> bool:
    return any(e.code is not None and e.path is None for e in result.backends.values())
