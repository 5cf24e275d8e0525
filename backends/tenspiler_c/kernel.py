"""One kernel of C for the outputs of a program: what is kept in memory, in which nests, and how it is called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias, final
from typing import cast as typed

from tensir.build import add, identity, mul
from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, integer, subterms
from tensir.dtypes import BOOL, INT
from tensir.ops import OPERATORS, parts
from tensir.ops.attributes import cells_attribute, dropped, inserted, number_attribute, replaced
from tensir.polynomial import normal
from tensir.recurrences import RECURRENCES
from tensir.scalars import SCALARS
from tensir.tensors import Call, Param, Scalar, Tensor
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler.backend.emission.layout import tuple_text
from tenspiler.backend.emission.tensors import TensorWriter
from tenspiler.backend.emission.values import Level, Value
from tenspiler_c.nests import VIEWS, Apart, Buffer, Index, Nests, Recomputed, is_folding
from tenspiler_c.operators import TYPES, Number, functions, literal, operator

_HEAD: Final = "#include <math.h>\n#include <stdbool.h>\n#include <stdint.h>\n#include <stdlib.h>\n#include <string.h>\n"
BEYOND: Final = "int64_t *beyond"
"""What a kernel tells of Python's integers that leave 64 bits."""

_TAKEN: Final = frozenset(
    "auto break case char const continue default do double else enum extern float for goto if inline int long "
    "register restrict return short signed sizeof static struct switch typedef union unsigned void volatile "
    "while inside bool true false beyond kernel free malloc memcpy y0 y1 yn j0 j1 jn gamma signgam div abs exp log "
    "sin cos tan sqrt floor ceil trunc pow erf erfc fmod index time signal remainder round".split()
)


def compute(outputs: tuple[Tensor, ...], writer: TensorWriter) -> None:
    """Give the outputs that C can compute their values, by a kernel and a call of it."""
    wanted = tuple(dict.fromkeys(o for o in outputs if _is_work(o)))
    wanted = tuple(o for o in wanted if o not in writer.values)
    if not wanted:
        return
    _Kernel(wanted, writer).write()


def _is_work(node: Tensor) -> bool:
    return isinstance(node, Call) and not _on_host(node) and in_c(node)


def _on_host(node: Tensor) -> bool:
    """Whether a tensor without axes is made of scalars and extents."""
    return not node.type.rank and not any(p.type.rank for p in parts(node))


def in_c(node: Tensor) -> bool:
    """Whether kernels compute an operator; else NumPy does, and all that it is made of."""
    if not isinstance(node, Call):
        return True
    known = {n for a in node.args for n in a.type.shape}
    if any(_is_counted(n) and n not in known for n in node.type.shape):
        return False
    family, _, op = node.op.partition("_")
    return (
        node.op in SCALARS
        or node.op in ("cast", "gather", "scatter", "add_rows", "mul_rows")
        or node.op in VIEWS
        or is_folding(node)
        or family == "scan"
        or family == "scatter"
    )


def _is_counted(cell: Cell) -> bool:
    """Whether an extent depends on elements."""
    return any(isinstance(t, (Fold, Elem)) for t in subterms(cell))


def is_sequential(node: Tensor) -> bool:
    """Whether a tensor is computed as a whole, in an order."""
    return isinstance(node, Call) and (
        node.op.startswith(("scan_", "scatter")) or node.op in ("add_rows", "mul_rows")
    )


Place: TypeAlias = Callable[[Index], Index]


