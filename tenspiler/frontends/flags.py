"""The compiler's flags for a C or C++ file: of the command line, and of `compile_commands.json` before them.

Nothing is executed. Of a compilation database only those flags count that say what the text means: macros,
folders of headers, the standard, and the signedness of `char`.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from typing import cast as typed

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.options import Flags

DATABASE: Final = "compile_commands.json"
_FOLDERS: Final = ("-isystem", "-iquote", "-idirafter", "-I")
_VALUES: Final = ("-D", "-U", "-std")
_PLAIN: Final = ("-funsigned-char", "-fsigned-char", "-fshort-enums", "-m32")
_CXX: Final = (".cpp", ".cc", ".cxx", ".hpp", ".hh", ".hxx")


def flags_of(file: str, given: Flags) -> tuple[str, ...]:
    """Clang's flags for a file; those of the command line win. Raises `Refusal` for a bad database."""
    path = Path(file)
    listed = tuple(_listed(path, given.database))
    standard = [f"-std={given.standard}"] if given.standard and _speaks(path, given.standard) else []
    folders = [f"-I{folder}" for folder in given.folders]
    return (*folders, *listed, *(f"-D{macro}" for macro in given.macros), *standard)


def header_folders(flags: Sequence[str]) -> tuple[str, ...]:
    """The folders in which flags look for headers."""
    return tuple(f.removeprefix(kind) for f in flags for kind in _FOLDERS if f.startswith(kind))


def _speaks(path: Path, standard: str) -> bool:
    """Whether a standard is one of the file's language; a run may have files of both."""
    return ("++" in standard) == (path.suffix.lower() in _CXX)


def _listed(path: Path, wanted: Path | None) -> Iterator[str]:
    database = _database(path, wanted)
    if database is None:
        return
    for entry in _entries(database):
        folder = database.parent / str(entry.get("directory", "."))
        if _is_same(folder / str(entry.get("file", "")), path):
            yield from _meaningful(_arguments(entry), folder)
            return


def _database(path: Path, wanted: Path | None) -> Path | None:
    """The database that is asked for, or the nearest one above the file."""
    if wanted is not None:
        return wanted / DATABASE if wanted.is_dir() else wanted
    for folder in path.absolute().parents:
        for place in (folder / DATABASE, folder / "build" / DATABASE):
            if place.is_file():
                return place
    return None


def _entries(database: Path) -> Iterator[dict[str, Any]]:
    try:
        entries: Any = json.loads(database.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise Refusal("TSP0020", None, path=database, reason=reason) from error
    if not isinstance(entries, list):
        raise Refusal("TSP0020", None, path=database, reason="it is no list of commands")
    yield from (entry for entry in typed("list[Any]", entries) if isinstance(entry, dict))


def _is_same(listed: Path, path: Path) -> bool:
    return os.path.realpath(listed) == os.path.realpath(path)


def _arguments(entry: dict[str, Any]) -> list[str]:
    if isinstance(entry.get("arguments"), list):
        return [str(a) for a in entry["arguments"]]
    try:
        return shlex.split(str(entry.get("command", "")))
    except ValueError:
        return []


def _meaningful(arguments: list[str], folder: Path) -> Iterator[str]:
    """The flags that count, each in one piece, with absolute folders."""
    pending = iter(arguments[1:])
    for argument in pending:
        if argument in _PLAIN:
            yield argument
            continue
        kind = next((k for k in (*_FOLDERS, *_VALUES) if argument.startswith(k)), None)
        if kind is None:
            continue
        value = argument.removeprefix(kind).removeprefix("=" if kind == "-std" else "")
        value = value or next(pending, "")
        if kind == "-std":
            yield f"-std={value}"
        else:
            yield kind + (os.path.join(folder, value) if kind in _FOLDERS else value)
