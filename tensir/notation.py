"""How the text form writes operators and names: what the printer and the parser agree on."""

from __future__ import annotations

import re
from typing import Final

from tensir.dtypes import DTYPES

OR, AND, NOT, COMPARE, BITOR, BITXOR, BITAND, SHIFT, SUM, PRODUCT, UNARY, ATOM = range(1, 13)

INFIX: Final[dict[str, tuple[str, int]]] = {
    "or": ("or", OR), "and": ("and", AND),
    "lt": ("<", COMPARE), "le": ("<=", COMPARE), "gt": (">", COMPARE), "ge": (">=", COMPARE),
    "eq": ("==", COMPARE), "ne": ("!=", COMPARE),
    "bitor": ("|", BITOR), "bitxor": ("^", BITXOR), "bitand": ("&", BITAND),
    "shl": ("<<", SHIFT), "shr": (">>", SHIFT),
    "add": ("+", SUM), "sub": ("-", SUM),
    "mul": ("*", PRODUCT), "div": ("/", PRODUCT), "floordiv": ("//", PRODUCT), "mod": ("%", PRODUCT),
}  # fmt: skip
"""Binary operators: their symbol and how tightly it binds; all but comparisons associate to the left."""

PREFIX: Final[dict[str, tuple[str, int]]] = {
    "not": ("not ", NOT),
    "neg": ("-", UNARY),
    "bitnot": ("~", UNARY),
}

FOLDS: Final[dict[str, str]] = {"add": "sum", "mul": "prod", "and": "all", "or": "any"}
"""The names of folds that do not go by the name of their operator."""

KEYWORDS: Final = frozenset(
    (
        "program",
        "new",
        "iterate",
        "carry",
        "next",
        "return",
        "true",
        "false",
        "and",
        "or",
        "not",
        "inf",
        "nan",
    )
) | frozenset(DTYPES)

_PLAIN = re.compile(r"[^\W\d][\w.]*")


def quoted(name: str) -> str:
    """A name as the text form writes it: in backticks where it could be taken for something else."""
    plain = _PLAIN.fullmatch(name) and name.split(".", 1)[0] not in KEYWORDS
    return name if plain else f"`{name}`"


Text = tuple[str, int]
"""A piece of text and how tightly its outermost operator binds."""


def enclosed(text: Text, tightness: int) -> str:
    """The text, in parentheses where it binds less tightly than its place demands."""
    return text[0] if text[1] >= tightness else f"({text[0]})"


def operation(op: str, operands: list[Text], *, literal: bool = False) -> Text:
    """An operator applied; `literal` says that the only operand is a number (`-1` is a number of its own)."""
    if op in INFIX:
        symbol, tightness = INFIX[op]
        left = enclosed(operands[0], tightness + (tightness == COMPARE))
        return f"{left} {symbol} {enclosed(operands[1], tightness + 1)}", tightness
    if op in PREFIX and not literal:
        symbol, tightness = PREFIX[op]
        return symbol + enclosed(operands[0], tightness), tightness
    return f"{op}({', '.join(text for text, _ in operands)})", ATOM
