"""Codes of backends."""

from typing import Final

from tenspiler.diagnostics.catalogue.entry import Entry

BACKEND: Final[tuple[Entry, ...]] = (
    Entry(
        code="TSP4001",
        message="there is no backend `{backend}`",
        label="",
        help="{candidates}",
        explanation="""\
A backend is a package that registers an entry point in the group `tenspiler.backends`. None of the
installed packages registers the name that was asked for.

    import tenspiler

    @tenspiler.lift(backend="numpi")
    def scale(a: list[float], s: float) -> None:
        for i in range(len(a)):
            a[i] = a[i] * s

    error[TSP4001]: there is no backend `numpi`
    help: did you mean `numpy`?

`tenspiler backends` lists what is installed.
""",
    ),
    Entry(
        code="TSP4002",
        message="the backend `{backend}` of the package `{package}` cannot be loaded: {reason}",
        label="",
        help="update or remove the package `{package}`; the other backends are not affected",
        explanation="""\
An installed package registers a backend, but importing it fails, or what it registers is not a backend.
The entry point has to name an object with `name`, `fidelity` and `emit`, as described in
`tenspiler.backend.api.Backend`:

    [project.entry-points."tenspiler.backends"]
    acme = "acme_tensors.backend:BACKEND"

    error[TSP4002]: the backend `acme` of the package `acme-tensors` cannot be loaded: ModuleNotFoundError: \
No module named 'acme'
""",
    ),
    Entry(
        code="TSP4003",
        message="the backend `{backend}` does not have {feature}",
        label="this was lifted and proved, but cannot be written for `{backend}`",
        help="emit for another backend (`--backend numpy`), or write this part of the loop differently",
        explanation="""\
The function was lifted and proved, but the backend has no code for an operator or an element type that
its tensor program uses. Nothing else is emitted in its place.

    def all_bits(a: list[int], n: int) -> int:
        total = 0
        for i in range(n):
            total |= a[i]
        return total

    error[TSP4003]: the backend `acme` does not have reductions by bitor on int
""",
    ),
    Entry(
        code="TSP4004",
        message="the backend `{backend}` failed: {reason}",
        label="",
        help="this is a bug of the backend, not of your program; other backends are not affected",
        explanation="""\
The backend raised an error that it should not raise while it wrote code for a proved program. Nothing
was emitted for this backend.

    $ tenspiler lift kernels.py --backend acme
    error[TSP4004]: the backend `acme` failed: KeyError: 'scan_max'
""",
    ),
)
