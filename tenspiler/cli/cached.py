"""`tenspiler cache`: where the cache lies, what it holds, and clearing it."""

from __future__ import annotations

import json

from tenspiler.cache.recall import open_store
from tenspiler.cache.store import Store, Usage
from tenspiler.cli.failure import warn


def run_cache(as_json: bool) -> int:
    """Print the directory, the number of entries and their size."""
    store = open_store(warn)
    _print(store, Usage(0, 0) if store is None else store.usage(), as_json, "entries")
    return 0


def run_clear(as_json: bool) -> int:
    """Remove all entries, and print how many there were."""
    store = open_store(warn)
    _print(store, Usage(0, 0) if store is None else store.clear(), as_json, "entries removed")
    return 0


def _print(store: Store | None, usage: Usage, as_json: bool, what: str) -> None:
    directory = None if store is None else str(store.directory)
    if as_json:
        print(
            json.dumps({"directory": directory, what.replace(" ", "_"): usage.entries, "bytes": usage.size})
        )
    elif directory is None:
        print("the cache is switched off")
    else:
        print(f"{directory}\n{usage.entries} {what}, {usage.size / 2**20:.1f} MB")
