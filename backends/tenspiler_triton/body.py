"""The statements of a kernel: cells as expressions of lanes, loads with their masks, folds as loops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol, final

from tensir.build import identity
from tensir.cells import (
    Apply,
    Cell,
    Elem,
    Extent,
    Fold,
    Lit,
    Sym,
    children,
    free_symbols,
    reads_elements,
    subterms,
)
from tensir.dtypes import BOOL, INT, DType
from tensir.polynomial import normal
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler.backend.emission import intervals
from tenspiler.backend.emission.block import Names
from tenspiler.backend.emission.values import INT64, Level, Value, at_level
from tenspiler_triton import expressions
from tenspiler_triton.expressions import HELD, held_dtype, literal, operator, triton_dtype, typed
from tenspiler_triton.regions import FOLD, Folded, Region

_LONG = 56

_RESERVED = frozenset({"tl", "triton", "libdevice", "math", "np", "torch", "start", "ROWS", "COLS", "BLOCK"})

HINTS = {
    "add": "total", "sub": "difference", "mul": "product", "div": "quotient", "select": "chosen",
    "cast": "converted", "exp": "exponential", "sqrt": "root", "eq": "mask", "ne": "mask", "lt": "mask",
    "le": "mask", "gt": "mask", "ge": "mask", "and": "mask", "or": "mask", "not": "mask", "min": "lower",
    "max": "upper",
}  # fmt: skip
"""What values are called, by their operators."""

FOLD_HINTS = {
    "add": "total", "mul": "product", "min": "smallest", "max": "largest", "and": "holds", "or": "found",
    "bitand": "bits", "bitor": "bits", "bitxor": "bits",
    "argmin": "place", "argmax": "place", "last_argmin": "place", "last_argmax": "place",
}  # fmt: skip
"""What folds are called."""


class Host(Protocol):
    """What the function around says about its scalars."""

    def bounds(self, name: str) -> tuple[int, int] | None:
        """Bounds of a scalar parameter of integers."""
        ...

    def counts(self, cell: Cell) -> bool:
        """Whether a size that depends on elements is known."""
        ...

    def by_value(self, name: str) -> bool:
        """Whether a scalar parameter is a Python number there."""
        ...


@final
@dataclass(frozen=True, slots=True)
class Pointer:
    """An argument: the memory of a leaf or of a scalar, followed by strides for its axes; or its value."""

    leaf: str
    rank: int
    flat: bool = False
    by_value: bool = False


@final
@dataclass(frozen=True, slots=True)
class Size:
    """An argument: a number that the host knows."""

    cell: Cell


Given = Pointer | Size


@final
@dataclass(frozen=True, slots=True)
class Kernel:
    """A kernel: the kind of its launch, what it is given before its results and sizes, and its lines.

    `heads` are the lines before the parameters; `lines` the body, indented.
    """

    kind: str
    given: tuple[tuple[str, Given], ...]
    parameters: tuple[str, ...]
    doc: str
    lines: tuple[str, ...]
    wide: bool = True


@final
@dataclass(slots=True)
class Scope:
    """Statements at one depth: the index that it adds to those around, and what is known there."""

    lanes: frozenset[str]
    indent: str
    mask: str
    lines: list[str] = field(default_factory=list[str])
    known: dict[Cell, Value] = field(default_factory=dict[Cell, Value])


@final
class Body:
    """A kernel while it is written: what it is given, its statements, and what indices and folds are called.

    `flat` says that all axes are one; `deep` that lanes have rows and columns.
    """

    def __init__(self, region: Region, host: Host, flat: bool = False, deep: bool = True) -> None:
        self.region = region
        self.host = host
        self.flat = flat
        self.names = Names(_RESERVED)
        self.given: dict[str, Given] = {}
        self.scopes = [Scope(frozenset(), "    ", "")]
        self.strides: dict[str, tuple[str, ...]] = {}
        self.best: dict[str, Value] = {}
        self.texts: dict[str, Value] = {}
        self.lanes: set[str] = set()
        self._arguments: dict[Given, str] = {}
        self._uses = _count_uses((region.value, *(c for f in region.folds for c in (f.body, f.init) if c)))
        self.shape, self.axis = ("(ROWS, COLS)", "1") if deep else ("(COLS,)", "0")
        self.deep = deep

    # ------------------------------------------------------------ arguments

    def argument(self, wish: str, given: Given) -> str:
        """The parameter of something given."""
        if given not in self._arguments:
            name = self.names.take(wish)
            self._arguments[given] = name
            self.given[name] = given
            if isinstance(given, Pointer) and not given.flat:
                stem = f"{given.leaf}_stride"
                wishes = [stem] if given.rank == 1 else [f"{stem}{axis}" for axis in range(given.rank)]
                self.strides[name] = tuple(map(self.names.take, wishes))
        return self._arguments[given]

    def size(self, cell: Cell, wish: str = "size") -> str:
        """A number that the host knows."""
        if not self.host.counts(cell):
            cell = normal(cell)
        if isinstance(cell, Lit):
            return str(int(cell.value))
        if not (self._of_host(cell) or self.host.counts(cell)):
            raise UnsupportedByBackend("a size that depends on elements, in a kernel")
        return self.argument(_wish(cell, wish), Size(cell))

    # ------------------------------------------------------------ statements

    def state(self, line: str, scope: Scope | None = None) -> None:
        scope = scope or self.scopes[0]
        scope.lines.append(scope.indent + line)

    def assign(self, hint: str, value: Value, scope: Scope) -> Value:
        name = self.names.take(hint)
        self.state(f"{name} = {value.text}", scope)
        return value.named(name)

    def lane(self, symbol: str, text: str, bounds: tuple[int, int] = intervals.EXTENT) -> None:
        """What an index is called."""
        self.texts[symbol] = Value(text, Level.ATOM, INT, bounds=bounds)

    def _scope(self, cell: Cell) -> Scope:
        """The outermost scope with all the indices of a cell."""
        symbols = free_symbols(cell)
        return next((s for s in reversed(self.scopes[1:]) if s.lanes & symbols), self.scopes[0])

    # ------------------------------------------------------------ cells

    def value(self, cell: Cell) -> Value:
        """A cell as an expression; what is long or occurs again is a variable."""
        scope = self._scope(cell)
        for known in (scope.known, self.scopes[0].known):
            if cell in known:
                return known[cell]
        found = self._value(cell, scope)
        if (isinstance(cell, Elem) and cell.indices) or (
            isinstance(cell, Apply)
            and not found.is_simple
            and (self._uses[cell] > 1 or len(found.text) > _LONG)
        ):
            hint = cell.array if isinstance(cell, Elem) else HINTS.get(cell.op, "value")
            found = self.assign(hint, found, scope)
        scope.known[cell] = found
        return found

    def _value(self, cell: Cell, scope: Scope) -> Value:
        if self._of_host(cell) and not isinstance(cell, Lit):
            return self._number(cell)
        match cell:
            case Lit():
                return literal(cell.value, cell.dtype)
            case Sym(name=name) if name in self.texts:
                return self.texts[name]
            case Sym():
                return self._scalar(cell)
            case Elem():
                return self._load(cell, scope)
            case Apply(op="cast"):
                return expressions.cast(self._as_tensor(self.value(cell.args[0])), cell.dtype)
            case Apply():
                return self._apply(cell)
            case _:
                raise UnsupportedByBackend("a fold over scalars in a kernel")

    def _apply(self, cell: Apply) -> Value:
        operands = tuple(map(self.value, cell.args))
        if cell.op in ("floordiv", "mod", "truncdiv", "truncrem") and cell.args[1] in self.region.extents:
            low, high = operands[1].bounds or (1, INT64[1])
            operands = (operands[0], replace(operands[1], bounds=(max(low, 1), max(high, 1))))
        known = _decided(cell.op, operands)
        if known is not None:
            return known
        if cell.op in ("and", "or"):
            return self._joined(cell.op, *zip(cell.args, operands, strict=True))
        if cell.dtype is INT and all(v.weak or v.text in self.given for v in operands[cell.op == "select" :]):
            operands = tuple(self._long(v) for v in operands)
        return operator(cell.op, cell.dtype, operands)

    def _joined(self, op: str, *sides: tuple[Cell | None, Value]) -> Value:
        """Both conditions, or one of them; one that is the same for all lanes chooses between them.

        Triton's interpreter makes integers of a condition that it spreads over lanes.
        """
        (a, left), (b, right) = sides
        alone = [c is not None and not any(s.startswith(".") for s in free_symbols(c)) for c in (a, b)]
        if alone[0] == alone[1]:
            return operator(op, BOOL, (left, right))
        flag, lanes = (left, right) if alone[0] else (right, left)
        other = typed(literal(op == "or", BOOL))
        return operator("select", BOOL, (flag, lanes, other) if op == "and" else (flag, other, lanes))

    def _as_tensor(self, value: Value) -> Value:
        """A size that may be a constant to Triton, which has no methods then."""
        return self._long(value) if value.text in self.given else value

    def _long(self, value: Value) -> Value:
        """A size in 64 bits, where nothing else would make it so."""
        if value.weak or value.dtype is not INT:
            return value
        return replace(value, text=f"tl.cast({value.text}, tl.int64)", level=Level.ATOM)

    def _of_host(self, cell: Cell) -> bool:
        """Whether the host knows a cell as a Python number."""
        match cell:
            case Sym():
                return cell.name not in self.texts and cell.dtype in (INT, BOOL)
            case Apply(op="cast", args=(Sym(name=name, dtype=own),)) if cell.dtype is INT:
                return own.is_fixed and name not in self.texts
            case Apply():
                return cell.dtype in (INT, BOOL) and all(map(self._of_host, cell.args))
            case Fold(op="add"):
                return cell.dtype is INT and not any(isinstance(t, Elem) for t in subterms(cell))
            case Lit():
                return cell.dtype in (INT, BOOL)
            case Extent():
                return True
            case _:
                return False

    def _number(self, cell: Cell) -> Value:
        name = self.argument(_wish(cell, "flag" if cell.dtype is BOOL else "size"), Size(cell))
        if cell.dtype is BOOL:
            return Value(f"tl.cast({name}, tl.int1)", Level.ATOM, BOOL, bounds=(0, 1))
        return Value(name, Level.ATOM, INT, bounds=self._bounds(cell))

    def _bounds(self, cell: Cell) -> tuple[int, int]:
        """Bounds of what the host knows, which is in 64 bits."""
        found = self._interval(cell)
        return INT64 if found is None else (max(found[0], INT64[0]), min(found[1], INT64[1]))

    def _interval(self, cell: Cell) -> tuple[int, int] | None:
        match cell:
            case Lit():
                return (int(cell.value), int(cell.value))
            case Extent():
                return intervals.EXTENT
            case Sym():
                return self.host.bounds(cell.name)
            case Apply():
                return intervals.apply(cell.op, cell.dtype, tuple(map(self._interval, cell.args)))
            case _:
                return None

    def _scalar(self, cell: Sym) -> Value:
        """A scalar parameter at its own dtype."""
        return self._alone(cell.name, cell.dtype)

    def _alone(self, name: str, dtype: DType) -> Value:
        """What has no axes: a number, or a tensor."""
        bounds = intervals.of_dtype(dtype) or (INT64 if dtype is INT else None)
        if self.host.by_value(name):
            given = self.argument(name, Pointer(name, 0, by_value=True))
            return Value(f"tl.cast({given}, {triton_dtype(dtype)})", Level.ATOM, dtype, bounds=bounds)
        pointer = self.argument(f"{name}_ptr", Pointer(name, 0))
        value = Value(f"tl.load({pointer})", Level.ATOM, dtype, bounds=bounds)
        return self.assign(name, as_lanes(value), self.scopes[0])

    def _load(self, cell: Elem, scope: Scope) -> Value:
        rank = len(cell.indices)
        if not rank:
            return self._alone(cell.array, cell.dtype)
        pointer = self.argument(f"{cell.array}_ptr", Pointer(cell.array, rank, self.flat))
        bounds = intervals.of_dtype(cell.dtype) or (INT64 if cell.dtype is INT else None)
        indices = tuple(map(self.value, cell.indices))
        place = pointer
        for axis, index in enumerate(indices):
            if index.text == "0":
                continue
            stride = "" if self.flat else f" * {self.strides[pointer][axis]}"
            inner = at_level(typed(index), Level.PRODUCT if stride else Level.SUM)
            place += f" + {inner}{stride}"
        lanes, alone = [*self._lane_masks(cell)], list[str]()
        for is_alone, mask in self._range_masks(cell, indices):
            (alone if is_alone and lanes else lanes).append(mask)
        mask = " & ".join(lanes)
        for flag in alone:
            mask = f"tl.where({flag}, {mask}, tl.full((), False, tl.int1))"
        return as_lanes(
            Value(f"tl.load({place}{', ' if mask else ''}{mask})", Level.ATOM, cell.dtype, bounds=bounds)
        )

    def _lane_masks(self, cell: Elem) -> Iterator[str]:
        scope, base = self._scope(cell), self.scopes[0]
        if scope is not base:
            yield scope.mask
        if base.mask and not self.lanes.isdisjoint(self._lanes_of(free_symbols(cell))):
            yield base.mask

    def _lanes_of(self, symbols: frozenset[str]) -> Iterator[str]:
        """The lanes on which symbols depend: a fold is of its rows."""
        for symbol in symbols:
            yield from self.lanes if symbol.startswith(FOLD) else (symbol,)

    def _range_masks(self, cell: Elem, indices: tuple[Value, ...]) -> Iterator[tuple[bool, str]]:
        """The conditions that an index is in range, and whether they are the same for all lanes."""
        if cell in self.region.within:
            return
        shape = self.region.leaves[cell.array].type.shape
        for index, value, extent in zip(cell.indices, indices, shape, strict=True):
            if isinstance(index, Sym) and self._extent_of(index) == normal(extent):
                continue
            alone = not any(s.startswith(".") for s in free_symbols(index)) and not reads_elements(index)
            text = at_level(value, Level.BITOR)
            if value.bounds is None or value.bounds[0] < 0:
                yield alone, f"({text} >= 0)"
            bound = f"{text} < {self.size(extent)}"
            yield alone, bound if alone else f"({bound})"

    def _extent_of(self, index: Sym) -> Cell | None:
        """The extent of an index of the lanes."""
        for axis, lane in enumerate(self.region.lanes):
            if lane == index:
                return normal(self.region.root.type.shape[axis])
        return next((normal(f.extent) for f in self.region.folds if f.binder == index.name), None)

    # ------------------------------------------------------------ folds

    def fold(self, folds: list[Folded], span: tuple[str, str] = ("0", ""), partial: bool = False) -> None:
        """Accumulators, the loop that fills them, and what they come to, for folds along one extent."""
        extent = self.size(folds[0].extent, "columns")
        base = self.scopes[0]
        accumulators = [self._accumulators(f) for f in folds]
        index, inside = self.names.take("k"), self.names.take("in_range")
        scope = Scope(frozenset(f.binder for f in folds), base.indent + "    ", inside)
        self.scopes.append(scope)
        lanes = "tl.arange(0, COLS)[None, :]" if self.deep else "tl.arange(0, COLS)"
        self.state(f"{index} = (start + {lanes}).to(tl.int64)", scope)
        stop = span[1] or extent
        self.state(f"{inside} = {index} < {stop}", scope)
        for f in folds:
            self.lane(f.binder, index)
        for f, found in zip(folds, accumulators, strict=True):
            self._accumulate(f, found, index, scope)
        self.scopes.pop()
        self.state(f"for start in range({span[0]}, {stop}, COLS):")
        base.lines += scope.lines
        for f, found in zip(folds, accumulators, strict=True):
            self.finish(f, found, partial)

    def _accumulators(self, fold: Folded) -> tuple[str, str]:
        hint = FOLD_HINTS[fold.op]
        total, place = self.names.take(f"{hint}_lanes"), ""
        least = neutral(kept(fold), fold.dtype)
        if least.text in ("0", "0.0"):
            text = f"tl.zeros({self.shape}, {triton_dtype(fold.dtype)})"
        else:
            text = f"tl.full({self.shape}, {least.text}, {triton_dtype(fold.dtype)})"
        self.state(f"{total} = {text}")
        if ordered(fold):
            place = self.names.take(f"{hint}_at")
            self.state(f"{place} = tl.full({self.shape}, {nowhere(fold)}, tl.int64)")
        return total, place

    def _accumulate(self, fold: Folded, found: tuple[str, str], index: str, scope: Scope) -> None:
        total, place = found
        body = typed(self.value(fold.body))
        if place:
            sign = ("<" if kept(fold) == "min" else ">") + ("=" if fold.op.startswith("last") else "")
            better = self.names.take("better")
            self.state(f"{better} = {scope.mask} & ({at_level(body, Level.BITOR)} {sign} {total})", scope)
            self.state(f"{total} = tl.where({better}, {body.text}, {total})", scope)
            self.state(f"{place} = tl.where({better}, {index}, {place})", scope)
            return
        lanes = Value(total, Level.ATOM, fold.dtype)
        if fold.op in ("and", "or"):
            value = self._joined(fold.op, (None, lanes), (fold.body, body))
        else:
            value = operator(fold.op, fold.dtype, (lanes, body))
        self.state(f"{total} = tl.where({scope.mask}, {value.text}, {total})", scope)

    def finish(self, fold: Folded, found: tuple[str, str], partial: bool) -> None:
        """What a fold comes to: `partial` without what comes first."""
        if fold.finds:
            self._found(fold, found, partial)
            return
        value = Value(self._reduced(fold, found), Level.ATOM, fold.dtype, bounds=_of_lanes(fold.dtype))
        if not partial and fold.init is not None and not _is_neutral(fold):
            value = self.assign(FOLD_HINTS[fold.op], value, self.scopes[0])
            value = operator(fold.op, fold.dtype, (typed(self.value(fold.init)), value))
        self.texts[fold.name] = self.assign(FOLD_HINTS[fold.op], value, self.scopes[0])

    def _found(self, fold: Folded, found: tuple[str, str], partial: bool) -> None:
        """The extreme element and its place, and whether it counts."""
        best, place = self.names.take("best"), self.names.take("place")
        base, last = self.scopes[0], fold.op.startswith("last")
        function = f"_{kept(fold)}_and_place"
        self.state(f"{best}, {place} = {function}({found[0]}, {found[1]}, {last}, {self.axis}, {self.deep})")
        value = Value(best, Level.ATOM, fold.dtype)
        self.texts[fold.name] = Value(place, Level.ATOM, INT, bounds=intervals.LAST)
        self.best[fold.name] = value
        if partial:
            return
        none = f"tl.full((), {-1 if fold.init is not None else 0}, tl.int64)"
        if fold.init is not None:
            sign = ("<" if kept(fold) == "min" else ">") + ("=" if last else "")
            start = at_level(typed(self.value(fold.init)), Level.BITOR)
            text = f"tl.where({best} {sign} {start}, {place}, {none})"
        else:
            text = f"tl.where({place} == {nowhere(fold)}, {none}, {place})"
        if fold.first is not None:
            first = self.assign("first", typed(self.value(fold.first)), base).text
            text = f"tl.where({first} == {first}, {text}, {none})"
        chosen = Value(text, Level.ATOM, INT, bounds=intervals.LAST)
        self.texts[fold.name] = self.assign("place", chosen, base)

    def _reduced(self, fold: Folded, found: tuple[str, str]) -> str:
        total, place = found
        keep = ", keep_dims=True" if self.deep else ""
        narrow = f".to({triton_dtype(fold.dtype)})" if 0 < fold.dtype.bits < 32 else ""
        match fold.op:
            case "min" | "max" if place:
                sign = "-" if fold.op == "max" else ""
                return f"{sign}_first_least({sign}{total}, {place}, {self.axis}, {self.deep})"
            case "add":
                return f"tl.sum({total}, {self.axis}{keep}){narrow}"
            case "min" | "max":
                return f"tl.{fold.op}({total}, {self.axis}{keep}){narrow}"
            case "and" | "or":
                name = "min" if fold.op == "and" else "max"
                return f"tl.{name}({total}.to(tl.int32), {self.axis}{keep}) != 0"
            case _:
                function = {"mul": "_product_of", "bitand": "_and_of", "bitor": "_or_of"}.get(
                    fold.op, "_xor_of"
                )
                return f"tl.reduce({total}, {self.axis}, {function}{keep})"

    # ------------------------------------------------------------ scans

    def scan(self, scan: Folded, index: str, carry: str, scope: Scope, place: str) -> None:
        """One block of a scan: its results, and what the next one starts from."""
        body = typed(self.value(scan.body))
        least = typed(neutral(scan.op, scan.dtype)).text
        lanes = self.assign(
            "lanes", replace(body, text=f"tl.where({scope.mask}, {body.text}, {least})"), scope
        )
        narrow = f".to({triton_dtype(scan.dtype)})" if 0 < scan.dtype.bits < 32 else ""
        text = f"{scanned(scan.op, lanes.text, self.axis)}{narrow}"
        before = Value(carry, Level.ATOM, scan.dtype)
        inside = self.assign("inside", replace(lanes, text=text, level=Level.ATOM), scope)
        value = stored(operator(scan.op, scan.dtype, (before, inside)))
        masks = " & ".join(m for m in (self.scopes[0].mask, scope.mask) if m)
        self.state(f"tl.store({place}, {value.text}, {masks})", scope)
        whole = replace(inside, text=self._reduced(scan, (lanes.text, "")), level=Level.ATOM)
        self.state(f"{carry} = {operator(scan.op, scan.dtype, (before, whole)).text}", scope)

    # ------------------------------------------------------------ the whole

    def store(self, place: str, mask: str, scope: Scope) -> None:
        """The result of the region."""
        value = stored(typed(self.value(self.region.value)))
        self.state(f"tl.store({place}, {value.text}{', ' if mask else ''}{mask})", scope)

    def kernel(self, kind: str, results: tuple[str, ...], *blocks: str, wide: bool = True) -> Kernel:
        """The kernel that has been written."""
        parameters: list[str] = []
        pointers = {n: g for n, g in self.given.items() if isinstance(g, Pointer)}
        sizes = {n: g for n, g in self.given.items() if isinstance(g, Size)}
        for name in pointers:
            parameters += [name, *self.strides.get(name, ())]
        parameters += [*results, *sizes, *(f"{b}: tl.constexpr" for b in blocks)]
        lines = tuple(line for line in self.scopes[0].lines)
        return Kernel(kind, tuple((pointers | sizes).items()), tuple(parameters), "", lines, wide)


def scanned(op: str, lanes: str, axis: str) -> str:
    """The partial folds of a block along an axis."""
    if op in ("add", "mul"):
        return f"tl.cum{'sum' if op == 'add' else 'prod'}({lanes}, {axis})"
    return f"tl.associative_scan({lanes}, {axis}, _{op}_of)"


def ordered(fold: Folded) -> bool:
    """Whether it counts where an element is."""
    return fold.finds or (fold.op in ("min", "max") and fold.dtype.is_float)


def kept(fold: Folded) -> str:
    """The operator by which elements are accumulated."""
    return fold.op[-3:] if fold.finds else fold.op


def nowhere(fold: Folded) -> int:
    """The place of no element."""
    return -1 if fold.op.startswith("last") else INT64[1]


def _decided(op: str, operands: tuple[Value, ...]) -> Value | None:
    """A condition of which bounds say what it is, or that is one of its operands."""
    if op == "and":
        return next((b for a, b in (operands, operands[::-1]) if a.text == "True"), None)
    if op not in ("lt", "le", "gt", "ge"):
        return None
    a, b = operands if op in ("lt", "le") else operands[::-1]
    if a.bounds is None or b.bounds is None:
        return None
    holds = a.bounds[1] < b.bounds[0] if op in ("lt", "gt") else a.bounds[1] <= b.bounds[0]
    return literal(True, BOOL) if holds else None


def _is_neutral(fold: Folded) -> bool:
    return isinstance(fold.init, Lit) and fold.init == identity(fold.op, fold.dtype)


def _of_lanes(dtype: DType) -> tuple[int, int] | None:
    return INT64 if dtype is INT else intervals.of_dtype(dtype)


def as_lanes(value: Value) -> Value:
    """What has been loaded at the dtype that lanes have."""
    if value.dtype not in HELD:
        return value
    return replace(value, text=f"{value.text}.to({triton_dtype(value.dtype)})")


def stored(value: Value) -> Value:
    """What is stored at the dtype that memory has."""
    if value.dtype not in HELD:
        return value
    return replace(
        value, text=f"{at_level(value, Level.ATOM)}.to({held_dtype(value.dtype)})", level=Level.ATOM
    )


def _wish(cell: Cell, otherwise: str) -> str:
    """What to call a number of the host."""
    match cell:
        case Sym():
            return cell.name
        case Extent():
            return f"{cell.array}_len" if cell.axis == 0 else f"{cell.array}_shape{cell.axis}"
        case _:
            return otherwise


def _count_uses(cells: tuple[Cell, ...]) -> Counter[Cell]:
    uses: Counter[Cell] = Counter(cells)
    seen: set[Cell] = set()
    stack = list(cells)
    while stack:
        cell = stack.pop()
        if cell not in seen:
            seen.add(cell)
            uses.update(children(cell))
            stack += children(cell)
    return uses


def neutral(op: str, dtype: DType) -> Value:
    """What a fold starts with; of 64 bits for unbounded integers."""
    if dtype is INT and op in ("min", "max"):
        return literal(INT64[1] if op == "min" else INT64[0] + 1, INT)
    found = identity(op, dtype)
    if found is None:
        raise UnsupportedByBackend(f"a fold by {op} of {dtype} in a kernel")
    return literal(found.value, dtype)
