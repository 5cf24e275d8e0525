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

```console
$ tenspiler lift kernels.py --backend numby
error[TSP4001]: there is no backend `numby`
help: did you mean `numpy`?
```

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
The entry point has to name an object with the members of `tenspiler.backend.api.Backend`. Here the package
`acme` names a module that it does not have:

```console
$ mkdir -p plugins/acme-1.0.dist-info
$ printf 'Name: acme\\nVersion: 1.0\\n' > plugins/acme-1.0.dist-info/METADATA
$ printf '[tenspiler.backends]\\nacme = acme:BACKEND\\n' > plugins/acme-1.0.dist-info/entry_points.txt
$ PYTHONPATH=plugins tenspiler backends
numpy
error[TSP4002]: the backend `acme` of the package `acme` cannot be loaded: ModuleNotFoundError
```
""",
    ),
    Entry(
        code="TSP4003",
        message="the backend `{backend}` does not have {feature}",
        label="this was lifted and proved, but cannot be written for `{backend}`",
        help="emit for another backend (`--backend numpy`), or write this part of the loop differently",
        explanation="""\
The function was lifted and proved, but the backend has no code for an operator or an element type that
its tensor program uses. Nothing else is emitted in its place. Here is a backend that has no code for
anything:

```console
$ mkdir -p plugins/acme-1.0.dist-info
$ printf 'Name: acme\\nVersion: 1.0\\n' > plugins/acme-1.0.dist-info/METADATA
$ printf '[tenspiler.backends]\\nacme = acme:BACKEND\\n' > plugins/acme-1.0.dist-info/entry_points.txt
$ cat > plugins/acme.py <<'END'
> from tenspiler.backend.api import Fidelity, UnsupportedByBackend
>
> class Acme:
>     name = "acme"
>     def prepare(self): ...
>     def fidelity(self, node): return Fidelity.EXACT
>     def emit(self, program, interface): raise UnsupportedByBackend("minimum")
>
> BACKEND = Acme()
> END
$ PYTHONPATH=plugins tenspiler lift kernels.py:clamp --backend acme
error[TSP4003]: the backend `acme` does not have minimum
```
""",
    ),
    Entry(
        code="TSP4004",
        message="the backend `{backend}` failed: {reason}",
        label="",
        help="this is a bug of the backend, not of your program; other backends are not affected",
        explanation="""\
The backend raised an error that it should not raise while it wrote code for a proved program. Nothing
was emitted for this backend. `TENSPILER_DEBUG=1` shows the traceback.

```console
$ mkdir -p plugins/acme-1.0.dist-info
$ printf 'Name: acme\\nVersion: 1.0\\n' > plugins/acme-1.0.dist-info/METADATA
$ printf '[tenspiler.backends]\\nacme = acme:BACKEND\\n' > plugins/acme-1.0.dist-info/entry_points.txt
$ cat > plugins/acme.py <<'END'
> from tenspiler.backend.api import Fidelity, UnsupportedByBackend
>
> class Acme:
>     name = "acme"
>     def prepare(self): ...
>     def fidelity(self, node): return Fidelity.EXACT
>     def emit(self, program, interface): raise KeyError("scan_max")
>
> BACKEND = Acme()
> END
$ PYTHONPATH=plugins tenspiler lift kernels.py:clamp --backend acme
error[TSP4004]: the backend `acme` failed: KeyError: 'scan_max'
```
""",
    ),
)
