"""Loop nests: tensors as statements of C, every element computed where its index is known.

A tensor is computed at an index: in the innermost loop on which the index depends, so that what is the same
for all rounds of an inner loop is computed before it, and what was computed at an index is found again there.

Before: `stretch(reduce_max(x)) - x` at (i, j). After, in the loop over i, `largest = ...` by a loop of its
own, and in the loop over j `largest - x[i * n + j]`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final, final

from tensir.build import add, conj, disj, eq, mul, scalar, sub, within
from tensir.cells import Apply, Cell, Elem, Sym, free_symbols, integer, subterms
from tensir.dtypes import DType
from tensir.ops import CONTRACTIONS, OPERATORS, PLACES, parts
from tensir.ops.attributes import cell_attribute, cells_attribute
from tensir.polynomial import normal
from tensir.recurrences import RECURRENCES
from tensir.scalars import SCALARS
from tensir.tensors import Call, Param, Scalar, Tensor
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler_c.folds import Writer
from tenspiler_c.operators import Number, bare, bounds_of, converted, operator, zero
from tenspiler_c.scopes import Buffer, Host, Index, Scope
from tenspiler_c.searches import Searches

VIEWS: Final = frozenset({
    "full", "iota", "expand", "stretch", "transpose", "slice", "window", "concat", "reshape", "strided",
    "strided_window", "update", "paste", "put_rows",
})  # fmt: skip
"""Operators whose meaning at an index is cheap: it reads one element, or chooses between a few."""

DEAR: Final = frozenset({
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan",
    "sinh", "cosh", "tanh", "erf", "erfc", "pow", "atan2", "fmod",
})  # fmt: skip
"""Elementwise operators that are not computed again where their value could be kept."""

_HINTS: Final = {
    "select": "chosen", "div": "quotient", "sqrt": "root", "exp": "e", "lt": "less", "cast": "x",
}  # fmt: skip


def is_folding(node: Tensor) -> bool:
    """Whether an element of a tensor takes a loop to compute."""
    if not isinstance(node, Call):
        return False
    family, _, op = node.op.partition("_")
    return (
        family in ("reduce", "fold", "segment")
        or node.op in ("first", "last", "einsum")
        or node.op in CONTRACTIONS
        or node.op in PLACES
        or (family == "last" and op in RECURRENCES)
    )


class Recomputed(Exception):
    """A tensor would be computed more often than it has elements; it is to be kept."""

    def __init__(self, node: Tensor) -> None:
        super().__init__("a tensor is to be kept")
        self.node = node


class Apart(Exception):
    """A nest reads more of what another computes than its own element; they cannot be one."""


@final
class Nests(Searches):
    """Writes elements; `buffers` are the tensors that are in memory."""

    def __init__(self, host: Host, roots: tuple[Tensor, ...]) -> None:
        super().__init__(host, _uses(roots))
        self.seen: dict[Tensor, set[tuple[str, ...]]] = {}

    def element(self, node: Tensor, index: Index) -> Number:
        """A tensor at an index."""
        if self.host.is_host(node):
            return self.host.scalar(node)
        index = tuple(normal(i) for i in index)
        key = node, index
        for scope in self.scopes:
            if key in scope.known:
                return scope.known[key]
        depth = max((self.depth[s] for i in index for s in free_symbols(i) if s in self.depth), default=0)
        barrier = max((d for d, s in enumerate(self.scopes) if s.branch), default=0)
        depth = max(depth, barrier)
        here = len(self.scopes) - 1
        if node not in self.buffers and node not in self.pending:
            self._weigh(node, index, depth, barrier)
        with self.at(min(depth, here)):
            value = self._compute(node, index)
            hoisted = depth < here and not isinstance(node, Param)
            if not value.is_simple and (self.uses[node] > 1 or hoisted or len(value.text) > 60):
                value = self.assign(_HINTS.get(node.op if isinstance(node, Call) else "", "x"), value)
            if value.is_simple:
                self.scope.known[key] = value
        return value

    def _weigh(self, node: Tensor, index: Index, depth: int, barrier: int) -> None:
        """Whether a tensor may be computed here; raises `Recomputed` if it is better kept."""
        folding = is_folding(node)
        if not (folding or (isinstance(node, Call) and node.op in DEAR)) or not node.type.rank:
            return
        own = {s for i in index for s in free_symbols(i)}
        around = self.loops_around(depth)
        seen = self.seen.setdefault(node, set())
        seen.add(around)
        if (
            any(v not in own for v in around)
            or (folding and barrier)
            or (len(seen) > 1 and self.uses[node] > 1)
        ):
            raise Recomputed(node)

    def _compute(self, node: Tensor, index: Index) -> Number:
        buffer = self.buffers.get(node)
        prefix = self.pending.get(node, ())
        if tuple(self._names(index))[: len(prefix)] != prefix:
            raise Apart
        if buffer is not None:
            return self._load(buffer, index, node.type.dtype)
        match node:
            case Param():
                return self._load(self.host.array(node), index, node.type.dtype)
            case Scalar():
                return self.host.scalar(node)
            case Call() if self.host.is_array(node):
                return self._load(self.host.array(node), index, node.type.dtype)
            case Call():
                return self._call(node, index)

    def _names(self, index: Index) -> Iterator[str]:
        for i in index:
            yield i.name if isinstance(i, Sym) else "?"

    def _load(self, buffer: Buffer, index: Index, dtype: DType) -> Number:
        if self.reads is not None and index:
            self.reads.append(index)
        return Number(f"{buffer.name}[{self.place(buffer, index)}]", dtype, bounds_of(dtype))

    def _call(self, node: Call, index: Index) -> Number:
        family, _, op = node.op.partition("_")
        match node.op:
            case _ if node.op in SCALARS:
                return self._elementwise(node, index)
            case "cast":
                return converted(self.element(node.args[0], index), node.type.dtype)
            case "gather":
                return self._gather(node, index)
            case _ if node.op in VIEWS:
                return self._view(node, index)
            case "first" | "last":
                return self._search(node, index)
            case _ if node.op in PLACES:
                return self._position(node, index)
            case _ if fold := self.folding(node, index):
                return self.folded(fold)
            case _ if family == "last" and op in RECURRENCES:
                return self._recurred(node, op, index)
            case _ if family == "segment":
                return self._segment(node, op, index)
            case _:
                raise UnsupportedByBackend(f"the operator {node.op} inside a kernel")

    def _elementwise(self, node: Call, index: Index) -> Number:
        operands = [self.element(a, index if a.type.rank else ()) for a in node.args]
        if node.op in ("min", "max", "abs"):  # which name an operand twice
            operands = [self.assign("x", o) for o in operands]
        if node.op == "select" and any(len(o.text) > 40 for o in operands):
            operands = [self.assign("chosen", o) for o in operands]
        return operator(node.op, node.type.dtype, tuple(operands))

    def _gather(self, node: Call, index: Index) -> Number:
        source, *places = node.args
        found: list[Cell] = []
        for place in places:
            value = self.assign("k", self.element(place, index if place.type.rank else ()))
            found.append(self.symbol(value))
        return self._guarded(source, tuple(found))

    def memory(self, node: Tensor) -> Buffer | None:
        """The memory that holds a whole tensor, if any does."""
        if node in self.pending:
            return None
        if node in self.buffers:
            return self.buffers[node]
        return self.host.array(node) if isinstance(node, Param) or self.host.is_array(node) else None

    def _guarded(self, source: Tensor, index: Index, inside: str = "") -> Number:
        """An element that may lie outside, where it is zero; it does not if `inside` holds."""
        if inside == "true":
            return self.element(source, index)
        test = self.within(index, source.type.shape)
        if inside:
            test = f"{inside} || {f'({test})' if len(index) > 1 else test}"
        return self._branched(test, lambda: self.element(source, index), source.type.dtype)

    def _branched(self, test: str, yes: Writer, dtype: DType, no: Writer | None = None) -> Number:
        """One of two values, of which only the one that is taken is computed."""
        otherwise = no or (lambda: zero(dtype))
        taken, left = Scope(branch=True), Scope(branch=True)
        numbers: list[Number] = []
        for scope, write in ((taken, yes), (left, otherwise)):
            self.scopes.append(scope)
            numbers.append(write())
            self.scopes.pop()
            self.scope.loops |= scope.loops
        first, second = numbers
        bounds = None
        if first.bounds and second.bounds:
            bounds = (min(first.bounds[0], second.bounds[0]), max(first.bounds[1], second.bounds[1]))
        if not taken.lines and not left.lines:
            return Number(f"({test} ? {first.text} : {second.text})", dtype, bounds)
        name = self.host.take("x")
        self.depth[name] = len(self.scopes) - 1
        self.state(f"{Number('', dtype, bounds).type} {name};")
        self.state(f"if ({test}) {{")
        self.scope.lines += [f"    {line}" for line in [*taken.lines, f"{name} = {bare(first.text)};"]]
        self.state("} else {")
        self.scope.lines += [f"    {line}" for line in [*left.lines, f"{name} = {bare(second.text)};"]]
        self.state("}")
        return Number(name, dtype, bounds)

    def _view(self, node: Call, index: Index) -> Number:
        """An operator by its meaning, of which the operands are put in where they are read."""
        attributes = dict(node.attributes)
        if node.op in ("window", "strided_window"):
            source = node.args[0]
            places: list[Index] = []

            def note(where: Index) -> Cell:
                places.append(where)
                return Elem("", where, source.type.dtype)

            OPERATORS[node.op].meaning((note,), (source.type,), attributes, index)
            return self._guarded(source, tuple(normal(i) for i in places[0]), self.host.inside(_inside(node)))
        if node.op == "reshape" and node.args[0].type.rank:
            memory = self.memory(node.args[0])
            if memory is not None:  # the same memory, laid out by other extents
                flat = Buffer(memory.name, node.type.shape)
                return self._load(flat, index, node.type.dtype)
        operands = tuple(_reading(str(place), a) for place, a in enumerate(node.args))
        cell = OPERATORS[node.op].meaning(operands, tuple(a.type for a in node.args), attributes, index)
        return self._meaning(cell, node)

    def _meaning(self, cell: Cell, node: Call) -> Number:
        match cell:
            case Elem():
                return self.element(node.args[int(cell.array)], cell.indices)
            case Apply(op="select", args=(condition, yes, no)) if any(
                isinstance(t, Elem) for t in subterms(cell)
            ):
                test = self.text(condition)
                return self._branched(
                    test, lambda: self._meaning(yes, node), cell.dtype, lambda: self._meaning(no, node)
                )
            case _:
                return self.number(cell)


def _uses(roots: tuple[Tensor, ...]) -> Counter[Tensor]:
    uses: Counter[Tensor] = Counter(roots)
    for part in dict.fromkeys(p for root in roots for p in parts(root)):
        if isinstance(part, Call):
            uses.update(part.args)
    return uses


def _reading(name: str, tensor: Tensor) -> Callable[[Index], Cell]:
    return lambda index: Elem(name, index, tensor.type.dtype)


def _inside(node: Call) -> Cell:
    """Whether a window lies inside of what it is put on."""
    attributes, types = dict(node.attributes), (node.args[0].type,)
    if node.op == "window":
        return conj(*(r.holds for r in OPERATORS["slice"].requires(types, attributes)))
    lo = hi = cell_attribute(attributes, "offset")
    shape, zero = cells_attribute(attributes, "shape"), integer(0)
    for stride, extent in zip(cells_attribute(attributes, "strides"), shape, strict=True):
        reach = mul(stride, sub(extent, integer(1)))
        lo, hi = add(lo, scalar("min", reach, zero)), add(hi, scalar("max", reach, zero))
    fits = conj(within(lo, zero, types[0].shape[0]), within(hi, zero, types[0].shape[0]))
    return disj(*(eq(n, zero) for n in shape), fits)
