"""The interval check: before integers are computed in 64 bits, that 64 bits will hold them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import cast as typed
from typing import final

from tensir.build import identity
from tensir.cells import Cell
from tensir.dtypes import INT
from tensir.ops import CONTRACTIONS, PLACES, parse_einsum
from tensir.recurrences import RECURRENCES
from tensir.tensors import Call, Param, Scalar, Tensor
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler.backend.emission import intervals
from tenspiler.backend.emission.block import Block
from tenspiler.backend.emission.scalars import ScalarWriter
from tenspiler.backend.emission.values import INT64, Range, Value

_WORDS = {
    "add": "a sum", "sub": "a difference", "mul": "a product", "neg": "a negated value", "abs": "a magnitude",
    "reduce_add": "a sum", "scan_add": "a running sum", "reduce_mul": "a product",
    "fold_add": "a sum", "fold_mul": "a product", "scan_mul": "a running product",
    "segment_add": "a sum", "segment_mul": "a product", "scatter_add": "a sum", "earlier_add": "a sum",
    "shl": "a shifted value", "cast": "a converted value", "floordiv": "a quotient", "truncdiv": "a quotient",
}  # fmt: skip
_BITS = {"bitand": "_range_and", "bitor": "_range_bits", "bitxor": "_range_bits"}


@final
class Ranges:
    """Intervals of the integers that subexpressions may take; `values` are the expressions written so far."""

    def __init__(self, block: Block, scalars: ScalarWriter, values: dict[Tensor, Value]) -> None:
        self._block = block
        self._scalars = scalars
        self._values = values
        self._measured: dict[Tensor, str] = {}

    @contextmanager
    def forgetting(self) -> Generator[None]:
        """What is measured inside is known there only."""
        before = dict(self._measured)
        yield
        self._measured.clear()
        self._measured.update(before)

    def known(self) -> dict[Tensor, str]:
        """The variables of what has been measured."""
        return dict(self._measured)

    def restore(self, known: dict[Tensor, str]) -> None:
        """Know these variables only."""
        self._measured = dict(known)

    def check(self, node: Tensor) -> None:
        """A statement that refuses arguments with which a tensor might leave 64 bits."""
        self._block.check(f'_check_64_bits("{_describe(node)}", {self.at_run_time(node)})')

    def at_run_time(self, node: Tensor) -> str:
        """The variable that holds the interval of a tensor of integers."""
        found = self._measured.get(node)
        if found is None:
            found = self._measured[node] = self._measure(node)
        return found

    def static(self, node: Call) -> Range | None:
        """Bounds of a reduction or scan that hold for all arguments."""
        dtype = node.type.dtype
        family, _, op = node.op.partition("_")
        operands = tuple(self._values[a].bounds for a in _folded(node))
        if dtype is not INT or op in RECURRENCES or any(o is None for o in operands):
            return intervals.of_dtype(dtype)
        first, *rest = typed("tuple[Range, ...]", operands)
        if op == "add":
            name = "_range_cumsum" if family == "scan" else "_range_sum"
            found = intervals.call(name, first, number=intervals.EXTENT)
            return intervals.call("_range_add", found, *rest) if rest else found
        if op == "mul":
            return None
        found = intervals.call(_BITS.get(op, "_range_hull"), first, *(rest or [first]))
        neutral = identity(op, dtype) if family == "segment" else None  # segments may be empty
        if neutral is None:
            return found
        return intervals.call("_range_hull", found, (int(neutral.value), int(neutral.value)))

    def _measure(self, node: Tensor) -> str:
        value = self._values[node]
        if value.weak and value.ndim == 0:
            if not value.is_simple:
                value = self._block.setting("number", value, always=True)
            return f"({value.text}, {value.text})"
        match node:
            case Param():
                return self._block.measure(f"{value.text}_range", self._range_of(value))
            case Scalar():
                return f"({value.text}, {value.text})"
            case Call() if not all(
                a in self._values for a in node.args
            ):  # which a kernel computed on the way
                return self._block.measure("range", self._range_of(value))
            case Call():
                text = self._call(node)
                if text.startswith("(") or text.isidentifier():
                    return text
                return self._block.measure("range", text)

    def _call(self, node: Call) -> str:
        family, _, op = node.op.partition("_")
        first = node.args[0] if node.args else node
        match node.op:
            case "cast":
                return self._cast(first)
            case "ragged_range":
                return f"_range_index(len({self._values[node].text}))"
            case "iota":
                return f"_range_index({self._scalars.text(typed(Cell, node.attribute('extent')))})"
            case "full" | "expand" | "stretch" | "transpose" | "slice" | "reshape" | "strided":
                return self.at_run_time(first)
            case "repeat" | "sort":
                return self.at_run_time(first)
            case "argsort":
                axis = typed(int, node.attribute("axis"))
                return f"_range_index({self._scalars.text(first.type.shape[axis])})"
            case "first":
                axis = typed(int, node.attribute("axis"))
                return f"(0, {self._scalars.text(first.type.shape[axis])})"
            case _ if node.op == "last" or node.op in PLACES:
                axis = typed(int, node.attribute("axis"))
                return f"(-1, {self._scalars.text(first.type.shape[axis])})"
            case "gather" | "window" | "strided_window":
                return f"_range_hull({self.at_run_time(first)}, (0, 0))"
            case "select":
                return self._apply("_range_hull", node.args[1:])
            case "concat" | "update" | "paste" | "put_rows":
                return self._apply("_range_hull", node.args)
            case "scatter" | "scatter_min" | "scatter_max":
                return self._apply("_range_hull", node.args[:2])
            case "scatter_add":
                count = self._scalars.text(node.args[2].type.shape[-1])
                part = f"_range_sum({self.at_run_time(node.args[1])}, {count})"
                return f"_range_add({self.at_run_time(first)}, {part})"
            case "scatter_bitand" | "scatter_bitor" | "scatter_bitxor":
                return self._apply(_BITS[op], node.args[:2])
            case "add_rows":
                part = self.at_run_time(node.args[1])
                for rows in node.args[1].type.shape[:-1]:
                    part = f"_range_sum({part}, {self._scalars.text(rows)})"
                return f"_range_add({self.at_run_time(first)}, {part})"
            case _ if node.op in intervals.ELEMENTWISE:
                return self._apply(intervals.ELEMENTWISE[node.op], node.args)
            case _ if node.op == "einsum" or node.op in CONTRACTIONS:
                return self._contraction(node)
            case _ if op in RECURRENCES:
                count = self._scalars.text(first.type.shape[typed(int, node.attribute("axis"))])
                ranges = ", ".join(self.at_run_time(a) for a in node.args)
                return f"_range_{op}({ranges}, {count})"
            case "earlier_add":
                count = self._scalars.text(first.type.shape[-1])
                return f"_range_sum({self.at_run_time(first)}, {count})"
            case "last_segment":
                return f"(-1, {self._scalars.text(first.type.shape[0])})"
            case "earlier_last":
                return f"(-1, {self._scalars.text(first.type.shape[-1])})"
            case _ if family in ("reduce", "fold", "scan", "segment"):
                return self._reduction(node, family, op)
            case _:
                raise UnsupportedByBackend(f"bounds of {node.op} on unbounded integers")

    def _apply(self, function: str, nodes: tuple[Tensor, ...]) -> str:
        return f"{function}({', '.join(self.at_run_time(n) for n in nodes)})"

    def _cast(self, source: Tensor) -> str:
        value = self._values[source]
        if isinstance(source, Param) and value.ndim:
            return self._range_of(value)
        if not value.dtype.is_float and intervals.fits(value.bounds) and value.bounds != INT64:
            return str(value.bounds)
        return self._range_of(self._variable(source))

    def _range_of(self, value: Value) -> str:
        return f"{self._scalars.target.numbers.range_of(value.dtype)}({value.text})"

    def _variable(self, node: Tensor) -> Value:
        value = self._values[node] = self._block.assign("value", self._values[node])
        return value

    def _reduction(self, node: Call, family: str, op: str) -> str:
        axis = typed(int, node.attribute("axis"))
        source, *rest = _folded(node)
        if op == "mul":
            value = self._values[source]
            if any(value.thin):
                raise UnsupportedByBackend("a product of broadcast integers without bounds")
            text = f"_range_product({self._variable(source).text}, {axis})"
            return self._with_first("_range_mul", text, rest)
        if op == "add":
            function = "_range_cumsum" if family == "scan" else "_range_sum"
            count = self._scalars.text(source.type.shape[axis])
            return self._with_first("_range_add", f"{function}({self.at_run_time(source)}, {count})", rest)
        neutral = identity(op, INT) if family == "segment" and not rest else None
        if neutral is not None:  # segments may be empty
            return f"_range_hull({self.at_run_time(source)}, ({neutral.value}, {neutral.value}))"
        if not rest:
            return self.at_run_time(source)
        return self._apply(_BITS.get(op, "_range_hull"), (source, *rest))

    def _with_first(self, function: str, text: str, rest: Sequence[Tensor]) -> str:
        if not rest:
            return text
        return f"{function}({self._block.measure('range', text)}, {self.at_run_time(rest[0])})"

    def _contraction(self, node: Call) -> str:
        spec = str(node.attribute("spec")) if node.op == "einsum" else CONTRACTIONS[node.op]
        operands, _, summed = parse_einsum(spec, tuple(a.type.rank for a in node.args))
        text = self.at_run_time(node.args[0])
        for other in node.args[1:]:
            text = f"_range_mul({text}, {self.at_run_time(other)})"
        extents = dict(
            pair
            for letters, arg in zip(operands, node.args, strict=True)
            for pair in zip(letters, arg.type.shape, strict=True)
        )
        for letter in summed:
            text = f"_range_sum({text}, {self._scalars.text(extents[letter])})"
        return text


def _folded(node: Call) -> tuple[Tensor, ...]:
    """What a reduction, a scan or a fold of segments folds, and what it starts with if that is given."""
    if node.op == "earlier_add":
        return node.args[:1]
    return (node.args[0], *node.args[3:]) if node.op.startswith("segment_") else node.args


def _describe(node: Tensor) -> str:
    if isinstance(node, Param):
        return node.name
    if isinstance(node, Scalar):
        return "a number"
    names = sorted(_parameters(node))
    what = _WORDS.get(node.op, f"the result of {node.op}")
    return f"{what} of {', '.join(names)}" if names else what


def _parameters(node: Tensor) -> set[str]:
    match node:
        case Param():
            return {node.name}
        case Scalar():
            return set()
        case Call():
            return {name for arg in node.args for name in _parameters(arg)}
