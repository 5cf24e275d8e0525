"""Runs JAX modules of the suites on the default device, and compares them with what NumPy's modules give.

    python -m benchmarks.gpu.jax_check build FOLDER    # where Tenspiler is: modules, inputs, what is expected
    python benchmarks/gpu/jax_check.py check FOLDER    # where JAX and NumPy are: no Tenspiler needed

Every module is run under `jax.jit`, and one in `--eager` of them eagerly too. Integers have to be equal and
floats close; how many of the results with floats have the same bits is told beside.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import pickle
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

LARGEST, ALL = 150_000, 5_500_000
"""Bytes of a case, and of all of them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Build or check, as the arguments say; 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("step", choices=("build", "check"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--suite", help="build: this suite alone")
    parser.add_argument("--eager", type=int, default=10, help="check: one in so many eagerly too")
    parser.add_argument("--seconds", type=float, default=480, help="check: stop after so long")
    options = parser.parse_args(argv)
    if options.step == "build":
        return build(options.folder, options.suite)
    return check(options.folder, options.eager, options.seconds)


# ---------------------------------------------------------------- where Tenspiler is


def build(folder: Path, suite: str | None) -> int:
    """Lift the suites, and write each module with a case that it is to be run on."""
    from benchmarks.discovery import load, sources
    from benchmarks.lifting import measure

    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for source in sources(suite):
        makers = load(source.inputs).INPUTS
        for measured in measure(source, ["numpy", "jax"]):
            emitted = measured.result.backends
            if measured.result.verdict != "proved" or not all(e.code for e in emitted.values()):
                continue
            data = case(emitted, makers[measured.kernel])
            if data is None or written + len(data) > ALL:
                continue
            written += len(data)
            (folder / f"{source.suite}-{source.path.name}-{measured.kernel}.case").write_bytes(data)
    print(f"{len(list(folder.glob('*.case')))} cases, {written:,} bytes")
    return 0


def case(emitted: Any, make: Callable[[np.random.Generator], Any]) -> bytes | None:
    """A module with arguments and what NumPy's gives for them; None if there are none that are small."""
    expected = module_of(emitted["numpy"].code, emitted["numpy"].entry)
    for seed in range(4):
        arguments = make(np.random.default_rng(seed))
        if not all(map(_is_plain, arguments)):
            return None
        try:
            with np.errstate(all="ignore"):
                want = expected(*make(np.random.default_rng(seed)))
        except ValueError:
            continue
        code, entry = emitted["jax"].code, emitted["jax"].entry
        data = gzip.compress(pickle.dumps((code, entry, arguments, want)))
        if len(data) <= LARGEST:
            return data
    return None


def _is_plain(value: Any) -> bool:
    """Whether a value is made of numbers, lists and arrays alone, which any machine can read."""
    if type(value) in (list, tuple):
        return all(map(_is_plain, value))
    return value is None or type(value) in (bool, int, float, str) or type(value).__module__ == "numpy"


def module_of(code: str, entry: str) -> Callable[..., Any]:
    """The function of emitted code."""
    spec = importlib.util.spec_from_loader(f"emitted_{entry}", None)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    exec(compile(code, f"<{entry}>", "exec"), module.__dict__)
    return getattr(module, entry)


# ---------------------------------------------------------------- where JAX is


def check(folder: Path, eager: int, seconds: float) -> int:
    """Run every case of a folder, and print a table of how they went last."""
    import jax

    jax.config.update("jax_enable_x64", True)
    begin = time.perf_counter()
    found: dict[str, Counter[str]] = {"jit": Counter(), "eager": Counter()}
    cases = sorted(folder.glob("*.case"))
    for place, path in enumerate(cases):
        if time.perf_counter() - begin > seconds:
            found["jit"]["left out"] = len(cases) - place
            break
        code, entry, arguments, want = pickle.loads(gzip.decompress(path.read_bytes()))
        function = module_of(code, entry)
        for way in ("jit", "eager")[: 1 + (place % eager == 0)]:
            verdict = outcome(function, arguments, want, way == "jit")
            found[way][verdict.partition(":")[0]] += 1
            if not verdict.startswith(("same bits", "close", "not traceable")):
                print(f"{path.stem} ({way}): {verdict}"[:400], flush=True)
    print(f"jax {jax.__version__} on {jax.devices()[0].device_kind}, {time.perf_counter() - begin:.0f} s")
    for way, counts in found.items():
        print(f"{way:6}", ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
    return int(any(counts["different"] + counts["error"] for counts in found.values()))


def outcome(function: Callable[..., Any], arguments: Sequence[Any], want: Any, jitted: bool) -> str:
    """How one run compares with what is expected, in words."""
    try:
        got = run(function, arguments, jitted)
    except TypeError as error:
        traced = "depends on elements" in str(error) or "traced" in str(error)
        return "not traceable" if jitted and traced else f"error: {error!r}"
    except Exception as error:
        return f"error: {type(error).__name__}: {error}"
    pairs = list(leaves(want, got))
    worst = [difference(a, b) for a, b in pairs]
    if any(worst):
        return f"different: {next(filter(None, worst))}"
    return "same bits" if all(a.tobytes() == b.astype(a.dtype).tobytes() for a, b in pairs) else "close"


def run(function: Callable[..., Any], arguments: Sequence[Any], jitted: bool) -> Any:
    """What a function gives for arrays on the default device; lists, and numbers, are static."""
    import jax
    import jax.numpy as jnp

    places = [k for k, value in enumerate(arguments) if isinstance(value, np.ndarray)]
    arrays = [jnp.asarray(arguments[k]) for k in places]

    def called(*traced: Any) -> Any:
        full = list(arguments)
        for k, value in zip(places, traced, strict=True):
            full[k] = value
        return function(*full)

    return jax.block_until_ready((jax.jit(called) if jitted else called)(*arrays))


def leaves(want: Any, got: Any) -> Iterator[tuple[Any, Any]]:
    """The arrays of an expected result beside those that were found; numbers and lists as arrays."""
    if isinstance(want, tuple):
        for a, b in zip(want, got, strict=True):
            yield from leaves(a, b)
    elif want is not None:
        yield np.asarray(want), np.asarray(got)


def difference(want: Any, got: Any) -> str:
    """Where two arrays differ by more than floats may; nothing if they do not."""
    if want.shape != got.shape:
        return f"shape {got.shape}, not {want.shape}"
    if want.dtype.kind != "f":
        wrong = want != got
    else:
        wrong = ~np.isclose(got, want, rtol=1e-4, atol=1e-5, equal_nan=True)
    count = int(np.count_nonzero(wrong))
    if not count:
        return ""
    first = tuple(int(axis[0]) for axis in np.nonzero(wrong))
    return f"{count} of {wrong.size}, first at {first}: {got[first]!r}, not {want[first]!r}"


if __name__ == "__main__":
    sys.exit(main())
