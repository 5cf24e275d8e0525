"""The decorator: guards, refusals, names around a function, methods, pickling, threads, loading."""

from __future__ import annotations

import copy
import importlib.util
import inspect
import math
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import runtime_functions as functions

import tenspiler
from tenspiler.runtime import engine, specialise
from tenspiler.runtime.engine import MOST_SPECIALISATIONS


@pytest.fixture
def load(tmp_path: Path):
    """Writes a module and imports it."""

    def make(text: str, name: str = "made") -> ModuleType:
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return make


def said(function, *arguments: Any, **keywords: Any) -> tuple[Any, list[warnings.WarningMessage]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = function(*arguments, **keywords)
    return result, [w for w in caught if issubclass(w.category, UserWarning)]


def quiet(function, *arguments: Any, **keywords: Any) -> Any:
    """A call that must not miss."""
    result, messages = said(function, *arguments, **keywords)
    assert [str(m.message) for m in messages] == []
    return result


# ---------------------------------------------------------------- what runs


def test_a_result_that_is_reassociated_is_close() -> None:
    matvec = tenspiler.lift(functions.matvec)
    m, v = [[0.1 * i * j for j in range(5)] for i in range(4)], [0.5, 1.5, 2.5, 3.5, 4.5]
    assert quiet(matvec, m, v) == pytest.approx(functions.matvec(m, v))
    assert matvec.proof is not None
    assert matvec.proof.grade == "real"
    assert all(o.outcome == "proved" for o in matvec.proof.obligations)


def test_exact_keeps_the_order() -> None:
    exact = tenspiler.lift(grade="exact")(functions.total)
    values = [0.1 * k for k in range(50)]
    assert quiet(exact, values) == functions.total(values)
    assert exact.proof is not None
    assert exact.proof.grade == "exact"


def test_exact_refuses_what_is_not() -> None:
    exact = tenspiler.lift(grade="exact", on_refusal="raise")(functions.softened)
    with pytest.raises(tenspiler.LiftError, match="TSP5008"):
        exact([1.0])


def test_aliases_of_rows_see_the_change() -> None:
    m = [[1, 2], [3, 4]]
    row, alias = m[1], m
    quiet(tenspiler.lift(functions.zero_diagonal), m)
    assert (row, alias) == ([3, 0], [[0, 2], [3, 0]])
    assert m[1] is row


def test_lists_that_grow_stay_the_same_lists() -> None:
    a = [1, 2]
    alias = a
    quiet(tenspiler.lift(functions.doubled), a)
    assert alias is a
    assert a == [1, 2, 1, 2]


def test_views_of_arrays_are_written_through() -> None:
    memory = np.arange(10.0)
    lifted = tenspiler.lift(functions.scale)
    quiet(lifted, memory[::2], 10.0)
    quiet(lifted, memory[::-1][:2], -1.0)
    assert memory.tolist() == [0, 1, 20, 3, 40, 5, 60, 7, -80, -9]


def test_the_caller_s_own_object_comes_back() -> None:
    a = [1, 2]
    assert quiet(tenspiler.lift(functions.add_k), a) is a
    both = tenspiler.lift(functions.both)
    first, second = quiet(both, a, [1, 1])
    assert first is a
    assert second == 2


def test_number_types_of_new_lists() -> None:
    a = np.array([1.5, 2.5], np.float32)
    out = quiet(tenspiler.lift(functions.fresh), a, a[::-1])
    assert [type(x) for x in out] == [np.float32, np.float32]


def test_number_types_of_changed_lists(load: Any) -> None:
    """What the page says of them: Python's floats, where the original leaves NumPy's."""
    module = load("def f(a, x):\n    for i in range(len(x)):\n        a[i] = x[i]\n")
    lifted, ours, theirs = tenspiler.lift(module.f), [0.5, 0.5], [0.5, 0.5]
    quiet(lifted, ours, np.array([1.5]))
    module.f(theirs, np.array([1.5]))
    assert ours == theirs == [1.5, 0.5]
    assert [type(x) for x in ours] == [float, float]
    assert [type(x) for x in theirs] == [np.float64, float]
    for start, dtype in ([0], np.int64), ([0.5], np.float32), ([True], np.bool_):
        _, messages = said(lifted, list(start), np.array([1], dtype))
        assert "TSP1016" in str(messages[0].message)


def test_keywords_and_defaults() -> None:
    lifted = tenspiler.lift(functions.clamped)
    for arguments, keywords in [
        (([9, -9],), {}),
        (([9, -9], 1), {}),
        (([9, -9],), {"hi": 7}),
        ((), {"hi": 7, "a": [8], "lo": 2}),
    ]:
        mine, theirs = copy.deepcopy((arguments, keywords)), copy.deepcopy((arguments, keywords))
        assert quiet(lifted, *mine[0], **mine[1]) == functions.clamped(*theirs[0], **theirs[1])
    a, b = [5], [5]
    quiet(tenspiler.lift(functions.keyword_only), a, by=2)
    functions.keyword_only(b, by=2)
    assert a == b


def test_wrong_calls_raise_what_the_original_raises() -> None:
    lifted = tenspiler.lift(functions.clamped)
    for arguments in [(), ([1], 2, 3, 4)]:
        with pytest.raises(TypeError) as mine:
            lifted(*arguments)
        with pytest.raises(TypeError) as theirs:
            functions.clamped(*arguments)  # type: ignore[call-arg]
        assert str(mine.value) == str(theirs.value)


def test_unused_parameters_may_be_anything() -> None:
    a = [1]
    quiet(tenspiler.lift(functions.ignores), a, logger=object())
    assert a == [2]


# ---------------------------------------------------------------- guards


def test_a_miss_says_which_guard_once_and_at_the_caller() -> None:
    lifted = tenspiler.lift(functions.copy_into)
    a = [1.0, 2.0, 3.0]
    quiet(lifted, a, [4.0, 5.0, 6.0])
    for number in range(3):
        with pytest.raises(IndexError):
            functions.copy_into([1.0], [1.0, 2.0])
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with pytest.raises(IndexError):
                lifted([1.0], [1.0, 2.0])
        assert len(caught) == (1 if number == 0 else 0)
        if caught:
            message = str(caught[0].message)
            assert caught[0].category is tenspiler.GuardMiss
            assert caught[0].filename == __file__
            assert "copy_into: expected len(b) <= len(a)" in message
            assert "got len(a) = 1, len(b) = 2" in message


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("ab", "got str"),
        ([1, 2.5], "got list of float and int"),
        ([], "an empty list"),
        ([np.float64(1.0)], "got list of float64"),
        (np.zeros(2, ">f8"), "got ndarray of >f8"),
        (np.zeros(2).view(np.matrix), "got matrix of float64"),
        (np.ma.masked_array([1.0]), "got MaskedArray"),
        (type("MyList", (list,), {})([1.0]), "got MyList"),
        (np.array(1.0), "with 0 axes"),
        ((1.0, 2.0), "got tuple"),
    ],
)
def test_types_that_are_nothing_for_tensors(argument: Any, expected: str) -> None:
    lifted = tenspiler.lift(functions.total)
    mine, theirs = copy.deepcopy(argument), copy.deepcopy(argument)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            got = repr(lifted(mine))
        except TypeError as error:
            got = str(error)
    try:
        wanted = repr(functions.total(theirs))
    except TypeError as error:
        wanted = str(error)
    assert got == wanted
    assert any(expected in str(w.message) for w in caught), [str(w.message) for w in caught]


