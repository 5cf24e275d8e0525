"""Places in Python source text."""

from __future__ import annotations

import ast
from bisect import bisect_right
from dataclasses import dataclass
from typing import final

from tenspiler.frontends.notebook import cells, is_notebook
from tenspiler.loopir.nodes import Span


@final
@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's name and lines; `cells` says at which line each cell of a notebook begins, and its name."""

    file: str
    lines: tuple[str, ...]
    cells: tuple[tuple[int, str], ...] = ()

    @property
    def name(self) -> str:
        """The file's name without the folders above it."""
        return self.file.replace("\\", "/").rsplit("/", 1)[-1]

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias) -> Span:
        """The span of a node; `ast` counts columns in UTF-8 bytes, people in characters."""
        end_line = node.end_lineno or node.lineno
        end = node.end_col_offset if node.end_col_offset is not None else node.col_offset + 1
        column, end_column = self._characters(node.lineno, node.col_offset), self._characters(end_line, end)
        return self._located(node.lineno, column + 1, end_line, end_column + 1)

    def header(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Span:
        """The span of `def name`, where a diagnostic about a whole function points."""
        start = self._characters(node.lineno, node.col_offset) + 1
        word = "async def " if isinstance(node, ast.AsyncFunctionDef) else "def "
        return self._located(node.lineno, start, node.lineno, start + len(word) + len(node.name))

    def _located(self, line: int, column: int, end_line: int, end_column: int) -> Span:
        """A span of lines of the whole file; in a notebook, of the cell in which it begins."""
        place = bisect_right(self.cells, (line, "\uffff")) - 1
        if place < 0:
            return Span(self.file, line, column, end_line, end_column)
        start, name = self.cells[place]
        shift = start - 1
        return Span(f"{self.file}:{name}", line - shift, column, end_line - shift, end_column)

    def _characters(self, line: int, offset: int) -> int:
        if not 1 <= line <= len(self.lines):
            return offset
        return len(self.lines[line - 1].encode()[:offset].decode(errors="replace"))


def source_text(file: str, text: str) -> SourceText:
    """The lines as the parser counts them (form feeds and other separators do not end a line)."""
    lines = tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return SourceText(file, lines, tuple(cells(text)) if is_notebook(file) else ())
