"""What is the Triton backend's own: regions that become kernels, what stays PyTorch's, and where it runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("triton")

import torch
from tenspiler_triton import BACKEND

from tensir.build import sub
from tensir.cells import Extent, Lit, integer
from tensir.dtypes import F32, F64, I32, INT, U8, U16, DType
from tensir.evaluator import evaluate
from tensir.ops import call
from tensir.tensors import Program, Scalar, Tensor
from tests.backends.build import compiled, emitted, interface, param

TALL = [(0, 3), (3, 0), (1, 1), (7, 5), (3, 1100), (130, 2)]


def code_of(parameters: tuple[Any, ...], output: Tensor) -> str:
    outputs = (("return", output),)
    return emitted(BACKEND, Program("f", parameters, outputs), interface(parameters, outputs)).code


def kernels_in(code: str) -> list[str]:
    return re.findall(r"^def (\w+_kernel\d*)\(", code, re.MULTILINE)


def softmax_rows(x: Tensor) -> Tensor:
    def across(column: Tensor) -> Tensor:
        return call("expand", column, axis=1, extent=Extent("x", 1))

    powers = call("exp", call("sub", x, across(call("reduce_max", x, axis=1))))
    return call("div", powers, across(call("reduce_add", powers, axis=1)))


@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
@pytest.mark.parametrize("shape", TALL, ids=str)
def test_softmax_of_rows_is_one_kernel(dtype: DType, shape: tuple[int, int]) -> None:
    x = param("x", dtype, 2)
    code = code_of((x,), softmax_rows(x))
    assert len(kernels_in(code)) == 1
    given = np.random.default_rng(1).normal(0, 3, shape).astype(dtype.numpy)
    powers = np.exp(given - given.max(1, keepdims=True, initial=-np.inf))
    got = compiled(BACKEND, (x,), softmax_rows(x))(torch.from_numpy(given))
    np.testing.assert_allclose(got.numpy(), powers / powers.sum(1, keepdims=True), rtol=2e-5)


def test_a_blend_is_one_kernel_at_any_stride() -> None:
    base, active = param("base", U8, 2), param("active", U8, 2)
    wide = [call("cast", t, to=I32) for t in (base, call("transpose", active, axes=(1, 0)))]
    output = call("cast", call("truncdiv", call("mul", *wide), Scalar(Lit(255, I32))), to=U8)
    assert len(kernels_in(code_of((base, active), output))) == 1
    rng = np.random.default_rng(2)
    a, b = (rng.integers(0, 256, (40, 33), np.uint8) for _ in range(2))
    got = compiled(BACKEND, (base, active), output)(
        torch.from_numpy(a)[:, ::2], torch.from_numpy(b)[:, ::2].T
    )
    assert got.tolist() == ((a[:, ::2].astype(int) * b[:, ::2]) // 255).tolist()


def test_index_maps_cost_no_pass() -> None:
    x = param("x", F64, 1)
    n = Extent("x", 0)
    reverse = call("slice", x, axis=0, start=sub(n, integer(1)), length=n, step=integer(-1))
    output = call("add", call("concat", x, reverse, axis=0), call("concat", reverse, x, axis=0))
    code = code_of((x,), output)
    assert len(kernels_in(code)) == 1
    assert "torch.cat" not in code
    given = np.arange(2500.0)
    want = np.concatenate((given, given[::-1])) + np.concatenate((given[::-1], given))
    assert compiled(BACKEND, (x,), output)(given).tolist() == want.tolist()


@pytest.mark.parametrize("count", [0, 1, 1024, 5000])
def test_a_reduction_of_everything_is_done_in_chunks(count: int) -> None:
    x, y = param("x", F64, 1), param("y", F64, 1)
    code = code_of((x, y), call("sqrt", call("dot", x, y)))
    assert kernels_in(code) == ["root_parts_kernel", "root_combine_kernel"]
    given = np.arange(count) % 7.0
    got = compiled(BACKEND, (x, y), call("sqrt", call("dot", x, y)))(given, given)
    assert got == np.sqrt(given @ given)


def test_the_first_of_equal_zeros_counts_in_chunks_too() -> None:
    x = param("x", F32, 1)
    largest = compiled(BACKEND, (x,), call("reduce_max", x, axis=0))
    given = np.full(4000, -1, np.float32)
    given[[0, 1500, 3900]] = np.nan, -0.0, 0.0
    assert np.signbit(largest(given))
    given[1500] = 0.0
    assert not np.signbit(largest(given))


def test_a_shared_result_is_computed_once() -> None:
    x = param("x", F64, 1)
    root = call("sqrt", call("add", x, x))
    outputs = (("return.0", root), ("return.1", call("mul", root, root)))
    code = emitted(BACKEND, Program("f", (x,), outputs), interface((x,), outputs)).code
    assert code.count("tl.sqrt") == 1


def test_what_stays_with_pytorch_is_said() -> None:
    x = param("x", F64, 1)
    code = code_of((x,), call("mul", call("sort", x, axis=0), Scalar(Lit(2.0, F64))))
    assert "# PyTorch's own operator: sort" in code
    assert len(kernels_in(code)) == 1


def test_a_check_that_needs_a_value_inside_ends_the_region() -> None:
    x = param("x", F64, 1)
    whole = call("cast", call("mul", x, x), to=INT)
    output = call("add", whole, Scalar(integer(1)))
    given = np.array([1.5, 2.5, -3.0])
    assert compiled(BACKEND, (x,), output)(given) == [3, 7, 10]
    with pytest.raises(ValueError, match="64 bits"):
        compiled(BACKEND, (x,), output)(given * 1e10)


def test_scalars_and_unsigned_integers() -> None:
    x, s, alpha = param("x", U16, 1), param("s", U16, 0), param("alpha", F64, 0)
    scaled = call("mul", call("add", x, s), call("add", x, s))
    given = np.array([0, 1, 300, 65535], np.uint16)
    got = compiled(BACKEND, (x, s), scaled)(given, 7)
    assert (
        got.tolist() == evaluate(Program("f", (x, s), (("r", scaled),)), {"x": given, "s": 7})["r"].tolist()
    )
    y = param("y", F64, 1)
    assert compiled(BACKEND, (y, alpha), call("mul", y, alpha))(np.array([1.0, 0.1]), 0.1).tolist() == [
        0.1,
        0.1 * 0.1,
    ]


def test_tensors_in_main_memory_need_the_interpreter(tmp_path: Path) -> None:
    x = param("x", F64, 1)
    (tmp_path / "emitted.py").write_text(code_of((x,), call("add", x, x)))
    program = "import torch, emitted; emitted.f(torch.ones(3, dtype=torch.float64))"
    plain = {name: value for name, value in os.environ.items() if name != "TRITON_INTERPRET"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=plain, capture_output=True, text=True, check=False
    )
    assert "Triton kernels run on GPUs, and the tensors are on cpu" in done.stderr
    program = "import emitted; print(emitted.f([1.0]))"
    lines = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=plain, capture_output=True, text=True, check=False
    )
    assert lines.returncode != 0


def test_code_is_written_without_triton() -> None:
    program = "import sys; from tenspiler_triton import BACKEND; BACKEND.prepare(); sys.exit('triton' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


AHEAD = """
import sys
import emitted, triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

