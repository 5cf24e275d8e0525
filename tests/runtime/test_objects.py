"""Objects as arguments, and methods that read their own: fields are guarded and written in place."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from object_functions import Deeper, Image, Layer, Pair, Slotted, add_pair, add_unpacked, blend, total


def called(function: Callable[..., Any], *arguments: Any) -> tuple[Any, list[str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = function(*arguments)
    return result, [f"{w.category.__name__}: {w.message}" for w in caught]


def quiet(function: Callable[..., Any], *arguments: Any) -> Any:
    result, messages = called(function, *arguments)
    assert messages == []
    return result


def test_a_method_changes_the_lists_of_its_object() -> None:
    pixels = [1.0, 2.0]
    image = Image(pixels, 0.5)
    assert quiet(image.brighten, 4.0) is None
    assert pixels == [3.0, 4.0]
    assert image.pixels is pixels
    assert quiet(image.own) is pixels
    assert pixels == [4.0, 5.0]
    assert "new self.pixels" in Image.brighten.explain()


def test_a_method_reads_arrays_and_numbers() -> None:
    layer = Layer(np.arange(4.0), 3)
    assert quiet(layer.apply, np.ones(5)) == 3.0
    layer.n = 2
    assert quiet(layer.apply, np.ones(5)) == 1.0
    out = np.ones(2)
    quiet(layer.scaled, out)
    assert out.tolist() == [2.0, 2.0]
    layer.scale = 3.0
    quiet(layer.scaled, out)
    assert out.tolist() == [6.0, 6.0]
    quiet(layer.unused, out)
    assert out.tolist() == [7.0, 7.0]


def test_objects_as_arguments() -> None:
    pair = Pair(np.arange(3.0), np.ones(3))
    quiet(add_pair, pair, 2.0)
    assert pair.y.tolist() == [1.0, 3.0, 5.0]
    one, other = Image([1.0, 2.0], 0.0), Image([10.0, 20.0], 0.5)
    quiet(blend, one, other)
    assert one.pixels == [6.0, 12.0]
    assert quiet(total, Slotted([1, 2, 3])) == 6


def test_named_tuples_that_are_unpacked() -> None:
    pair = Pair(np.arange(3.0), np.ones(3))
    quiet(add_unpacked, pair)
    assert pair.y.tolist() == [1.0, 2.0, 3.0]


def test_fields_that_overlap() -> None:
    memory = np.arange(6.0)
    mine, theirs = Pair(memory[:4], memory[1:5]), np.arange(6.0)
    _, messages = called(add_pair, mine, 2.0)
    add_pair.original(Pair(theirs[:4], theirs[1:5]), 2.0)
    assert memory.tolist() == theirs.tolist()
    assert "not to overlap" in messages[0]
    same = Image([1.0, 2.0], 0.5)
    called(blend, same, same)
    assert same.pixels == [1.5, 3.0]


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("pixels", [1, 2], "expected list[float], got list of int"),
        ("pixels", [1.0, 2], "got list of float and int"),
        ("pixels", np.ones(2), "got ndarray of float64"),
        ("gain", 1, "expected float, got int"),
    ],
)
def test_fields_of_other_types(field: str, value: Any, what: str) -> None:
    mine, theirs = Image([1.0, 2.0], 0.5), Image([1.0, 2.0], 0.5)
    quiet(mine.brighten, 4.0)
    Image.brighten.original(theirs, 4.0)
    Image.brighten._engine._said.clear()  # pyright: ignore[reportPrivateUsage, reportOptionalMemberAccess]
    copy = value.copy() if field == "pixels" else value
    setattr(mine, field, value)
    setattr(theirs, field, copy)
    _, messages = called(mine.brighten, 4.0)
    Image.brighten.original(theirs, 4.0)
    assert repr(mine) == repr(theirs)
    assert len(messages) == 1
    assert what in messages[0]


def test_attributes_that_run_code(monkeypatch: pytest.MonkeyPatch) -> None:
    layer, reads = Layer(np.arange(4.0), 3), []

    def weights(self: Layer) -> Any:
        reads.append(1)
        return np.full(4, 2.0)

    assert quiet(layer.apply, np.ones(4)) == 3.0
    monkeypatch.setattr(Layer, "weights", property(weights), raising=False)
    result, messages = called(layer.apply, np.ones(4))
    assert result == 6.0
    assert len(reads) == 3  # those of the original
    assert "a plain field" in messages[0]


def test_an_attribute_that_is_missing() -> None:
    layer = Layer(np.arange(4.0), 3)
    del layer.weights
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(AttributeError, match="weights"):
            layer.apply(np.ones(4))


def test_subclasses_are_left_to_the_original() -> None:
    result, messages = called(Deeper(np.arange(4.0), 3).apply, np.ones(4))
    assert result == 3.0
    assert messages[0].startswith("GuardMiss")


def test_methods_of_the_object_are_not_guarded() -> None:
    out = np.ones(2)
    _, messages = called(Layer(np.arange(2.0), 3).through_a_method, out)
    assert out.tolist() == [4.0, 4.0]
    assert "TSP5009" in messages[0]


def test_tensors_as_fields_are_left_to_the_original() -> None:
    torch = pytest.importorskip("torch")
    layer = Layer(torch.arange(4.0), 3)
    result, messages = called(layer.apply, torch.ones(4))
    assert float(result) == 3.0
    assert len(messages) == 1
