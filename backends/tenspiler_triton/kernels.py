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
from tensir.dtypes import INT
from tensir.polynomial import normal
from tenspiler.backend.emission.values import Level, Value
from tenspiler_triton.body import (
    FOLD_HINTS,
    Body,
    Host,
    Kernel,
    Scope,
    as_lanes,
    kept,
    neutral,
    nowhere,
    ordered,
    scanned,
    stored,
)
from tenspiler_triton.expressions import operator, triton_dtype, typed
from tenspiler_triton.regions import Folded, Region


def kernels(region: Region, host: Host) -> tuple[Kernel, ...]:
    """The kernels of a region, in the order in which they run; raises `UnsupportedByBackend`."""
    if region.scan is not None:
        return _scan_of_rows(region, region.scan, host) if region.rows else _scan(region, region.scan, host)
    if not region.lanes:
        return _chunks(region, host) if region.folds else (_single(region, host),)
    if region.folds or not region.columns:
        return _shared(region, host) if _is_shared(region) else (_rows(region, host),)
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
    rows, axes = writer.region.rows, writer.region.row_axes
    shape = writer.region.root.type.shape
    if len(rows) == 1:
        writer.lane(rows[0].name, row)
    else:
        rest = row
        for place in range(len(rows) - 1, -1, -1):
            extent = writer.size(shape[axes[place]])
            name = writer.names.take("ijlmnop"[axes[place]])
            if place:
                writer.state(f"{name} = {rest} % {extent}")
                rest = f"{rest} // {extent}"
            else:
                writer.state(f"{name} = {rest}")
            writer.lane(rows[place].name, name)
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
    return writer.kernel("tiles", ("result_ptr",), "ROWS", "COLS", wide=not _crosses(region))


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
    results = [name for n, fold in enumerate(region.folds) for name in _rooms(fold, n)]
    for name in (*results, "chunk", "begin", "end", "part"):
        first.names.take(name)
    extent = first.size(region.folds[0].extent, "size")
    _chunk_of(first, extent)
    first.fold(region.folds, ("begin", "end"), partial=True)
    for n, fold in enumerate(region.folds):
        values, *places = _rooms(fold, n)
        part = first.best[fold.name] if places else first.texts[fold.name]
        first.state(f"tl.store({values} + part, {stored(part).text})")
        for place in places:
            first.state(f"tl.store({place} + part, {first.texts[fold.name].text})")
    head = first.kernel("chunks", (*results, "chunk"), "COLS")
    second = Body(region, host, deep=False)
    for name in (*results, "result_ptr", "count"):
        second.names.take(name)
    _combine(second, region)
    second.store("result_ptr", "", second.scopes[0])
    tail = second.kernel("combine", (*results, "result_ptr", "count"), "COLS")
    return head, tail


def _scan_of_rows(region: Region, scan: Folded, host: Host) -> tuple[Kernel, ...]:
    """A scan along each row, block by block."""
    writer = Body(region, host)
    for name in ("result_ptr", "row", "row_in", "carry"):
        writer.names.take(name)
    base, shape = writer.scopes[0], region.root.type.shape
    rows = writer.size(_count_of(tuple(shape[a] for a in region.row_axes)), "rows")
    columns = writer.size(scan.extent, "columns")
    writer.state("row = tl.program_id(0).to(tl.int64) * ROWS + tl.arange(0, ROWS)[:, None]")
    writer.state(f"row_in = row < {rows}")
    base.mask = "row_in"
    _row_lanes(writer, "row")
    writer.state(
        f"carry = tl.full((ROWS, 1), {neutral(scan.op, scan.dtype).text}, {triton_dtype(scan.dtype)})"
    )
    if scan.init is not None:
        start = operator(
            scan.op, scan.dtype, (Value("carry", Level.ATOM, scan.dtype), writer.value(scan.init))
        )
        writer.state(f"carry = {start.text}")
    j, j_in = writer.names.take("k"), writer.names.take("column_in")
    scope = Scope(frozenset({scan.binder}), base.indent + "    ", j_in)
    writer.scopes.append(scope)
    writer.state(f"{j} = (start + tl.arange(0, COLS)[None, :]).to(tl.int64)", scope)
    writer.state(f"{j_in} = {j} < {columns}", scope)
    writer.lane(scan.binder, j)
    place = ""
    for axis, lane in enumerate(region.lanes):
        text = writer.texts[lane.name].text
        place = text if not axis else f"({place}) * {writer.size(shape[axis])} + {text}"
    writer.scan(scan, j, "carry", scope, f"result_ptr + {place}")
    writer.scopes.pop()
    writer.state(f"for start in range(0, {columns}, COLS):")
    base.lines += scope.lines
    last = region.column % len(shape) == len(shape) - 1
    return (writer.kernel("rows", ("result_ptr",), "ROWS", "COLS", wide=last),)


