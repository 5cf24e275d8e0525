"""How emitted modules compile their kernel, keep it, and call it."""
# pyright: basic

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import tempfile

from tenspiler.backend.emission.prelude_arguments import PreconditionError


class _Kernel:
    """A function of C, compiled when it is first called, and kept on disk for the next time."""

    def __init__(self, types, source):
        self._types, self._source, self._function = types, source, None

    def __call__(self, *arguments):
        if self._function is None:
            self._function = _loaded(self._types, self._source)
        beyond = ctypes.c_int64(0)
        if self._function(*arguments, ctypes.byref(beyond)):
            raise MemoryError("not enough memory for what is computed in between")
        if beyond.value:
            raise PreconditionError("expected integers on the way to fit 64 bits; some do not")


def _loaded(types, source):
    """The function of a library, compiled if this compiler has not done so on such a machine."""
    compiler = os.environ.get("CC") or next(filter(shutil.which, ("cc", "gcc", "clang")), None)
    if compiler is None:
        raise RuntimeError("no C compiler was found: install gcc or clang, or set CC")
    flags = "-std=gnu11 -O3 -march=native -ffp-contract=off -fno-math-errno -fno-trapping-math "
    flags += "-fwrapv -fPIC -shared " + os.environ.get("TENSPILER_CFLAGS", "")
    machine = (compiler, _version(compiler), platform.machine(), platform.node())
    digest = hashlib.sha256("\0".join((source, flags, *machine)).encode()).hexdigest()[:24]
    folder = _folder()
    library = os.path.join(folder, f"{digest}.so")
    if not os.path.exists(library):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as place:
            made = os.path.join(place, "kernel.so")
            _compile([compiler, *flags.split()], source, os.path.join(place, "kernel.c"), made)
            os.replace(made, library)
    function = ctypes.CDLL(library).kernel
    kinds = {"pointer": "void_p", "bool": "bool", "float": "float", "double": "double"}
    kinds = [kinds.get(t) or t.removesuffix("_t") for t in types]
    function.argtypes = [getattr(ctypes, f"c_{kind}") for kind in (*kinds, "void_p")]
    function.restype = ctypes.c_int64
    return function


def _compile(command, source, text, made):
    """A library of some source; a compiler without OpenMP makes one thread of it."""
    with open(text, "w", encoding="utf-8") as file:
        file.write(source)
    for threads in (["-fopenmp"], []):
        words = [*command, *threads, text, "-o", made, "-lm"]
        answer = subprocess.run(words, capture_output=True, text=True)
        if answer.returncode == 0:
            return
    raise RuntimeError(f"{' '.join(words)} failed: {answer.stderr[-2000:]}")


def _folder():
    """Where libraries are kept."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(os.environ.get("TENSPILER_CACHE_DIR") or f"{cache}/tenspiler", "c")


def _version(compiler):
    """What a compiler says of itself."""
    return subprocess.run([compiler, "--version"], capture_output=True, text=True).stdout


def _memory(x):
    """Where the elements of an array are."""
    return x.__array_interface__["data"][0]


def _size(value):
    """A size as C takes it."""
    if not -(2**62) < value < 2**62:
        raise PreconditionError(f"expected a size that memory can have, got {value}")
    return value


def _fixed(name, value):
    """A Python integer as one of 64 bits."""
    if not -(2**63) <= value < 2**63:
        raise PreconditionError(f"expected `{name}` to fit 64 bits, got {value}")
    return value
