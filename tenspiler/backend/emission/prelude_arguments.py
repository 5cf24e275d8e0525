"""Functions on lists, memory and Python's integers that emitted modules of any target may include.

Emitted modules include what they need; the text here is what is included, and is free of annotations.
"""
# pyright: basic, reportArgumentType=false
# ruff: noqa: B905

import numpy as np


class PreconditionError(ValueError):
    """The arguments lie outside what this function is defined for."""


def _python_number(name, value, kind):
    """Refuse numbers with which Python would compute something else than with its own."""
    accepted = {"bool": (), "int": ("int64",), "float": ("float64",)}[kind]
    found = type(value)
    if found.__module__ == "numpy" and found.__name__ not in accepted:
        raise PreconditionError(f"expected a Python {kind} for `{name}`, got a NumPy {found.__name__}")
    if kind == "float" and isinstance(value, int) and abs(value) > 2**53:
        raise PreconditionError(f"expected a float for `{name}`, got {value!r:.60}")


def _numpy_scalar(name, value, dtype):
    """Refuse numbers other than the NumPy scalar that the original was read for."""
    found = type(value)
    if str(getattr(value, "dtype", "")).removeprefix("torch.") != dtype or value.ndim:
        shown = f"{found.__module__}.{found.__name__}".removeprefix("builtins.")
        raise PreconditionError(f"expected a numpy.{dtype} for `{name}`, got a {shown}")


def _of_class(name, value, expected):
    """Refuse an object of another class, whose methods may differ."""
    if type(value).__name__ != expected:
        raise PreconditionError(f"expected a {expected} for `{name}`, got {type(value).__name__}")


def _only(name, value, expected):
    """Refuse an argument that is not the one for which the original was read."""
    if type(value) is not type(expected) or value != expected:
        raise PreconditionError(f"expected `{name}` to be {expected!r}, got {value!r:.60}")


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


def _from_list(name, value, dtype, rank):
    """Nested lists of Python numbers as an array."""
    elements, shape = _flatten(name, value, rank)
    accepted = {np.int64: int, np.float64: (int, float), np.bool_: bool}[dtype]
    kinds = set(map(type, elements))
    for kind in kinds:
        if not issubclass(kind, accepted):
            raise PreconditionError(f"expected no element of type {kind.__name__} in `{name}`")
    try:
        if dtype is np.float64 and kinds - {float} and any(float(x) != x == x for x in elements):
            raise PreconditionError(f"an integer in `{name}` is no 64-bit float")
        return np.array(elements, dtype=dtype).reshape(shape)
    except OverflowError:
        raise PreconditionError(f"an integer in `{name}` does not fit 64 bits") from None


def _from_vector(name, value, dtype, rank):
    """Nested lists, or an array, as an array of one dtype."""
    if isinstance(value, np.ndarray):
        if value.ndim != rank:
            raise PreconditionError(f"expected {rank} axes for `{name}`, got {value.ndim}")
        elements, shape = value, value.shape
        kinds = {value.dtype.type}
    else:
        elements, shape = _flatten(name, value, rank)
        kinds = set(map(type, elements))
    accepted = (bool, np.bool_)
    if dtype is not np.bool_:
        accepted += (int, np.integer)
    if issubclass(dtype, np.floating):
        accepted += (float, np.floating)
    for kind in kinds:
        if not issubclass(kind, accepted):
            raise PreconditionError(f"expected no element of type {kind.__name__} in `{name}`")
    if issubclass(dtype, np.integer):
        lowest, highest = np.iinfo(dtype).min, np.iinfo(dtype).max
        least, most = (int(f(elements)) if 0 not in shape else 0 for f in (np.min, np.max))
        if least < lowest or most > highest:
            got = f"{least} to {most}"
            raise PreconditionError(f"expected {lowest} to {highest} in `{name}`, got {got}")
    with np.errstate(over="ignore"):
        return np.array(elements, dtype=dtype).reshape(shape)


def _separate(first, a, second, b, same=False):
    """Refuse two arguments that share memory; with `same`, they may be one and the same array."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        if not np.may_share_memory(a, b):
            return
        a_start, b_start = (x.__array_interface__["data"][0] for x in (a, b))
        alike = (a_start, a.shape, a.strides) == (b_start, b.shape, b.strides)
        try:
            shared = np.shares_memory(a, b, max_work=10**5)
        except np.exceptions.TooHardError:
            shared = True
    else:
        alike = a is b
        shared = not set(_lists_in(a)).isdisjoint(_lists_in(b))
    if shared and not (same and alike):
        raise PreconditionError(f"expected `{first}` and `{second}` not to overlap, but they do")


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


def _own_elements(name, value):
    """Refuse an array in which several indices mean the same memory, or that cannot be written."""
    if not isinstance(value, np.ndarray) or value.size == 0:
        return
    flags = value.flags
    if flags.c_contiguous and flags.writeable:
        return
    reach = 0
    for stride, extent in sorted((abs(s), n) for s, n in zip(value.strides, value.shape) if n > 1):
        if stride < reach + value.itemsize:
            raise PreconditionError(f"expected the elements of `{name}` not to overlap")
        reach += stride * (extent - 1)
    if not value.flags.writeable:
        raise PreconditionError(f"expected `{name}` to be writeable, but it is read-only")


def _int_truncdiv(a, b):
    """The quotient of Python integers rounded towards zero."""
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _int_truncrem(a, b):
    """The remainder of Python integers, with the dividend's sign."""
    return a - b * _int_truncdiv(a, b)


# ---------------------------------------------------------------- places in flat memory


def _reach(offset, shape, strides):
    """The first and the last place offset + strides[0] * i + strides[1] * j + ..., if there are any."""
    spans = [stride * (extent - 1) for stride, extent in zip(strides, shape)]
    return tuple(offset + sum(pick(span, 0) for span in spans) for pick in (min, max))


def _forwards(offset, shape, strides):
    """Where the lowest of some rows begins, distances from there on, and the axes that are turned for it."""
    turned = tuple(axis for axis, stride in enumerate(strides) if stride < 0)
    first = offset + sum(strides[axis] * (shape[axis] - 1) for axis in turned)
    return first, tuple(map(abs, strides)), turned


def _rows_apart(offset, shape, strides, size):
    """Whether rows, and rows of rows, lie inside flat memory of some size and overlap in no place."""
    span = shape[-1]
    for rows, stride in zip(reversed(shape[:-1]), reversed(strides)):
        if rows > 1 and stride < span:
            return False
        span += stride * (rows - 1)
    return offset >= 0 and offset + span <= size


def _each_row(offset, shape, strides, size):
    """The index of each row, what of it lies inside flat memory of some size, and where that is, in order."""
    *axes, width = shape
    indices = [()]
    for rows in axes:
        indices = [(*index, row) for index in indices for row in range(rows)]
    for index in indices:
        start = offset + sum(stride * row for stride, row in zip(strides, index))
        first, end = max(-start, 0), min(size - start, width)
        if first < end:
            yield index, slice(first, end), slice(start + first, start + end)


def _one_after_another(ops, elements, y, bounds=None):
    """All values of a recurrence on numbers, in the order of the elements; exact steps wrap into bounds."""
    found = []
    for row in zip(*elements):
        for op, x in zip(ops, row):
            if op == "mul":
                y = y * x
            elif op == "add":
                y = y + x
            elif op == "reset":
                y = 0.0 if x else y
            elif y < x if op == "max" else x < y:
                y = x
        if bounds:
            y = (y - bounds[0]) % (bounds[1] - bounds[0] + 1) + bounds[0]
        found.append(y)
    return found
