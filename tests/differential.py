"""Holds emitted code against the original program, on inputs that a file beside the source generates.

Python originals are called as they are; C and C++ ones are compiled by gcc or g++ with the sanitizer for
undefined behaviour. Each call runs in a child process: an input on which the original raises or is stopped
is one that it does not accept, and nothing is compared.
"""

from __future__ import annotations

import copy
import ctypes
import faulthandler
import importlib.util
import itertools
import math
import os
import pickle
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, final

import numpy as np

from tenspiler.result import LiftResult

Arguments = tuple[Any, ...]
Maker = Callable[[np.random.Generator], Arguments]

_FRESH = itertools.count()
_FLAGS = ("-O1", "-fPIC", "-shared", "-w", "-fsanitize=undefined", "-fno-sanitize-recover=undefined")


@final
@dataclass(frozen=True)
class Inputs:
    """What an inputs file defines: a maker of arguments, and the C result type, by function."""

    makers: Mapping[str, Maker]
    returns: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> Inputs:
        module = load(path)
        return cls(module.INPUTS, getattr(module, "RETURNS", {}))


class Original(Protocol):
    """The source program: the arguments after a call, and what it returned; None if it refused them."""

    def __call__(self, function: str, arguments: Arguments) -> tuple[list[Any], Any] | None: ...


@final
@dataclass
class Comparison:
    """How one function did: inputs compared, refused by a precondition, and the first difference."""

    tried: int = 0
    guarded: int = 0
    difference: str | None = None
    guards: set[str] = field(default_factory=set)

    @property
    def timid(self) -> bool:
        """Whether it refuses so much that it is of no use."""
        return self.guarded * 4 > self.tried


def load(path: Path) -> ModuleType:
    """Import a file under a name of its own (an extension module has the one that it was compiled with)."""
    stem = path.name.partition(".")[0]
    name = f"{stem}_{next(_FRESH)}" if path.suffix == ".py" else stem
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where dataclasses look their annotations up
    spec.loader.exec_module(module)
    return module


def emitted(code: str, entry: str) -> Callable[..., Any]:
    """The function that emitted code defines."""
    module = ModuleType(f"emitted_{next(_FRESH)}")
    exec(compile(code, f"<emitted {entry}>", "exec"), module.__dict__)
    return getattr(module, entry)


def open_original(source: Path, inputs: Inputs) -> Original:
    """The original, compiled if need be: through pybind11 for arguments that are lists, else by address."""
    if source.suffix == ".py":
        return _PythonOriginal(load(source))
    return _CompiledOriginal(source, inputs)


def compare(
    result: LiftResult,
    original: Original,
    make: Maker,
    rounds: int = 20,
    backend: str = "numpy",
    device: str | None = None,
) -> Comparison:
    """Run both sides on `rounds` inputs, up to the first difference.

    With a `device`, the emitted code gets tensors there for its arrays, and their numbers are compared.
    """
    target = result.backends[backend]
    assert target.code is not None, target.error
    assert target.entry is not None
    assert result.function is not None
    function = emitted(target.code, target.entry)
    comparison = Comparison()
    typed = result.file.endswith(".py")
    for seed in range(rounds):
        want = original(result.function, make(np.random.default_rng(seed)))
        if want is None:
            continue
        comparison.tried += 1
        given = make(np.random.default_rng(seed))
        try:
            got = function(*given) if device is None else on_device(function, given, device)
        except ValueError as error:
            if type(error).__name__ != "PreconditionError":
                raise
            comparison.guarded += 1
            comparison.guards.add(str(error))
            continue
        comparison.difference = _against(result, want, got, typed and device is None) or _touched(
            result, given, make, seed
        )
        if comparison.difference:
            comparison.difference = f"seed {seed}: {comparison.difference}"
            break
    return comparison


