"""`python -m benchmarks lift` measures the compiler on the suites, `... run` how fast the code is that it
writes, beside gcc and Numba, `... decorator` what a call costs, `... experts` shows what came out beside what
an expert would write, `... fuzz` tries to break the proofs with random programs, `... mutants` the tests with
a changed verifier, `... growth` how time grows with the size of a function, `... trusted` counts what proofs
rest on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.discovery import Source, UnknownSuite, sources, suites
from benchmarks.experts import run_experts
from benchmarks.fuzzing import command as fuzzing
from benchmarks.growth import command as growth
from benchmarks.guards import run_guards
from benchmarks.lifting import Measured, measure
from benchmarks.mutation import report as mutation
from benchmarks.overhead import run_overhead
from benchmarks.performance import command as performance
from benchmarks.table import heading, line, totals
from benchmarks.trusted import run_trusted
from tenspiler.cli.memory import collect_seldom
from tenspiler.report_json import document


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command: 0 if every kernel was proved that should be, 1 if not, 2 for a mistake in it."""
    options = _parser().parse_args(words)
    collect_seldom()
    if options.command == "decorator":
        return run_overhead(options.json, options.save)
    if options.command == "experts":
        return run_experts(options.names, options.save)
    if options.command == "fuzz":
        return fuzzing.run_fuzz(options)
    if options.command == "growth":
        return growth.run_growth(options)
    if options.command == "run":
        return performance.run(options)
    if options.command == "mutants":
        return mutation.run_mutants(options.names, options.search, options.write)
    if options.command == "trusted":
        return run_trusted(options.write)
    try:
        chosen = sources(options.suite)
    except UnknownSuite as error:
        print(error, file=sys.stderr)
        return 2
    if options.without_guards:
        return run_guards(chosen, options.backend or ["numpy"], options.json, options.save)
    if options.second_solver:
        return second_opinions(chosen)
    stream = (m for source in chosen for m in measure(source, options.backend or ["numpy"]))
    measured = list(stream) if options.json else _shown(stream)
    if options.json:
        print(json.dumps(labelled(measured), indent=2, allow_nan=False))
    return 0 if all(as_expected(m) for m in measured) else 1


def second_opinions(chosen: Iterable[Source]) -> int:
    """Put what the proofs rest on to cvc5 too: 1 if it has a model for anything that Z3 refuted."""
    # Late: cvc5 is needed here only, and is an extra.
    from benchmarks.second_solver import counts, opinions

    total: Counter[str] = Counter()
    for found in opinions(chosen):
        print(found, flush=True)
        print(*found.refuted, sep="\n\n", end="\n" * bool(found.refuted))
        total += found.answers
    print(f"{total.total()} scripts that Z3 refuted; cvc5: {counts(total)}")
    return 1 if total["sat"] else 0


def proved(measured: Measured) -> bool:
    """Whether a kernel was proved and every backend that was asked for has code for it."""
    emitted = measured.result.backends.values()
    return measured.result.verdict == "proved" and all(e.error is None for e in emitted)


def as_expected(measured: Measured) -> bool:
    """Whether a kernel was proved, or refused for the reason that its suite names."""
    reason = measured.source.refused().get(measured.kernel)
    if reason is None:
        return proved(measured)
    return measured.result.verdict != "proved" and reason in {d.code for d in measured.result.diagnostics}


def labelled(measured: Sequence[Measured]) -> dict[str, Any]:
    """The JSON of `tenspiler lift`, each result with its suite, form and kernel."""
    answer = document([m.result for m in measured])
    for found, m in zip(answer["results"], measured, strict=True):
        found |= {"suite": m.source.suite, "kernel": m.kernel, "form": m.source.form}
    return answer


def _shown(stream: Iterable[Measured]) -> list[Measured]:
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    print(heading()[:width])
    seen: list[Measured] = []
    for m in stream:
        print(line(m, width), flush=True)
        seen.append(m)
    print(*totals(seen), sep="\n")
    return seen


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    lift = commands.add_parser("lift", help="lift every kernel and print a table")
    lift.add_argument("--suite", metavar="NAME", help=f"one of: {', '.join(suites())}; all by default")
    lift.add_argument("--backend", metavar="NAME", action="append", help="numpy by default; may be repeated")
    lift.add_argument("--json", action="store_true", help="print JSON (schema 1 of `lift`) and nothing else")
    lift.add_argument(
        "--without-guards",
        action="store_true",
        help="also lift each kernel without the guards of its proof, to see what these cost",
    )
    lift.add_argument(
        "--save", action="store_true", help="with --without-guards, write results/guards-DATE.json"
    )
    lift.add_argument("--second-solver", action="store_true", help="put all that was proved to cvc5 as well")
    calls = commands.add_parser("decorator", help="what a call of a lifted function costs, beside Numba's")
    calls.add_argument("--json", action="store_true", help="print JSON and nothing else")
    calls.add_argument("--save", action="store_true", help="write results/decorator-DATE.json")
    experts = commands.add_parser("experts", help="what came out, beside what an expert would write")
    experts.add_argument("names", metavar="NAME", nargs="*", help="all of `experts.toml` by default")
    experts.add_argument("--save", action="store_true", help="write results/experts-DATE.md")
    fuzzing.add_options(commands.add_parser("fuzz", help="lift random programs and look for wrong answers"))
    performance.add_options(commands.add_parser("run", help="time emitted code beside gcc and Numba"))
    growth.add_options(commands.add_parser("growth", help="lift ever larger functions and time it"))
    mutation.add_options(commands.add_parser("mutants", help="change the verifier and see what notices"))
    trusted = commands.add_parser("trusted", help="count what has to be right for a proof to be true")
    trusted.add_argument("--write", action="store_true", help="put the table into docs/proved.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
