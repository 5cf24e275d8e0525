"""The backends of this repository pass the conformance kit; backends with planted bugs do not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from tenspiler_numpy.contract import CONTRACT
from tenspiler_numpy.patterns import FLOATS, INTEGERS, NUMBERS
from tenspiler_numpy.target import TARGET

from tensir.dtypes import BOOL, DTYPES, F32, F64, I32, I64, INT, U8, DType
from tensir.ops import OPERATORS
from tensir.tensors import Call, Program
from tenspiler.backend.api import Backend, EmittedModule, Fidelity, Interface
from tenspiler.backend.conformance import Check, examine_one, idle_promises, pairs, plainly
from tenspiler.backend.conformance import __main__ as command
from tenspiler.backend.conformance.__main__ import main
from tenspiler.backend.conformance.calling import copied
from tenspiler.backend.conformance.probe import KINDS, strided
from tenspiler.backend.conformance.table import probes_of
from tenspiler.backend.contract import Contract, Promise
from tenspiler.backend.emission import emit
from tenspiler.backend.emission.target import Pattern, Reduction, Target
from tests.backends.build import Placed


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Small tensors are not worth waiting for other threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def guarded(function: Any, *arguments: Any) -> Any:
    """Call a function where every floating-point exception of NumPy would raise."""
    with np.errstate(all="raise"):
        return plainly(function, *arguments)


@pytest.mark.parametrize("op", ["", *OPERATORS])
def test_operators_are_as_promised(backend: Backend, op: str) -> None:
    if backend.name == "jax":
        pytest.skip("held to its contract in test_contract.py")
    slow = backend.name in ("c", "triton")  # a compiler, an interpreter
    dtypes = (F32, I32) if slow else (BOOL, INT, U8, I32, F32)
    if os.environ.get("TENSPILER_KERNEL_TESTS") == "all":
        dtypes = tuple(DTYPES.values())
    Check(backend, op, backend.call if isinstance(backend, Placed) else guarded, dtypes)()


# ---------------------------------------------------------------- planted bugs


def replaced(*patterns: Pattern, reductions: tuple[Reduction, ...] = ()) -> Target:
    """NumPy's target, with other code for some operators."""
    tables = TARGET.tables
    changed = replace(
        tables,
        elementwise=(*patterns, *tables.elementwise),
        scalars=(*patterns, *tables.scalars),
        reductions=(*reductions, *tables.reductions),
    )
    return replace(TARGET, tables=changed)


class Toy:
    """NumPy's backend, but for its target, its contract, or what becomes of its code."""

    name, api_version = "toy", "1"

    def __init__(
        self,
        target: Target = TARGET,
        contract: Contract = CONTRACT,
        twisted: Callable[[str], str] = str,
    ) -> None:
        self.contract, self._target, self._twisted = contract, target, twisted

    def prepare(self) -> None:
        """Nothing is needed."""

    def fidelity(self, node: Call) -> Fidelity:
        return self.contract.fidelity(node)

    def ulps(self, node: Call) -> int | None:
        return self.contract.ulps(node)

    def emit(self, program: Program, interface: Interface) -> EmittedModule:
        module = emit(self._target, program, interface)
        return EmittedModule(self._twisted(module.code), module.entry)


def wrapped(body: str) -> Callable[[str], str]:
    """Code after which the function is another one, made of the first by `body`."""
    return lambda code: f"{code}\n\n_inner = f\n\n\n{body}\n"


def claiming(*promises: Promise) -> Contract:
    return Contract((*promises, *CONTRACT.promises))


def without(op: str) -> Contract:
    return Contract(
        tuple(replace(p, operators=tuple(o for o in p.operators if o != op)) for p in CONTRACT.promises)
    )


IGNORES_STRIDES = """\
def f(*arguments):
    def packed(x):
        if not isinstance(x, np.ndarray) or x.flags.c_contiguous:
            return x
        base = x if x.base is None else x.base
        return np.frombuffer(bytes(base)[: x.nbytes], x.dtype).reshape(x.shape)
    return _inner(*map(packed, arguments))"""
