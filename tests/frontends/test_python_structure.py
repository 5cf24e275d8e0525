"""Annotations, imports, constants, nested functions and classes: emitted code against CPython, file by file."""

from __future__ import annotations

import copy
import importlib
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tenspiler.frontends.options import Options
from tenspiler.frontends.reading import read_file
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.checker import check
from tenspiler.loopir.nodes import ArrayType, Function
from tenspiler.pipeline import lift_function
from tenspiler.result import LiftResult

PRELUDE = """\
from __future__ import annotations
import math
import typing
from typing import *
import numpy as np
import numpy.typing as npt
"""
LINE = PRELUDE.count("\n")


@dataclass(frozen=True)
class Case:
    """A program: `main.py`, whose function `f` is lifted, other files, and arguments as expressions."""

    name: str
    source: str
    inputs: list[str]
    files: dict[str, str] = field(default_factory=dict[str, str])


ARRAY = ["np.arange(5.0)", "np.array([])"]
LISTS = ["[1, -2, 3]", "[]", "[7]"]
FLOATS = ["[1.5, -2.0, 0.25]", "[]"]

CASES = [
    # annotations
    Case("shape and dtype", "def f(a: np.ndarray[tuple[int, int], np.dtype[np.float32]]):\n    s = np.float32(0)\n    for i in range(a.shape[0]):\n        for j in range(a.shape[1]):\n            s = max(s, a[i, j])\n    return s", ["np.ones((2, 3), np.float32)", "np.ones((0, 3), np.float32)"]),
    Case("any shape", "def f(a: np.ndarray[Any, np.dtype[np.uint8]]):\n    return [int(x) for x in a]", ["np.arange(250, 256).astype(np.uint8)"]),
    Case("quoted", "def f(a: 'list[int]', k: 'int'):\n    return [x * k for x in a]", ["[1, 2], 3", "[], 2"]),
    Case("typing's list", "def f(a: List[List[float]]):\n    return [x * 2 for row in a for x in row]", ["[[1.0, 2.0], [3.0, 4.0]]"]),
    Case("sequence", "def f(a: Sequence[float]):\n    return [x + 1 for x in a]", ["[1.0]", "(1.0, 2.0)"]),
    Case("alias", "Vector = list[float]\nMatrix = list[Vector]\ndef f(a: Matrix):\n    return [x * 2 for row in a for x in row]", ["[[1.0, 2.0], [3.0, 4.0]]"]),
    Case("declared alias", "Image: TypeAlias = npt.NDArray[np.uint8]\ndef f(a: Image):\n    out = np.zeros_like(a)\n    for i in range(len(a)):\n        out[i] = 255 - a[i]\n    return out", ["np.arange(250, 256).astype(np.uint8)"]),
    Case("new type", "Metres = NewType('Metres', float)\ndef f(a: list[Metres], k: Metres):\n    return [x * k for x in a]", ["[1.0, 2.0], 0.5"]),
    Case("final and annotated", "def f(a: Annotated[list[int], 'sorted'], k: Final[int]):\n    return [x * k for x in a]", ["[1, 2], 3"]),
    Case("literal", "def f(a: list[int], k: Literal[1, 2]):\n    return [x * k for x in a]", ["[1, 2], 2"]),
    Case("NumPy scalar", "def f(a: npt.NDArray[np.float32], k: np.float32):\n    out = np.zeros_like(a)\n    for i in range(len(a)):\n        out[i] = a[i] * k\n    return out", ["np.ones(3, np.float32), np.float32(0.1)"]),
    Case("other names of dtypes", "def f(a: npt.NDArray[np.double], b: npt.NDArray[np.ubyte]):\n    out = np.zeros(len(a), dtype=np.double)\n    for i in range(len(a)):\n        out[i] = a[i] + b[i]\n    return out", ["np.ones(3), np.arange(3).astype(np.uint8)"]),
    Case("imported alias", "from types_of import Image\ndef f(a: Image):\n    out = np.zeros_like(a)\n    for i in range(len(a)):\n        out[i] = a[i] + 1\n    return out", ["np.arange(250, 256).astype(np.uint8)"], {"types_of.py": "import numpy as np\nPixel = np.uint8\nImage = np.ndarray[tuple[int], np.dtype[Pixel]]\n"}),
    Case("rank from use", "def f(a: npt.NDArray[np.float64]):\n    d, h, w = a.shape\n    out = np.zeros((d, h))\n    for i in range(d):\n        for j in range(h):\n            for k in range(w):\n                out[i, j] += a[i, j, k]\n    return out", ["np.arange(24.0).reshape(2, 3, 4)"]),
    Case("named extents", "if TYPE_CHECKING:\n    from jaxtyping import Float64\ndef f(a: Float64[np.ndarray, 'm n'], x: Float64[np.ndarray, 'n']):\n    out = np.zeros(a.shape[0])\n    for i in range(a.shape[0]):\n        for j in range(a.shape[1]):\n            out[i] += a[i, j] * x[j]\n    return out", ["np.arange(6.0).reshape(2, 3), np.arange(3.0)", "np.zeros((0, 3)), np.arange(3.0)"]),
    Case("literal extent", "if TYPE_CHECKING:\n    from jaxtyping import Array, UInt8\ndef f(a: UInt8[Array, 'h w 3']):\n    out = np.zeros((a.shape[0], a.shape[1]), dtype=np.uint8)\n    for i in range(a.shape[0]):\n        for j in range(a.shape[1]):\n            out[i, j] = max(a[i, j, 0], a[i, j, 1], a[i, j, 2])\n    return out", ["np.arange(12).reshape(2, 2, 3).astype(np.uint8)", "np.zeros((2, 0, 3), np.uint8)"]),
    Case("extents from others", "if TYPE_CHECKING:\n    from jaxtyping import Float32, Int64\n    from torch import Tensor\ndef f(a: Float32[Tensor, 'rows=4 n'], b: Float32[Tensor, '_ n-1']):\n    out = np.zeros(b.shape[1], dtype=np.float32)\n    for j in range(b.shape[1]):\n        out[j] = a[1, j + 1] - b[0, j]\n    return out", ["np.ones((4, 3), np.float32), np.ones((2, 2), np.float32)"]),
    Case("tuple of numbers", "def f(a: list[float], w: tuple[float, float, float]):\n    return [x * w[0] + w[2] for x in a]", ["[1.0, 2.0], (1.0, 2.0, 3.0)"]),
    Case("tuple of any length", "def f(a: tuple[int, ...]):\n    s = 0\n    for x in a:\n        s += x\n    return s", ["(1, 2)", "()"]),
    Case("list of pairs", "def f(a: list[tuple[float, float]]):\n    return [p[0] * p[1] for p in a]", ["[(1.0, 2.0), (3.0, 4.0)]", "[]"]),
    # functions inside functions
    Case("lambda", "def f(a: list[int]):\n    g = lambda x: 2 * x + 1\n    return [g(x) for x in a]", LISTS),
    Case("nested function", "def f(a: list[int], k: int):\n    def scaled(x):\n        if x < 0:\n            return 0\n        return x * k\n    out = []\n    for x in a:\n        out.append(scaled(x))\n    return out", ["[1, -2, 3], 4", "[], 1"]),
    Case("closure sees the last value", "def f(a: list[int]):\n    k = 1\n    g = lambda x: x * k\n    k = 5\n    return [g(x) for x in a]", LISTS),
    Case("default is evaluated at the definition", "def f(a: list[int]):\n    k = 2\n    def g(x, k=k):\n        return x * k\n    k = 5\n    return [g(x) + k for x in a]", LISTS),
    Case("nested function writes to an array", "def f(a: list[int]):\n    def bump(i):\n        a[i] += 1\n    for i in range(len(a)):\n        bump(i)\n    return a[:]", LISTS),
    Case("function passed along", "def twice(g, x):\n    return g(g(x))\ndef half(x):\n    return x / 2\ndef f(a: list[float]):\n    return [twice(half, x) + twice(lambda y: y - 1, x) for x in a]", FLOATS),
    Case("closure of a closure", "def f(a: list[int], k: int):\n    def g(x):\n        h = lambda y: y + k\n        return h(x) * 2\n    return [g(x) for x in a]", ["[1, 2], 3"]),
    Case("shadowed builtin as a parameter", "def f(list: list[int], max: int):\n    return [min(x, max) for x in list]", ["[1, 5, 9], 6"]),
    # helpers and constants
    Case("default argument", "def g(x, k=3, *, b=-1):\n    return x * k + b\ndef f(a: list[int]):\n    return [g(x) + g(x, 2) + g(x, b=4) for x in a]", LISTS),
    Case("default from a constant", "K = 4\ndef g(x, k=K * 2):\n    return x * k\ndef f(a: list[int]):\n    return [g(x) for x in a]", LISTS),
    Case("the last definition wins", "def g(x):\n    return x\ndef g(x):\n    return -x\ndef f(a: list[int]):\n    return [g(x) for x in a]", LISTS),
    Case("constants from constants", "N = 3\nHALF = 1 / 2\nSCALE = math.sqrt(N) if N > 2 else 1.0\nA, B = 2, N + 1\nMASK = (1 << 8) - 1\ndef f(a: list[int]):\n    return [(x * A & MASK) * SCALE + B * HALF for x in a]", LISTS),
    Case("other name of a function", "root = math.sqrt\ndef g(x):\n    return x * 2\nh = g\ndef f(a: list[float]):\n    return [h(root(x * x)) for x in a]", FLOATS),
    Case("star import of math", "from math import *\ndef f(a: list[float]):\n    return [sqrt(x * x) + pi for x in a]", FLOATS),
    Case("star import of a file", "from helpers import *\ndef f(a: list[int]):\n    return [abs(x) + max(x, K) for x in a]", LISTS, {"helpers.py": "K = 2\ndef abs(x):\n    return x * 3\n"}),
    Case("cached helper", "import functools\n@functools.lru_cache(maxsize=None)\ndef g(x):\n    return x * x\ndef f(a: list[int]):\n    return [g(x) for x in a]", LISTS),
    Case("helper of another file", "from helpers import clamp, LOW\ndef f(a: list[int]):\n    return [clamp(x, LOW, 5) for x in a]", LISTS, {"helpers.py": "LOW = -1\ndef clamp(x, lo, hi):\n    return lo if x < lo else min(x, hi)\n"}),
    Case("module of helpers", "import helpers\nimport helpers as h\ndef f(a: list[int]):\n    return [helpers.twice(x) + h.K for x in a]", LISTS, {"helpers.py": "import math\nK = int(math.floor(2.5))\nFACTOR = 2\ndef twice(x):\n    return x * FACTOR\n"}),
    Case("package of helpers", "from mylib.ops import scale\nfrom mylib import shift\nimport mylib.ops\ndef f(a: list[float]):\n    return [scale(shift(x)) + mylib.ops.BIAS for x in a]", FLOATS, {"mylib/__init__.py": "from .ops import shift\n", "mylib/ops.py": "from . import constants\nfrom .constants import BIAS\ndef shift(x):\n    return x + BIAS\ndef scale(x):\n    return x * constants.GAIN\n", "mylib/constants.py": "BIAS = 0.5\nGAIN = 3.0\n"}),
    Case("array helper of another file", "from helpers import total\ndef f(a: list[list[float]]):\n    return [total(row) for row in a]", ["[[1.0, 2.0], [3.0, 4.0]]", "[]"], {"helpers.py": "def total(row):\n    s = 0.0\n    for x in row:\n        s += x\n    return s\n"}),
    # how functions are called
    Case("defaults of the function itself", "K = 3\ndef f(a: list[float], k: float = 0.5, *, n: int = K * 2, w: tuple[float, ...] = (1.0, 2.0)):\n    s = 0.0\n    for x in a:\n        s += x * k + n\n    return s + w[0]", ["[1.0, 2.0]", "[1.0, 2.0], 2.0"]),
    Case("default list that is only read", "def f(a: list[int], w: list[int] = [1, 2, 3]):\n    return [x + w[1] for x in a]", ["[1, 2]", "[1], [4, 5]"]),
    # tables
    Case("lookup table", "GAMMA = [int((i / 255) ** 2.2 * 255 + 0.5) for i in range(256)]\ndef f(a: npt.NDArray[np.uint8]):\n    out = np.zeros_like(a)\n    for i in range(len(a)):\n        out[i] = GAMMA[a[i]]\n    return out", ["np.arange(256).astype(np.uint8)"]),
    Case("tuple of weights", "WEIGHTS = (0.25, 0.5, 0.25)\ndef f(x: list[float]):\n    out = []\n    for i in range(len(x) - 2):\n        s = 0.0\n        for k in range(3):\n            s += WEIGHTS[k] * x[i + k]\n        out.append(s)\n    return out", ["[1.0, 2.0, 4.0, 8.0]", "[]"]),
    Case("array of weights", "W = np.array([1.0, 2.0, 3.0])\nM = np.array([[1, 2], [3, 4]], dtype=np.int32)\ndef f(x: npt.NDArray[np.float64]):\n    s = 0.0\n    for i in range(3):\n        s += W[i] * x[i]\n    return s + M[1, 0]", ["np.arange(3.0)"]),
    Case("table of mixed numbers", "T = [1, 0.5, 2]\ndef f(a: list[int]):\n    return [T[x % 3] * 2.0 for x in a]", LISTS),
    Case("sum over a table", "T = [1, 2, 3]\ndef f(a: list[int]):\n    s = 0\n    for t in T:\n        s += t\n    return [x * s + len(T) for x in a]", LISTS),
    Case("table of a helper under a name that is made up here too", "from tables_of import pick\ndef f(a: list[int]):\n    b = [x for x in [y + 1 for y in a]]\n    return [pick(x) + x for x in b]", LISTS, {"tables_of.py": "items = [2, 3, 5]\ndef pick(k):\n    return items[k % 3]\n"}),
    Case("table of another file", "import tables_of as t\ndef f(a: list[int]):\n    return [t.PRIMES[x % 4] for x in a]", LISTS, {"tables_of.py": "PRIMES = (2, 3, 5, 7)\n"}),
    # objects
    Case("dataclass of arrays", """
from dataclasses import dataclass
@dataclass
class Image:
    data: npt.NDArray[np.uint8]
    width: int
    height: int
    name: str
def f(img: Image, k: int):
    out = np.zeros_like(img.data)
    for y in range(img.height):
        for x in range(img.width):
            out[y, x] = min(int(img.data[y, x]) + k, 255)
    return out
""", ["Image(np.arange(6).reshape(2, 3).astype(np.uint8) + 248, 3, 2, 'a'), 4", "Image(np.zeros((0, 0), np.uint8), 0, 0, 'b'), 1"]),
    Case("field changed in place", """
from dataclasses import dataclass
@dataclass
class Particles:
    position: list[float]
    velocity: list[float]
def f(p: Particles, dt: float):
    for i in range(len(p.position)):
        p.position[i] += dt * p.velocity[i]
""", ["Particles([1.0, 2.0], [0.5, 0.25]), 0.1"]),
    Case("named tuple", "class Span(NamedTuple):\n    start: int\n    stop: int\ndef f(a: list[int], s: Span):\n    lo, hi = s\n    return [x * s.start + s[1] + lo - hi for x in a]", ["[1, 2, 3, 4], Span(1, 3)"]),
    Case("tuple of several types", "def f(a: list[float], t: tuple[int, float]):\n    n, k = t\n    return [x * k + t[0] for x in a]", ["[1.0, 2.0], (3, 0.5)"]),
    Case("nested objects, properties and methods", """
from dataclasses import dataclass
@dataclass
class Scale:
    gain: float
    offset: float = 0.0
    def apply(self, x):
        return x * self.gain + self.offset
    @property
    def doubled(self):
        return 2 * self.gain
    @staticmethod
    def clip(x, top=10.0):
        return x if x < top else top
@dataclass
class Signal:
    samples: list[float]
    scale: Scale
    LIMIT = 3.5
def f(s: Signal):
    sc = s.scale
    return [Scale.clip(sc.apply(x)) + sc.doubled + s.LIMIT + Signal.LIMIT for x in s.samples]
""", ["Signal([1.0, 20.0], Scale(0.5, 1.0))"]),
    Case("object of another file", "from shapes import Box\ndef f(b: Box):\n    s = 0.0\n    for e in b.edges:\n        s += e\n    return s * b.factor()", ["Box([1.0, 2.0])"], {"shapes.py": "from dataclasses import dataclass\n@dataclass\nclass Base:\n    edges: list[float]\n@dataclass\nclass Box(Base):\n    unit: float = 2.0\n    def factor(self):\n        return self.unit * 2\n"}),
    Case("attributes from the constructor", """
class Filter:
    def __init__(self, taps: list[float], bias=0.5):
        self.taps = list(taps)
        self.size = len(taps)
        self.bias = 0.25
        self.state = np.zeros((2, 3))
def f(x: list[float], h: Filter):
    out = []
    for i in range(len(x) - h.size + 1):
        s = h.bias
        for k in range(h.size):
            s += h.taps[k] * x[i + k]
        out.append(s + float(h.state[0, 1]))
    return out
""", ["[1.0, 2.0, 3.0], Filter([0.5, 0.25])"]),
    Case("helper with an object", "from dataclasses import dataclass\n@dataclass\nclass P:\n    k: int\ndef g(p, x):\n    return p.k * x\ndef f(a: list[int], p: P):\n    return [g(p, x) for x in a]", ["[1, 2], P(3)"]),
    Case("several results", "def f(a: list[int]):\n    s = 0\n    for x in a:\n        s += x\n    return s, [x - s for x in a], len(a)", ["[1, 2, 3]"]),
]  # fmt: skip


