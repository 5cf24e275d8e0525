"""The store: many processes, damaged entries, eviction, and directories that cannot be used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tenspiler.cache.environment import digest
from tenspiler.cache.location import cache_directory, largest_size
from tenspiler.cache.store import Store
from tenspiler.diagnostics.diagnostic import Diagnostic

KEY, OTHER = digest("one"), digest("two")
BIG = 1 << 30


def open_store(path: Path, limit: int = BIG) -> tuple[Store, list[Diagnostic]]:
    said: list[Diagnostic] = []
    return Store(path, limit, said.append), said


def entries(path: Path) -> list[Path]:
    return sorted(p for p in path.rglob("*") if p.is_file())


def test_what_was_put_is_found(tmp_path: Path) -> None:
    store, said = open_store(tmp_path / "new" / "cache")
    assert store.get(KEY) is None
    store.put(KEY, {"a": [1, "é", None]})
    again, _ = open_store(tmp_path / "new" / "cache")
    assert again.get(KEY) == {"a": [1, "é", None]}
    assert again.get(OTHER) is None
    assert said == []
    assert store.usage().entries == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-3],
        lambda data: data[:10],
        lambda data: b"",
        lambda data: data.replace(b"[1", b"[2"),
        lambda data: data + b" ",
        lambda data: b"\xff" * len(data),
        lambda data: data.split(b"\n", 1)[1],
    ],
)
def test_a_damaged_entry_is_said_once_and_rebuilt(damage, tmp_path: Path) -> None:
    store, said = open_store(tmp_path)
    for key in (KEY, OTHER):
        store.put(key, [1, 2])
    for path in entries(tmp_path):
        path.write_bytes(damage(path.read_bytes()))
    assert store.get(KEY) is None
    assert store.get(OTHER) is None
    assert [d.code for d in said] == ["TSP5101"]
    assert entries(tmp_path) == []
    store.put(KEY, [3])
    assert store.get(KEY) == [3]


def test_an_entry_under_another_key_is_not_taken(tmp_path: Path) -> None:
    store, said = open_store(tmp_path)
    store.put(KEY, 1)
    (path,) = entries(tmp_path)
    target = tmp_path / OTHER[:2] / f"{OTHER[2:]}.json"
    target.parent.mkdir(exist_ok=True)
    path.rename(target)
    assert store.get(OTHER) is None
    assert [d.code for d in said] == ["TSP5101"]


def test_the_longest_unused_go_first(tmp_path: Path) -> None:
    store, _ = open_store(tmp_path)
    keys = [digest(str(n)) for n in range(6)]
    for age, key in enumerate(keys):
        store.put(key, "x" * 1000)
        path = tmp_path / key[:2] / f"{key[2:]}.json"
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    assert store.get(keys[0]) is not None  # which makes it the youngest
    small, _ = open_store(tmp_path, 2 * entries(tmp_path)[0].stat().st_size)
    small.sweep()
    assert [small.get(key) is not None for key in keys] == [True, False, False, False, False, True]


def test_writing_evicts(tmp_path: Path) -> None:
    store, _ = open_store(tmp_path)
    for n in range(10):
        store.put(digest(str(n)), "x" * 1000)
    small, _ = open_store(tmp_path, 3500)
    small.put(KEY, "y" * 1000)
    assert small.usage().size <= 3500
    assert small.get(KEY) == "y" * 1000


def test_abandoned_files_are_litter(tmp_path: Path) -> None:
    store, _ = open_store(tmp_path)
    store.put(KEY, 1)
    old, new = tmp_path / KEY[:2] / ".pending-old", tmp_path / KEY[:2] / ".pending-new"
    for path in (old, new):
        path.write_text("half")
    os.utime(old, (0, 0))
    store.sweep()
    assert (old.exists(), new.exists()) == (False, True)
    assert store.usage().entries == 1


def test_clear_leaves_what_is_not_ours(tmp_path: Path) -> None:
    store, _ = open_store(tmp_path)
    store.put(KEY, 1)
    mine = tmp_path / "mine.json"
    mine.write_text("1")
    assert store.clear().entries == 1
    assert entries(tmp_path) == [mine]


def test_a_directory_that_cannot_be_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store, said = open_store(tmp_path / "file")
    for key in (KEY, OTHER):
        store.put(key, 1)
        assert store.get(key) is None
    assert [d.code for d in said] == ["TSP5102"]
    assert store.usage().entries == 0
    assert store.clear().entries == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_directory(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    store, said = open_store(tmp_path)
    store.put(KEY, 1)
    assert [d.code for d in said] == ["TSP5102"]


WORKER = """
import sys
from pathlib import Path
from tenspiler.cache.environment import digest
from tenspiler.cache.store import Store
said = []
store = Store(Path(sys.argv[1]), 40_000, said.append)
for n in range(150):
    key = digest(str(n % 5))
    value = store.get(key)
    assert value in (None, str(n % 5) * 9000), value[:10]
    store.put(key, str(n % 5) * 9000)
    if n % 40 == 0:
        store.sweep()
assert not said, said
"""


def test_many_processes(tmp_path: Path) -> None:
    workers = [subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path)]) for _ in range(6)]
    assert [w.wait(timeout=120) for w in workers] == [0] * 6
    store, said = open_store(tmp_path)
    found = [store.get(digest(str(n))) for n in range(5)]
    assert all(value in (None, str(n) * 9000) for n, value in enumerate(found))
    assert any(value is not None for value in found)
    assert said == []
    assert all(path.suffix == ".json" for path in entries(tmp_path))


@pytest.mark.parametrize(
    ("text", "size"), [("1", 1 << 20), ("0.5", 1 << 19), ("-3", 0), ("many", 1 << 28), ("inf", 1 << 28)]
)
def test_size(text: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENSPILER_CACHE_SIZE", text)
    assert largest_size() == size


def test_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TENSPILER_CACHE_DIR", str(tmp_path))
    assert cache_directory() == tmp_path
    monkeypatch.setenv("TENSPILER_CACHE_DIR", "")
    assert cache_directory() is None
    monkeypatch.delenv("TENSPILER_CACHE_DIR")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_directory() == tmp_path / ".cache" / "tenspiler"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    assert cache_directory() == tmp_path / "x" / "tenspiler"
