"""Functions for arguments whose types are known from outside, and names whose values are."""

from __future__ import annotations

import pytest

from tensir.dtypes import BOOL, F32, F64, I32, INT
from tenspiler.frontends.python.specialised import Given, read_function
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, Function, ScalarType, Type
from tenspiler.loopir.printer import show

NUMBER: dict[str, Type] = {
    "int": ScalarType(INT, Flavour.PYTHON),
    "float": ScalarType(F64, Flavour.PYTHON),
    "bool": ScalarType(BOOL, Flavour.PYTHON),
    "float32": ScalarType(F32, Flavour.NUMPY),
}


def array(dtype: ScalarType, rank: int = 1, container: Container = Container.NDARRAY) -> ArrayType:
    return ArrayType(dtype, rank, container)


F32_ARRAY = array(ScalarType(F32, Flavour.NUMPY))
I32_MATRIX = array(ScalarType(I32, Flavour.NUMPY), 2)

SCALE = "K = 3\n\ndef f(a, s):\n    for i in range(len(a)):\n        a[i] = a[i] * s\n"
NESTED = "def outer(k):\n    def f(a):\n        for i in range(len(a)):\n            a[i] = a[i] + k\n    return f\n"
METHOD = "class C:\n    @staticmethod\n    def f(a):\n        for i in range(len(a)):\n            a[i] = a[i] + 1\n\n    def g(self, a):\n        for i in range(len(a)):\n            a[i] = a[i] + K\n\nK = 2\n"


def read(source: str, line: int, given: Given) -> Function:
    found = read_function("f.py", source, line, given)
    assert isinstance(found, Function), found
    return found


@pytest.mark.parametrize("kind", [F32_ARRAY, array(ScalarType(INT, Flavour.PYTHON), 1, Container.LIST)])
@pytest.mark.parametrize("number", NUMBER)
def test_types_without_annotations(kind: ArrayType, number: str) -> None:
    given = Given({"a": kind, "s": NUMBER[number]})
    found = read_function("f.py", SCALE, 3, given)
    if isinstance(found, Function):
        assert [p.type for p in found.parameters] == [kind, NUMBER[number]]
    else:
        assert kind.container is Container.LIST
        assert number in ("float", "float32")  # an int list would come to hold floats


def test_given_types_stand_above_annotations() -> None:
    source = SCALE.replace("f(a, s)", "f(a: list[int], s: int)")
    found = read(source, 3, Given({"a": F32_ARRAY, "s": NUMBER["float"]}))
    assert [p.type for p in found.parameters] == [F32_ARRAY, NUMBER["float"]]


def test_the_rank_is_that_of_the_argument() -> None:
    source = "def f(a):\n    s = 0\n    for i in range(len(a)):\n        for j in range(a.shape[1]):\n            s = s + a[i, j]\n    return s\n"
    found = read_function("f.py", source, 1, Given({"a": I32_MATRIX}))
    assert found is not None
    assert found.name == "f"


@pytest.mark.parametrize("value", [2, 2.5, True])
def test_a_closure_s_value_is_a_constant(value: int | float | bool) -> None:
    found = read(NESTED, 2, Given({"a": array(ScalarType(F64, Flavour.NUMPY))}, {"k": value}))
    assert str(value).lower() in show(found).lower() or "1" in show(found)


def test_a_closure_s_value_hides_the_module_s() -> None:
    source = "k = 7\n" + NESTED
    types = {"a": array(ScalarType(INT, Flavour.PYTHON), 1, Container.LIST)}
    assert "7" not in show(read(source, 3, Given(types, {"k": 5})))
    hidden = read_function("f.py", source, 3, Given(types, {}, frozenset({"k"})))
    assert isinstance(hidden, RefusedFunction)


def test_methods_and_their_unused_parameters() -> None:
    types = {"a": array(ScalarType(INT, Flavour.PYTHON), 1, Container.LIST)}
    assert [p.name for p in read(METHOD, 2, Given(types)).parameters] == ["a"]
    method = read(METHOD, 7, Given(types, unused=frozenset({"self"})))
    assert [p.name for p in method.parameters] == ["a"]


def test_no_function_at_the_line() -> None:
    assert read_function("f.py", SCALE, 2, Given()) is None
    assert read_function("f.py", "def f(:\n", 1, Given()) is None
