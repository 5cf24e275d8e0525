"""The text form: printing and parsing undo each other, and bad text meets an error with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tensir import (
    BOOL,
    DTYPES,
    F32,
    F64,
    I32,
    INT,
    OPERATORS,
    SCALARS,
    U8,
    Apply,
    Cell,
    DType,
    Elem,
    Extent,
    Lit,
    Param,
    Program,
    Scalar,
    Sym,
    TensIRSyntaxError,
    Tensor,
    TensorType,
    TypeRuleError,
    call,
    cell_at,
    check_requirements,
    evaluate,
    evaluate_cell,
    parse_program,
    show_program,
)
from tensir.cells import Fold, fresh, integer, substitute
from tensir.ops import ATTRIBUTE_KINDS, AttributeKind
from tensir.scalars import result_dtype

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.tir"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_texts_come_back(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert show_program(parse_program(text)) == text


def array(name: str, dtype: DType, rank: int) -> Param:
    return Param(name, TensorType(dtype, tuple(Extent(name, axis) for axis in range(rank))))


PARAMETERS = (
    array("a", F32, 2), array("x", F32, 1), array("new", F64, 1), array("v", I32, 1), array("i", INT, 1),
    array("c", BOOL, 1), array("b.data", U8, 2), array("k", INT, 0), array("n", I32, 0), array("s", F32, 0),
)  # fmt: skip


def literals(dtype: DType) -> st.SearchStrategy[Cell]:
    if dtype is BOOL:
        return st.booleans().map(lambda v: Lit(v, BOOL))
    if dtype.is_float:
        return st.floats(width=32 if dtype is F32 else 64).map(lambda v: Lit(float(v), dtype))
    if dtype is INT:
        return st.integers(-3, 3).map(lambda v: Lit(v, INT)) | st.integers().map(lambda v: Lit(v, INT))
    return st.integers(dtype.lowest, dtype.highest).map(lambda v: Lit(v, dtype))


@st.composite
def cells(draw: st.DrawFn, dtype: DType, depth: int = 2) -> Cell:
    leaves: list[Cell] = [Sym(p.name, dtype) for p in PARAMETERS if not p.type.rank and p.type.dtype is dtype]
    if dtype is INT:
        leaves += [Sym("n", INT), Extent("a", 1), Extent("x", 0), Extent("new", 0)]
    choice = draw(st.integers(0, 5))
    if depth == 0 or choice == 0:
        return draw(literals(dtype))
    if leaves and choice == 1:
        return draw(st.sampled_from(leaves))
    if choice == 2:
        owners = [p for p in PARAMETERS if p.type.rank and p.type.dtype is dtype]
        if owners:
            owner = draw(st.sampled_from(owners))
            return Elem(owner.name, tuple(draw(cells(INT, depth - 1)) for _ in range(owner.type.rank)), dtype)
    if choice == 4 and dtype is INT and draw(st.booleans()):
        key = draw(cells(draw(st.sampled_from([INT, F32, I32])), depth - 1))
        name = fresh("j")
        key = substitute(key, {"k": Sym(name, INT)}) if key.dtype is INT else key
        return Fold("argsort", name, integer(0), draw(cells(INT, depth - 1)), draw(cells(INT, 0)), key)
    if choice == 3:
        inner = draw(cells(draw(st.sampled_from(list(DTYPES.values()))), depth - 1))
        if not (dtype is INT and isinstance(inner, Sym)):
            return Apply("cast", (inner,), dtype)
    op = draw(st.sampled_from(list(SCALARS)))
    operand = draw(st.sampled_from([dtype, I32, INT, F32]))
    kinds = [BOOL, operand, operand] if op == "select" else [operand] * SCALARS[op].arity
    try:
        if result_dtype(op, tuple(kinds)) is not dtype:
            return draw(literals(dtype))
    except TypeRuleError:
        return draw(literals(dtype))
    return Apply(op, tuple(draw(cells(kind, depth - 1)) for kind in kinds), dtype)


def attribute(draw: st.DrawFn, name: str, operands: list[Tensor]) -> Any:
    rank = operands[0].type.rank if operands else 0
    match ATTRIBUTE_KINDS[name]:
        case AttributeKind.NUMBER:
            return draw(st.integers(0, max(rank, 1)))
        case AttributeKind.NUMBERS:
            return tuple(draw(st.permutations(range(rank))))
        case AttributeKind.DTYPE:
            return draw(st.sampled_from(list(DTYPES.values())))
        case AttributeKind.TEXT:
            letters = [draw(st.text("ij", min_size=o.type.rank, max_size=o.type.rank)) for o in operands]
            return f"{','.join(letters)}->{draw(st.sampled_from(['', 'i', 'j', 'ij']))}"
        case AttributeKind.CELL:
            return draw(cells(INT) | st.integers(0, 3))
        case AttributeKind.CELLS:
            size = rank if name in ("starts", "steps") else draw(st.integers(0, 3))
            return tuple(
                draw(cells(INT, 1) | st.integers(0, 3)) for _ in range(2 if name == "strides" else size)
            )


@st.composite
def programs(draw: st.DrawFn, scalars: bool = True, steps: int = 10) -> Program:
    pool: list[Tensor] = list(PARAMETERS)
    made: list[Tensor] = []
    for _ in range(draw(st.integers(1, steps))):
        if scalars and draw(st.integers(0, 4)) == 0:
            pool.append(Scalar(draw(cells(draw(st.sampled_from(list(DTYPES.values())))))))
        entry = OPERATORS[draw(st.sampled_from(list(OPERATORS)))]
        operands: list[Tensor] = []
        for _ in range(draw(st.sampled_from(entry.arities[:2]))):
            alike = [t for t in pool if not operands or t.type.dtype is operands[-1].type.dtype]
            operands.append(draw(st.sampled_from(alike)))
        try:
            result = call(
                entry.name, *operands, **{n: attribute(draw, n, operands) for n in entry.attributes}
            )
        except TypeRuleError:
            continue
        pool.append(result)
        made.append(result)
    outputs = draw(st.lists(st.sampled_from(made or pool), min_size=1, max_size=3))
    names = ["return", "a", "new"] if draw(st.booleans()) else ["return.0", "return.1", "return.2"]
    return Program(
        draw(st.sampled_from(["f", "program", "kernel"])),
        PARAMETERS,
        tuple(zip(names, outputs, strict=False)),
    )


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_parsing_inverts_printing(program: Program) -> None:
    text = show_program(program)
    again = parse_program(text)
    assert again == program
    assert show_program(again) == text


ARGUMENTS: dict[str, Any] = {
    "a": np.array([[1.5, -2, 0.1], [3, np.inf, -0.0]], np.float32),
    "x": [0.1, -1.0, 2.0], "new": [1e300, -0.5, 3.0],
    "v": [2**31 - 1, -7, 3], "i": [0, 2, 1], "c": [True, False, True], "b.data": [[255, 1, 0], [7, 128, 2]],
    "k": 2, "n": 3, "s": 0.5,
}  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs(scalars=False, steps=6))
def test_programs_mean_what_their_cells_mean(program: Program) -> None:
    """The evaluator goes value by value; the meaning of the whole expression is one cell."""
    try:
        if not check_requirements(program, ARGUMENTS):
            return
        values = evaluate(program, ARGUMENTS)
    except (IndexError, ValueError, OverflowError, MemoryError):
        return
    scalars = {p.name: ARGUMENTS[p.name] for p in PARAMETERS if not p.type.rank}
    arrays = {p.name: np.array(ARGUMENTS[p.name], p.type.dtype.numpy) for p in PARAMETERS if p.type.rank}
    for name, output in program.outputs:
        value = np.asarray(values[name], dtype=output.type.dtype.numpy)
        symbols = tuple(Sym(f"%{axis}", INT) for axis in range(value.ndim))
        grid = np.indices(value.shape).astype(object)
        env = scalars | {s.name: g for s, g in zip(symbols, grid, strict=True)}
        try:
            whole = evaluate_cell(cell_at(output, symbols), env, arrays)
        except (
            IndexError
        ):  # an unspecified element that is not used, which the parts can tell and the whole cannot
            continue
        np.testing.assert_array_equal(np.broadcast_to(whole, value.shape), value)


HEAD = "program f(a: f32[m, n], x: f32[n], k: i32) -> (return)\n"
ERRORS: list[tuple[str, int, int, str]] = [
    ("", 1, 1, "ends too early"),
    ("program f(", 1, 11, "ends too early"),
    ("program f(a: f33) return = a", 1, 14, "dtype"),
    ("program f(a: f32, a: f32) return = a", 1, 19, "two parameters"),
    ("program f(a: f32[n], n: i32) return = a", 1, 18, "both"),
    (HEAD + "return = y", 2, 10, "no value `y`"),
    (HEAD + "return = a ? x", 2, 12, "'?'"),
    (HEAD + "return = a a", 2, 13, "ends too early"),
    (HEAD + "return = a + k", 2, 10, "do not fit"),
    (HEAD + "return = matvec(x, a)", 2, 10, "does not fit"),
    (HEAD + "return = frobnicate(x)", 2, 10, "no operator"),
    (HEAD + "return = expand[axis=7, extent=3](x)", 2, 10, "axis 7"),
    (HEAD + "return = expand[axis=0, extent=3.5](x)", 2, 32, "integer"),
    (HEAD + "return = expand[axis=0](x)", 2, 10, "attributes"),
    (HEAD + "return = x[0]", 2, 10, "braces"),
    (HEAD + "return = {x[0, 1]}", 2, 11, "rank 2"),
    (HEAD + "return = {sum(j: x[j])}", 2, 15, "range"),
    (HEAD + "return = {a.shape[2]}", 2, 11, "axis 2"),
    (HEAD + "return = 300:u8", 2, 10, "range of u8"),
    (HEAD + "return = 1.5:i32", 2, 10, "no number"),
    (HEAD + "return = x\nreturn = x", 3, 1, "twice"),
    (HEAD + "x = a\nreturn = x", 2, 1, "new x"),
    (HEAD + "t = a", 1, 1, "outputs"),
    ("program f(x: f32[n]) -> (return: f64[n])\nreturn = x", 1, 34, "type"),
    ("program f(x: f32[n]) -> (return: f32[n + 1])\nreturn = x", 1, 38, "extent"),
    (HEAD + "return = 1 < 2 < 3", 2, 10, "chained"),
    (HEAD + "return = reshape[shape=3](x)", 2, 24, "list"),
    (HEAD + f"return = {'9' * 5000}", 2, 10, "digits"),
]


@pytest.mark.parametrize(("text", "line", "column", "message"), ERRORS)
def test_errors_have_a_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(TensIRSyntaxError) as caught:
        parse_program(text)
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 5000 + "x" + ")" * 5000,
        "-" * 5000 + "x",
        " + ".join(["x"] * 5000),
        "{" + "not " * 5000 + "true}",
        "full[shape=[" + "[" * 3000 + "]" * 3000 + "]](k)",
        "x" + " " * 1_000_001,
    ],
    ids=["parentheses", "signs", "sums", "nots", "lists", "length"],
)
def test_hostile_text_meets_an_error(expression: str) -> None:
    try:
        parse_program(HEAD + "return = " + expression)
    except TensIRSyntaxError:
        return
    assert expression.startswith("(")


def test_hostile_chains_meet_an_error() -> None:
    chain = "\n".join(f"t{i + 1} = neg(t{i})" for i in range(3000))
    with pytest.raises(TensIRSyntaxError, match="build on each other"):
        parse_program(HEAD + "t0 = neg(x)\n" + chain + "\nreturn = t3000")
    doubling = "\n".join(f"t{i + 1} = add(t{i}, u{i})\nu{i + 1} = add(u{i}, t{i})" for i in range(150))
    text = show_program(parse_program(HEAD + "t0 = neg(x)\nu0 = exp(x)\n" + doubling + "\nreturn = t150"))
    assert show_program(parse_program(text)) == text


@given(st.text(max_size=60) | st.text(alphabet='{}[]()a x=:<>+-*/.,;0\n`"', max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_program_or_an_error(text: str) -> None:
    for source in (text, HEAD + "return = " + text):
        error = None
        try:
            parse_program(source)
        except TensIRSyntaxError as raised:
            error = raised
        assert error is None or min(error.line, error.column) >= 1
