"""The HTML report: well-formed, self-contained, harmless, and with what it must hold; links that are true."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tenspiler.cli.format import Format
from tenspiler.cli.lift import Request, carry_out, run_lift
from tenspiler.cli.plan import make_plan
from tenspiler.report_html import fragment, page
from tenspiler.report_html.colours import lines
from tenspiler.report_html.links import links
from tenspiler.result import LiftResult

STATS = """\
import math


def stats(a: list[float], n: int):
    total = 0.0
    for i in range(n):
        total += a[i]
    big = 0
    for i in range(n):
        if a[i] > 1.0:
            big += 1
    for i in range(n):
        a[i] = math.exp(a[i])
    return total, big
"""
HOSTILE = """\
def f(a: list[int]) -> int:  # </script><script>alert(1)</script>
    \"\"\"<img src=x onerror=alert(1)> & "quotes" ' ]]> -->\"\"\"
    s = 0
    for x in a:
        s += x
    return s


def g(a: list[int]):
    for x in a:
        print("</pre></article></body><b>", x)
"""
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Strict(HTMLParser):
    """Collects elements and text; fails on tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)


def lifted(text: str, tmp_path: Path, name: str = "kernels.py") -> tuple[list[LiftResult], dict[str, str]]:
    path = tmp_path / name
    path.write_text(text)
    plan = make_plan([str(path)])
    return [carry_out(step, ["numpy"]) for step in plan.steps], plan.sources


@pytest.fixture(scope="module")
def stats(tmp_path_factory: pytest.TempPathFactory) -> tuple[LiftResult, dict[str, str]]:
    (result,), sources = lifted(STATS, tmp_path_factory.mktemp("stats"))
    assert result.verdict == "proved"
    return result, sources


@pytest.mark.parametrize("text", [STATS, HOSTILE, STATS + HOSTILE])
def test_well_formed_and_self_contained(text: str, tmp_path: Path) -> None:
    results, sources = lifted(text, tmp_path)
    shown = page(results, sources)
    parsed = Strict(shown)
    assert [tag for tag, _ in parsed.tags].count("script") == 1
    names = {name for _, attributes in parsed.tags for name in attributes}
    assert not names & {"src", "srcset", "onerror", "onload", "style", "data"}
    assert all((a.get("href") or "#").startswith("#") for _, a in parsed.tags)
    assert "url(" not in shown
    assert "@import" not in shown
    assert (
        "//" not in re.sub(r"<script>.*</script>|<style>.*</style>", "", shown, flags=re.S) or text != STATS
    )


def test_holds_what_it_must(stats: tuple[LiftResult, dict[str, str]]) -> None:
    result, sources = stats
    text = "".join(Strict(page([result], sources)).text)
    for wanted in (*result.preconditions, *result.assumptions, "proved", "grade real", "stats", "1 function"):
        assert wanted in text
    assert f"{len(result.obligations)} of {len(result.obligations)} obligations proved" in text
    code = result.backends["numpy"].code
    assert code is not None
    assert result.tensir is not None
    for line in (*code.splitlines(), *result.tensir.splitlines(), *STATS.splitlines()[3:]):
        assert line.strip() in text


def test_a_refusal_is_shown_with_its_source(tmp_path: Path) -> None:
    results, sources = lifted(HOSTILE, tmp_path)
    text = "".join(Strict(page(results, sources)).text)
    assert "2 functions: 1 proved, 1 unsupported" in text
    assert "error[TSP1012]" in text
    assert 'print("</pre></article></body><b>", x)' in text


def test_the_source_s_lines_are_linked_to_what_depends_on_them(
    stats: tuple[LiftResult, dict[str, str]],
) -> None:
    result, _ = stats
    outputs = {p.name: set(p.lines) for p in result.provenance if p.kind == "output"}
    assert outputs == {
        "return.0": {5, 6, 7, 14},
        "return.1": {8, 9, 10, 11, 14},
        "new a": {12, 13},
    }
    found = links(result)
    assert found.source[7] >= {"o0"}
    assert found.source[11] == {"o1"}
    assert found.source[13] >= {"o2"}
    assert "o1" not in found.source[7]


def test_tensir_and_code_are_linked_by_outputs_and_checks(stats: tuple[LiftResult, dict[str, str]]) -> None:
    result, _ = stats
    found = links(result)
    assert result.tensir is not None
    rows = result.tensir.splitlines()
    keys = {row.split(" = ")[0].strip(): found.tensir.get(n) for n, row in enumerate(rows)}
    assert keys["return.0"] == {"o0"}
    assert keys["new a"] == {"o2"}
    assert keys["t0"] == {"o0", "o1", "o2"}
    code = (result.backends["numpy"].code or "").splitlines()
    by_key = {
        key: [code[n - 1].strip() for n, ks in found.code["numpy"].items() if key in ks]
        for key in ("o2", "p0")
    }
    assert any(line.startswith("new_a") for line in by_key["o2"])
    assert by_key["p0"][0] == "if not n <= len(a):"
    assert found.preconditions[0] == {"p0"}


def test_a_fragment_has_no_script(stats: tuple[LiftResult, dict[str, str]]) -> None:
    result, _ = stats
    parsed = Strict(fragment(result, STATS))
    assert "script" not in {tag for tag, _ in parsed.tags}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('"""a\nb"""\nx = "<&>"', "python"),
        ("/* a\n b */ int x = '<';", "c"),
        ('s = "open\nt = 1', "python"),
        ("'''never closed\n<b>", "python"),
        ("\x1b[31m\u202e\t#<", "python"),
    ],
)
def test_colours_keep_the_text_and_its_lines(text: str, language: str) -> None:
    shown = lines(text, language)
    assert len(shown) == text.count("\n") + 1
    for line, original in zip(shown, text.split("\n"), strict=True):
        plain = "".join(Strict(f"<p>{line}</p>").text)
        wanted = re.sub("[\x1b\u202e]", "\ufffd", original.expandtabs(4))
        assert plain.replace(" ", "") == wanted.replace(" ", "")


def test_a_long_file_is_a_reasonable_page(tmp_path: Path) -> None:
    body = "".join(f"    s += a[{i}]  # {i}\n" for i in range(2000))
    results, sources = lifted(
        f"def f(a: list[int], n: int) -> int:\n    s = 0\n{body}    for x in a:\n        print(x)\n    return s\n",
        tmp_path,
    )
    shown = page(results, sources)
    Strict(shown)
    assert len(shown) < 600_000


def report(path: Path, *targets: str) -> int:
    return run_lift(Request(targets, ("numpy",), None, Format.JSON, use_cache=False, report=path))


def test_the_command_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "kernels.py"
    source.write_text(HOSTILE)
    path = tmp_path / "report.html"
    for _ in range(2):  # its own report may be replaced
        assert report(path, f"{source}:f") == 0
        Strict(path.read_text(encoding="utf-8"))


def test_somebody_s_own_page_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "kernels.py"
    source.write_text(HOSTILE)
    path = tmp_path / "index.html"
    path.write_text("<p>mine</p>")
    assert report(path, f"{source}:f") == 2
    assert path.read_text() == "<p>mine</p>"
    assert "TSP0013" in capsys.readouterr().out


def test_a_page_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "kernels.py"
    source.write_text(HOSTILE)
    assert report(tmp_path / "nowhere" / "report.html", f"{source}:f") == 2
    assert "TSP0012" in capsys.readouterr().out
