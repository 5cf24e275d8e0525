"""`python -m benchmarks.gpu.triton_check DIR [--out FILE]`: kernels of the Triton backend, on a GPU.

DIR has been written by `python -m benchmarks.gpu.triton_cases DIR`, on a machine that lifts; here, only
NumPy, PyTorch and Triton are needed. First every kernel of the suites is called with the inputs that are
there, and must give what its NumPy module gave; processes share them, for kernels take their time to be
compiled. Then programs are called at three sizes, with elements that are made on the GPU, and must give what
PyTorch's module gives; both are timed. With `--interpret`, all of this is tried on the CPU, at a small size.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import pickle
import sys
import tempfile
import time
import traceback
import zipfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np


def main() -> int:
    """0 if everything agrees, 1 if not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu.triton_check", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, help="where to write what was found, as JSON")
    parser.add_argument("--jobs", type=int, default=14)
    parser.add_argument("--seconds", type=float, default=110, help="for the kernels of the suites")
    parser.add_argument("--no-suites", action="store_true")
    parser.add_argument("--interpret", action="store_true")
    options = parser.parse_args()
    if options.interpret:
        os.environ["TRITON_INTERPRET"] = "1"
    found: dict[str, Any] = {"timed": [], "device": device_name()}
    with tempfile.TemporaryDirectory() as place:
        with zipfile.ZipFile(options.folder / "cases.zip") as archive:
            archive.extractall(place)
        if not options.no_suites:
            found["suites"] = check_suites(Path(place), options.jobs, options.seconds)
            write(options.out, found)
        found["copy_gb_per_s"] = copy_speed()
        for case in json.loads((Path(place) / "timed.json").read_text()):
            print(case["name"], flush=True)
            found["timed"] += timed(Path(place), case)
            write(options.out, found)
    show(found)
    wrong = [row for row in found["timed"] if row["difference"]]
    return 1 if wrong or found.get("suites", {}).get("wrong") else 0


def write(path: Path | None, found: dict[str, Any]) -> None:
    if path is not None:
        path.write_text(json.dumps(found, indent=1))


def interpreted() -> bool:
    return os.environ.get("TRITON_INTERPRET") == "1"


def device() -> str:
    return "cpu" if interpreted() else "cuda"


def device_name() -> str:
    import torch
    import triton

    name = torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu"
    return f"{name}, torch {torch.__version__}, triton {triton.__version__}"


# ---------------------------------------------------------------- suites


def check_suites(place: Path, jobs: int, seconds: float) -> dict[str, Any]:
    """How many kernels of the suites give what NumPy's modules do, and which do not."""
    names = sorted(p.stem for p in place.glob("suite_*.py"))
    started = time.monotonic()
    found: dict[str, list[str]] = {"right": [], "wrong": [], "late": []}
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        shares = [names[k::jobs] for k in range(jobs)]
        for answers in pool.map(_share, [(place, share, started + seconds) for share in shares]):
            for kind, text in answers:
                found[kind].append(text)
    print(f"suites: {time.monotonic() - started:.0f} s", flush=True)
    return {"right": len(found["right"]), "wrong": found["wrong"], "late": len(found["late"])}


def _share(task: tuple[Path, list[str], float]) -> list[tuple[str, str]]:
    place, names, deadline = task
    return [_one(place, name, deadline) for name in names]


def _one(place: Path, name: str, deadline: float) -> tuple[str, str]:
    if time.monotonic() > deadline:
        return "late", name
    case = pickle.loads((place / f"{name}.pickle").read_bytes())
    try:
        function = getattr(load(place / f"{name}.py"), case["entry"])
        for arguments, expected in case["calls"]:
            difference = unlike(function(*arguments), expected, case["exact"])
            if difference:
                return "wrong", f"{case['name']}: {difference}"
    except Exception:
        return "wrong", f"{case['name']}: {traceback.format_exc()[-600:]}"
    return "right", case["name"]


