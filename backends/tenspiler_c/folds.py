"""Folds: sums, products, extremes along axes, in a variable, or row by row into memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias, final
from typing import cast as typed

from tensir.cells import Cell, Sym, free_symbols
from tensir.dtypes import F32, INT, DType
from tensir.ops import CONTRACTIONS, parse_einsum
from tensir.ops.attributes import inserted, number_attribute
from tensir.polynomial import linear_in
from tensir.tensors import Call, Tensor
from tenspiler_c.operators import TYPES, Number, bare, bounds_of, neutral, operator, zero
from tenspiler_c.scopes import MANY, Buffer, Host, Index, Scope, Scopes

Writer: TypeAlias = Callable[[], Number]
Body: TypeAlias = Callable[[Index], Number]

_CLAUSES: Final = {
    "add": "+", "mul": "*", "bitand": "&", "bitor": "|", "bitxor": "^", "and": "&&", "or": "||",
}  # fmt: skip
_NAMES: Final = {
    "add": "total", "mul": "product", "max": "largest", "min": "smallest", "and": "all", "or": "any",
}  # fmt: skip


@final
@dataclass(frozen=True, slots=True)
class Folding:
    """The fold of `body(ks)` over all `ks` below the extents, from `start()` on.

    It is `free` if it may be in any order, and `plain` if it starts from what changes nothing; `products` are
    folded of which each may be rounded together with its sum.
    """

    op: str
    dtype: DType
    start: Writer
    extents: tuple[Cell, ...]
    body: Body
    free: bool
    plain: bool
    products: bool


class Folds(Scopes):
    """Writes folds of elements, which `element` computes."""

    def __init__(self, host: Host, uses: Counter[Tensor]) -> None:
        super().__init__(host)
        self.buffers: dict[Tensor, Buffer] = {}
        self.pending: dict[Tensor, tuple[str, ...]] = {}  # what the nest being written holds, by its loops
        self.uses = uses
        self.reads: list[Index] | None = None

    def element(self, node: Tensor, index: Index) -> Number:
        """A tensor at an index."""
        raise NotImplementedError

    def folding(self, node: Tensor, index: Index) -> Folding | None:
        """What the element of a tensor at an index folds, sums of sums as one; None if it is no such fold."""
        if not isinstance(node, Call):
            return None
        family, _, op = node.op.partition("_")
        if node.op == "einsum" or node.op in CONTRACTIONS:
            return self._products(node, index)
        if family not in ("reduce", "fold"):
            return None
        dtype, source = node.type.dtype, node.args[0]
        axis = number_attribute(dict(node.attributes), "axis")
        free = family == "reduce" or not dtype.is_float
        extent, inits = source.type.shape[axis], node.args[1:]

        def start() -> Number:
            return self.start(op, dtype, inits, index)

        if free and self.uses[source] == 1 and source not in self.buffers and source not in self.pending:
            inner = self.folding(source, inserted(index, axis, Sym("?", INT)))
            if inner and inner.op == op and inner.free and inner.plain and self._continues(source):

                def both(ks: Index) -> Number:
                    found = self.folding(source, inserted(index, axis, ks[0]))
                    assert found
                    return found.body(ks[1:])

                extents = (extent, *inner.extents)
                return Folding(op, dtype, start, extents, both, free, not inits, inner.products)

        def body(ks: Index) -> Number:
            return self.element(source, inserted(index, axis, *ks))

        return Folding(op, dtype, start, (extent,), body, free, not inits, False)

    def _continues(self, node: Tensor) -> bool:
        """Whether folds of a tensor may be taken as part of the fold that it is in."""
        return not self.host.is_array(node) and not self.host.is_kept(node)

    def start(self, op: str, dtype: DType, inits: tuple[Tensor, ...], index: Index) -> Number:
        """What a fold starts from: the initial value if there is one, else what changes nothing."""
        if not inits:
            return neutral(op, dtype)
        return self.element(inits[0], index if inits[0].type.rank else ())

    def _products(self, node: Call, index: Index) -> Folding | None:
        spec = str(dict(node.attributes)["spec"]) if node.op == "einsum" else CONTRACTIONS[node.op]
        operands, result, summed = parse_einsum(spec, tuple(a.type.rank for a in node.args))
        extents: dict[str, Cell] = {}
        for letters, arg in zip(operands, node.args, strict=True):
            for letter, extent in zip(letters, arg.type.shape, strict=True):
                extents.setdefault(letter, extent)
        dtype = node.type.dtype

        def product(ks: Index) -> Number:
            place = dict(zip(result, index, strict=True)) | dict(zip(summed, ks, strict=True))
            factors = [
                self.element(arg, tuple(place[c] for c in letters))
                for arg, letters in zip(node.args, operands, strict=True)
            ]
            value = factors[0]
            for factor in factors[1:]:
                value = operator("mul", dtype, (value, factor))
            return value

        extent = tuple(extents[c] for c in summed)
        return Folding("add", dtype, lambda: zero(dtype), extent, product, True, True, dtype.is_float)

    def folded(self, fold: Folding) -> Number:
        """The fold of elements by an operator."""
        if not fold.extents:
            return fold.body(())
        op, dtype = fold.op, fold.dtype
        start = fold.start()
        name = self.host.take(_NAMES.get(op, "total"))
        self.depth[name] = len(self.scopes) - 1
        total = Number(name, dtype, bounds_of(dtype))
        extreme = op in ("min", "max")
        if extreme and dtype.is_float:
            start = self.assign("start", start)
        self.state(f"{TYPES[dtype]} {name} = {bare(start.text)};")
        mark = len(self.scope.lines)
        clause = f"reduction({_CLAUSES.get(op, op)}:{name})"
        ordered = dtype is INT or not fold.free
        simd = "" if ordered or (extreme and dtype.is_float) else clause
        inner = self._fold_loops(fold, total, (), simd)
        if extreme and not inner and dtype.is_float and len(fold.extents) == 1:
            self._extreme(op, total, start, mark)
        return total

    def _fold_loops(self, fold: Folding, total: Number, ks: Index, clause: str) -> bool:
        """Whether there are loops inside the innermost one."""
        extents = fold.extents[len(ks) :]
        with self.loop("k", "0", self.under(extents[0], 0), parallel=bool(clause), clause=clause) as k:
            if len(extents) > 1:
                inner = self._fold_loops(fold, total, (*ks, k), clause)
            else:
                self.take_in(fold, total, (*ks, k))
                inner = self.scope.loops
        return inner

    def take_in(self, fold: Folding, total: Number, ks: Index) -> None:
        """A statement that takes one more element into a fold."""
        value = fold.body(ks)
        if fold.op in ("min", "max"):
            value = self.assign("x", value)
        if fold.products and (factors := _factors(value.text)):
            name = "madf" if fold.dtype is F32 else "mad"
            self.state(f"{total.text} = {name}({factors[0]}, {factors[1]}, {total.text});")
            return
        self.state(step(fold.op, total, value))

    def _extreme(self, op: str, total: Number, start: Number, mark: int) -> None:
        """An extreme of floats in any order: what a NaN at the start, or zeros of both signs, make of it is
        found by going through the elements in their order."""
        lines = self.scope.lines
        head = next(k for k in range(len(lines) - 1, mark - 1, -1) if lines[k].startswith("for ("))
        loop = lines[head:]  # what is computed before it comes first
        clause = f"reduction({op}:{total.text})"
        pragma = f"#pragma omp simd {clause}"
        if len(self.scopes) == 1:
            pragma = f"#pragma omp parallel for simd {clause} if ({self.scope.work} > {MANY})"
        del lines[head:]
        lines.append(f"if ({start.text} == {start.text}) {{")
        lines += [f"    {line}" for line in (pragma, *loop)]
        lines.append(f"    if ({total.text} == 0) {{")
        lines.append(f"        {total.text} = {start.text};")
        lines += [f"        {line}" for line in loop]
        lines += ["    }", "}"]

    def prefers_rows(self, node: Tensor, index: Index) -> bool:
        """Whether memory is read in a row along the last axis of the results, not along what is folded.

        `index` is that of an element, and its last part the variable of the innermost loop.
        """
        fold = self.folding(node, index)
        if fold is None or not fold.extents:
            return False
        whole = list(self.scopes)
        before = [(list(scope.lines), dict(scope.known)) for scope in whole]
        self.scopes = [*whole, Scope()]
        ks = tuple(Sym(self.host.take("k"), INT) for _ in fold.extents)
        for k in ks:
            self.depth[k.name] = len(whole)
        self.reads = reads = list[Index]()
        try:
            fold.body(ks)
        finally:
            self.reads, self.scopes = None, whole
            for scope, (lines, known) in zip(whole, before, strict=True):
                scope.lines[:], scope.known = lines, known
        j, k = typed(Sym, index[-1]).name, ks[-1].name
        awkward = {name: sum(_is_far(read, name) for read in reads) for name in (j, k)}
        if awkward[j] != awkward[k]:
            return awkward[j] < awkward[k]
        return any({j, k} <= free_symbols(read[-1]) for read in reads)


def _is_far(read: Index, name: str) -> bool:
    """Whether one more in a variable is far away in memory."""
    if any(name in free_symbols(i) for i in read[:-1]):
        return True
    if name not in free_symbols(read[-1]):
        return False
    found = linear_in(read[-1], name)
    return found is None or found[0] not in ({(): 1}, {(): -1})


def step(op: str, total: Number, value: Number) -> str:
    """A statement that takes one more element in."""
    text = bare(operator(op, total.dtype, (total, value)).text)
    plain = {"add": "+", "mul": "*", "bitand": "&", "bitor": "|", "bitxor": "^", "and": "&", "or": "|"}
    if op in plain and text == f"{total.text} {plain[op]} {value.text}":
        return f"{total.text} {plain[op]}= {bare(value.text)};"
    return f"{total.text} = {text};"


def _factors(text: str) -> tuple[str, str] | None:
    """The two factors that a text multiplies, if that is what it does."""
    depth, places = 0, list[int]()
    inside = bare(text)
    for place, sign in enumerate(inside):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0 and sign in "+-*/<>?&|=":
            places.append(place)
    if len(places) != 1 or inside[places[0] - 1 : places[0] + 2] != " * ":
        return None
    return inside[: places[0] - 1], inside[places[0] + 2 :]
