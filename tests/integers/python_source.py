"""Random Python source on integers, floats and NumPy scalars of every dtype, mixed or not."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# The annotation of a type and the stem of the parameters that have it.
PYTHON_TYPES = {"int": "i", "bool": "b", "float": "f"}
NUMPY_TYPES = {
    "np.int8": "b8_", "np.int16": "b16_", "np.int32": "b32_", "np.int64": "b64_",
    "np.uint8": "u8_", "np.uint16": "u16_", "np.uint32": "u32_", "np.uint64": "u64_",
    "np.float32": "f32_", "np.float64": "f64_", "np.bool_": "nb_",
}  # fmt: skip
PRELUDE = "import math\nimport numpy as np\nimport numpy.typing as npt\n"
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
ARITHMETIC = ("+", "-", "*", "//", "%")
BITS = ("&", "|", "^", "<<", ">>")


@dataclass(frozen=True)
class PythonSource:
    """A function: its name, its text, and the annotations of its scalar parameters by name."""

    name: str
    text: str
    parameters: dict[str, str]


def converted(type_: str, text: str, is_float: bool) -> str:
    """A conversion; NumPy leaves open what integer is made of a float out of range, and Python raises."""
    return f"{type_}(int({text}))" if is_float and "np." in type_ and "int" in type_ else f"{type_}({text})"


class PythonAuthor:
    """Writes functions on Python's numbers, or (with `numpy`) also on NumPy's scalars."""

    def __init__(self, rng: Random, numpy: bool, floats: float = 0.15) -> None:
        self.rng = rng
        self.numpy = numpy
        self.floats = floats
        self.parameters: dict[str, str] = {}
        self.locals: dict[str, bool] = {}
        self.kept: list[str] = []

    def function(self, name: str, depth: int) -> PythonSource:
        """One that returns a number; its list makes it one that is read."""
        self.parameters, self.locals = {}, {}
        self.kept = self.rng.sample([*NUMPY_TYPES], 2) if self.numpy else []
        body = self.statements(depth) if self.rng.random() < 0.4 else []
        value = self.term(depth)[0]
        signature = ", ".join(["_: list[int]", *(f"{n}: {t}" for n, t in self.parameters.items())])
        lines = [*body, f"return {value}"]
        text = f"def {name}({signature}):\n" + "".join(f"    {line}\n" for line in lines)
        return PythonSource(name, text, dict(self.parameters))

    def statements(self, depth: int) -> list[str]:
        """Local variables, and what happens to them."""
        lines: list[str] = []
        for _ in range(self.rng.randint(1, 2)):
            text, is_float = self.term(depth)
            name = f"v{len(self.locals)}"
            lines.append(f"{name} = {text}")
            self.locals[name] = is_float
        for _ in range(self.rng.randint(1, 2)):
            name = self.rng.choice(list(self.locals))
            lines += self.change(name, depth - 1)
        return lines

    def change(self, name: str, depth: int) -> list[str]:
        text, is_float = self.term(depth)
        floats = is_float or self.locals[name]
        self.locals[name] = floats
        op = self.rng.choice(ARITHMETIC if floats else (*ARITHMETIC, *BITS))
        line = f"{name} {op}= {self.count(text) if op in ('<<', '>>') else text}"
        if self.rng.random() < 0.3:
            return [f"if {self.term(max(depth, 1))[0]}:", f"    {line}"]
        return [line]

    # ------------------------------------------------------------ expressions: text, and whether it is a float

    def leaf(self) -> tuple[str, bool]:
        pick = self.rng
        if pick.random() < 0.3:
            return self.literal()
        if self.locals and pick.random() < 0.4:
            name = pick.choice(list(self.locals))
            return name, self.locals[name]
        if self.numpy and pick.random() < 0.7:
            type_ = pick.choice(self.kept)
            stem = NUMPY_TYPES[type_]
        else:
            type_ = "float" if pick.random() < self.floats else pick.choice(("int", "int", "int", "bool"))
            stem = PYTHON_TYPES[type_]
        name = f"{stem}{pick.randrange(2)}"
        self.parameters[name] = type_
        return name, "float" in type_

    def literal(self) -> tuple[str, bool]:
        pick = self.rng
        if pick.random() < self.floats:
            return pick.choice(("0.5", "1.0", "2.0", "1e3", "0.1", "1e10", "-3.0")), True
        if pick.random() < 0.1:
            return pick.choice(("True", "False")), False
        small = (0, 1, 2, 3, 7, 8, 10, 31, 63, 100, 127, 128, 255)
        large = (256, 32767, 65535, 2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, 2**64, 10**20)
        value = pick.choice(small if self.numpy and pick.random() < 0.9 else small + large)
        return pick.choice((str(value), f"(-{value})", hex(value))), False

    def term(self, depth: int) -> tuple[str, bool]:
        if depth <= 0:
            return self.leaf()
        shapes = ("binary",) * 5 + ("unary", "compare", "choose", "call", "call", "logic")
        return getattr(self, self.rng.choice(shapes))(depth - 1)

    def binary(self, depth: int) -> tuple[str, bool]:
        (a, x), (b, y) = self.term(depth), self.term(depth)
        op = self.rng.choice((*ARITHMETIC, "/") if x or y or self.rng.random() < 0.5 else BITS)
        if not x and self.rng.random() < 0.05:
            return f"({a} ** {self.rng.choice('23')})", False
        return f"({a} {op} {self.count(b) if op in ('<<', '>>') else b})", x or y or op == "/"

    def count(self, text: str) -> str:
        """A shift count, mostly a small one."""
        match self.rng.randrange(5):
            case 0:
                return f"({text} % 70)"
            case 1:
                return str(self.rng.randrange(9 if self.numpy else 70))
            case _:
                return f"({text} & {self.rng.choice(('7', '7', '15', '31'))})"

    def unary(self, depth: int) -> tuple[str, bool]:
        a, x = self.term(depth)
        op = self.rng.choice(("-", "+", "not ") if x else ("-", "-", "+", "~", "not "))
        return f"({op}{a})", x and op != "not "

    def compare(self, depth: int) -> tuple[str, bool]:
        parts = [self.term(depth)[0] for _ in range(self.rng.choice((2, 2, 2, 3)))]
        text = parts[0]
        for part in parts[1:]:
            text += f" {self.rng.choice(COMPARISONS)} {part}"
        return f"({text})", False

    def logic(self, depth: int) -> tuple[str, bool]:
        a, b, x = self.alike(depth)
        return f"({a} {self.rng.choice(('and', 'or'))} {b})", x

    def choose(self, depth: int) -> tuple[str, bool]:
        condition, (a, b, x) = self.term(depth)[0], self.alike(depth)
        return f"({a} if {condition} else {b})", x

    def alike(self, depth: int) -> tuple[str, str, bool]:
        """Two terms of one type, mostly: what depends on more than that is refused."""
        (a, x), (b, y) = self.term(depth), self.term(depth)
        if self.rng.random() < 0.05:
            return a, b, x or y
        kept = self.rng.choice(self.kept) if self.kept and self.rng.random() < 0.7 else None
        type_ = kept or ("float" if x or y else "int")
        return converted(type_, a, x), converted(type_, b, y), "float" in type_

    def call(self, depth: int) -> tuple[str, bool]:
        a, x = self.term(depth)
        names = ["int", "float", "bool", "abs", "min", "max"]
        if self.numpy:
            names += [*self.rng.sample([*NUMPY_TYPES], 2)]
        name = self.rng.choice(names)
        if name in ("min", "max"):
            a, b, x = self.alike(depth)
            return f"{name}({a}, {b})", x
        return converted(name, a, x), "float" in name or (x and name == "abs")