blocks = {"ROWS": 4, "COLS": 128, "BLOCK": 1024}
for name, kernel in vars(emitted).items():
    if not name.endswith("_kernel"):
        continue
    sizes = {a: blocks[a] for a in kernel.arg_names if a in blocks}
    types = {a: "constexpr" if a in sizes else sys.argv[1] if a.endswith("_ptr") else "i32" for a in kernel.arg_names}
    source = ASTSource(fn=kernel, signature=types, constexprs=sizes)
    options = {"enable_fp_fusion": False, "enable_reflect_ftz": False}
    built = triton.compile(source, target=GPUTarget("cuda", 90, 32), options=options)
    assert built.asm["cubin"]
    assert "fma.rn" not in built.asm["ptx"], "products and sums are contracted"
    print(name)
"""


@pytest.mark.parametrize(("dtype", "name"), [(F32, "*fp32"), (U8, "*u8")], ids=str)
def test_kernels_are_compiled_ahead_of_time(tmp_path: Path, dtype: DType, name: str) -> None:
    x, y = param("x", dtype, 2), param("y", dtype, 2)
    column = call(
        "expand",
        call("reduce_max", x, Scalar(Lit(1.0 if dtype.is_float else 1, dtype)), axis=1),
        axis=1,
        extent=Extent("x", 1),
    )
    rows = call("add", call("mul", x, y), call("sub", call("transpose", y, axes=(1, 0)), column))
    total = call("reduce_add", call("reduce_add", rows, axis=0), axis=0)
    (tmp_path / "emitted.py").write_text(code_of((x, y), total))
    plain = {n: value for n, value in os.environ.items() if n != "TRITON_INTERPRET"} | {
        "TRITON_CACHE_DIR": str(tmp_path)
    }
    done = subprocess.run(
        [sys.executable, "-c", AHEAD, name],
        cwd=tmp_path,
        env=plain,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) == 4


def test_chunks_of_several_blocks() -> None:
    x = param("x", I32, 1)
    given = np.random.default_rng(3).integers(-9, 10, 600_000, np.int32)
    assert compiled(BACKEND, (x,), call("reduce_add", x, axis=0))(given) == given.sum()
    sums = compiled(BACKEND, (x,), call("scan_add", x, Scalar(Lit(5, I32)), axis=0))(given)
    assert np.array_equal(sums, 5 + np.cumsum(given))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_scans_of_rows_go_on_from_block_to_block(axis: int) -> None:
    x = param("x", I32, 3)
    shape = [3, 2, 4]
    shape[axis] = 2500
    given = np.random.default_rng(4).integers(-9, 10, shape, np.int32)
    code = code_of((x,), call("scan_add", call("mul", x, x), axis=axis))
    assert len(kernels_in(code)) == 1
    got = compiled(BACKEND, (x,), call("scan_add", call("mul", x, x), axis=axis))(given)
    assert np.array_equal(got, np.cumsum(given * given, axis=axis))


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (700, 3), (5, 70)], ids=str)
def test_columns_are_folded_by_several_programs(shape: tuple[int, int]) -> None:
    x = param("x", F32, 2)
    largest = call("reduce_max", x, axis=0)
    assert kernels_in(code_of((x,), largest)) == ["largest_shares_kernel", "largest_joined_kernel"]
    given = np.random.default_rng(5).integers(-3, 3, shape).astype(np.float32) * np.float32(-1)
    got = compiled(BACKEND, (x,), largest)(given)
    want = evaluate(Program("f", (x,), (("r", largest),)), {"x": given})["r"]
    assert got.tolist() == want.tolist()
    assert np.array_equal(np.signbit(got), np.signbit(want))


@pytest.mark.parametrize("op", ["argmin", "argmax", "last_argmin", "last_argmax"])
def test_places_in_chunks(op: str) -> None:
    x = param("x", F32, 1)
    find = call(op, x, axis=0)
    place = compiled(BACKEND, (x,), find)
    for first in (np.nan, 0.0):
        given = np.random.default_rng(6).integers(-2, 3, 3000).astype(np.float32)
        given[0], given[7], given[1500] = first, np.nan, np.inf
        assert place(given) == evaluate(Program("f", (x,), (("r", find),)), {"x": given})["r"]
    assert place(np.empty(0, np.float32)) == 0


def test_sizes_of_one_element_are_converted() -> None:
    x, y = param("x", F64, 1), param("y", F64, 1)
    length = call("cast", Scalar(Extent("y", 0)), to=F64)
    code = code_of((x, y), call("mul", x, length))
    assert not re.search(r"\b\w+_len\.to\(", code)
    output = call(
        "select", call("lt", call("iota", extent=Extent("x", 0)), Scalar(Extent("y", 0))), x, call("neg", x)
    )
    assert compiled(BACKEND, (x, y), output)(np.ones(3), np.ones(1)).tolist() == [1, -1, -1]
