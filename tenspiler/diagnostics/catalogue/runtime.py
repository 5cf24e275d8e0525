"""Codes of the cache and of the decorator."""

from tenspiler.diagnostics.catalogue.entry import Entry

RUNTIME: tuple[Entry, ...] = (
    Entry(
        code="TSP5001",
        message="the source of `{function}` cannot be had",
        label="",
        help="define the function in a file or a notebook cell; text that was run with `exec` is not kept",
        explanation="""\
The decorator reads the text of the file that a function comes from. There is none for functions that were
made with `exec`, that came as bytecode without its source, or that were typed into a plain interactive
session.

```console
$ python - <<'END'
> import tenspiler
> exec("def total(a):\\n    s = 0\\n    for x in a:\\n        s += x\\n    return s")
> print(tenspiler.lift(total)([1, 2]))
> END
error[TSP5001]: the source of `total` cannot be had
3
```
""",
    ),
    Entry(
        code="TSP5002",
        message="the source of `{function}` is no longer what was loaded",
        label="compiles to something else than the function in hand",
        help="load the module again, or restart the program",
        explanation="""\
What is lifted must be the function that the program would run. The text of its file, as it is now, does not
compile to the code of the function: the file was edited after it was imported, or the function was changed by
something that rewrites code. The original function runs in its place.

```console
$ python - <<'END'
> import kernels, os, tenspiler
> os.system("sed -i 's/s = 0/s = 1/' kernels.py")
> print(tenspiler.lift(kernels.total)([1, 2]))
> END
error[TSP5002]: the source of `total` is no longer what was loaded
3
```
""",
    ),
    Entry(
        code="TSP5003",
        message="`{function}` is {what}, which the decorator does not lift",
        label="",
        help="decorate a function that is written with `def` and takes its arguments one by one",
        explanation="""\
The decorator lifts plain Python functions. Builtins, objects that can be called, lambdas, generators,
coroutines and functions with star arguments run as they are.

```console
$ cat > stars.py <<'END'
> import tenspiler
>
> @tenspiler.lift
> def total(*values):
>     s = 0
>     for x in values:
>         s += x
>     return s
>
> print(total(1, 2))
> END
$ python stars.py
error[TSP5003]: `total` is a generator, a coroutine or of star arguments, which the decorator does not lift
3
```
""",
    ),
    Entry(
        code="TSP5006",
        message="`{function}` returns a part of its argument `{name}`",
        label="the caller would share it",
        help="return a copy, or let the caller take the part",
        explanation="""\
The original gives back a row or a view of an argument: what the caller writes to it shows in the argument.
Tensor code gives back new memory, so the decorated function would not be a drop-in replacement. The command
line lifts such a function: what it emits does not claim to share memory.

```console
$ cat > rows.py <<'END'
> import tenspiler
>
> @tenspiler.lift
> def first_row(a):
>     for i in range(len(a[0])):
>         a[0][i] += 1
>     return a[0]
>
> print(first_row([[1, 2], [3, 4]]))
> END
$ python rows.py
error[TSP5006]: `first_row` returns a part of its argument `a`
[2, 3]
```
""",
    ),
    Entry(
        code="TSP5008",
        message="`{function}` is proved with grade `real` only, and `exact` was asked for",
        label="{why}",
        help='allow `grade="real"`, or keep the sum in the order of the source where it matters',
        explanation="""\
Grade `exact` means the same floating-point operations in the same order: the same bits. Here library
functions are used that may differ in the last places, or sums cannot keep their order. The label says which
it is, and where.

```console
$ cat > soft.py <<'END'
> import math, tenspiler
>
> @tenspiler.lift(grade="exact")
> def soft(a):
>     return [math.exp(x) for x in a]
>
> print(soft([0.0]))
> END
$ python soft.py
error[TSP5008]: `soft` is proved with grade `real` only, and `exact` was asked for
[1.0]
```
""",
    ),
    Entry(
        code="TSP5009",
        message="`{function}` needs more of the object `{name}` than the decorator guards",
        label="more than a field of an object",
        help="pass what is needed as an argument, or write what the method does in its place",
        explanation="""\
The decorator takes objects whose fields are numbers, lists and arrays, and watches at each call that they are
plain ones. The command line also lifts functions that call methods of an object, or that take parts of its
parts, as the file has them. The decorator does not: they may be others when the call comes.

```console
$ cat > images.py <<'END'
> from dataclasses import dataclass
> import tenspiler
>
> @dataclass
> class Image:
>     pixels: list[float]
>
>     def brighter(self, value: float) -> float:
>         return value + 1.0
>
> @tenspiler.lift
> def brighten(image: Image) -> None:
>     for i in range(len(image.pixels)):
>         image.pixels[i] = image.brighter(image.pixels[i])
>
> print(brighten.explain())
> END
$ python images.py
error[TSP5009]: `brighten` needs more of the object `image` than the decorator guards
```
""",
    ),
    Entry(
        code="TSP5010",
        message="`{function}` {what}, and tensors are not NumPy arrays in this",
        label="with tensors as arguments",
        help="pass NumPy arrays, or give the result a place: store it in an element of a tensor",
        explanation="""\
A loop over a PyTorch tensor handles tensors without axes, and these are not numbers: they are views of their
places (`s = x[0]; s += 1` changes `x`), mix their types by other rules than NumPy's, and leave some operators
out. The decorator lifts loops over tensors where nothing of this can be seen; here the original runs.

```console
$ cat > largest.py <<'END'
> import tenspiler, torch
>
> @tenspiler.lift(backend="torch")
> def largest(x):
>     best = x[0]
>     for i in range(1, len(x)):
>         if x[i] > best:
>             best = x[i]
>     return best
>
> print(largest(torch.tensor([1.0, 3.0, 2.0])))
> END
$ python largest.py
error[TSP5010]: `largest` may return an element of a tensor, which shares its memory
tensor(3.)
```
""",
    ),
    Entry(
        code="TSP5011",
        message="{what} cannot be used: {detail}",
        label="",
        help="`tenspiler doctor` says what is installed, and without `device` the arguments decide",
        explanation="""\
The decorator was asked for PyTorch, or for a device of it, that is not there. The original function runs, or
with `on_refusal="raise"` the call raises.

```console
$ cat > nowhere.py <<'END'
> import tenspiler
>
> @tenspiler.lift(backend="torch", device="nowhere")
> def total(a):
>     s = 0
>     for x in a:
>         s += x
>     return s
>
> print(total([1, 2]))
> END
$ python nowhere.py
error[TSP5011]: the device `nowhere` cannot be used
3
```
""",
    ),
    Entry(
        code="TSP5101",
        message="the cache entry `{path}` is damaged; it is thrown away and made anew",
        label="",
        help="`tenspiler cache clear` removes all entries, if this happens again",
        severity="warning",
        explanation="""\
Results of lifting are kept on disk, each with a digest of its content. This one did not match its digest:
the disk was full, a machine went down, or something else wrote to the file. Nothing of it is used; the
function is lifted and proved again, and the new result takes its place.

```console
$ export TENSPILER_CACHE_DIR=cache
$ tenspiler lift kernels.py:total > first.txt
$ find cache -type f -exec sh -c 'echo damage > {}' ';'
$ tenspiler lift kernels.py:total
warning[TSP5101]
```
""",
    ),
    Entry(
        code="TSP5102",
        message="the cache `{path}` cannot be used: {reason}",
        label="",
        help="let TENSPILER_CACHE_DIR name a directory that can be written, or set it to nothing: no cache",
        severity="warning",
        explanation="""\
Results of lifting are kept on disk, so that the next run finds them. The directory for them could not be
made, read or written. Lifting goes on, it is only not remembered.

```console
$ touch occupied
$ TENSPILER_CACHE_DIR=occupied tenspiler lift kernels.py
warning[TSP5102]: the cache `occupied` cannot be used
```

What to do instead:

    TENSPILER_CACHE_DIR=/var/tmp/me/tenspiler tenspiler lift kernels.py
    TENSPILER_CACHE_DIR= tenspiler lift kernels.py        # no cache
    tenspiler lift --no-cache kernels.py
""",
    ),
)