def test_a_bool_is_no_int() -> None:
    lifted = tenspiler.lift(functions.total)
    assert type(quiet(lifted, [1, 2])) is int
    assert quiet(lifted, [True, True]) == 2
    assert len(lifted._started().specialisations) == 2


@pytest.mark.parametrize("shared", ["same", "overlapping", "rows"])
def test_overlap_is_left_to_the_original(shared: str) -> None:
    if shared == "rows":
        row = [0, 1]
        (mine, theirs) = ([row, row], [list(row)] * 2)
        lifted, original = tenspiler.lift(functions.zero_diagonal), functions.zero_diagonal
        arguments: tuple[Any, ...] = (mine,)
        expected: tuple[Any, ...] = (theirs,)
    else:
        memory, twin = np.arange(6.0), np.arange(6.0)
        shift = 0 if shared == "same" else 1
        lifted, original = tenspiler.lift(functions.running), functions.running
        arguments = (memory[:4], memory[shift : 4 + shift])
        expected = (twin[:4], twin[shift : 4 + shift])
    result, _ = said(lifted, *arguments)
    assert repr(result) == repr(original(*expected))
    assert repr(arguments) == repr(expected)


def test_read_only_arrays() -> None:
    a = np.zeros(2)
    a.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"), pytest.warns(tenspiler.GuardMiss, match="read-only"):
        tenspiler.lift(functions.scale)(a, 2.0)
    quiet(tenspiler.lift(functions.scale), a[:0], 2.0)


