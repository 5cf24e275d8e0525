"""Codes of the search for summaries."""

from tenspiler.diagnostics.catalogue.entry import Entry

SYNTHESIS: tuple[Entry, ...] = (
    Entry(
        code="TSP2001",
        message="`{name}` has no closed form",
        label="{how}",
        help="{way_out}",
        explanation="""\
The value of a variable after i iterations has to be stated in terms of i. That works for sums, products,
minima, maxima, counts, flags, last values, for recurrences `y = a * y + b`, `y = max(y + a, b)`,
`y = min(y + a, b)` and `y = min(max(y + a, b), c)`, for values that are one of two, and for arrays of which
each cell is written once or accumulated in place. It does not work for chains such as

```c
float f(const float *a, int n) {
    float x = 0.5f;
    for (int i = 0; i < n; i++)
        x = a[i] * x * (1.0f - x);
    return x;
}
```

where every value depends on the one before in a way that no reduction or scan expresses.
""",
    ),
    Entry(
        code="TSP2002",
        message="this loop does not count",
        label="how often it runs is not known before it starts",
        help="write it as a counted loop whose bound does not change in the body",
        explanation="""\
A loop is lifted if it counts: one counter, changed by a constant once in each iteration, against a bound
that the body does not change. So is one that halves a range to find a place in an array that is in order.

```c
int f(int n) {
    int steps = 0;
    while (n != 1) {
        n = n % 2 ? 3 * n + 1 : n / 2;
        steps++;
    }
    return steps;
}
```
""",
    ),
    Entry(
        code="TSP2003",
        message="no tensor program was found for `{function}`",
        label="{what}",
        help="the loops are understood, but what they compute has no form in the operators of TensIR",
        explanation="""\
The loops of the function were summarised in index notation, but the notation could not be turned into
tensor operators: a search in segments whose bounds are elements, an element read before it is set.

```c
void f(const int *p, const int *a, int *first, int n) {
    for (int i = 0; i < n; i++) {
        first[i] = p[i + 1];
        for (int j = p[i]; j < p[i + 1]; j++)
            if (a[j] > 0) {
                first[i] = j;
                break;
            }
    }
}
```
""",
    ),
    Entry(
        code="TSP2005",
        message="`{function}` computes too much at once",
        label="here one iteration outgrows what can be reasoned about",
        help="divide the function, or the body of the loop, into several loops",
        explanation="""\
What one iteration of a loop computes is written out as one expression for each variable. Where that has
tens of thousands of parts, or where loops and expressions nest very deeply, the function is refused.

```c
#define TEN(x) x x x x x x x x x x

void f(int n, const double *x, const double *y, double *out) {
    for (int i = 0; i < n; i++) {
        double v = x[i];
        TEN(if (v > 1.0) { if (y[i] > v) v = v * 2.0; else v = v + y[i]; })  // each time, the paths double
        TEN(if (v > 1.0) { if (y[i] > v) v = v * 2.0; else v = v + y[i]; })
        out[i] = v;
    }
}
```
""",
    ),
    Entry(
        code="TSP2004",
        message="`{function}` returns nothing and changes nothing",
        label="there is no output to lift",
        help="return a value, or write to an array that the caller sees",
        explanation="""\
A function without outputs has no tensor program.

```c
void f(int n) {
    int s = 0;
    for (int i = 0; i < n; i++)
        s += i;
}
```
""",
    ),
)