@final
class _Kernel:
    """The kernel while it is written, and what Python hands to it: `given` by its name in C."""

    def __init__(self, outputs: tuple[Tensor, ...], writer: TensorWriter) -> None:
        self.outputs = outputs
        self.writer = writer
        self.kept = {p: None for o in outputs for p in parts(o) if is_sequential(p) and in_c(p)}
        self._host: dict[Tensor, Value] = {}
        self._counted: dict[Cell, str] = {}
        self._reset()

    def _reset(self) -> None:
        self._names: set[str] = set(_TAKEN)
        self._sizes: dict[str, str] = {}
        self._scalars: dict[Tensor, Number] = {}
        self._arrays: dict[Tensor, Buffer] = {}
        self._inside: dict[str, None] = {}
        self.given: list[tuple[str, str, str]] = []  # declaration in C, type of ctypes, text in Python

    # ------------------------------------------------------------ what Python computes

    def take(self, hint: str) -> str:
        """A name of C that nothing else has."""
        stem = re.sub(r"\W+", "_", hint).strip("_") or "x"
        stem = f"x{stem}" if stem[0].isdigit() else stem
        name, number = stem, 2
        while name in self._names:
            name, number = f"{stem}{number}", number + 1
        self._names.add(name)
        return name

    def is_host(self, node: Tensor) -> bool:
        return not node.type.rank and (node in self._scalars or _on_host(node) or not in_c(node))

    def is_kept(self, node: Tensor) -> bool:
        return node in self.kept or node in self.outputs

    def is_array(self, node: Tensor) -> bool:
        return node.type.rank > 0 and not in_c(node)

    def scalar(self, node: Tensor) -> Number:
        """What Python has computed."""
        found = self._scalars.get(node)
        if found is None:
            found = self._scalars[node] = self._scalar(node)
        return found

    def _scalar(self, node: Tensor) -> Number:
        dtype = node.type.dtype
        if isinstance(node, Scalar) and isinstance(node.cell, Lit):
            return literal(node.cell.value, dtype)
        value = self.writer.value(node)
        if value.weak and re.fullmatch(r"-?\d+|True|False", value.text) and dtype.is_integer:
            return literal(int(value.text), dtype)
        name = self.take(node.name if isinstance(node, Param) else "number")
        if node not in self._host:
            self._host[node] = self.writer.block.assign("number", value)
        value = self._host[node]
        if dtype.is_float:
            text = f"float({value.text})"
        elif dtype is BOOL:
            text = f"bool({value.text})"
        else:
            text = f'_fixed("{_called(node)}", {value.text})' if dtype is INT else f"int({value.text})"
        self.given.append((f"{TYPES[dtype]} {name}", TYPES[dtype], text))
        bounds = value.bounds if not dtype.is_float else None
        if dtype is INT:
            bounds = (max(-_MOST, bounds[0]), min(_MOST, bounds[1])) if bounds else (-_MOST, _MOST)
        return Number(name, dtype, bounds)

    def array(self, node: Tensor) -> Buffer:
        """The memory of a parameter, or of what Python has computed."""
        found = self._arrays.get(node)
        if found is None:
            name = self.take(node.name if isinstance(node, Param) else "part")
            value = self._host.get(node)
            if value is None:
                value = self._host[node] = self._in_memory(node)
                for axis, extent in enumerate(node.type.shape):
                    if _is_counted(extent):
                        self._counted[extent] = f"{value.text}.shape[{axis}]"
            kind = TYPES[node.type.dtype]
            self.given.append((f"const {kind} *restrict {name}", "pointer", f"_memory({value.text})"))
            found = self._arrays[node] = Buffer(name, node.type.shape)
        return found

    def _in_memory(self, node: Tensor) -> Value:
        block, value = self.writer.block, self.writer.full(node)
        if isinstance(node, Param):
            block.state(f"{value.text} = np.ascontiguousarray({value.text})")
            return value
        return block.assign("part", replace(value, text=f"np.ascontiguousarray({value.text})", base="", items=()))

    def size(self, cell: Cell) -> str:
        """A cell over extents and scalars, as what Python hands in."""
        text = self._counted.get(cell, "")
        if not text:
            cell = normal(cell) if cell.dtype is INT else cell
            if isinstance(cell, Lit):
                return literal(cell.value, cell.dtype).text
            text = self._python(cell)
        if text.lstrip("-").isdigit():
            return literal(int(text), INT).text
        if text not in self._sizes:
            hint = {Sym: "n", Extent: "n"}.get(type(cell), "size")
            if isinstance(cell, Sym):
                hint = cell.name
            elif isinstance(cell, Extent):
                hint = f"{cell.array}_{cell.axis}"
            name = self._sizes[text] = self.take(hint if cell.dtype is INT else "flag")
            if cell.dtype is BOOL:
                self.given.append((f"bool {name}", "bool", f"bool({text})"))
            else:
                self.given.append((f"int64_t {name}", "int64_t", f"_size({text})"))
        return self._sizes[text]

    def _python(self, cell: Cell) -> str:
        """The text of an extent or a scalar in Python."""
        if cell in self._counted:
            return self._counted[cell]
        return self.writer.scalars.text(cell) if cell.dtype is INT else self.writer.scalars.cell(cell).text

    def inside(self, cell: Cell) -> str:
        """What says that windows lie inside; `true` where this one always does."""
        value = self.writer.scalars.cell(cell)
        if value.text == "True":
            return "true"
        self._inside[value.text if value.level <= Level.NOT else f"({value.text})"] = None
        return "inside"

    # ------------------------------------------------------------ the kernel

    def write(self) -> None:
        """The definition of the kernel, and the statements that call it."""
        while True:
            self._reset()
            try:
                body, made = self._body()
                break
            except Recomputed as found:
                if found.node in self.kept:
                    raise UnsupportedByBackend("a tensor that cannot be kept") from None
                self.kept[found.node] = None
        block = self.writer.block
        name = block.names.take("kernel")
        results: list[str] = []
        for node, buffer in made:
            rank = node.type.rank
            extents = tuple(map(self._python, node.type.shape))
            size = extents[0] if rank == 1 else tuple_text(extents)
            kind = self.writer.target.numbers.dtype(node.type.dtype)
            result = block.names.take("result" if len(made) == 1 else "results")
            block.state(f"{result} = np.empty({size if rank else 1}, {kind})")
            results.append(result)
            self.given.append((f"{TYPES[node.type.dtype]} *restrict {buffer.name}", "pointer", f"_memory({result})"))
        words = set(re.findall(r"\w+", "\n".join(body)))
        self.given = [g for g in self.given if _declared_name(g[0]) in words]
        texts = [text for _, _, text in self.given]
        if "inside" in words:
            inside = block.assign("inside", Value(" and ".join(self._inside), Level.AND, BOOL, weak=True))
            texts.append(f"bool({inside.text})")
        block.state(f"{name}({', '.join(texts)})")
        for (node, _), result in zip(made, results, strict=True):
            value = Value(result if node.type.rank else f"{result}[0]", Level.ATOM, node.type.dtype,
                          (False,) * node.type.rank, node.type.rank, fresh=node.type.rank > 0)
            self.writer.values[node] = value
        block.attachments.append(self._definition(name, body))

    def _definition(self, name: str, body: list[str]) -> str:
        text = "\n".join(body)
        given = [declared for declared, _, _ in self.given]
        types = [f'"{kind}"' for _, kind, _ in self.given]
        lines = [_HEAD, *functions(text)]
        if re.search(r"\binside\b", text):  # twice: for windows that lie inside nothing is asked of each element
            names = ", ".join(map(_declared_name, given))
            types.append('"bool"')
            lines += _function("static inline __attribute__((always_inline)) int64_t run", [*given, BEYOND, "const bool inside"])
            lines += ["{", text, "}", ""]
            lines += _function("int64_t kernel", [*given, "bool inside", BEYOND])
            lines += ["{", f"    return inside ? run({names}, beyond, true) : run({names}, beyond, false);", "}"]
        else:
            lines += [*_function("int64_t kernel", [*given, BEYOND]), "{", text, "}"]
        source = "\n".join(lines)
        return f'{name} = _Kernel(({", ".join(types)},), r"""\n{source}\n""")'

    def _body(self) -> tuple[list[str], list[tuple[Tensor, Buffer]]]:
        roots = self._roots()
        for node in dict.fromkeys(p for o in self.outputs for p in _in_c_parts(o)):
            for arg in typed(Call, node).args:
                if arg.type.rank and not in_c(arg):  # which says how large other tensors are
                    self.array(arg)
        self.nests = nests = Nests(self, tuple(roots))
        made: list[tuple[Tensor, Buffer]] = []
        temporary: list[tuple[Tensor, Buffer]] = []
        for root in roots:
            if root in self.outputs:
                buffer = Buffer(self.take("out"), root.type.shape)
                made.append((root, buffer))
            else:
                buffer = Buffer(self.take("kept"), root.type.shape)
                temporary.append((root, buffer))
        memory = {node: buffer for node, buffer in (*made, *temporary)}
        place = 0
        while place < len(roots):
            place += self._group(roots[place:], memory)
        head: list[str] = []
        tail: list[str] = []
        for node, buffer in temporary:
            kind = TYPES[node.type.dtype]
            extents = [nests.text(n) for n in node.type.shape]
            count = " * ".join(e if re.fullmatch(r"\w+", e) else f"({e})" for e in extents) or "1"
            head.append(f"{kind} *{buffer.name} = malloc(({count}) * sizeof({kind}) + 1);")
            tail.append(f"free({buffer.name});")
        if temporary:
            nothing = " || ".join(f"!{buffer.name}" for _, buffer in temporary)
            head += [f"if ({nothing}) {{", *(f"    {line}" for line in tail), "    return 1;", "}"]
        lines = [*head, *nests.scope.lines, *tail, "return 0;"]
        return [f"    {line}" for line in lines], made

    def _roots(self) -> list[Tensor]:
        order = dict.fromkeys(p for o in self.outputs for p in _in_c_parts(o))
        return [p for p in order if p in self.kept or p in self.outputs]

    def _group(self, roots: Sequence[Tensor], memory: dict[Tensor, Buffer]) -> int:
        """Write one nest for as many tensors as can share their outer loops, and say how many these are."""
        best: tuple[int, int] = (1, 0)
        first = roots[0]
        depth = _most_outer(first)
        shape = [self.size(n) for n in first.type.shape[:depth]]
        count = 1
        while count < len(roots) and depth:
            other = roots[count]
            common = 0
            for n, size in zip(other.type.shape[: min(depth, _most_outer(other))], shape, strict=False):
                if self.size(n) != size:
                    break
                common += 1
            for tried in range(common, 0, -1):
                if self._tried(roots[: count + 1], tried, memory):
                    best, depth = (count + 1, tried), tried
                    break
            else:
                break
            count += 1
        self._nest(roots[: best[0]], best[1], memory)
        return best[0]

    def _tried(self, group: Sequence[Tensor], depth: int, memory: dict[Tensor, Buffer]) -> bool:
        nests = self.nests
        kept = len(nests.scope.lines), dict(nests.scope.known), nests.scope.work, set(self._names)
        buffers = dict(nests.buffers)
        seen = {node: set(found) for node, found in nests.seen.items()}
        try:
            self._nest(group, depth, memory)
            return True
        except Apart:
            return False
        finally:
            del nests.scopes[1:]
            del nests.scope.lines[kept[0] :]
            nests.scope.known, nests.scope.work = kept[1], kept[2]
            self._names = kept[3] | {_declared_name(declared) for declared, _, _ in self.given}
            nests.buffers, nests.pending, nests.seen = buffers, {}, seen

    def _nest(self, group: Sequence[Tensor], depth: int, memory: dict[Tensor, Buffer]) -> None:
        nests = self.nests
        if not depth:
            (root,) = group
            self._store(root, memory[root], ())
            nests.buffers[root] = memory[root]
            return
        self._outer(group, (), depth, memory)
        for root in group:
            nests.buffers[root] = memory[root]
        nests.pending = {}

    def _outer(self, group: Sequence[Tensor], ks: Index, depth: int, memory: dict[Tensor, Buffer]) -> None:
        nests = self.nests
        if len(ks) < depth:
            size = nests.text(group[0].type.shape[len(ks)])
            with nests.loop(_LETTERS[len(ks)], "0", size, parallel=True) as k:
                self._outer(group, (*ks, k), depth, memory)
            return
        for root in group:
            self._store(root, memory[root], ks)
            nests.buffers[root] = memory[root]
            nests.pending[root] = tuple(typed(Sym, k).name for k in ks)

    # ------------------------------------------------------------ stores

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
            if node.op == "reshape" and node.args[0].type.rank and node.args[0].type.rank > 1 and node not in self.kept:
                return self._put(node.args[0], Buffer(buffer.name, node.args[0].type.shape), ())
        self._fill(node, ks, buffer, lambda index: index)
        return None

    def _fill(self, node: Tensor, ks: Index, buffer: Buffer, where: Place) -> None:
        """Write the elements of a tensor to places of a buffer."""
        nests = self.nests
        if is_folding(node) and node not in nests.buffers and node.type.rank > len(ks) and self._prefers_rows(node, ks):
            self._fill_rows(node, ks, buffer, where)
        else:
            self._loops(node, ks, lambda index: self._set(buffer, where(index), nests.element(node, index)))

    def _prefers_rows(self, node: Tensor, ks: Index) -> bool:
        nests = self.nests
        js = [Sym(self.take("j"), INT) for _ in range(node.type.rank - len(ks))]
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
            end = nests.declared("end", INT, f"{part.name} + {_PART} < {size} ? {part.name} + {_PART} : {size}")
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
                    nests.take_in(fold, Number(here, node.type.dtype, _bounds(node)), found)

            rows((), start.extents)

    def _set(self, buffer: Buffer, index: Index, value: Number) -> None:
        nests = self.nests
        nests.state(f"{buffer.name}[{nests.place(buffer, index)}] = {_plain(value.text)};")

    def _loops(self, node: Tensor, ks: Index, body: object) -> None:
        nests = self.nests
        rank = len(ks)
        if rank == node.type.rank:
            body(ks)  # type: ignore
            return
        size = nests.text(node.type.shape[rank])
        with nests.loop(_LETTERS[rank], "0", size, parallel=True, simd=rank == node.type.rank - 1) as k:
            self._loops(node, (*ks, k), body)

    def _put_box(self, node: Call, buffer: Buffer) -> None:
        nests = self.nests
        whole, part = node.args
        attributes = dict(node.attributes)
        starts, steps = cells_attribute(attributes, "starts"), cells_attribute(attributes, "steps")
        covers = all(normal(s) == integer(0) for s in starts) and all(s == integer(1) for s in steps)
        alike = all(self.size(a) == self.size(b) for a, b in zip(part.type.shape, whole.type.shape, strict=True))
        if not (covers and alike):
            self._put(whole, buffer, ())

        def place(index: Index) -> Index:
            return tuple(add(s, mul(t, i)) for s, t, i in zip(starts, steps, index, strict=True))

        if node.op == "update":
            self._fill(part, (), buffer, place)
            return

        def put(index: Index) -> None:
            where = place(index)
            value = nests.assign("x", nests.element(part, index))
            tests = [
                f"(uint64_t)({nests.text(i)}) < (uint64_t)({nests.text(n)})"
                for i, n in zip(where, whole.type.shape, strict=True)
            ]
            with nests.block(f"if ({' && '.join(tests)}) {{"):
                self._set(buffer, where, value)

        self._loops(part, (), put)

    def _put_joined(self, node: Call, buffer: Buffer) -> None:
        nests = self.nests
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
            with nests.block(f"if ((uint64_t){where.text} < (uint64_t){_atom(size)}) {{"):
                here = Number(f"{buffer.name}[{where.text}]", whole.type.dtype, _bounds(whole))
                nests.state(f"{here.text} = {_plain(operator(op, whole.type.dtype, (here, value)).text if op else value.text)};")

        self._serial(part, (), put)

    def _serial(self, node: Tensor, ks: Index, body: object) -> None:
        rank = len(ks)
        if rank == node.type.rank:
            body(ks)  # type: ignore
            return
        with self.nests.loop(_LETTERS[rank], "0", self.nests.text(node.type.shape[rank])) as k:
            self._serial(node, (*ks, k), body)

    def _scan(self, node: Call, buffer: Buffer, ks: Index) -> None:
        """Along the axis of a scan in order; axes before it on their own, and those behind it side by side."""
        nests, op = self.nests, node.op.removeprefix("scan_")
        axis, rank = number_attribute(dict(node.attributes), "axis"), node.type.rank
        shape, dtype = node.type.shape, node.type.dtype
        *elements, start = node.args if op in RECURRENCES or len(node.args) == 2 else (*node.args, None)

        def first(index: Index) -> Number:
            if start is not None:
                return nests.element(start, dropped(index, axis) if start.type.rank else ())
            neutral = typed(Lit, identity(op, dtype))
            return literal(neutral.value, neutral.dtype)

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
                y = Number(nests.declared("y", dtype, first(probe).text), dtype, _bounds(node))
                with nests.loop(_LETTERS[axis], "0", nests.text(shape[axis])) as k:
                    nests.state(f"{y.text} = {_plain(step(y, (*prefix, k)).text)};")
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

    def _beside(self, node: Call, buffer: Buffer, index: Index, axis: int, first: object, step: object) -> None:
        nests, rank = self.nests, node.type.rank
        if len(index) < rank:
            size = nests.text(node.type.shape[len(index)])
            with nests.loop(_LETTERS[len(index)], "0", size, simd=len(index) == rank - 1) as k:
                self._beside(node, buffer, (*index, k), axis, first, step)
            return
        before = replaced(index, axis, add(index[axis], integer(-1)))
        text = f"{buffer.name}[{nests.place(buffer, before)}]"
        start = first(index)  # type: ignore
        y = nests.declared("y", node.type.dtype, f"({nests.text(index[axis])} > 0 ? {text} : {start.text})")
        self._set(buffer, index, step(Number(y, node.type.dtype, _bounds(node)), index))  # type: ignore

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
                f"(uint64_t){f.text} < (uint64_t){_atom(nests.text(n))}"
                for f, n in zip(found, whole.type.shape[len(common) :], strict=False)
            ]
            with nests.block(f"if ({' && '.join(tests)}) {{"):
                value = nests.element(part, index)
                if op in ("min", "max"):
                    value = nests.assign("x", value)
                here = Number(f"{buffer.name}[{nests.place(buffer, target)}]", node.type.dtype, _bounds(node))
                text = operator(op, node.type.dtype, (here, value)).text if op else value.text
                nests.state(f"{here.text} = {_plain(text)};")

        self._serial(part, (), put)


