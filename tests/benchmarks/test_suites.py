"""The suites are sound in themselves, and what is lifted of them agrees with them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from differential import compare
from originals import Inputs, open_original

from benchmarks.__main__ import as_expected
from benchmarks.discovery import Source, sources
from benchmarks.lifting import measure
from benchmarks.performance.emitting import fixed_extents

SOURCES = sources()
KERNELS = {"blend": 17, "llama": 14}
IN_C = {"c2taco": 61, "polybench": 15}
SCHEDULING = 65
CLASSES, SEQUENTIAL = 226, 13
COMPILERS = {".c": ("gcc", "-std=c11"), ".cpp": ("g++", "-std=c++17")}
by_source = pytest.mark.parametrize("source", SOURCES, ids=[f"{s.suite}-{s.path.name}" for s in SOURCES])


@pytest.mark.parametrize("suite", KERNELS)
def test_all_forms_have_the_same_kernels(suite: str) -> None:
    forms = sources(suite)
    assert [s.form for s in forms] == ["python", "pointers", "vectors"]
    assert len({s.kernels() for s in forms}) == 1
    assert len(forms[0].kernels()) == KERNELS[suite]


@pytest.mark.parametrize("suite", IN_C)
def test_each_kernel_of_the_studies_is_there_once(suite: str) -> None:
    kernels = [(s.form, k) for s in sources(suite) for k in s.kernels()]
    assert len(set(kernels)) == len(kernels) == IN_C[suite]


def test_each_scheduler_kernel_is_there_once() -> None:
    kernels = [k for s in sources("scheduling") for k in s.kernels()]
    assert len(set(kernels)) == len(kernels) == SCHEDULING


def test_each_class_has_its_kernels() -> None:
    kernels = [
        (s.path.stem == "sequential", s.path.suffix, k) for s in sources("classes") for k in s.kernels()
    ]
    assert len(set(kernels)) == len(kernels) == CLASSES + SEQUENTIAL
    assert sum(sequential for sequential, _, _ in kernels) == SEQUENTIAL


def test_only_kernels_are_expected_to_be_refused() -> None:
    assert [(s.path.name, k) for s in SOURCES for k in s.refused() if k not in s.kernels()] == []


@pytest.mark.parametrize("source", [s.path for s in SOURCES if s.path.suffix != ".py"], ids=lambda p: p.name)
def test_compiles_without_warnings(source: Path) -> None:
    flags = ("-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror", "-fsyntax-only")
    subprocess.run([*COMPILERS[source.suffix], *flags, str(source)], check=True)


@by_source
def test_the_originals_accept_their_inputs(source: Source) -> None:
    inputs = Inputs.read(source.inputs)
    original = open_original(source.callable, inputs)
    refused = [
        (function, seed)
        for function, make in inputs.makers.items()
        for seed in range(8)
        if original(function, make(np.random.default_rng(seed))) is None
    ]
    assert refused == []


@pytest.mark.parametrize(
    ("source", "backends"),
    [(s, ("numpy", "c")) for s in SOURCES] + [(s, ("torch",)) for s in SOURCES if s.suite != "llama"],
    ids=lambda x: "-".join(x) if isinstance(x, tuple) else f"{x.suite}-{x.path.name}",
)
def test_every_kernel_is_proved_and_agrees(source: Source, backends: tuple[str, ...]) -> None:
    inputs = Inputs.read(source.inputs)
    original = open_original(source.callable, inputs)
    wrong: list[tuple[str, object]] = []
    for measured in measure(source, backends):
        kernel, result = measured.kernel, measured.result
        if kernel in source.refused():
            if not as_expected(measured):
                wrong.append((kernel, (result.verdict, [d.code for d in result.diagnostics])))
            continue
        if result.verdict != "proved":
            wrong.append((kernel, [f"{d.code} {d.message}" for d in result.diagnostics]))
            continue
        for backend in backends:
            comparison = compare(result, original, inputs.makers[kernel], backend=backend)
            if comparison.difference or comparison.timid or not comparison.tried:
                wrong.append((f"{kernel} {backend}", comparison))
    assert wrong == []


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU")
@by_source
def test_every_kernel_agrees_on_a_gpu(source: Source) -> None:
    inputs = Inputs.read(source.inputs)
    original = open_original(source.callable, inputs)
    wrong: list[tuple[str, object]] = []
    for measured in measure(source, ["torch"]):
        make = inputs.makers[measured.kernel]
        comparison = compare(measured.result, original, make, backend="torch", device="cuda")
        if comparison.difference or comparison.timid or not comparison.tried:
            wrong.append((measured.kernel, comparison))
    assert wrong == []


def test_every_pair_of_pixels_is_among_the_inputs() -> None:
    inputs = Inputs.read(next(s.inputs for s in sources("blend") if s.form == "python"))
    base, active = inputs.makers["linear_dodge_8"](np.random.default_rng(1))
    assert len(set(zip(base.ravel().tolist(), active.ravel().tolist(), strict=True))) == 65536


def test_extents_that_stay_fixed_are_those_of_kernels_that_there_are() -> None:
    for suite in {s.suite for s in SOURCES}:
        own = {s.path.name: s for s in sources(suite)}
        for name, kernels in fixed_extents(own[min(own)]).items():
            assert set(kernels) <= set(own[name].kernels())
