"""Codes of the Python frontend."""

from tenspiler.diagnostics.catalogue.entry import Entry

PYTHON: tuple[Entry, ...] = (
    Entry(
        "TSP1000",
        "{problem}",
        "Python cannot parse this",
        "correct the syntax",
        """\
The file is not valid Python, so none of its functions could be read.

```python
def f(a):
    for x in a
        pass
```
""",
        title="the file is not valid Python",
    ),
    Entry(
        "TSP1001",
        "parameter `{name}` has no annotation",
        "what does it hold?",
        "annotate it, for example `{name}: list[float]`, `{name}: int` or `{name}: npt.NDArray[np.float64]`",
        """\
The arithmetic of a loop depends on what its numbers are: Python integers are unbounded, an element of a
NumPy array wraps around. The annotation of every parameter says which it is.

```python
def total(a):  # a: list[int]
    s = 0
    for x in a:
        s += x
    return s
```
""",
    ),
    Entry(
        "TSP1002",
        "the annotation `{annotation}` is not one that Tenspiler understands",
        "not a number, list or array of numbers",
        "use `int`, `float`, `bool`, a NumPy scalar type, `list[...]` of these, or `npt.NDArray[np.float64]`",
        """\
Parameters are numbers, lists of numbers (nested to any depth), and NumPy arrays with a known dtype.

```python
def count(words: dict[str, int]):
    for w in words:
        ...
```
""",
    ),
    Entry(
        "TSP1003",
        "`{name}` needs a dtype",
        "which numbers does it hold?",
        "write `npt.NDArray[np.float64]`, or lift it for one dtype with `--dtype {name}=float64`",
        """\
`np.ndarray` alone, a type variable, or a dtype such as `np.floating` does not say what the elements are, and
uint8 wraps at 256 where float64 does not. `--dtype NAME=float64` lifts the function for one dtype,
`--dtype float64` all that are left open; `NAME` is a parameter, or `FUNCTION.PARAMETER`.

```python
import numpy as np

def total(a: np.ndarray):
    s = 0
    for x in a:
        s += x
    return s
```
""",
    ),
    Entry(
        "TSP1004",
        "the annotation `{annotation}` allows more than one type",
        "which of them?",
        "annotate the one that the loop is for, and deal with the others in a function that calls this one",
        """\
What a loop computes depends on the types of its arguments, so each of them must have one: `int` and `float`
divide differently.

```python
def total(a: list[float], k: int | float) -> float:  # k: float
    s = 0.0
    for x in a:
        s += x * k
    return s
```

None is not in the way. A parameter that is `Optional[T]`, or whose default is None, is taken to be a `T`;
if the function cannot be lifted so, all parameters whose default is None are taken to be None. One whose
default is a text has that value. Which case it is stands among the preconditions (`mode == 'edge'`,
`fill is None`), and is checked at each call.
""",
    ),
    Entry(
        "TSP1005",
        "the shape `{shape}` has {part}, which is not understood",
        "not a number of axes, each with its extent",
        'write one name, number or `_` for each axis, such as `"h w 3"`',
        """\
An axis is a name (equal names are equal extents, checked at each call), a number, an expression of these, or
`_`. How many axes there are must be known, so `...` and `*batch` are refused.

```python
from jaxtyping import Array, Float32

def total(x: Float32[Array, "*batch n"]):  # x: Float32[Array, "b n"]
    s = 0.0
    for i in range(len(x)):
        s += x[i, 0]
    return s
```
""",
    ),
    Entry(
        "TSP1010",
        "{what} cannot be lifted",
        "this statement has no tensor form here",
        "rewrite it with loops, branches and assignments, or move it out of the function",
        """\
Functions that are lifted consist of assignments, `if`, `for`, counting `while`, `append` and `return`.

```python
def f(a: list[int]):
    for x in a:
        with lock:
            ...
```
""",
        title="a statement that cannot be lifted",
    ),
    Entry(
        "TSP1011",
        "{what} cannot be lifted",
        "this expression is not understood",
        "write it out with arithmetic, comparisons, indexing or loops",
        """\
Expressions that are lifted consist of numbers, indexing, arithmetic, comparisons, conditional expressions,
list comprehensions and the calls that Tenspiler knows.

```python
def f(a: list[int]):
    return {x: 1 for x in a}
```
""",
        title="an expression that cannot be lifted",
    ),
    Entry(
        "TSP1012",
        "{call} cannot be lifted",
        "this call is not understood",
        "define it as a plain function in the same file, or write out what it does",
        """\
Calls are understood where their meaning is known: the builtins for numbers and sequences, `math`, scalar
functions of NumPy, and functions of the same file. What a method or another module does is not. A branch that
only warns or logs, or that prints before it returns, raises or exits, is not in the way, nor is a message
that a parameter asks for (`if verbose: print(n)`): that no such branch is taken is a precondition.

```python
def f(a: list[int]):
    for x in a:
        print(x)
```
""",
        title="a call that cannot be lifted",
    ),
    Entry(
        "TSP1013",
        "`return` of an array inside a loop is not supported yet",
        "returns an array before the loop is over",
        "leave the loop with `break`, and return the array after it",
        """\
`break`, and `return` of numbers, may leave a loop early. An array that is made and returned inside one is
not understood yet.

```python
def first_row(a: list[list[int]]):
    for row in a:
        if row[0] > 0:
            return row
    return a[0]
```
""",
    ),
    Entry(
        "TSP1014",
        "cannot iterate over `{iterable}`",
        "not a range, list or array",
        "iterate over `range(...)`, a list, an array, or `enumerate`, `zip`, `reversed` of these",
        """\
Loops go over ranges, lists and arrays, and over `enumerate`, `zip` and `reversed` of them.

```python
def f(n: int):
    s = 0
    for digit in n:
        s += digit
    return s
```
""",
    ),
    Entry(
        "TSP1015",
        "`{name}` may be read before it has a value",
        "not assigned on every path to here",
        "give `{name}` a value before the loop or branch that assigns it",
        """\
If a loop runs zero times, or a branch is not taken, Python raises UnboundLocalError here. A tensor program
has no such moment, so every variable must have a value on each path.

```python
def last(a: list[int]):
    for x in a:
        y = x
    return y
```
""",
    ),
    Entry(
        "TSP1016",
        "`{name}` would be both {first} and {second}",
        "needs another type here",
        "convert explicitly, for example with `float(...)`, or use two variables",
        """\
A variable keeps one type for the whole function. Constants adapt (`s = 0` may become a float), values do not.

```python
def f(a: list[float], n: int):
    s = n
    for x in a:
        s = x
    return s
```
""",
    ),
    Entry(
        "TSP1017",
        "this {what} may be {first} or {second}, and the result depends on which",
        "a Python number before the first round, a NumPy scalar after it",
        "start from a NumPy scalar such as `np.uint8(0)`, or convert the elements with `int(...)`",
        """\
A variable that starts as a Python constant and then takes elements of an array is a Python number
until the loop has run. Where the arithmetic of the two differs (wrap-around, precision), the meaning would
depend on whether the array is empty.

```python
import numpy as np
import numpy.typing as npt

def f(a: npt.NDArray[np.uint8]):
    s = 0
    for x in a:
        s += x
    return s - 1
```
""",
    ),
    Entry(
        "TSP1018",
        "{operation} is not supported on {types}",
        "no operator with exactly this meaning",
        "convert the operands first, for example with `int(...)` or `float(...)`",
        """\
Every operation must have exactly the meaning that Python or NumPy gives it; for these operands there is none.

```python
def f(a: list[float]):
    return [x & 1 for x in a]
```
""",
    ),
    Entry(
        "TSP1019",
        "{value} does not fit {type}",
        "NumPy raises OverflowError here",
        "use a NumPy scalar of a wider type, or convert the element with `int(...)`",
        """\
NumPy 2 converts a Python integer to the dtype of the NumPy scalar that it meets, and raises if it does
not fit.

```python
import numpy as np
import numpy.typing as npt

def f(a: npt.NDArray[np.uint8]):
    for i in range(len(a)):
        a[i] = a[i] * 300
```
""",
    ),
    Entry(
        "TSP1020",
        "`math.fsum` is not the same as a loop",
        "rounds once, at the end",
        "use `sum(...)`, or write the loop",
        """\
`math.fsum` adds without any rounding until the end, which no sum of tensors does.

```python
import math

def f(a: list[float]):
    return math.fsum(a)
```
""",
    ),
    Entry(
        "TSP1021",
        "`{name}` calls itself",
        "recursion",
        "write it as a loop",
        """\
Functions of the same file are inlined where they are called, so they cannot call themselves.

```python
def f(a: list[int], i: int):
    return 0 if i == len(a) else a[i] + f(a, i + 1)
```
""",
    ),
    Entry(
        "TSP1022",
        "this list changes its length while a loop goes over it",
        "Python looks at the length in every round",
        "iterate over a copy, or over `range(len(...))` taken before the loop",
        """\
A `for` over a list goes on until the index reaches the length that the list has at that moment.

```python
def f(a: list[int]):
    for x in a:
        a.append(x)
```
""",
    ),
    Entry(
        "TSP1023",
        "`{function}` of {type} computes in float16",
        "a type that Tenspiler does not have",
        "convert first, for example with `np.float32(...)`",
        """\
NumPy computes such functions of 8-bit integers and bools in half precision.

```python
import numpy as np
import numpy.typing as npt

def f(a: npt.NDArray[np.uint8]):
    return [np.sqrt(x) for x in a]
```
""",
    ),
    Entry(
        "TSP1024",
        "{what} cannot be lifted",
        "not a plain function",
        "write a plain function with ordinary parameters",
        """\
Functions that are lifted take ordinary parameters and are not changed by decorators.

```python
from tools import timed

@timed
def f(a: list[int]):
    s = 0
    for x in a:
        s += x
    return s
```
""",
        title="a function that is not a plain one",
    ),
    Entry(
        "TSP1025",
        "an array stands where a number is expected",
        "or an index too many or too few",
        "index it down to one element, or loop over its elements",
        """\
Whole-array arithmetic (`a + b` on arrays) is already tensor code; loops work on elements. The rank of a list
is what its annotation says, that of an ndarray parameter is what its uses show.

```python
def f(a: list[list[int]]):
    s = 0
    for row in a:
        s += row
    return s
```
""",
    ),
    Entry(
        "TSP1026",
        "comparing an int with a float is exact in Python",
        "beyond 2**53 a float cannot say this",
        "convert explicitly: `float(i) < x`",
        """\
Python compares integers with floats exactly, however large the integer. Tensors compare after a conversion,
which rounds.

```python
def f(a: list[float], n: int):
    c = 0
    for x in a:
        if n < x:
            c += 1
    return c
```
""",
    ),
    Entry(
        "TSP1027",
        "a number stands where a list or array is expected",
        "this is one number",
        "pass the list itself",
        """\
Only lists and arrays have elements and a length.

```python
def f(n: int):
    for i in range(len(n)):
        ...
```
""",
    ),
    Entry(
        "TSP1028",
        "it is not known which array `{name}` denotes here",
        "bound in a branch, in a loop, or to something that was rebound",
        "index the array directly instead of naming its row",
        """\
`row = a[i]` makes another name for a row. It can be followed as long as nothing else is bound to the name and
the array itself stays the same.

```python
def f(a: list[list[int]], b: list[list[int]], c: bool):
    row = a[0]
    if c:
        row = b[0]
    return row[0]
```
""",
    ),
    Entry(
        "TSP1029",
        "a row that is known by another name is appended",
        "both names would denote one list",
        "append a copy, `list(row)`, or make the row anew just before in the same block",
        """\
`out.append(row)` stores the list itself: what is later done to `row` is done to `out` too. That is
the same as appending a copy only if the row was made right there and is not used afterwards.

```python
def f(n: int):
    row = [0, 0]
    out = []
    for i in range(n):
        row[0] = i
        out.append(row)
    return out
```
""",
    ),
    Entry(
        "TSP1030",
        "`{name}` is not known",
        "not a variable of this function, a constant or a function of this file",
        "pass it as a parameter, or define it once at the top level of the file",
        """\
Names at the top level count as constants if they are assigned once, to a number.

```python
def f(a: list[float]):
    return [x * SCALE for x in a]
```
""",
    ),
    Entry(
        "TSP1031",
        "a slice cannot be lifted here",
        "a part of an array",
        "write the step as a number, or loop over the indices of the part",
        """\
Slices of lists are copies and slices of arrays are views. Both are followed if the step is a constant; an
index that is an array (a mask, or a list of positions) is not.

```python
def f(a: list[int], k: int) -> int:
    s = 0
    for x in a[::k]:
        s += x
    return s
```
""",
    ),
    Entry(
        "TSP1032",
        "the number of targets is not known to be the number of values",
        "cannot be unpacked",
        "index the parts instead",
        """\
Tuples, `a.shape` and results of functions are unpacked if their length is known, rows of arrays wherever they
have as many elements: a precondition.

```python
def f(a: list[int]):
    for x, y in a:
        ...
```
""",
    ),
    Entry(
        "TSP1033",
        "a whole row is replaced",
        "assignment to a row",
        "assign its elements in a loop",
        """\
Assigning a row makes two names for one list (or copies into an array, with broadcasting).

```python
def f(a: list[list[int]], b: list[int]):
    a[0] = b
```
""",
    ),
    Entry(
        "TSP1034",
        "the step of this range is zero",
        "Python raises ValueError here",
        "use a step other than zero",
        """\
`range` with a step of zero raises whenever it is reached.

```python
def f(a: list[int]):
    for i in range(0, len(a), 0):
        ...
```
""",
    ),
    Entry(
        "TSP1035",
        "the rows of this list are one and the same list",
        "every row is the same object",
        "write `[[0] * n for _ in range(m)]`",
        """\
`[[0] * n] * m` is a list of m references to one row: writing to one row writes to all.

```python
def f(m: int, n: int):
    grid = [[0] * n] * m
    for i in range(m):
        grid[i][0] = i
    return grid
```
""",
    ),
    Entry(
        "TSP1036",
        "a shallow copy shares its rows",
        "the rows stay the same objects",
        "copy each row: `[list(row) for row in a]`, or use `copy.deepcopy`",
        """\
Copying a list of lists copies the references: writing to a row of the copy writes to the original.

```python
def f(a: list[list[int]]):
    b = a.copy()
    b[0][0] = 1
    return b
```
""",
    ),
    Entry(
        "TSP1038",
        "the branches return different things",
        "one array here, another there, or a different number of results",
        "return the same kind of result everywhere; copy an array parameter before returning it",
        """\
A function returns numbers and arrays, the same number of them on each path. Which array object it is must be
known.

```python
def f(a: list[int], c: bool):
    if c:
        return a
    return 0
```
""",
    ),
    Entry(
        "TSP1039",
        "`{name}` changes an array in the middle of an expression",
        "the rest of the expression may see the change",
        "call it in a statement of its own",
        """\
Python evaluates from left to right, and a call that changes an array affects what is evaluated after it.

```python
def push(a):
    a[0] = 1
    return 2

def f(a: list[int]):
    return [a[0] + push(a) for _ in range(2)]
```
""",
    ),
    Entry(
        "TSP1040",
        "arrays are exchanged or named twice",
        "which array is which is no longer known",
        "copy with `list(a)` or `a.copy()`, or use one name",
        """\
Names of arrays are followed only where each name is bound to one array at a time.

```python
def f(a: list[int], b: list[int]):
    a, b = b, a
    return a
```
""",
    ),
    Entry(
        "TSP1041",
        "appending to a row of a nested list",
        "rows would differ in length",
        "build each row first and append it whole",
        """\
A nested list becomes a tensor with rows of one length.

```python
def f(a: list[list[int]]):
    for row in a:
        row.append(0)
```
""",
    ),
    Entry(
        "TSP1042",
        "no consistent types were found for `{name}`",
        "types depend on each other",
        "convert explicitly with `int(...)`, `float(...)` or a NumPy type",
        """\
Types are found by going round the function until they stay the same; here they still change after two
dozen rounds.

```python
def f(a: list[float]):
    a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = a8 = a9 = b0 = b1 = b2 = b3 = b4 = b5 = b6 = 0
    b7 = b8 = b9 = c0 = c1 = c2 = c3 = c4 = c5 = c6 = 0
    for x in a:
        a0, a1, a2, a3, a4, a5, a6, a7, a8, a9 = a1, a2, a3, a4, a5, a6, a7, a8, a9, b0
        b0, b1, b2, b3, b4, b5, b6, b7, b8, b9 = b1, b2, b3, b4, b5, b6, b7, b8, b9, c0
        c0, c1, c2, c3, c4, c5, c6 = c1, c2, c3, c4, c5, c6, x
    return a0
```
""",
    ),
    Entry(
        "TSP1043",
        "the type of `{name}` could not be found",
        "nothing shows what it holds",
        "annotate it, for example `{name}: list[float] = []`",
        """\
An empty list takes the type of what is appended to it; a variable that of what is assigned.

```python
def f(n: int):
    out = []
    for i in range(n):
        pass
    return out
```
""",
    ),
    Entry(
        "TSP1045",
        "`{name}` of {place} cannot be lifted: {problem}",
        "calls a function of another file",
        "change that function, or write out here what it does",
        """\
Functions of imported files are read (never run) and take the place of their calls; what stands in the way
there stands in the way here.

```console
$ cat > helpers.py <<'END'
> def smooth(x):
>     print(x)
>     return x / 2
> END
$ cat > signal.py <<'END'
> from helpers import smooth
>
> def f(a: list[float]):
>     return [smooth(x) for x in a]
> END
$ tenspiler lift signal.py
error[TSP1045]: `smooth` of
```
""",
    ),
    Entry(
        "TSP1046",
        "`{name}` stands for more than one function",
        "bound to another function elsewhere",
        "give each function a name of its own",
        """\
A call is replaced by the body of the function that is called, so a name must stand for one function in all
of the code that sees it.

```python
def f(a: list[int], double: bool):
    g = lambda x: x
    if double:
        g = lambda x: 2 * x
    return [g(x) for x in a]
```
""",
    ),
    Entry(
        "TSP1047",
        "`{attribute}` has no known type",
        "what does it hold?",
        "annotate it in the class `{owner}`, for example `weights: npt.NDArray[np.float64]`",
        """\
An object is passed as its attributes, and each that is used must have a type: from an annotation in the
class, or from what `__init__` assigns to it (an annotated parameter, a number, `np.zeros(...)` and the like).

```python
class Layer:  # weights: npt.NDArray[np.float64]
    def __init__(self, path):
        self.weights = load(path)

    def total(self) -> float:
        s = 0.0
        for w in self.weights:
            s += w
        return s
```
""",
    ),
    Entry(
        "TSP1048",
        "`{name}` is a constant of the file, and is changed here",
        "would be seen by everything else that uses it",
        "copy it first, or pass it as a parameter",
        """\
A list or array at the top level of a file is taken to hold what it is given there.

```python
TABLE = [1, 2, 3]

def f(a: list[int]):
    t = TABLE
    for i in range(3):
        t[i] = a[i]
```
""",
    ),
    Entry(
        "TSP1050",
        "NumPy does not store {first} into an array of {second} in place",
        "raises UFuncTypeError here",
        "write `a = a + b`, or convert with `.astype(...)`",
        """\
`a += b` writes into `a`, whose dtype stays what it is; NumPy refuses if that would lose the fraction or
the sign.

```python
import numpy as np
import numpy.typing as npt

def f(a: npt.NDArray[np.int64]):
    a += 0.5
    return a
```
""",
    ),
    Entry(
        "TSP1060",
        "{call} does not say in which order equal elements come",
        "equal elements may end up in any order here",
        'ask for a stable order: `kind="stable"`, or `sorted(range(n), key=...)`',
        """\
Where elements are told apart by their places, it matters in which order equal ones come. NumPy's sorts
promise that only if they are asked to be stable; what is lifted is stable, and would give other places.

```python
import numpy as np
import numpy.typing as npt

def f(a: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    return np.argsort(a)
```
""",
    ),
    Entry(
        "TSP1061",
        "the key reads the list that is being sorted",
        "Python empties a list while it sorts it",
        "sort a copy: `b = sorted(a, key=...)`",
        """\
While `a.sort(key=...)` runs, Python shows the list as empty, so that a key that reads it fails.

```python
def f(a: list[int], n: int) -> None:
    a.sort(key=lambda x: a[x % n])
```
""",
    ),
    Entry(
        "TSP1044",
        "nothing bounds how often this `while` runs",
        "no integer counts its rounds against a bound that stays as it is",
        "count with an integer against a bound that the body does not change",
        """\
A loop that may be left early is lifted if a counter bounds it: an integer that every round steps once by a
constant, against a bound that stays as it is.

```python
def f(a: list[int], n: int):
    i = 0
    while i < n and a[i] != 0:
        n -= 1
        i += 1
    return i
```
""",
    ),
)