_PART: Final = "1024"
"""How many results of a fold of rows are computed together, so that they stay near."""

_MOST: Final = 2**62
"""The largest Python integer that is handed to a kernel as a number."""

_LETTERS: Final = ("i", "j", "l", "m", "p", "q", "r", "s")


def _most_outer(root: Tensor) -> int:
    """How many outer loops a nest may share with others."""
    if isinstance(root, Call):
        if root.op.startswith("scan_"):
            return number_attribute(dict(root.attributes), "axis")
        if is_sequential(root) or root.op in ("update", "paste", "concat", "put_rows", "reshape"):
            return 0
    return root.type.rank


def _in_c_parts(output: Tensor) -> Iterator[Tensor]:
    """Operands first, what Python computes left out with all that it is made of."""
    seen: set[Tensor] = set()

    def visit(node: Tensor) -> Iterator[Tensor]:
        if node in seen or not isinstance(node, Call) or not in_c(node) or _on_host(node):
            return
        seen.add(node)
        for arg in node.args:
            yield from visit(arg)
        yield node

    yield from visit(output)


def _bounds(node: Tensor) -> tuple[int, int] | None:
    dtype = node.type.dtype
    if dtype.is_float:
        return None
    return (0, 1) if dtype is BOOL else (-(2**63), 2**63 - 1) if dtype is INT else (dtype.lowest, dtype.highest)


def _called(node: Tensor) -> str:
    return node.name if isinstance(node, Param) else "a number"


def _function(head: str, declared: list[str]) -> list[str]:
    """The head of a function, over as many lines as it needs."""
    one = f"{head}({', '.join(declared)})"
    if len(one) <= 100:
        return [one]
    return [f"{head}(", *(f"    {p}," for p in declared[:-1]), f"    {declared[-1]}", ")"]


def _declared_name(declared: str) -> str:
    return declared.split()[-1].removeprefix("*")


def _atom(text: str) -> str:
    return text if re.fullmatch(r"\w+", text) else f"({text})"


def _plain(text: str) -> str:
    from tenspiler_c.nests import bare

    return bare(text)