@contextmanager
def importing(folder: Path) -> Iterator[ModuleType]:
    """`main.py` of a folder, imported as a script would be."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module("main")
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)):
                del sys.modules[name]


def written(case: Case, folder: Path) -> Path:
    for name, text in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    main = folder / "main.py"
    main.write_text(PRELUDE + case.source + "\n")
    return main


def lifted(path: Path, name: str = "f") -> LiftResult:
    unit = read_file(path)
    found = next(f for f in unit.functions if f.name == name)
    assert isinstance(found, Function), [(d.code, d.span, d.message) for d in found.diagnostics]
    check(found)
    result = lift_function(found, ["numpy"], 0.0)
    assert result.verdict == "proved", [(d.code, d.span, d.message) for d in result.diagnostics]
    return result


def emitted(result: LiftResult) -> Any:
    code, entry = result.backends["numpy"].code, result.backends["numpy"].entry
    assert code is not None
    scope: dict[str, Any] = {}
    exec(compile(code, "emitted", "exec"), scope)
    return scope[str(entry)]


def seen(value: Any) -> Any:
    """A value in a form that tells types and bits apart."""
    if isinstance(value, np.ndarray):
        return (str(value.dtype), value.shape, value.tobytes())
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, [seen(v) for v in value])
    return (type(value).__name__, float(value).hex() if isinstance(value, (float, np.floating)) else value)


def member(held: dict[str, Any], name: str) -> Any:
    root, *path = name.split(".")
    value = held[root]
    for part in path:
        value = getattr(value, part)
    return value


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_emitted_code_agrees_with_python(case: Case, tmp_path: Path) -> None:
    result = lifted(written(case, tmp_path))
    function = emitted(result)
    with importing(tmp_path) as main:
        for text in case.inputs:
            scope = vars(main) | {"np": np}
            args = eval(f"({text},)", scope)
            given = copy.deepcopy(args)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                returned = main.f(*given)
            held = dict(zip(result.parameters, given, strict=False)) | {"return": returned}
            want = [member(held, name) for name in result.outputs]
            got = function(*args)
            assert seen([got] if len(want) == 1 else list(got)) == seen(want), text


# Programs whose preconditions follow from their annotations, what those are, and a call that must be refused.
ANNOTATED = [
    ("if TYPE_CHECKING:\n    from jaxtyping import Float64\ndef f(a: Float64[np.ndarray, 'n'], b: Float64[np.ndarray, 'n']):\n    s = 0.0\n    for i in range(a.shape[0]):\n        s += a[i] * b[i]\n    return s", ["len(b) == len(a)"], "np.ones(3), np.ones(4)"),
    ("if TYPE_CHECKING:\n    from jaxtyping import UInt8\ndef f(a: UInt8[np.ndarray, 'h 3']):\n    return [int(a[i, 2]) for i in range(a.shape[0])]", ["a.shape[1] == 3"], "np.ones((2, 4), np.uint8)"),
    ("def f(a: np.ndarray[tuple[int, Literal[2]], np.dtype[np.float64]]):\n    return [a[i, 1] for i in range(a.shape[0])]", ["a.shape[1] == 2"], "np.ones((2, 3))"),
    ("def f(a: list[tuple[float, float]]):\n    return [p[0] * p[1] for p in a]", ["len(a) == 0 or a.shape[1] == 2"], "[(1.0, 2.0, 3.0)]"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "conditions", "call"), ANNOTATED)
def test_annotated_extents_are_all_that_is_checked(
    source: str, conditions: list[str], call: str, tmp_path: Path
) -> None:
    result = lifted(written(Case("", source, []), tmp_path))
    assert list(result.preconditions) == conditions
    with pytest.raises(ValueError, match="expected"):
        emitted(result)(*eval(f"({call},)", {"np": np}))


# Programs, and the code and line of the diagnostic that each must get.
REFUSED = [
    ("union", "def f(a: list[int] | int):\n    return [x for x in a]", "TSP1004", 1),
    ("optional", "def f(a: Optional[list[int] | float]):\n    return [x for x in a]", "TSP1004", 1),
    ("dtype left open", "def f(a: npt.NDArray[np.floating]):\n    return [x for x in a]", "TSP1003", 1),
    ("bare ndarray", "def f(a: np.ndarray):\n    return [x for x in a]", "TSP1003", 1),
    ("type variable", "T = TypeVar('T', np.float32, np.float64)\ndef f(a: npt.NDArray[T]):\n    return [x for x in a]", "TSP1003", 2),
    ("any", "def f(a: np.ndarray[Any, Any]):\n    return [x for x in a]", "TSP1003", 1),
    ("any number of axes", "if TYPE_CHECKING:\n    from jaxtyping import Float32, Array\ndef f(a: Float32[Array, '*batch n']):\n    return [x for x in a]", "TSP1005", 3),
    ("ellipsis", "if TYPE_CHECKING:\n    from jaxtyping import Float32, Array\ndef f(a: Float32[Array, '...']):\n    return [x for x in a]", "TSP1005", 3),
    ("extent of nothing", "if TYPE_CHECKING:\n    from jaxtyping import Float32, Array\ndef f(a: Float32[Array, 'n+k n']):\n    return a.shape[0]", "TSP1005", 3),
    ("jaxtyping without a dtype", "if TYPE_CHECKING:\n    from jaxtyping import Float, Array\ndef f(a: Float[Array, 'n']):\n    return [x for x in a]", "TSP1003", 3),
    ("string", "def f(a: str):\n    return [x for x in a]", "TSP1002", 1),
    ("bare list", "def f(a: list):\n    return [x for x in a]", "TSP1002", 1),
    ("rank exceeded", "def f(a: np.ndarray[tuple[int], np.dtype[np.float64]]):\n    s = 0.0\n    for i in range(2):\n        s += a[i, 0]\n    return s", "TSP1025", 4),
    ("star arguments", "def f(a: list[int], *rest: int):\n    return [x for x in a]", "TSP1024", 1),
    ("unknown decorator", "import tools\n@tools.timed\ndef f(a: list[int]):\n    return [x for x in a]", "TSP1024", 2),
    ("decorator of a helper", "import tools\n@tools.timed\ndef g(x):\n    return x\ndef f(a: list[int]):\n    return [g(x) for x in a]", "TSP1024", 2),
    ("numba and narrow numbers", "from numba import njit\n@njit\ndef f(a: npt.NDArray[np.uint8]):\n    return [x for x in a]", "TSP1024", 2),
    ("numba's fastmath", "from numba import njit\n@njit(fastmath=True)\ndef f(a: npt.NDArray[np.float64]):\n    return [x for x in a]", "TSP1024", 2),
    ("two functions of one name", "def f(a: list[int], c: bool):\n    if c:\n        def g(x):\n            return x\n    else:\n        def g(x):\n            return -x\n    return [g(x) for x in a]", "TSP1046", 3),
    ("function that is not defined yet", "def f(a: list[int]):\n    b = [g(x) for x in a]\n    g = lambda x: x\n    return b", "TSP1012", 2),
    ("redefined builtin", "sum = max\nsum = min\ndef f(a: list[int]):\n    return sum(x for x in a)", "TSP1012", 4),
    ("unknown star import", "from tools import *\ndef f(a: list[int]):\n    return [min(x, 1) for x in a]", "TSP1002", 2),
    ("recursion through a lambda", "def f(a: list[int]):\n    g = lambda x: g(x - 1) if x > 0 else 0\n    return [g(x) for x in a]", "TSP1021", 2),
    ("attribute without a type", "class P:\n    def __init__(self, path):\n        self.w = load(path)\ndef f(a: list[int], p: P):\n    return [x + p.w for x in a]", "TSP1047", 5),
    ("attribute that is text", "class P:\n    w: str\ndef f(a: list[int], p: P):\n    return [x + p.w for x in a]", "TSP1002", 4),
    ("attribute that is assigned", "class P:\n    w: int\ndef f(a: list[int], p: P):\n    for x in a:\n        p.w = x\n    return 0", "TSP1010", 5),
    ("objects in a list", "class P:\n    w: int\ndef f(a: list[P]):\n    return [p.w for p in a]", "TSP1002", 3),
    ("table that is changed", "T = [1, 2]\ndef f(a: list[int]):\n    t = T\n    for i in range(2):\n        t[i] = a[i]\n    return 0", "TSP1048", 5),
    ("table that another function changes", "T = [1, 2]\ndef g():\n    T.append(3)\ndef f(a: list[int]):\n    return [x + T[0] for x in a]", "TSP1030", 5),
    ("tuple given back", "def f(a: list[int], w: tuple[int, ...]):\n    for x in a:\n        pass\n    return w", "TSP1011", 1),
    ("cached property", "import functools\nclass P:\n    w: int\n    @functools.cached_property\n    def d(self):\n        return 2 * self.w\ndef f(a: list[int], p: P):\n    return [x + p.d for x in a]", "TSP1047", 8),
    ("cached method", "import functools\nclass P:\n    w: int\n    @functools.lru_cache\n    def d(self):\n        return 2 * self.w\ndef f(a: list[int], p: P):\n    return [x + p.d() for x in a]", "TSP1024", 8),
    ("patched method", "class P:\n    w: int\n    def d(self):\n        return 2 * self.w\nP.d = lambda self: 0\ndef f(a: list[int], p: P):\n    return [x + p.d() for x in a]", "TSP1024", 7),
    ("patched class constant", "class P:\n    K = 3\nP.K = 4\ndef f(a: list[int]):\n    return [x + P.K for x in a]", "TSP1030", 5),
    ("changed default", "def f(a: list[int], seen: list[int] = []):\n    for x in a:\n        seen.append(x)\n    return seen", "TSP1024", 1),
    ("default that is no number", "def f(a: list[int], k: int = ...):\n    return [x for x in a]", "TSP1024", 1),
    ("nonlocal", "def f(a: list[int]):\n    s = 0\n    def add(x):\n        nonlocal s\n        s += x\n    for x in a:\n        add(x)\n    return s", "TSP1010", 4),
]  # fmt: skip


METHODS = """
class Layer:
    gain: float
    def __init__(self, weights: npt.NDArray[np.float64], gain: float = 1.0):
        self.weights = weights
        self.gain = gain
    def act(self, x):
        return x if x > 0.0 else 0.0
    def forward(self, x: list[float]) -> list[float]:
        out = []
        for i in range(len(self.weights)):
            out.append(self.act(self.weights[i] * x[i]) * self.gain)
        return out
    @staticmethod
    def total(x: list[int]) -> int:
        s = 0
        for v in x:
            s += v
        return s
    @classmethod
    def shifted(cls, x: list[int]) -> list[int]:
        return [v + cls.SHIFT for v in x]
    def scale(self, k: float) -> None:
        for i in range(len(self.weights)):
            self.weights[i] *= k
    def __call__(self, x: list[float]) -> list[float]:
        return [v * self.gain for v in x]
    SHIFT = 4
