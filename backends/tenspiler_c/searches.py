"""What goes through elements in their order: searches, places of extremes, recurrences and segments."""

from __future__ import annotations

from tensir.cells import Sym
from tensir.dtypes import INT
from tensir.ops import SELECTED_POSITIONS
from tensir.ops.attributes import inserted, number_attribute
from tensir.recurrences import RECURRENCES, RESET
from tensir.tensors import Call, Tensor
from tenspiler_c.folds import Folds, step
from tenspiler_c.operators import TYPES, Number, bare, bounds_of, converted, operator, zero
from tenspiler_c.scopes import Index


class Searches(Folds):
    """Writes loops that go through elements in order."""

    def _search(self, node: Call, index: Index) -> Number:
        axis, mask = number_attribute(dict(node.attributes), "axis"), node.args[0]
        extent = self.under(mask.type.shape[axis], 0)
        first = node.op == "first"
        name = self.declared("place", INT, extent if first else "-1")
        with self.loop("k", "0", extent) as k:
            where = k if first else Sym(self.declared("at", INT, f"{extent} - 1 - {k.name}"), INT)
            found = self.element(mask, inserted(index, axis, where))
            self.state(f"if ({bare(found.text)}) {{")
            self.state(f"    {name} = {where.name};")
            self.state("    break;")
            self.state("}")
        return Number(name, INT, (-1, 2**40))

    def _position(self, node: Call, index: Index) -> Number:
        axis, source = number_attribute(dict(node.attributes), "axis"), node.args[0]
        extent = self.under(source.type.shape[axis], 0)
        selected = node.op in SELECTED_POSITIONS.values()
        plain = node.op.removesuffix("_where")
        sign = {"argmin": "<", "argmax": ">", "last_argmin": "<=", "last_argmax": ">="}[plain]
        dtype = source.type.dtype
        start, open_ = zero(dtype), True
        if not selected:
            for first in node.args[1:]:
                start, open_ = self.element(first, index if first.type.rank else ()), False
        best = self.declared("best", dtype, start.text)
        place = self.declared("place", INT, "-1")
        none = f"{place} < 0 || " if open_ else ""
        with self.loop("k", "0", extent) as k:
            where = inserted(index, axis, k)
            if selected:
                found = self.element(node.args[-1], where)
                with self.block(f"if ({bare(found.text)}) {{"):
                    self._better(source, where, none, sign, best, place, k)
            else:
                self._better(source, where, none, sign, best, place, k)
        if len(node.args) == 1:
            return Number(f"({place} < 0 ? 0 : {place})", INT, (0, 2**40))
        return Number(place, INT, (-1, 2**40))

    def _better(
        self, source: Tensor, where: Index, none: str, sign: str, best: str, place: str, k: Sym
    ) -> None:
        x = self.assign("x", self.element(source, where))
        self.state(f"if ({none}{x.text} {sign} {best}) {{")
        self.state(f"    {best} = {x.text};")
        self.state(f"    {place} = {k.name};")
        self.state("}")

    def _recurred(self, node: Call, op: str, index: Index) -> Number:
        *elements, start = node.args
        axis = number_attribute(dict(node.attributes), "axis")
        first = self.element(start, index if start.type.rank else ())
        name = self.declared("y", node.type.dtype, first.text)
        y = Number(name, node.type.dtype, bounds_of(node.type.dtype))
        with self.loop("k", "0", self.under(elements[0].type.shape[axis], 0)) as k:
            values = [self.element(e, inserted(index, axis, k)) for e in elements]
            self.state(f"{name} = {bare(self.stepped(op, y, values).text)};")
        return y

    def stepped(self, op: str, y: Number, values: list[Number]) -> Number:
        """What a step of a recurrence makes of y."""
        kind = values[-1].dtype
        if kind is INT and y.dtype is not INT and y.dtype.bits == 64:
            return self._stepped_wide(op, y, values)
        dtype, after = y.dtype, converted(y, kind)
        for name, value in zip(RECURRENCES[op], values, strict=True):
            if name == RESET:
                after = operator("select", kind, (value, zero(kind), after))
            else:
                if name in ("min", "max"):
                    after, value = self.assign("y", after), self.assign("x", value)
                after = operator(name, kind, (after, value))
        return converted(after, dtype)

    def _stepped_wide(self, op: str, y: Number, values: list[Number]) -> Number:
        """A step that is exact, and then wraps into 64 bits."""
        name = self.host.take("wide")
        self.depth[name] = len(self.scopes) - 1
        self.state(f"__int128 {name} = {y.text};")
        for each, value in zip(RECURRENCES[op], values, strict=True):
            x = self.assign("x", value).text
            if each in ("min", "max"):
                sign = "<" if each == "min" else ">"
                self.state(f"{name} = {x} {sign} {name} ? {x} : {name};")
            else:
                self.state(f"{name} += {x};")
        return Number(f"(({TYPES[y.dtype]}){name})", y.dtype, bounds_of(y.dtype))

    def _segment(self, node: Call, op: str, index: Index) -> Number:
        values, starts, stops, *inits = node.args
        axis, dtype = number_attribute(dict(node.attributes), "axis"), node.type.dtype
        segment, others = index[: starts.type.rank], index[starts.type.rank :]
        start = self.start(op, dtype, tuple(inits), index)
        total = Number(self.declared("total", dtype, start.text), dtype, bounds_of(dtype))
        lo, hi = (self.assign(h, self.element(n, segment)) for h, n in (("lo", starts), ("hi", stops)))
        extent = self.under(values.type.shape[axis], 0)
        first = self.assign("first", Number(f"({lo.text} > 0 ? {lo.text} : 0)", INT))
        end = self.assign("end", Number(f"({hi.text} < {extent} ? {hi.text} : {extent})", INT))
        with self.loop("p", first.text, end.text) as p:
            value = self.element(values, inserted(others, axis, p))
            if op in ("min", "max"):
                value = self.assign("x", value)
            self.state(step(op, total, value))
        return total
