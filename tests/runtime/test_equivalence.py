"""A decorated function behaves as the function: results, mutations, identities and exceptions."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import runtime_functions as functions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tenspiler
from tenspiler.runtime import Lifted

NAMES = [
    "scale", "total", "add_k", "fresh", "matvec", "zero_diagonal", "copy_into", "doubled", "clamped",
    "with_helper_default", "both", "running", "hypotenuse", "ratio", "sum_2d", "first_row", "chaotic",
    "uses_builtin",
]  # fmt: skip
# Grade `exact`, so that the bits can be compared; `test_decorator.py` has the reassociated sums.
DECORATED = {name: tenspiler.lift(grade="exact")(getattr(functions, name)) for name in NAMES}

SMALL = st.integers(-5, 5)
FLOATS = st.sampled_from([0.0, -0.0, 1.0, -1.5, 2.0, 1e300, 0.1, float("inf"), float("nan")])
NUMBERS = st.one_of(SMALL, FLOATS, st.booleans(), st.just(2**70), SMALL.map(np.int8), FLOATS.map(np.float64))


def lists(elements: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(elements, max_size=4)


def arrays(shape: tuple[int, ...]) -> st.SearchStrategy[Any]:
    size = int(np.prod(shape))
    dtypes = st.sampled_from(["float64", "float32", "int64", "uint8", ">f8", "bool"])
    return st.builds(
        lambda dtype, values: np.array(values).astype(dtype).reshape(shape),
        dtypes,
        st.lists(SMALL.map(abs), min_size=size, max_size=size),
    )


def views(array: Any) -> st.SearchStrategy[Any]:
    """The array, or another view of its memory."""

    def frozen(a: Any) -> Any:
        a = a.copy()
        a.flags.writeable = False
        return a

    ways: list[Callable[[Any], Any]] = [
        lambda a: a, lambda a: a[::-1], lambda a: np.repeat(a, 2, axis=0)[::2], frozen, lambda a: a.tolist(),
    ]  # fmt: skip
    return st.sampled_from(ways).map(lambda way: way(array))


VECTORS = st.one_of(
    lists(SMALL),
    lists(FLOATS),
    lists(NUMBERS),
    st.integers(0, 4).flatmap(lambda n: arrays((n,))).flatmap(views),
)
MATRICES = st.one_of(
    st.integers(0, 3).flatmap(lambda n: lists(st.lists(SMALL, min_size=n, max_size=n))),
    st.integers(0, 3).flatmap(lambda n: lists(st.lists(FLOATS, min_size=n, max_size=n))),
    lists(lists(SMALL)),
    st.tuples(st.integers(0, 3), st.integers(0, 3)).flatmap(arrays).flatmap(views),
    st.lists(SMALL, min_size=1, max_size=3).map(lambda row: [row, row]),
)
ODD = st.sampled_from([None, "ab", (1, 2), 3, {}, [None], [[1], 2]])
ARGUMENTS = {
    "matvec": (MATRICES, VECTORS), "zero_diagonal": (MATRICES,), "sum_2d": (MATRICES,), "first_row": (MATRICES,),
    "scale": (VECTORS, NUMBERS), "ratio": (VECTORS, NUMBERS), "clamped": (VECTORS, NUMBERS, NUMBERS),
    "total": (VECTORS,), "add_k": (VECTORS,), "doubled": (VECTORS,), "chaotic": (VECTORS,),
    "with_helper_default": (VECTORS,),
}  # fmt: skip
PAIR = (VECTORS, VECTORS)


def arguments(name: str) -> st.SearchStrategy[list[Any]]:
    kinds = ARGUMENTS.get(name, PAIR)
    plain = st.tuples(*kinds).map(list)
    odd = st.tuples(*(st.one_of(kind, ODD) for kind in kinds)).map(list)
    shared = VECTORS.map(lambda v: [v] * len(kinds))
    return st.one_of(plain, plain, odd, shared, plain.map(lambda a: a[:-1]))


def outcome(function: Callable[..., Any], arguments: list[Any]) -> tuple[Any, ...]:
    """What a caller sees: the result or the exception, the arguments afterwards, and which is which."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result: Any = function(*arguments)
        said = None
    except Exception as error:
        result, said = None, (type(error), str(error))
    identities = [is_same(result, a) for a in arguments]
    if isinstance(result, tuple):
        identities += [is_same(part, a) for part in result for a in arguments]
    return seen(result), [seen(a) for a in arguments], identities, said


def is_same(one: Any, other: Any) -> bool:
    """Whether two names are of one list or array; numbers have no identity that matters."""
    return one is other and isinstance(one, (list, np.ndarray))


def seen(value: Any) -> Any:
    """A value with its structure, dtypes and bits; NaN equals NaN, and 0 from `s = 0` equals 0.0."""
    if isinstance(value, np.ndarray):
        return ("array", value.dtype.str, value.shape, value.flags.writeable, repr(value.tolist()))
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, [seen(item) for item in value], [is_same(v, value[0]) for v in value])
    if isinstance(value, np.generic):
        value = value.item()
    if type(value) is int and abs(value) < 2**53:
        value = float(value)
    return (type(value).__name__, repr(value))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_behaves_as_the_original(name: str, data: st.DataObject) -> None:
    given_ = data.draw(arguments(name))
    lifted, original = copy.deepcopy(given_), copy.deepcopy(given_)
    expected = outcome(getattr(functions, name), original)
    got = outcome(DECORATED[name], lifted)
    assert got == expected


def test_most_were_lifted() -> None:
    """The property above says something only if lifted code was what ran."""
    answers = {
        name: [s.result.verdict for s in decorated._started().specialisations]
        for name, decorated in DECORATED.items()
        if isinstance(decorated, Lifted)
    }
    assert sum("proved" in verdicts for verdicts in answers.values()) >= 14, answers
