"""Where kernels begin and end: the tensors that are computed by one, and those that it reads.

A region reaches from a tensor down to parameters, to tensors that exist already or are used elsewhere, and to
operators that are no part of a kernel. Checks that 64 bits hold Python's integers are written as they are for
PyTorch; where one needs a tensor inside of the region, there is no kernel.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import final

from tensir.cells import Apply, Cell, Elem, Sym, integer, subterms
from tensir.dtypes import BOOL, INT
from tensir.tensors import Call, Param, Scalar, Tensor
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler.backend.emission import intervals, layout
from tenspiler.backend.emission.tensors import TensorWriter
from tenspiler.backend.emission.values import Level, Value
from tenspiler_triton.body import FOLD_HINTS, HINTS, Kernel, Pointer
from tenspiler_triton.expressions import HELD
from tenspiler_triton.kernels import kernels
from tenspiler_triton.regions import VIEWS, Cut, Region, folds, region, scans

_MOST_CUTS = 64


def fused(writer: TensorWriter, node: Call) -> Value | None:
    """The result of a kernel for a tensor and what is below it; None if PyTorch is to do the operator."""
    if writer.block.rehearses or node.op in VIEWS:
        return None
    return _Fusion(writer, node).value()


@final
class _Fusion:
    """One kernel, or none."""

    def __init__(self, writer: TensorWriter, root: Call) -> None:
        self._writer = writer
        self._root = root
        self._names: dict[Tensor, str] = {}
        self._weak: set[str] = set()
        self._texts: dict[str, str] = {}

    def value(self) -> Value | None:
        found = self._region()
        if found is None or not self._is_worth_it(found):
            return None
        for name, leaf in found.leaves.items():
            self._materialise(name, leaf)
        try:
            parts = kernels(found, self)
        except UnsupportedByBackend as reason:
            self._remark(f"{self._root.op}: {reason}")
            return None
        plain = self._writer.rehearsed(self._root)
        if plain is None:
            self._remark(f"{self._root.op}: a check needs a value inside")
            return None
        if plain.weak:
            return None
        return self._launched(found, parts, plain)

    # ------------------------------------------------------------ what kernels ask

    def bounds(self, name: str) -> tuple[int, int] | None:
        """Bounds of a scalar of integers."""
        return intervals.of_dtype(self._writer.scalars.dtypes.get(name, INT))

    def counts(self, cell: Cell) -> bool:
        """Whether a size that depends on elements is known."""
        return cell in self._writer.scalars.counted

    def by_value(self, name: str) -> bool:
        """Whether what has no axes is a Python number."""
        if name in self._weak:
            return True
        own = self._writer.scalars.dtypes.get(name)
        return own is not None and not own.is_float and "." not in name

    # ------------------------------------------------------------ the region

    def _region(self) -> Region | None:
        cuts = self._shared()
        for _ in range(_MOST_CUTS):
            try:
                return region(self._root, frozenset(cuts), self._name)
            except Cut as cut:
                if cut.node == self._root:
                    self._remark(str(cut))
                    return None
                cuts.add(cut.node)
        return None

    def _name(self, leaf: Tensor) -> str:
        if leaf not in self._names:
            wish = leaf.name if isinstance(leaf, Param) else "value"
            if isinstance(leaf, Call):
                wish = _hint(leaf)
            number, name = 2, wish
            while name in self._names.values():
                name, number = f"{wish}{number}", number + 1
            self._names[leaf] = name
        return self._names[leaf]

    def _shared(self) -> set[Tensor]:
        """Tensors below the root that are there already, or that something else needs, too."""
        inside: Counter[Tensor] = Counter()
        order: list[Tensor] = []
        seen: set[Tensor] = set()
        stack: list[Tensor] = [self._root]
        while stack:
            node = stack.pop()
            if node in seen or not isinstance(node, Call):
                continue
            seen.add(node)
            order.append(node)
            inside.update(node.args)
            stack += node.args
        return {
            node
            for node in order[1:]
            if node in self._writer.values
            or (self._writer.shared(node) > inside[node] and not _is_cheap(node))
        }

    def _is_worth_it(self, found: Region) -> bool:
        """Whether there is anything to compute on tensors."""
        cells = [found.value, *(f.body for f in found.folds)]
        terms = [term for cell in cells for term in subterms(cell)]
        tensors = any(
            isinstance(t, Elem) or (isinstance(t, Sym) and t.dtype not in (INT, BOOL)) for t in terms
        )
        if not found.lanes and not found.folds:
            return tensors and sum(isinstance(t, Apply) for t in terms) > 2
        return True

    # ------------------------------------------------------------ what the function around does

    def _materialise(self, name: str, leaf: Tensor) -> None:
        """A tensor that a kernel reads, as a variable that nothing overwrites."""
        writer = self._writer
        value = writer.full(leaf)
        if not (value.weak and not value.ndim):
            value = writer.block.assign(name, value)
        else:
            self._weak.add(name)
        writer.values[leaf] = replace(writer.values[leaf], fresh=False)
        if not any(writer.values[leaf].thin):
            writer.values[leaf] = replace(value, fresh=False)
        self._texts[name] = value.text

    def _launched(self, found: Region, parts: tuple[Kernel, ...], plain: Value) -> Value:
        """The statements that make room for the result, and run the kernels."""
        writer, root = self._writer, self._root
        block, numbers = writer.block, writer.target.numbers
        result = block.names.take(_hint(root))
        names = [self._define(kernel, result) for kernel in parts]
        shape = writer.shape(root.type.shape)
        extents = layout.tuple_text(shape) if shape else "()"
        dtype = numbers.dtype(root.type.dtype)
        block.know_late(result)
        if parts[0].kind == "shares":
            self._share(found, names, parts, result, (extents, dtype))
            return _result(result, root, plain)
        if parts[0].kind != "chunks":
            block.state(f"{result} = torch.empty({extents}, dtype={dtype}, device=device)")
            self._run(found, names[0], parts[0], result)
            return _result(result, root, plain)
        if found.scan is not None:
            self._scan(found, names, parts, result, (extents, dtype))
            return _result(result, root, plain)
        extent = writer.scalars.text(found.folds[0].extent)
        count, chunk = block.names.take("parts"), block.names.take("chunk")
        block.state(f"{count}, {chunk} = _chunks({extent}, 1024)")
        rooms: list[str] = []
        for fold in found.folds:
            for held in (fold.dtype, INT) if fold.finds else (fold.dtype,):
                rooms.append(block.names.take("partial"))
                block.state(f"{rooms[-1]} = torch.empty(512, dtype={numbers.dtype(held)}, device=device)")
        block.state(f"{result} = torch.empty({extents}, dtype={dtype}, device=device)")
        self._state(names[0], count, self._given(parts[0], (*rooms, chunk)), "1024")
        self._state(names[1], "1", self._given(parts[1], (*rooms, result, count)), "512")
        return _result(result, root, plain)

    def _scan(
        self, found: Region, names: list[str], parts: tuple[Kernel, ...], result: str, room: tuple[str, str]
    ) -> None:
        block = self._writer.block
        count, chunk, partial, starts = map(block.names.take, ("parts", "chunk", "partial", "starts"))
        extents, dtype = room
        block.state(
            f"{count}, {chunk} = _chunks({self._writer.scalars.text(found.root.type.shape[0])}, 1024)"
        )
        block.state(f"{partial} = torch.empty(512, dtype={dtype}, device=device)")
        block.state(f"{starts} = torch.empty(513, dtype={dtype}, device=device)")
        block.state(f"{result} = torch.empty({extents}, dtype={dtype}, device=device)")
        self._state(names[0], count, self._given(parts[0], (partial, chunk)), "1024")
        self._state(names[1], "1", self._given(parts[1], (partial, starts, count)), "512")
        self._state(names[2], count, self._given(parts[2], (starts, result, chunk)), "1024")

    def _share(
        self, found: Region, names: list[str], parts: tuple[Kernel, ...], result: str, room: tuple[str, str]
    ) -> None:
        block, scalars = self._writer.block, self._writer.scalars
        rows, extent = self._product(found.root.type.shape), scalars.text(found.folds[0].extent)
        tile, across, count, chunk = map(block.names.take, ("tile", "across", "parts", "chunk"))
        for name in (tile, across, count, chunk):
            block.know_late(name)
        block.state(f"{tile} = _tile({rows}, {extent}, 32, 2048)")
        block.state(f"{across} = triton.cdiv({rows}, {tile}[0])")
        block.state(f"{count}, {chunk} = _shares({extent}, {across}, {tile}[1])")
        rooms: list[str] = []
        for fold in found.folds:
            rooms.append(block.names.take("partial"))
            held = self._writer.target.numbers.dtype(fold.dtype)
            block.state(f"{rooms[-1]} = torch.empty({count} * {rows}, dtype={held}, device=device)")
        block.state(f"{result} = torch.empty({room[0]}, dtype={room[1]}, device=device)")
        self._state(names[0], f"{across} * {count}", self._given(parts[0], (*rooms, chunk)), f"*{tile}")
        given = self._given(parts[1], (*rooms, result, count))
        self._state(names[1], f"triton.cdiv({rows}, 32)", given, "32", "64")

    def _run(self, found: Region, name: str, kernel: Kernel, result: str) -> None:
        writer, block = self._writer, self._writer.block
        given = self._given(kernel, (result,))
        shape = found.root.type.shape
        match kernel.kind:
            case "single":
                self._state(name, "1", given)
            case "flat":
                size = self._narrowest(found)
                self._state(name, f"triton.cdiv({result}.numel(), {size})", given, str(size))
            case "tiles":
                rows, columns = self._product(shape[:-1]), writer.scalars.text(shape[-1])
                tile = block.names.take("tile")
                block.know_late(tile)
                wide = size = self._narrowest(found)
                if not kernel.wide:  # what is read along the rows and along the columns
                    wide, size = 32, 2 * size
                block.state(f"{tile} = _tile({rows}, {columns}, {wide}, {size})")
                self._state(name, f"_tiles({rows}, {columns}, {tile})", given, f"*{tile}")
            case _:
                rows = self._product(tuple(shape[axis] for axis in found.row_axes))
                longest = found.scan or (found.folds[0] if found.folds else None)
                columns = writer.scalars.text(integer(1) if longest is None else longest.extent)
                tile = block.names.take("tile")
                block.know_late(tile)
                block.state(f"{tile} = _tile({rows}, {columns}, {2048 if kernel.wide else 32}, 2048)")
                self._state(name, f"triton.cdiv({rows}, {tile}[0])", given, f"*{tile}")

    def _narrowest(self, found: Region) -> int:
        """The lanes of a program: more where elements are short, so that a thread reads 16 bytes."""
        dtypes = [
            found.root.type.dtype,
            *(leaf.type.dtype for leaf in found.leaves.values() if leaf.type.rank),
        ]
        widths = (8 if d is BOOL else d.bits or 64 for d in dtypes if d not in HELD)
        bits = min(widths, default=32)
        return 4096 if bits == 8 else 2048 if bits == 16 else 1024

    def _product(self, extents: tuple[Cell, ...]) -> str:
        texts = self._writer.shape(extents)
        return " * ".join(
            t if t.isidentifier() or t.isdigit() or (t.endswith(("]", ")")) and " " not in t) else f"({t})"
            for t in texts
        )

    def _state(self, name: str, programs: str, *arguments: str) -> None:
        self._writer.block.state(f"_launch({', '.join((name, programs, *arguments))})")

    def _given(self, kernel: Kernel, results: tuple[str, ...]) -> str:
        """The arguments of a kernel, in the order of its parameters."""
        pointers: list[str] = []
        sizes: list[str] = []
        for _, given in kernel.given:
            if isinstance(given, Pointer):
                pointers += self._pointer(given)
            else:
                sizes.append(self._writer.scalars.text(given.cell))
        return ", ".join((*pointers, *results, *sizes))

    def _pointer(self, given: Pointer) -> list[str]:
        text = self._texts.get(given.leaf)
        if text is None:
            text = self._scalar(given)
        if given.flat:
            return [f"{text}.contiguous()"]
        return [text, *(f"{text}.stride({axis})" for axis in range(given.rank))]

    def _scalar(self, given: Pointer) -> str:
        """A parameter without axes: a tensor on the device, or a Python number."""
        scalars = self._writer.scalars
        if given.by_value:
            return scalars.names[given.leaf]
        own = scalars.dtypes[given.leaf]
        value = scalars.typed(scalars.parameter(given.leaf, own))
        return self._writer.block.assign(given.leaf, value).text

    def _define(self, kernel: Kernel, result: str) -> str:
        """The kernel's lines, in the module before the function."""
        block = self._writer.block
        parts = {"chunks": "_parts"} | {k: f"_{k}" for k in ("combine", "starts", "scan", "shares", "joined")}
        stem = f"{result}{parts.get(kernel.kind, '')}"
        name = block.names.take(f"_{stem}_kernel")
        if any("libdevice." in line for line in kernel.lines):
            lines = ["if _interpreted():  # which lacks it", "    libdevice = _NumPyLibrary()", "", ""]
            if lines[0] not in block.definitions:
                block.definitions += lines
        block.definitions += [
            "@triton.jit",
            f"def {name}({', '.join(kernel.parameters)}):",
            *kernel.lines,
            "",
            "",
        ]
        return name

    def _remark(self, text: str) -> None:
        """What is left to PyTorch, and why."""
        definitions = self._writer.block.definitions
        line = f"# PyTorch's own operator: {text}"
        if line not in definitions:
            definitions[:0] = (
                [line, "", ""] if not definitions or not definitions[0].startswith("#") else [line]
            )


def _hint(node: Call) -> str:
    """What to call the value of an operator."""
    if scans(node):
        return {"add": "sums", "mul": "products", "min": "minima", "max": "maxima"}[node.op.partition("_")[2]]
    if node.op in ("first", "last"):
        return node.op
    if folds(node):
        return FOLD_HINTS.get(node.op) or FOLD_HINTS.get(node.op.partition("_")[2], "total")
    return HINTS.get(node.op, "value")


def _result(name: str, root: Call, plain: Value) -> Value:
    rank = root.type.rank
    return Value(
        name, Level.ATOM, root.type.dtype, (False,) * rank, rank, fresh=rank > 0, bounds=plain.bounds
    )


def _is_cheap(node: Tensor) -> bool:
    """Whether it takes no longer to compute a tensor again than to read it."""
    match node:
        case Param() | Scalar():
            return True
        case Call():
            once = node.op in VIEWS or node.op == "cast"
            return once and all(map(_is_cheap, node.args))
