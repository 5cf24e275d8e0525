"""Codes of `tenspiler verify`: programs that somebody wrote, and why there is no verdict on them."""

from tenspiler.diagnostics.catalogue.entry import Entry

VERIFY: tuple[Entry, ...] = (
    Entry(
        code="TSP6001",
        message="`{file}` is not a TensIR program",
        label="{problem}",
        help="`tenspiler lift FILE:FUNCTION` prints a program to begin with",
        explanation="""\
The file given with `--tensir` does not follow the grammar of TensIR, or an operator does not fit its
operands. Nothing was compared.

```console
$ cat > total.tir <<'END'
> program total(a: int[n]) -> (return: int)
>   return = reduce_sum[axis=0](a)
> END
$ tenspiler verify kernels.py:total --tensir total.tir
error[TSP6001]: `total.tir` is not a TensIR program
  |            ^^^^^^^^^^^^^^^^^^^^^ there is no operator `reduce_sum`
```

The reduction is called `reduce_add`. The text form has one header and one line for each value; what
`tenspiler lift` prints can be pasted into a file, edited, and verified.
""",
    ),
    Entry(
        code="TSP6002",
        message="the parameters of `{program}` are not those of `{function}`",
        label="{problem}",
        help="the header has to take `({wanted})`",
        explanation="""\
A program takes what the function takes: the same names in the same order, with the same element types and
the same numbers of axes. The help line says how the header has to begin; the names of the extents are
free.

```console
$ cat > total.tir <<'END'
> program total(a: f64[n]) -> (return: f64)
>   return = reduce_add[axis=0](a)
> END
$ tenspiler verify kernels.py:total --tensir total.tir
error[TSP6002]: the parameters of `total` are not those of `total`
help: the header has to take `(a: int[n])`
```

A Python `int` is `int`, a `float` is `f64`; a field `rows` of a parameter `m` is a parameter of its own,
`m.rows`.
""",
    ),
    Entry(
        code="TSP6003",
        message="the outputs of `{program}` are not those of `{function}`",
        label="{problem}",
        help="it has to give `({wanted})`, in this order",
        explanation="""\
A program gives what the function produces: `return`, if it returns a value (`return.0`, `return.1` and so
on for a tuple), and then, as `new a`, each array parameter `a` that it changes, in the order of the
parameters.

```console
$ cat > clamp.tir <<'END'
> program clamp(a: int[n], high: int) -> (return: int[n])
>   return = min(a, {high})
> END
$ tenspiler verify kernels.py:clamp --tensir clamp.tir
error[TSP6003]: the outputs of `clamp` are not those of `clamp`
help: it has to give `(new a: int[...])`, in this order
```
""",
    ),
    Entry(
        code="TSP6004",
        message="`{target}` means several functions",
        label="",
        help="name one of them, as FILE:FUNCTION or FILE:LINE: {candidates}",
        explanation="""\
One program is verified against one function. Where the file has several, the one with the name of the
program is taken; there is none here.

```console
$ cat > sum.tir <<'END'
> program sum_of_all(a: int[n]) -> (return: int)
>   return = reduce_add[axis=0](a)
> END
$ tenspiler verify kernels.py --tensir sum.tir
error[TSP6004]: `kernels.py` means several functions
help: name one of them, as FILE:FUNCTION or FILE:LINE: `clamp`, `total`
```
""",
    ),
    Entry(
        code="TSP6005",
        message="neither proved nor refuted: {doubt}",
        label="not proved: {what}",
        help="write it closer to what `tenspiler lift` finds; whether it is right is still open",
        explanation="""\
The loops of the function are proved to compute what was found for them, but not that the program gives
the same; and no input was found, by sampling or by the solver, on which the two differ. The verdict is
`unknown`, exit code 3: the program may be right or wrong. Here it is right, by a fact of number theory
that the solver does not know.

```console
$ cat > squares.py <<'END'
> def odd(a: list[int]) -> int:
>     count = 0
>     for x in a:
>         count += (x * x * x - x) % 6
>     return count
> END
$ cat > odd.tir <<'END'
> program odd(a: int[n]) -> (return: int)
>   return = 0
> END
$ tenspiler verify squares.py --tensir odd.tir
error[TSP6005]: neither proved nor refuted
```
""",
    ),
    Entry(
        code="TSP6006",
        message="`{program}` is proved with grade `real` only",
        label="not the same bits as the source",
        help="leave `--grade exact` away, or keep the order in which the source adds and multiplies",
        explanation="""\
With `--grade exact`, a program has to give the bits of the source: the same operations on the same
operands in the same order. This one is equal over the reals.

```console
$ cat > sums.py <<'END'
> def total(a: list[float]) -> float:
>     s = 0.0
>     for x in a:
>         s += x
>     return s
> END
$ cat > total.tir <<'END'
> program total(a: f64[n]) -> (return: f64)
>   return = reduce_add[axis=0](a)
> END
$ tenspiler verify sums.py --tensir total.tir --grade exact
error[TSP6006]: `total` is proved with grade `real` only
```
""",
    ),
    Entry(
        code="TSP6007",
        message="`{path}` exists",
        label="",
        help="`--force` replaces it",
        explanation="""\
`--write-test` makes a new file, and replaces none unless it is told to.

```console
$ touch test_total.py
$ cat > total.tir <<'END'
> program total(a: int[n]) -> (return: int)
>   return = {n}
> END
$ tenspiler verify kernels.py:total --tensir total.tir --write-test test_total.py
error[TSP6007]: `test_total.py` exists
```
""",
    ),
    Entry(
        code="TSP6008",
        message="`{program}` is equal over the reals, but loses digits that the source keeps",
        label="{example}",
        help="subtract where the source does: differences of sums and expanded squares lose digits",
        explanation="""\
Grade `real` allows sums and products in another order, which costs some last bits. It does not allow algebra
that ruins the result: both were run on positive numbers that are hard to subtract, and are far apart there.

```console
$ cat > spread.py <<'END'
> def spread(a: list[float], m: float) -> float:
>     s = 0.0
>     for x in a:
>         s += (x - m) * (x - m)
>     return s
> END
$ cat > spread.tir <<'END'
> program spread(a: f64[n], m: f64) -> (return: f64)
>   return = reduce_add[axis=0](a * a - 2.0 * m * a + m * m)
> END
$ tenspiler verify spread.py --tensir spread.tir
error[TSP6008]: `spread` is equal over the reals, but loses digits that the source keeps
```
""",
    ),
)
