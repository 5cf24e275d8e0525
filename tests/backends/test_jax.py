"""What is JAX's own: its arrays as arguments and results, tracing, 64 bits, gradients, export and exchange."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch
from jax import export
from tenspiler_jax import BACKEND

from tensir.build import eq
from tensir.cells import Extent, Lit, integer
from tensir.dtypes import BOOL, DTYPES, F32, F64, I64, INT, DType
from tensir.ops import call
from tensir.tensors import Program, Scalar
from tenspiler.backend.api import Precondition
from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan
from tenspiler.frontends.options import NO_OPTIONS
from tests.backends.build import compiled, interface, load, param

FIXED = [d for d in DTYPES.values() if d is not INT]


@pytest.fixture(autouse=True)
def wide(request: pytest.FixtureRequest) -> Iterator[None]:
    """JAX as a caller has it who traces, unless a test is about another."""
    with jax.enable_x64(not request.node.name.startswith(("test_64", "test_32"))):
        yield


# ---------------------------------------------------------------- arguments and results


@pytest.mark.parametrize("dtype", FIXED, ids=str)
def test_arrays_come_back_as_they_came(dtype: DType) -> None:
    a = param("a", dtype, 2)
    f = compiled(BACKEND, (a,), (("a", call("transpose", a, axes=(1, 0))),))
    given = np.array([[0, 1, 1], [1, 0, 1]]).astype(dtype.numpy)
    with jax.enable_x64(True):
        traced = f(jnp.array(given))
    assert isinstance(traced, jax.Array)
    assert traced.dtype == given.dtype
    assert np.asarray(traced).tolist() == given.T.tolist()
    host = f(given)
    assert type(host) is np.ndarray
    assert host.flags.writeable
    assert not np.shares_memory(host, given)
    assert host.tolist() == given.T.tolist()


def test_what_arrays_must_be() -> None:
    a, s = param("a", F64, 1), param("s", F64, 0)
    f = compiled(BACKEND, (a, s), call("mul", a, s))
    for value in (np.ones((2, 2)), np.ones(2, np.float32), [1.0], jnp.ones(2, jnp.float32)):
        with pytest.raises(ValueError, match="`a`"):
            f(value, 1.0)
    with pytest.raises(ValueError, match="`s`"):
        f(np.ones(2), "1")


def test_arguments_stay_as_they_are() -> None:
    a, part = param("a", F32, 1), Scalar(Lit(2.0, F32))
    one = integer(1)
    update = call("update", a, call("full", part, shape=(one,)), starts=(one,), steps=(one,))
    f = compiled(BACKEND, (a,), (("a", update),), written=("a",))
    given = jnp.zeros(3, jnp.float32)
    assert f(given).tolist() == [0.0, 2.0, 0.0]
    assert given.tolist() == [0.0, 0.0, 0.0]


# ---------------------------------------------------------------- tracing


def test_32_bits_stay_32_bits() -> None:
    x, y = param("x", F32, 2), param("y", F32, 1)
    index = call(
        "sub", call("sub", Scalar(Extent("y", 0)), Scalar(integer(1))), call("iota", extent=Extent("y", 0))
    )
    f = compiled(
        BACKEND,
        (x, y),
        call("add", call("matvec", x, y), call("reduce_add", call("gather", y, index), axis=0)),
    )
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(3, 4)).astype(np.float32), rng.normal(size=4).astype(np.float32)
    want = f(a, b)
    with pytest.raises(ValueError, match="jax_enable_x64"):
        jax.jit(f)(a, b)
    with jax.enable_x64(True):
        got = jax.jit(f)(a, b)
        slope = jax.grad(lambda a, b: f(a, b).sum())(jnp.asarray(a), jnp.asarray(b))
    assert got.dtype == slope.dtype == np.float32
    np.testing.assert_allclose(got, want, rtol=1e-5)
    np.testing.assert_allclose(slope, np.broadcast_to(b, a.shape), rtol=1e-5)


def test_64_bits_are_never_narrowed() -> None:
    x = param("x", F64, 1)
    f = compiled(BACKEND, (x,), call("mul", x, x))
    with jax.enable_x64(True):
        given = jnp.array([0.1])
        assert jax.jit(f)(given).dtype == np.float64
    assert f(given).dtype == np.float64
    for transformed in (jax.jit(f), jax.grad(lambda x: f(x).sum())):
        for value in (given, np.array([0.1])):
            with pytest.raises(ValueError, match="jax_enable_x64"):
                transformed(value)


def test_what_elements_decide_is_not_checked_while_tracing_and_shapes_are() -> None:
    x, y = param("x", F32, 1), param("y", F32, 1)
    positive = call("reduce_and", call("gt", x, Scalar(Lit(0.0, F32))), axis=0)
    same = Scalar(eq(Extent("x", 0), Extent("y", 0)))
    conditions = (Precondition("all(x > 0)", positive), Precondition("len(x) == len(y)", same))
    f = compiled(BACKEND, (x, y), call("add", x, y), preconditions=conditions)
    ones, zeros = np.ones(3, np.float32), np.zeros(3, np.float32)
    with pytest.raises(ValueError, match=r"all\(x > 0\)"):
        f(zeros, ones)
    assert jax.jit(f)(zeros, ones).tolist() == [1.0] * 3
    with pytest.raises(ValueError, match=r"len\(x\) == len\(y\)"):
        jax.jit(f)(ones, ones[:2])


def test_sizes_that_elements_decide_stay_outside_of_traces() -> None:
    x = param("x", F32, 1)
    f = compiled(BACKEND, (x,), call("compress", x, call("lt", x, Scalar(Lit(0.5, F32)))))
    given = np.array([0.1, 0.9, 0.3], np.float32)
    assert f(given).tolist() == [np.float32(0.1), np.float32(0.3)]
    with pytest.raises(TypeError, match="how much a mask selects depends on elements"):
        jax.jit(f)(given)


def test_integers_are_static() -> None:
    x, k = param("x", F32, 1), param("k", I64, 0)
    f = compiled(BACKEND, (x, k), call("mul", x, call("cast", k, to=F32)))
    given = np.ones(2, np.float32)
    assert jax.jit(f, static_argnames="k")(given, k=3).tolist() == [3.0, 3.0]
    with pytest.raises(ValueError, match="static_argnames"):
        jax.jit(f)(given, 3)


def test_flags_are_static() -> None:
    x, b = param("x", F32, 1), param("b", BOOL, 0)
    f = compiled(BACKEND, (x, b), call("select", b, x, call("neg", x)))
    given = np.ones(2, np.float32)
    assert jax.jit(f, static_argnames="b")(given, b=False).tolist() == [-1.0, -1.0]
    with pytest.raises(ValueError, match="static_argnames"):
        jax.jit(f)(given, False)


# ---------------------------------------------------------------- gradients of lifted loops

KERNELS = {
    "smooth": """
