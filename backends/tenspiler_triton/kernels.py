"""A region as kernels, of which there are four kinds.

Lanes are spread over all elements (`flat`), or over rows and columns (`tiles`): one pass, and no fold. Or
over rows, where each program folds the columns of its own, and then writes them, or what they come to
(`rows`). A fold along everything is done in chunks by many programs, and one combines these (`chunks`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from tensir.build import mul
from tensir.cells import Cell, Elem, Sym, children, free_symbols, integer, subterms
from tensir.polynomial import normal
from tenspiler.backend.emission.values import Level, Value
from tenspiler_triton.body import FOLD_HINTS, Body, Host, Kernel, Scope, as_lanes, neutral, ordered, stored
from tenspiler_triton.expressions import typed
from tenspiler_triton.regions import Folded, Region


def kernels(region: Region, host: Host) -> tuple[Kernel, ...]:
    """The kernels of a region, in the order in which they run; raises `UnsupportedByBackend`."""
    if not region.lanes:
        return _chunks(region, host) if region.folds else (_single(region, host),)
    if region.folds or not region.columns:
        return (_rows(region, host),)
    if len(region.lanes) == 1 or _is_flat(region):
        return (_flat(region, host),)
    return (_tiles(region, host),)


def _single(region: Region, host: Host) -> Kernel:
    """A number."""
    writer = Body(region, host)
    writer.names.take("result_ptr")
    writer.store("result_ptr", "", writer.scopes[0])
    return writer.kernel("single", ("result_ptr",))


def _flat(region: Region, host: Host) -> Kernel:
    """Each element by itself, all axes as one."""
    flat = len(region.lanes) > 1
    writer = Body(region, host, flat=flat)
    writer.names.take("result_ptr")
    base = writer.scopes[0]
    i, inside = writer.names.take("i"), writer.names.take("inside")
    size: Cell = integer(1)
    for n in region.root.type.shape:
        size = mul(size, n)
    writer.state(f"{i} = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)")
    writer.state(f"{inside} = {i} < {writer.size(size)}")
    base.mask = inside
    for lane in region.lanes:
        writer.lane(lane.name, "0")
        writer.lanes.add(lane.name)
    writer.lane(region.lanes[-1].name, i)
    writer.store(f"result_ptr + {i}", inside, base)
    return writer.kernel("flat", ("result_ptr",), "BLOCK")


def _row_lanes(writer: Body, row: str) -> None:
    """The indices of the row that lanes have."""
    rows = writer.region.rows
    shape = writer.region.root.type.shape
    if len(rows) == 1:
        writer.lane(rows[0].name, row)
    else:
        rest = row
        for axis in range(len(rows) - 1, -1, -1):
            extent = writer.size(shape[axis])
            name = writer.names.take("ijlmnop"[axis])
            if axis:
                writer.state(f"{name} = {rest} % {extent}")
                rest = f"{rest} // {extent}"
            else:
                writer.state(f"{name} = {rest}")
            writer.lane(rows[axis].name, name)
    writer.lanes.update(lane.name for lane in rows)


def _count_of(cells: tuple[Cell, ...]) -> Cell:
    size: Cell = integer(1)
    for n in cells:
        size = mul(size, n)
    return size


def _tiles(region: Region, host: Host) -> Kernel:
    """Each element by itself, rows and columns apart."""
    writer = Body(region, host)
    for name in ("result_ptr", "row", "row_in", "tile", "across"):
        writer.names.take(name)
    base, shape = writer.scopes[0], region.root.type.shape
    rows, columns = writer.size(_count_of(shape[:-1]), "rows"), writer.size(shape[-1], "columns")
    j, j_in = writer.names.take("j" if len(shape) == 2 else "k"), writer.names.take("column_in")
    writer.state("tile = tl.program_id(0).to(tl.int64)")
    writer.state(f"across = tl.cdiv({columns}, COLS)")
    writer.state("row = tile // across * ROWS + tl.arange(0, ROWS)[:, None]")
    writer.state(f"{j} = tile % across * COLS + tl.arange(0, COLS)[None, :]")
    writer.state(f"row_in = row < {rows}")
    writer.state(f"{j_in} = {j} < {columns}")
    base.mask = "row_in"
    _row_lanes(writer, "row")
    scope = Scope(frozenset({region.lanes[-1].name}), base.indent, j_in)
    writer.scopes.append(scope)
    writer.lane(region.lanes[-1].name, j)
    writer.store(f"result_ptr + row * {columns} + {j}", f"row_in & {j_in}", scope)
    writer.scopes.pop()
    base.lines += scope.lines
    return writer.kernel("tiles", ("result_ptr",), "ROWS", "COLS")


def _rows(region: Region, host: Host) -> Kernel:
    """Folds along each row, then its elements, or what it comes to."""
    writer = Body(region, host)
    for name in ("result_ptr", "row", "row_in"):
        writer.names.take(name)
    base, shape = writer.scopes[0], region.root.type.shape
    own = shape[:-1] if region.columns else shape
    rows = writer.size(_count_of(own), "rows")
    writer.state("row = tl.program_id(0).to(tl.int64) * ROWS + tl.arange(0, ROWS)[:, None]")
    writer.state(f"row_in = row < {rows}")
    base.mask = "row_in"
    _row_lanes(writer, "row")
    for group in _together(region.folds):
        writer.fold(group)
    if not region.columns:
        writer.store("result_ptr + row", "row_in", base)
        return writer.kernel("rows", ("result_ptr",), "ROWS", "COLS", wide=_along_columns(region))
    columns = writer.size(shape[-1], "columns")
    j, j_in = writer.names.take("j" if len(shape) == 2 else "k"), writer.names.take("column_in")
    scope = Scope(frozenset({region.lanes[-1].name}), base.indent + "    ", j_in)
    writer.scopes.append(scope)
    writer.state(f"{j} = (start + tl.arange(0, COLS)[None, :]).to(tl.int64)", scope)
    writer.state(f"{j_in} = {j} < {columns}", scope)
    writer.lane(region.lanes[-1].name, j)
    writer.store(f"result_ptr + row * {columns} + {j}", f"row_in & {j_in}", scope)
    writer.scopes.pop()
    writer.state(f"for start in range(0, {columns}, COLS):")
    base.lines += scope.lines
    return writer.kernel("rows", ("result_ptr",), "ROWS", "COLS")


def _chunks(region: Region, host: Host) -> tuple[Kernel, ...]:
    """A fold along everything: chunks by many programs, and what they come to by one."""
    first = Body(region, host, deep=False)
    results = [f"parts{n or ''}_ptr" for n in range(len(region.folds))]
    for name in (*results, "chunk", "begin", "end", "part"):
        first.names.take(name)
    extent = first.size(region.folds[0].extent, "size")
    first.state("part = tl.program_id(0).to(tl.int64)")
    first.state("begin = part * chunk")
    first.state(f"end = tl.minimum(begin + chunk, {extent})")
    first.fold(region.folds, ("begin", "end"), partial=True)
    for fold, pointer in zip(region.folds, results, strict=True):
        first.state(f"tl.store({pointer} + part, {stored(first.texts[fold.name]).text})")
    head = first.kernel("chunks", (*results, "chunk"), "COLS")
    second = Body(region, host, deep=False)
    for name in (*results, "result_ptr", "count"):
        second.names.take(name)
    _combine(second, region, results)
    second.store("result_ptr", "", second.scopes[0])
    tail = second.kernel("combine", (*results, "result_ptr", "count"), "COLS")
    return head, tail


def _combine(writer: Body, region: Region, results: list[str]) -> None:
    k = writer.names.take("k")
    writer.state(f"{k} = tl.arange(0, COLS)")
    for fold, pointer in zip(region.folds, results, strict=True):
        least = typed(neutral(fold.op, fold.dtype)).text
        part = Value(f"tl.load({pointer} + {k}, {k} < count)", Level.ATOM, fold.dtype)
        lanes = writer.assign("part", as_lanes(part), writer.scopes[0])
        total = writer.assign(
            f"{FOLD_HINTS[fold.op]}_lanes",
            replace(lanes, text=f"tl.where({k} < count, {lanes.text}, {least})"),
            writer.scopes[0],
        )
        place = f"{k}.to(tl.int64)" if ordered(fold) else ""
        writer.finish(fold, (total.text, place), False)


def _together(folds: list[Folded]) -> Iterator[list[Folded]]:
    """Folds along one extent that do not need each other, which one loop does."""
    group: list[Folded] = []
    for fold in folds:
        needs = free_symbols(fold.body)
        if group and (normal(group[0].extent) != normal(fold.extent) or any(f.name in needs for f in group)):
            yield group
            group = []
        group.append(fold)
    if group:
        yield group


def _along_columns(region: Region) -> bool:
    """Whether elements that are folded lie beside each other in memory."""
    binders = {f.binder for f in region.folds}
    last = Counter(
        bool(binders & free_symbols(e.indices[-1]))
        for f in region.folds
        for e in subterms(f.body)
        if isinstance(e, Elem) and e.indices and binders & free_symbols(e)
    )
    return last[True] >= last[False]


def _is_flat(region: Region) -> bool:
    """Whether every element is read at the place where the result goes."""
    shape = tuple(map(normal, region.root.type.shape))
    for cell in subterms(region.value):
        if not isinstance(cell, Elem) or not cell.indices:
            continue
        if cell.indices != region.lanes or _shape_of(region, cell) != shape:
            return False
    return not _reads_lanes(region.value)


def _shape_of(region: Region, cell: Elem) -> tuple[Cell, ...]:
    return tuple(map(normal, region.leaves[cell.array].type.shape))


def _reads_lanes(cell: Cell) -> bool:
    """Whether an index is computed with, beside the places of elements."""
    if isinstance(cell, Sym):
        return cell.name.startswith(".")
    return not isinstance(cell, Elem) and any(map(_reads_lanes, children(cell)))
