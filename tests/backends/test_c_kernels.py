"""What is C's own: how kernels are compiled and kept, what they refuse, and what their loops look like."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tensir.build import add
from tensir.cells import Extent, Sym, integer
from tensir.dtypes import F32, F64, I32, INT, U8
from tensir.ops import call
from tensir.tensors import Program, Tensor
from tenspiler.backend.registry import load_backend
from tests.backends.build import compiled, interface, param

C = load_backend("c")


def text_of(parameters: tuple, output: Tensor) -> str:
    outputs = (("return", output),)
    return C.emit(Program("f", parameters, outputs), interface(parameters, outputs)).code


def kernel_of(parameters: tuple, output: Tensor) -> str:
    """The kernel from its head on."""
    return text_of(parameters, output).partition("int64_t kernel(")[2].partition('"""')[0]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENSPILER_CACHE_DIR", str(tmp_path))


def doubled() -> tuple[tuple, Tensor]:
    x = param("x", F64, 1)
    return (x,), call("add", x, x)


def test_a_library_is_kept_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parameters, output = doubled()
    data = np.arange(5.0)
    assert compiled(C, parameters, output)(data).tolist() == (2 * data).tolist()
    (library,) = (tmp_path / "c").glob("*.so")
    made = library.stat().st_mtime_ns
    assert compiled(C, parameters, output)(data).tolist() == (2 * data).tolist()
    assert [p.stat().st_mtime_ns for p in (tmp_path / "c").iterdir()] == [made]
    monkeypatch.setenv("TENSPILER_CFLAGS", "-O1")
    compiled(C, parameters, output)(data)
    assert len(list((tmp_path / "c").glob("*.so"))) == 2


def test_without_a_compiler_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    parameters, output = doubled()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    with pytest.raises(RuntimeError, match="no C compiler was found"):
        compiled(C, parameters, output)(np.arange(3.0))
    assert "no C compiler" in str(C.unusable())  # type: ignore[attr-defined]


def test_what_the_compiler_says_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    parameters, output = doubled()
    monkeypatch.setenv("TENSPILER_CFLAGS", "-no-such-flag")
    with pytest.raises(RuntimeError, match="no-such-flag"):
        compiled(C, parameters, output)(np.arange(3.0))


def test_a_compiler_without_openmp_makes_one_thread(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compiler = tmp_path / "plain"
    compiler.write_text('#!/bin/sh\ncase "$*" in *-fopenmp*) exit 1;; esac\nexec cc "$@"\n')
    compiler.chmod(0o700)
    monkeypatch.setenv("CC", str(compiler))
    parameters, output = doubled()
    assert compiled(C, parameters, output)(np.arange(4.0)).tolist() == [0.0, 2.0, 4.0, 6.0]


def test_integers_that_leave_64_bits_are_refused() -> None:
    x = param("x", INT, 1)
    f = compiled(C, (x,), call("reduce_add", call("mul", x, x), axis=0))
    assert f([3, 4]) == 25
    assert f([2**31, 0]) == 2**62
    for big in ([2**32], [2**31, 2**31, 2**31]):
        with pytest.raises(ValueError, match="64 bits"):
            f(big)


@pytest.mark.parametrize("op", ["neg", "abs"])
def test_the_least_number_of_32_bits_has_a_size(op: str) -> None:
    """Python's integers are computed with in 32 bits only where the result fits, too."""
    x = param("x", I32, 1)
    f = compiled(C, (x,), call(op, call("cast", x, to=INT)))
    assert f(np.array([-(2**31), 2**31 - 1], np.int32))[0] == 2**31


def test_numbers_beside_large_ones_do_not_wrap() -> None:
    """What an index is worth is known from its loop and from what Python says of sizes, not taken to be small."""
    x, start = param("x", INT, 1), param("start", INT, 0)
    places = call("slice", call("iota", extent=add(Sym("start", INT), integer(4))), axis=0,
                  start=Sym("start", INT), length=integer(2), step=integer(1))  # fmt: skip
    f = compiled(C, (x, start), call("mul", places, call("full", scalar(2**20), shape=(integer(2),))))
    assert f([0], 5) == [5 * 2**20, 6 * 2**20]
    with pytest.raises(ValueError, match="64 bits"):
        f([0], 2**50)


def test_arrays_of_any_strides() -> None:
    x = param("x", I32, 2)
    f = compiled(C, (x,), call("transpose", call("add", x, x), axes=(1, 0)))
    data = np.arange(48, dtype=np.int32).reshape(6, 8)
    for view in (data, data.T, data[::2, ::-3], data[:0], data[:, 3:4], np.asfortranarray(data)):
        assert f(view).tolist() == (2 * view).T.tolist()


@pytest.mark.parametrize("threads", ["1", "3"])
def test_large_arrays_on_threads(threads: str) -> None:
    """In a process of its own: how many threads there are is asked once."""
    script = """
import numpy as np
from tensir.dtypes import F32
from tensir.ops import call
from tenspiler.backend.registry import load_backend
from tests.backends.build import compiled, param
x, y = param("x", F32, 2), param("y", F32, 1)
rng = np.random.default_rng(2)
a, b = rng.normal(0, 1, (300, 500)).astype("f"), rng.normal(0, 1, 500).astype("f")
c = load_backend("c")
got = compiled(c, (x, y), call("matvec", x, y))(a, b)
np.testing.assert_allclose(got, a.astype(float) @ b, rtol=1e-4, atol=1e-4)
total = compiled(c, (y,), call("reduce_max", y, axis=0))(np.tile(b, 200))
assert total == b.max()
flat = np.tile(b, 200)
flat[70_000] = np.nan
assert compiled(c, (y,), call("reduce_max", y, axis=0))(flat) == b.max()
"""
    environment = os.environ | {"OMP_NUM_THREADS": threads}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, timeout=120)