def smooth(x: list[float]) -> list[float]:
    out = []
    for i in range(1, len(x) - 1):
        out.append(0.25 * x[i - 1] + 0.5 * x[i] * x[i] + 0.25 * x[i + 1])
    return out
""",
    "energy": """
def energy(x: list[float]) -> float:
    total = 0.0
    for v in x:
        total += v * v / (1.0 + v * v)
    return total
""",
    "decay": """
def decay(x: list[float]) -> list[float]:
    out = []
    y = 0.0
    for v in x:
        y = 0.5 * y + v
        out.append(y * v)
    return out
""",
}


def lifted(tmp_path: Path, name: str, backends: list[str]) -> dict[str, Callable[..., Any]]:
    source = tmp_path / f"{name}.py"
    source.write_text(KERNELS[name])
    (step,) = make_plan((f"{source}:{name}",), None, NO_OPTIONS).steps
    result = carry_out(step, backends)
    assert result.verdict == "proved", result.diagnostics
    space: dict[str, Any] = {}
    exec(KERNELS[name], space)
    found = {"original": space[name]}
    for backend, emitted in result.backends.items():
        assert emitted.code is not None, emitted.error
        assert emitted.entry is not None
        found[backend] = load(emitted.code, emitted.entry)
    return found


@pytest.mark.parametrize("name", KERNELS)
def test_gradients_are_those_of_the_loop(name: str, tmp_path: Path) -> None:
    functions = lifted(tmp_path, name, ["jax", "torch"])
    rng = np.random.default_rng(1)
    x = rng.normal(size=6)
    size = np.size(functions["original"](x.tolist()))
    weights, step = rng.normal(size=size), 1e-6

    def slope(k: int) -> float:
        ends = (np.asarray(functions["original"]((x + s * step * np.eye(6)[k]).tolist())) for s in (1, -1))
        up, down = (float(np.sum(weights * end)) for end in ends)
        return (up - down) / (2 * step)

    with jax.enable_x64(True):
        by_jax = jax.grad(lambda x: jnp.sum(functions["jax"](x) * weights))(jnp.asarray(x))
    tensor = torch.tensor(x, requires_grad=True)
    (functions["torch"](tensor) * torch.tensor(weights)).sum().backward()
    np.testing.assert_allclose(by_jax, [slope(k) for k in range(6)], rtol=1e-6, atol=1e-7)
    assert tensor.grad is not None
    np.testing.assert_allclose(by_jax, tensor.grad.numpy(), rtol=1e-12)


def test_rows_at_once_are_the_rows(tmp_path: Path) -> None:
    functions = lifted(tmp_path, "decay", ["jax"])
    rows = np.random.default_rng(2).normal(size=(3, 5))
    with jax.enable_x64(True):
        got = jax.vmap(functions["jax"])(jnp.asarray(rows))
    np.testing.assert_allclose(got, [functions["original"](row.tolist()) for row in rows], rtol=1e-14)


SHARDED = """
import jax, numpy as np, sys
from jax.sharding import Mesh, NamedSharding, PartitionSpec as P
space = {}
exec(sys.stdin.read(), space)
f, devices = space["f"], jax.devices()
assert len(devices) == 8
rng = np.random.default_rng(0)
x, y = rng.normal(size=(16, 12)).astype(np.float32), rng.normal(size=12).astype(np.float32)
mesh = Mesh(np.array(devices).reshape(4, 2), ("rows", "columns"))
for spec in (P("rows"), P("rows", "columns"), P(None, "columns")):
    placed = jax.device_put(x, NamedSharding(mesh, spec))
    split = jax.jit(f, out_shardings=NamedSharding(mesh, P("rows")))(placed, y)
    assert len(split.sharding.device_set) == 8
    np.testing.assert_allclose(split, f(x, y), rtol=1e-5, atol=1e-6)
