"""Regions of a program: a tensor and what is below it, as one cell over elements of the region's leaves.

Before: `y = select(x > m, exp(x - m), 0)` with `m = reduce_max(x, axis=1)`. After, at an index `(i, j)`: the
cell `select(x[i, j] > m, exp(x[i, j] - m), 0)`, and the fold `m = max over k of x[i, k]`. What operators do
to indices is their meaning (`tensir.ops`), so that slices, transposed axes, windows and gathers cost no pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import cast as typed
from typing import final

from tensir.build import mul, select
from tensir.cells import Cell, Elem, Sym, free_symbols, integer, reads_elements
from tensir.dtypes import INT, DType
from tensir.ops import CONTRACTIONS, OPERATORS, POSITIONS, parse_einsum
from tensir.polynomial import normal
from tensir.tensors import Call, Param, Scalar, Tensor
from tenspiler.backend.emission.scalars import is_elementwise

LANE, BINDER, FOLD = ".lane", ".binder", ".fold"
"""What symbols of kernels are called, which no parameter can be."""

_MAPS = frozenset((
    "full", "iota", "expand", "stretch", "transpose", "slice", "window", "concat", "reshape", "strided",
    "strided_window", "gather", "update", "paste", "outer",
))  # fmt: skip
"""Operators whose elements are elements of their operands, or products of them."""

VIEWS = frozenset((
    "full", "iota", "expand", "stretch", "transpose", "slice", "window", "reshape", "strided",
    "strided_window",
))  # fmt: skip
"""Operators that need no pass of their own."""

_REACHING = {"window": 0, "strided_window": 0, "gather": 0, "concat": 2, "update": 1, "paste": 1}
"""Up to which operand an operator may look outside of operands (`update` and `paste`: the second one)."""

_FOLDS = ("add", "mul", "min", "max", "and", "or", "bitand", "bitor", "bitxor")


@final
class Cut(Exception):
    """A tensor that cannot be computed inside a kernel, and has to be there before."""

    def __init__(self, node: Tensor, why: str) -> None:
        super().__init__(why)
        self.node = node
        self.why = why


@final
@dataclass(frozen=True, slots=True)
class Folded:
    """A reduction inside a kernel: `init op body(0) op ... op body(extent - 1)`, its result called `name`."""

    name: str
    op: str
    binder: str
    extent: Cell
    body: Cell
    init: Cell | None
    node: Call
    first: Cell | None = None

    @property
    def dtype(self) -> DType:
        """The dtype of what is accumulated."""
        return self.body.dtype

    @property
    def finds(self) -> bool:
        """Whether it is the place of an element that is looked for: of the extreme one after `init`.

        Without that, the `first` element comes first.
        """
        return self.op in POSITIONS.values()


@final
@dataclass(slots=True)
class Region:
    """What one kernel computes.

    `lanes` are the axes of the result that are spread over lanes; `columns` says that one of them, the last
    unless `column` is another, has lanes of its own, over which folds do not run. With a `scan`, the result
    is what folds along that axis come to at each place. `within` are the elements that are never out of
    range, and `extents` the sizes of which none is 0 where a lane is active.
    """

    root: Call
    lanes: tuple[Sym, ...]
    columns: bool
    value: Cell = field(default_factory=lambda: integer(0))
    folds: list[Folded] = field(default_factory=list[Folded])
    leaves: dict[str, Tensor] = field(default_factory=dict[str, Tensor])
    within: set[Elem] = field(default_factory=set[Elem])
    extents: set[Cell] = field(default_factory=set[Cell])
    column: int = -1
    scan: Folded | None = None

    @property
    def row_axes(self) -> tuple[int, ...]:
        """The axes of the result along which rows lie."""
        own = self.column % len(self.lanes) if self.columns else -1
        return tuple(axis for axis in range(len(self.lanes)) if axis != own)

    @property
    def rows(self) -> tuple[Sym, ...]:
        """The indices of a row."""
        return tuple(self.lanes[axis] for axis in self.row_axes)


def region(root: Call, cuts: frozenset[Tensor], name: Callable[[Tensor], str]) -> Region:
    """The region below a tensor down to the cuts; raises `Cut` where there has to be another.

    `name` gives the name of a leaf.
    """
    lanes = tuple(Sym(f"{LANE}#{axis}", INT) for axis in range(root.type.rank))
    if scans(root):
        return _scanned(root, lanes, cuts, name)
    found = Region(root, lanes, bool(lanes) and not _reduces(root, cuts))
    walk = _Walk(found, cuts, name)
    found.value = walk.at(root, lanes, True)
    if not found.rows:
        _one_row(found)
    return found


def scans(node: Call) -> bool:
    """Whether an operator is a scan that a kernel has: of floats, only those of which the order is open."""
    family, _, op = node.op.partition("_")
    if family != "scan":
        return False
    return op in ("add", "mul") or (op in ("min", "max") and node.type.dtype.is_integer)


def _scanned(
    root: Call, lanes: tuple[Sym, ...], cuts: frozenset[Tensor], name: Callable[[Tensor], str]
) -> Region:
    """The region of a scan, with what is below it."""
    axis = typed(int, root.attribute("axis"))
    found = Region(root, lanes, True, column=axis)
    walk = _Walk(found, cuts, name)
    found.extents.update(map(normal, root.type.shape))
    body = walk.at(root.args[0], lanes, True)
    init = None
    if len(root.args) == 2:
        init = walk.at(root.args[1], found.rows if root.args[1].type.rank else (), True)
    op = root.op.partition("_")[2]
    found.scan = Folded(f"{FOLD}#scan", op, lanes[axis].name, root.type.shape[axis], body, init, root)
    if found.folds:
        raise Cut(found.folds[0].node, f"{found.folds[0].node.op}: below a scan")
    return found


def _one_row(found: Region) -> None:
    """Without rows there is one program only: a reduction is spread over several in a kernel of its own."""
    for fold in found.folds if found.columns else found.folds[:-1]:
        if found.columns:
            raise Cut(fold.node, f"{fold.node.op}: along all elements")
        if any(fold.name in free_symbols(other.body) for other in found.folds):
            raise Cut(fold.node, f"{fold.node.op}: comes before another one along all elements")
        if normal(fold.extent) != normal(found.folds[-1].extent):
            raise Cut(fold.node, f"{fold.node.op}: along another extent")


def _reduces(node: Tensor, cuts: frozenset[Tensor]) -> bool:
    """Whether each element is made of a reduction of its own."""
    if not isinstance(node, Call) or node in cuts:
        return False
    if is_elementwise(node.op) or node.op == "cast":
        return any(_reduces(a, cuts) for a in node.args if a.type.rank == node.type.rank)
    return folds(node)


def folds(node: Call) -> bool:
    """Whether an operator is a reduction that a kernel has."""
    family, _, op = node.op.partition("_")
    if node.op in ("first", "last", *POSITIONS.values()) or (family == "reduce" and op in _FOLDS):
        return True
    return _contracts(node) and len(_summed(node)) == 1 and not _is_product_of_matrices(node)


def _contracts(node: Call) -> bool:
    return node.op == "einsum" or node.op in CONTRACTIONS


def _spec(node: Call) -> str:
    return str(node.attribute("spec")) if node.op == "einsum" else CONTRACTIONS[node.op]


def _summed(node: Call) -> str:
    return parse_einsum(_spec(node), tuple(a.type.rank for a in node.args))[2]


def _is_product_of_matrices(node: Call) -> bool:
    """Whether two operands have a summed axis, and each an axis of the result that the other lacks."""
    operands, result, summed = parse_einsum(_spec(node), tuple(a.type.rank for a in node.args))
    sides = [set(letters) & set(result) for letters in operands if set(letters) & set(summed)]
    return any(a - b and b - a for a in sides for b in sides)


@final
class _Walk:
    """Cells of tensors at indices; each tensor at an index once."""

    def __init__(self, found: Region, cuts: frozenset[Tensor], name: Callable[[Tensor], str]) -> None:
        self._region = found
        self._cuts = cuts
        self._name = name
        self._known: dict[tuple[Tensor, tuple[Cell, ...], bool], Cell] = {}
        self._rows = {lane.name for lane in found.rows}
        self._binders = 0
        self._places: dict[Call, tuple[Cell, ...]] = {}

    def at(self, node: Tensor, index: tuple[Cell, ...], inside: bool) -> Cell:
        """The cell of a tensor at an index, which is in range if it is `inside`."""
        index = tuple(map(normal, index))
        place = node, index, inside
        if place not in self._known:
            self._known[place] = self._at(node, index, inside)
        return self._known[place]

    def _at(self, node: Tensor, index: tuple[Cell, ...], inside: bool) -> Cell:
        match node:
            case Scalar():
                return node.cell
            case Param() if not node.type.rank:
                return Sym(node.name, node.type.dtype)
            case Call() if node not in self._cuts:
                return self._call(node, index, inside)
            case _:
                return self._leaf(node, index, inside)

    def _leaf(self, node: Tensor, index: tuple[Cell, ...], inside: bool) -> Cell:
        name = self._name(node)
        self._region.leaves[name] = node
        if not index:
            return Elem(name, (), node.type.dtype)
        element = Elem(name, index, node.type.dtype)
        if inside:
            self._region.within.add(element)
        return element

    def _call(self, node: Call, index: tuple[Cell, ...], inside: bool) -> Cell:
        self._region.extents.update(map(normal, node.type.shape))
        if folds(node):
            return self._fold(node, index, inside)
        if not (is_elementwise(node.op) or node.op == "cast" or node.op in _MAPS):
            raise Cut(node, f"{node.op}: no kernel of this kind yet")
        if node.op in ("update", "paste"):
            covered = self._covering(node)
            if covered is not None:
                return self.at(covered, index, inside)
        operands = tuple(
            partial(self._operand, arg, inside and not _reaches(node, place))
            for place, arg in enumerate(node.args)
        )
        types = tuple(a.type for a in node.args)
        for t in types:
            self._region.extents.update(map(normal, t.shape))
        return OPERATORS[node.op].meaning(operands, types, dict(node.attributes), index)

    def _operand(self, node: Tensor, inside: bool, index: tuple[Cell, ...]) -> Cell:
        return self.at(node, index, inside)

    def _covering(self, node: Call) -> Tensor | None:
        """What an update puts in the place of everything."""
        whole, part = node.args
        starts, steps = (typed("tuple[Cell, ...]", node.attribute(a)) for a in ("starts", "steps"))
        same = tuple(map(normal, whole.type.shape)) == tuple(map(normal, part.type.shape))
        plain = all(s == integer(0) for s in starts) and all(s == integer(1) for s in steps)
        return part if same and plain else None

    # ------------------------------------------------------------ folds

    def _fold(self, node: Call, index: tuple[Cell, ...], inside: bool) -> Cell:
        symbols = {s for i in index for s in free_symbols(i) if s.startswith(".")}
        if not symbols <= self._rows or any(map(reads_elements, index)):
            raise Cut(node, f"{node.op}: differs along a row")
        if self._places.setdefault(node, index) != index:
            raise Cut(node, f"{node.op}: is read at several places")
        binder = Sym(f"{BINDER}#{self._binders}", INT)
        self._binders += 1
        op, extent, body, init = self._folded(node, index, inside, binder)
        first = None
        if node.op in POSITIONS.values():
            op, axis = node.op, typed(int, node.attribute("axis"))
            if init is None and body.dtype.is_float:
                first = self.at(node.args[0], (*index[:axis], integer(0), *index[axis:]), False)
        name = f"{FOLD}#{len(self._region.folds)}"
        self._region.folds.append(Folded(name, op, binder.name, extent, body, init, node, first))
        return Sym(name, INT if node.op in POSITIONS.values() else body.dtype)

    def _folded(
        self, node: Call, index: tuple[Cell, ...], inside: bool, binder: Sym
    ) -> tuple[str, Cell, Cell, Cell | None]:
        """The operator, the extent, the element at the binder, and what comes first."""
        if _contracts(node):
            return self._contraction(node, index, inside, binder)
        op = node.op.partition("_")[2]
        axis = typed(int, node.attribute("axis"))
        extent = node.args[0].type.shape[axis]
        element = self.at(node.args[0], (*index[:axis], binder, *index[axis:]), inside)
        if node.op == "first":
            return "min", extent, select(element, binder, extent), extent
        if node.op == "last":
            return "max", extent, select(element, binder, integer(-1)), integer(-1)
        init = None
        if len(node.args) == 2:
            init = self.at(node.args[1], index if node.args[1].type.rank else (), inside)
        return op, extent, element, init

    def _contraction(
        self, node: Call, index: tuple[Cell, ...], inside: bool, binder: Sym
    ) -> tuple[str, Cell, Cell, Cell | None]:
        operands, result, summed = parse_einsum(_spec(node), tuple(a.type.rank for a in node.args))
        place: dict[str, Cell] = dict(zip(result, index, strict=True)) | {summed: binder}
        extent = next(
            n
            for letters, arg in zip(operands, node.args, strict=True)
            for c, n in zip(letters, arg.type.shape, strict=True)
            if c == summed
        )
        factors = [
            self.at(arg, tuple(place[c] for c in letters), inside)
            for letters, arg in zip(operands, node.args, strict=True)
        ]
        body = factors[0]
        for factor in factors[1:]:
            body = mul(body, factor)
        return "add", extent, body, None


def _reaches(node: Call, place: int) -> bool:
    """Whether an operand may be read outside of its shape while the result is read inside."""
    if node.op in ("update", "paste"):
        return place == 1
    if node.op == "strided":
        return any(s == integer(0) for s in typed("tuple[Cell, ...]", node.attribute("strides")))
    if node.op == "slice":
        return node.attribute("step") == integer(0)
    return place < _REACHING.get(node.op, 0) or (
        node.op in ("window", "strided_window", "gather") and place == 0
    )