def test_numpy_s_errors_that_are_to_be_raised() -> None:
    lifted = tenspiler.lift(functions.scale)
    quiet(lifted, np.array([1e300]), 1.0)
    miss = pytest.warns(tenspiler.GuardMiss, match="floating-point errors")
    with np.errstate(over="raise"), miss, pytest.raises(FloatingPointError):
        lifted(np.array([1e300]), 1e300)


def test_the_number_of_specialisations_is_bounded() -> None:
    lifted = tenspiler.lift(functions.total)
    dtypes = ["f8", "f4", "i8", "i4", "i2", "i1", "u1", "u2", "u4"]
    assert len(dtypes) == MOST_SPECIALISATIONS + 1
    counts = [len(said(lifted, np.ones(2, dtype))[1]) for dtype in dtypes]
    assert counts == [0] * MOST_SPECIALISATIONS + [1]
    assert lifted(np.ones(3, "u4")) == 3


def test_more_axes_than_the_argument_has() -> None:
    lifted = tenspiler.lift(functions.sum_2d)
    with pytest.raises(IndexError), pytest.warns(tenspiler.NotLifted):
        lifted(np.zeros(3))
    assert quiet(lifted, np.ones((2, 3))) == 6.0


def test_pytorch_as_the_target() -> None:
    torch = pytest.importorskip("torch")
    scale = tenspiler.lift(backend="torch", on_refusal="raise")(functions.scale)
    array, values = np.arange(4.0), [1.0, 2.0]
    quiet(scale, array, 3.0)
    quiet(scale, values, 3.0)
    assert array.tolist() == [0.0, 3.0, 6.0, 9.0]
    assert values == [3.0, 6.0]
    assert "import torch" in scale.source()
    total = tenspiler.lift(backend="torch", on_refusal="raise")(functions.total)
    assert quiet(total, [1, 2, 3]) == 6
    tensor = torch.arange(4.0)
    quiet(scale, tensor, 2.0)
    assert tensor.tolist() == [0.0, 2.0, 4.0, 6.0]
    # Code for NumPy does not take tensors.
    _, messages = said(tenspiler.lift(functions.scale), tensor, 2.0)
    assert tensor.tolist() == [0.0, 4.0, 8.0, 12.0]
    assert "got Tensor of torch.float32 with 1 axes" in str(messages[0].message)


# ---------------------------------------------------------------- refusals


def test_a_refusal_warns_once_and_runs_the_original() -> None:
    lifted = tenspiler.lift(functions.chaotic)
    counts = []
    for _ in range(3):
        result, messages = said(lifted, [1.0, 2.0])
        assert result == functions.chaotic([1.0, 2.0])
        counts.append(len(messages))
        if messages:
            assert messages[0].category is tenspiler.NotLifted
            assert messages[0].filename == __file__
            assert "runtime_functions.py:" in str(messages[0].message)
            assert "s = math.sin(s) + x" in str(messages[0].message)
    assert counts == [1, 0, 0]
    assert lifted.tensir is None
    assert lifted.proof is None
    assert "feeds back" in lifted.explain()
    with pytest.raises(tenspiler.LiftError):
        lifted.source()


def test_a_refusal_may_raise() -> None:
    lifted = tenspiler.lift(on_refusal="raise")(functions.chaotic)
    for _ in range(2):
        with pytest.raises(tenspiler.LiftError, match="feeds back") as raised:
            lifted([1.0])
    assert [d.code for d in raised.value.diagnostics] == ["TSP2001"]
    assert pickle.loads(pickle.dumps(raised.value)).diagnostics == raised.value.diagnostics


def test_a_view_that_would_be_shared() -> None:
    given = np.arange(4)
    result, messages = said(tenspiler.lift(functions.all_but_the_first), given)
    assert np.shares_memory(result, given)
    assert result.tolist() == [2, 3, 4]
    assert "TSP5006" in str(messages[0].message)


