"""Elementwise operators and cells as expressions of the target and of Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import final

from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym
from tensir.dtypes import BOOL, F32, F64, INT, DType
from tensir.scalars import SCALARS
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler.backend.emission import intervals
from tenspiler.backend.emission.block import LONG, Block
from tenspiler.backend.emission.python_numbers import PYTHON
from tenspiler.backend.emission.target import Numbers, Target, is_python, pattern
from tenspiler.backend.emission.values import Level, Value, fill


def literal(numbers: Numbers, value: int | float | bool, dtype: DType) -> Value:
    """A constant, which takes the dtype of what it meets."""
    text = numbers.literal(value, dtype)
    bounds = None if dtype.is_float else (int(value), int(value))
    return Value(text, Level.UNARY if text[0] == "-" else Level.ATOM, dtype, weak=True, bounds=bounds)


def typed_scalar(numbers: Numbers, value: Value) -> Value:
    """A Python number as a scalar of its dtype."""
    if not value.weak or value.ndim:
        return value
    return replace(value, text=numbers.scalar(value.text, value.dtype), level=Level.ATOM, weak=False)


@final
class ScalarWriter:
    """Writes cells and elementwise operators; `names` are the variables of the parameters.

    `sizes` are extents that have been found to be what a parameter says, and are called so from then on;
    `counted` is what says how large a tensor is of which that depends on elements. What `held` names is held
    as a scalar of its dtype, and not as Python's number.
    """

    def __init__(
        self, target: Target, block: Block, dtypes: Mapping[str, DType], names: Mapping[str, str]
    ) -> None:
        self.target = target
        self.block = block
        self.names = dict(names)
        self.dtypes = dict(dtypes)
        self.sizes: dict[Extent, Sym] = {}
        self.counted: dict[Cell, str] = {}
        self.held: set[str] = set()

    def parameter(self, name: str, dtype: DType) -> Value:
        """A scalar parameter at its own dtype, or an integer as a Python integer."""
        text = self.names[name]
        own = self.dtypes.get(name, INT)
        if name in self.held:
            if dtype is not INT:
                return Value(text, Level.ATOM, dtype, bounds=intervals.of_dtype(dtype))
            template = "_whole({0})" if self.target.traced else self.target.numbers.integer(own)
            whole, level = fill(template, (Value(text, Level.ATOM, own),))
            return Value(whole, level, dtype, weak=True, bounds=intervals.of_dtype(own))
        if dtype is INT or is_python(own):
            return Value(text, Level.ATOM, dtype, weak=True, bounds=intervals.of_dtype(own))
        if dtype.is_float:
            return Value(text, Level.ATOM, dtype)
        return self.typed(Value(text, Level.ATOM, dtype, weak=True, bounds=intervals.of_dtype(dtype)))

    def literal(self, value: int | float | bool, dtype: DType) -> Value:
        """A constant."""
        return literal(self.target.numbers, value, dtype)

    def typed(self, value: Value) -> Value:
        """A Python number as a scalar of its dtype."""
        return typed_scalar(self.target.numbers, value)

    def number(self, cell: Cell, hint: str = "size") -> Value:
        """An integer cell in an attribute or an extent, as a variable if it occurs often."""
        value = self.cell(cell)
        return value if isinstance(cell, Apply) and _is_clamp(cell) else self.block.setting(hint, value)

    def text(self, cell: Cell, hint: str = "size") -> str:
        """The text of an integer cell as an argument."""
        return self.number(cell, hint).text

    def cell(self, cell: Cell) -> Value:
        """A cell over scalars and extents."""
        match cell:
            case Lit():
                return self.literal(cell.value, cell.dtype)
            case Sym():
                return self.parameter(cell.name, cell.dtype)
            case Extent() if cell in self.sizes:
                return replace(self.parameter(self.sizes[cell].name, INT), bounds=intervals.EXTENT)
            case Extent():
                name = self.names[cell.array]
                text = f"len({name})" if cell.axis == 0 else f"{name}.shape[{cell.axis}]"
                return Value(text, Level.ATOM, INT, weak=True, bounds=intervals.EXTENT)
            case Fold() if cell in self.counted:
                return Value(self.counted[cell], Level.ATOM, INT, weak=True, bounds=intervals.EXTENT)
            case Apply(op="cast"):
                return self.cast(self.cell(cell.args[0]), cell.dtype)
            case Apply():
                operands = tuple(map(self.cell, cell.args))
                value = self.operator(cell.op, cell.dtype, operands)
                return self.block.setting(_clamp_name(cell), value) if _is_clamp(cell) else value
            case Fold(op="add") if cell.dtype is INT:
                return self._sum(cell)
            case Fold():
                raise UnsupportedByBackend(f"a fold by {cell.op} over scalars")
            case Elem():
                raise UnsupportedByBackend("an element of an array in a scalar expression")

    def _sum(self, cell: Fold) -> Value:
        lo, hi, init = (self.cell(c) for c in (cell.lo, cell.hi, cell.init))
        name = self.names[cell.binder] = self.block.names.take("k")
        body = self.cell(cell.body)
        text = f"sum(({body.text} for {name} in range({lo.text}, {hi.text})), {init.text})"
        return Value(text, Level.ATOM, INT, weak=True)

    def operator(self, op: str, dtype: DType, operands: tuple[Value, ...]) -> Value:
        """A scalar operator, elementwise where operands are arrays."""
        return self.quotient(*operands) if op == "truediv" else self.elementwise(op, dtype, operands)

    def quotient(self, a: Value, b: Value) -> Value:
        """Python's quotient of integers, which a float may not hold exactly."""
        if all(v.bounds is not None and v.bounds[0] >= -(2**53) and v.bounds[1] <= 2**53 for v in (a, b)):
            return self.elementwise("div", F64, (self.cast(a, F64), self.cast(b, F64)))
        return self._broadcast(f"_int_divide({{0}}, {{1}}{self.target.placement})", F64, (a, b))

    def cast(self, value: Value, dtype: DType) -> Value:
        """A conversion; scalars become Python integers when they are cast to `INT`."""
        source = value.dtype
        if source is dtype:
            return value
        if dtype is BOOL:
            return self.elementwise("ne", BOOL, (value, self.literal(0.0 if source.is_float else 0, source)))
        bounds = intervals.apply("cast", dtype, (value.bounds,))
        plain = value.weak and not source.is_float
        if value.ndim == 0 and dtype is INT and (plain or not self.target.traced):
            text, level = fill("int({0})" if plain else self.target.numbers.integer(source), (value,))
            return replace(value, text=text, level=level, dtype=INT, weak=True, bounds=bounds)
        if value.weak and is_python(source):
            return self._from_python(value, dtype)
        value = self.typed(value)
        template = self.target.numbers.cast(source, dtype)
        if template == "{0}":
            return replace(value, dtype=dtype, bounds=bounds)
        text, level = fill(template, (value,))
        return replace(
            value, text=text, level=level, dtype=dtype, fresh=value.ndim > 0, bounds=bounds, base="", items=()
        )

    def _from_python(self, value: Value, dtype: DType) -> Value:
        numbers = self.target.numbers
        fitting = value.bounds is not None and (
            dtype.is_float or (dtype.lowest <= value.bounds[0] and value.bounds[1] <= dtype.highest)
        )
        if dtype is F32:
            text = numbers.scalar(f"float({value.text})", dtype)
        elif fitting or dtype.is_float:
            text = numbers.scalar(value.text, dtype)
        else:
            text = numbers.wrapped(value.text, dtype)
        bounds = intervals.apply("cast", dtype, (value.bounds,))
        return replace(value, text=text, level=Level.ATOM, dtype=dtype, weak=False, bounds=bounds)

    def elementwise(self, op: str, dtype: DType, values: tuple[Value, ...]) -> Value:
        """An operator of the scalar table; `dtype` is that of the result."""
        numbers = values[1:] if op == "select" else values
        operand = values[-1].dtype
        scalar = max(v.ndim for v in values) == 0
        decided = values if self.target.traced else numbers
        python = scalar and is_python(operand) and all(v.weak for v in decided)
        if not python:
            values = self._with_dtype(op, values)
        known = self.target.tables
        tables = (PYTHON,) * python + (known.scalars,) * scalar + (known.elementwise,)
        entry = pattern(tables, op, operand, values)
        if entry.code == "{0}":
            return values[0]
        values = tuple(self.typed(v) if place in entry.strong else v for place, v in enumerate(values))
        result = self._broadcast(entry.code, dtype, values)
        bounds = intervals.apply(op, dtype, tuple(v.bounds for v in values))
        return replace(result, weak=scalar and (python or entry.weak), bounds=bounds)

    def _broadcast(self, code: str, dtype: DType, values: tuple[Value, ...]) -> Value:
        values = self.shorten(code, values)
        text, level = fill(code, values)
        rank, ndim = max(v.rank for v in values), max(v.ndim for v in values)
        shaped = [v.thin for v in values if v.rank]
        thin = tuple(all(t[axis] for t in shaped) for axis in range(rank))
        return Value(text, level, dtype, thin, ndim, fresh=ndim > 0)

    def _with_dtype(self, op: str, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Operands of which at least one has a dtype of its own, so that the result has it."""
        first = 1 if op == "select" else 0
        numbers = values[first:]
        if all(v.weak for v in numbers):
            return (*values[:first], self.typed(numbers[0]), *numbers[1:])
        return values

    def shorten(self, code: str, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Operands that are repeated, or longer than a line can take, as variables."""
        result = list(values)
        for place, value in enumerate(values):
            if code.count(f"{{{place}}}") > 1:
                result[place] = self.block.assign("value", value)
        while sum(len(v.text) for v in result) > LONG:
            longest = max(range(len(result)), key=lambda k: len(result[k].text))
            if result[longest].is_simple or len(result[longest].text) < 16:
                break
            result[longest] = self.block.assign("part", result[longest])
        return tuple(result)


def _is_clamp(cell: Apply) -> bool:
    return cell.op in ("max", "min") and cell.dtype is INT


def _clamp_name(cell: Apply) -> str:
    match cell.args:
        case (Sym(name=name), Lit(value=0)):
            return f"{name}_or_0"
        case _:
            return "size"


def is_elementwise(op: str) -> bool:
    """Whether an operator of the tensor table is one of the scalar table."""
    return op in SCALARS