def load(path: Path) -> Any:
    """The module of a file; Triton reads the text of its kernels there."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def unlike(got: Any, want: Any, exact: bool) -> str:
    """In which way an answer differs; empty if it does not."""
    if isinstance(want, tuple):
        parts = [unlike(a, b, exact) for a, b in zip(got, want, strict=True)]
        return next((p for p in parts if p), "")
    if want is None or got is None:
        return "" if want is got else f"{got!r:.80} for {want!r:.80}"
    a, b = np.asarray(got), np.asarray(want)
    if a.shape != b.shape:
        return f"shape {a.shape} for {b.shape}"
    if a.dtype.kind == "f" and not exact:
        tolerance = 1e-4 if np.float32 in (a.dtype, b.dtype) or _of_32_bits(b) else 1e-9
        same = np.allclose(a, b, rtol=tolerance, atol=tolerance, equal_nan=True)
    else:
        same = np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    return "" if same else f"{a.ravel()[:4]} for {b.ravel()[:4]}"


def _of_32_bits(x: np.ndarray) -> bool:
    with np.errstate(all="ignore"):
        return x.dtype.kind == "f" and bool(np.array_equal(x.astype(np.float32), x, equal_nan=True))


# ---------------------------------------------------------------- times


def copy_speed() -> float:
    """What a copy of 1 GiB moves, in GB/s."""
    import torch

    source = torch.empty(2**20 if interpreted() else 2**28, dtype=torch.float32, device=device())
    target = torch.empty_like(source)
    return 2 * source.nbytes / milliseconds(lambda: target.copy_(source)) / 1e6


def milliseconds(call: Any) -> float:
    """The median time of a call."""
    import triton.testing

    if interpreted():
        started = time.perf_counter()
        call()
        return 1e3 * (time.perf_counter() - started)
    return float(triton.testing.do_bench(call, warmup=10, rep=60, return_mode="median"))


def timed(place: Path, case: dict[str, Any]) -> list[dict[str, Any]]:
    """The times of one program at its sizes, by Triton and by PyTorch."""
    import torch

    modules = {b: getattr(load(place / f"{case['name']}_{b}.py"), case["entry"]) for b in ("triton", "torch")}
    rows: list[dict[str, Any]] = []
    for sizes in [dict.fromkeys(case["sizes"][0], 48)] if interpreted() else case["sizes"]:
        torch.manual_seed(1)
        row: dict[str, Any] = {"name": case["name"], "sizes": sizes, "difference": ""}
        try:
            given = [made(text, sizes) for text in case["arguments"]]
            answers = {b: f(*given) for b, f in modules.items()}
            row["difference"] = differing(answers["triton"], answers["torch"], case["tolerance"])
            del answers
            for backend, function in modules.items():
                row[f"{backend}_ms"] = milliseconds(partial(function, *given))
            space = {"math": math, **sizes}
            row["gb_per_s"] = eval(case["bytes"], space) / row["triton_ms"] / 1e6
            row["tflop_per_s"] = eval(case["flops"], space) / row["triton_ms"] / 1e9
        except Exception:
            row["difference"] = traceback.format_exc()[-800:]
        rows.append(row)
    return rows


def made(text: str, sizes: dict[str, int]) -> Any:
    """An argument: an expression of PyTorch on the GPU."""
    import torch

    def randn(*shape: int, dtype: Any = torch.float32) -> Any:
        return torch.randn(shape, dtype=dtype, device=device())

    def randint(low: int, high: int, *shape: int, dtype: Any = torch.int64) -> Any:
        return torch.randint(low, high, shape, dtype=dtype, device=device())

    return eval(text, {"torch": torch, "randn": randn, "randint": randint, **sizes})


def differing(got: Any, want: Any, tolerance: float) -> str:
    """How far tensors are apart, if it is too far."""
    import torch

    if isinstance(want, tuple):
        parts = [differing(a, b, tolerance) for a, b in zip(got, want, strict=True)]
        return next((p for p in parts if p), "")
    if got.shape != want.shape or got.dtype != want.dtype:
        return f"{got.dtype} {tuple(got.shape)} for {want.dtype} {tuple(want.shape)}"
    if not want.is_floating_point() or tolerance == 0:
        return "" if torch.equal(got, want) else f"{int((got != want).sum())} elements differ"
    scale = want.abs().max().clamp(min=1)
    far = ((got - want).abs() / scale).nan_to_num(0).max().item()
    same_nan = torch.equal(got.isnan(), want.isnan())
    return "" if same_nan and far <= tolerance else f"relative difference {far:.2e}"


def show(found: dict[str, Any]) -> None:
    if "suites" in found:
        suites = found["suites"]
        for text in suites["wrong"][:12]:
            print("WRONG", text)
        print(f"suites: {suites['right']} right, {len(suites['wrong'])} wrong, {suites['late']} not begun")
    print(f"{found['device']}; a copy moves {found['copy_gb_per_s']:.0f} GB/s")
    print("program          size                     triton us  torch us   gain   GB/s  of copy  TFLOP/s")
    for row in found["timed"]:
        size = " ".join(f"{k}={v}" for k, v in row["sizes"].items())
        if row["difference"]:
            print(f"{row['name']:16} {size:24} WRONG {row['difference'][-300:]}")
        if "tflop_per_s" in row:
            share = row["gb_per_s"] / found["copy_gb_per_s"]
            print(
                f"{row['name']:16} {size:24} {1e3 * row['triton_ms']:9.1f} {1e3 * row['torch_ms']:9.1f}"
                f" {row['torch_ms'] / row['triton_ms']:6.2f} {row['gb_per_s']:6.0f} {share:7.0%}"
                f" {row['tflop_per_s']:8.2f}"
            )


if __name__ == "__main__":
    sys.exit(main())
