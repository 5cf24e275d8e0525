"""Where a float sum decides, its order is that of the source, or the function is refused, on every backend."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from differential import emitted
from originals import load

from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import Pending, make_plan
from tenspiler.loopir.nodes import ArrayType, Container, Function
from tenspiler.result import LiftResult

SOURCE = Path(__file__).parent / "float_decisions.py"
# No operator keeps the order of these: sums over rows and columns, and sums that libraries order.
IN_NO_ORDER = {"sum_of_mean_filter", "builtin_sum_decides", "library_sum_decides", "all_rows_decide"}
# PyTorch's scans have an order of their own.
BY_SCANS = {
    "prefix_compare", "bin_from_sum", "early_exit", "while_sum", "prefixes_above", "linspace_decide", "grid",
}  # fmt: skip
REFUSED = {"numpy": IN_NO_ORDER, "torch": IN_NO_ORDER | BY_SCANS}
# The sum decides only whether the source raises, which the assumptions say.
ON_A_GUARD = {
    "numpy": {"guard_on_all_rows"},
    "torch": {"guard_on_all_rows"},
}
REAL = {
    # For its exponentials, and because no order changes whether a sum of squares is zero.
    "numpy": {"softmax_big", "squares_zero"},
    "torch": {"softmax_big", "squares_zero", "norm_floor"},  # and for its square root
}
Lifted = dict[str, tuple[Function, LiftResult]]


@pytest.fixture(scope="module", params=["numpy", "torch"])
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def lifted(backend: str) -> Lifted:
    found: Lifted = {}
    for step in make_plan([str(SOURCE)]).steps:
        assert isinstance(step, Pending)
        found[step.function.name] = step.function, carry_out(step, [backend])
    return found


def test_the_order_is_kept_or_the_function_refused(lifted: Lifted, backend: str) -> None:
    kept = set(lifted) - REFUSED[backend] - ON_A_GUARD[backend]
    for name, (_, result) in lifted.items():
        codes = {d.code for d in result.diagnostics}
        if name in ON_A_GUARD[backend]:
            assert result.grade == "real", name
            assert any("precondition" in a and "another order" in a for a in result.assumptions), name
        elif name in kept:
            assert result.grade == ("real" if name in REAL[backend] else "exact"), name
        else:
            assert codes == {"TSP3005"}, (name, result.verdict)
    assert len(lifted) >= 30


def test_kept_orders_give_the_decisions_of_the_source(lifted: Lifted) -> None:
    module = load(SOURCE)
    rng = random.Random(5)
    for name, (function, result) in lifted.items():
        if result.grade != "exact":
            continue
        target = result.backends["numpy" if "numpy" in result.backends else "torch"]
        assert target.code is not None
        assert target.entry is not None
        code, original = emitted(target.code, target.entry), getattr(module, name)
        for _ in range(60):
            given = [argument(rng, p.type, p.name) for p in function.parameters]
            assert outcome(code, given, result) == outcome(original, given, result), (name, given)


def argument(rng: random.Random, kind: Any, name: str) -> Any:
    """Sums of these numbers come close to whole numbers and to zero, by one order and not by another."""
    if not isinstance(kind, ArrayType):
        return rng.choice((0.5, 1.0, 2.0, 3.0, 0.1)) if kind.dtype.is_float else rng.randint(1, 40)
    rows, columns = rng.randint(9, 40), rng.randint(9, 20)
    values = [0.1, 0.2, 0.3, 0.7, -0.1, -0.2] if rng.random() < 0.7 else [1e16, -1e16, 1.0, -1.0]
    if kind.rank == 2:
        return [[rng.choice(values) for _ in range(columns)] for _ in range(rows)]
    if kind.container is Container.LIST:
        size = 3 if name == "t" else rows
        return [rng.choice(values) for _ in range(size)]
    if kind.element.dtype.is_integer:
        return np.zeros(rows, kind.element.dtype.numpy)
    return np.array([rng.choice(values) for _ in range(rows)], kind.element.dtype.numpy)


def outcome(call: Callable[..., Any], given: list[Any], result: LiftResult) -> str:
    """What comes out, as text; any error is as good as another."""
    arguments = copy.deepcopy(given)
    try:
        with np.errstate(all="ignore"):
            got = call(*arguments)
    except (ValueError, IndexError, ArithmeticError):
        return "an error"
    if got is None and result.outputs != ("return",):
        got = arguments[result.parameters.index(result.outputs[0])]
    return repr(got)
