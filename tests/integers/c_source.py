"""Random C and C++ source on numbers of every width: expressions, narrow assignments, steps, branches."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tensir.dtypes import DTYPES, DType

# A C type's name, the dtype that holds it on this target, and the stem of the parameters that have it.
C_TYPES: dict[str, tuple[str, str]] = {
    "bool": ("bool", "b"), "char": ("i8", "c"), "signed char": ("i8", "sc"), "unsigned char": ("u8", "uc"),
    "int8_t": ("i8", "b8"), "uint8_t": ("u8", "u8"), "short": ("i16", "s"), "unsigned short": ("u16", "us"),
    "int": ("i32", "i"), "unsigned": ("u32", "u"), "int32_t": ("i32", "i4"), "uint32_t": ("u32", "u4"),
    "long": ("i64", "l"), "unsigned long": ("u64", "ul"), "long long": ("i64", "ll"), "size_t": ("u64", "z"),
    "int64_t": ("i64", "i8_"), "uint64_t": ("u64", "u8_"), "float": ("f32", "f"), "double": ("f64", "d"),
}  # fmt: skip
FLOATS = ("float", "double")
INTEGERS = tuple(t for t in C_TYPES if t not in FLOATS)
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
ARITHMETIC = ("+", "-", "*", "/")
BITS = ("%", "<<", ">>", "&", "|", "^")


def dtype_of(type_: str) -> DType:
    """The dtype of a C type."""
    return DTYPES[C_TYPES[type_][0]]


@dataclass(frozen=True)
class Source:
    """A function: its name, its text, the types of its scalar parameters by name, and of its result."""

    name: str
    text: str
    parameters: dict[str, str]
    result: str


@dataclass(frozen=True)
class Term:
    """An expression, and whether it is a floating-point one."""

    text: str
    is_float: bool = False


class Author:
    """Writes functions in one language: `c` or `cpp`."""

    def __init__(self, rng: Random, language: str, floats: float = 0.15) -> None:
        self.rng = rng
        self.language = language
        self.floats = floats
        self.parameters: dict[str, str] = {}
        self.locals: dict[str, str] = {}

    def function(self, name: str, depth: int) -> Source:
        """One that stores one number in `out[0]`."""
        self.parameters, self.locals = {}, {}
        body = self.statements(depth) if self.rng.random() < 0.4 else []
        value = self.term(depth).text
        result = self.type()
        signature = ", ".join([*(f"{t} {n}" for n, t in self.parameters.items()), f"{result} *out"])
        lines = [*body, f"out[0] = {value};"]
        text = f"void {name}({signature}) {{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"
        return Source(name, text, dict(self.parameters), result)

    # ------------------------------------------------------------ statements

    def statements(self, depth: int) -> list[str]:
        """Local variables, and what happens to them."""
        lines: list[str] = []
        for _ in range(self.rng.randint(1, 2)):
            type_, value = self.type(), self.term(depth)
            name = f"v{len(self.locals)}"
            lines.append(f"{type_} {name} = {value.text};")
            self.locals[name] = type_
        for _ in range(self.rng.randint(1, 3)):
            lines += self.change(depth - 1)
        return lines

    def change(self, depth: int) -> list[str]:
        """A local variable is changed, maybe on a condition."""
        name = self.rng.choice(list(self.locals))
        type_ = self.locals[name]
        line = self.assignment(name, type_, depth)
        if self.rng.random() < 0.3:
            other = self.assignment(name, type_, depth)
            return [f"if ({self.term(max(depth, 1)).text}) {line}", f"else {other}"]
        return [line]

    def assignment(self, name: str, type_: str, depth: int) -> str:
        if type_ not in (*FLOATS, "bool") and self.rng.random() < 0.25:
            return self.rng.choice((f"{name}++;", f"{name}--;", f"++{name};", f"--{name};"))
        value = self.term(max(depth, 0))
        if self.rng.random() < 0.2:
            return f"{name} = {value.text};"
        if type_ in FLOATS or value.is_float:
            return f"{name} {self.rng.choice(ARITHMETIC)}= {value.text};"
        op = self.rng.choice((*ARITHMETIC, *BITS))
        text = self.count(value) if op in ("<<", ">>") else value.text
        return f"{name} {op}= {text};"

    # ------------------------------------------------------------ expressions

    def type(self) -> str:
        return self.rng.choice(FLOATS if self.rng.random() < self.floats else INTEGERS)

    def leaf(self) -> Term:
        if self.rng.random() < 0.3:
            return self.literal()
        if self.locals and self.rng.random() < 0.4:
            name = self.rng.choice(list(self.locals))
            return Term(name, self.locals[name] in FLOATS)
        type_ = self.type()
        name = f"{C_TYPES[type_][1]}{self.rng.randrange(2)}"
        self.parameters[name] = type_
        return Term(name, type_ in FLOATS)

    def literal(self) -> Term:
        pick = self.rng
        if pick.random() < self.floats:
            return Term(
                pick.choice(("0.5", "1.0", "2.0f", "1e3", "0.1", "0.1f", "3.", "255.0f", "1e10")), True
            )
        if pick.random() < 0.1:
            return Term(pick.choice(("'a'", "'\\0'", "'\\377'", "true", "false", "sizeof(int)")))
        value = pick.choice((0, 1, 2, 3, 7, 8, 10, 31, 32, 63, 100, 127, 128, 255, 256, 32767, 65535, 65536,
                             2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**63 - 1))  # fmt: skip
        text = pick.choice((str(value), str(value), hex(value), oct(value).replace("o", "")))
        return Term(text + pick.choice(("", "", "", "u", "U", "L", "UL", "LL", "ULL")))

    def term(self, depth: int) -> Term:
        if depth <= 0:
            return self.leaf()
        shapes = ("binary",) * 5 + ("unary", "compare", "choose", "cast", "cast", "logic")
        return getattr(self, self.rng.choice(shapes))(depth - 1)

    def binary(self, depth: int) -> Term:
        a, b = self.term(depth), self.term(depth)
        if a.is_float or b.is_float:
            return Term(f"({a.text} {self.rng.choice(ARITHMETIC)} {b.text})", True)
        op = self.rng.choice((*ARITHMETIC, *BITS))
        text = self.count(b) if op in ("<<", ">>") else b.text
        return Term(f"({a.text} {op} {text})")

    def count(self, value: Term) -> str:
        """A shift count, mostly a small one."""
        match self.rng.randrange(4):
            case 0:
                return value.text
            case 1:
                return str(self.rng.randrange(34))
            case _:
                return f"({value.text} & {self.rng.choice(('7', '7u', '15', '31', '63L'))})"

    def unary(self, depth: int) -> Term:
        a = self.term(depth)
        op = self.rng.choice(("-", "+", "!")) if a.is_float else self.rng.choice(("-", "-", "+", "~", "!"))
        return Term(f"({op}{a.text})", a.is_float and op != "!")

    def compare(self, depth: int) -> Term:
        return Term(f"({self.term(depth).text} {self.rng.choice(COMPARISONS)} {self.term(depth).text})")

    def logic(self, depth: int) -> Term:
        return Term(f"({self.term(depth).text} {self.rng.choice(('&&', '||'))} {self.term(depth).text})")

    def choose(self, depth: int) -> Term:
        condition, a, b = self.term(depth), self.term(depth), self.term(depth)
        return Term(f"({condition.text} ? {a.text} : {b.text})", a.is_float or b.is_float)

    def cast(self, depth: int) -> Term:
        type_, value = self.type(), self.term(depth).text
        if self.language == "cpp" and self.rng.random() < 0.3:
            return Term(f"static_cast<{type_}>({value})", type_ in FLOATS)
        return Term(f"(({type_}){value})", type_ in FLOATS)
