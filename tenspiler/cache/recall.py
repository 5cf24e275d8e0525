"""What earlier runs have found about a file and its functions, and what this run leaves for later ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final, final

from tenspiler.cache.codec import decoded, encoded, from_result, to_result
from tenspiler.cache.dependencies import Unpredictable, closure, still_holds
from tenspiler.cache.environment import compiler_fingerprint, digest, fingerprint
from tenspiler.cache.location import cache_directory, largest_size
from tenspiler.cache.store import Store
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.flags import header_folders
from tenspiler.frontends.reading import C_SUFFIXES
from tenspiler.frontends.unit import Named
from tenspiler.loopir.nodes import Span
from tenspiler.result import LiftResult, Seconds

# Refusals that depend on how much room was left, not on the program alone.
_OF_THE_MOMENT: Final = frozenset({"TSP0097", "TSP0099", "TSP1123", "TSP2005", "TSP3002", "TSP3006"})


@final
@dataclass(frozen=True, slots=True)
class Listed:
    """A function as the outline of its file has it."""

    name: str
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Outline:
    """What reading a file has found, short of the functions' bodies; as `Unit` has it."""

    functions: tuple[Listed, ...]
    others: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


@final
class Recall:
    """Looks answers up, and keeps new ones, for one set of options.

    The key of an answer holds the file's name as it was asked for, because spans, diagnostics and emitted
    code mention it, the text of the file and of all that it may bring along, the options, clang's flags
    for it, and this compiler.
    """

    def __init__(
        self,
        store: Store,
        backends: Sequence[str],
        options: Sequence[str] = (),
        flags: Callable[[str], tuple[str, ...]] = lambda _: (),
        companions: Sequence[str] = (),
    ) -> None:
        self._store = store
        self._backends = tuple(backends)
        self._options = tuple(options)
        self._flags = flags
        self._companions = tuple(companions)
        self._beside: list[tuple[str, str]] | None = None
        self._files: dict[tuple[str, str], str | None] = {}

    def outline(self, file: str, text: str) -> Outline | None:
        """The functions of a file that has been read before as it is now."""
        key = self._file_key(file, text)
        value = None if key is None else self._store.get(digest("outline", key))
        return None if value is None else decoded(value, Outline)

    def keep_outline(
        self, file: str, text: str, outline: Outline, looked_at: Sequence[tuple[str, str]]
    ) -> None:
        """Remember the functions of a file, and the files that were looked at for it."""
        if not is_c(file):
            self._store.put(self._manifest_key(file, text), [list(pair) for pair in looked_at])
            self._files[file, text] = self._key_with(file, text, looked_at)
        key = self._file_key(file, text)
        if key is not None:
            self._store.put(digest("outline", key), encoded(outline))

    def result(self, file: str, text: str, function: Named, begun: float) -> LiftResult | None:
        """The answer for a function; its time counts from `begun`."""
        key = self._result_key(file, text, function)
        value = None if key is None else self._store.get(key)
        return None if value is None else to_result(value, Seconds(total=perf_counter() - begun))

    def keep(self, file: str, text: str, function: Named, result: LiftResult) -> None:
        """Remember an answer, unless another run might come to another one."""
        key = self._result_key(file, text, function)
        if key is not None and is_lasting(result):
            self._store.put(key, from_result(result))

    def _result_key(self, file: str, text: str, function: Named) -> str | None:
        key = self._file_key(file, text)
        if key is None:
            return None
        place: Any = (function.span.line, function.span.column, function.span.end_line)
        return digest("result", key, function.name, repr(place), fingerprint(self._backends), *self._backends)

    def _file_key(self, file: str, text: str) -> str | None:
        if (file, text) not in self._files:
            self._files[file, text] = self._found_key(file, text)
        return self._files[file, text]

    def _found_key(self, file: str, text: str) -> str | None:
        if is_c(file):
            try:
                flags = self._flags(file)
                brought = closure(file, text, header_folders(flags))
                beside = self._of_companions()
            except (Refusal, Unpredictable, OSError):
                return None
            return self._key_with(
                file, text, [*((flag, "flag") for flag in flags), *((b, "") for b in brought), *beside]
            )
        # What a Python file imports is known once it has been read, and noted then.
        found = self._store.get(self._manifest_key(file, text))
        looked_at = None if found is None else [(path, state) for path, state in found]
        if looked_at is None or not still_holds(looked_at):
            return None
        return self._key_with(file, text, looked_at)

    def _of_companions(self) -> list[tuple[str, str]]:
        """What stands in the files whose functions may be called, and what these bring along."""
        if self._beside is None:
            found: list[tuple[str, str]] = []
            for companion in self._companions:
                text = Path(companion).read_text(errors="replace")
                flags = self._flags(companion)
                brought = closure(companion, text, header_folders(flags))
                found += [(companion, digest(text, *flags)), *((b, "beside") for b in brought)]
            self._beside = found
        return self._beside

    def _manifest_key(self, file: str, text: str) -> str:
        return digest("manifest", compiler_fingerprint(), file, text, *self._options)

    def _key_with(self, file: str, text: str, looked_at: Sequence[tuple[str, str]]) -> str:
        brought = (part for pair in looked_at for part in pair)
        return digest("file", compiler_fingerprint(), file, text, *self._options, "", *brought)


def is_c(file: str) -> bool:
    """Whether a file is read by the frontend for C and C++."""
    return file.lower().endswith(C_SUFFIXES)


def is_lasting(result: LiftResult) -> bool:
    """Whether the same question will always get this answer."""
    passing = any(d.code in _OF_THE_MOMENT for d in result.diagnostics)
    return result.verdict in ("proved", "unsupported") and not result.cached and not passing


def open_store(warn: Callable[[Diagnostic], None]) -> Store | None:
    """The cache of this user, or None where it is switched off."""
    directory = cache_directory()
    return None if directory is None else Store(directory, largest_size(), warn)