CHANGES_ARGUMENTS = """\
def f(*arguments):
    result = _inner(*arguments)
    for x in arguments:
        if isinstance(x, np.ndarray) and x.size and x.flags.writeable:
            x.flat[0] = x.flat[-1]
    return result"""
GIVES_VIEWS = """\
def f(x, *rest):
    result = _inner(x, *rest)
    return x[: len(result)] if isinstance(x, np.ndarray) and x.shape == result.shape and np.array_equal(x, result) else result"""

PLANTED: dict[str, tuple[Any, str, DType, str]] = {
    "negative quotients round towards zero": (
        Toy(replaced(Pattern("floordiv", INTEGERS, "_truncdiv({0}, {1})"))), "floordiv", I32, "where TensIR has -1"),
    "NaN wins a maximum": (
        Toy(replaced(Pattern("max", FLOATS, "np.maximum({0}, {1})"))), "max", F64, "special values: at"),
    "a NaN in a reduction counts": (
        Toy(replaced(reductions=(Reduction("max", FLOATS, "np.max({0}{axis}{initial})", ""),))), "reduce_max", F64, "nan"),
    "strides are ignored": (Toy(twisted=wrapped(IGNORES_STRIDES)), "add", F64, "strided: at"),
    "integers are narrowed": (
        Toy(replaced(Pattern("mul", INTEGERS, "({0} * {1}).astype(np.int32).astype(np.int64)"))), "mul", I64, "where TensIR has"),
    "narrow integers are widened": (
        Toy(replaced(Pattern("add", INTEGERS, "{0} + np.int64(1) * {1}"))), "add", U8, "an array of int64 where uint8"),
    "another order is claimed to be exact": (
        Toy(contract=claiming(Promise(("reduce_add",), FLOATS, Fidelity.EXACT))), "reduce_add", F64, "odd"),
    "a sum in another order loses digits": (
        Toy(replaced(reductions=(Reduction("add", FLOATS, "np.sum({0}.astype(np.float16){axis}).astype({0}.dtype)", ""),))),
        "reduce_add", F32, "where TensIR has"),
    "zeros lose their sign": (Toy(replaced(Pattern("neg", NUMBERS, "0 - {0}"))), "neg", F32, "special values: at"),
    "a library function is rough": (
        Toy(replaced(Pattern("exp", FLOATS, "np.exp({0}) * (1 + 3e-15)"))), "exp", F64, "ulps from the truth"),
    "ulps that are too few are claimed": (
        Toy(contract=claiming(Promise(("pow",), FLOATS, Fidelity.ULPS, 0))), "pow", F64, "0 are promised"),
    "an infinity becomes the largest number": (
        Toy(replaced(Pattern("exp", FLOATS, "np.nan_to_num(np.exp({0}), nan=np.nan)"))), "exp", F32, "special values"),
    "the last of equal elements comes first": (
        Toy(replace(TARGET, tables=replace(TARGET.tables, orders=(Pattern("argsort", NUMBERS, "np.flip(np.argsort(np.flip({0}{axis}){axis}){axis})"),)))),
        "argsort", I32, "where TensIR has"),
    "what is promised is not there": (
        Toy(replace(TARGET, tables=replace(TARGET.tables, orders=()))), "sort", I32, "promised, but no code"),
    "an argument is changed": (Toy(twisted=wrapped(CHANGES_ARGUMENTS)), "sub", I32, "was changed"),
    "a view is given back": (Toy(twisted=wrapped(GIVES_VIEWS)), "transpose", F64, "shares memory"),
    "the code does not run": (Toy(replaced(Pattern("atan2", FLOATS, "np.atan3({0}, {1})"))), "atan2", F32, "has no attribute"),
}  # fmt: skip


