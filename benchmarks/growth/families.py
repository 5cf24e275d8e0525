"""Families of functions that grow by one part at a time: nested loops, loops in a row, statements.

Each member is the text of one function; what it computes grows with its size, and by nothing but more of the
same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, final

_INDENT: Final = "    "


@final
@dataclass(frozen=True, slots=True)
class Family:
    """Functions of one kind, by size: what grows is the number of `unit`, up to `most`."""

    name: str
    unit: str  # nested loops, loops in a row or statements
    suffix: str
    most: int
    write: Callable[[int], str]

    def sizes(self, most: int | None = None) -> tuple[int, ...]:
        """The sizes that are measured: each of a few, and doubled ones, so that ratios can be read off."""
        few = range(1, self.most + 1) if self.most <= 6 else _STEPS
        return tuple(n for n in few if n <= min(self.most, most or self.most))


_STEPS: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 40)


def _c(parameters: list[str], body: list[str]) -> str:
    lines = "\n".join(_INDENT + line for line in body)
    return f"void f({', '.join(parameters)})\n{{\n{lines}\n}}\n"


def _python(parameters: list[str], result: str, body: list[str]) -> str:
    lines = "\n".join(_INDENT + line for line in body)
    return f"def f({', '.join(parameters)}) -> {result}:\n{lines}\n"


def _nested(heads: list[str], statements: list[str]) -> list[str]:
    """Statements inside loops, each one deeper than the one before."""
    depth = len(heads)
    return [_INDENT * d + head for d, head in enumerate(heads)] + [_INDENT * depth + s for s in statements]


def _c_loops(count: int) -> list[str]:
    return [f"for (int i{d} = 0; i{d} < n{d}; i{d}++)" for d in range(count)]


def _c_extents(count: int) -> list[str]:
    return [f"int n{d}" for d in range(count)]


def _flat(first: int, last: int) -> str:
    """The place of an element in a buffer, row after row: `((i0 * n1 + i1) * n2 + i2)`."""
    text = f"i{first}"
    for d in range(first + 1, last):
        text = f"({text} * n{d} + i{d})" if d < last - 1 else f"{text} * n{d} + i{d}"
    return text


def nest_flat(size: int) -> str:
    """A map over a flat buffer, with an index for each axis."""
    place = _flat(0, size)
    body = _nested(_c_loops(size), [f"out[{place}] = 2.0 * in[{place}] + 1.0;"])
    return _c([*_c_extents(size), "const double *in", "double *out"], body)


def nest_arrays(size: int) -> str:
    """The same map over arrays with axes."""
    axes = "".join(f"[n{d}]" for d in range(size))
    place = "".join(f"[i{d}]" for d in range(size))
    body = _nested(_c_loops(size), [f"out{place} = 2.0 * in{place} + 1.0;"])
    return _c([*_c_extents(size), f"const double in{axes}", f"double out{axes}"], body)


def nest_ndarray(size: int) -> str:
    """The same map over NumPy's arrays."""
    kind = f"np.ndarray[tuple[{', '.join(['int'] * size)}], np.dtype[np.float64]]"
    place = ", ".join(f"i{d}" for d in range(size))
    heads = [f"for i{d} in range(x.shape[{d}]):" for d in range(size)]
    body = _nested(heads, [f"out[{place}] = 2.0 * x[{place}] + 1.0"])
    return "import numpy as np\n\n\n" + _python([f"x: {kind}", f"out: {kind}"], "None", body)


def nest_sum(size: int) -> str:
    """The sum of a flat buffer, over an index for each axis."""
    total = ["double total = 0.0;", *_nested(_c_loops(size), [f"total += in[{_flat(0, size)}];"])]
    return _c([*_c_extents(size), "const double *in", "double *out"], [*total, "out[0] = total;"])


def nest_sum_rows(size: int) -> str:
    """Sums of nested lists: all axes but the first are summed."""
    kind = "float"
    for _ in range(size):
        kind = f"list[{kind}]"
    rows = [f"for r{d + 1} in {f'r{d}' if d else 'x'}:" for d in range(size)]
    inner = _nested(rows[1:], [f"total += r{size}"])
    body = ["out = []", rows[0], *(_INDENT + s for s in ("total = 0.0", *inner, "out.append(total)"))]
    return _python([f"x: {kind}"], "list[float]", [*body, "return out"])


def _loop(body: Sequence[str]) -> list[str]:
    """One loop around some statements."""
    return ["for (int i = 0; i < n; i++) {", *(_INDENT + s for s in body), "}"]