"""


def test_over_eight_devices() -> None:
    x, y = param("x", F32, 2), param("y", F32, 1)
    output = call("add", call("matvec", x, y), call("reduce_max", x, Scalar(Lit(0.0, F32)), axis=1))
    outputs = (("return", output),)
    code = BACKEND.emit(Program("f", (x, y), outputs), interface((x, y), outputs)).code
    environment = {
        **os.environ,
        "JAX_ENABLE_X64": "1",
        "XLA_FLAGS": "--xla_force_host_platform_device_count=8",
    }
    command = [sys.executable, "-c", SHARDED]
    done = subprocess.run(command, input=code, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------- export and exchange


def test_export_for_cpu_and_gpu() -> None:
    x, y = param("x", F32, 2), param("y", F32, 1)
    f = compiled(BACKEND, (x, y), call("matvec", x, y))
    shapes = jax.ShapeDtypeStruct((3, 4), np.float32), jax.ShapeDtypeStruct((4,), np.float32)
    exported = export.export(jax.jit(f), platforms=["cpu", "cuda"])(*shapes)
    assert exported.platforms == ("cpu", "cuda")
    assert "stablehlo.dot_general" in exported.mlir_module()
    a, b = np.ones((3, 4), np.float32), np.arange(4, dtype=np.float32)
    assert exported.call(a, b).tolist() == f(a, b).tolist()


@pytest.mark.parametrize("dtype", [torch.float32, torch.int32, torch.uint8], ids=str)
def test_tensors_of_pytorch_pass_without_a_copy_of_their_kind(dtype: torch.dtype) -> None:
    tensir = DTYPES[{torch.float32: "f32", torch.int32: "i32", torch.uint8: "u8"}[dtype]]
    a = param("a", tensir, 1)
    f = compiled(BACKEND, (a,), call("add", a, a))
    given = torch.arange(4).to(dtype)
    got = f(jax.dlpack.from_dlpack(given))
    assert isinstance(got, jax.Array)
    back = torch.from_dlpack(got)
    assert back.dtype == dtype
    assert back.tolist() == (given + given).tolist()
