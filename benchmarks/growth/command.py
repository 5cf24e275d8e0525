"""`python -m benchmarks growth`: lift ever larger members of families of functions, and time it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from benchmarks.growth.families import FAMILIES
from benchmarks.growth.measure import Point, doubling, measured, records
from benchmarks.growth.picture import picture
from benchmarks.growth.table import cell, page
from benchmarks.overhead import RESULTS, machine

REPEATS: Final = 3


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    names = [family.name for family in FAMILIES]
    parser.add_argument("--family", metavar="NAME", action="append", choices=names, help="may be repeated")
    parser.add_argument("--most", metavar="N", type=int, help="no member larger than this")
    parser.add_argument("--repeats", metavar="N", type=int, default=REPEATS, help="lifts of each (3)")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    parser.add_argument("--save", action="store_true", help="write results/growth-DATE.json, .md and .svg")


def run_growth(options: argparse.Namespace, folder: Path = RESULTS) -> int:
    """Measure, print, and (with `--save`) write three files; 1 if a member was not proved."""
    families = [f for f in FAMILIES if options.family is None or f.name in options.family]
    points: list[Point] = []
    for point in measured(families, options.most, options.repeats):
        points.append(point)
        if not options.json:
            print(f"{point.family.name:24} {point.size:4}  {cell(point)}", flush=True)
    document = summary(points, options.repeats)
    if options.json:
        print(json.dumps(document, indent=2))
    else:
        for name, ratio in document["doubled"].items():
            print(f"{name:24} the last doubling takes × {ratio}")
    if options.save:
        save(points, document, options.repeats, folder)
    return 0 if all(p.verdict == "proved" for p in points) else 1


def summary(points: Sequence[Point], repeats: int) -> dict[str, Any]:
    """The figures as JSON: the machine, how much longer twice the size takes, and each member."""
    families = dict.fromkeys(p.family for p in points)
    ratios = {f.name: doubling([p for p in points if p.family == f]) for f in families}
    return {
        "date": date.today().isoformat(),
        **machine(),
        "seconds": f"medians of {repeats} lifts, each in a process of its own",
        "doubled": {name: round(ratio, 2) for name, ratio in ratios.items() if ratio is not None},
        "members": records(points),
    }


def save(points: Sequence[Point], document: dict[str, Any], repeats: int, folder: Path) -> None:
    """Write `growth-DATE.json`, the tables as `.md` and the picture as `.svg`."""
    folder.mkdir(exist_ok=True)
    name = f"growth-{document['date']}"
    (folder / f"{name}.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    (folder / f"{name}.svg").write_text(picture(points), encoding="utf-8")
    (folder / f"{name}.md").write_text(page(points, document, repeats, f"{name}.svg"), encoding="utf-8")
