"""What Python computes and hands to a kernel: memory of arrays, sizes and numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Set
from dataclasses import dataclass, replace
from typing import Final, final

from tensir.cells import Cell, Extent, Lit, Sym
from tensir.dtypes import BOOL, INT
from tensir.polynomial import normal
from tensir.tensors import Param, Scalar, Tensor
from tenspiler.backend.emission import intervals
from tenspiler.backend.emission.tensors import TensorWriter
from tenspiler.backend.emission.values import Level, Range, Value
from tenspiler_c.coverage import in_c, is_counted, on_host
from tenspiler_c.operators import FUNCTIONS, TYPES, Number, literal
from tenspiler_c.scopes import Buffer

_MOST: Final = 2**62
"""A size beyond all that memory can have."""

_TAKEN: Final = FUNCTIONS | frozenset((
    "auto", "break", "case", "char", "const", "continue", "default", "do", "else", "enum", "extern",
    "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed",
    "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while",
    "true", "false", "inside", "beyond", "kernel", "free", "malloc", "y0", "y1", "yn", "j0", "j1", "jn",
    "gamma", "signgam", "div", "index", "time", "signal", "remainder", "round", "rint", "random", "abs",
    "within", "reaching", "WINDOWS", "NAN", "INFINITY", "INT64_MIN", "INT64_C", "UINT64_C", "isfinite",
    "ldexp",
))  # fmt: skip
"""Words that no variable of a kernel is called by."""


@final
@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a kernel: how C declares it, its type for the call, and what Python passes."""

    name: str
    declared: str
    kind: str
    passed: str


