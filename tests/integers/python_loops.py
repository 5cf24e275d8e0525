"""Random Python loops around random expressions, over lists of Python integers and NumPy arrays."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from python_source import NUMPY_TYPES, PythonAuthor
from values import argument

MOST = 5
INTEGERS = tuple(t for t in NUMPY_TYPES if "int" in t)


@dataclass(frozen=True)
class PythonLoop:
    """A function with a loop, and the annotations of its parameters by name."""

    name: str
    text: str
    parameters: dict[str, str]

    def arguments(self, rng: Random) -> list[Any]:
        """Lists and arrays of one length, and numbers; `wild` ones are huge at times."""
        n, wild = rng.choice((0, 1, 2, 3, MOST)), rng.random() < 0.5
        return [_argument(rng, annotation, n, wild) for annotation in self.parameters.values()]


def _argument(rng: Random, annotation: str, n: int, wild: bool) -> Any:
    inner = annotation.partition("[")[2].rstrip("]")
    if annotation.startswith("list"):
        return [argument(rng, inner, wild) for _ in range(n)]
    if annotation.startswith("npt"):
        dtype = np.dtype(inner.removeprefix("np.").rstrip("_"))
        return np.array([argument(rng, inner, wild) for _ in range(n)], dtype=dtype)
    return argument(rng, annotation, wild)


class PythonLoopAuthor(PythonAuthor):
    """Writes loops: comprehensions, appends, stores, updates in place, sums and their prefixes."""

    def __init__(self, rng: Random, numpy: bool) -> None:
        super().__init__(rng, numpy, floats=0.05)
        self.sized = ""

    def loop(self, name: str) -> PythonLoop:
        """One loop over the elements of `a`."""
        self.locals = {}
        self.kept = self.rng.sample([*NUMPY_TYPES], 2) if self.numpy else []
        element = self.rng.choice(self.kept) if self.numpy else "int"
        self.parameters = {"a": f"npt.NDArray[{element}]" if self.numpy else "list[int]"}
        kinds = ["appended", "comprehended", "folded", "folded", "prefixes", "counted"]
        lines = getattr(self, self.rng.choice([*kinds, "stored", "updated"] if self.numpy else kinds))()
        signature = ", ".join(f"{n}: {t}" for n, t in self.parameters.items())
        text = f"def {name}({signature}):\n" + "".join(f"    {line}\n" for line in lines)
        return PythonLoop(name, text, dict(self.parameters))

    def leaf(self) -> tuple[str, bool]:
        pick = self.rng.random()
        if pick < 0.4:
            return "a[i]", "float" in self.parameters["a"]
        if pick < 0.5:
            self.parameters["b"] = "list[int]"
            return "b[i]", False
        if pick < 0.55:
            return "i", False
        return super().leaf()

    def count(self, text: str) -> str:
        """A shift count: of NumPy's scalars also beyond their width, but never negative."""
        return f"({text} & {self.rng.choice(('7', '15', '31'))})" if self.numpy else super().count(text)

    def appended(self) -> list[str]:
        return ["out = []", "for i in range(len(a)):", f"    out.append({self.value()})", "return out"]

    def comprehended(self) -> list[str]:
        return [f"return [{self.value()} for i in range(len(a))]"]

    def stored(self) -> list[str]:
        self.parameters["out"] = f"npt.NDArray[{self.rng.choice(self.kept)}]"
        lines = [f"    out[i] = {self.element()}"]
        if self.rng.random() < 0.3:
            lines = [f"    if {self.value()}:", f"    {lines[0]}"]
        return ["for i in range(len(out)):", *lines]

    def updated(self) -> list[str]:
        self.parameters["out"] = f"npt.NDArray[{self.rng.choice(self.kept)}]"
        return ["for i in range(len(out)):", f"    out[i] {self.rng.choice('+-*^|&')}= {self.element()}"]

    def folded(self) -> list[str]:
        value = self.value()
        match self.rng.randrange(5):
            case 0:
                step = f"s = {self.rng.choice(('min', 'max'))}(s, {value})"
            case 1:
                step = f"if {value} > s: s = {value}"
            case _:
                step = f"s {self.rng.choice('++++-*^|&')}= {value}"
        return [f"s = {self.start()}", "for i in range(len(a)):", f"    {step}", "return s"]

    def prefixes(self) -> list[str]:
        step = f"s {self.rng.choice('++^|')}= {self.value()}"
        head = ["out = []", f"s = {self.start()}", "for i in range(len(a)):"]
        return [*head, f"    {step}", "    out.append(s)", "return out"]

    def counted(self) -> list[str]:
        return ["s = 0", "for i in range(len(a)):", f"    if {self.value()}: s += 1", "return s"]

    def start(self) -> str:
        """The first value of an accumulator."""
        if self.numpy and self.rng.random() < 0.3:
            return f"{self.rng.choice(INTEGERS)}({self.rng.choice('0137')})"
        return self.rng.choice(("0", "0", "0", "1", "255", "a[0]", str(2**62)))

    def element(self) -> str:
        """What is stored: of a float, an array of integers takes the integer that Python makes of it."""
        text, is_float = self.term(self.rng.choice((0, 1, 1, 2)))
        return f"int({text})" if is_float and "float" not in self.parameters["out"] else text

    def value(self) -> str:
        return self.term(self.rng.choice((0, 1, 1, 2, 2, 3)))[0]