def test_a_row_that_would_be_shared() -> None:
    result, messages = said(tenspiler.lift(functions.first_row), [[1, 2], [3, 4]])
    assert result == [2, 3]
    assert "TSP5006" in str(messages[0].message)


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (len, "TSP5003"),
        (math.sqrt, "TSP5003"),
        (lambda a: sum(a), "TSP5003"),
        (eval("lambda a: len(a)"), "TSP5001"),
    ],
)
def test_functions_that_are_not_lifted(function: Any, code: str) -> None:
    argument: Any = 4 if function is math.sqrt else [1, 2]
    result, messages = said(tenspiler.lift(function), argument)
    assert result == function(argument)
    assert code in str(messages[0].message)


def test_text_that_was_executed_has_no_source() -> None:
    scope: dict[str, Any] = {}
    exec("def f(a):\n    s = 0\n    for x in a:\n        s += x\n    return s\n", scope)
    result, messages = said(tenspiler.lift(scope["f"]), [1, 2])
    assert result == 3
    assert "TSP5001" in str(messages[0].message)


def test_wrong_arguments_of_the_decorator() -> None:
    with pytest.raises(ValueError, match="grade"):
        tenspiler.lift(grade="nearly")  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="on_refusal"):
        tenspiler.lift(on_refusal="ignore")  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        tenspiler.lift(3)  # type: ignore[call-overload]


def test_an_unknown_backend() -> None:
    lifted = tenspiler.lift(backend="numby")(functions.scale)
    _, messages = said(lifted, [1.0], 2.0)
    assert "TSP4001" in str(messages[0].message)


# ---------------------------------------------------------------- the source and the names in it

MODULE = """
import tenspiler
K = 3
def helper(x):
    return x + K
@tenspiler.lift
def f(a):
    for i in range(len(a)):
        a[i] = helper(a[i])
@tenspiler.lift
def g(a):
    for i in range(len(a)):
        a[i] = abs(a[i])
"""


def called(function) -> list[int]:
    a = [-1, 2]
    function(a)
    return a


def test_an_edited_file_is_noticed(load) -> None:
    module = load(MODULE)
    path = Path(module.__file__ or "")
    path.write_text(MODULE.replace("helper(a[i])", "helper(a[i]) + 1"))
    os.utime(path, (1, 1))
    result, messages = said(called, module.f)
    assert result == [2, 5]
    assert "TSP5002" in str(messages[0].message)
    # Lines that moved are an edit too; a function that is as it was is not.
    again = load(MODULE)
    Path(again.__file__ or "").write_text("# one line more\n" + MODULE)
    assert "TSP5002" in str(said(called, again.f)[1][0].message)
    third = load(MODULE)
    Path(third.__file__ or "").write_text(MODULE + "\n# one line more\n")
    assert quiet(called, third.f) == [2, 5]


def test_a_number_that_is_bound_anew(load) -> None:
    module = load(MODULE)
    assert quiet(called, module.f) == [2, 5]
    module.K = 10
    result, messages = said(called, module.f)
    assert result == [9, 12]
    assert "`K`: expected 3, got 10" in str(messages[0].message)
    module.K = 3
    assert quiet(called, module.f) == [2, 5]


def test_an_equal_number_is_as_good(load) -> None:
    module = load(MODULE.replace("K = 3", "K = 12345678901"))
    expected = quiet(called, module.f)
    module.K = int("12345678901")
    assert quiet(called, module.f) == expected
    module.K = 12345678901.0
    assert said(called, module.f)[1]


def test_a_number_is_taken_as_it_is_and_not_as_the_file_says(load) -> None:
    module = load(MODULE)
    module.K = 10
    assert quiet(called, module.f) == [9, 12]
    assert "10" in module.f.tensir


def test_a_helper_that_is_patched(load) -> None:
    module = load(MODULE)
    assert quiet(called, module.f) == [2, 5]
    module.helper = lambda x: x * 100
    result, messages = said(called, module.f)
    assert result == [-100, 200]
    assert "`helper`" in str(messages[0].message)
    again = load(MODULE)
    again.helper = lambda x: x * 100
    assert said(called, again.f)[0] == [-100, 200]
    third = load(MODULE)
    assert quiet(called, third.f) == [2, 5]
    third.helper.__code__ = (lambda x: x - 1).__code__
    assert said(called, third.f)[0] == [-2, 1]


