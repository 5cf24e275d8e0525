"""Functions on arguments and on Python's integers that emitted modules of any target may include.

Emitted modules include what they need; the text here is what is included, and is free of annotations.
"""
# pyright: basic, reportArgumentType=false


class PreconditionError(ValueError):
    """The arguments lie outside what this function is defined for."""


def _of_class(name, value, expected):
    """Refuse an object of another class, whose methods may differ."""
    if type(value).__name__ != expected:
        raise PreconditionError(f"expected a {expected} for `{name}`, got {type(value).__name__}")


def _flatten(name, value, rank):
    """The elements of lists nested `rank` deep, and their shape; all rows must have one length."""
    level, shape = [value], []
    for _ in range(rank):
        if not all(isinstance(row, (list, tuple)) for row in level):
            raise PreconditionError(f"expected lists nested {rank} deep for `{name}`")
        lengths = set(map(len, level))
        if len(lengths) > 1:
            raise PreconditionError(f"rows of `{name}` have different lengths")
        shape.append(lengths.pop() if lengths else 0)
        level = [element for row in level for element in row]
    return level, shape


def _lists_in(value):
    """The identities of a list and of the lists in it."""
    if not isinstance(value, (list, tuple)):
        return []
    found = [id(value)] if isinstance(value, list) else []
    if value and isinstance(value[0], (list, tuple)):
        for row in value:
            found += _lists_in(row)
    return found


def _own_rows(name, value):
    """Refuse a list that holds the same row twice."""
    rows = _lists_in(value)
    if len(set(rows)) < len(rows):
        raise PreconditionError(f"expected the rows of `{name}` to be lists of their own")


def _int_floordiv(a, b):
    """The quotient of Python integers rounded down; 0 if the divisor is 0."""
    return a // b if b else 0


def _int_mod(a, b):
    """The remainder of Python integers, with the divisor's sign; 0 if the divisor is 0."""
    return a % b if b else 0


def _int_truncdiv(a, b):
    """The quotient of Python integers rounded towards zero; 0 if the divisor is 0."""
    quotient = abs(a) // abs(b) if b else 0
    return quotient if (a < 0) == (b < 0) else -quotient


def _int_truncrem(a, b):
    """The remainder of Python integers, with the dividend's sign; 0 if the divisor is 0."""
    return a - b * _int_truncdiv(a, b) if b else 0


def _int_shl(a, b):
    """A Python integer shifted left; 0 if the count is out of range."""
    return a << b if 0 <= b <= 4096 else 0


def _int_shr(a, b):
    """A Python integer shifted right; 0 if the count is negative."""
    return a >> b if b >= 0 else 0