class Loud(Layer):
    def act(self, x):
        return x * 10.0
"""


def test_methods_take_the_object(tmp_path: Path) -> None:
    path = written(Case("", METHODS, []), tmp_path)
    results = {n: lifted(path, f"Layer.{n}") for n in ("forward", "total", "shifted", "scale", "__call__")}
    with importing(tmp_path) as main:
        layer, x = main.Layer(np.array([1.0, -2.0]), 0.5), [3.0, 4.0]
        assert emitted(results["forward"])(layer, x) == layer.forward(x)
        assert emitted(results["__call__"])(layer, x) == layer(x)
        assert emitted(results["total"])([1, 2]) == 3
        assert emitted(results["shifted"])([1, 2]) == [5, 6]
        after = emitted(results["scale"])(layer, 2.0)
        layer.scale(2.0)
        assert after.tolist() == layer.weights.tolist()
        assert (results["scale"].parameters, results["scale"].outputs) == (("self", "k"), ("self.weights",))
        # Another method may hide behind a name of a subclass, whose objects are refused.
        with pytest.raises(ValueError, match="expected a Layer for `self`, got Loud"):
            emitted(results["forward"])(main.Loud(np.array([1.0, -2.0])), x)
        assert emitted(results["__call__"])(main.Loud(np.array([1.0])), x) == x
    assert "type(self) is Layer" in results["forward"].preconditions
    assert not any("type(self)" in p for p in results["__call__"].preconditions)


def refused(path: Path, name: str = "f") -> RefusedFunction:
    unit = read_file(path)
    found = next(f for f in unit.functions if f.name == name)
    assert isinstance(found, RefusedFunction)
    return found


@pytest.mark.parametrize(("source", "code", "line"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refuses(source: str, code: str, line: int, tmp_path: Path) -> None:
    diagnostic = refused(written(Case("", source, []), tmp_path)).diagnostics[0]
    assert diagnostic.span is not None
    assert (diagnostic.code, diagnostic.span.line - LINE) == (code, line), diagnostic.message


def test_a_refusal_in_another_file_points_at_the_call(tmp_path: Path) -> None:
    source = "from helpers import show\ndef f(a: list[int]):\n    return [show(x) for x in a]"
    main = written(
        Case("", source, [], {"helpers.py": "def show(x):\n    print(x)\n    return x\n"}), tmp_path
    )
    diagnostic = refused(main).diagnostics[0]
    assert diagnostic.span is not None
    assert (diagnostic.code, diagnostic.span.file, diagnostic.span.line - LINE) == ("TSP1045", str(main), 3)
    assert "helpers.py:1" in diagnostic.message
    assert "print" in diagnostic.message


def test_a_constant_that_an_importer_changes_is_none(tmp_path: Path) -> None:
    source = (
        "import helpers\nhelpers.T.append(4)\ndef f(a: list[int]):\n    return [x + helpers.T[0] for x in a]"
    )
    main = written(Case("", source, [], {"helpers.py": "T = [1, 2]\n"}), tmp_path)
    assert refused(main).diagnostics[0].code in ("TSP1011", "TSP1030")


def test_tables_are_assumed_to_stay_unless_they_are_tuples(tmp_path: Path) -> None:
    source = "T = [1, 2]\nU = (3, 4)\nK = [5, 6]\ndef f(a: list[int]):\n    return [T[x % 2] + U[x % 2] + K[0] for x in a]"
    result = lifted(written(Case("", source, []), tmp_path))
    assert result.assumptions == ("`T` holds what the file gives it",)
    assert result.tensir is not None
    assert "K:" not in result.tensir


def test_imported_files_are_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    helpers = f"open({str(mark)!r}, 'w').close()\ndef same(x):\n    return x\n"
    source = "from helpers import same\ndef f(a: list[int]):\n    return [same(x) for x in a]"
    lifted(written(Case("", source, [], {"helpers.py": helpers}), tmp_path))
    assert not mark.exists()


OPEN = "def f(x: np.ndarray, y: npt.NDArray[np.floating], k: float):\n    out = np.zeros_like(x)\n    for i in range(len(x)):\n        out[i] = x[i] * k + y[i]\n    return out"


@pytest.mark.parametrize(
    ("dtypes", "want"),
    [
        ({"": "float32"}, ["f32", "f32"]),
        ({"x": "uint8", "": "float64"}, ["u8", "f64"]),
        ({"f.x": "int32", "x": "uint8", "y": "float32"}, ["i32", "f32"]),
    ],
)
def test_dtypes_can_come_from_the_user(dtypes: dict[str, str], want: list[str], tmp_path: Path) -> None:
    path = written(Case("", OPEN, []), tmp_path)
    (found,) = read_file(path, Options(dtypes)).functions
    assert isinstance(found, Function)
    assert [p.type.element.dtype.name for p in found.parameters[:2] if isinstance(p.type, ArrayType)] == want


def test_a_dtype_must_be_one_that_the_annotation_allows(tmp_path: Path) -> None:
    path = written(Case("", OPEN, []), tmp_path)
    (found,) = read_file(path, Options({"": "int32"})).functions
    assert isinstance(found, RefusedFunction)
    assert (found.diagnostics[0].code, found.diagnostics[0].args["name"]) == ("TSP1003", "y")


@pytest.mark.parametrize(
    ("annotation", "good", "bad"),
    [
        ("float", ["0.5", "2", "np.float64(0.5)"], ["np.float32(0.1)", "2**60", "np.int64(2)"]),
        ("int", ["2", "True", "np.int64(2)"], ["np.uint8(200)", "np.int32(2)", "2.0"]),
        ("np.float32", ["np.float32(0.1)"], ["0.1", "np.float64(0.1)", "2"]),
        ("np.uint8", ["np.uint8(7)"], ["7", "np.int64(7)"]),
    ],
)
def test_a_number_of_another_kind_is_refused(
    annotation: str, good: list[str], bad: list[str], tmp_path: Path
) -> None:
    source = f"def f(a: list[float], k: {annotation}):\n    return [x * k for x in a]"
    if annotation.startswith("np."):
        source = f"def f(a: npt.NDArray[np.float64], k: {annotation}):\n    out = np.zeros(len(a))\n    for i in range(len(a)):\n        out[i] = a[i] * k\n    return out"
    path = written(Case("", source, []), tmp_path)
    function = emitted(lifted(path))
    a: Any = np.array([1.5, -2.0]) if annotation.startswith("np.") else [1.5, -2.0]
    with importing(tmp_path) as main:
        for text in good:
            k = eval(text, {"np": np})
            assert list(function(a, k)) == list(main.f(a, k))
        for text in bad:
            with pytest.raises(ValueError, match="`k`"):
                function(a, eval(text, {"np": np}))