def _sequence(statements: Callable[[int], str], size: int) -> list[str]:
    """Loops one after the other, each with one statement."""
    lines: list[str] = []
    for d in range(size):
        lines += ["for (int i = 0; i < n; i++)", _INDENT + statements(d)]
    return lines


def row_arrays(size: int) -> str:
    """Loops in a row, each over arrays of its own."""
    arrays = [p for d in range(size) for p in (f"const double *x{d}", f"double *y{d}")]
    return _c(["int n", *arrays], _sequence(lambda d: f"y{d}[i] = x{d}[i] * {d + 2}.0 + 1.0;", size))


def row_one(size: int) -> str:
    """Loops in a row that change one array."""
    return _c(["int n", "double *x"], _sequence(lambda d: f"x[i] = x[i] * {d + 2}.0 + 1.0;", size))


def row_chain(size: int) -> str:
    """Loops in a row, each over the result of the one before."""
    body = ["t0 = x"]
    for d in range(size):
        body += [
            f"t{d + 1} = [0.0] * len(x)",
            "for i in range(len(x)):",
            _INDENT + f"t{d + 1}[i] = t{d}[i] * {d + 2}.0 + 1.0",
        ]
    return _python(["x: list[float]"], "list[float]", [*body[1:], f"return t{size}"]).replace("t0", "x")


def row_sums(size: int) -> str:
    """Loops in a row, each a reduction that uses the one before."""
    body = ["double s0 = 0.0;"]
    for d in range(size):
        body += [
            f"double s{d + 1} = 0.0;",
            "for (int i = 0; i < n; i++)",
            _INDENT + f"s{d + 1} += x{d}[i] * s{d};" if d else _INDENT + "s1 += x0[i];",
        ]
    arrays = [f"const double *x{d}" for d in range(size)]
    return _c(["int n", *arrays, "double *out"], [*body[1:], f"out[0] = s{size};"])


def statements_temporaries(size: int) -> str:
    """Temporaries in one loop's body, each from the one before."""
    lines = [f"double t{d + 1} = t{d} * {d + 2}.0 + y[i];" for d in range(size - 1)]
    body = ["double t0 = x[i];", *lines, f"out[i] = t{size - 1};"][: size + 2]
    return _c(["int n", "const double *x", "const double *y", "double *out"], _loop(body))


def statements_outputs(size: int) -> str:
    """One loop that writes many arrays."""
    body = [f"y{d}[i] = x[i] * {d + 2}.0 + 1.0;" for d in range(size)]
    return _c(["int n", "const double *x", *(f"double *y{d}" for d in range(size))], _loop(body))


def statements_choices(size: int) -> str:
    """Choices in a row in one loop's body, each of which may change one variable."""
    body = [f"if (x[i] > {d}.0) v = v * 2.0 + {d + 1}.0;" for d in range(size)]
    lines = ["double v = y[i];", *body, "out[i] = v;"]
    return _c(["int n", "const double *x", "const double *y", "double *out"], _loop(lines))


def statements_sums(size: int) -> str:
    """One loop that accumulates many sums."""
    begin = [f"double s{d} = 0.0;" for d in range(size)]
    body = [f"s{d} += x[i] * {d + 2}.0;" for d in range(size)]
    end = [f"out[{d}] = s{d};" for d in range(size)]
    return _c(["int n", "const double *x", "double *out"], [*begin, *_loop(body), *end])


FAMILIES: Final = (
    Family("nest-flat", "nested loops", ".c", 6, nest_flat),
    Family("nest-arrays", "nested loops", ".c", 6, nest_arrays),
    Family("nest-ndarray", "nested loops", ".py", 6, nest_ndarray),
    Family("nest-sum", "nested loops", ".c", 6, nest_sum),
    Family("nest-sum-rows", "nested loops", ".py", 6, nest_sum_rows),
    Family("row-arrays", "loops in a row", ".c", 12, row_arrays),
    Family("row-one", "loops in a row", ".c", 12, row_one),
    Family("row-chain", "loops in a row", ".py", 12, row_chain),
    Family("row-sums", "loops in a row", ".c", 12, row_sums),
    Family("statements-temporaries", "statements", ".c", 40, statements_temporaries),
    Family("statements-outputs", "statements", ".c", 40, statements_outputs),
    Family("statements-choices", "statements", ".c", 40, statements_choices),
    Family("statements-sums", "statements", ".c", 40, statements_sums),
)
