"""One kernel of C for the outputs of a program: what is kept in memory, and how it is called."""

from __future__ import annotations

import re
from typing import Final
from typing import cast as typed

from tensir.dtypes import BOOL
from tensir.ops import own_names, parts
from tensir.tensors import Call, Tensor
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler.backend.emission.layout import tuple_text
from tenspiler.backend.emission.source import WIDTH
from tenspiler.backend.emission.tensors import TensorWriter
from tenspiler.backend.emission.values import Level, Value
from tenspiler_c.coverage import in_c, is_sequential, on_host, parts_in_c
from tenspiler_c.given import Given
from tenspiler_c.nests import Nests, Recomputed
from tenspiler_c.operators import TYPES, atom, functions
from tenspiler_c.scopes import Buffer
from tenspiler_c.stores import Stores

_HEAD: Final = "#include <math.h>\n#include <stdbool.h>\n#include <stdint.h>\n#include <stdlib.h>\n"
_BEYOND: Final = "int64_t *beyond"
"""What a kernel tells of Python's integers that leave 64 bits."""


def compute(outputs: tuple[Tensor, ...], writer: TensorWriter) -> None:
    """Give the outputs that C can compute their values, by a kernel and a call of it."""
    wanted = tuple(dict.fromkeys(o for o in outputs if _is_work(o) and o not in writer.values))
    if not wanted:
        return
    given = Given(writer, frozenset[str]().union(*(own_names(p) for o in wanted for p in parts(o))))
    kept = dict.fromkeys(p for o in wanted for p in parts_in_c(o) if is_sequential(p))
    while True:
        given.forget({*kept, *wanted})
        try:
            body, made = _body(given, wanted, tuple(kept))
            break
        except Recomputed as found:
            if found.node in given.kept:
                raise UnsupportedByBackend("a tensor that is computed again and again") from None
            kept[found.node] = None
    _call(given, body, made)


def _is_work(node: Tensor) -> bool:
    return isinstance(node, Call) and not on_host(node) and in_c(node)


def _body(
    given: Given, outputs: tuple[Tensor, ...], kept: tuple[Tensor, ...]
) -> tuple[list[str], dict[Tensor, Buffer]]:
    """The statements of the kernel, and the memory of its results."""
    order = tuple(dict.fromkeys(p for o in outputs for p in parts_in_c(o)))
    for node in order:
        for arg in typed(Call, node).args:
            if arg.type.rank and not in_c(arg):  # which says how large other tensors are
                given.array(arg)
    roots = [p for p in order if p in kept or p in outputs]
    nests = Nests(given, tuple(roots))
    memory = {p: Buffer(given.take("out" if p in outputs else "kept"), p.type.shape) for p in roots}
    Stores(given, nests, memory).write(roots)
    head: list[str] = []
    tail: list[str] = []
    temporary = [(node, buffer) for node, buffer in memory.items() if node not in outputs]
    for node, buffer in temporary:
        kind = TYPES[node.type.dtype]
        count = " * ".join(atom(nests.text(n)) for n in node.type.shape) or "1"
        head.append(f"{kind} *{buffer.name} = malloc(({count}) * sizeof({kind}) + 1);")
        tail.append(f"free({buffer.name});")
    if temporary:
        nothing = " || ".join(f"!{buffer.name}" for _, buffer in temporary)
        head += [f"if ({nothing}) {{", *(f"    {line}" for line in tail), "    return 1;", "}"]
    lines = [*head, *nests.scope.lines, *tail, "return 0;"]
    return [f"    {line}" for line in lines], {node: memory[node] for node in roots if node in outputs}


def _call(given: Given, body: list[str], made: dict[Tensor, Buffer]) -> None:
    """The statements of Python that make room for the results and call the kernel."""
    writer, block = given.writer, given.writer.block
    name = block.names.take("kernel")
    for node, buffer in made.items():
        dtype, rank = node.type.dtype, node.type.rank
        extents = tuple(map(given.python, node.type.shape))
        size = extents[0] if rank == 1 else tuple_text(extents) if rank else "1"
        result = block.names.take("result" if len(made) == 1 else "results")
        block.state(f"{result} = np.empty({size}, {writer.target.numbers.dtype(dtype)})")
        given.add(f"{TYPES[dtype]} *restrict {buffer.name}", "pointer", f"_memory({result})")
        text = result if rank else f"{result}[0]"
        writer.values[node] = Value(text, Level.ATOM, dtype, (False,) * rank, rank, fresh=rank > 0)
    words = set(re.findall(r"\w+", "\n".join(body)))
    given.parameters = [p for p in given.parameters if p.name in words]
    passed = [p.passed for p in given.parameters]
    if "inside" in words:
        inside = block.assign("inside", Value(" and ".join(given.within), Level.AND, BOOL, weak=True))
        passed.append(f"bool({inside.text})")
    block.state(f"{name}({', '.join(passed)})")
    block.attachments.append(_definition(given, name, body))


def _definition(given: Given, name: str, body: list[str]) -> str:
    """The kernel as text of C in a statement of Python."""
    text = "\n".join(body)
    declared = [p.declared for p in given.parameters]
    kinds = [f'"{p.kind}"' for p in given.parameters]
    lines = [_HEAD, *functions(text)]
    if re.search(r"\binside\b", text):  # twice: where windows lie inside, no element is asked whether it does
        kinds.append('"bool"')
        names = ", ".join([*(p.name for p in given.parameters), "beyond"])
        lines += ["#ifdef inside  /* this file includes itself below, once for either answer */"]
        lines += [*_head("static int64_t WINDOWS", [*declared, _BEYOND]), "{", text, "}", "#else"]
        for name_of, answer in (("within", "true"), ("reaching", "false")):
            lines += [f"#define inside {answer}", f"#define WINDOWS {name_of}", "#include __FILE__"]
            lines += ["#undef WINDOWS", "#undef inside"]
        lines += _head("int64_t kernel", [*declared, "bool inside", _BEYOND])
        lines += [
            "{",
            "    if (inside)",
            f"        return within({names});",
            f"    return reaching({names});",
            "}",
        ]
        lines += ["#endif"]
        helpers = [*functions(text)]
        lines[1 : 1 + len(helpers)] = ["#ifndef inside", *helpers, "#endif"] if helpers else []
    else:
        lines += [*_head("int64_t kernel", [*declared, _BEYOND]), "{", text, "}"]
    source = "\n".join(piece for line in "\n".join(lines).split("\n") for piece in _broken(line))
    types = f"({', '.join(kinds)}{',' * (len(kinds) == 1)}),"
    if len(types) > WIDTH - 4:
        types = "\n    ".join(["(", *(f"    {kind}," for kind in kinds), "),"])
    return f'{name} = _Kernel(\n    {types}\n    r"""\n{source}\n""",\n)'


def _broken(line: str) -> list[str]:
    """A line, or those that it takes where it is long; between operands."""
    if len(line) <= WIDTH:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + 8)
    places = [m.start() for m in re.finditer(r" (?=(?:&&|\|\||[-+*/?:&|]) )|(?<=,) ", line[:WIDTH])]
    if not places or places[-1] <= len(indent):
        return [line]
    return [line[: places[-1]], *_broken(indent + line[places[-1] :].strip())]


def _head(head: str, declared: list[str]) -> list[str]:
    """The head of a function, over as many lines as it needs."""
    one = f"{head}({', '.join(declared)})"
    if len(one) <= 100:
        return [one]
    return [f"{head}(", *(f"    {d}," for d in declared[:-1]), f"    {declared[-1]}", ")"]
