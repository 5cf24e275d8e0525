"""Loop nests: tensors as statements of C, every element computed where its index is known.

A tensor is computed at an index: in the innermost loop on which the index depends, so that what is the same
for all rounds of an inner loop is computed before it, and what was computed at an index is found again there.

Before: `stretch(reduce_max(x)) - x` at (i, j). After, in the loop over i, `largest = ...` by a loop of its
own, and in the loop over j `largest - x[i * n + j]`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias, final
from typing import cast as typed

from tensir.build import add, conj, disj, eq, identity, mul, scalar, sub, within
from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, free_symbols, integer, subterms
from tensir.dtypes import BOOL, F32, INT, DType
from tensir.ops import CONTRACTIONS, OPERATORS, PLACES, SELECTED_POSITIONS, parse_einsum, parts
from tensir.ops.attributes import cell_attribute, cells_attribute, dropped, inserted, number_attribute
from tensir.polynomial import linear_in, normal
from tensir.recurrences import RECURRENCES
from tensir.scalars import SCALARS
from tensir.tensors import Call, Param, Scalar, Tensor
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler.backend.emission import intervals
from tenspiler_c.operators import TYPES, Number, converted, literal, operator

Index: TypeAlias = tuple[Cell, ...]
Writer: TypeAlias = Callable[[], Number]
Body: TypeAlias = Callable[[Index], Number]

VIEWS: Final = frozenset({
    "full", "iota", "expand", "stretch", "transpose", "slice", "window", "concat", "reshape", "strided",
    "strided_window", "update", "paste", "put_rows",
})  # fmt: skip
"""Operators whose meaning at an index is cheap: it reads one element, or chooses between a few."""

LAZY: Final = frozenset({"concat", "update", "paste", "put_rows"})
"""Views of which only what is chosen may be read."""

OUTSIDE: Final = frozenset({"window", "strided_window", "gather"})
"""Operators that may read outside their operand, where it does not matter what."""

DEAR: Final = frozenset({
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan",
    "sinh", "cosh", "tanh", "erf", "erfc", "pow", "atan2", "fmod",
})  # fmt: skip
"""Elementwise operators that are not computed again where their value could be kept."""

_LOGICAL: Final = {"and": "&", "or": "|"}
_FOLDED: Final = {"add": "+", "mul": "*", "bitand": "&", "bitor": "|", "bitxor": "^", "and": "&&", "or": "||"}


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


@final
@dataclass(slots=True)
class Scope:
    """A block of statements: a loop with its variable, a branch, or the whole function."""

    variable: str | None = None
    lines: list[str] = field(default_factory=list[str])
    known: dict[tuple[Tensor, Index], Number] = field(default_factory=dict[tuple[Tensor, Index], Number])
    branch: bool = False
    loops: bool = False
    extent: str = ""
    work: str = ""


@final
@dataclass(frozen=True, slots=True)
class Buffer:
    """Memory that holds a tensor, row after row: its name, and the extents that it is laid out by.

    Of a buffer inside `outer` loops, the first axes are those loops' and take no place.
    """

    name: str
    shape: tuple[Cell, ...]
    outer: int = 0


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


class Recomputed(Exception):
    """A tensor would be computed more often than it has elements; it is to be kept."""

    def __init__(self, node: Tensor) -> None:
        super().__init__("a tensor is to be kept")
        self.node = node


class Apart(Exception):
    """A nest reads more of what another computes than its own element; they cannot be one."""


class Host(Protocol):
    """What is written outside of the loops, or computed by Python before them."""

    def take(self, hint: str) -> str:
        """A name of C that nothing else has."""
        ...

    def is_host(self, node: Tensor) -> bool:
        """Whether Python computes a tensor without axes."""
        ...

    def scalar(self, node: Tensor) -> Number:
        """What Python has computed."""
        ...

    def is_kept(self, node: Tensor) -> bool:
        """Whether a tensor gets memory of its own."""
        ...

    def is_array(self, node: Tensor) -> bool:
        """Whether Python computes a tensor with axes."""
        ...

    def array(self, node: Tensor) -> Buffer:
        """The memory of a parameter, or of what Python has computed."""
        ...

    def size(self, cell: Cell) -> str:
        """A cell over extents and scalars."""
        ...

    def inside(self, cell: Cell) -> str:
        """A condition under which nothing is read outside of what is there."""
        ...


@final
class Nests:
    """Writes statements; `buffers` are the tensors that are in memory, `host` writes what Python computes."""

    def __init__(self, host: Host, roots: tuple[Tensor, ...]) -> None:
        self.host = host
        self.buffers: dict[Tensor, Buffer] = {}
        self.pending: dict[Tensor, tuple[str, ...]] = {}  # what the nest being written holds, by its loops
        self.scopes: list[Scope] = [Scope()]
        self.branches = 0
        self._depth: dict[str, int] = {}
        self._bounds: dict[str, tuple[int, int]] = {}
        self.seen: dict[Tensor, set[tuple[str, ...]]] = {}
        self._uses = _uses(roots)
        self._reads: list[Index] | None = None

    # ------------------------------------------------------------ scopes

    @property
    def scope(self) -> Scope:
        return self.scopes[-1]

    def state(self, line: str) -> None:
        """A statement of the innermost scope."""
        self.scope.lines.append(line)

    @contextmanager
    def at(self, depth: int) -> Generator[None]:
        """What is written inside goes to an outer scope, before the loop in it that is being written."""
        whole = self.scopes
        self.scopes = whole[: depth + 1]
        yield
        self.scopes = whole

    @contextmanager
    def loop(
        self, hint: str, lo: str, hi: str, parallel: bool = False, simd: bool = False, clause: str = "",
        step: str = "",
    ) -> Generator[Sym]:
        """A loop over integers; its head is written when its body is known.

        Rounds of a `parallel` one do not depend on each other: threads share them, if it is an outermost one.
        With a `clause`, those of an innermost one are folded in any order.
        """
        name = self.host.take(hint)
        self._depth[name] = len(self.scopes)
        extent = hi if lo == "0" else f"({hi} - {lo})"
        if any(word in self._depth for word in re.findall(r"\w+", extent)):
            extent = "16"  # as many as it may be
        self.scopes.append(inner := Scope(name, extent=extent))
        yield Sym(name, INT)
        self.scopes.pop()
        work = f"{extent} * {inner.work}" if inner.work else extent
        if work.count("*") >= self.scope.work.count("*"):
            self.scope.work = work
        self.scope.loops = True
        lines = self.scope.lines
        if parallel and len(self.scopes) == 1:
            lines.append(f"#pragma omp parallel for{' simd' * (simd and not inner.loops)} if ({work} > {MANY})")
        elif (simd or clause) and not inner.loops:
            lines.append(f"#pragma omp simd {clause}".rstrip())
        lines.append(f"for (int64_t {name} = {lo}; {name} < {hi}; {f'{name} += {step}' if step else f'{name}++'}) {{")
        lines += [f"    {line}" for line in inner.lines]
        lines.append("}")

    @contextmanager
    def block(self, head: str) -> Generator[None]:
        """A branch: nothing that is computed in it may be computed before it."""
        self.scopes.append(inner := Scope(branch=True))
        yield
        self.scopes.pop()
        if inner.work.count("*") >= self.scope.work.count("*") and inner.work:
            self.scope.work = inner.work
        self.scope.loops |= inner.loops
        self.scope.lines += [head, *(f"    {line}" for line in inner.lines), "}"]

    def assign(self, hint: str, value: Number) -> Number:
        """The value as a variable of the innermost scope."""
        if value.is_simple:
            return value
        name = self.host.take(hint)
        self.state(f"{value.type} {name} = {bare(value.text)};")
        self._depth[name] = len(self.scopes) - 1
        return Number(name, value.dtype, value.bounds)

    def pretend(self, names: list[str]) -> None:
        """Variables of loops that are only thought of."""
        for name in names:
            self._depth[name] = len(self.scopes) - 1

    def _loops(self, depth: int) -> tuple[str, ...]:
        return tuple(s.variable for s in self.scopes[: depth + 1] if s.variable)

    # ------------------------------------------------------------ cells

    def text(self, cell: Cell) -> str:
        """An integer or a condition over loop variables, sizes and numbers read before."""
        return self._cell(cell)[0]

    def _cell(self, cell: Cell) -> tuple[str, int]:
        """The text, and how tightly its outermost operator binds: 0 not to be taken apart, 1 *, 2 +, 3 else."""
        local = [s for s in free_symbols(cell) if s in self._depth]
        match cell:
            case Lit():
                return literal(cell.value, cell.dtype).text, 0
            case Sym() if local:
                return cell.name, 0
            case _ if not local:
                return self.host.size(cell), 0
            case Apply(op="add", args=(a, b)):
                right, level = self._cell(b)
                if right.startswith("(-") and isinstance(b, Lit):
                    return f"{self._cell(a)[0]} - {right[2:-1]}", 2
                return f"{self._under(a, 2)} + {right if level <= 2 else f'({right})'}", 2
            case Apply(op="sub", args=(a, b)):
                return f"{self._under(a, 2)} - {self._under(b, 1)}", 2
            case Apply(op="mul", args=(a, b)):
                return f"{self._under(a, 1)} * {self._under(b, 0)}", 1
            case Apply(op="and", args=args):
                return " && ".join(self._under(a, 2) if a.dtype is BOOL else self.text(a) for a in args), 3
            case Apply():
                operands = tuple(self._plain(a) for a in cell.args)
                return operator(cell.op, cell.dtype, operands).text, 0
            case _:
                raise UnsupportedByBackend("an index of another kind")

    def _under(self, cell: Cell, level: int) -> str:
        text, own = self._cell(cell)
        return text if own <= level else f"({text})"

    def _plain(self, cell: Cell) -> Number:
        """A part of an index, which is small."""
        if isinstance(cell, Lit):
            return literal(cell.value, cell.dtype)
        text, level = self._cell(cell)
        bounds = (0, 1) if cell.dtype is BOOL else (-(2**40), 2**40)
        if isinstance(cell, Sym) and cell.name in self._depth:
            bounds = self._bounds.get(cell.name, (0, 2**40))
        if isinstance(cell, Extent):
            bounds = (0, 2**40)
        return Number(text if level == 0 else f"({text})", cell.dtype, bounds)

    # ------------------------------------------------------------ elements

    def element(self, node: Tensor, index: Index) -> Number:
        """A tensor at an index."""
        if self.host.is_host(node):
            return self.host.scalar(node)
        index = tuple(normal(i) for i in index)
        key = node, index
        for scope in self.scopes:
            if key in scope.known:
                return scope.known[key]
        depth = max((self._depth[s] for i in index for s in free_symbols(i) if s in self._depth), default=0)
        barrier = max((d for d, s in enumerate(self.scopes) if s.branch), default=0)
        depth = max(depth, barrier)
        here = len(self.scopes) - 1
        if node not in self.buffers and node not in self.pending:
            self._weigh(node, index, depth, barrier)
        with self.at(min(depth, here)):
            value = self._compute(node, index)
            hoisted = depth < here and not isinstance(node, Param)
            if not value.is_simple and (self._uses[node] > 1 or hoisted or len(value.text) > 60):
                value = self.assign(_HINTS.get(typed(Call, node).op if isinstance(node, Call) else "", "x"), value)
            if value.is_simple:
                self.scope.known[key] = value
        return value

    def _weigh(self, node: Tensor, index: Index, depth: int, barrier: int) -> None:
        """Whether a tensor may be computed here; raises `Recomputed` if it is better kept."""
        folding = is_folding(node)
        if not (folding or (isinstance(node, Call) and node.op in DEAR)) or not node.type.rank:
            return
        own = {s for i in index for s in free_symbols(i)}
        around = self._loops(depth)
        seen = self.seen.setdefault(node, set())
        seen.add(around)
        if any(v not in own for v in around) or (folding and barrier) or (len(seen) > 1 and self._uses[node] > 1):
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
        if self._reads is not None and index:
            self._reads.append(index)
        bounds = None if dtype.is_float else (0, 1) if dtype is BOOL else None
        if dtype.is_fixed:
            bounds = (dtype.lowest, dtype.highest)
        elif dtype is INT:
            bounds = (-(2**63), 2**63 - 1)
        return Number(f"{buffer.name}[{self.place(buffer, index)}]", dtype, bounds)

    def place(self, buffer: Buffer, index: Index) -> str:
        """The place of an element in a buffer."""
        shape, index = buffer.shape[buffer.outer :], index[buffer.outer :]
        if not index:
            return "0"
        text, level = self._cell(index[0])
        for i, n in zip(index[1:], shape[1:], strict=True):
            left = text if level <= 1 else f"({text})"
            right, level = self._cell(i)
            size = self._under(n, 0)
            if text == "0":
                text = right
                continue
            text, level = f"{left} * {size} + {right if level <= 2 else f'({right})'}", 2
        return text

    # ------------------------------------------------------------ operators

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
                return self._folded(fold)
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

    def symbol(self, value: Number) -> Cell:
        """A number that has been computed, as a part of an index."""
        if value.text.lstrip("-").isdigit():
            return integer(int(value.text))
        if value.text not in self._depth:
            self._depth[value.text] = 0
        self._bounds[value.text] = value.bounds or (-(2**63), 2**63 - 1)
        return Sym(value.text, INT)

    def memory(self, node: Tensor) -> Buffer | None:
        """The memory that holds a whole tensor, if any does."""
        if node in self.pending:
            return None
        if node in self.buffers:
            return self.buffers[node]
        return self.host.array(node) if isinstance(node, Param) or self.host.is_array(node) else None

    def _guarded(self, source: Tensor, index: Index, inside: str = "") -> Number:
        """An element that may lie outside, where it is zero; it does not if `inside` holds."""
        tests = [
            f"(uint64_t){self._under(i, 0)} < (uint64_t){self._under(n, 0)}"
            for i, n in zip(index, source.type.shape, strict=True)
        ]
        test = " && ".join(tests)
        if inside:
            test = f"{inside} || {test if len(tests) == 1 else f'({test})'}"
        if inside in ("true", "1"):
            return self.element(source, index)
        return self._branched(test, lambda: self.element(source, index), source.type.dtype)

    def _branched(self, test: str, yes: Writer, dtype: DType, no: Writer | None = None) -> Number:
        """One of two values, of which only the one that is taken is computed."""
        otherwise = no or (lambda: literal(0.0 if dtype.is_float else 0, dtype))
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
        self._depth[name] = len(self.scopes) - 1
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
            case Sym() if not cell.name.isdigit():
                return self._plain(cell)
            case Apply(op="select", args=(condition, yes, no)) if any(isinstance(t, Elem) for t in subterms(cell)):
                test = self.text(condition)
                return self._branched(
                    test, lambda: self._meaning(yes, node), cell.dtype, lambda: self._meaning(no, node)
                )
            case _:
                return self._plain(cell)

    # ------------------------------------------------------------ folds

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
        extent, body = source.type.shape[axis], _along(self.element, source, index, axis)
        if free and self._uses[source] == 1 and source not in self.buffers and source not in self.pending:
            inner = self.folding(source, inserted(index, axis, Sym("?", INT)))
            if inner and inner.op == op and inner.free and inner.plain and self._continues(source):

                def both(ks: Index) -> Number:
                    found = self.folding(source, inserted(index, axis, ks[0]))
                    assert found
                    return found.body(ks[1:])

                extents = (extent, *inner.extents)
                return Folding(op, dtype, lambda: self._start(node, op, index), extents, both, free,
                               len(node.args) == 1, inner.products)  # fmt: skip
        return Folding(
            op, dtype, lambda: self._start(node, op, index), (extent,), lambda ks: body(ks[0]), free,
            len(node.args) == 1, False,
        )  # fmt: skip

    def _continues(self, node: Tensor) -> bool:
        """Whether folds of a tensor may be taken as part of the fold that it is in."""
        return not self.host.is_array(node) and not self.host.is_kept(node)

    def _start(self, node: Call, op: str, index: Index) -> Number:
        if len(node.args) == 2:
            return self.element(node.args[1], index if node.args[1].type.rank else ())
        neutral = typed(Lit, identity(op, node.type.dtype))
        return literal(neutral.value, neutral.dtype)

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

        zero = literal(0.0 if dtype.is_float else 0, dtype)
        extent = tuple(extents[c] for c in summed)
        return Folding("add", dtype, lambda: zero, extent, product, True, True, dtype.is_float)

    def _folded(self, fold: Folding) -> Number:
        """The fold of elements by an operator."""
        if not fold.extents:
            return fold.body(())
        op, dtype = fold.op, fold.dtype
        start = fold.start()
        name = self.host.take(_HINTS.get(f"reduce_{op}", "total"))
        self._depth[name] = len(self.scopes) - 1
        total = Number(name, dtype, _whole(dtype))
        extreme = op in ("min", "max")
        if extreme and dtype.is_float:
            start = self.assign("start", start)
        self.state(f"{TYPES[dtype]} {name} = {bare(start.text)};")
        mark = len(self.scope.lines)
        top = len(self.scopes) == 1
        clause = f"reduction({_FOLDED.get(op, op)}:{name})"
        ordered = dtype is INT or not fold.free
        simd = "" if ordered or (extreme and dtype.is_float) else clause
        inner = self._fold_loops(fold, total, (), simd)
        if top and simd:
            head = self._head(mark)
            lines = self.scope.lines
            if lines[head - 1].startswith("#pragma omp simd"):
                del lines[head - 1]
                lines.insert(head - 1, f"#pragma omp parallel for simd {clause} if ({self.scope.work} > {MANY})")
            else:
                lines.insert(head, f"#pragma omp parallel for {clause} if ({self.scope.work} > {MANY})")
        elif extreme and not inner and dtype.is_float and len(fold.extents) == 1:
            self._extreme(op, total, start, mark, top)
        return total

    def _head(self, mark: int) -> int:
        """Where the loop begins that was written behind a mark: what is computed before it comes first."""
        lines = self.scope.lines
        return next(k for k in range(len(lines) - 1, mark - 1, -1) if lines[k].startswith("for ("))

    def _fold_loops(self, fold: Folding, total: Number, ks: Index, clause: str) -> bool:
        """Whether there are loops inside the innermost one."""
        extents = fold.extents[len(ks) :]
        with self.loop("k", "0", self._under(extents[0], 0), clause=clause) as k:
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
        if fold.products and (factors := re.fullmatch(r"\((\S+) \* (\S+)\)", value.text)):
            suffix = "f" if fold.dtype is F32 else ""
            self.state(f"{total.text} = mad{suffix}({factors[1]}, {factors[2]}, {total.text});")
            return
        self.state(_step(fold.op, total, value))

    def _extreme(self, op: str, total: Number, start: Number, mark: int, top: bool) -> None:
        """An extreme of floats in any order: what a NaN at the start, or zeros of both signs, make of it is
        found by going through the elements in their order."""
        lines = self.scope.lines
        head = self._head(mark)
        loop = lines[head:]
        clause = f"reduction({op}:{total.text})"
        pragma = f"#pragma omp simd {clause}"
        if top:
            pragma = f"#pragma omp parallel for simd {clause} if ({self.scope.work} > {MANY})"
        del lines[head:]
        lines.append(f"if ({start.text} == {start.text}) {{")
        lines += [f"    {line}" for line in (pragma, *loop)]
        lines.append(f"    if ({total.text} == 0) {{")
        lines.append(f"        {total.text} = {start.text};")
        lines += [f"        {line}" for line in loop]
        lines += ["    }", "}"]

    def prefers_rows(self, node: Tensor, index: Index) -> bool:
        """Whether a fold reads memory in a row along the last axis of its results, rather than along what it folds.

        `index` is that of an element, and its last part the variable of the innermost loop.
        """
        fold = self.folding(node, index)
        if fold is None or not fold.extents:
            return False
        before = [(list(scope.lines), dict(scope.known)) for scope in self.scopes]
        self.scopes.append(Scope())
        ks = tuple(Sym(self.host.take("k"), INT) for _ in fold.extents)
        for k in ks:
            self._depth[k.name] = len(self.scopes) - 1
        self._reads = reads = list[Index]()
        try:
            fold.body(ks)
        finally:
            self._reads = None
            self.scopes.pop()
            for scope, (lines, known) in zip(self.scopes, before, strict=True):
                scope.lines[:], scope.known = lines, known
        j, k = typed(Sym, index[-1]).name, ks[-1].name
        awkward = {name: sum(_is_far(read, name) for read in reads) for name in (j, k)}
        if awkward[j] != awkward[k]:
            return awkward[j] < awkward[k]
        return any({j, k} <= free_symbols(read[-1]) for read in reads)

    def _search(self, node: Call, index: Index) -> Number:
        axis, mask = number_attribute(dict(node.attributes), "axis"), node.args[0]
        extent = self._under(mask.type.shape[axis], 0)
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

    def declared(self, hint: str, dtype: DType, text: str) -> str:
        name = self.host.take(hint)
        self._depth[name] = len(self.scopes) - 1
        self.state(f"{TYPES[dtype]} {name} = {bare(text)};")
        return name

    def _position(self, node: Call, index: Index) -> Number:
        axis, source = number_attribute(dict(node.attributes), "axis"), node.args[0]
        extent = self._under(source.type.shape[axis], 0)
        selected = node.op in SELECTED_POSITIONS.values()
        plain = node.op.removesuffix("_where")
        sign = {"argmin": "<", "argmax": ">", "last_argmin": "<=", "last_argmax": ">="}[plain]
        dtype = source.type.dtype
        if selected or len(node.args) == 1:
            start = literal(0.0 if dtype.is_float else 0, dtype)
        else:
            start = self.element(node.args[1], index if node.args[1].type.rank else ())
        best = self.declared("best", dtype, start.text)
        place = self.declared("place", INT, "-1")
        none = f"{place} < 0 || " if selected or len(node.args) == 1 else ""
        with self.loop("k", "0", extent) as k:
            where = inserted(index, axis, k)
            if selected:
                found = self.element(node.args[1], where)
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
        y = Number(name, node.type.dtype, _whole(node.type.dtype))
        with self.loop("k", "0", self._under(elements[0].type.shape[axis], 0)) as k:
            values = [self.element(e, inserted(index, axis, k)) for e in elements]
            self.state(f"{name} = {bare(self.stepped(op, y, values).text)};")
        return y

    def stepped(self, op: str, y: Number, values: list[Number]) -> Number:
        """What a step of a recurrence makes of y."""
        kind = values[-1].dtype
        dtype, after = y.dtype, converted(y, kind)
        for name, value in zip(RECURRENCES[op], values, strict=True):
            if name == "reset":
                zero = literal(0.0 if kind.is_float else 0, kind)
                after = operator("select", kind, (value, zero, after))
            else:
                if name in ("min", "max"):
                    after, value = self.assign("y", after), self.assign("x", value)
                after = operator(name, kind, (after, value))
        return converted(after, dtype)

    def _segment(self, node: Call, op: str, index: Index) -> Number:
        values, starts, stops, *inits = node.args
        axis, dtype = number_attribute(dict(node.attributes), "axis"), node.type.dtype
        segment, others = index[: starts.type.rank], index[starts.type.rank :]
        if inits:
            start = self.element(inits[0], index if inits[0].type.rank else ())
        else:
            neutral = typed(Lit, identity(op, values.type.dtype))
            start = literal(neutral.value, neutral.dtype)
        total = Number(self.declared("total", dtype, start.text), dtype, _whole(dtype))
        lo, hi = (self.assign(h, self.element(n, segment)) for h, n in (("lo", starts), ("hi", stops)))
        extent = self._under(values.type.shape[axis], 0)
        first = self.assign("first", Number(f"({lo.text} > 0 ? {lo.text} : 0)", INT))
        end = self.assign("end", Number(f"({hi.text} < {extent} ? {hi.text} : {extent})", INT))
        with self.loop("p", first.text, end.text) as p:
            value = self.element(values, inserted(others, axis, p))
            if op in ("min", "max"):
                value = self.assign("x", value)
            self.state(_step(op, total, value))
        return total



MANY: Final = 1 << 15
"""Rounds of a loop, those of loops inside counted, from which on several threads are worth their while."""

_HINTS: Final = {
    "reduce_add": "total", "fold_add": "total", "reduce_mul": "product", "fold_mul": "product",
    "reduce_max": "largest", "reduce_min": "smallest", "reduce_and": "all", "reduce_or": "any",
    "select": "chosen", "div": "quotient", "sqrt": "root", "exp": "e", "lt": "less", "cast": "x",
}  # fmt: skip


def _uses(roots: tuple[Tensor, ...]) -> Counter[Tensor]:
    uses: Counter[Tensor] = Counter(roots)
    for part in dict.fromkeys(p for root in roots for p in parts(root)):
        if isinstance(part, Call):
            uses.update(part.args)
    return uses


def _along(element: Callable[[Tensor, Index], Number], source: Tensor, index: Index, axis: int) -> Callable[[Cell], Number]:
    return lambda k: element(source, inserted(index, axis, k))


def _is_far(read: Index, name: str) -> bool:
    """Whether one more in a variable is far away in memory."""
    if any(name in free_symbols(i) for i in read[:-1]):
        return True
    found = linear_in(read[-1], name) if name in free_symbols(read[-1]) else ({}, {})
    return found is None or found[0] not in ({}, {(): 1}, {(): -1})


def _reading(name: str, tensor: Tensor) -> Callable[[Index], Cell]:
    return lambda index: Elem(name, index, tensor.type.dtype)


def _inside(node: Call) -> Cell:
    """Whether a window lies inside of what it is put on."""
    attributes, types = dict(node.attributes), (node.args[0].type,)
    if node.op == "window":
        return OPERATORS["slice"].requires(types, attributes)[0].holds
    lo = hi = cell_attribute(attributes, "offset")
    shape, zero = cells_attribute(attributes, "shape"), integer(0)
    for stride, extent in zip(cells_attribute(attributes, "strides"), shape, strict=True):
        reach = mul(stride, sub(extent, integer(1)))
        lo, hi = add(lo, scalar("min", reach, zero)), add(hi, scalar("max", reach, zero))
    fits = conj(within(lo, zero, types[0].shape[0]), within(hi, zero, types[0].shape[0]))
    return disj(*(eq(n, zero) for n in shape), fits)


def _whole(dtype: DType) -> tuple[int, int] | None:
    if dtype is INT:
        return intervals.INT64
    return intervals.of_dtype(dtype)


def _step(op: str, total: Number, value: Number) -> str:
    """A statement that takes one more element in."""
    text = bare(operator(op, total.dtype, (total, value)).text)
    plain = {"add": "+", "mul": "*", "bitand": "&", "bitor": "|", "bitxor": "^", "and": "&", "or": "|"}
    if op in plain and text == f"{total.text} {plain[op]} {value.text}":
        return f"{total.text} {plain[op]}= {bare(value.text)};"
    return f"{total.text} = {text};"


def bare(text: str) -> str:
    """An expression without the brackets around it."""
    if not text.startswith("(") or not text.endswith(")"):
        return text
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and place < len(text) - 1:
            return text
    return text[1:-1]
