"""What is measured and how, as the command line has it."""

from __future__ import annotations

import argparse

from benchmarks.performance.kernel import Options
from benchmarks.performance.task import SIZES


def add_measuring(parser: argparse.ArgumentParser) -> None:
    """What is measured and how, which `run_gpu` may be told as well."""
    parser.add_argument("--size", action="append", choices=list(SIZES), help="all by default")
    parser.add_argument("--repeat", type=int, default=15, help="rounds (15)")
    parser.add_argument(
        "--limit",
        type=float,
        default=20.0,
        help="seconds for the rounds of one kernel, and for a first call (20)",
    )
    parser.add_argument("--threads", type=int, default=1, help="threads of each contender (1)")
    parser.add_argument(
        "--jobs",
        type=int,
        default=1,
        help="kernels that are compiled and compared at a time (1); each is timed alone",
    )
    parser.add_argument(
        "--clock",
        choices=("wall", "processor"),
        default="wall",
        help="`processor` counts no time in which others run: for one thread on a machine that is shared",
    )
    parser.add_argument("--deadline", type=float, help="seconds after which no further kernel is begun")
    parser.add_argument("--kernel-only", action="store_true", help="leave out what is timed end to end")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    parser.add_argument("--save", action="store_true", help="write results/run-DATE.json and .svg")


def measuring(options: argparse.Namespace, device: str = "cpu") -> Options:
    """The options of the measurement."""
    return Options(
        sizes=tuple(options.size or SIZES),
        repeat=options.repeat,
        limit=options.limit,
        device=device,
        clock=options.clock,
        end_to_end=not options.kernel_only,
    )
