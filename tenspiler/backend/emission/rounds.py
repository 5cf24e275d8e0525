"""Iterates as loops of the target's language: what does not change is computed before them.

Before: `carry best = start; next best = min(best, far + cost)`. After: `best = start`, and then
`for step in range(stages): best = numpy.minimum(best, near)`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tensir.dtypes import BOOL, INT, DType
from tensir.ops import own_names, parts
from tensir.tensors import Call, Carried, Iterate, Tensor
from tenspiler.backend.emission.block import Names
from tenspiler.backend.emission.tensors import TensorWriter
from tenspiler.backend.emission.values import Level, Value, at_level, fill


def write_rounds(iterate: Iterate, tensors: TensorWriter, names: Names) -> None:
    """The statements of an iterate; the values carried are known to the writer by their names behind it."""
    block, scalars = tensors.block, tensors.scalars
    starts = [_carried(carried.start, tensors) for carried in iterate.carried]
    own: list[str] = []
    for carried, start in zip(iterate.carried, starts, strict=True):
        name = names.take(carried.before.name.rpartition(".")[0] or carried.before.name)
        own.append(name)
        block.state(f"{name} = {start.text}")
        block.know_late(name)
        for param in (carried.before, carried.after):
            scalars.names[param.name], scalars.dtypes[param.name] = name, param.type.dtype
            if not param.type.rank and param.type.dtype not in (INT, BOOL):
                scalars.held.add(param.name)
    lo, hi = (block.assign("bound", scalars.cell(bound)).text for bound in (iterate.lo, iterate.hi))
    block.flush()
    with tensors.forgetting(), block.rounds():
        counter = names.take(iterate.counter if iterate.counter.strip("_") else "round")
        scalars.names[iterate.counter] = counter
        block.know_late(counter)
        before = block.taken_out(lambda: _hoist(iterate, tensors))
        body = block.taken_out(lambda: _round(iterate, own, tensors))
        used = any(counter in re.findall(r"\w+", line) for line in body)
        head = f"for {counter if used else '_'} in range({hi if lo == '0' else f'{lo}, {hi}'}):"
        lines = [*before, head, *(f"    {line}" for line in body)]
        if before:  # what is computed before the rounds is there if there are any
            lines = [f"if {lo} < {hi}:", *(f"    {line}" for line in lines)]
        for line in lines:
            block.state(line)
        block.flush()


def _round(iterate: Iterate, own: list[str], tensors: TensorWriter) -> None:
    """One round: the new values, all of them from the old ones."""
    pairs = [pair for pair in zip(own, iterate.carried, strict=True) if not _stays(pair[1])]
    values = [_carried(carried.step, tensors) for _, carried in pairs]
    if len(values) == 1:
        values[0] = replace(values[0], level=Level.ATOM)
    texts = [at_level(value, Level.CHOICE) for value in values]
    if texts:
        tensors.block.state(f"{', '.join(name for name, _ in pairs)} = {', '.join(texts)}")


def _stays(carried: Carried) -> bool:
    """Whether a value is handed on as it is."""
    return carried.step == carried.before


def _hoist(iterate: Iterate, tensors: TensorWriter) -> None:
    """Make variables of what is the same in every round, with all that it is used for inside."""
    changing = {carried.before.name for carried in iterate.carried if not _stays(carried)} | {iterate.counter}
    steps = [carried.step for carried in iterate.carried]
    depends: dict[Tensor, bool] = {}
    wanted: dict[Tensor, None] = dict.fromkeys(steps)
    for part in dict.fromkeys(part for step in steps for part in parts(step)):
        operands = part.args if isinstance(part, Call) else ()
        depends[part] = any(depends[a] for a in operands) or not changing.isdisjoint(own_names(part))
        if depends[part]:
            wanted |= dict.fromkeys(operands)
    for part in wanted:
        if isinstance(part, Call) and not depends[part]:
            value = tensors.value(part)
            if value.ndim:
                value = tensors.block.assign("fixed", value)
            tensors.values[part] = replace(value, fresh=False)  # which the next round reads again


def _carried(tensor: Tensor, tensors: TensorWriter) -> Value:
    """A value that is handed on: an array with every element there, or a number of its dtype."""
    value = tensors.full(tensor)
    if tensor.type.rank:
        return value
    dtype = tensor.type.dtype
    if dtype not in (INT, BOOL):
        return tensors.scalars.typed(value)
    if value.weak:
        return value
    text, level = fill(_plain(tensors, dtype), (value,))
    return replace(value, text=text, level=level, weak=True)


def _plain(tensors: TensorWriter, dtype: DType) -> str:
    if tensors.target.traced:
        return "_truth({0})" if dtype is BOOL else "_whole({0})"
    return "bool({0})" if dtype is BOOL else tensors.target.numbers.integer(dtype)
