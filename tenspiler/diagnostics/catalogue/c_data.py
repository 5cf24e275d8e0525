"""Codes of the C and C++ frontend that speak of types, structs, headers and templates."""

from textwrap import dedent

from tenspiler.diagnostics.catalogue.entry import Entry


def _page(text: str, program: str) -> str:
    """An explanation with an example."""
    return f"{text}\n\n```cpp\n{dedent(program).strip()}\n```\n"


C_DATA: tuple[Entry, ...] = (
    Entry(
        "TSP1140",
        "the header `{header}` was not found",
        "not found",
        "give its folder with `-I DIR`, or the flags of the build with `-p DIR` (compile_commands.json)",
        _page(
            (
                "Functions that need nothing from the header are lifted all the same, with the assumption "
                "that it changes nothing in them; the others do not compile, and say so."
            ),
            """
        #include <Eigen/Dense>
        void twice(int *a, int n) { for (int i = 0; i < n; i++) a[i] *= 2; }
            """,
        ),
        "warning",
    ),
    Entry(
        "TSP1141",
        "the function uses what does not compile: {message}",
        "declared with an error",
        "make that declaration compile; a missing header is given with `-I DIR`",
        _page(
            (
                "Clang goes on after an error and guesses: an unknown type becomes `int`. A function that "
                "uses such a declaration is refused, as its meaning would be a guess."
            ),
            """
        typedef real_from_a_missing_header real;
        void f(real *a, int n) { for (int i = 0; i < n; i++) a[i] *= 2; }
            """,
        ),
    ),
    Entry(
        "TSP1142",
        "{what} is not supported",
        "not supported",
        "pass an array for each field, and each struct by itself",
        _page(
            (
                "A struct is taken apart into its fields: by value, by pointer and by reference, as a local "
                "variable and as a result. Arrays of structs, unions, bit-fields, flexible array members, "
                "pointers that walk over structs, and classes with bases are not."
            ),
            """
        struct Point { float x, y; };
        float sum(const struct Point *p, int n) {
            float s = 0;
            for (int i = 0; i < n; i++) s += p[i].x;
            return s;
        }
            """,
        ),
    ),
    Entry(
        "TSP1143",
        "{message} are not lifted",
        "not lifted",
        "move the loop into a function or a method of its own",
        _page(
            "Constructors, destructors, conversions and variadic functions are not lifted.",
            """
        struct Table {
            float cell[16];
            Table() { for (int i = 0; i < 16; i++) cell[i] = i; }
        };
            """,
        ),
    ),
    Entry(
        "TSP1146",
        "{message}",
        "outside every function",
        "functions that need this are refused; the others are lifted",
        _page(
            "An error outside the functions. Every function that uses what it concerns is refused.",
            """
        using namespace cv;
        void twice(int *a, int n) { for (int i = 0; i < n; i++) a[i] *= 2; }
            """,
        ),
        "warning",
    ),
)
