"""The example runs as it says, and type checkers see through the decorator."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHOWN = """\
[30, 220, 255] True
1.4
exact
[[3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]
IndexError: list index out of range
GuardMiss
program brighten(pixels: int[n], by: int) -> (return: int[n])
  return = min(max({by} + pixels, 0), 255)
"""


def test_the_example() -> None:
    script = ROOT / "examples" / "decorator" / "decorated.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == SHOWN.strip()


def test_types(tmp_path: Path) -> None:
    settings = {
        "include": [str(HERE / "typed_use.py")],
        "typeCheckingMode": "strict",
        "reportUnnecessaryTypeIgnoreComment": "error",
        "venvPath": str(ROOT),
        "venv": ".venv",
        "extraPaths": [str(ROOT), str(ROOT / "backends")],
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--project", str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