@final
class Given:
    """The parameters of a kernel while it is written; `kept` are the tensors that get memory of their own.

    What Python computes for them is written once, also where a kernel is written anew.
    """

    def __init__(self, writer: TensorWriter, symbols: frozenset[str]) -> None:
        self.writer = writer
        self._symbols = symbols  # which stand for scalars of the program, and for nothing else
        self.kept: Collection[Tensor] = ()
        self._host: dict[Tensor, Value] = {}
        self._counted: dict[Cell, str] = {}
        self.forget(())

    def forget(self, kept: Collection[Tensor]) -> None:
        """Begin anew, with other tensors kept."""
        self.kept = kept
        self.names: set[str] = set(_TAKEN)
        self.parameters: list[Parameter] = []
        self.within: dict[str, None] = {}
        self._sizes: dict[str, str] = {}
        self._bounds: dict[str, Range] = {}
        self._scalars: dict[Tensor, Number] = {}
        self._arrays: dict[Tensor, Buffer] = {}

    def add(self, declared: str, kind: str, passed: str) -> None:
        """One more parameter."""
        name = declared.split()[-1].removeprefix("*")
        self.parameters.append(Parameter(name, declared, kind, passed))

    def take(self, hint: str) -> str:
        """A name of C that nothing else has, and no scalar of the program."""
        return self._named(hint, self.names | self._symbols)

    def _own(self, hint: str) -> str:
        """As `take`, for what a scalar or an array of the program is called by."""
        return self._named(hint, self.names | (self._symbols - {hint}))

    def _named(self, hint: str, taken: Set[str]) -> str:
        stem = re.sub(r"\W+", "_", hint).strip("_") or "x"
        stem = f"x{stem}" if stem[0].isdigit() else stem
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}{number}", number + 1
        self.names.add(name)
        return name

    def is_host(self, node: Tensor) -> bool:
        return not node.type.rank and (node in self._scalars or on_host(node) or not in_c(node))

    def is_kept(self, node: Tensor) -> bool:
        return node in self.kept

    def is_array(self, node: Tensor) -> bool:
        return node.type.rank > 0 and not in_c(node)

    def scalar(self, node: Tensor) -> Number:
        """What Python has computed."""
        found = self._scalars.get(node)
        if found is None:
            found = self._scalars[node] = self._scalar(node)
        return found

    def _scalar(self, node: Tensor) -> Number:
        dtype = node.type.dtype
        if isinstance(node, Scalar) and isinstance(node.cell, Lit):
            return literal(node.cell.value, dtype)
        value = self.writer.value(node)
        if value.weak and re.fullmatch(r"-?\d+|True|False", value.text) and dtype.is_integer:
            return literal(int(value.text), dtype)
        name = self._own(node.name if isinstance(node, Param) else "number")
        if node not in self._host:
            self._host[node] = self.writer.block.assign("number", value)
        value = self._host[node]
        if dtype.is_float:
            text = f"float({value.text})"
        elif dtype is BOOL:
            text = f"bool({value.text})"
        else:
            text = f'_fixed("{_called(node)}", {value.text})' if dtype is INT else f"int({value.text})"
        self.add(f"{TYPES[dtype]} {name}", TYPES[dtype], text)
        bounds = value.bounds if not dtype.is_float else None
        if dtype is INT:
            low, high = bounds or intervals.INT64
            bounds = (max(low, intervals.INT64[0]), min(high, intervals.INT64[1]))
        return Number(name, dtype, bounds)

    def array(self, node: Tensor) -> Buffer:
        """The memory of a parameter, or of what Python has computed."""
        found = self._arrays.get(node)
        if found is None:
            name = self._own(node.name if isinstance(node, Param) else "part")
            value = self._host.get(node)
            if value is None:
                value = self._host[node] = self._in_memory(node)
                for axis, extent in enumerate(node.type.shape):
                    if is_counted(extent):
                        text = self._counted[extent] = f"{value.text}.shape[{axis}]"
                        self.writer.scalars.counted |= {extent: text, normal(extent): text}
            kind = TYPES[node.type.dtype]
            self.add(f"const {kind} *restrict {name}", "pointer", f"_memory({value.text})")
            found = self._arrays[node] = Buffer(name, node.type.shape)
        return found

    def _in_memory(self, node: Tensor) -> Value:
        block, value = self.writer.block, self.writer.full(node)
        if isinstance(node, Param):
            block.state(f"{value.text} = np.ascontiguousarray({value.text})")
            return value
        return block.assign(
            "part", replace(value, text=f"np.ascontiguousarray({value.text})", base="", items=())
        )

    def size(self, cell: Cell) -> str:
        """A cell over extents and scalars, as what Python hands in."""
        text, bounds = self._counted.get(cell, ""), intervals.EXTENT
        if not text:
            cell = normal(cell) if cell.dtype is INT else cell
            if isinstance(cell, Lit) and cell.dtype is INT:
                return literal(max(-_MOST, min(int(cell.value), _MOST)), INT).text
            if isinstance(cell, Lit):
                return literal(cell.value, cell.dtype).text
            scalars = self.writer.scalars
            value = scalars.number(cell) if cell.dtype is INT else scalars.cell(cell)
            text, bounds = value.text, value.bounds or (-_MOST, _MOST)
        if text.lstrip("-").isdigit():
            return literal(int(text), INT).text
        if text not in self._sizes:
            match cell:
                case Sym():
                    hint = cell.name
                case Extent():
                    hint = f"{cell.array}_{cell.axis}"
                case _:
                    hint = "size"
            name = self._sizes[text] = self._own(hint if cell.dtype is INT else "flag")
            if cell.dtype is BOOL:
                self.add(f"bool {name}", "bool", f"bool({text})")
            else:
                self.add(f"int64_t {name}", "int64_t", f"_size({text})")
                self._bounds[name] = max(bounds[0], -_MOST), min(bounds[1], _MOST)
        return self._sizes[text]

    def bounds_of(self, size: str) -> Range:
        """Between which numbers a size lies, by its name in C or as a constant."""
        if size.lstrip("-").isdigit():
            return int(size), int(size)
        return self._bounds.get(size, (-_MOST, _MOST))

    def python(self, cell: Cell) -> str:
        """The text of an extent or a scalar in Python."""
        if cell in self._counted:
            return self._counted[cell]
        return self.writer.scalars.text(cell) if cell.dtype is INT else self.writer.scalars.cell(cell).text

    def inside(self, cell: Cell) -> str:
        """What says that windows lie inside; `true` where this one always does."""
        value = self.writer.scalars.cell(cell)
        if value.text == "True":
            return "true"
        self.within[value.text if value.level <= Level.NOT else f"({value.text})"] = None
        return "inside"


def _called(node: Tensor) -> str:
    return node.name if isinstance(node, Param) else "a number"
