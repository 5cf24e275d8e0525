"""What a successful verification leaves behind. Only `tenspiler.verification.verify` can make a proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, final

from tensir.cells import Cell
from tensir.tensors import Tensor
from tenspiler.loopir.nodes import Span
from tenspiler.symbolic.obligation import Obligation
from tenspiler.verification.encode import Arithmetic

_SEAL = object()


@final
@dataclass(frozen=True, slots=True)
class Discharged:
    """An obligation that the solver proved: how floats were read, the script, and the time that it took.

    `numbers` are the parameters that were taken to hold no NaN.
    """

    obligation: Obligation
    arithmetic: Arithmetic
    script: str
    seconds: float
    numbers: frozenset[str] = frozenset()


@final
@dataclass(frozen=True, slots=True)
class Required:
    """A precondition: what must hold of the arguments, and the place and reason for which it is needed.

    `told`: the reason is part of what a caller is told who does not meet it.
    """

    condition: Cell
    span: Span
    reason: str
    told: bool = False


@final
@dataclass(frozen=True, slots=True)
class Proof:
    """A function equals a program for inputs of every size that meet the preconditions.

    Each of these has its check, a tensor of bool. It is called proved if it is also `guarded`; no small run
    came to the places in `unseen`. The loops in `sequential` stay loops, as iterates of the program. Raises
    `TypeError` when made by anything but the verifier.
    """

    discharged: tuple[Discharged, ...]
    preconditions: tuple[Required, ...]
    assumptions: tuple[str, ...]
    may_coincide: frozenset[frozenset[str]]
    guarded: bool
    unseen: tuple[Span, ...]
    checks: tuple[Tensor, ...]
    _seal: object = field(repr=False, compare=False)
    sequential: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise TypeError("a Proof is made by the verifier only")
        object.__setattr__(self, "_seal", None)  # a copy with changes has no seal

    @property
    def verdict(self) -> Literal["proved", "unknown"]:
        """What it lets be said of the program: an unguarded proof, made to measure the guards, is none."""
        return "proved" if self.guarded else "unknown"

    @property
    def numbers(self) -> frozenset[str]:
        """The parameters that have to hold no NaN: those of which an obligation took it for granted."""
        return frozenset[str]().union(*(d.numbers for d in self.discharged))

    @property
    def arithmetic(self) -> Arithmetic:
        """Exact if every obligation was proved with opaque floats."""
        exact = all(d.arithmetic is Arithmetic.EXACT for d in self.discharged)
        return Arithmetic.EXACT if exact else Arithmetic.REAL


def seal() -> object:
    """The token of the verifier (`tenspiler.verification.verify`); a lint rule bans it elsewhere."""
    return _SEAL
