"""One emitted function: arguments, preconditions, body and results, in this order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias, final

from tensir.cells import Apply, Cell, Extent, Sym, subterms
from tensir.ops import parts, program_roots
from tensir.tensors import Call, Param, Program, Scalar, Tensor
from tenspiler.backend.api import Holder, Interface, Output, Precondition
from tenspiler.backend.emission.arguments import conversions, memory_checks
from tenspiler.backend.emission.block import Block, Names
from tenspiler.backend.emission.orders import only_bounded
from tenspiler.backend.emission.rounds import write_rounds
from tenspiler.backend.emission.scalars import ScalarWriter
from tenspiler.backend.emission.signature import declared, taken_out
from tenspiler.backend.emission.source import message
from tenspiler.backend.emission.target import Target
from tenspiler.backend.emission.tensors import TensorWriter
from tenspiler.backend.emission.values import Level, at_level, fill

Compute: TypeAlias = "Callable[[tuple[Tensor, ...], TensorWriter], None]"
"""Gives tensors values by statements of its own, before the outputs are written, which it is given."""


def write_function(
    target: Target, program: Program, interface: Interface, entry: str, compute: Compute | None = None
) -> tuple[list[str], list[str]]:
    """The lines of the function, and what the module has beside it; raises `UnsupportedByBackend`.

    It is written twice: the first time to see which integer expressions deserve a name.
    """
    draft = _Function(target, program, interface, entry, frozenset(), compute)
    draft.write()
    often = frozenset(text for text, count in draft.block.cells_met.items() if count > 1)
    function = _Function(target, program, interface, entry, often, compute)
    return function.write(), function.block.attachments


@final
class _Function:
    def __init__(
        self,
        target: Target,
        program: Program,
        interface: Interface,
        entry: str,
        wanted: frozenset[str],
        compute: Compute | None,
    ) -> None:
        self._target = target
        self._compute = compute
        self._interface = interface
        self._entry = entry
        self._outputs = dict(program.outputs)
        self._decorator = target.decorator(program) if target.decorator else ""
        self._iterates = program.iterates
        self._local = names = Names(target.reserved | {entry})
        own = dict.fromkeys((*(f.name for f in interface.formals), *(a.name for a in interface.arguments)))
        self._names = {name: names.take(name) for name in own}
        returned = {o.name for o in interface.outputs}
        buffers = [a.name for a in interface.arguments if a.holder is Holder.BUFFER and a.rank]
        self._shapes = {name: names.take(f"{name}_shape") for name in buffers if name in returned}
        self.block = Block(names, wanted)
        dtypes = {a.name: a.dtype for a in interface.arguments}
        scalars = ScalarWriter(target, self.block, dtypes, self._names)
        conditions = tuple(p.condition for p in interface.preconditions)
        self._tensors = TensorWriter(scalars, conditions + tuple(program_roots(program)))

    def write(self) -> list[str]:
        interface, block = self._interface, self.block
        head = [
            *[self._decorator] * bool(self._decorator),
            f"def {self._entry}({declared(interface, self._names)}):",
            f'    """{_summary(interface)}"""',
            *(f"    {line}" for line in taken_out(interface, self._names)),
        ]
        head += [f"    {line}" for line in memory_checks(self._target, interface, self._names)]
        place = len(head)
        head += [f"    {line}" for line in conversions(self._target, interface, self._names, self._shapes)]
        for precondition in self._in_order():
            self._precondition(precondition)
        self._tensors.scalars.sizes = dict(_sizes(interface.preconditions))
        for iterate in self._iterates:
            write_rounds(iterate, self._tensors, self._local)
        if self._compute is not None:
            self._compute(tuple(self._outputs.values()), self._tensors)
        result = self._result()
        block.flush()
        plain, guarded = _plain_settings(block.settings)
        head += [f"    {line}" for line in plain]
        body = [*guarded, *block.lines, f"return {result}"]
        used = set(re.findall(r"\w+", "\n".join([*head, *body])))
        given = self._target.results.head(interface, self._names)
        head[place:place] = [f"    {name} = {text}" for name, text in given.items() if name in used]
        guard = self._target.spelling.guard
        indent = "        " if guard else "    "
        return [*block.definitions, *head, *[f"    {guard}"] * bool(guard), *(indent + line for line in body)]

    def _in_order(self) -> Iterator[Precondition]:
        """The preconditions; where tensors are computed together, those on elements come last."""
        preconditions = self._interface.preconditions
        if self._compute is None:
            yield from preconditions
            return
        late = [p for p in preconditions if _reads_elements(p.condition)]
        yield from (p for p in preconditions if p not in late)
        self.block.flush()
        self._compute(tuple(p.condition for p in late), self._tensors)
        yield from late

    def _precondition(self, precondition: Precondition) -> None:
        bounded = only_bounded(precondition.condition)
        if bounded is not None:
            self._tensors.value(bounded)
            self.block.flush()
            return
        condition = self._tensors.value(precondition.condition)
        got = ", ".join(
            f"{label} = {{{text}}}"
            for label, text in sorted(dict(self._witnesses(precondition.condition)).items())
        )
        if self._target.traced and not condition.weak:
            self.block.state(f"if _fails({condition.text}):")
        else:
            self.block.state(f"if not {at_level(condition, Level.COMPARISON)}:")
        text = f"{precondition.text}, for {precondition.why}" if precondition.why else precondition.text
        self.block.state(f"    raise PreconditionError({message(text, got)})")
        self.block.flush()

    def _witnesses(self, condition: Tensor) -> Iterator[tuple[str, str]]:
        """The scalars and extents on which a condition depends: what they are called, and their text."""
        for cell in _cells_of(condition):
            for term in subterms(cell):
                if isinstance(term, Sym) and term.name in self._names:
                    yield term.name, self._names[term.name]
                elif isinstance(term, Extent):
                    array = self._names[term.array]
                    label = f"len({term.array})" if term.axis == 0 else f"{term.array}.shape[{term.axis}]"
                    yield label, f"len({array})" if term.axis == 0 else f"{array}.shape[{term.axis}]"

    # ------------------------------------------------------------ results

    def _result(self) -> str:
        returned: set[Tensor] = set()
        texts: list[str] = []
        items: list[str] = []
        for output in self._interface.outputs:
            text = self._output(output, self._outputs[output.name], returned)
            returned.add(self._outputs[output.name])
            if self._interface.returns_tuple and output.name.startswith("return."):
                items.append(text)
            else:
                texts.append(text)
        if self._interface.returns_tuple:
            texts.insert(0, f"({', '.join(items)}{',' * (len(items) == 1)})")
        return ", ".join(texts) or "None"

    def _output(self, output: Output, node: Tensor, returned: set[Tensor]) -> str:
        value, results = self._tensors.full(node), self._target.results
        if not node.type.rank:
            return results.as_number(value, output)
        if output.holder is Holder.LIST and results.copies_lists:
            return results.as_list(value)
        if not value.fresh or node in returned:
            text, level = fill(self._target.spelling.copy, (value,))
            value = replace(value, text=text, level=level, base="", items=())
        if output.holder is Holder.LIST:
            return results.as_list(value)
        if output.holder is Holder.VECTOR:
            return results.as_vector(value, self._interface, self._names, self.block)
        if output.name in self._shapes:
            text, level = fill("{0}.reshape({shape})", (value,), shape=self._shapes[output.name])
            return results.as_array(replace(value, text=text, level=level, base="", items=()))
        name = f"new_{self._names[output.name]}" if output.name in self._names else "result"
        single = len(self._interface.outputs) == 1
        return results.as_array(value if single or len(value.text) <= 30 else self.block.assign(name, value))


def _reads_elements(condition: Tensor) -> bool:
    return only_bounded(condition) is None and any(part.type.rank for part in parts(condition))


def _plain_settings(settings: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The settings before the first that calls a library, which may warn, and the others."""
    calls = (place for place, line in enumerate(settings) if re.search(r"\w\.\w+\(", line))
    first = next(calls, len(settings))
    return settings[:first], settings[first:]


def _sizes(preconditions: Sequence[Precondition]) -> Iterator[tuple[Extent, Sym]]:
    """Extents that are equal to a parameter once the preconditions have been checked."""
    for precondition in preconditions:
        match precondition.condition:
            case Scalar(Apply(op="eq", args=(Extent() as extent, Sym() as size))):
                yield extent, size
            case Scalar(Apply(op="eq", args=(Sym() as size, Extent() as extent))):
                yield extent, size
            case _:
                pass


def _cells_of(condition: Tensor) -> Iterator[Cell]:
    for part in parts(condition):
        match part:
            case Scalar():
                yield part.cell
            case Param() if not part.type.rank:
                yield Sym(part.name, part.type.dtype)
            case Param() | Call():
                yield from part.type.shape


def _summary(interface: Interface) -> str:
    names = [o.name for o in interface.outputs]
    changed = [f"`{n}`" for n in names if n != "return" and not n.startswith("return.")]
    result = ["the result"] if len(changed) < len(names) else []
    news = [f"the new value{'s' * (len(changed) > 1)} of {', '.join(changed)}"] if changed else []
    return f"Return {' and '.join(result + news) or 'nothing'}."
