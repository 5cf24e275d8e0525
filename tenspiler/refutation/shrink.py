"""Make a counterexample small: sizes first, then values towards 0 and 1, then fewer distinct ones.

Every step is tried in one fixed order and kept if the input still tells the two apart, so that the outcome
depends on nothing but the input. Sizes that are equal (the rows of a matrix and the parameter that says how
many) are shortened together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, final

import numpy as np

from tensir.cell_evaluator import is_array
from tensir.dtypes import BOOL, DType
from tenspiler.checking import shape_of
from tenspiler.loopir.arithmetic import round_f32
from tenspiler.loopir.nodes import ArrayType, Container, Fixed, Function, ScalarType

Arguments: TypeAlias = tuple[Any, ...]
Differs: TypeAlias = Callable[[Arguments], bool]

MOST_TRIALS: Final = 3000
_CELLS_A_TRIAL: Final = 32  # a run on more elements than this counts as several
_MOST_POSITIONS: Final = 48  # up to which single positions are left out


@final
@dataclass(frozen=True, slots=True)
class Place:
    """Something that says how large an input is: an extent of an array, or (`axis` is None) an integer."""

    parameter: int
    axis: int | None


@final
@dataclass(slots=True)
class _Trials:
    """Runs the test on inputs, up to a number of times, each input once."""

    differs: Differs
    left: int
    tried: dict[str, bool]

    def holds(self, candidate: Arguments) -> bool:
        key = repr([[*v.tolist(), v.shape] if is_array(v) else v for v in candidate])
        if key in self.tried:
            return False
        if self.left <= 0:
            return False
        self.left -= 1 + sum(v.size for v in candidate if is_array(v)) // _CELLS_A_TRIAL
        self.tried[key] = True
        return self.differs(candidate)


def shrink(function: Function, arguments: Arguments, differs: Differs, most: int = MOST_TRIALS) -> Arguments:
    """The smallest input that was found on which `differs` still holds; `arguments` if there is none.

    Arguments are in parameter order, nested lists for LIST and VECTOR, arrays for NDARRAY and POINTER, as
    `differs` gets them.
    """
    trials = _Trials(lambda candidate: differs(_outside(function, candidate)), most, {})
    current = _inside(function, arguments)
    while True:
        before = current
        current = _smaller(function, current, trials)
        current = _simpler(function, current, trials)
        current = _together(function, current, trials)
        current = _fewer(function, current, trials)
        if current is before or trials.left <= 0:
            return _outside(function, current)


# ---------------------------------------------------------------- arguments as arrays


def _inside(function: Function, arguments: Arguments) -> Arguments:
    """Every array as an array of objects with a shape of its own."""
    found: list[Any] = []
    for parameter, value in zip(function.parameters, arguments, strict=True):
        if isinstance(parameter.type, ScalarType) or isinstance(parameter.origin, Fixed):
            found.append(value)
            continue
        rank = parameter.type.rank
        given = value.tolist() if is_array(value) else value
        shape = shape_of(value, rank)
        cells = np.empty(math.prod(shape), dtype=object)
        cells[:] = list(_flat(given, rank))
        found.append(cells.reshape(shape))
    return tuple(found)


def _outside(function: Function, arguments: Arguments) -> Arguments:
    """Every array as its parameter wants it."""
    found: list[Any] = []
    for parameter, value in zip(function.parameters, arguments, strict=True):
        kind = parameter.type
        if isinstance(kind, ScalarType) or isinstance(parameter.origin, Fixed):
            found.append(value)
        elif kind.container in (Container.LIST, Container.VECTOR):
            found.append(value.tolist())
        else:
            found.append(value.astype(kind.element.dtype.numpy))
    return tuple(found)


def _flat(value: Any, rank: int) -> Iterator[Any]:
    if rank == 1:
        yield from value
    else:
        for row in value:
            yield from _flat(row, rank - 1)


# ---------------------------------------------------------------- sizes


def _smaller(function: Function, current: Arguments, trials: _Trials) -> Arguments:
    """Sizes that are equal together, the largest first; then each by itself; then single positions."""
    changed = True
    while changed and trials.left > 0:
        changed = False
        for step in _size_steps(function, current):
            if trials.holds(step):
                current, changed = step, True
                break
    return current


def _size_steps(function: Function, current: Arguments) -> Iterator[Arguments]:
    places = list(_places(function, current))
    sizes = sorted({_size(current, place) for place in places}, reverse=True)
    for size in sizes:
        group = [place for place in places if _size(current, place) == size]
        for less in _less(size):
            yield from _resized(current, [(place, less) for place in group])
    for place in places:
        for less in _less(_size(current, place)):
            yield from _resized(current, [(place, less)])
    for whole, part in ((a, b) for a in sizes for b in sizes if a > b > 1 and a % b == 0):
        for less in _less(part):  # a buffer of so many rows: `part` rows of `whole // part` elements
            ways = [(p, less * (whole // part)) for p in places if _size(current, p) == whole]
            ways += [(p, less) for p in places if _size(current, p) == part]
            yield from _resized(current, ways)
    for size in sizes:
        group = [place for place in places if _size(current, place) == size]
        for position in range(size if size <= _MOST_POSITIONS else 0):
            yield from _without(current, group, position)
            for place in group:
                if place.axis is not None:
                    yield from _without(current, [place], position)


def _places(function: Function, current: Arguments) -> Iterator[Place]:
    for number, (parameter, value) in enumerate(zip(function.parameters, current, strict=True)):
        kind = parameter.type
        if isinstance(kind, ArrayType) and not isinstance(parameter.origin, Fixed):
            yield from (Place(number, axis) for axis in range(value.ndim))
        elif isinstance(kind, ScalarType) and kind.dtype.is_integer:
            yield Place(number, None)


def _size(current: Arguments, place: Place) -> int:
    value = current[place.parameter]
    return int(value) if place.axis is None else int(value.shape[place.axis])


def _less(size: int) -> Iterator[int]:
    """Smaller sizes, the smallest first."""
    found = {0, 1, 2, size // 2, size - size // 4, size - 1}
    yield from sorted(n for n in found if 0 <= n < size)


def _resized(current: Arguments, ways: Sequence[tuple[Place, int]]) -> Iterator[Arguments]:
    """The input with places cut down to sizes."""
    values = list(current)
    for place, size in ways:
        value = values[place.parameter]
        if place.axis is None:
            values[place.parameter] = type(value)(size)
        else:
            values[place.parameter] = value[(slice(None),) * place.axis + (slice(size),)]
    yield tuple(values)


def _without(current: Arguments, group: Sequence[Place], position: int) -> Iterator[Arguments]:
    """The input without one position along every place of a group."""
    values = list(current)
    for place in group:
        value = values[place.parameter]
        if place.axis is None:
            values[place.parameter] = type(value)(value - 1)
        else:
            values[place.parameter] = np.delete(value, position, axis=place.axis)
    yield tuple(values)


# ---------------------------------------------------------------- values


def _simpler(function: Function, current: Arguments, trials: _Trials) -> Arguments:
    """Whole arrays to 0 or 1, then single numbers, each to the simplest value that will do."""
    for number, parameter in enumerate(function.parameters):
        kind = parameter.type
        if isinstance(parameter.origin, Fixed):
            continue
        if isinstance(kind, ScalarType):
            current = _simplest(current, number, None, kind.dtype, trials)
            continue
        dtype = kind.element.dtype
        current = _plainer(current, number, dtype, trials)
        for position in range(current[number].size):
            current = _simplest(current, number, position, dtype, trials)
    return current


def _together(function: Function, current: Arguments, trials: _Trials) -> Arguments:
    """A number that stands in several places made simpler in all of them."""
    kinds = [
        p.type.element.dtype if isinstance(p.type, ArrayType) else p.type.dtype for p in function.parameters
    ]
    open_ = [not isinstance(p.origin, Fixed) for p in function.parameters]
    for dtype in dict.fromkeys(kinds):
        mine = [place for place, kind in enumerate(kinds) if kind is dtype and open_[place]]
        numbers = [v for place in mine for v in np.ravel(np.asarray(current[place], dtype=object)).tolist()]
        for value in sorted({v for v in numbers if numbers.count(v) > 1}, key=_cost):
            for simpler in _simpler_values(value, dtype):
                values = list(current)
                for place in mine:
                    values[place] = _exchanged(values[place], value, simpler)
                if trials.holds(tuple(values)):
                    current = tuple(values)
                    break
    return current


def _exchanged(value: Any, old: Any, new: Any) -> Any:
    """A number, or an array, with one number in the place of another."""
    if not is_array(value):
        return new if value == old else value
    cells = value.copy()
    cells[cells == old] = new
    return cells


def _plainer(current: Arguments, number: int, dtype: DType, trials: _Trials) -> Arguments:
    """An array with long stretches of it made 0 or 1: the whole, then halves, then shorter ones."""
    size = length = current[number].size
    while length > 1:
        for start in range(0, size, length):
            part = slice(start, start + length)
            for value in _plain(dtype):
                cells = current[number].copy()
                if any(_cost(v) > _cost(value) for v in cells.ravel()[part]):
                    cells.ravel()[part] = value
                    step = _with(current, number, None, cells)
                    if trials.holds(step):
                        current = step
                        break
        length //= 2
    return current


def _simplest(
    current: Arguments, number: int, position: int | None, dtype: DType, trials: _Trials
) -> Arguments:
    """The input with one number made as simple as it goes."""
    changed = True
    while changed:
        changed = False
        value = _number(current, number, position)
        for simpler in _simpler_values(value, dtype):
            step = _with(current, number, position, simpler)
            if trials.holds(step):
                current, changed = step, True
                break
    return current


def _simpler_values(value: Any, dtype: DType) -> Iterator[Any]:
    """Values to try in the place of one, all of them simpler, the simplest first."""
    seen: list[Any] = []
    for candidate in _candidates(value, dtype):
        if _cost(candidate) < _cost(value) and candidate not in seen:
            seen.append(candidate)
            yield candidate


def _candidates(value: Any, dtype: DType) -> Iterator[Any]:
    yield from _plain(dtype)
    if dtype is BOOL:
        return
    if dtype.is_float:
        yield from (-1.0, 2.0, 0.5, math.inf)
        if not math.isfinite(value):
            return
        whole = math.ceil(value) if value > 0 else math.floor(value)
        yield from (float(n) for n in _nearer(whole, abs(value) < 2**53))
        yield from (_rounded(value * part, dtype) for part in (0.5, 0.75))
        if abs(value) < 2**53:
            yield from (_rounded(round(value * scale) / scale, dtype) for scale in (2.0, 10.0, 1000.0))
        yield abs(value)
    else:
        yield from (n for n in (-1, *_nearer(value, True)) if dtype.holds(n))


def _nearer(value: int, exact: bool) -> Iterator[int]:
    """An integer itself, its absolute value, and integers between it and 0, the nearest to 0 first."""
    yield abs(value)
    yield value
    sign, size = (-1 if value < 0 else 1), abs(value)
    step = size // 2
    while step and exact:
        yield sign * (size - step)
        step //= 2


def _plain(dtype: DType) -> tuple[Any, ...]:
    if dtype is BOOL:
        return (False, True)
    return (0.0, 1.0) if dtype.is_float else (0, 1)


def _rounded(value: float, dtype: DType) -> float:
    return round_f32(value) if dtype.bits == 32 else value


def _cost(value: Any) -> tuple[float, ...]:
    """How far a number is from being simple: small integers, then fractions, infinities, NaN and -0.0."""
    if isinstance(value, float):
        if math.isnan(value) or (value == 0.0 and math.copysign(1.0, value) < 0):
            return (4, 0, 0, 0)
        if math.isinf(value):
            return (3, 0, float(value < 0), 0)
        if not value.is_integer():
            return (2, float(len(repr(value))), abs(value), float(value < 0))
    return (1, abs(value), float(value < 0), 0)


def _fewer(function: Function, current: Arguments, trials: _Trials) -> Arguments:
    """Elements made equal to other elements of their array that are simpler."""
    for number, parameter in enumerate(function.parameters):
        if not isinstance(parameter.type, ArrayType) or isinstance(parameter.origin, Fixed):
            continue
        for position in range(current[number].size):
            value = current[number].ravel()[position]
            others = sorted(dict.fromkeys(current[number].ravel().tolist()), key=_cost)
            for other in others:
                if _cost(other) < _cost(value):
                    step = _with(current, number, position, other)
                    if trials.holds(step):
                        current = step
                        break
    return current


def _number(current: Arguments, number: int, position: int | None) -> Any:
    value = current[number]
    return value if position is None else value.ravel()[position]


def _with(current: Arguments, number: int, position: int | None, value: Any) -> Arguments:
    values = list(current)
    if position is None:
        values[number] = value
    else:
        cells = values[number].copy()
        cells.ravel()[position] = value
        values[number] = cells
    return tuple(values)