def _scan(region: Region, scan: Folded, host: Host) -> tuple[Kernel, ...]:
    """A scan of a vector: what chunks come to, where each of them starts, and the chunks themselves."""
    first = Body(region, host, deep=False)
    for name in ("parts_ptr", "chunk", "begin", "end", "part"):
        first.names.take(name)
    _chunk_of(first, first.size(scan.extent, "size"))
    first.fold([scan], ("begin", "end"), partial=True)
    first.state(f"tl.store(parts_ptr + part, {stored(first.texts[scan.name]).text})")
    head = first.kernel("chunks", ("parts_ptr", "chunk"), "COLS")
    middle = Body(region, host, deep=False)
    for name in ("parts_ptr", "starts_ptr", "count", "k", "lanes"):
        middle.names.take(name)
    least = typed(neutral(scan.op, scan.dtype))
    middle.state("k = tl.arange(0, COLS)")
    part = as_lanes(Value("tl.load(parts_ptr + k, k < count)", Level.ATOM, scan.dtype))
    middle.state(f"lanes = tl.where(k < count, {part.text}, {least.text})")
    start = typed(middle.value(scan.init)) if scan.init is not None else least
    narrow = f".to({triton_dtype(scan.dtype)})" if 0 < scan.dtype.bits < 32 else ""
    ends = Value(f"{scanned(scan.op, 'lanes', '0')}{narrow}", Level.ATOM, scan.dtype)
    middle.state(f"tl.store(starts_ptr, {stored(start).text})")
    value = stored(operator(scan.op, scan.dtype, (start, ends)))
    middle.state(f"tl.store(starts_ptr + 1 + k, {value.text}, k < count)")
    tail = Body(region, host, deep=False)
    for name in ("starts_ptr", "result_ptr", "chunk", "begin", "end", "part", "carry", "k", "in_range"):
        tail.names.take(name)
    _chunk_of(tail, tail.size(scan.extent, "size"))
    base = tail.scopes[0]
    tail.state(f"carry = {as_lanes(Value('tl.load(starts_ptr + part)', Level.ATOM, scan.dtype)).text}")
    scope = Scope(frozenset({scan.binder}), base.indent + "    ", "in_range")
    tail.scopes.append(scope)
    tail.state("k = (start + tl.arange(0, COLS)).to(tl.int64)", scope)
    tail.state("in_range = k < end", scope)
    tail.lane(scan.binder, "k")
    tail.scan(scan, "k", "carry", scope, "result_ptr + k")
    tail.scopes.pop()
    tail.state("for start in range(begin, end, COLS):")
    base.lines += scope.lines
    return (
        head,
        middle.kernel("starts", ("parts_ptr", "starts_ptr", "count"), "COLS"),
        tail.kernel("scan", ("starts_ptr", "result_ptr", "chunk"), "COLS"),
    )


def _chunk_of(writer: Body, extent: str) -> None:
    """Where the chunk of a program begins and ends."""
    writer.state("part = tl.program_id(0).to(tl.int64)")
    writer.state("begin = part * chunk")
    writer.state(f"end = tl.minimum(begin + chunk, {extent})")


def _is_shared(region: Region) -> bool:
    """Whether several programs should fold a row: where rows lie beside each other, there may be few."""
    return (
        not region.columns
        and len(list(_together(region.folds))) == 1
        and not _along_columns(region)
        and not any(f.finds for f in region.folds)
    )