def test_a_builtin_that_is_hidden(load) -> None:
    module = load(MODULE)
    assert quiet(called, module.g) == [1, 2]
    module.abs = lambda x: 7
    result, messages = said(called, module.g)
    assert result == [7, 7]
    assert "`abs`: expected nothing of that name" in str(messages[0].message)
    again = load(MODULE)
    again.range = lambda n: [0]
    assert said(called, again.g)[0] == [1, 2]
    assert called(again.f) == [2, 2]


def test_a_helper_that_is_lifted_itself(load) -> None:
    module = load(MODULE.replace("def helper", "@tenspiler.lift\ndef helper"))
    assert quiet(called, module.f) == [2, 5]


def test_closures() -> None:
    def adder(k):
        @tenspiler.lift
        def add(a):
            for i in range(len(a)):
                a[i] = a[i] + k
            return a

        def change(value):
            nonlocal k
            k = value

        return add, change

    (one, change), (two, _) = adder(1), adder(2)
    assert quiet(one, [1, 2]) == [2, 3]
    assert quiet(two, [1, 2]) == [3, 4]
    change(10)
    result, messages = said(one, [1, 2])
    assert result == [11, 12]
    assert "`k`: expected 1, got 10" in str(messages[0].message)


def test_a_closure_s_name_and_a_module_s(load) -> None:
    module = load(
        "import tenspiler\nk = 100\ndef helper(x):\n    return x + k\n"
        "def make(k):\n    @tenspiler.lift\n    def f(a):\n        for i in range(len(a)):\n"
        "            a[i] = helper(a[i]) + k\n    return f\n"
    )
    assert said(called, module.make(1))[0] == [100, 103]


def test_a_closure_over_something_else() -> None:
    table = [10, 20]

    @tenspiler.lift
    def add(a):
        for i in range(len(a)):
            a[i] = a[i] + table[i]

    a = [1, 2]
    assert len(said(add, a)[1]) == 1
    assert a == [11, 22]


# ---------------------------------------------------------------- methods, and being a function


class Filter:
    """A class with every kind of method."""

    @tenspiler.lift
    def bound(self, a):
        """Adds one."""
        for i in range(len(a)):
            a[i] = a[i] + 1

    @staticmethod
    @tenspiler.lift
    def static_outside(a):
        for i in range(len(a)):
            a[i] = a[i] + 1

    @tenspiler.lift
    @staticmethod
    def static_inside(a):
        for i in range(len(a)):
            a[i] = a[i] + 1

    @classmethod
    @tenspiler.lift
    def class_outside(cls, a):
        for i in range(len(a)):
            a[i] = a[i] + 1

    @tenspiler.lift
    @classmethod
    def class_inside(cls, a):
        for i in range(len(a)):
            a[i] = a[i] + 1


@pytest.mark.parametrize("on", ["instance", "class"])
@pytest.mark.parametrize(
    "name", ["bound", "static_outside", "static_inside", "class_outside", "class_inside"]
)
def test_methods(name: str, on: str) -> None:
    a = [1, 2]
    if on == "class" and name == "bound":
        quiet(Filter.bound, Filter(), a)
    else:
        quiet(getattr(Filter() if on == "instance" else Filter, name), a)
    assert a == [2, 3]
    assert "a + 1" in getattr(Filter, name).tensir
    assert "a + 1" in getattr(Filter(), name).tensir


@tenspiler.lift
def module_level(a):
    s = 0
    for x in a:
        s = s + x
    return s


@tenspiler.lift
def annotated(a: list[float], s: float = 2.0) -> list[float]:
    """Scales."""
    out: list[float] = []
    for x in a:
        out.append(x * s)
    return out


def test_it_looks_like_the_function() -> None:
    assert annotated.__name__ == "annotated"
    assert annotated.__doc__ == "Scales."
    assert annotated.__module__ == __name__
    assert str(inspect.signature(annotated)) == "(a: 'list[float]', s: 'float' = 2.0) -> 'list[float]'"
    assert inspect.unwrap(annotated) is annotated.original
    assert "annotated" in repr(annotated)
    assert Filter().bound.__doc__ == "Adds one."


