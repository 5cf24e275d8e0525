"""What has to be right for "proved" to be true: the files of the project by what rests on them, counted.

`python -m benchmarks trusted` prints the table, and with `--write` puts it into `docs/proved.md`.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "proved.md"
BEGIN, END = "<!-- counted -->\n", "<!-- /counted -->\n"
PACKAGES: Final = ("tensir", "tenspiler", "backends")
_NO_CODE: Final = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
    }
)


@final
@dataclass(frozen=True, slots=True)
class Group:
    """Files that are trusted in the same way; a file belongs to the first group with a pattern for it."""

    name: str
    patterns: tuple[str, ...]


GROUPS: Final = (
    Group(
        "the proof: what operators mean, how loops become obligations, what the solver is asked",
        (
            "tensir/build.py",
            "tensir/cells.py",
            "tensir/dtypes.py",
            "tensir/first.py",
            "tensir/last.py",
            "tensir/machine.py",
            "tensir/ops/*.py",
            "tensir/order.py",
            "tensir/polynomial.py",
            "tensir/recurrences.py",
            "tensir/repetition.py",
            "tensir/scalars.py",
            "tensir/search.py",
            "tensir/selection.py",
            "tensir/tensors.py",
            "tenspiler/loopir/definedness.py",
            "tenspiler/loopir/nodes.py",
            "tenspiler/optimisation/decisions.py",
            "tenspiler/pipeline.py",
            "tenspiler/symbolic/*.py",
            "tenspiler/verification/**/*.py",
            "tenspiler/verifying.py",
        ),
    ),
    Group("source to LoopIR: Python", ("tenspiler/frontends/python/*.py",)),
    Group("source to LoopIR: C and C++", ("tenspiler/frontends/c/*.py",)),
    Group(
        "source to LoopIR: both",
        ("tenspiler/frontends/*.py", "tenspiler/loopir/checker.py", "tenspiler/loopir/renaming.py"),
    ),
    Group(
        "TensIR to code: what every backend shares",
        (
            "tenspiler/backend/**/*.py",
            "tenspiler/interface.py",
            "tenspiler/optimisation/programs.py",
        ),
    ),
    Group("TensIR to code: NumPy", ("backends/tenspiler_numpy/**/*.py",)),
    Group("TensIR to code: PyTorch", ("backends/tenspiler_torch/**/*.py",)),
    Group("TensIR to code: JAX", ("backends/tenspiler_jax/**/*.py",)),
    Group("calls through the decorator", ("tenspiler/runtime/*.py",)),
    Group(
        "concrete runs, which tests, guards and counterexamples rest on",
        (
            "tensir/cell_evaluator.py",
            "tensir/evaluator.py",
            "tenspiler/checking.py",
            "tenspiler/loopir/*.py",
            "tenspiler/refutation/*.py",
            "tenspiler/sampling.py",
        ),
    ),
    Group("not trusted: search, text, reports, cache, command line", ("**/*.py",)),
)


@final
@dataclass(frozen=True, slots=True)
class Counted:
    """One file: its lines, and those of them that hold code (no blank lines, comments or docstrings)."""

    path: str
    lines: int
    code: int


def counted() -> dict[str, list[Counted]]:
    """Every file of the packages, by the name of its group."""
    groups: dict[str, list[Counted]] = {group.name: [] for group in GROUPS}
    for path in sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py")):
        relative = path.relative_to(ROOT)
        group = next(g for g in GROUPS if any(_matches(relative, pattern) for pattern in g.patterns))
        groups[group.name].append(_count(path))
    return groups


def markdown() -> str:
    """The table as it stands in the documentation: files of the proof one by one, other groups in sum."""
    rows = ["| what | files | lines | of code |", "| --- | ---: | ---: | ---: |"]
    found = counted()
    for name, files in found.items():
        total = sum(f.lines for f in files), sum(f.code for f in files)
        rows.append(f"| {name} | {len(files)} | {total[0]:,} | {total[1]:,} |")
    first = found[GROUPS[0].name]
    rows += ["", "The proof, file by file:", "", "| file | lines | of code |", "| --- | ---: | ---: |"]
    rows += [f"| `{f.path}` | {f.lines} | {f.code} |" for f in first]
    return "\n".join(rows) + "\n"


def write_page() -> None:
    """Put the table into the documentation."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n{markdown()}\n{END}{after}", encoding="utf-8")


def run_trusted(write: bool) -> int:
    """Print the table, or write it into the page."""
    if write:
        write_page()
    else:
        print(markdown(), end="")
    return 0


def _matches(path: Path, pattern: str) -> bool:
    """Whether a path fits a pattern, in which `*` stays within a folder and a leading `**` does not."""
    folder, _, name = pattern.rpartition("/")
    deep = folder.endswith("**")
    base = folder.removesuffix("**").removesuffix("/")
    parent = path.parent.as_posix()
    near = parent == base or (deep and (not base or parent.startswith(f"{base}/")))
    return near and (name == path.name or (name == "*.py" and path.suffix == ".py"))


def _count(path: Path) -> Counted:
    text = path.read_text(encoding="utf-8")
    return Counted(path.relative_to(ROOT).as_posix(), text.count("\n"), len(set(_code_lines(text))))


def _code_lines(text: str) -> Iterator[int]:
    fresh = True
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in _NO_CODE:
            fresh = fresh or token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
            continue
        docstring = fresh and token.type == tokenize.STRING and token.line.strip().startswith(('"""', "'''"))
        fresh = False
        if not docstring:
            yield from range(token.start[0], token.end[0] + 1)