@pytest.mark.parametrize("bug", PLANTED)
def test_planted_bugs_are_caught(bug: str) -> None:
    toy, op, dtype, text = PLANTED[bug]
    outcome = examine_one(toy, op, dtype)
    assert outcome.failures, f"{outcome.runs.total()} runs found nothing"
    assert text in str(outcome.failures[0])


def test_the_same_backend_without_a_bug_passes() -> None:
    for _, op, dtype, _ in PLANTED.values():
        assert not examine_one(Toy(), op, dtype).failures


def test_what_is_not_promised_is_refused() -> None:
    outcome = examine_one(Toy(contract=without("tan")), "tan", F64)
    assert (outcome.fidelity, outcome.failures, outcome.runs.total()) == (None, [], 0)


def test_what_needs_more_than_is_promised_did_not_run() -> None:
    outcome = examine_one(Toy(contract=without("cast")), "segment_add", F64)
    assert [str(f) for f in outcome.failures] == ["contract: promised, but no program ran: that takes cast"]


def test_fidelity_and_contract_have_to_agree() -> None:
    toy = Toy()
    toy.fidelity = lambda node: Fidelity.NO_NAN  # type: ignore[method-assign]
    assert "`fidelity` says" in str(examine_one(toy, "add", F64).failures[0])
    toy.fidelity = lambda node: 1 // 0  # type: ignore[method-assign,return-value]
    assert "ZeroDivisionError" in str(examine_one(toy, "add", F64).failures[0])


def test_promises_of_what_there_is_not() -> None:
    idle = claiming(Promise(("exp", "frobnicate"), frozenset({I32}), Fidelity.EXACT))
    assert [op for op, _ in idle_promises(idle)] == ["exp", "frobnicate"]


def test_promises_without_nan_are_held_to_without_nan() -> None:
    contract = claiming(Promise(("max",), FLOATS, Fidelity.NO_NAN))
    assert not examine_one(
        Toy(replaced(Pattern("max", FLOATS, "np.fmax({0}, {1})")), contract), "max", F64
    ).failures


def test_a_backend_without_a_contract_is_held_to_its_answers() -> None:
    toy = Toy(replaced(Pattern("max", FLOATS, "np.maximum({0}, {1})")))
    del toy.contract
    toy.ulps = lambda node: None  # type: ignore[method-assign]
    toy.fidelity = lambda node: Fidelity.EXACT  # type: ignore[method-assign]
    assert not examine_one(toy, "min", F64).failures
    assert examine_one(toy, "max", F64).failures


def test_every_kind_of_input_is_there() -> None:
    kinds = {
        i.kind
        for op in ("add", "exp", "reduce_add", "scatter_add")
        for p in probes_of(op, F64)
        for i in p.inputs
    }
    assert kinds == set(KINDS)


def test_every_operator_is_tried_at_every_dtype_that_it_takes() -> None:
    found = dict.fromkeys(op for op, _ in pairs())
    assert list(found) == list(OPERATORS)
    assert len(list(pairs())) == 1179


def test_strided_values_are_the_same_elements() -> None:
    for shape in ((5,), (3, 4), (2, 3, 4), (1,), (1, 1)):
        x = np.arange(np.prod(shape), dtype=np.int32).reshape(shape)
        y = copied(strided(x))
        assert np.array_equal(x, y)
        assert max(shape) == 1 or not y.flags.c_contiguous


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["numpy", "--op", "add", "--op", "exp", "--dtype", "f32", "--dtype", "bool"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[1:3]] == [["add", "="], ["exp", "u"]]
    assert lines[-1].startswith("2 operators at dtypes: 2 promised, 0 refused; ")
    assert lines[-1].endswith("; 0 not as promised")
    assert main(["none"]) == 2
    assert "TSP4001" in capsys.readouterr().err


def test_the_command_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "load_backend", lambda name: PLANTED["NaN wins a maximum"][0])
    assert main(["toy", "--op", "max", "--dtype", "f64"]) == 1
    out = capsys.readouterr().out
    assert "max-f64: special values: at" in out
    assert "return = max(x0, x1)" in out
