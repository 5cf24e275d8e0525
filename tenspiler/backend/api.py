"""What a backend package implements, and the values that it is given and gives back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol, final

from tensir.dtypes import DType
from tensir.tensors import Call, Program, Tensor

API_VERSION: Final = "1"
"""The version of what this module says. A backend states the one that it is written for (`api_version`).

It changes whenever a backend that is written for the one before would have to change. What is optional may
be added under the same version.
"""


class Holder(Enum):
    """What a caller passes for a parameter, and expects back for an output."""

    NUMBER = "number"  # a number of Python or NumPy, converted to the dtype
    PYTHON = "python"  # a Python number, and no NumPy scalar with another arithmetic
    SCALAR = "scalar"  # a NumPy scalar of exactly the dtype
    LIST = "list"  # a Python list, nested and rectangular for ranks above one
    VECTOR = "vector"  # std::vector: a list, or an array where that is what the caller has
    ARRAY = "array"  # a NumPy array of exactly the dtype and rank
    BUFFER = "buffer"  # a C pointer: a flat NumPy array of exactly the dtype


@final
@dataclass(frozen=True, slots=True)
class Member:
    """A part of a parameter: the field `data` of `img`, the element 0 of a tuple."""

    of: str
    path: tuple[str | int, ...]


@final
@dataclass(frozen=True, slots=True)
class Fixed:
    """Nested lists of the source's constants, as Python writes them; no caller passes them."""

    text: str


@final
@dataclass(frozen=True, slots=True)
class Formal:
    """A parameter of the original: its default as Python writes it, and how it may be passed.

    With `only`, it has to be that value, as Python writes it; one that is `present` may not be None.
    """

    name: str
    default: str | None = None
    positional_only: bool = False
    keyword_only: bool = False
    only: str | None = None
    present: bool = False

    def case(self) -> str | None:
        """What a caller has to see to beyond types, as text."""
        if self.only is not None:
            return f"{self.name} {'is' if self.only == 'None' else '=='} {self.only}"
        return f"{self.name} is not None" if self.present else None


@final
@dataclass(frozen=True, slots=True)
class Argument:
    """What the emitted function computes with: a parameter of the original, a part of one, or a constant.

    `origin` says where it comes from, if it is not a parameter of that name.
    `written` says that the original changes it: then no other argument may overlap it unless the pair is in
    `Interface.may_coincide`. `dtype` is `INT` for Python's unbounded integers.
    """

    name: str
    dtype: DType
    rank: int
    holder: Holder
    written: bool
    origin: Member | Fixed | None = None


@final
@dataclass(frozen=True, slots=True)
class Output:
    """One output: its name in the program (`return`, `return.0`, a parameter), and what holds it.

    `numpy_scalar` says that a number comes back as a NumPy scalar, as the original's did.
    """

    name: str
    holder: Holder
    numpy_scalar: bool = False


@final
@dataclass(frozen=True, slots=True)
class Precondition:
    """A check at the call: the text that is printed, and the condition, a rank-0 tensor of bool.

    `why` is told on top of that to a caller who does not meet it; it may be empty.
    """

    text: str
    condition: Tensor
    why: str = ""


@final
@dataclass(frozen=True, slots=True)
class Interface:
    """What an emitted function must look like from outside, and what is to be said on top of it.

    `may_coincide` holds pairs of arguments that may be one and the same array. `guarantee` is a sentence
    such as "proved equal to blend.cpp:12 for inputs of every size (grade exact)". `formals` are the
    parameters with which callers call it, in order; if there are none, they are the arguments. `classes` says
    of which class objects must be, and of no subclass of it. `sequential` are the lines of the loops that the
    program's iterates stand for.
    """

    name: str
    arguments: tuple[Argument, ...]
    outputs: tuple[Output, ...]
    returns_tuple: bool
    preconditions: tuple[Precondition, ...]
    assumptions: tuple[str, ...]
    may_coincide: frozenset[frozenset[str]]
    guarantee: str
    formals: tuple[Formal, ...] = ()
    classes: tuple[tuple[Member, str], ...] = ()
    sequential: tuple[int, ...] = ()

    def notes(self) -> tuple[str, ...]:
        """What is to be said of how the code runs."""
        return tuple(f"the loop at line {line} stays a loop over tensor steps" for line in self.sequential)

    def checked(self) -> tuple[str, ...]:
        """What is checked at each call, as text."""
        names = ((".".join(map(str, (m.of, *m.path))), expected) for m, expected in self.classes)
        cases = (case for formal in self.formals if (case := formal.case()) is not None)
        kinds = (f"type({name}) is {expected}" for name, expected in names)
        return (*cases, *kinds, *self._conditions())

    def _conditions(self) -> tuple[str, ...]:
        return tuple(p.text for p in self.preconditions)


class Fidelity(Enum):
    """How an operator of the target relates to its meaning in TensIR at a dtype."""

    EXACT = "exact"  # the same bits, NaN and infinities included
    NORMAL = "normal"  # the same bits where no operand and no result is subnormal
    NO_NAN = "no nan"  # the same value where no operand is NaN
    REORDERED = "reordered"  # a floating-point reduction in another order
    ULPS = "ulps"  # a library function that is right to within some ulps


@final
@dataclass(frozen=True, slots=True)
class EmittedModule:
    """Source text of a module, and the name of the function in it."""

    code: str
    entry: str


@final
@dataclass(frozen=True, slots=True)
class Strength:
    """How well a backend does on a device, for arrays of `elements` or more; a hint to `--backend auto`.

    `device` is `cpu` or `cuda`. Speeds are compared on one device only; NumPy's on `cpu` is 10, and so is
    PyTorch's on `cuda`.
    """

    device: str
    speed: int
    elements: int = 0


class UnsupportedByBackend(Exception):
    """The program uses an operator or a dtype that the backend does not have; the message names it."""


class Backend(Protocol):
    """A target. Importing the package that holds one must not import its framework.

    What it may have besides is read by `tenspiler.backend.stated`, which says what holds without it:
    `ulps(node)`, `flushes(node)`, `contract`, `strengths` and `unusable()`.
    """

    @property
    def name(self) -> str:
        """The name that users give to `--backend`."""
        ...

    @property
    def api_version(self) -> str:
        """The `API_VERSION` that it is written for, as a literal: "1"."""
        ...

    def prepare(self) -> None:
        """Import what emission needs, so that its time is not counted as that of the first function."""
        ...

    def fidelity(self, node: Call) -> Fidelity:
        """How faithful this backend's code for one node is; raises `UnsupportedByBackend`."""
        ...

    def emit(self, program: Program, interface: Interface) -> EmittedModule:
        """Code for a program; raises `UnsupportedByBackend`."""
        ...
