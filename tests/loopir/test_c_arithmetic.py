"""Random C expressions: the interpreter against g++, values and undefined behaviour alike."""

from __future__ import annotations

import math
import random
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from sketch import assign, c, const, function, op, var

from tensir.dtypes import BOOL, DTYPES, F32, F64, I32, I64, U32, U64, DType
from tenspiler.loopir.checker import check
from tenspiler.loopir.interpreter import Finished, Program, Raised
from tenspiler.loopir.nodes import Expr, Select, Span

EXPRESSIONS, INPUTS, PER_TYPE, DEPTH = 800, 40, 3, 4

TYPES = tuple(d for d in DTYPES.values() if d.name != "int")
INTEGERS = tuple(d for d in TYPES if d.is_integer)
ARITHMETIC = (I32, U32, I64, U64, F32, F64)
C_NAMES = {
    "bool": "bool", "i8": "int8_t", "i16": "int16_t", "i32": "int32_t", "i64": "int64_t",
    "u8": "uint8_t", "u16": "uint16_t", "u32": "uint32_t", "u64": "uint64_t",
    "f32": "float", "f64": "double",
}  # fmt: skip
INFIX = {
    "add": "+", "sub": "-", "mul": "*", "truncdiv": "/", "truncrem": "%", "div": "/",
    "bitand": "&", "bitor": "|", "bitxor": "^", "shl": "<<", "shr": ">>", "and": "&&", "or": "||",
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
INTEGER_OPS = ("add", "sub", "mul", "truncdiv", "truncrem", "bitand", "bitor", "bitxor", "shl", "shr")


@dataclass(frozen=True)
class Term:
    """An expression as LoopIR and as C++."""

    expr: Expr
    text: str

    @property
    def dtype(self) -> DType:
        return self.expr.type.dtype


class Generator:
    """Expressions as a C frontend builds them: promotions and conversions are explicit casts."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.constants: dict[DType, list[int | float | bool]] = {d: [] for d in TYPES}

    def value(self, dtype: DType) -> int | float | bool:
        pick = self.random
        if dtype is BOOL:
            return pick.random() < 0.5
        if dtype.is_float:
            x = pick.choice([0.0, -0.0, 1.0, -1.5, 0.1, 255.0, -129.0, 2.0**31, -(2.0**31), 2.0**63, 1e30,
                             math.inf, -math.inf, math.nan, 1e-40, pick.uniform(-300, 300)])  # fmt: skip
            return float(np.float32(x)) if dtype is F32 else x
        low, high = dtype.lowest, dtype.highest
        near = [low, low + 1, high, high - 1, 0, 1, 2, 3, 7, 31, 32, 63, 64, 255]
        if low:
            near += [-1, -1, -2, -3, -7]
        chosen = pick.choice(near) if pick.random() < 0.6 else pick.randint(max(low, -99), min(high, 99))
        return dtype.wrap(pick.randint(low, high) if pick.random() < 0.15 else chosen)

    def leaf(self) -> Term:
        dtype = self.random.choice(TYPES)
        if self.random.random() < 0.3:
            values = self.constants[dtype]
            values.append(self.value(dtype))
            return Term(const(values[-1], c(dtype)), f"K_{dtype}[{len(values) - 1}]")
        k = self.random.randrange(PER_TYPE)
        return Term(var(f"{dtype}{k}", c(dtype)), f"in.m_{dtype}[{k}]")

    def term(self, depth: int) -> Term:
        if depth == 0:
            return self.leaf()
        shape = self.random.choice(("binary",) * 5 + ("unary", "compare", "choose", "cast", "cast", "logic"))
        return getattr(self, shape)(depth - 1)

    def binary(self, depth: int) -> Term:
        a, b = self.converted(self.term(depth), self.term(depth))
        ops = ("add", "sub", "mul", "div") if a.dtype.is_float else INTEGER_OPS
        return apply(self.random.choice(ops), a.dtype, a, b)

    def unary(self, depth: int) -> Term:
        a = promoted(self.term(depth))
        return apply("neg" if a.dtype.is_float or self.random.random() < 0.6 else "bitnot", a.dtype, a)

    def compare(self, depth: int) -> Term:
        a, b = self.converted(self.term(depth), self.term(depth))
        return apply(self.random.choice(COMPARISONS), BOOL, a, b)

    def choose(self, depth: int) -> Term:
        condition = cast(self.term(depth), BOOL)
        a, b = self.converted(self.term(depth), self.term(depth))
        expr = Select(condition.expr, a.expr, b.expr, a.expr.type, Span("c", 1, 1, 1, 2))
        return Term(expr, f"({condition.text} ? {a.text} : {b.text})")

    def cast(self, depth: int) -> Term:
        return cast(self.term(depth), self.random.choice(TYPES))

    def logic(self, depth: int) -> Term:
        a, b = cast(self.term(depth), BOOL), cast(self.term(depth), BOOL)
        return apply(self.random.choice(("and", "or")), BOOL, apply("not", BOOL, a), b)

    def converted(self, a: Term, b: Term) -> tuple[Term, Term]:
        a, b = promoted(a), promoted(b)
        common = max(a.dtype, b.dtype, key=ARITHMETIC.index)
        return cast(a, common), cast(b, common)


def cast(term: Term, dtype: DType) -> Term:
    if term.dtype is dtype:
        return term
    if dtype is BOOL:  # behind a call, or gcc turns (bool)(a - b) into a != b, which cannot overflow
        return Term(op("cast", c(BOOL), term.expr), f"truth({term.text})")
    return Term(op("cast", c(dtype), term.expr), f"({C_NAMES[dtype.name]})({term.text})")


def promoted(term: Term) -> Term:
    return term if term.dtype in ARITHMETIC else cast(term, I32)


def apply(name: str, dtype: DType, *args: Term) -> Term:
    expr = op(name, c(dtype), *(a.expr for a in args))
    if len(args) == 1:
        return Term(expr, f"({ {'neg': '-', 'bitnot': '~', 'not': '!'}[name] }{args[0].text})")
    a, b = args
    # `and` and `or` of LoopIR are strict, C's operands here are evaluated beforehand.
    if name in ("and", "or"):
        return Term(expr, f"strict_{name}({a.text}, {b.text})")
    return Term(expr, f"({a.text} {INFIX[name]} {b.text})")


def literal(value: int | float | bool, dtype: DType) -> str:
    if not dtype.is_float:
        return f"({C_NAMES[dtype.name]})({int(value) & (1 << 64) - 1}u)"
    return f"from_bits({struct.unpack('<Q', struct.pack('<d', value))[0]}u)"


def program(generator: Generator, terms: list[Term]) -> str:
    lines = [PRELUDE]
    members = [f"{C_NAMES[d.name]} m_{d}[{PER_TYPE}];" for d in TYPES]
    lines.append(f"struct Inputs {{ {' '.join(members)} }};")
    for dtype, values in generator.constants.items():
        texts = ", ".join(literal(v, dtype) for v in values)
        lines.append(f"static volatile {C_NAMES[dtype.name]} K_{dtype}[] = {{ {texts} }};")
    for k, term in enumerate(terms):
        value = f"({C_NAMES[term.dtype.name]})({term.text})"
        body = f"to_bits({value})" if term.dtype.is_float else f"(uint64_t)({value})"
        lines.append(f"static uint64_t f{k}(const Inputs &in) {{ return {body}; }}")
    table = ", ".join(f"f{k}" for k in range(len(terms)))
    lines.append(f"static Call calls[] = {{ {table} }};")
    return "\n".join([*lines, MAIN])


PRELUDE = """
#include <csetjmp>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>
static double from_bits(uint64_t b) { double x; memcpy(&x, &b, 8); return x; }
static uint64_t to_bits(double x) { uint64_t b; memcpy(&b, &x, 8); return b; }
static bool strict_and(bool a, bool b) { return a && b; }
static bool strict_or(bool a, bool b) { return a || b; }
template <class T> static bool truth(T x) { return x; }
struct Inputs;
typedef uint64_t (*Call)(const Inputs &);
static sigjmp_buf escape;
static void trapped(int) { siglongjmp(escape, 1); }
"""

MAIN = """
int main() {
    struct sigaction action = {};
    action.sa_handler = trapped;
    action.sa_flags = SA_NODEFER;
    for (int signal : {SIGILL, SIGFPE, SIGTRAP, SIGABRT}) sigaction(signal, &action, nullptr);
    std::vector<Inputs> inputs;
    Inputs one;
    while (fread(&one, sizeof one, 1, stdin) == 1) inputs.push_back(one);
    for (Call call : calls)
        for (const Inputs &in : inputs) {
            volatile uint64_t out[2] = {1, 0};
            if (sigsetjmp(escape, 0) == 0) { out[1] = call(in); out[0] = 0; }
            uint64_t line[2] = {out[0], out[1]};
            fwrite(line, sizeof line, 1, stdout);
        }
}
"""


def random_inputs(generator: Generator) -> np.ndarray:
    layout = np.dtype([(d.name, d.numpy, (PER_TYPE,)) for d in TYPES], align=True)
    rows = [tuple([generator.value(d) for _ in range(PER_TYPE)] for d in TYPES) for _ in range(INPUTS)]
    return np.array(rows, dtype=layout)


def run_in_c(source: str, inputs: np.ndarray, folder: Path) -> np.ndarray:
    path, binary = folder / "expressions.cpp", folder / "expressions"
    path.write_text(source, encoding="utf-8")
    sanitize = ["-fsanitize=undefined,float-cast-overflow", "-fsanitize-undefined-trap-on-error"]
    command = ["g++", "-std=c++17", "-O0", "-w", "-ffp-contract=off", *sanitize]
    subprocess.run([*command, str(path), "-o", str(binary)], check=True)
    done = subprocess.run([str(binary)], input=inputs.tobytes(), capture_output=True, check=True)
    return np.frombuffer(done.stdout, dtype=np.uint64).reshape(-1, len(inputs), 2)


def outcomes(term: Term, inputs: np.ndarray) -> list[tuple[bool, int]]:
    parameters = {f"{d}{k}": c(d) for d in TYPES for k in range(PER_TYPE)}
    result = assign("r", term.expr)
    checked = function(parameters, {"r": term.expr.type}, (result,), var("r", term.expr.type))
    check(checked)
    compiled = Program(checked)
    found: list[tuple[bool, int]] = []
    for row in inputs:
        match compiled.run([x for d in TYPES for x in row[d.name].tolist()]):
            case Finished(results=(value,)):
                found.append((False, bits(value)))
            case Raised():
                found.append((True, 0))
    return found


def bits(value: int | float | bool) -> int:
    if isinstance(value, float):
        return struct.unpack("<Q", struct.pack("<d", value))[0]
    return int(value) & (1 << 64) - 1


def is_nan(pattern: int) -> bool:
    return math.isnan(struct.unpack("<d", struct.pack("<Q", pattern))[0])


@pytest.mark.skipif(shutil.which("g++") is None, reason="needs g++")
def test_values_and_undefined_behaviour_agree_with_gcc(tmp_path: Path) -> None:
    generator = Generator(seed=20)
    terms = [generator.term(k % DEPTH + 1) for k in range(EXPRESSIONS)]
    inputs = random_inputs(generator)
    compiled = run_in_c(program(generator, terms), inputs, tmp_path)
    folded = 0
    for k, (term, expected) in enumerate(zip(terms, compiled.tolist(), strict=True)):
        for row, (traps, pattern), found in zip(inputs, expected, outcomes(term, inputs), strict=True):
            # In nested terms gcc computes `(int8_t)(a * b)` in narrow arithmetic, and nothing overflows.
            if found[0] and not traps and k % DEPTH:
                folded += 1
                continue
            same = term.dtype.is_float and is_nan(found[1]) and is_nan(pattern)
            assert found == (bool(traps), pattern) or (same and not traps), f"{term.text} on {row}"
    assert folded < EXPRESSIONS * INPUTS / 100
