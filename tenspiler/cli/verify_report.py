"""What `verify` prints for people: the verdict, what it rests on, and a counterexample to paste and run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.text import Text

from tenspiler.cli.report import diagnostic_lines, headline
from tenspiler.diagnostics.excerpt import printable
from tenspiler.result import Difference, Verification, Witness


def show(answer: Verification, sources: Mapping[str, str]) -> None:
    """Print an answer on stdout; colours appear on a terminal only, and not under NO_COLOR."""
    console = Console(highlight=False)
    for line in (
        *lines(answer),
        *(t for d in answer.diagnostics for t in diagnostic_lines(console, d, sources)),
    ):
        console.print(line, soft_wrap=True)


def lines(answer: Verification) -> Iterator[Text]:
    """The answer but for its diagnostics."""
    if answer.function is not None:
        yield headline(answer).append(f"  ({printable(answer.tensir_file)})", style="dim")
    if answer.counterexample is not None:
        yield from witness_lines(answer.counterexample)
    yield from _section("preconditions", [f"- {text}" for text in answer.preconditions])
    yield from _section("assumptions, not checked", [f"- {text}" for text in answer.assumptions])
    if answer.test is not None:
        yield Text(f"  test: written to {printable(answer.test)}")
    if answer.verdict == "proved":
        seconds, proved = answer.seconds, len(answer.obligations)
        yield Text(f"  {seconds.total:.3f} s; {proved} of {proved} obligations proved", style="dim")


def witness_lines(witness: Witness) -> Iterator[Text]:
    """The input, both outputs, and where they first differ."""
    yield from _section("counterexample", [*witness.imports, witness.call])
    yield from _section("the function gives", [f"{n} = {text}" for n, text in witness.expected.items()])
    yield from _section("the program gives", [f"{n} = {text}" for n, text in witness.got.items()])
    if witness.where is None:
        yield from _section("the program gives nothing", [witness.problem])
    else:
        yield from _section("first difference", [first_difference(witness.where)])


def first_difference(where: Difference) -> str:
    """Where, what was expected and what came instead."""
    if where.index is None:
        return f"{where.output} has shape {where.got}, expected {where.expected}"
    index = f"[{', '.join(map(str, where.index))}]" if where.index else ""
    return f"{where.output}{index}: expected {where.expected}, got {where.got}"


def _section(title: str, texts: list[str]) -> Iterator[Text]:
    if texts:
        yield Text(f"  {title}", style="bold")
        yield from (Text(f"    {printable(text)}") for text in texts)