def on_device(function: Callable[..., Any], arguments: Arguments, device: str) -> Any:
    """Call a function with tensors for arrays, and bring what it answers back as arrays and numbers."""
    import torch

    def there(value: Any) -> Any:
        return torch.from_numpy(value.copy()).to(device) if isinstance(value, np.ndarray) else value

    def back(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(back(part) for part in value)
        if isinstance(value, torch.Tensor):
            return value.cpu().numpy() if value.ndim else value.item()
        return value

    return back(function(*(there(a) for a in arguments)))


def _against(result: LiftResult, want: tuple[list[Any], Any], got: Any, typed: bool) -> str | None:
    held = dict(zip(result.parameters, want[0], strict=False)) | {"return": want[1]}
    values = [got] if len(result.outputs) == 1 else list(got or ())
    if len(values) != len(result.outputs):
        return f"{len(values)} outputs instead of {len(result.outputs)}"
    for name, value in zip(result.outputs, values, strict=True):
        where = difference(held[name], value, result.grade == "exact", typed)
        if where:
            return f"output `{name}`{where}"
    return None


def _touched(result: LiftResult, given: Arguments, make: Maker, seed: int) -> str | None:
    for name, after, before in zip(result.parameters, given, make(np.random.default_rng(seed)), strict=False):
        if difference(before, after, exact=True, typed=True):
            return f"the emitted code changed its argument `{name}`"
    return None


def difference(want: Any, got: Any, exact: bool, typed: bool) -> str | None:
    """Where two values differ; with `typed`, lists, arrays, numbers and NumPy scalars are told apart."""
    if typed and type(want) is not type(got):
        return f" is a {type(got).__name__}, not a {type(want).__name__}"
    if isinstance(want, np.ndarray) and isinstance(got, np.ndarray):
        if want.dtype != got.dtype:
            return f" has the dtype {got.dtype}, not {want.dtype}"
        if want.shape != got.shape:
            return f" has the shape {got.shape}, not {want.shape}"
        if want.tobytes() == got.tobytes():
            return None
    if isinstance(want, (list, tuple, np.ndarray)):
        if not isinstance(got, (list, tuple, np.ndarray)):
            return f" is not a sequence: {got!r}"
        if len(want) != len(got):
            return f" has {len(got)} elements, not {len(want)}"
        parts = ((i, difference(w, g, exact, typed)) for i, (w, g) in enumerate(zip(want, got, strict=True)))
        return next((f"[{i}]{where}" for i, where in parts if where), None)
    return None if _same(want, got, exact) else f" is {got!r}, not {want!r}"


def _same(want: Any, got: Any, exact: bool) -> bool:
    if want is None or got is None:
        return want is got
    if not any(isinstance(v, (float, np.floating)) for v in (want, got)):
        return bool(want == got)
    x, y = float(want), float(got)
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    if exact:
        return x == y and math.copysign(1, x) == math.copysign(1, y)
    return math.isclose(x, y, rel_tol=1e-4, abs_tol=1e-5)


def _in_child(work: Callable[[], Any]) -> Any:
    """What `work` returns, pickled through a pipe from a forked child; None if it died."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            faulthandler.disable()  # an original that aborts says no to its input, nothing more
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            with os.fdopen(write, "wb") as pipe:
                pickle.dump(work(), pipe)
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    return pickle.loads(data) if status == 0 else None


@final
class _PythonOriginal:
    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __call__(self, function: str, arguments: Arguments) -> tuple[list[Any], Any] | None:
        def work() -> tuple[list[Any], Any]:
            given = copy.deepcopy(arguments)
            result = getattr(self._module, function)(*given)
            return list(given), result

        return _in_child(work)


_ADDRESSES = """
#include "{source}"
#ifdef __cplusplus
extern "C" {{
#endif
{definitions}
#ifdef __cplusplus
}}
#endif
"""

_BINDINGS = """
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include "{source}"

template <class Result, class... Parameters>
auto reporting(Result (*function)(Parameters...)) {{
    return [function](std::decay_t<Parameters>... arguments) {{
        pybind11::object result = pybind11::none();
        if constexpr (std::is_void_v<Result>)
            function(arguments...);
        else
            result = pybind11::cast(function(arguments...));
        return pybind11::make_tuple(pybind11::make_tuple(arguments...), result);
    }};
}}

PYBIND11_MODULE({module}, module) {{
{definitions}
}}
"""


@final
class _CompiledOriginal:
    def __init__(self, source: Path, inputs: Inputs) -> None:
        self._source, self._inputs = source.resolve(), inputs
        self._module = f"original_{source.stem}_{next(_FRESH)}"
        self._library: ctypes.CDLL | None = None
        self._bound: ModuleType | None = None

    def __call__(self, function: str, arguments: Arguments) -> tuple[list[Any], Any] | None:
        if any(isinstance(a, list) for a in arguments):
            call = getattr(self._binding(), function)
            return _in_child(lambda: _listed(call(*arguments)))
        call, values = self._foreign(function, arguments)
        return _in_child(lambda: _called(call, values, arguments))

    def _foreign(self, function: str, arguments: Arguments) -> tuple[Callable[..., Any], list[Any]]:
        if self._library is None:
            definitions = (f"void *address_of_{f} = (void *)&{f};" for f in self._inputs.makers)
            language = ("gcc", "-std=gnu17") if self._source.suffix == ".c" else ("g++", "-std=c++17")
            self._library = ctypes.CDLL(str(self._build(_ADDRESSES, definitions, language, "original.so")))
        address = ctypes.c_void_p.in_dll(self._library, f"address_of_{function}").value
        assert address is not None
        values = [_foreign_value(a) for a in arguments]
        dtype = self._inputs.returns.get(function)
        result = None if dtype is None else np.ctypeslib.as_ctypes_type(np.dtype(dtype))
        return ctypes.CFUNCTYPE(result, *(type(v) for v in values))(address), values

    def _binding(self) -> ModuleType:
        if self._bound is None:
            import pybind11

            definitions = (f'    module.def("{f}", reporting(&{f}));' for f in self._inputs.makers)
            paths = (f"-I{pybind11.get_include()}", f"-I{sysconfig.get_paths()['include']}")
            name = f"{self._module}{sysconfig.get_config_var('EXT_SUFFIX')}"
            self._bound = load(self._build(_BINDINGS, definitions, ("g++", "-std=c++17", *paths), name))
        return self._bound

    def _build(
        self, template: str, definitions: Sequence[str] | Any, command: Sequence[str], name: str
    ) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="tenspiler-original-"))
        unit = folder / f"unit{self._source.suffix}"
        text = template.format(source=self._source, module=self._module, definitions="\n".join(definitions))
        unit.write_text(text)
        built = folder / name
        subprocess.run([*command, *_FLAGS, "-o", str(built), str(unit), "-lm"], check=True, timeout=300)
        return built


def _foreign_value(argument: Any) -> Any:
    if isinstance(argument, np.ndarray):
        return argument.ctypes.data_as(ctypes.c_void_p)
    return np.ctypeslib.as_ctypes_type(argument.dtype)(argument.item())


def _listed(answer: tuple[tuple[Any, ...], Any]) -> tuple[list[Any], Any]:
    arguments, result = answer
    return list(arguments), result


def _called(call: Callable[..., Any], values: list[Any], arguments: Arguments) -> tuple[list[Any], Any]:
    result = call(*values)
    return list(arguments), result