def test_a_chain_is_one_loop() -> None:
    a, b = param("a", U8, 2), param("b", U8, 2)
    output = call("cast", call("mul", call("cast", a, to=INT), call("cast", b, to=INT)), to=U8)
    kernel = kernel_of((a, b), output)
    assert kernel.count("for (") == 2
    assert "malloc" not in kernel
    assert "#pragma omp parallel for" in kernel


def test_rows_are_summed_before_the_loop_that_uses_the_sum() -> None:
    x = param("x", F32, 2)
    total = call("reduce_add", x, axis=1)
    output = call("div", x, call("expand", total, axis=1, extent=Extent("x", 1)))
    kernel = kernel_of((x,), output)
    lines = [line.strip() for line in kernel.splitlines()]
    loops = [line for line in lines if line.startswith("for (")]
    assert len(loops) == 3  # rows, the sum of one, and its elements
    assert lines.index(loops[1]) < lines.index(loops[2])
    assert "malloc" not in kernel


def test_products_of_matrices_go_along_rows() -> None:
    a, b = param("a", F32, 2), param("b", F32, 2)
    kernel = kernel_of((a, b), call("matmul", a, b))
    assert re.search(r"madf\(.*b\[k\d* \* b_1 \+ j\d*\]", kernel)


def test_what_would_be_computed_again_and_again_is_kept() -> None:
    x, y = param("x", F64, 1), param("y", F64, 1)
    grid = call(
        "mul",
        call("expand", call("exp", x), axis=1, extent=Extent("y", 0)),
        call("expand", call("exp", y), axis=0, extent=Extent("x", 0)),
    )
    kernel = kernel_of((x, y), grid)
    assert kernel.count("exp(") == 2
    assert "malloc((y_0)" in kernel or "malloc(y_0" in kernel or "* sizeof(double)" in kernel
    rng = np.random.default_rng(0)
    p, q = rng.normal(0, 1, 4), rng.normal(0, 1, 3)
    np.testing.assert_allclose(compiled(C, (x, y), grid)(p, q), np.exp(p)[:, None] * np.exp(q), rtol=1e-14)


def test_a_window_that_reaches_outside_reads_nothing() -> None:
    x = param("x", F64, 1)
    reach = add(Extent("x", 0), integer(4))
    window = call("window", x, axis=0, start=integer(-2), length=reach, step=integer(1))
    index = call("iota", extent=reach)
    held = call(
        "and", call("ge", index, scalar(2)), call("lt", index, scalar_of(add(Extent("x", 0), integer(2))))
    )
    f = compiled(C, (x,), call("select", held, window, call("full", zero(), shape=(reach,))))
    assert f(np.array([1.0, 2.0])).tolist() == [0.0, 0.0, 1.0, 2.0, 0.0, 0.0]
    assert f(np.array([])).tolist() == [0.0] * 4


@pytest.mark.parametrize(
    "name",
    ["i", "j", "k", "total", "x2", "out", "int", "first", "within", "expf", "NAN", "int64_t", "add_int"],
)
def test_parameters_are_called_as_variables_are(name: str) -> None:
    """A scalar of the program and a variable of a loop are never taken for each other."""
    x, n = param("x", INT, 2), param(name, INT, 0)
    shifted = call("add", x, n)
    window = call("window", shifted, axis=1, start=Sym(name, INT), length=integer(2), step=integer(1))
    total = call("reduce_add", window, axis=1)
    f = compiled(C, (x, n), total)
    assert f([[1, 2, 3, 4], [5, 6, 7, 8]], 1) == [7, 15]


def scalar(value: int) -> Tensor:
    return scalar_of(integer(value))


def scalar_of(cell: object) -> Tensor:
    from tensir.tensors import Scalar

    return Scalar(cell)  # type: ignore[arg-type]


def zero() -> Tensor:
    from tensir.cells import Lit
    from tensir.tensors import Scalar

    return Scalar(Lit(0.0, F64))
