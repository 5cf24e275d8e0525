"""What a target is to the writer: how it spells dtypes, numbers and operators, and where its prelude is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias, final

from tensir.dtypes import BOOL, INT, DType
from tensir.recurrences import RECURRENCES
from tensir.tensors import Call, Program
from tenspiler.backend.api import Interface, Output, UnsupportedByBackend
from tenspiler.backend.emission.block import Block
from tenspiler.backend.emission.values import Value

Values: TypeAlias = "tuple[Value, ...]"


def always(values: Values) -> bool:
    """A pattern that fits any operands."""
    return True


def natural(values: Values) -> bool:
    """No operand is negative, and a second one is not zero."""
    return all(v.bounds is not None and v.bounds[0] >= (place > 0) for place, v in enumerate(values))


def no_half(values: Values) -> bool:
    """The exponents are an array, or a constant of which libraries take no square root."""
    exponent = values[1]
    return exponent.ndim > 0 or (
        bool(re.fullmatch(r"-?[\d.e+-]+", exponent.text)) and abs(float(exponent.text)) != 0.5
    )


def exact_reciprocal(values: Values) -> bool:
    """The divisor is a power of two, so that a product with its reciprocal is the quotient."""
    text = values[1].text
    if not values[1].weak or not re.fullmatch(r"-?[\d.]+(e[-+]?\d+)?", text):
        return False
    mantissa, exponent = math.frexp(abs(float(text)))
    return mantissa == 0.5 and abs(exponent) < 100


def weak(place: int) -> Callable[[Values], bool]:
    """An operand is a Python number."""
    return lambda values: values[place].weak


def several(values: Values) -> bool:
    """There are more than two operands."""
    return len(values) > 2


@final
@dataclass(frozen=True, slots=True)
class Pattern:
    """Code for an operator whose last operand has one of some dtypes: `{0}`, `{1}`, ... are the operands.

    It may ask for something of the operands (`given`). The operands at the places in `strong` may not be
    Python numbers. The result of a `weak` one is a Python number.
    """

    op: str
    dtypes: frozenset[DType]
    code: str
    given: Callable[[Values], bool] = always
    strong: tuple[int, ...] = ()
    weak: bool = False


@final
@dataclass(frozen=True, slots=True)
class Reduction:
    """Code for a reduction and a scan.

    `{axis}` is the axis as a keyword where it is needed and `{place}` its number, `{dtype}` the dtype of the
    accumulator as a keyword where it is needed, `{initial}` the initial value as a keyword and `{start}` the
    value itself: that of the operator if it fits in, else the neutral element. `fold` is the reduction in the
    order of the elements; where it is empty, any order gives the same. `segment` is the fold of segments of
    an axis, of which `{1}` are the starts and `{2}` the stops. `scatter` combines `{1}` with what is in `{0}`
    at `{places}`.
    """

    op: str
    dtypes: frozenset[DType]
    reduce: str
    scan: str
    fold: str = ""
    segment: str = ""
    scatter: str = ""


def recurring(op: str) -> str:
    """The operands of code for a recurrence: its operators, its elements, what it starts from, and where."""
    ops = RECURRENCES[op]
    elements = ", ".join(f"{{{k}}}" for k in range(len(ops)))
    names = ", ".join(f'"{name}"' for name in ops)
    return f"({names}), ({elements}), {{{len(ops)}}}, {{place}}{{dtype}}"


@final
@dataclass(frozen=True, slots=True)
class Tables:
    """The patterns, the first that fits being taken: on arrays, before them on scalars, products, orders.

    `{spec}` and `{operands}` stand for themselves in the code of `einsum`; in that of orders, `{axis}` is the
    axis as a keyword where it is needed, and `{place}` its number.
    """

    elementwise: tuple[Pattern, ...]
    scalars: tuple[Pattern, ...]
    reductions: tuple[Reduction, ...]
    contractions: tuple[Pattern, ...]
    orders: tuple[Pattern, ...] = ()


@final
@dataclass(frozen=True, slots=True)
class Spelling:
    """Templates for what is no arithmetic.

    `axis` is the keyword for an axis, which may be left out on arrays of one axis if `whole`. `fill` makes an
    array of a Python number, and `spread` of a scalar. `flip` reverses an axis, and is empty where subscripts
    may step back. `ufuncs` name the functions that a scan's initial value goes in by. `count` is how many
    elements there are. `guard` is a statement around the body, or nothing. `store` is an array with a part
    replaced, where arrays cannot be stored into: `{0}` with `{2}` in the place of `{0}[{1}]`. `compress` are
    the rows that a mask selects.
    """

    axis: str
    whole: bool
    iota: str
    concat: str
    copy: str
    fill: str
    spread: str
    broadcast: str
    permute: str
    flip: str
    ufuncs: Mapping[str, str]
    count: str
    guard: str
    store: str = ""
    compress: str = "{0}[{1}]"


class Numbers(Protocol):
    """How dtypes, constants and conversions are written."""

    def dtype(self, dtype: DType) -> str:
        """The dtype that holds elements while they are computed with."""
        ...

    def element(self, dtype: DType) -> str:
        """The dtype of elements as callers have them."""
        ...

    def bound(self, dtype: DType) -> str:
        """The template that makes an argument with axes one to compute with."""
        ...

    def literal(self, value: int | float | bool, dtype: DType) -> str:
        """A constant as a Python number."""
        ...

    def scalar(self, text: str, dtype: DType) -> str:
        """A Python number, known to fit, as a scalar of a dtype."""
        ...

    def wrapped(self, text: str, dtype: DType) -> str:
        """A Python integer reduced into the range of a dtype, as a scalar of it."""
        ...

    def cast(self, source: DType, dtype: DType) -> str:
        """The template of a conversion of arrays and scalars; `{0}` alone if nothing changes."""
        ...

    def integer(self, source: DType) -> str:
        """The template that makes a Python integer of a scalar."""
        ...

    def extreme(self, op: str, dtype: DType) -> str:
        """The neutral element of min or max."""
        ...

    def range_of(self, dtype: DType) -> str:
        """The function of the prelude that measures the least and the greatest element of an array."""
        ...


class Results(Protocol):
    """How results are handed back; `names` are the variables of the arguments."""

    @property
    def copies_lists(self) -> bool:
        """Whether what `as_list` gives never shares memory with what it is given."""
        ...

    def head(self, interface: Interface, names: Mapping[str, str]) -> Mapping[str, str]:
        """What is computed before the arguments are converted, by the variable that holds it."""
        ...

    def as_list(self, value: Value) -> str:
        """A result that the original gives as a list."""
        ...

    def as_vector(self, value: Value, interface: Interface, names: Mapping[str, str], block: Block) -> str:
        """A result that comes back as the vectors among the arguments came."""
        ...

    def as_array(self, value: Value) -> str:
        """A result that the original gives as an array."""
        ...

    def as_number(self, value: Value, output: Output) -> str:
        """A result without axes."""
        ...


@final
@dataclass(frozen=True, slots=True)
class Target:
    """A target: its imports by the name that they bind, its prelude, and how it writes everything.

    `reserved` are names that no variable may have. `binders` rename the functions that convert arguments,
    which take name, value, dtype, rank and, at the end, `placement`; `memory` is what the checks of shared
    memory see of an argument. `traced` says that code may run on arrays of which the elements are not known
    yet: then Python decides nothing by them. `decorator` is put before the function of a program. `remarks`
    are said in the head of each module. `kernels` is asked for each operator before it is written.
    """

    imports: Mapping[str, str]
    prelude: tuple[Path, ...]
    reserved: frozenset[str]
    binders: Mapping[str, str]
    placement: str
    memory: str
    numbers: Numbers
    tables: Tables
    spelling: Spelling
    results: Results
    kernels: Callable[[Any, Call], Value | None] | None = None
    traced: bool = False
    decorator: Callable[[Program], str] | None = None
    remarks: tuple[str, ...] = ()


def pattern(tables: tuple[tuple[Pattern, ...], ...], op: str, dtype: DType, values: Values) -> Pattern:
    """The first pattern that fits, the tables in order; raises `UnsupportedByBackend`."""
    for table in tables:
        for entry in table:
            if entry.op == op and dtype in entry.dtypes and entry.given(values):
                return entry
    raise UnsupportedByBackend(f"the operator {op} on {dtype}")


def reduction(table: tuple[Reduction, ...], op: str, dtype: DType) -> Reduction:
    """The entry for a reduction or scan by an operator; raises `UnsupportedByBackend`."""
    for entry in table:
        if entry.op == op and dtype in entry.dtypes:
            return entry
    raise UnsupportedByBackend(f"reductions and scans by {op} on {dtype}")


def is_python(dtype: DType) -> bool:
    """Whether weak scalars of a dtype are computed by Python itself."""
    return dtype is INT or dtype is BOOL
