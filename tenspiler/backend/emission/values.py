"""Rendered tensors: the text of an expression, and what has to be known to put it into a larger one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TypeAlias, final

from tensir.dtypes import DType

Range: TypeAlias = tuple[int, int]

INT64: Range = (-(2**63), 2**63 - 1)


class Level(IntEnum):
    """How tightly the outermost operator of an expression binds; operands may not bind less tightly."""

    ATOM = 0
    UNARY = 1
    PRODUCT = 2
    SUM = 3
    SHIFT = 4
    BITAND = 5
    BITXOR = 6
    BITOR = 7
    COMPARISON = 8
    NOT = 9
    AND = 10
    OR = 11
    CHOICE = 12


INFIX: dict[str, Level] = {
    "*": Level.PRODUCT, "/": Level.PRODUCT, "//": Level.PRODUCT, "%": Level.PRODUCT, "@": Level.PRODUCT,
    "+": Level.SUM, "-": Level.SUM, "<<": Level.SHIFT, ">>": Level.SHIFT,
    "&": Level.BITAND, "^": Level.BITXOR, "|": Level.BITOR,
    "==": Level.COMPARISON, "!=": Level.COMPARISON, "<": Level.COMPARISON, "<=": Level.COMPARISON,
    ">": Level.COMPARISON, ">=": Level.COMPARISON, "and": Level.AND, "or": Level.OR,
}  # fmt: skip


@final
@dataclass(frozen=True, slots=True)
class Value:
    """An expression of the emitted module.

    `thin` says for each axis of the tensor whether the expression has one element there, to be broadcast;
    the expression itself has the last `ndim` of these axes only. A `weak` one is a Python number, which
    takes the dtype of what it meets. `fresh` ones own their memory. `bounds` are known at compile time.
    `base` and `items` hold the parts of a subscript, so that a further one can be merged into it.
    """

    text: str
    level: Level
    dtype: DType
    thin: tuple[bool, ...] = ()
    ndim: int = 0
    weak: bool = False
    fresh: bool = False
    bounds: Range | None = None
    base: str = ""
    items: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        return len(self.thin)

    @property
    def is_simple(self) -> bool:
        """A name, a literal or an attribute of a name, which may be repeated."""
        return re.fullmatch(r"-?[\w.]+", self.text) is not None

    def named(self, name: str) -> Value:
        """The variable that the expression has been assigned to."""
        return replace(self, text=name, level=Level.ATOM, base="", items=())


def at_level(value: Value, level: Level) -> str:
    """The text of an operand in a place that takes operators binding at least as tightly as `level`."""
    return value.text if value.level <= level else f"({value.text})"


def fill(template: str, operands: tuple[Value, ...], **words: str) -> tuple[str, Level]:
    """A template with its operands put in, in parentheses where needed, and the level of the result."""
    infix = re.fullmatch(r"\{0\} (\S+) \{1\}", template)
    if infix:
        level = INFIX[infix[1]]
        inner = Level.BITOR if level is Level.COMPARISON else level
        right = Level.BITOR if level is Level.COMPARISON else Level(level - 1)
        left_text, right_text = at_level(operands[0], inner), at_level(operands[1], right)
        return f"{left_text} {infix[1]} {right_text}", level
    if template in ("-{0}", "~{0}"):
        return template[0] + at_level(operands[0], Level.UNARY), Level.UNARY
    if template == "not {0}":
        return "not " + at_level(operands[0], Level.NOT), Level.NOT
    if template == "{1} if {0} else {2}":
        condition, yes, no = (at_level(o, Level.OR) for o in operands)
        return f"{yes} if {condition} else {no}", Level.CHOICE
    texts: list[str] = []
    for place, operand in enumerate(operands):
        loose = re.search(rf"(?<=[(, ])\{{{place}\}}(?=[),{{])", template) or template == f"{{{place}}}"
        beside = re.search(rf"[-~^&|*/%+<>=] \{{{place}\}}", template)
        texts.append(at_level(operand, Level.CHOICE if loose and not beside else Level.ATOM))
    return template.format(*texts, **words), outermost(template)


def outermost(template: str) -> Level:
    """The level of the operator that is applied last in a template."""
    flat = re.sub(r"\{\w*\}", "x", template)
    while (inner := re.sub(r"(?<=\w)?[(\[][^()\[\]]*[)\]]", "x", flat)) != flat:
        flat = inner
    if " if " in flat:
        return Level.CHOICE
    found = [INFIX[word] for word in flat.split() if word in INFIX]
    return max(found, default=Level.UNARY if flat[0] in "-~" else Level.ATOM)
