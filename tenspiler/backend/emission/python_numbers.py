"""Patterns on Python's own numbers, as extents, attributes and unbounded scalars are."""

from __future__ import annotations

from tensir.dtypes import BOOL, INT
from tenspiler.backend.emission.target import Pattern, natural

_INT, _BOOL = frozenset({INT}), frozenset({BOOL})

PYTHON: tuple[Pattern, ...] = (
    Pattern("abs", _INT, "abs({0})"),
    Pattern("floordiv", _INT, "{0} // {1}"),
    Pattern("mod", _INT, "{0} % {1}"),
    Pattern("truncdiv", _INT, "{0} // {1}", given=natural),
    Pattern("truncdiv", _INT, "_int_truncdiv({0}, {1})"),
    Pattern("truncrem", _INT, "{0} % {1}", given=natural),
    Pattern("truncrem", _INT, "_int_truncrem({0}, {1})"),
    Pattern("min", _INT, "min({0}, {1})"),
    Pattern("max", _INT, "max({0}, {1})"),
    Pattern("shl", _INT, "{0} << {1}"),
    Pattern("shr", _INT, "{0} >> {1}"),
    Pattern("and", _BOOL, "{0} and {1}"),
    Pattern("or", _BOOL, "{0} or {1}"),
    Pattern("not", _BOOL, "not {0}"),
    Pattern("select", _INT | _BOOL, "{1} if {0} else {2}"),
)
