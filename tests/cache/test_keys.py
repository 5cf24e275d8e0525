"""What an answer is kept for: another question, or another version of anything that answers it, finds none."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tenspiler.cache import environment, recall
from tenspiler.cache.environment import backend_fingerprint, compiler_fingerprint, digest
from tenspiler.cache.recall import Listed, Outline, Recall, is_lasting
from tenspiler.cache.store import Store
from tenspiler.diagnostics.diagnostic import Diagnostic
from tenspiler.loopir.nodes import Span
from tenspiler.result import LiftResult

FILE, TEXT = "f.c", "int f(int n) { return n; }\nint g(int n) { return n; }\n"
FUNCTION = Listed("f", Span(FILE, 1, 1, 1, 26))
ANSWER = LiftResult(FILE, "f", 1, "proved")
OUTLINE = Outline((FUNCTION,), (), ())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache", 1 << 30, lambda _: None)


def answered(kept: Recall, function: Listed = FUNCTION, file: str = FILE, text: str = TEXT) -> bool:
    return kept.result(file, text, function, 0.0) is not None


def test_another_question_has_another_answer(store: Store) -> None:
    Recall(store, ("numpy",)).keep(FILE, TEXT, FUNCTION, ANSWER)
    again = Recall(store, ("numpy",))
    assert answered(again)
    assert not answered(again, replace(FUNCTION, name="g"))
    assert not answered(again, replace(FUNCTION, span=Span(FILE, 2, 1, 2, 26)))
    assert not answered(again, file="g.c")
    assert not answered(again, text=TEXT + "\n")
    for others in (("torch",), ("numpy", "torch"), ()):
        assert not answered(Recall(store, others))
    assert not answered(Recall(store, ("numpy",), ("exact",)))
    assert not answered(Recall(store, ("numpy",), flags=lambda _: ("-DK=2",)))


def test_another_version_has_another_answer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    Recall(store, ("numpy",)).keep(FILE, TEXT, FUNCTION, ANSWER)
    Recall(store, ("numpy",)).keep_outline(FILE, TEXT, OUTLINE, ())
    with monkeypatch.context() as patch:
        patch.setattr(recall, "fingerprint", lambda _: "another one")
        assert not answered(Recall(store, ("numpy",)))
    assert Recall(store, ("numpy",)).outline(FILE, TEXT) == OUTLINE
    monkeypatch.setattr(recall, "compiler_fingerprint", lambda: "another one")
    assert Recall(store, ("numpy",)).outline(FILE, TEXT) is None
    assert not answered(Recall(store, ("numpy",)))


def of_the_backend() -> str:
    return backend_fingerprint.__wrapped__("numpy")


@pytest.mark.parametrize("fingerprint", [compiler_fingerprint.__wrapped__, of_the_backend])
def test_an_edit_shows(
    fingerprint: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "__init__.py"
    file.write_text("K = 1\n")
    os.utime(file, ns=(10**18, 10**18))
    spec = SimpleNamespace(origin=str(file), submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(environment, "find_spec", lambda _: spec)
    before = fingerprint()
    assert fingerprint() == before
    os.utime(file, ns=(10**18, 10**18 + 1))
    assert fingerprint() != before
    os.utime(file, ns=(10**18, 10**18))
    assert fingerprint() == before
    (tmp_path / "new.py").write_text("")
    assert fingerprint() != before


@pytest.mark.parametrize("fingerprint", [compiler_fingerprint.__wrapped__, of_the_backend])
def test_another_version_of_what_is_used_shows(
    fingerprint: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint()
    monkeypatch.setattr(environment, "_version", lambda name: f"{name} of tomorrow")
    assert fingerprint() != before


def test_texts_of_a_key_are_told_apart() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("ab", "c", "")}) == 4


def test_refusals_for_want_of_room_are_not_kept() -> None:
    for code, kept in (("TSP3002", False), ("TSP2005", False), ("TSP2004", True)):
        refused = replace(ANSWER, verdict="unsupported", diagnostics=(Diagnostic(code, None),))
        assert is_lasting(refused) is kept
