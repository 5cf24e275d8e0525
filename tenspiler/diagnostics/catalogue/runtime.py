"""Codes of the cache and of the decorator."""

from tenspiler.diagnostics.catalogue.entry import Entry

RUNTIME: tuple[Entry, ...] = (
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
