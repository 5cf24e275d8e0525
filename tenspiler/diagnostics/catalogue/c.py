"""Codes of the C and C++ frontend."""

from textwrap import dedent

from tenspiler.diagnostics.catalogue.entry import Entry


def _page(text: str, program: str) -> str:
    """An explanation with an example that is refused."""
    return f"{text}\n\n```cpp\n{dedent(program).strip()}\n```\n"


C: tuple[Entry, ...] = (
    Entry(
        "TSP1100",
        "{message}",
        "clang stops here",
        (
            "make the function compile; Tenspiler reads C as gnu11 and C++ as C++17, with its own copies "
            "of the standard headers"
        ),
        _page(
            "The function does not compile, so it has no meaning to lift.",
            """
        int f(int *a) {
            return b[0];  // b is not declared
        }
            """,
        ),
        title="the function does not compile",
    ),
    Entry(
        "TSP1101",
        "{message}",
        "outside every function",
        "remove what does not compile, or move it behind the function",
        _page(
            (
                "An error outside the functions can change what every function behind it means; none of "
                "them is lifted. The same holds for a few constructs that could be misread in silence."
            ),
            """
        #define BITS(x) __builtin_bit_cast(int, x)
        int f(int *a) { return a[0]; }
            """,
        ),
        title="the file does not compile outside its functions",
    ),
    Entry(
        "TSP1102",
        "the type `{type}` is not supported",
        "of type `{type}`",
        "use numbers, and pointers, arrays, `std::vector`, `std::array` and structs of numbers",
        _page(
            (
                "Values are integers of 8 to 64 bits, bool, float and double, arrays of them, and structs of "
                "these. `long double`, volatile data, unions and classes with bases are not modelled. A "
                "`void *` points at what it is cast to, if that is one type wherever it is used. Pointers to "
                "what is not modelled are left out where they are not used."
            ),
            """
        void f(long double *a, int n) {
            for (int i = 0; i < n; i++) a[i] = 0;
        }
            """,
        ),
    ),
    Entry(
        "TSP1103",
        "{what} is not supported",
        "not supported here",
        "write it with `if`, `switch`, `for`, `while` and `do`",
        _page(
            (
                "Control flow is `if`, `switch`, `for`, range-based `for`, `while`, `do`, `continue` and "
                "`return` outside loops."
            ),
            """
        int f(int *a, int n) {
            int s = 0;
        again:
            for (int i = 0; i < n; i++) s += a[i];
            if (s < 100) goto again;
            return s;
        }
            """,
        ),
        title="control flow that is not supported",
    ),
    Entry(
        "TSP1104",
        "nothing bounds how often this loop runs",
        "it may never end",
        "count with a variable that each round steps once, against a bound that the body does not change",
        _page(
            (
                "A loop that `break`, `return` or a further condition leaves is lifted if a counter bounds "
                "it, which every round that does not leave steps once."
            ),
            """
        int f(int *a, int n) {
            while (n != 1) { if (a[n]) break; n = n % 2 ? 3 * n + 1 : n / 2; }
            return n;
        }
            """,
        ),
    ),
    Entry(
        "TSP1105",
        "the function returns more than a number from inside a loop",
        "returns here",
        "leave the loop with `break`, and return it after the loop",
        _page(
            "Numbers may be returned from inside a loop; vectors and structs may not, yet.",
            """
        #include <vector>
        std::vector<int> f(std::vector<int> &a) {
            for (int i = 0; i < (int)a.size(); i++) if (a[i]) return a;
            return std::vector<int>();
        }
            """,
        ),
    ),
    Entry(
        "TSP1106",
        "{what} is not supported",
        "not supported",
        "split it into simpler expressions",
        _page(
            "Expressions are arithmetic, comparisons, casts, `?:`, element accesses and calls.",
            """
        void f(int *a, int n) {
            int b = 0;
            for (int i = 0; i < n; i++) (i % 2 ? a[i] : b) = 3;
        }
            """,
        ),
        title="an expression that is not supported",
    ),
    Entry(
        "TSP1107",
        "the function `{name}` is not known",
        "what this does is not known",
        (
            "name the file that defines it with `--with`, or use a function of <cmath>, <algorithm> or "
            "<cstdlib> that is supported"
        ),
        _page(
            (
                "A called function is inlined from its definition in the same file, a header, or a file that "
                "`--with` names; of the libraries, those are known that are scalar operators. On a path that "
                "hands a text to the function and then leaves, as the macro for errors of many libraries "
                "does, it need not be known: that the path is not taken is a precondition."
            ),
            """
        int g(int x);
        int f(int *a, int n) { return g(a[n]); }
            """,
        ),
    ),
    Entry(
        "TSP1108",
        "`{name}` is no local variable or parameter",
        "lives outside the function",
        "pass it as a parameter, or make it a constant with a known value",
        _page(
            "What a function computes may depend on its parameters and on constants only.",
            """
        int total;
        void f(int *a, int n) {
            for (int i = 0; i < n; i++) total += a[i];
        }
            """,
        ),
    ),
    Entry(
        "TSP1109",
        "`{name}` does input or output",
        "input or output",
        "move it out of the function",
        _page(
            (
                "Tensor code computes values; it does not print or read. What is printed before the function "
                "or the program is left, to stderr alone, or if a parameter asks for it (`if (verbose)`), is "
                "not in the way: that it does not come to that is a precondition."
            ),
            """
        #include <stdio.h>
        void f(int *a, int n) {
            for (int i = 0; i < n; i++) printf("%d", a[i]);
        }
            """,
        ),
    ),
    Entry(
        "TSP1110",
        "`{name}` manages memory by hand",
        "manual memory",
        "let the caller pass the buffer, or use a `std::vector` or a local array",
        _page(
            "Memory from malloc and new is not modelled.",
            """
        #include <stdlib.h>
        void f(int *a, int n) { free(a); }
            """,
        ),
    ),
    Entry(
        "TSP1111",
        "a pointer goes where it cannot be followed",
        "this pointer leaves its array",
        "let each pointer walk through one array, or use an index",
        _page(
            (
                "A pointer may walk (`*p++`), be set back into the array that it started in, and be compared "
                "with another pointer into that array. It may not move to another array."
            ),
            """
        void f(int *a, int *b, int n) {
            int *p = a;
            for (int i = 0; i < n; i++) { *p = i; p = b; }
        }
            """,
        ),
    ),
    Entry(
        "TSP1112",
        "{what} happens at a moment that matters",
        "a side effect inside an expression",
        "give it a statement of its own",
        _page(
            (
                "The order in which parts of an expression are evaluated is not specified, so a side effect "
                "inside is accepted only where the order cannot matter."
            ),
            """
        void f(int *a, int n) {
            int k = 0;
            for (int i = 0; i < n; i++) a[k] = k++;
        }
            """,
        ),
        title="a side effect whose moment matters",
    ),
    Entry(
        "TSP1113",
        "`{name}` is recursive",
        "calls itself",
        "write it as a loop",
        _page(
            "Calls are inlined, which never ends for a recursive function.",
            """
        int f(int *a, int n) { return n ? f(a, n - 1) : a[0]; }
            """,
        ),
    ),
    Entry(
        "TSP1114",
        "`{name}` may be read before it has a value",
        "may have no value yet",
        "initialise it where it is declared",
        _page(
            "Reading an uninitialised variable is undefined behaviour.",
            """
        int f(int *a, int n) {
            int s;
            for (int i = 0; i < n; i++) s += a[i];
            return s;
        }
            """,
        ),
    ),
    Entry(
        "TSP1115",
        "the loop never ends: an unsigned number is never below zero",
        "always true",
        "count down with `for (i = n; i-- > 0;)`",
        _page(
            "`i >= 0` holds for every unsigned `i`.",
            """
        void f(int *a, unsigned n) {
            for (unsigned i = n - 1; i >= 0; i--) a[i] = 0;
        }
            """,
        ),
    ),
    Entry(
        "TSP1116",
        "the counter may wrap around before it reaches its bound",
        "the bound may exceed the counter's type",
        "use a counter of type int or size_t",
        _page(
            (
                "A counter of 8 or 16 bits starts again at its lowest value, so a larger bound is never "
                "reached."
            ),
            """
        #include <stdint.h>
        void f(int *a, int n) {
            for (uint8_t i = 0; i < n; i++) a[i] = 0;
        }
            """,
        ),
    ),
    Entry(
        "TSP1117",
        "`{name}` is a template",
        "a template",
        "instantiate it in the file for the types in question: `template float f<float>(...);`",
        _page(
            "Templates have no meaning before they are instantiated.",
            """
        template <typename T> T f(const T *a, int n) {
            T s = 0;
            for (int i = 0; i < n; i++) s += a[i];
            return s;
        }
            """,
        ),
    ),
    Entry(
        "TSP1120",
        "{name} is not supported on a vector",
        "not supported on a vector",
        "use indices, push_back on a whole vector, or a new vector",
        _page(
            (
                "Of `std::vector`, construction, copies, `[]`, `size`, `empty`, `front`, `back`, `data`, "
                "`push_back`, `emplace_back`, `clear`, `assign`, `resize` and `reserve` are known."
            ),
            """
        #include <vector>
        void f(std::vector<int> &a) {
            for (int i = 0; i < 3; i++) a.pop_back();
        }
            """,
        ),
        title="a use of std::vector that is not supported",
    ),
    Entry(
        "TSP1122",
        "what this call needs cannot run in the middle of an expression",
        "called only under a condition, or repeatedly",
        "give the call a statement of its own",
        _page(
            (
                "A function with loops is inlined before the statement that calls it. In a branch of `?:`, "
                "behind `&&` or in a loop's condition that would run it too often or too early."
            ),
            """
        int sum(int *a, int n) {
            int s = 0;
            for (int i = 0; i < n; i++) s += a[i];
            return s;
        }
        int f(int *a, int n) { return n ? sum(a, n) : 0; }
            """,
        ),
    ),
    Entry(
        "TSP1123",
        "the function is too large",
        "too large",
        "split it",
        _page(
            "Inlining and early exits made more statements out of this function than can be worked on.",
            """
        static int a(int x) { x++; x--; x++; x--; x++; x--; x++; x--; return x + 1; }
        static int b(int x) { x = a(x); x = a(x); x = a(x); x = a(x); x = a(x); return a(x); }
        static int c(int x) { x = b(x); x = b(x); x = b(x); x = b(x); x = b(x); return b(x); }
        static int d(int x) { x = c(x); x = c(x); x = c(x); x = c(x); x = c(x); return c(x); }
        static int e(int x) { x = d(x); x = d(x); x = d(x); x = d(x); x = d(x); return d(x); }

        void f(int *p, int n) {
            for (int i = 0; i < n; i++) { p[i] = e(p[i]); p[i] = e(p[i]); }
        }
            """,
        ),
    ),
    Entry(
        "TSP1124",
        "`auto` holds a reference into a `std::vector<bool>`",
        "a reference in disguise",
        "name the type: `bool`",
        _page(
            (
                "An element of `std::vector<bool>` is a proxy, which `auto` keeps; it sees later changes of "
                "the vector."
            ),
            """
        #include <vector>
        void f(std::vector<bool> &a) {
            for (int i = 0; i < 3; i++) { auto x = a[i]; a[i] = !x; }
        }
            """,
        ),
    ),
    Entry(
        "TSP1125",
        "`{name}` does not return a value",
        "no value is returned",
        "return a value on every path",
        _page(
            "A function with a result that ends without `return` has undefined behaviour.",
            """
        int f(int *a, int n) {
            for (int i = 0; i < n; i++) a[i] = 0;
        }
            """,
        ),
    ),
    Entry(
        "TSP1126",
        "the order in which `{name}` combines the elements is not fixed",
        "in an order that the library chooses",
        "use `std::accumulate`, which goes from first to last",
        _page(
            (
                "`std::reduce` and its relatives may group and reorder what they combine, so for floats the "
                "result is not determined by the source. Sums and products of integers are lifted."
            ),
            """
        #include <numeric>
        double f(const double *a, int n) { return std::reduce(a, a + n, 0.0); }
            """,
        ),
    ),
    Entry(
        "TSP1128",
        "`{name}` leaves elements that compare equal in any order",
        "in an order that the library chooses",
        "use `std::stable_sort`, or let the comparator decide by the elements at last: `... || a < b`",
        _page(
            (
                "Positions that are sorted by what they point to may have equal keys. `std::sort` does not "
                "say in which order it leaves them; `std::stable_sort` keeps the one that they had. Where "
                "the comparator tells all different elements apart, both are lifted."
            ),
            """
        #include <algorithm>
        #include <vector>
        void f(std::vector<int> &order, const std::vector<float> &key) {
            std::sort(order.begin(), order.end(), [&](int a, int b) { return key[a] < key[b]; });
        }
            """,
        ),
    ),
    Entry(
        "TSP1129",
        "the comparator does not compare one value of each element",
        "this order is not understood",
        "compare the same expression of both: `f(a) < f(b)`, then others where it is equal",
        _page(
            (
                "A comparator is understood if it compares one expression of the first element with the "
                "same one of the second, and where these are equal others: `key[a] != key[b] ? key[a] < "
                "key[b] : a < b`. Those others may not read arrays, for that happens for equal elements "
                "only; and none may read what is being sorted, whose elements change places meanwhile."
            ),
            """
        #include <algorithm>
        #include <vector>
        void f(std::vector<int> &v) {
            std::sort(v.begin(), v.end(), [](int a, int b) { return a < 2 * b; });
        }
            """,
        ),
    ),
    Entry(
        "TSP1127",
        "there is no tensor operator for `{name}`",
        "known, but not expressible yet",
        "write it out with operators and functions that there are, if its value may differ in the last bits",
        _page(
            (
                "What the function computes is known, but TensIR has no operator that computes the same: of "
                "<cmath> there are roots, powers, exponentials, logarithms, trigonometric and hyperbolic "
                "functions, roundings, `fmin`, `fmax` and `fmod`."
            ),
            """
        #include <math.h>
        void f(double *a, const double *b, int n) {
            for (int i = 0; i < n; i++) a[i] = hypot(a[i], b[i]);
        }
            """,
        ),
    ),
)
