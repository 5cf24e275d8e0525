"""What a backend promises of each operator at each dtype, as data from which `fidelity` and a page follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, final

from tensir.dtypes import DTYPES, DType
from tensir.ops import CONTRACTIONS, SELECTED_POSITIONS, parse_einsum
from tensir.tensors import Call
from tenspiler.backend.api import Fidelity, UnsupportedByBackend


@final
@dataclass(frozen=True, slots=True)
class Promise:
    """How faithful some operators are at some dtypes; `ulps` bounds the error of library functions.

    `where` says for which operands, if not for all. The dtype is that of the elements that an operator works
    on, the source's for `cast`. A contraction without a sum counts as `outer`.
    """

    operators: tuple[str, ...]
    dtypes: frozenset[DType]
    fidelity: Fidelity
    ulps: int | None = None
    where: str = ""

    def __str__(self) -> str:
        words = {
            Fidelity.EXACT: "same bits",
            Fidelity.NORMAL: "same bits but for subnormals",
            Fidelity.NO_NAN: "same value without NaN",
            Fidelity.REORDERED: "another order",
            Fidelity.ULPS: f"within {self.ulps} ulp",
        }
        return f"{words[self.fidelity]} {self.where}".rstrip()

    def letter(self) -> str:
        """The promise in a character or two; `LETTERS` says what they mean."""
        letters = {Fidelity.EXACT: "=", Fidelity.NORMAL: "s", Fidelity.NO_NAN: "n", Fidelity.REORDERED: "~"}
        return letters.get(self.fidelity, str(self.ulps)) + "*" * bool(self.where)


@final
@dataclass(frozen=True, slots=True)
class Contract:
    """The promises of a backend; what none of them speaks of is unsupported."""

    promises: tuple[Promise, ...]

    def promise(self, op: str, dtype: DType) -> Promise | None:
        """The promise for an operator at a dtype, if there is one."""
        for promise in self.promises:
            if op in promise.operators and dtype in promise.dtypes:
                return promise
        return None

    def fidelity(self, node: Call) -> Fidelity:
        """How faithful the code for a node is; raises `UnsupportedByBackend`."""
        op, dtype = subject(node)
        promise = self.promise(op, dtype)
        if promise is None:
            raise UnsupportedByBackend(f"the operator {node.op} on {dtype}")
        return Fidelity.REORDERED if _sums_of_sums(node) else promise.fidelity

    def promise_of(self, node: Call) -> Promise | None:
        """The promise for a node, if there is one."""
        return self.promise(*subject(node))

    def ulps(self, node: Call) -> int | None:
        """The bound on the error of a library function, for a node that has one."""
        promise = self.promise(*subject(node))
        return None if promise is None else promise.ulps

    def by_operator(self) -> Iterator[tuple[str, dict[DType, Promise]]]:
        """Each operator that is spoken of, and what is promised of it at which dtype."""
        for op in dict.fromkeys(op for promise in self.promises for op in promise.operators):
            found = {dtype: self.promise(op, dtype) for dtype in DTYPES.values()}
            yield op, {dtype: promise for dtype, promise in found.items() if promise is not None}

    def flushes(self, node: Call) -> bool:
        """Whether the code for a node may take subnormal numbers for zeros."""
        op, dtype = subject(node)
        promise = self.promise(op, dtype)
        known = any(p.fidelity is Fidelity.NORMAL for p in self.promises)
        return known and dtype.is_float and promise is not None and promise.fidelity is not Fidelity.EXACT

    def table(self) -> str:
        """The promises as a table in Markdown: a line for each operator, a column for each dtype."""
        dtypes = list(DTYPES.values())
        lines = [f"| operator | {' | '.join(d.name for d in dtypes)} |", "|" + " --- |" * (len(dtypes) + 1)]
        for op, found in self.by_operator():
            cells = (str(found[dtype]) if dtype in found else "" for dtype in dtypes)
            lines.append(f"| `{op}` | {' | '.join(cells)} |")
        return "\n".join(lines) + "\n"

    def matrix(self) -> str:
        """The promises as a narrow table for a terminal, a letter for each, and what the letters mean."""
        rows = [("", *(dtype.name for dtype in DTYPES.values()))]
        for op, found in self.by_operator():
            rows.append((op, *(found[d].letter() if d in found else "." for d in DTYPES.values())))
        first = max(len(row[0]) for row in rows)
        lines = [row[0].ljust(first) + "".join(cell.rjust(5) for cell in row[1:]) for row in rows]
        return "\n".join([*lines, "", *LETTERS]) + "\n"


LETTERS: Final = (
    "=  same bits              n  same value without NaN",
    "~  in another order       4  within 4 ulps (a library function)",
    "s  same bits, but for subnormals",
    "*  not for all operands   .  not promised: refused (TSP4003)",
)


_OF_THE_FIRST = frozenset(
    (
        *("gather", "take", "compress", "repeat", "scatter", "earlier_add", "earlier_or"),
        *SELECTED_POSITIONS.values(),
    )
)
"""Operators of which a contract speaks by their first operand's dtype, not by their last one's."""


def _sums_of_sums(node: Call) -> bool:
    """Whether floats are combined in sums of their own first, in TensIR; targets add them one by one."""
    deep = node.op in ("add_rows", "mul_rows") and node.args[1].type.rank > 2
    return deep and node.type.dtype.is_float


def subject(node: Call) -> tuple[str, DType]:
    """The operator and the dtype under which a contract speaks of a node."""
    if node.op in _OF_THE_FIRST or node.op.startswith(("segment_", "scatter_")):
        return node.op, node.args[0].type.dtype
    dtype = node.args[-1].type.dtype if node.args else node.type.dtype
    if (node.op == "einsum" or node.op in CONTRACTIONS) and len(node.args) <= 2:
        spec = str(node.attribute("spec")) if node.op == "einsum" else CONTRACTIONS[node.op]
        _, _, summed = parse_einsum(spec, tuple(a.type.rank for a in node.args))
        return node.op if summed else "outer", dtype
    return node.op, dtype
