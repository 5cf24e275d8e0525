"""Jupyter notebooks as Python text: the code cells one after another, each under a line that names it.

What IPython adds to the language (`%magic`, `!command`, `name?`) does nothing that a function sees, and is
left out; lines stay where they are in their cells.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, Final
from typing import cast as typed

SUFFIX: Final = ".ipynb"
_HEAD: Final = "# %% cell "
# Magics that run the rest of their cell as Python.
_PYTHON_MAGICS: Final = frozenset(("time", "timeit", "capture", "prun", "debug"))
_IPYTHON: Final = re.compile(r"^(\s*)(?:[%!?].*|[\w.]+\s*=\s*[!%].*|[\w.]+\?{1,2}\s*)$")


def is_notebook(file: str) -> bool:
    """Whether a file is a notebook, by its name."""
    return file.lower().endswith(SUFFIX)


def python_text(data: str) -> str:
    """The code of a notebook; raises `ValueError` for a file that is none."""
    document: Any = json.loads(data)
    if not isinstance(document, dict) or not isinstance(document.get("cells"), list):  # pyright: ignore[reportUnknownMemberType]
        raise ValueError("it has no cells")
    lines: list[str] = []
    for number, cell in enumerate(typed("list[Any]", document["cells"]), 1):
        code = _code(cell)
        if code is not None:
            lines += [f"{_HEAD}{number}", *_plain(code)]
    return "\n".join(lines) + "\n"


def _code(cell: Any) -> str | None:
    if not isinstance(cell, dict) or typed("dict[str, Any]", cell).get("cell_type") != "code":
        return None
    source: Any = typed("dict[str, Any]", cell).get("source", "")
    return "".join(map(str, typed("list[Any]", source))) if isinstance(source, list) else str(source)


def _plain(code: str) -> list[str]:
    """The lines of a cell, those that are not Python's replaced; all of them, where the cell is none."""
    lines = code.split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%") and first[2:].split(" ")[0] not in _PYTHON_MAGICS:
        return [f"# {line}".rstrip() for line in lines]
    found = [_IPYTHON.sub(r"\1pass", line) for line in lines]
    return found if _parses("\n".join(found)) else [f"# not Python: {line}".rstrip() for line in found]


def _parses(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def cells(text: str) -> Iterator[tuple[int, str]]:
    """Where each cell begins in the text of a notebook (its first line, from one), and what it is called."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(_HEAD):
            yield number + 1, line.removeprefix("# %% ")


def shown_texts(file: str, text: str) -> Mapping[str, str]:
    """The text of a file under the name that spans give to it: a notebook has one for each cell."""
    if not is_notebook(file):
        return {file: text}
    lines, starts = text.split("\n"), list(cells(text))
    ends = [start - 1 for start, _ in starts[1:]] + [len(lines) + 1]
    parts = zip(starts, ends, strict=True)
    return {file: text} | {f"{file}:{name}": "\n".join(lines[a - 1 : b - 1]) for (a, name), b in parts}
