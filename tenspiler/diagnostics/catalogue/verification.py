"""Codes of the proof."""

from tenspiler.diagnostics.catalogue.entry import Entry

VERIFICATION: tuple[Entry, ...] = (
    Entry(
        code="TSP3001",
        message="the loop could not be proved equal to a tensor program",
        label="{reason}",
        help="a closed form was proposed and is not inductive; nothing is emitted for it",
        explanation="""\
A closed form was found that agreed with small runs, and the proof that it holds for every size failed.
That is a refusal, not a verdict on your program: nothing is emitted that has not been proved. Such guesses
are rare, for small runs reject nearly all. Here the search is broken on purpose and guesses 7 for
everything; the proof does not let it through:

```console
$ cat > broken.py <<'END'
> from itertools import repeat
> from tensir.cells import integer
> from tenspiler.cli.main import main
> from tenspiler.synthesis import summarise
>
> summarise.survives = lambda claims: True
> summarise.closed_forms = lambda *step: repeat(integer(7))
> main()
> END
$ python broken.py lift kernels.py:total
error[TSP3001]: the loop could not be proved equal to a tensor program
```
""",
    ),
    Entry(
        code="TSP3002",
        message="the solver did not decide whether the program is right",
        label="{reason}",
        help="the question ran into its resource limit; smaller functions are easier to decide",
        explanation="""\
Every question to the solver has a fixed resource limit, the same on every machine. When it is reached the
answer is unknown, which is never taken for a proof; the exit code is 3. Here the limit is next to nothing:

```console
$ cat > starved.py <<'END'
> from tenspiler.cli.main import main
> from tenspiler.verification import discharge
>
> discharge.RLIMIT = discharge.QUICK_RLIMIT = 1
> main()
> END
$ python starved.py lift kernels.py:total
error[TSP3002]: the solver did not decide whether the program is right
```
""",
    ),
    Entry(
        code="TSP3003",
        message="every run that gets here fails: {reason}",
        label="no input meets what this line needs",
        help="check the bounds of the loop and the index",
        explanation="""\
What this place needs, an index in range or a divisor that is not zero, contradicts the conditions under
which it is reached, so that the function fails on every input that gets there.

```python
def f(a: list[int]) -> int:
    s = 0
    for i in range(len(a)):
        s += a[i + 1]
    return s
```
""",
    ),
    Entry(
        code="TSP3004",
        message="the hypotheses about this loop contradict each other",
        label="no run meets them",
        help="the loop never runs on an input that the function accepts",
        explanation="""\
A proof from hypotheses that contradict each other says nothing, so that the hypotheses of each proof have
to be met by a run of the source on a small input, or at least not to contradict each other. Here they do: no
run that is defined gets into this loop. (A loop that visibly never runs is no contradiction.)

```c
int f(const int *a, int n) {
    int s = 0;
    for (int i = 0; i < n; i++) {
        int x = 2147483647;
        s += a[i] + (x + 1);
    }
    return s;
}
```
""",
    ),
    Entry(
        code="TSP3005",
        message="a reordered floating-point value decides {what}",
        label="reassociating the sum could change the outcome",
        help="compare integers, or a maximum or minimum, which do not depend on the order",
        explanation="""\
Tensor code adds floating-point numbers in another order than the loop, which changes the last bits of a
sum. Where such a value decides a comparison, an index or a conversion to an integer, those bits could
change the result altogether. A sum in one loop is then computed in the order of the source; where that
cannot be had, the function is refused.

```python
def f(a: list[list[float]], limit: float) -> bool:
    s = 0.0
    for row in a:
        for x in row:
            s += x
    return s > limit
```
""",
    ),
    Entry(
        code="TSP3006",
        message="the solver failed: {what}",
        label="while proving this function",
        help="a smaller function may need less of it; other functions are not affected",
        explanation="""\
Z3 ran out of memory, or gave up with an error of its own. That is neither a proof nor a refutation: the
verdict is `unknown`, the exit code 3, and nothing of it is kept in the cache. Z3 is given 2 GB. Here it is
broken on purpose:

```console
$ cat > broken.py <<'END'
> import z3
> from tenspiler.cli.main import main
>
> def failing(*_):
>     raise z3.Z3Exception("out of memory")
>
> z3.Solver.check = failing
> main()
> END
$ python broken.py lift kernels.py:clamp
error[TSP3006]: the solver failed: out of memory
```
""",
    ),
    Entry(
        code="TSP3007",
        message="`{function}` takes more effort than it may",
        label="given up, neither proved nor refused for a reason of its own",
        help="divide the function into smaller ones, or raise the limit with `--effort`",
        explanation="""\
The work on a function is counted in steps: those of the solver, of the runs that candidates are tried on,
and of symbolic computation. Time is not looked at, so that the answer is the same on every machine, loaded
or idle. When a function has taken 20 million steps, some tens of seconds, it is given up, and the exit code
is 3. `--effort N` of `lift` and `verify` allows N million (`effort=N` of the decorator). Here a step is made
to count for too many:

```console
$ cat > hurried.py <<'END'
> from tenspiler import effort
> from tenspiler.cli.main import main
>
> effort.PER_CELL = 10**9
> main()
> END
$ python hurried.py lift kernels.py:total
error[TSP3007]: `total` takes more effort than it may
```
""",
    ),
)
