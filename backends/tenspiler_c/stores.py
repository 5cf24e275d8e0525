"""Whole tensors into memory: outputs and what is kept, each by a nest of loops of its own or a shared one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias
from typing import cast as typed

from tensir.build import add, mul
from tensir.cells import Cell, Sym, integer
from tensir.dtypes import INT
from tensir.ops.attributes import cells_attribute, dropped, number_attribute, replaced
from tensir.polynomial import normal
from tensir.recurrences import RECURRENCES
from tensir.tensors import Call, Tensor
from tenspiler_c.coverage import is_sequential
from tenspiler_c.given import Given
from tenspiler_c.nests import Apart, Nests, is_folding
from tenspiler_c.operators import Number, atom, bare, bounds_of, operator
from tenspiler_c.scopes import Buffer, Index

Place: TypeAlias = Callable[[Index], Index]
Ranges: TypeAlias = tuple[tuple[str, str], ...]
Each: TypeAlias = Callable[[Index], None]
First: TypeAlias = Callable[[Index], Number]
Step: TypeAlias = Callable[[Number, Index], Number]

_PART: Final = "1024"
"""How many results of a fold of rows are computed together, so that they stay near."""

_LETTERS: Final = ("i", "j", "l", "m", "p", "q", "r", "s")


class Stores:
    """Writes tensors into `memory`, in an order in which operands come first."""

    def __init__(self, given: Given, nests: Nests, memory: Mapping[Tensor, Buffer]) -> None:
        self.given = given
        self.nests = nests
        self.memory = memory

    def write(self, roots: Sequence[Tensor]) -> None:
        """All of them."""
        while roots:
            roots = roots[self._group(roots) :]

    def _group(self, roots: Sequence[Tensor]) -> int:
        """Write one nest for as many tensors as can share their outer loops, and say how many these are."""
        best: tuple[int, int] = (1, 0)
        first = roots[0]
        depth = _most_outer(first)
        shape = [self.given.size(n) for n in first.type.shape[:depth]]
        count = 1
        while count < len(roots) and depth:
            other = roots[count]
            common = 0
            for n, size in zip(other.type.shape[: min(depth, _most_outer(other))], shape, strict=False):
                if self.given.size(n) != size:
                    break
                common += 1
            for tried in range(common, 0, -1):
                if self._tried(roots[: count + 1], tried):
                    best, depth = (count + 1, tried), tried
                    break
            else:
                break
            count += 1
        self._nest(roots[: best[0]], best[1])
        return best[0]

    def _tried(self, group: Sequence[Tensor], depth: int) -> bool:
        nests = self.nests
        kept = len(nests.scope.lines), dict(nests.scope.known), nests.scope.work, set(self.given.names)
        buffers = dict(nests.buffers)
        seen = {node: set(found) for node, found in nests.seen.items()}
        try:
            self._nest(group, depth)
            return True
        except Apart:
            return False
        finally:
            del nests.scopes[1:]
            del nests.scope.lines[kept[0] :]
            nests.scope.known, nests.scope.work = kept[1], kept[2]
            self.given.names = kept[3] | {p.name for p in self.given.parameters}
            nests.buffers, nests.pending, nests.seen = buffers, {}, seen

    def _nest(self, group: Sequence[Tensor], depth: int) -> None:
        nests = self.nests
        if not depth:
            (root,) = group
            self._store(root, self.memory[root], ())
            nests.buffers[root] = self.memory[root]
            return
        self._outer(group, (), depth)
        for root in group:
            nests.buffers[root] = self.memory[root]
        nests.pending = {}

    def _outer(self, group: Sequence[Tensor], ks: Index, depth: int) -> None:
        nests = self.nests
        if len(ks) < depth:
            size = nests.text(group[0].type.shape[len(ks)])
            with nests.loop(_LETTERS[len(ks)], "0", size, parallel=True) as k:
                self._outer(group, (*ks, k), depth)
            return
        for root in group:
            self._store(root, self.memory[root], ks)
            nests.buffers[root] = self.memory[root]
            nests.pending[root] = tuple(typed(Sym, k).name for k in ks)

    def _store(self, root: Tensor, buffer: Buffer, ks: Index) -> None:
        """Write all elements of a tensor, from the loops on that are open."""
        if isinstance(root, Call) and root.op.startswith("scan_"):
            self._scan(root, buffer, ks)
        elif isinstance(root, Call) and root.op.startswith("scatter"):
            self._scatter(root, buffer)
        elif isinstance(root, Call) and root.op in ("add_rows", "mul_rows"):
            self._add_rows(root, buffer)
        else:
            self._put(root, buffer, ks)

    def _put(self, node: Tensor, buffer: Buffer, ks: Index) -> None:
        """Write a tensor into memory of its shape; boxes that are put over it come after it."""
        nests = self.nests
        if not ks and isinstance(node, Call) and node not in nests.buffers:
            if node.op in ("update", "paste"):
                return self._put_box(node, buffer)
            if node.op == "concat":
                return self._put_joined(node, buffer)
            if node.op == "put_rows":
                return self._put_rows(node, buffer)
            if (
                node.op == "reshape"
                and node.args[0].type.rank
                and node.args[0].type.rank > 1
                and node not in self.given.kept
            ):
                return self._put(node.args[0], Buffer(buffer.name, node.args[0].type.shape), ())
        self._fill(node, ks, buffer, lambda index: index)
        return None

    def _fill(self, node: Tensor, ks: Index, buffer: Buffer, where: Place) -> None:
        """Write the elements of a tensor to places of a buffer."""
        nests = self.nests
        if (
            is_folding(node)
            and node not in nests.buffers
            and node.type.rank > len(ks)
            and self._prefers_rows(node, ks)
        ):
            self._fill_rows(node, ks, buffer, where)
        else:
            self._over(
                self._whole(node),
                ks,
                lambda index: self._set(buffer, where(index), nests.element(node, index)),
            )

    def _prefers_rows(self, node: Tensor, ks: Index) -> bool:
        nests = self.nests
        js = [Sym(self.given.take("j"), INT) for _ in range(node.type.rank - len(ks))]
        nests.pretend([j.name for j in js])
        return nests.prefers_rows(node, (*ks, *js))

    def _fill_rows(self, node: Tensor, ks: Index, buffer: Buffer, where: Place) -> None:
        """A fold of rows: parts of a row of results take in what is folded, one row after the other."""
        nests, rank = self.nests, node.type.rank
        size = nests.text(node.type.shape[len(ks)])
        if len(ks) < rank - 1:
            with nests.loop(_LETTERS[len(ks)], "0", size, parallel=True) as k:
                self._fill_rows(node, (*ks, k), buffer, where)
            return
        letter = _LETTERS[rank - 1]
        with nests.loop("part", "0", size, parallel=True, step=_PART) as part:
            end = nests.declared(
                "end", INT, f"{part.name} + {_PART} < {size} ? {part.name} + {_PART} : {size}"
            )
            with nests.loop(letter, part.name, end, simd=True) as j:
                start = nests.folding(node, (*ks, j))
                assert start
                self._set(buffer, where((*ks, j)), start.start())

            def rows(found: Index, extents: Index) -> None:
                if extents:
                    with nests.loop("k", "0", nests.text(extents[0])) as k:
                        rows((*found, k), extents[1:])
                    return
                with nests.loop(letter, part.name, end, simd=True) as j:
                    fold = nests.folding(node, (*ks, j))
                    assert fold
                    here = f"{buffer.name}[{nests.place(buffer, where((*ks, j)))}]"
                    nests.take_in(fold, Number(here, node.type.dtype, bounds_of(node.type.dtype)), found)

            rows((), start.extents)

    def _set(self, buffer: Buffer, index: Index, value: Number) -> None:
        nests = self.nests
        nests.state(f"{buffer.name}[{nests.place(buffer, index)}] = {bare(value.text)};")

    def _whole(self, node: Tensor) -> Ranges:
        return tuple(("0", self.nests.text(n)) for n in node.type.shape)

    def _over(self, ranges: Ranges, ks: Index, body: Each, parallel: bool = True) -> None:
        """All indices of a box, from the loops on that are open; side by side if rounds may be `parallel`."""
        if len(ks) == len(ranges):
            body(ks)
            return
        lo, hi = ranges[len(ks)]
        lanes = parallel and len(ks) == len(ranges) - 1
        with self.nests.loop(_LETTERS[len(ks)], lo, hi, parallel=parallel, simd=lanes) as k:
            self._over(ranges, (*ks, k), body, parallel)

    def _put_box(self, node: Call, buffer: Buffer) -> None:
        nests = self.nests
        whole, part = node.args
        attributes = dict(node.attributes)
        starts, steps = cells_attribute(attributes, "starts"), cells_attribute(attributes, "steps")
        covers = all(normal(s) == integer(0) for s in starts) and all(s == integer(1) for s in steps)
        alike = all(
            self.given.size(a) == self.given.size(b)
            for a, b in zip(part.type.shape, whole.type.shape, strict=True)
        )
        beside = node.op == "update" and all(s == integer(1) for s in steps) and not _is_laid_over(whole)
        if beside and not (covers and alike):
            self._put_around(whole, buffer, starts, part.type.shape)
        elif not (covers and alike):
            self._put(whole, buffer, ())

        def place(index: Index) -> Index:
            return tuple(add(s, mul(t, i)) for s, t, i in zip(starts, steps, index, strict=True))

        if node.op == "update":
            self._fill(part, (), buffer, place)
            return

        def put(index: Index) -> None:
            where = place(index)
            value = nests.assign("x", nests.element(part, index))
            with nests.block(f"if ({nests.within(where, whole.type.shape)}) {{"):
                self._set(buffer, where, value)

        self._over(self._whole(part), (), put)

    def _put_around(self, whole: Tensor, buffer: Buffer, starts: Index, extents: Index) -> None:
        """Write what lies around a box: before and behind it along each axis, beside it along others."""
        nests = self.nests

        def put(index: Index) -> None:
            self._set(buffer, index, nests.element(whole, index))

        box: list[tuple[str, str]] = []
        for axis, (start, extent) in enumerate(zip(starts, extents, strict=True)):
            size = nests.text(whole.type.shape[axis])
            end = nests.text(normal(add(start, extent)))
            if normal(start) == integer(0):
                lo = "0"
            else:
                first = nests.text(normal(start))
                below = "" if first.isdigit() else f"{first} < 0 ? 0 : "
                lo = nests.declared("first", INT, f"{below}{first} < {size} ? {first} : {size}")
            if end == size or self.given.size(add(start, extent)) == size:
                hi = size
            else:
                hi = nests.declared("end", INT, f"{end} < {lo} ? {lo} : {end} < {size} ? {end} : {size}")
            for side in ((("0", lo),) if lo != "0" else ()) + (((hi, size),) if hi != size else ()):
                rest = [("0", nests.text(n)) for n in whole.type.shape[axis + 1 :]]
                self._over((*box, side, *rest), (), put)
            box.append((lo, hi))

    def _put_joined(self, node: Call, buffer: Buffer) -> None:
        axis = number_attribute(dict(node.attributes), "axis")
        first, second = node.args
        shift = first.type.shape[axis]
        self._fill(first, (), buffer, lambda index: index)
        self._fill(second, (), buffer, lambda index: replaced(index, axis, add(shift, index[axis])))

    def _put_rows(self, node: Call, buffer: Buffer) -> None:
        """Rows one after the other: where they overlap the last one counts."""
        self._put(node.args[0], buffer, ())
        self._over_rows(node, buffer, "")

    def _add_rows(self, node: Call, buffer: Buffer) -> None:
        self._put(node.args[0], buffer, ())
        self._over_rows(node, buffer, node.op.partition("_")[0])

    def _over_rows(self, node: Call, buffer: Buffer, op: str) -> None:
        nests, (whole, part) = self.nests, node.args
        attributes = dict(node.attributes)
        offset = attributes["offset"]
        strides = cells_attribute(attributes, "strides")
        base: Cell = integer(offset) if isinstance(offset, int) else typed(Cell, offset)
        size = nests.text(whole.type.shape[0])

        def put(index: Index) -> None:
            place = add(base, index[-1])
            for stride, i in zip(strides, index, strict=False):
                place = add(place, mul(stride, i))
            value = nests.assign("x", nests.element(part, index))
            where = nests.assign("at", Number(f"({nests.text(normal(place))})", INT))
            with nests.block(f"if ((uint64_t){where.text} < (uint64_t){atom(size)}) {{"):
                here = Number(f"{buffer.name}[{where.text}]", whole.type.dtype, bounds_of(whole.type.dtype))
                text = operator(op, whole.type.dtype, (here, value)).text if op else value.text
                nests.state(f"{here.text} = {bare(text)};")

        self._over(self._whole(part), (), put, parallel=False)

    def _scan(self, node: Call, buffer: Buffer, ks: Index) -> None:
        """Along the axis of a scan in order; axes before it each on its own, those behind it side by side."""
        nests, op = self.nests, node.op.removeprefix("scan_")
        axis, rank = number_attribute(dict(node.attributes), "axis"), node.type.rank
        shape, dtype = node.type.shape, node.type.dtype
        count = len(RECURRENCES.get(op, (op,)))
        elements, inits = node.args[:count], node.args[count:]

        def first(index: Index) -> Number:
            return nests.start(op, dtype, inits, dropped(index, axis))

        def step(before: Number, index: Index) -> Number:
            values = [nests.element(e, index) for e in elements]
            if op in RECURRENCES:
                return nests.stepped(op, before, values)
            if op in ("min", "max"):
                values = [nests.assign("x", v) for v in values]
            return operator(op, dtype, (before, *values))

        def along(prefix: Index) -> None:
            if axis == rank - 1:
                probe = (*prefix, integer(0))
                y = Number(nests.declared("y", dtype, first(probe).text), dtype, bounds_of(node.type.dtype))
                with nests.loop(_LETTERS[axis], "0", nests.text(shape[axis])) as k:
                    nests.state(f"{y.text} = {bare(step(y, (*prefix, k)).text)};")
                    self._set(buffer, (*prefix, k), y)
                return
            with nests.loop(_LETTERS[axis], "0", nests.text(shape[axis])) as k:
                self._beside(node, buffer, (*prefix, k), axis, first, step)

        def outer(prefix: Index) -> None:
            if len(prefix) == axis:
                along(prefix)
                return
            with nests.loop(_LETTERS[len(prefix)], "0", nests.text(shape[len(prefix)]), parallel=True) as k:
                outer((*prefix, k))

        outer(ks)

    def _beside(self, node: Call, buffer: Buffer, index: Index, axis: int, first: First, step: Step) -> None:
        nests, rank = self.nests, node.type.rank
        if len(index) < rank:
            size = nests.text(node.type.shape[len(index)])
            with nests.loop(_LETTERS[len(index)], "0", size, simd=len(index) == rank - 1) as k:
                self._beside(node, buffer, (*index, k), axis, first, step)
            return
        before = replaced(index, axis, add(index[axis], integer(-1)))
        text = f"{buffer.name}[{nests.place(buffer, before)}]"
        start = first(index)
        y = nests.declared("y", node.type.dtype, f"({nests.text(index[axis])} > 0 ? {text} : {start.text})")
        self._set(buffer, index, step(Number(y, node.type.dtype, bounds_of(node.type.dtype)), index))

    def _scatter(self, node: Call, buffer: Buffer) -> None:
        nests, op = self.nests, node.op.removeprefix("scatter").lstrip("_")
        whole, part, *places = node.args
        self._put(whole, buffer, ())
        rank = places[0].type.rank

        def put(index: Index) -> None:
            where = index[:rank]
            found = [nests.assign("at", nests.element(p, where)) for p in places]
            common = where[:-1] if op else ()
            target = (*common, *(nests.symbol(f) for f in found), *index[rank:])
            tests = [
                f"(uint64_t){f.text} < (uint64_t){atom(nests.text(n))}"
                for f, n in zip(found, whole.type.shape[len(common) :], strict=False)
            ]
            with nests.block(f"if ({' && '.join(tests)}) {{"):
                value = nests.element(part, index)
                if op in ("min", "max"):
                    value = nests.assign("x", value)
                here = Number(
                    f"{buffer.name}[{nests.place(buffer, target)}]",
                    node.type.dtype,
                    bounds_of(node.type.dtype),
                )
                text = operator(op, node.type.dtype, (here, value)).text if op else value.text
                nests.state(f"{here.text} = {bare(text)};")

        self._over(self._whole(part), (), put, parallel=False)


def _is_laid_over(node: Tensor) -> bool:
    """Whether a tensor is best written in parts, one over the other."""
    return isinstance(node, Call) and (
        node.op in ("update", "paste", "concat", "put_rows") or is_sequential(node) or is_folding(node)
    )


def _most_outer(root: Tensor) -> int:
    """How many outer loops a nest may share with others."""
    if isinstance(root, Call):
        if root.op.startswith("scan_"):
            return number_attribute(dict(root.attributes), "axis")
        if is_sequential(root) or root.op in ("update", "paste", "concat", "put_rows", "reshape"):
            return 0
    return root.type.rank
