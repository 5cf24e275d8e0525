"""Tensors: operands that may lie outside an operator's domain are moved into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias, final
from typing import cast as typed

from tensir import build
from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, integer, replaced
from tensir.dtypes import INT, DType
from tensir.ops import PLACES, call, parts
from tensir.polynomial import normal
from tensir.scalars import SCALARS
from tensir.tensors import Attribute, Call, Iterate, Param, Program, Scalar, Tensor
from tenspiler.backend.api import Interface
from tenspiler.backend.emission import intervals
from tenspiler.backend.speculation.cells import (
    QUOTIENTS,
    REMAINDERS,
    SHIFTS,
    STRICT,
    Bounds,
    cell_bounds,
    empties,
    last_count,
    nonzero_cells,
    safe_cell,
)

PARTIAL = QUOTIENTS | REMAINDERS | SHIFTS | {"gather", "cast"}

Facts: TypeAlias = frozenset[Tensor]
NO_FACTS: Facts = frozenset()

_MOVES = frozenset({"full", "expand", "stretch", "transpose", "slice", "reshape", "strided"})
_MIXES = frozenset({"concat", "update", "paste", "put_rows", "scatter"})


def speculating_safely(program: Program) -> Program:
    """The program with every operand inside the domain of its operator; the same one if all were."""
    safe = _Pass()
    outputs = tuple((name, safe.tensor(value, NO_FACTS)) for name, value in program.outputs)
    iterates = tuple(safe.iterate(iterate) for iterate in program.iterates)
    same = outputs == program.outputs and iterates == program.iterates
    return program if same else replace(program, outputs=outputs, iterates=iterates)


def checking_safely(interface: Interface) -> Interface:
    """An interface whose preconditions can be evaluated on all arguments."""
    safe = _Pass()
    checked = tuple(replace(p, condition=safe.tensor(p.condition, NO_FACTS)) for p in interface.preconditions)
    return interface if checked == interface.preconditions else replace(interface, preconditions=checked)


@final
class _Pass:
    def __init__(self) -> None:
        self._done: dict[tuple[Tensor, Facts], Tensor] = {}
        self._bounds: dict[Tensor, Bounds] = {}
        self._partial: dict[Tensor, bool] = {}
        self._sizes: dict[Cell, Cell] = {}  # what depends on elements, by what it was called before

    def tensor(self, node: Tensor, facts: Facts) -> Tensor:
        """A tensor made safe; `facts` are not zero wherever its value is looked at."""
        match node:
            case Param():
                return node
            case Scalar():
                cell = safe_cell(node.cell)
                return node if cell == node.cell else Scalar(cell)
            case Call() if not self._has_partial(node):
                return node
            case Call():
                key = (node, facts)
                if key not in self._done:
                    self._done[key] = self._call(node, facts)
                return self._done[key]

    def iterate(self, iterate: Iterate) -> Iterate:
        """An iterate made safe."""
        carried = (
            replace(c, start=self.tensor(c.start, NO_FACTS), step=self.tensor(c.step, NO_FACTS))
            for c in iterate.carried
        )
        lo, hi = safe_cell(iterate.lo), safe_cell(iterate.hi)
        return replace(iterate, lo=lo, hi=hi, carried=tuple(carried))

    def _has_partial(self, node: Tensor) -> bool:
        if node not in self._partial:
            for part in parts(node):  # operands first, so that no recursion gets deep
                self._partial[part] = self._is_partial(part)
        return self._partial[node]

    def _is_partial(self, node: Tensor) -> bool:
        match node:
            case Param():
                return False
            case Scalar():
                return safe_cell(node.cell) != node.cell
            case Call():
                below = any(self._partial[a] for a in node.args)
                return below or node.op in PARTIAL or _safe_attributes(node) != node.attributes

    def _call(self, node: Call, facts: Facts) -> Tensor:
        args, before = self._operands(node, facts), node
        attributes = {name: self._sized(value) for name, value in _safe_attributes(node)}
        if args != node.args or tuple(attributes.items()) != node.attributes:
            node = call(node.op, *args, **attributes)
            pairs = zip(before.type.shape, node.type.shape, strict=True)
            self._sizes |= {old: new for old, new in pairs if isinstance(old, Fold) and old != new}
        if node.op in QUOTIENTS | REMAINDERS:
            return self._divided(node, facts)
        if node.op in SHIFTS:
            return self._shifted(node)
        if node.op == "gather":
            return self._gathered(node)
        return self._converted(node) if node.op == "cast" else node

    def _sized(self, value: Attribute) -> Attribute:
        """An attribute in which sizes that depend on elements are called what they are called now."""
        if isinstance(value, Cell):
            return replaced(value, self._sizes.get)
        if isinstance(value, tuple):
            return tuple(replaced(v, self._sizes.get) if isinstance(v, Cell) else v for v in value)
        return value

    def _operands(self, node: Call, facts: Facts) -> tuple[Tensor, ...]:
        if node.op == "select":
            condition, yes, no = node.args
            return (
                self.tensor(condition, facts),
                self.tensor(yes, facts | nonzero_if(condition, True)),
                self.tensor(no, facts | nonzero_if(condition, False)),
            )
        if node.op in ("and", "or"):
            first, second = node.args
            return self.tensor(first, facts), self.tensor(second, facts | nonzero_if(first, node.op == "and"))
        if node.op not in SCALARS and node.op != "cast":  # what holds at one index says nothing of another
            facts = frozenset(f for f in facts if not f.type.rank)
        return tuple(self.tensor(a, facts) for a in node.args)

    # ------------------------------------------------------------ the operators

    def _divided(self, node: Call, facts: Facts) -> Tensor:
        a, b = node.args
        dtype = node.type.dtype
        if _is_guarded(node):
            return node
        nothing, overflow = self._may_be(b, 0), self._may_be(b, -1) and self._may_overflow(a)
        if not nothing and not overflow:
            return node
        safe = call(node.op, a, _harmless_divisor(a, b, nothing, overflow))
        if node.op in REMAINDERS or not nothing or _plain(b) in facts:
            return safe
        return call("select", _equals(_plain(b), 0), _number(0, dtype), safe)

    def _shifted(self, node: Call) -> Tensor:
        x, count = node.args
        dtype = node.type.dtype
        last = last_count(dtype)
        low, high = self._outside(count, last)
        if not low and not high:
            return node
        near = count
        if low:
            near = call("max", near, _number(0, dtype))
        if high:
            near = call("min", near, _number(last, dtype))
        if near == count or _is_clamped(count, last):
            return node
        shifted = call(node.op, x, near)
        wrong = call("lt", count, _number(0, dtype)) if low else None
        if high and empties(node.op, dtype):
            beyond = call("lt", _number(last, dtype), count)
            wrong = beyond if wrong is None else call("or", wrong, beyond)
        return shifted if wrong is None else call("select", wrong, _number(0, dtype), shifted)

    def _gathered(self, node: Call) -> Tensor:
        source, *indices = node.args
        near = tuple(
            self._inside(index, extent) for index, extent in zip(indices, source.type.shape, strict=True)
        )
        return node if near == tuple(indices) else call("gather", source, *near)

    def _inside(self, index: Tensor, extent: Cell) -> Tensor:
        last, bounds = normal(build.sub(extent, integer(1))), self.bounds(index)
        below_zero = bounds is None or bounds[0] < 0
        if _is_limited(index, last) or (not below_zero and _is_below(index, bounds, extent)):
            return index
        if isinstance(index, Scalar):
            cell = build.apply("max", (index.cell, integer(0)), INT) if below_zero else index.cell
            return Scalar(build.apply("min", (cell, last), INT))
        index = call("max", index, _number(0, INT)) if below_zero else index
        return call("min", index, Scalar(last))

    def _converted(self, node: Call) -> Tensor:
        (x,) = node.args
        if node.type.rank or not x.type.dtype.is_float or not node.type.dtype.is_integer:
            return node
        nothing = Scalar(Lit(0.0, x.type.dtype))
        match x:
            case Call(op="select", args=(condition, value, other)) if other == nothing:
                if condition == _is_finite(value):
                    return node
            case _:
                pass
        return call("cast", call("select", _is_finite(x), x, nothing), to=node.type.dtype)

    # ------------------------------------------------------------ what is known

    def _may_be(self, tensor: Tensor, value: int) -> bool:
        bounds = self.bounds(tensor)
        return bounds is None or bounds[0] <= value <= bounds[1]

    def _may_overflow(self, tensor: Tensor) -> bool:
        dtype = tensor.type.dtype
        return dtype.is_fixed and dtype.lowest < 0 and self._may_be(tensor, dtype.lowest)

    def _outside(self, count: Tensor, last: int) -> tuple[bool, bool]:
        bounds = self.bounds(count)
        return bounds is None or bounds[0] < 0, bounds is None or bounds[1] > last

    def bounds(self, node: Tensor) -> Bounds:
        """The least and the greatest integer that a tensor may hold, where that is known."""
        if node not in self._bounds:
            for part in parts(node):
                if part not in self._bounds:
                    self._bounds[part] = self._bounds_of(part)
        return self._bounds[node]

    def _bounds_of(self, node: Tensor) -> Bounds:
        dtype = node.type.dtype
        if dtype.is_float:
            return None
        match node:
            case Param():
                return intervals.of_dtype(dtype)
            case Scalar():
                return cell_bounds(node.cell)
            case Call():
                return self._bounds_of_call(node, dtype)

    def _bounds_of_call(self, node: Call, dtype: DType) -> Bounds:
        known = tuple(self._bounds[a] for a in node.args)
        if node.op in ("iota", "first"):
            return intervals.EXTENT
        if node.op in ("last", "earlier_last", "last_segment") or node.op in PLACES:
            return intervals.LAST
        if node.op in _MOVES:
            return known[0]
        if node.op in _MIXES or node.op in ("gather", "window", "strided_window"):
            mixed = known[:2] if node.op in _MIXES else (known[0], (0, 0))
            return intervals.apply("select", dtype, ((0, 1), *mixed))
        if node.op in intervals.ELEMENTWISE or node.op in ("select", "cast"):
            return intervals.apply(node.op, dtype, known)
        return intervals.of_dtype(dtype)


# ---------------------------------------------------------------- what a branch settles


def nonzero_if(condition: Tensor, holds: bool) -> Facts:
    """The tensors that are not zero wherever a condition holds (or does not)."""
    return frozenset(_nonzero(condition, holds))


def _nonzero(condition: Tensor, holds: bool) -> Iterator[Tensor]:
    match condition:
        case Scalar():
            yield from map(Scalar, nonzero_cells(condition.cell, holds))
        case Call(op="not", args=(inner,)):
            yield from _nonzero(inner, not holds)
        case Call(op="and" | "or" as op, args=(first, second)) if (op == "and") is holds:
            yield from _nonzero(first, holds)
            yield from _nonzero(second, holds)
        case Call(op=op, args=(first, second)) if op in STRICT[holds]:
            for tensor, other in ((first, second), (second, first)):
                if _is_number(other, 0):
                    yield _plain(tensor)
        case _:
            pass


def _plain(tensor: Tensor) -> Tensor:
    """A number without axes as a cell, whatever form it has."""
    if isinstance(tensor, Param) and not tensor.type.rank:
        return Scalar(Sym(tensor.name, tensor.type.dtype))
    return tensor


# ---------------------------------------------------------------- forms


def _number(value: int, dtype: DType) -> Scalar:
    return Scalar(Lit(value, dtype))


def _is_number(tensor: Tensor, value: int) -> bool:
    return isinstance(tensor, Scalar) and isinstance(tensor.cell, Lit) and tensor.cell.value == value


def _harmless_divisor(a: Tensor, b: Tensor, nothing: bool, overflow: bool) -> Tensor:
    """The divisor, or 1 where it would fail; the lowest integer by 1 is what it is by -1, wrapped."""
    dtype, b = b.type.dtype, _plain(b)
    bad = _equals(b, 0) if nothing else None
    if overflow:
        both = _applied("and", _equals(b, -1), _equals(_plain(a), dtype.lowest))
        bad = both if bad is None else _applied("or", bad, both)
    assert bad is not None
    return _applied("select", bad, _number(1, dtype), b)


def _equals(tensor: Tensor, value: int) -> Tensor:
    return _applied("eq", tensor, _number(value, tensor.type.dtype))


def _applied(op: str, *args: Tensor) -> Tensor:
    """An elementwise operator; numbers without axes are computed before any tensor."""
    cells = [a.cell for a in args if isinstance(a, Scalar)]
    return Scalar(build.scalar(op, *cells)) if len(cells) == len(args) else call(op, *args)


def _is_guarded(node: Call) -> bool:
    """Whether the divisor is one that this pass has made."""
    a, b = node.args
    match b:
        case Call(op="select", args=(_, one, inner)) if _is_number(one, 1):
            plain = inner
        case Scalar(cell=Apply(op="select", args=(_, one, inner))) if one == Lit(1, one.dtype):
            plain = Scalar(inner)
        case _:
            return False
    return any(
        b == _harmless_divisor(a, plain, *form) for form in ((True, False), (False, True), (True, True))
    )


def _is_clamped(count: Tensor, last: int) -> bool:
    return isinstance(count, Call) and count.op in ("min", "max") and _is_number(count.args[1], last)


def _is_limited(index: Tensor, last: Cell) -> bool:
    """Whether an index is one that this pass has moved into range."""
    match index:
        case Scalar(cell=Apply(op="min", args=args)):
            return last in args
        case Call(op="min", args=(_, Scalar(cell=cell))):
            return cell == last
        case _:
            return False


def _is_below(index: Tensor, bounds: Bounds, extent: Cell) -> bool:
    """Whether an index that is not negative is seen to be less than an extent, if that is not zero."""
    if bounds is not None and (bounds[1] == 0 or (isinstance(extent, Lit) and bounds[1] < extent.value)):
        return True
    while isinstance(index, Call) and index.op in ("expand", "stretch", "transpose", "reshape"):
        index = index.args[0]
    if isinstance(index, Call) and index.op == "argsort":
        axis = typed(int, index.attribute("axis"))
        return normal(index.type.shape[axis]) == normal(extent)
    if not (isinstance(index, Call) and index.op == "iota"):
        return False
    return normal(typed(Cell, index.attribute("extent"))) == normal(extent)


def _is_finite(x: Tensor) -> Tensor:
    return call("lt", call("abs", x), Scalar(Lit(float("inf"), x.type.dtype)))


def _safe_attributes(node: Call) -> tuple[tuple[str, Attribute], ...]:
    return tuple((name, _safe_attribute(value)) for name, value in node.attributes)


def _safe_attribute(value: Attribute) -> Attribute:
    match value:
        case Lit() | Sym() | Extent() | Elem() | Apply() | Fold():
            return safe_cell(value)
        case tuple():
            return tuple(map(_safe_attribute, value))
        case _:
            return value
