"""Tensor expressions as statements: each operator by its pattern, shared and long ones as variables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast as typed
from typing import final

from tensir.build import add, identity, mul, sub
from tensir.cells import Cell, Fold, Lit, integer, substitute, subterms
from tensir.dtypes import BOOL, INT, DType
from tensir.ops import CONTRACTIONS, PLACES, SELECTED_POSITIONS
from tensir.polynomial import normal
from tensir.recurrences import RECURRENCES
from tensir.tensors import Call, Param, Scalar, Tensor
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler.backend.emission import intervals, layout
from tenspiler.backend.emission.orders import in_64_bits
from tenspiler.backend.emission.ranges import Ranges
from tenspiler.backend.emission.scalars import ScalarWriter, is_elementwise
from tenspiler.backend.emission.strides import canonical
from tenspiler.backend.emission.target import pattern, reduction
from tenspiler.backend.emission.values import INT64, Level, Value, at_level, fill

_SPREAD = 50  # longer scalars are variables before they are spread over an array

_HINTS = {
    "add": "total", "sub": "difference", "mul": "scaled", "div": "quotient", "select": "chosen",
    "cast": "converted", "dot": "product", "matvec": "product", "vecmat": "product", "matmul": "product",
    "einsum": "product", "outer": "product", "reduce_add": "total", "reduce_mul": "product",
    "fold_add": "total", "fold_mul": "product",
    "reduce_max": "largest", "reduce_min": "smallest", "reduce_and": "holds", "reduce_or": "found",
    "scan_add": "sums", "scan_max": "maxima", "scan_min": "minima", "scan_mul": "products",
    **{f"segment_{op}": "segments" for op in ("add", "mul", "min", "max", "and", "or")},
    "scatter_add": "totals", "scatter_min": "lowest", "scatter_max": "highest",
    "gather": "gathered", "first": "first", "last": "last", "argmin": "place", "argmax": "place",
    "argsort": "order", "sort": "ordered", "earlier_add": "before",
    "earlier_or": "mask", "earlier_last": "previous",
    "argmin_where": "place", "argmax_where": "place",
    "last_segment": "owner",
    "iota": "index", "concat": "joined", "update": "updated", "scatter": "updated", "compress": "selected",
    "take": "part",
    "strided": "view", "strided_window": "view",
    "slice": "part", "reshape": "view", "transpose": "view", "full": "filled", "eq": "mask",
    "ne": "mask", "lt": "mask", "le": "mask", "gt": "mask", "ge": "mask", "and": "mask", "or": "mask",
    "not": "mask", "sqrt": "root", "exp": "exponential", "min": "lower", "max": "upper",
}  # fmt: skip


@final
class TensorWriter:
    """Writes tensors into a block; each distinct subexpression once."""

    def __init__(self, scalars: ScalarWriter, roots: tuple[Tensor, ...]) -> None:
        self.scalars = scalars
        self.block = scalars.block
        self.target = scalars.target
        self.values: dict[Tensor, Value] = {}
        self.ranges = Ranges(self.block, scalars, self.values)
        self._uses = _count_uses(roots)

    def value(self, node: Tensor) -> Value:
        """A tensor as an expression; shared ones are variables."""
        found = self.values.get(node)
        if found is None:
            found = self.values[node] = self._write(node)
        return found

    def shared(self, node: Tensor) -> int:
        """How many operators and results use a tensor."""
        return self._uses[node]

    def rehearsed(self, node: Tensor) -> Value | None:
        """A tensor as it would be written, of which only the checks stay; None if they need the rest."""
        known, measured = dict(self.values), self.ranges.known()
        found: list[Value] = []
        kept = False
        try:
            kept = self.block.rehearsed(lambda: found.append(self.value(node)))
        finally:
            self.values.clear()
            self.values.update(known)
            if not kept:
                self.ranges.restore(measured)
        return found[0] if kept else None

    @contextmanager
    def forgetting(self) -> Generator[None]:
        """What is written inside is known there only."""
        before = dict(self.values)
        with self.ranges.forgetting():
            yield
        self.values.clear()
        self.values.update(before)

    def full(self, node: Tensor) -> Value:
        """A tensor with every element there."""
        value = self.value(node)
        if not any(value.thin):
            return value
        self._fit(node, value)
        if not (value.ndim or value.weak) and len(value.text) > _SPREAD:
            value = self.block.assign("number", value)
        whole = layout.broadcast(self.target, value, self.shape(node.type.shape))
        return self.block.assign("filled", whole) if value.ndim else whole

    def shape(self, extents: tuple[Cell, ...]) -> tuple[str, ...]:
        """The texts of extents."""
        return tuple(self.scalars.text(n) for n in extents)

    def _write(self, node: Tensor) -> Value:
        match node:
            case Param():
                return self._parameter(node)
            case Scalar():
                return self.scalars.cell(node.cell)
            case Call():
                kernel = None if self.target.kernels is None else self.target.kernels(self, node)
                if kernel is not None:
                    return kernel
                node = in_64_bits(node)
                value = self._call(node)
                if not value.weak:
                    for arg in node.args if node.op not in ("cast", "truediv") else ():
                        self._fit(arg, self.value(arg))
                    value = self._checked(node, value)
                if any(value.text == self.value(arg).text for arg in node.args):
                    value = replace(value, fresh=False)  # the operand itself, which others may read
                if self._uses[node] > 1 and not value.base:
                    value = self.block.assign(_HINTS.get(node.op, "value"), value)
                return value

    def _parameter(self, node: Param) -> Value:
        if not node.type.rank:
            return self.scalars.parameter(node.name, node.type.dtype)
        bounds = INT64 if node.type.dtype is INT else intervals.of_dtype(node.type.dtype)
        rank, name = node.type.rank, self.scalars.names[node.name]
        return Value(name, Level.ATOM, node.type.dtype, (False,) * rank, rank, bounds=bounds)

    def _fit(self, node: Tensor, value: Value) -> None:
        """A Python integer that meets an array has to fit."""
        if value.weak and value.dtype is INT and not intervals.fits(value.bounds):
            self.ranges.check(node)
            self.values[node] = replace(value, bounds=INT64)

    def _checked(self, node: Call, value: Value) -> Value:
        if node.type.dtype is not INT or intervals.fits(value.bounds):
            return value
        self.values[node] = value
        self.ranges.check(node)
        return replace(self.values[node], bounds=INT64)

    # ------------------------------------------------------------ dispatch

    def _call(self, node: Call) -> Value:
        family, _, op = node.op.partition("_")
        match node.op:
            case "cast":
                return self._cast(node)
            case "full" | "expand" | "transpose" | "slice":
                return self._view(node)
            case "stretch":
                value, extents = self.full(node.args[0]), tuple(map(self.scalars.text, node.type.shape))
                size = extents[0] if len(extents) == 1 else layout.tuple_text(extents)
                text, level = fill(
                    self.target.spelling.broadcast, (value,), size=size, shape=layout.tuple_text(extents)
                )
                return _array(text, node.type.dtype, node.type.rank, level, False, bounds=value.bounds)
            case "iota":
                extent = self.scalars.text(_cell(node, "extent"))
                text, level = fill(self.target.spelling.iota, (), extent=extent)
                return _array(text, INT, 1, level, bounds=intervals.EXTENT)
            case "concat":
                return self._concat(node)
            case "reshape":
                shape = self.shape(_cells(node, "shape"))
                if not shape:  # a number, and not an array without axes
                    return self._filled("{0}.reshape(())[()]", node, fresh=False)
                return self._filled("{0}.reshape({shape})", node, fresh=False, shape=", ".join(shape))
            case "strided":
                return self._strided(node)
            case "strided_window":
                return self._strided_window(node)
            case "gather":
                return self._gather(node)
            case "first" | "last":
                return self._search(node)
            case _ if node.op in PLACES:
                return self._position(node)
            case "argsort" | "sort":
                return self._order(node)
            case "earlier_add" | "earlier_or" | "earlier_last":
                return self._earlier(node)
            case "last_segment":
                return self._last_segment(node)
            case "compress":
                return self._compress(node)
            case "repeat" | "ragged_range":
                return self._repeat(node)
            case "take":
                return self._take(node)
            case "update":
                return self._update(node)
            case "paste":
                return self._paste(node)
            case "scatter":
                return self._scatter(node)
            case "window":
                return self._window(node)
            case "put_rows" | "add_rows" | "mul_rows":
                return self._rows(node)
            case _ if node.op == "einsum" or node.op in CONTRACTIONS:
                return self._contraction(node)
            case _ if is_elementwise(node.op):
                return self._elementwise(node)
            case _ if op in RECURRENCES:
                return self._recurrence(node, op)
            case _ if family in ("reduce", "fold"):
                return self._reduce(node, op)
            case _ if family == "scan":
                return self._scan(node, op)
            case _ if family == "scatter":
                return self._accumulate(node, op)
            case _ if family == "segment":
                return self._segment(node, op)
            case _:
                raise UnsupportedByBackend(f"the operator {node.op}")

    def _filled(self, template: str, node: Call, fresh: bool = True, **words: str) -> Value:
        """An operator on whole operands."""
        operands = tuple(self.scalars.typed(self.full(a)) for a in node.args)
        operands = self.scalars.shorten(template, operands)
        text, level = fill(template, operands, **words)
        return _array(text, node.type.dtype, node.type.rank, level, fresh)

    def _elementwise(self, node: Call) -> Value:
        values = tuple(self.value(a) for a in node.args)
        return self.scalars.operator(node.op, node.type.dtype, values)

    def _cast(self, node: Call) -> Value:
        source = node.args[0]
        kind = source.type
        if isinstance(source, Param) and not kind.rank and kind.dtype.is_integer and node.type.dtype is INT:
            return self.scalars.parameter(source.name, INT)
        value = self.value(source)
        if node.type.dtype is INT and value.dtype.is_float and value.ndim:
            value = self.values[source] = self.block.assign("floats", value)
        return self.scalars.cast(value, node.type.dtype)

    # ------------------------------------------------------------ axes

    def _view(self, node: Call) -> Value:
        value = self.value(node.args[0])
        if len(value.text) > 40 and value.ndim and not value.base:
            value = self.values[node.args[0]] = self.block.assign("value", value)
        match node.op:
            case "full":
                return replace(value, thin=(True,) * node.type.rank)
            case "expand":
                return layout.expand(value, typed(int, node.attribute("axis")))
            case "transpose":
                return layout.transpose(self.target, value, typed("tuple[int, ...]", node.attribute("axes")))
            case _:
                return self._slice(node, value)

    def _slice(self, node: Call, value: Value) -> Value:
        axis = typed(int, node.attribute("axis"))
        if value.thin[axis]:
            return value
        start, length, step = (self._plain(_cell(node, a)) for a in ("start", "length", "step"))
        place, extent = axis - (value.rank - value.ndim), self._plain(node.args[0].type.shape[axis])
        if step == integer(-1) and length == extent and start == normal(sub(extent, integer(1))):
            return self._reversed(value, place)
        if not (isinstance(step, Lit) and step.value > 0):
            texts = ", ".join(map(self.scalars.text, (start, length, step)))
            text = f"_take({value.text}, {place}, {texts})"
            return replace(value, text=text, level=Level.ATOM, fresh=True, base="", items=())
        stop = normal(add(start, mul(step, length)))
        begin = "" if start == integer(0) else self.scalars.text(start, "start")
        end = "" if stop == extent else self.scalars.text(stop, "stop")
        if not begin and not end and step.value == 1:
            return value
        return layout.subscript(value, place, layout.span(begin, end, str(step.value)))

    def _reversed(self, value: Value, place: int) -> Value:
        if not self.target.spelling.flip:
            return layout.subscript(value, place, "::-1")
        text, level = fill(self.target.spelling.flip, (value,), place=str(place))
        return replace(value, text=text, level=level, fresh=True, base="", items=())

    def _window(self, node: Call) -> Value:
        axis = typed(int, node.attribute("axis"))
        value = self.value(node.args[0])
        if value.thin[axis]:
            return value
        place = axis - (value.rank - value.ndim)
        texts = ", ".join(self.scalars.text(normal(_cell(node, a))) for a in ("start", "length", "step"))
        (value,) = self.scalars.shorten("", (value,))
        bounds = _hull(node.type.dtype, (value.bounds, (0, 0)))
        text = f"_window({value.text}, {place}, {texts})"
        return replace(value, text=text, level=Level.ATOM, fresh=False, bounds=bounds, base="", items=())

    def _concat(self, node: Call) -> Value:
        axis = typed(int, node.attribute("axis"))
        along = f", {self.target.spelling.axis}={axis}" if axis else ""
        value = self._filled(self.target.spelling.concat, node, axis=along)
        both = tuple(self.value(a).bounds for a in node.args)
        return replace(value, bounds=_hull(node.type.dtype, both))

    def _strided(self, node: Call) -> Value:
        source = self.full(node.args[0])
        offset, shape, strides = _cell(node, "offset"), _cells(node, "shape"), _cells(node, "strides")
        order = canonical(shape, strides)
        if order is None:
            texts = (self.shape(shape), self.shape(strides))
            extents, steps = (layout.tuple_text(t) if t else "()" for t in texts)
            text = f"_strided({source.text}, {self.scalars.text(offset)}, {extents}, {steps})"
            return _array(text, node.type.dtype, node.type.rank, fresh=False, bounds=source.bounds)
        extents = tuple(self.scalars.text(shape[a]) for a in order)
        size: Cell = integer(1)
        for n in (shape[a] for a in order):
            size = mul(size, n)
        start, stop = normal(offset), normal(add(offset, size))
        whole = stop == normal(node.args[0].type.shape[0]) and start == integer(0)
        begin = "" if start == integer(0) else self.scalars.text(start, "start")
        flat = (
            source
            if whole
            else layout.subscript(source, 0, layout.span(begin, self.scalars.text(stop, "stop")))
        )
        if len(shape) == 1:
            return flat
        text, level = fill("{0}.reshape({shape})", (flat,), shape=", ".join(extents))
        view = _array(text, node.type.dtype, node.type.rank, level, fresh=False, bounds=source.bounds)
        return layout.transpose(self.target, view, tuple(order.index(a) for a in range(len(order))))

    def _strided_window(self, node: Call) -> Value:
        source = self.full(node.args[0])
        texts = (self.shape(_cells(node, a)) for a in ("shape", "strides"))
        extents, steps = (layout.tuple_text(t) if t else "()" for t in texts)
        offset = self.scalars.text(_cell(node, "offset"))
        text = f"_strided_window({source.text}, {offset}, {extents}, {steps})"
        bounds = _hull(node.type.dtype, (source.bounds, (0, 0)))
        return _array(text, node.type.dtype, node.type.rank, fresh=False, bounds=bounds)

    def _gather(self, node: Call) -> Value:
        source = self.full(node.args[0])
        indices = tuple(self.value(a) for a in node.args[1:])
        source, *indices = self.scalars.shorten("", (source, *indices))
        text = f"_gather({', '.join(v.text for v in (source, *indices))})"
        shaped = [v.thin for v in indices if v.rank]
        thin = tuple(all(t[axis] for t in shaped) for axis in range(node.type.rank))
        ndim = max(v.ndim for v in indices)
        bounds = _hull(node.type.dtype, (source.bounds, (0, 0)))
        return Value(text, Level.ATOM, node.type.dtype, thin, ndim, fresh=ndim > 0, bounds=bounds)

    def _search(self, node: Call) -> Value:
        axis = typed(int, node.attribute("axis"))
        value = self.full(node.args[0])
        (value,) = self.scalars.shorten("", (value,))
        ndim = value.ndim - 1
        text = f"_{node.op}({value.text}, {axis})"
        bounds = intervals.EXTENT if node.op == "first" else intervals.LAST
        return Value(text, Level.ATOM, INT, (False,) * ndim, ndim, fresh=ndim > 0, bounds=bounds)

    def _position(self, node: Call) -> Value:
        axis = typed(int, node.attribute("axis"))
        if node.op in SELECTED_POSITIONS.values():
            operands = self.scalars.shorten("", tuple(map(self.full, node.args)))
            text = f"_{node.op}({', '.join(v.text for v in operands)}, {axis})"
            ndim = operands[0].ndim - 1
            return Value(text, Level.ATOM, INT, (False,) * ndim, ndim, fresh=ndim > 0, bounds=intervals.LAST)
        value, start = self.full(node.args[0]), ""
        if len(node.args) == 2:
            initial = self.block.assign("start", self.full(node.args[1]))
            start = f", {self.scalars.typed(initial).text}"
        (value,) = self.scalars.shorten("", (value,))
        text = f"_{node.op}({value.text}, {axis}{start})"
        ndim = value.ndim - 1
        return Value(text, Level.ATOM, INT, (False,) * ndim, ndim, fresh=ndim > 0, bounds=intervals.LAST)

    def _order(self, node: Call) -> Value:
        axis, source = typed(int, node.attribute("axis")), self.full(node.args[0])
        code = pattern((self.target.tables.orders,), node.op, source.dtype, (source,)).code
        along = f", {self.target.spelling.axis}={axis}" if node.type.rank > 1 else ""
        (value,) = self.scalars.shorten(code, (self.scalars.typed(source),))
        text, level = fill(code, (value,), axis=along, place=str(axis))
        bounds = intervals.EXTENT if node.op == "argsort" else source.bounds
        return _array(text, node.type.dtype, node.type.rank, level, bounds=bounds)

    def _earlier(self, node: Call) -> Value:
        values = tuple(self.scalars.typed(self.full(a)) for a in node.args)
        values = self.scalars.shorten("", values)
        text = f"_{node.op}({', '.join(v.text for v in values)})"
        bounds = intervals.LAST if node.op == "earlier_last" else self.ranges.static(node)
        return _array(text, node.type.dtype, node.type.rank, bounds=bounds)

    def _last_segment(self, node: Call) -> Value:
        bounds = tuple(self.scalars.typed(self.full(a)) for a in node.args)
        starts, stops = self.scalars.shorten("", bounds)
        text = f"_last_segment({starts.text}, {stops.text}, {self.scalars.text(_cell(node, 'extent'))})"
        return _array(text, INT, 1, bounds=intervals.LAST)

    def _compress(self, node: Call) -> Value:
        source, mask = (self.scalars.typed(self.full(a)) for a in node.args)
        (source,) = self.scalars.shorten("{0}[]", (source,))
        text = self.target.spelling.compress.format(at_level(source, Level.ATOM), mask.text)
        return _array(text, node.type.dtype, node.type.rank, bounds=source.bounds)

    def _repeat(self, node: Call) -> Value:
        values = tuple(self.scalars.typed(self.full(a)) for a in node.args)
        values = self.scalars.shorten("", values)
        bounds = intervals.EXTENT if node.op == "ragged_range" else values[0].bounds
        text = f"_{node.op}({', '.join(v.text for v in values)})"
        found = _array(text, node.type.dtype, node.type.rank, bounds=bounds)
        found = self.block.assign("numbers" if node.op == "ragged_range" else "repeated", found)
        self.scalars.counted[node.type.shape[0]] = f"len({found.text})"
        return found

    def _take(self, node: Call) -> Value:
        source, length = (self.full(a) for a in node.args)
        if self.target.traced and not length.weak:
            length = replace(length, text=f"_whole({length.text})", level=Level.ATOM)
        if length.bounds is None or length.bounds[0] < 0:
            text, _ = fill("max({0}, 0)", (length,))
            length = replace(length, text=text, level=Level.ATOM)
        return layout.subscript(source, 0, layout.span("", length.text))

    def _update(self, node: Call) -> Value:
        whole, part = node.args
        starts, steps = (tuple(map(self._plain, _cells(node, a))) for a in ("starts", "steps"))
        bounds = _hull(node.type.dtype, tuple(self.value(a).bounds for a in node.args))
        extents = tuple(map(self._plain, part.type.shape))
        covers = all(s == integer(0) for s in starts) and all(s == integer(1) for s in steps)
        if covers and extents == tuple(map(self._plain, whole.type.shape)):
            return self.full(part)
        if any(map(_has_folds, extents)):
            return self._update_counted(node, starts, bounds)
        new = self.value(part) if self.value(part).ndim == 0 else self.full(part)
        if self.value(part).ndim == 0:
            self._fit(part, new)
        target = self._place(whole)
        spans = [
            layout.span(
                "" if start == integer(0) else self.scalars.text(start, "start"),
                self._stop(start, step, n, whole.type.shape[axis]),
                self.scalars.text(step),
            )
            for axis, (start, step, n) in enumerate(zip(starts, steps, extents, strict=True))
        ]
        while len(spans) > 1 and spans[-1] == ":":
            spans.pop()
        box = ", ".join(spans)
        guard = ""
        if node.type.rank > 1 and new.ndim > 0:
            new = self.block.assign("part", new)
            guard = f"if {fill(self.target.spelling.count, (new,))[0]}:"
        code = self.target.spelling.store or "{0}[{1}] = {2}"
        return replace(self._stored(whole, target, code, box, new.text, guard=guard), bounds=bounds)

    def _place(self, node: Tensor) -> Value:
        """What something is stored into: a copy, or the tensor itself where that gives a new one."""
        return self.full(node) if self.target.spelling.store else self._own(node)

    def _stored(self, node: Tensor, target: Value, code: str, *words: str, guard: str = "") -> Value:
        """A tensor after what is stored into its place: by a statement, which may be guarded.

        Where arrays cannot be stored into, the statement is an expression for the new one.
        """
        indent = "    " * bool(guard)
        if not self.target.spelling.store:
            stored = code.format(target.text, *words)
            for line in (*[guard] * bool(guard), f"{indent}{stored}"):
                self.block.state(line)
            return target
        name = f"new_{self.value(node).text}" if isinstance(node, Param) else "updated"
        value = replace(target, fresh=True)
        if guard:
            value = self.block.renamed(name, value)
        text = code.format(at_level(value, Level.ATOM), *words)
        if not guard:
            return self.block.assign(name, replace(value, text=text, level=Level.ATOM, base="", items=()))
        self.block.state(guard)
        self.block.state(f"{indent}{value.text} = {text}")
        return value

    def _update_counted(self, node: Call, starts: tuple[Cell, ...], bounds: tuple[int, int] | None) -> Value:
        """An update by a part of which the length is known once it is there."""
        whole, part = node.args
        new = self.block.assign("part", self.full(part))
        target = self._place(whole)
        texts = layout.tuple_text(self.shape(starts)), layout.tuple_text(self.shape(_cells(node, "steps")))
        stored = self._stored(whole, target, "_paste({0}, {1}, {2}, {3})", new.text, *texts)
        return replace(stored, bounds=bounds)

    def _paste(self, node: Call) -> Value:
        whole, part = node.args
        new = self.block.assign("part", self.full(part))
        bounds = _hull(node.type.dtype, tuple(self.value(a).bounds for a in node.args))
        target = self._place(whole)
        starts, steps = (layout.tuple_text(self.shape(_cells(node, a))) for a in ("starts", "steps"))
        stored = self._stored(whole, target, "_paste({0}, {1}, {2}, {3})", new.text, starts, steps)
        return replace(stored, bounds=bounds)

    def _scatter(self, node: Call) -> Value:
        whole, *rest = node.args
        parts = [
            self.block.assign("part" if place == 0 else "places", self.full(a))
            for place, a in enumerate(rest)
        ]
        bounds = _hull(node.type.dtype, (self.value(whole).bounds, parts[0].bounds))
        target, words = self._place(whole), ", ".join(v.text for v in parts)
        return replace(self._stored(whole, target, "_scatter({0}, {1})", words), bounds=bounds)

    def _accumulate(self, node: Call, op: str) -> Value:
        dtype = node.type.dtype
        names = ("", "part", *("places" for _ in node.args[2:]))
        values = [self.full(a) for a in node.args]
        values = [self.block.assign(n, v) if n else v for n, v in zip(names, values, strict=True)]
        whole, part, *places = self.scalars.shorten("", tuple(values))
        template = reduction(self.target.tables.reductions, op, dtype).scatter
        text, level = fill(template, (whole, part), places=", ".join(p.text for p in places))
        return _array(text, dtype, node.type.rank, level)

    def _rows(self, node: Call) -> Value:
        whole, part = node.args
        rows = self.block.assign("rows", self.full(part))
        both = tuple(self.value(a).bounds for a in node.args)
        bounds = (
            _hull(node.type.dtype, both) if node.op == "put_rows" else intervals.of_dtype(node.type.dtype)
        )
        target = self._place(whole)
        offset, strides = self.scalars.text(_cell(node, "offset")), self.shape(_cells(node, "strides"))
        words = rows.text, offset, layout.tuple_text(strides)
        stored = self._stored(whole, target, f"_{node.op}({{0}}, {{1}}, {{2}}, {{3}})", *words)
        return replace(stored, bounds=bounds)

    def _stop(self, start: Cell, step: Cell, extent: Cell, whole: Cell) -> str:
        stop = self._plain(add(start, mul(step, extent)))
        return "" if stop == self._plain(whole) else self.scalars.text(stop, "stop")

    def _plain(self, cell: Cell) -> Cell:
        """A size in its normal form, equal extents by one name."""
        return normal(substitute(cell, {}, extent=self.scalars.sizes.get) if self.scalars.sizes else cell)

    def _own(self, node: Tensor) -> Value:
        """A variable that holds a copy of a tensor; the tensor itself where nothing else uses it."""
        value = self.full(node)
        if value.fresh and self._uses[node] == 1:
            return self.block.own("updated", value)
        name = f"new_{value.text}" if isinstance(node, Param) else "updated"
        text, level = fill(self.target.spelling.copy, (value,))
        copy = replace(value, text=text, level=level, fresh=True, base="", items=())
        return self.block.assign(name, copy)

    # ------------------------------------------------------------ reductions

    def _contraction(self, node: Call) -> Value:
        dtype, operands = node.type.dtype, tuple(self.value(a) for a in node.args)
        code = pattern((self.target.tables.contractions,), node.op, dtype, operands).code
        if node.op == "einsum":
            places = ", ".join(f"{{{k}}}" for k in range(len(node.args)))
            code = code.replace("{spec}", str(node.attribute("spec"))).replace("{operands}", places)
        return self._filled(code, node, fresh=len(node.args) > 1)

    def _reduce(self, node: Call, op: str) -> Value:
        axis, dtype = typed(int, node.attribute("axis")), node.type.dtype
        source = node.args[0]
        if op == "add" and self._uses[source] == 1 and _widens(source):
            self.values[source] = self.value(source)
            source = typed(Call, source).args[0]
        if op == "mul" and dtype is INT:
            self.values[source] = self.block.assign("factors", self.full(source))
        value = self.value(source) if not self.value(source).thin[axis] else self.full(source)
        start = self.value(node.args[1]) if len(node.args) == 2 else None
        place = axis - (value.rank - value.ndim)
        widened = source.type.dtype is not dtype
        narrow = widened or (dtype.is_fixed and dtype.bits < 64)
        entry = reduction(self.target.tables.reductions, op, dtype)
        in_order = entry.fold if node.op.startswith("fold_") else ""
        takes_start = op in ("min", "max") or bool(in_order)
        inside = takes_start and start is not None and (start.ndim == 0 or dtype.is_float)
        if inside and start is not None and start.ndim:
            start = self.full(node.args[1])
        (value,) = self.scalars.shorten("", (value,))
        first = start.text if inside and start else self._neutral(op, dtype)
        text, level = fill(
            in_order or entry.reduce,
            (value,),
            axis=self._axis(value, place),
            dtype=f", dtype={self.target.numbers.dtype(dtype)}" if narrow else "",
            initial=f", initial={first}",
            place=str(place),
            start=first,
        )
        thin, ndim = (*value.thin[:axis], *value.thin[axis + 1 :]), value.ndim - 1
        if inside and start is not None and start.ndim:  # it differs along axes that the elements may lack
            thin, ndim = start.thin, start.ndim
        result = Value(text, level, dtype, thin, ndim, fresh=ndim > 0, bounds=intervals.of_dtype(dtype))
        if start is not None and not inside and not self._is_identity(op, start):
            result = self.scalars.elementwise(op, dtype, (start, result))
        return replace(result, bounds=self.ranges.static(node))

    def _scan(self, node: Call, op: str) -> Value:
        axis, dtype = typed(int, node.attribute("axis")), node.type.dtype
        start = self.value(node.args[1]) if len(node.args) == 2 else None
        if start is not None and self._is_identity(op, start):
            start = None
        bare = start is not None and op == "add" and start.text == "-0.0"  # which changes not even a zero
        start = None if bare else start
        seeded = start is not None and dtype.is_float and op in ("add", "mul")
        if op == "mul" and dtype is INT:
            self.values[node.args[0]] = self.block.assign("factors", self.full(node.args[0]))
        value = self.value(node.args[0])
        value = self.full(node.args[0]) if seeded or value.thin[axis] else value
        place = axis - (value.rank - value.ndim)
        template = reduction(self.target.tables.reductions, op, dtype).scan
        if seeded and start is not None:
            (value,) = self.scalars.shorten("", (value,))
            ufunc = self.target.spelling.ufuncs[op]
            value = replace(
                value, text=f"_seeded({ufunc}, {value.text}, {start.text}, {place})", base="", items=()
            )
        if seeded or bare:
            template = template.removesuffix(" + 0.0")
        (value,) = self.scalars.shorten("", (value,))
        narrow = dtype.is_fixed and dtype.bits != 64
        words = {"axis": self._axis(value, place), "place": str(place)}
        words["dtype"] = f", dtype={self.target.numbers.dtype(dtype)}" if narrow else ""
        text, level = fill(template, (value,), **words)
        result = replace(value, text=text, level=level, fresh=True, base="", items=())
        if start is not None and not seeded:
            first = layout.expand(start, axis) if start.rank else start
            result = self.scalars.elementwise(op, dtype, (first, result))
        return replace(result, bounds=self.ranges.static(node))

    def _recurrence(self, node: Call, op: str) -> Value:
        axis, dtype, ndim = typed(int, node.attribute("axis")), node.type.dtype, node.type.rank
        elements = [self.full(element) for element in node.args[:-1]]
        elements = [e if len(e.text) <= 30 else self.block.assign("element", e) for e in elements]
        operands = (*elements, self.value(node.args[-1]))
        operands = self.scalars.shorten("", operands)
        entry = reduction(self.target.tables.reductions, op, dtype)
        wraps = node.args[-2].type.dtype is not dtype
        within = f", {self.target.numbers.dtype(dtype)}" if wraps else ""
        template = entry.scan if node.op.startswith("scan_") else entry.reduce
        text, level = fill(template, operands, place=str(axis), dtype=within)
        bounds = self.ranges.static(node)
        return Value(text, level, dtype, (False,) * ndim, ndim, fresh=ndim > 0, bounds=bounds)

    def _segment(self, node: Call, op: str) -> Value:
        dtype, rank = node.type.dtype, node.type.rank
        if op == "mul" and dtype is INT:
            self.values[node.args[0]] = self.block.assign("factors", self.full(node.args[0]))
        values, starts, stops = self.scalars.shorten("", tuple(self.full(a) for a in node.args[:3]))
        start = self.full(node.args[3]) if len(node.args) == 4 else None
        text, level = fill(
            reduction(self.target.tables.reductions, op, dtype).segment,
            (values, starts, stops),
            place=str(typed(int, node.attribute("axis"))),
            start=self._neutral(op, dtype) if start is None else start.text,
        )
        return _array(text, dtype, rank, level, bounds=self.ranges.static(node))

    def _axis(self, value: Value, place: int) -> str:
        spelling = self.target.spelling
        return "" if value.ndim == 1 and spelling.whole else f", {spelling.axis}={place}"

    def _neutral(self, op: str, dtype: DType) -> str:
        if op in ("min", "max"):
            return self.target.numbers.extreme(op, dtype)
        neutral = identity(op, dtype)
        return "" if neutral is None else self.scalars.literal(neutral.value, dtype).text

    def _is_identity(self, op: str, start: Value) -> bool:
        value = {"add": 0, "mul": 1, "or": False, "and": True, "bitor": 0, "bitxor": 0}.get(op)
        if value is None:
            return False
        neutral = float(value) if start.dtype.is_float else value
        return start.text == self.scalars.literal(neutral, start.dtype).text


def _count_uses(roots: tuple[Tensor, ...]) -> Counter[Tensor]:
    uses: Counter[Tensor] = Counter(roots)
    seen: set[Tensor] = set()
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node in seen or not isinstance(node, Call):
            continue
        seen.add(node)
        uses.update(node.args)
        stack += node.args
    return uses


def _array(
    text: str,
    dtype: DType,
    rank: int,
    level: Level = Level.ATOM,
    fresh: bool = True,
    bounds: tuple[int, int] | None = None,
) -> Value:
    bounds = bounds or intervals.of_dtype(dtype)
    return Value(text, level, dtype, (False,) * rank, rank, fresh=fresh and rank > 0, bounds=bounds)


def _cell(node: Call, name: str) -> Cell:
    value = node.attribute(name)
    return integer(value) if isinstance(value, int) else typed(Cell, value)


def _cells(node: Call, name: str) -> tuple[Cell, ...]:
    parts = typed("tuple[Cell | int, ...]", node.attribute(name))
    return tuple(integer(p) if isinstance(p, int) else p for p in parts)


def _has_folds(cell: Cell) -> bool:
    return any(isinstance(term, Fold) for term in subterms(cell))


def _hull(dtype: DType, parts: tuple[tuple[int, int] | None, ...]) -> tuple[int, int] | None:
    return (
        intervals.apply("select", dtype, ((0, 1), *parts)) if dtype.is_integer else intervals.of_dtype(dtype)
    )


def _widens(node: Tensor) -> bool:
    """A conversion to a wider integer, which a sum can do while it adds."""
    if not isinstance(node, Call) or node.op != "cast":
        return False
    source, target = node.args[0].type, node.type.dtype
    narrow = source.dtype is BOOL or (source.dtype.is_fixed and source.dtype.bits < (target.bits or 64))
    return source.rank > 0 and target.is_integer and narrow
