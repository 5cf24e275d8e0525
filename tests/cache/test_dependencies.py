"""What a source file may bring along, told from its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenspiler.cache.dependencies import Unpredictable, closure


def names(file: Path, text: str, *folders: Path) -> dict[str, str]:
    found = closure(str(file), text, [str(folder) for folder in folders])
    states: dict[str, str] = {}
    for path, state in (line.split(" ") for line in found):
        if states.get(Path(path).name, "missing") == "missing":
            states[Path(path).name] = state
    return states


@pytest.mark.parametrize(
    "line",
    [
        '#include "k.h"',
        '  #  include "k.h" // comment',
        "#include <k.h>",
        '#/* c */include/**/"k.h"',
        '%:include "k.h"',
        '#include_next "k.h"',
        '#if __has_include("k.h")',
        '#inc\\\nlude "k.h"',
        '#ifdef NEVER\n#include "k.h"\n#endif',
    ],
)
def test_includes(line: str, tmp_path: Path) -> None:
    header = tmp_path / "k.h"
    missing = names(tmp_path / "f.c", f"int a;\n{line}\nint b;\n")
    assert missing == {"k.h": "missing"}
    header.write_text("#define K 1\n")
    one = names(tmp_path / "f.c", f"int a;\n{line}\nint b;\n")
    header.write_text("#define K 2\n")
    two = names(tmp_path / "f.c", f"int a;\n{line}\nint b;\n")
    assert len({missing["k.h"], one["k.h"], two["k.h"]}) == 3


def test_headers_of_headers_and_folders(tmp_path: Path) -> None:
    (tmp_path / "inc").mkdir()
    (tmp_path / "inc" / "a.h").write_text('#include "b.h"\n#include "a.h"\n')
    (tmp_path / "inc" / "b.h").write_text("")
    found = names(tmp_path / "f.cpp", '#include "a.h"\n', tmp_path / "inc")
    assert set(found) == {"a.h", "b.h"}
    assert "missing" not in found["b.h"]


def test_a_name_that_a_macro_makes(tmp_path: Path) -> None:
    with pytest.raises(Unpredictable):
        names(tmp_path / "f.c", "#define H <math.h>\n#include H\n")
