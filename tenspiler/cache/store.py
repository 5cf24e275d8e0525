"""Entries on disk: one file each, named by its key, written beside its place and moved there in one step.

Any number of processes may read, write and evict at the same time. A reader sees a whole entry or none; a
damaged one is thrown away, said so once, and written anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, final

from tenspiler.diagnostics.diagnostic import Diagnostic

FORMAT: Final = "tenspiler-cache-1"
_SUFFIX: Final = ".json"
_PENDING: Final = ".pending-"
_ABANDONED: Final = 3600.0  # seconds after which a file that was never moved to its place is litter
_SWEEP_EVERY: Final = 64  # writes between two looks at the size of the whole


@final
@dataclass(frozen=True, slots=True)
class Usage:
    """How many entries there are, and their bytes."""

    entries: int
    size: int


@final
class Store:
    """A directory of JSON values by key.

    Nothing here raises: where the directory cannot be used, nothing is found and nothing is kept, and
    `warn` is told once.
    """

    def __init__(self, directory: Path, limit: int, warn: Callable[[Diagnostic], None]) -> None:
        self.directory = directory
        self._limit = limit
        self._warn = warn
        self._warned: set[str] = set()
        self._writes = 0

    def get(self, key: str) -> Any | None:
        """The value of a key, or None."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._say("TSP5102", error)
            return None
        value = _decoded(key, data)
        if value is None:
            self._say_once(Diagnostic("TSP5101", None, {"path": str(path)}))
            _remove(path)
            return None
        _touch(path)
        return value

    def put(self, key: str, value: Any) -> None:
        """Keep a value; one that another process has just kept under the key is replaced by its equal."""
        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(path, _encoded(key, value))
        except OSError as error:
            self._say("TSP5102", error)
            return
        if self._writes % _SWEEP_EVERY == 0:
            self.sweep()
        self._writes += 1

    def sweep(self) -> None:
        """Remove the entries that have not been used for longest until the rest is within the limit."""
        found = sorted(self._entries(), key=lambda entry: entry[1].st_mtime_ns)
        size = sum(status.st_size for _, status in found)
        for path, status in found:
            if size <= self._limit:
                break
            _remove(path)
            size -= status.st_size
        for path in self.directory.glob(f"*/{_PENDING}*"):
            if _age(path) > _ABANDONED:
                _remove(path)

    def usage(self) -> Usage:
        """What the cache holds."""
        sizes = [status.st_size for _, status in self._entries()]
        return Usage(len(sizes), sum(sizes))

    def clear(self) -> Usage:
        """Remove every entry; what was removed. Files that the cache did not write stay."""
        removed: list[int] = []
        for path, status in self._entries():
            if _remove(path):
                removed.append(status.st_size)
        for path in self.directory.glob(f"*/{_PENDING}*"):
            _remove(path)
        return Usage(len(removed), sum(removed))

    def _path(self, key: str) -> Path:
        return self.directory / key[:2] / f"{key[2:]}{_SUFFIX}"

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.directory.glob(f"[0-9a-f][0-9a-f]/*{_SUFFIX}"):
            try:
                yield path, path.stat()
            except OSError:  # another process was quicker
                continue

    def _say(self, code: str, error: OSError) -> None:
        reason = error.strerror or str(error)
        self._say_once(Diagnostic(code, None, {"path": str(self.directory), "reason": reason}))

    def _say_once(self, diagnostic: Diagnostic) -> None:
        if diagnostic.code not in self._warned:
            self._warned.add(diagnostic.code)
            self._warn(diagnostic)


def _encoded(key: str, value: Any) -> bytes:
    """A head that names the format, the key and the digest of the body; then the body, JSON."""
    body = json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
    return f"{FORMAT} {key} {hashlib.sha256(body).hexdigest()}\n".encode() + body


def _decoded(key: str, data: bytes) -> Any | None:
    head, _, body = data.partition(b"\n")
    if head != f"{FORMAT} {key} {hashlib.sha256(body).hexdigest()}".encode():
        return None
    return json.loads(body)


def _write(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_PENDING)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        _remove(Path(temporary))
        raise


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _touch(path: Path) -> None:
    """Note the use of an entry, for eviction; where that is not allowed, its age counts from its making."""
    with suppress(OSError):
        os.utime(path)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
