"""From a path to a unit: reads the file, picks the frontend by the suffix, loads only that one."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias, final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.flags import flags_of
from tenspiler.frontends.notebook import SUFFIX, is_notebook, python_text
from tenspiler.frontends.options import NO_OPTIONS, Options
from tenspiler.frontends.unit import Unit

Reader: TypeAlias = Callable[[str, str], Unit]

PYTHON_SUFFIXES: Final = (".py", SUFFIX)
C_SUFFIXES: Final = (".c", ".h", ".cpp", ".cc", ".cxx", ".hpp", ".hh", ".hxx")


@final
@dataclass(frozen=True, slots=True)
class Source:
    """A file that has been read, and the frontend for it, loaded: what is left to do is to parse."""

    file: str
    text: str
    reader: Reader

    def read(self) -> Unit:
        """Parse; raises `Refusal` where the file as a whole is not a program."""
        return self.reader(self.file, self.text)


def read_file(path: Path, options: Options = NO_OPTIONS) -> Unit:
    """The functions of a source file; raises `Refusal` if it cannot be read as one."""
    return open_source(path, options).read()


def open_source(path: Path, options: Options = NO_OPTIONS) -> Source:
    """Read the text of a file and load its frontend; raises `Refusal`."""
    text = read_text(path)
    return Source(str(path), text, _reader(path, options))


def is_c_family(path: Path) -> bool:
    """Whether a file is C or C++, by its suffix."""
    return path.suffix.lower() in C_SUFFIXES


def read_text(path: Path) -> str:
    """The text of a source file; raises `Refusal` if it cannot be read or is not one."""
    data = _bytes(path)
    if path.suffix.lower() not in (*PYTHON_SUFFIXES, *C_SUFFIXES):
        suffixes = " ".join((*PYTHON_SUFFIXES, *C_SUFFIXES))
        raise Refusal("TSP0005", None, file=path, suffixes=suffixes)
    text = _text(path, data)
    if is_notebook(path.name) and text.strip():
        text = _notebook(path, text)
    if not text.strip():
        raise Refusal("TSP0006", None, file=path)
    return text


def read_plain_text(path: Path) -> str:
    """The text of a UTF-8 file that is no source; raises `Refusal` if it cannot be read or is not text."""
    return _text(path, _bytes(path))


def _bytes(path: Path) -> bytes:
    try:
        if not path.exists():
            raise Refusal("TSP0001", None, file=path)
        if not path.is_file():
            raise Refusal("TSP0002", None, file=path)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        # ValueError: a name with a NUL byte.
        raise Refusal("TSP0003", None, file=path, reason=_reason(error)) from error


def _notebook(path: Path, text: str) -> str:
    try:
        return python_text(text)
    except (ValueError, RecursionError) as error:
        raise Refusal("TSP0004", None, file=path, reason=f"it is no notebook: {error}") from error


def _text(path: Path, data: bytes) -> str:
    """The text with `\\n` line ends and without a byte order mark."""
    if b"\0" in data:
        raise Refusal("TSP0004", None, file=path, reason="it holds NUL bytes")
    try:
        text = data.decode(_encoding(path, data))
    except (UnicodeError, LookupError, SyntaxError) as error:
        raise Refusal("TSP0004", None, file=path, reason=str(error)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(path: Path, data: bytes) -> str:
    if path.suffix.lower() != ".py":
        return "utf-8-sig"
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return encoding


def _reader(path: Path, options: Options) -> Reader:
    # Late: neither libclang nor the other language's frontend is loaded for a file that does not need it.
    language = "Python" if path.suffix.lower() in PYTHON_SUFFIXES else "C and C++"
    try:
        if language == "Python":
            from tenspiler.frontends.python import read as read_python

            return partial(read_python, options=options)
        from tenspiler.frontends.c import read as read_c
        from tenspiler.frontends.c.clang import load_library

        load_library()
        others = tuple((f, flags_of(f, options.flags)) for f in options.flags.companions)
        return partial(read_c, flags=flags_of(str(path), options.flags), others=others)
    except (ImportError, OSError) as error:
        raise Refusal("TSP0015", None, language=language, reason=_reason(error)) from error


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
