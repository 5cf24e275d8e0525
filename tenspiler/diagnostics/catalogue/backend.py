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
>     name, api_version = "acme", "1"
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
>     name, api_version = "acme", "1"
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
    Entry(
        code="TSP4005",
        message="the backend `{backend}` is registered more than once: by {packages}",
        label="",
        help="uninstall one of them; the other backends are not affected",
        explanation="""\
Two installed packages register a backend under one name, so that the name does not say which one is meant.
Neither is taken, for the wrong one would write other code than was asked for.

```console
$ for package in acme other; do
>   info=plugins/$package-1.0.dist-info
>   mkdir -p $info
>   printf "Name: $package\\nVersion: 1.0\\n" > $info/METADATA
>   printf "[tenspiler.backends]\\nacme = $package:BACKEND\\n" > $info/entry_points.txt
> done
$ PYTHONPATH=plugins tenspiler lift kernels.py:clamp --backend acme
error[TSP4005]: the backend `acme` is registered more than once: by
```
""",
    ),
    Entry(
        code="TSP4006",
        message=(
            "the backend `{backend}` of the package `{package}` is written for version {version} "
            "of the backend API; this is version {known}"
        ),
        label="",
        help="install a release of `{package}` for this version; the other backends are not affected",
        explanation="""\
A backend says for which version of `tenspiler.backend.api` it is written (`api_version`), and that has to be
the version that this Tenspiler has (`API_VERSION`). Code from a backend for another version might be wrong
without anybody noticing.

```console
$ mkdir -p plugins/acme-1.0.dist-info
$ printf 'Name: acme\\nVersion: 1.0\\n' > plugins/acme-1.0.dist-info/METADATA
$ printf '[tenspiler.backends]\\nacme = acme:BACKEND\\n' > plugins/acme-1.0.dist-info/entry_points.txt
$ cat > plugins/acme.py <<'END'
> class Acme:
>     name, api_version = "acme", "0"
>     def prepare(self): ...
>     def fidelity(self, node): ...
>     def emit(self, program, interface): ...
>
> BACKEND = Acme()
> END
$ PYTHONPATH=plugins tenspiler backends
error[TSP4006]: the backend `acme` of the package `acme` is written for version 0 of the backend API
```
""",
    ),
)
