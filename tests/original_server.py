"""A process that calls originals, each call in a fork of its own: small, so that forking it costs little.

The process of the tests grows with everything that they import, prove and keep; this one holds NumPy and the
originals.
"""

from __future__ import annotations

import copy
import ctypes
import functools
import gc
import importlib.util
import io
import os
import pickle
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any, final

import numpy as np

Arguments = tuple[Any, ...]
Answer = tuple[list[Any], Any]


def load_as(name: str, path: Path) -> ModuleType:
    """Import a file as the module of this name."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where dataclasses look their annotations up
    spec.loader.exec_module(module)
    return module


@functools.cache
def loaded(name: str, path: Path) -> ModuleType:
    """The module of a file, loaded once in this process."""
    return load_as(name, path)


@functools.cache
def _library(path: Path) -> ctypes.CDLL:
    return ctypes.CDLL(str(path))


@functools.cache
def _python_library(path: Path) -> ctypes.PyDLL:
    return ctypes.PyDLL(str(path))


@final
@dataclass(frozen=True)
class Interpreted:
    """A Python file, and the name of its module."""

    name: str
    path: Path

    def prepared(self, function: str, arguments: Arguments) -> Callable[[], Answer]:
        module = loaded(self.name, self.path)

        def work() -> Answer:
            given = copy.deepcopy(arguments)
            result = getattr(module, function)(*given)
            return list(given), result

        return work


@final
@dataclass(frozen=True)
class Addressed:
    """A library that holds `address_of_F` for each function; `result` is the dtype of what this one returns."""

    library: Path
    result: Any

    def prepared(self, function: str, arguments: Arguments) -> Callable[[], Answer]:
        address = ctypes.c_void_p.in_dll(_library(self.library), f"address_of_{function}").value
        assert address is not None
        values = [_foreign(a) for a in arguments]
        result = None if self.result is None else np.ctypeslib.as_ctypes_type(np.dtype(self.result))
        call = ctypes.CFUNCTYPE(result, *(type(v) for v in values))(address)

        def work() -> Answer:
            value = call(*values)
            return list(arguments), value

        return work


def _foreign(argument: Any) -> Any:
    if isinstance(argument, np.ndarray):
        return argument.ctypes.data_as(ctypes.c_void_p)
    return np.ctypeslib.as_ctypes_type(argument.dtype)(argument.item())


@final
@dataclass(frozen=True)
class Bound:
    """A function of a library that takes a tuple of arguments, and answers with them and its result."""

    library: Path
    symbol: str

    def prepared(self, function: str, arguments: Arguments) -> Callable[[], Answer]:
        call = _python_library(self.library)[self.symbol]
        call.argtypes, call.restype = [ctypes.py_object], ctypes.py_object

        def work() -> Answer:
            given, result = call(arguments)
            return list(given), result

        return work


@final
@dataclass(frozen=True)
class Request:
    """A call; `modules` are the files of the modules that its arguments may need to be unpickled."""

    modules: Mapping[str, Path]
    original: Interpreted | Addressed | Bound
    function: str
    arguments: bytes


# ---------------------------------------------------------------- arguments


def packed(arguments: Arguments) -> bytes:
    """Arguments pickled so that arrays which share memory still do."""
    stream = io.BytesIO()
    _Packer(stream, pickle.HIGHEST_PROTOCOL).dump(arguments)
    return stream.getvalue()


@final
class _Packer(pickle.Pickler):
    def reducer_override(self, obj: Any, /) -> Any:
        if type(obj) is not np.ndarray or obj.dtype.hasobject:
            return NotImplemented
        owner = obj
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        if owner is obj or not owner.flags.forc:
            return NotImplemented
        offset = obj.ctypes.data - owner.ctypes.data
        return _view, (owner, obj.shape, obj.dtype, offset, obj.strides)


def _view(
    owner: np.ndarray, shape: tuple[int, ...], dtype: Any, offset: int, strides: tuple[int, ...]
) -> Any:
    return np.ndarray(shape, dtype, owner.ravel("K"), offset, strides)


@final
class _Unpacker(pickle.Unpickler):
    def __init__(self, data: bytes, modules: Mapping[str, Path]) -> None:
        super().__init__(io.BytesIO(data))
        self._modules = modules

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if module_name in self._modules:
            loaded(module_name, self._modules[module_name])
        return super().find_class(module_name, global_name)


# ---------------------------------------------------------------- the process


def serve(descriptor: int) -> None:
    """Answer requests with a pickled answer, None if the original died, or an error that is not the original's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe = Connection(descriptor)
    gc.freeze()
    while True:
        try:
            request: Request = pipe.recv()
        except EOFError:
            return
        try:
            arguments = _Unpacker(request.arguments, request.modules).load()
            pipe.send(_in_child(request.original.prepared(request.function, arguments)))
        except Exception as error:
            pipe.send(error)


def _in_child(work: Callable[[], Answer]) -> bytes | None:
    """What `work` returns, pickled through a pipe from a forked child; None if it died."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            # An original that aborts says no to its input, nothing more.
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
    return data if status == 0 else None