def _shared(region: Region, host: Host) -> tuple[Kernel, ...]:
    """Folds along each row: parts of it by several programs, and what they come to by one."""
    first = Body(region, host)
    rooms = [_rooms(fold, n)[0] for n, fold in enumerate(region.folds)]
    for name in (*rooms, "chunk", "begin", "end", "part", "tile", "across", "row", "row_in"):
        first.names.take(name)
    rows, extent = _rows_of(first), first.size(region.folds[0].extent, "columns")
    first.state("tile = tl.program_id(0).to(tl.int64)")
    first.state(f"across = tl.cdiv({rows}, ROWS)")
    first.state("row = tile % across * ROWS + tl.arange(0, ROWS)[:, None]")
    first.state(f"row_in = row < {rows}")
    first.state("part = tile // across")
    first.state("begin = part * chunk")
    first.state(f"end = tl.minimum(begin + chunk, {extent})")
    first.scopes[0].mask = "row_in"
    _row_lanes(first, "row")
    first.fold(region.folds, ("begin", "end"), partial=True)
    for fold, room in zip(region.folds, rooms, strict=True):
        part = stored(first.texts[fold.name]).text
        first.state(f"tl.store({room} + part * {rows} + row, {part}, row_in)")
    second = Body(region, host)
    for name in (*rooms, "result_ptr", "count", "row", "row_in", "k", "in_range"):
        second.names.take(name)
    rows, base = _rows_of(second), second.scopes[0]
    second.state("row = tl.program_id(0).to(tl.int64) * ROWS + tl.arange(0, ROWS)[:, None]")
    second.state(f"row_in = row < {rows}")
    second.state("k = tl.arange(0, COLS)[None, :].to(tl.int64)")
    second.state("in_range = k < count")
    base.mask = "row_in"
    _row_lanes(second, "row")
    for fold, room in zip(region.folds, rooms, strict=True):
        least = typed(neutral(fold.op, fold.dtype)).text
        part = Value(f"tl.load({room} + k * {rows} + row, row_in & in_range)", Level.ATOM, fold.dtype)
        lanes = second.assign("part", as_lanes(part), base)
        chosen = replace(lanes, text=f"tl.where(in_range, {lanes.text}, {least})")
        total = second.assign(f"{FOLD_HINTS[fold.op]}_lanes", chosen, base)
        second.finish(fold, (total.text, "k" if ordered(fold) else ""), False)
    second.store("result_ptr + row", "row_in", base)
    return (
        first.kernel("shares", (*rooms, "chunk"), "ROWS", "COLS"),
        second.kernel("joined", (*rooms, "result_ptr", "count"), "ROWS", "COLS"),
    )


def _rows_of(writer: Body) -> str:
    """How many rows there are."""
    region = writer.region
    return writer.size(_count_of(tuple(region.root.type.shape[a] for a in region.row_axes)), "rows")


def _rooms(fold: Folded, number: int) -> tuple[str, ...]:
    """The parameters for what chunks come to."""
    name = f"parts{number or ''}_ptr"
    return (name, f"places{number or ''}_ptr") if fold.finds else (name,)


def _combine(writer: Body, region: Region) -> None:
    """What chunks have come to, as lanes, and what these come to."""
    k, base = writer.names.take("k"), writer.scopes[0]
    writer.state(f"{k} = tl.arange(0, COLS)")
    for n, fold in enumerate(region.folds):
        values, *places = _rooms(fold, n)
        least = typed(neutral(kept(fold), fold.dtype)).text
        part = Value(f"tl.load({values} + {k}, {k} < count)", Level.ATOM, fold.dtype)
        lanes = writer.assign("part", as_lanes(part), base)
        chosen = replace(lanes, text=f"tl.where({k} < count, {lanes.text}, {least})")
        total = writer.assign(f"{FOLD_HINTS[fold.op]}_lanes", chosen, base)
        place = f"{k}.to(tl.int64)" if ordered(fold) else ""
        for pointer in places:
            loaded = writer.assign(
                "at", Value(f"tl.load({pointer} + {k}, {k} < count)", Level.ATOM, INT), base
            )
            place = f"tl.where({k} < count, {loaded.text}, {nowhere(fold)})"
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


def _crosses(region: Region) -> bool:
    """Whether some elements lie beside each other along the rows."""
    column = region.lanes[-1].name
    return any(
        isinstance(t, Elem)
        and t.indices
        and column not in free_symbols(t.indices[-1])
        and column in free_symbols(t)
        for t in subterms(region.value)
    )


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
