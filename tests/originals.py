"""Source programs as they are, called on inputs that a file beside the source generates.

Python originals are called as they are; C and C++ ones are compiled by gcc or g++ with the sanitizer for
undefined behaviour. Each call runs in a child process of the server: an input on which the original raises or
is stopped is one that it does not accept.
"""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import pickle
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, final

import numpy as np
from builds import built
from original_server import Addressed, Answer, Arguments, Bound, Interpreted, Request, load_as, packed

Maker = Callable[[np.random.Generator], Arguments]

_FRESH = itertools.count()
_FLAGS = ("-O1", "-w", "-fsanitize=undefined", "-fno-sanitize-recover=undefined")
_START = "from original_server import serve; import sys; serve(int(sys.argv[1]))"
_MODULES: dict[str, Path] = {}  # what `load` has loaded


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

    def __call__(self, function: str, arguments: Arguments) -> Answer | None: ...


def load(path: Path) -> ModuleType:
    """Import a file under a name of its own."""
    name = f"{path.name.partition('.')[0]}_{next(_FRESH)}"
    _MODULES[name] = path.resolve()
    return load_as(name, path)


def open_original(source: Path, inputs: Inputs) -> Original:
    """The original, compiled if need be: through bindings for arguments that are lists, else by address."""
    if source.suffix == ".py":
        return _PythonOriginal(load(source))
    return _CompiledOriginal(source.resolve(), inputs)


@final
@dataclass(frozen=True)
class _PythonOriginal:
    module: ModuleType

    def __call__(self, function: str, arguments: Arguments) -> Answer | None:
        name = self.module.__name__
        return _answer(Interpreted(name, _MODULES[name]), function, arguments)


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
#include "{bindings}"
#include "{source}"
extern "C" {{
{definitions}
}}
"""


@final
@dataclass(frozen=True)
class _CompiledOriginal:
    source: Path
    inputs: Inputs

    def __call__(self, function: str, arguments: Arguments) -> Answer | None:
        if any(isinstance(a, list) for a in arguments):
            place = list(self.inputs.makers).index(function)
            return _answer(Bound(self._bindings, f"call_{place}"), function, arguments)
        return _answer(Addressed(self._library, self.inputs.returns.get(function)), function, arguments)

    @functools.cached_property
    def _library(self) -> Path:
        definitions = (f"void *address_of_{f} = (void *)&{f};" for f in self.inputs.makers)
        language = ("gcc", "-std=gnu17") if self.source.suffix == ".c" else ("g++", "-std=c++17")
        return self._build(_ADDRESSES, definitions, language)

    @functools.cached_property
    def _bindings(self) -> Path:
        definitions = (
            f"PyObject *call_{place}(PyObject *given) {{ return reported(&{f}, given); }}"
            for place, f in enumerate(self.inputs.makers)
        )
        return self._build(
            _BINDINGS, definitions, ("g++", "-std=c++17", f"-I{sysconfig.get_paths()['include']}")
        )

    def _build(self, template: str, definitions: Iterable[str], command: tuple[str, ...]) -> Path:
        bindings = Path(__file__).with_name("bindings.h").resolve()
        text = template.format(source=self.source, bindings=bindings, definitions="\n".join(definitions))
        return built(text, self.source.suffix, (*command, *_FLAGS))


# ---------------------------------------------------------------- the server


def _answer(original: Interpreted | Addressed | Bound, function: str, arguments: Arguments) -> Answer | None:
    answer = _SERVER.ask(Request(_MODULES, original, function, packed(arguments)))
    return None if answer is None else pickle.loads(answer)


@final
@dataclass
class _Server:
    """The server of this process, started when it is first asked, and again after it has died."""

    running: tuple[subprocess.Popen[bytes], Connection] | None = field(default=None)

    def ask(self, request: Request) -> bytes | None:
        process, pipe = self.running = self.running or _started()
        try:
            pipe.send(request)
            answer = pipe.recv()
        except (EOFError, OSError) as error:
            self.stop()
            raise RuntimeError(f"the server of the originals ended with {process.returncode}") from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stop(self) -> None:
        if self.running is not None:
            process, pipe = self.running
            self.running = None
            pipe.close()
            process.wait()


def _started() -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = Pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", _START, str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    theirs.close()
    return process, ours


_SERVER = _Server()
atexit.register(_SERVER.stop)
