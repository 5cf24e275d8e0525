"""Files that a file imports: found beside it or from the root of its package, read once, never run."""

from __future__ import annotations

import ast
import hashlib
import io
import sys
import tokenize
import warnings
from pathlib import Path
from typing import final

from tenspiler.frontends.python.module import Module, scan
from tenspiler.frontends.python.spans import source_text

_LARGEST = 4_000_000


@final
class Importer:
    """Finds modules by the names under which a file imports them."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}
        self._modules: dict[Path, Module | None] = {}
        self._places: dict[tuple[Path, str], Path | None] = {}

    def find(self, path: Path, name: str) -> Module | None:
        """The module that `name`, with its leading dots, stands for in the file at `path`."""
        key = (path.parent, name)
        if key not in self._places:
            self._places[key] = _place(path, name, self._seen)
        place = self._places[key]
        if place is None:
            return None
        if place not in self._modules:
            self._modules[place] = self._read(place)
        return self._modules[place]

    def looked_at(self) -> tuple[tuple[str, str], ...]:
        """Each file that was looked for: `missing`, `present`, or the digest of what was read in it."""
        return tuple(sorted(self._seen.items()))

    def _read(self, path: Path) -> Module | None:
        try:
            if path.stat().st_size > _LARGEST:
                return None
            data = path.read_bytes()
            self._seen[str(path)] = hashlib.sha256(data).hexdigest()
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            text = io.TextIOWrapper(io.BytesIO(data), encoding).read()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(text)
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return scan(tree, source_text(str(path), text), path, self.find)


def _place(path: Path, name: str, seen: dict[str, str]) -> Path | None:
    """The file of a module; None where there is none, or where it depends on how the program is started."""
    dots = len(name) - len(name.lstrip("."))
    parts = [p for p in name[dots:].split(".") if p]
    if dots:
        base = path.parent
        for _ in range(dots - 1):
            base = base.parent
        return _file(base, parts, seen)
    if not parts or parts[0] in sys.builtin_module_names:
        return None
    found = {f for root in _roots(path, seen) if (f := _file(root, parts, seen)) is not None}
    return found.pop() if len(found) == 1 else None


def _roots(path: Path, seen: dict[str, str]) -> list[Path]:
    """Where imports are looked up: beside the file, and beside the package that it is part of."""
    root = path.parent
    while _is_file(root / "__init__.py", seen) and root.parent != root:
        root = root.parent
    return list(dict.fromkeys((path.parent, root)))


def _is_file(path: Path, seen: dict[str, str]) -> bool:
    found = path.is_file()
    seen.setdefault(str(path), "present" if found else "missing")
    return found


def _file(root: Path, parts: list[str], seen: dict[str, str]) -> Path | None:
    stem = root.joinpath(*parts)
    candidates = [stem / "__init__.py"]
    if parts:
        candidates.append(stem.with_name(f"{stem.name}.py"))
    try:
        return next((c.resolve() for c in candidates if _is_file(c, seen)), None)
    except (OSError, ValueError):
        return None