def test_pickling_by_name_and_copying() -> None:
    assert pickle.loads(pickle.dumps(annotated)) is annotated
    assert copy.copy(annotated) is annotated
    assert copy.deepcopy([annotated])[0] is annotated
    assert pickle.loads(pickle.dumps(Filter.bound)) is Filter.bound


def test_inspection_before_a_call_goes_by_annotations() -> None:
    fresh = tenspiler.lift(annotated)
    assert "a: f64[n], s: f64" in (fresh.tensir or "")
    assert "def annotated(a, s):" in fresh.source()
    assert "grade exact" in fresh.explain()
    assert "by its annotations" in fresh.report()
    shown = fresh._repr_html_()
    assert "<details" in shown
    assert 'class="tsp"' in shown
    assert "Preconditions, checked at each call" in shown
    assert quiet(fresh, []) == []
    assert quiet(fresh, [1, 2], 3) == [3, 6]
    assert "a: list[float], s: float" in fresh.report()
    assert "a: list[int], s: int" in fresh.report()


def test_inspection_without_annotations_says_so() -> None:
    fresh = tenspiler.lift(functions.scale)
    assert fresh.tensir is None
    assert "TSP1001" in fresh.explain()
    quiet(fresh, [1.0], 2.0)
    assert fresh.tensir is not None


# ---------------------------------------------------------------- threads, processes, loading


def test_threads_lift_once(monkeypatch: pytest.MonkeyPatch) -> None:
    questions: list[Any] = []
    real = engine.answer

    def counted(question: Any, warn: Any) -> Any:
        questions.append(question)
        return real(question, warn)

    monkeypatch.setattr(engine, "answer", counted)
    lifted = tenspiler.lift(functions.scale)
    barrier = threading.Barrier(8)

    def work(seed: int) -> bool:
        barrier.wait()
        for n in range(200):
            a = [float(seed), float(n)]
            lifted(a, 2.0)
            if a != [2.0 * seed, 2.0 * n]:
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))
    assert len(questions) == 1


def test_two_functions_in_two_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENSPILER_CACHE_DIR", "")
    pair = [tenspiler.lift(functions.total), tenspiler.lift(functions.with_helper_default)]
    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(pair[0], [1, 2]), pool.submit(pair[1], [1, 2])
        assert one.result() == 3
        assert two.result() is None


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes(method: str) -> None:
    quiet(module_level, [1])
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(module_level, [[1, 2], [3, 4], [5]]) == [3, 7, 5]


def test_a_fork_does_not_inherit_a_held_lock() -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with specialise._COMPILER.lock:
            held.set()
            done.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(30)
    try:
        with multiprocessing.get_context("fork").Pool(1) as pool:
            assert pool.apply_async(call_anew, ([1, 2],)).get(timeout=60) == 3
    finally:
        done.set()
        thread.join()


def call_anew(a: list[int]) -> int:
    return tenspiler.lift(functions.total)(a)


SCRIPT = """
import sys
import tenspiler
light = [m for m in ("z3", "numpy", "clang") if m in sys.modules]
assert light == [], light
import made
light = [m for m in ("z3", "numpy", "clang") if m in sys.modules]
assert light == [], light
a = [1, 2]
made.f(a)
assert a == [4, 5], a
print("z3" in sys.modules)
"""


def test_loading_is_light_and_a_known_function_needs_no_solver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made.py").write_text(MODULE)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "TENSPILER_CACHE_DIR": str(tmp_path / "cache")}
    answers = []
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        answers.append(done.stdout.strip())
    assert answers == ["True", "False"]


def test_a_known_function_says_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TENSPILER_CACHE_DIR", str(tmp_path))
    shown = []
    for _ in range(2):
        lifted = tenspiler.lift(functions.with_helper_default)
        lifted([1, 2])
        shown.append((lifted.tensir, lifted.proof, lifted.source()))
    assert shown[0] == shown[1]
    assert "from the cache" in lifted.report()


def test_a_damaged_entry_warns_and_is_rebuilt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TENSPILER_CACHE_DIR", str(tmp_path))
    quiet(tenspiler.lift(functions.add_k), [1])
    for path in tmp_path.rglob("*.json"):
        path.write_bytes(b"nonsense")
    a = [1]
    _, messages = said(tenspiler.lift(functions.add_k), a)
    assert a == [4]
    assert ["TSP5101" in str(m.message) for m in messages] == [True]
    quiet(tenspiler.lift(functions.add_k), a)
