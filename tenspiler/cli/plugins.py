"""The backends that the installed packages register: what they are, and whether they can be used."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, final

from tenspiler.backend.registry import distribution_of, installed, load_all, load_backend
from tenspiler.backend.stated import contract_of, devices_of, reason_unusable
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal

if TYPE_CHECKING:
    from tenspiler.backend.api import Backend
    from tenspiler.backend.contract import Contract


@final
@dataclass(frozen=True, slots=True)
class _Row:
    """One backend in the table; `reason` says why it cannot be used, and is empty if it can."""

    name: str
    distribution: str
    version: str | None
    api_version: str | None
    usable: bool
    reason: str
    devices: tuple[str, ...]


def require_backends(names: Sequence[str]) -> None:
    """Raise `Refusal` for the first name that no installed package registers, or that cannot be loaded."""
    for name in names:
        load_backend(name)


def run_backends(name: str | None, as_json: bool) -> int:
    """Print the table of backends, or what one of them promises; 2 if one of them cannot be loaded."""
    return _run_table(as_json) if name is None else _run_matrix(name, as_json)


def _run_table(as_json: bool) -> int:
    found = load_all()
    rows = [_row(name, loaded) for name, loaded in found.items()]
    broken = [loaded for loaded in found.values() if isinstance(loaded, Diagnostic)]
    if as_json:
        print(json.dumps({"schema": 1, "backends": [asdict(row) for row in rows]}, indent=2))
    else:
        print("\n".join(_aligned([("backend", "package", "API", "devices", "usable"), *map(_cells, rows)])))
        sys.stdout.flush()
        _show(broken)
    return 2 if broken else 0


def _run_matrix(name: str, as_json: bool) -> int:
    try:
        backend = load_backend(name)
    except Refusal as refusal:
        _show([refusal.diagnostic])
        return 2
    contract = contract_of(backend)
    row = _row(name, backend)
    if as_json:
        promises = {} if contract is None else _promises(contract)
        print(json.dumps({"schema": 1, "backend": asdict(row), "operators": promises}, indent=2))
        return 0
    print("\n".join(_aligned([_cells(row)])))
    print()
    print(
        f"{name} states no contract" if contract is None else contract.matrix(),
        end="\n"[contract is not None :],
    )
    return 0


def _row(name: str, loaded: Backend | Diagnostic) -> _Row:
    point = installed()[name]
    version = point.dist.version if point.dist else None
    if isinstance(loaded, Diagnostic):
        return _Row(name, distribution_of(point), version, None, False, f"see {loaded.code}", ())
    reason = reason_unusable(loaded) or ""
    return _Row(
        name,
        distribution_of(point),
        version,
        loaded.api_version,
        not reason,
        reason,
        devices_of(loaded),
    )


def _cells(row: _Row) -> tuple[str, ...]:
    package = f"{row.distribution} {row.version or ''}".rstrip()
    devices = ", ".join(row.devices) or "-"
    return row.name, package, row.api_version or "-", devices, "yes" if row.usable else f"no: {row.reason}"


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _promises(contract: Contract) -> dict[str, dict[str, str]]:
    """What is promised, by operator and dtype, in words."""
    return {op: {dtype.name: str(p) for dtype, p in found.items()} for op, found in contract.by_operator()}


def _show(diagnostics: Sequence[Diagnostic]) -> None:
    from tenspiler.diagnostics.text import render

    for diagnostic in diagnostics:
        print(render(diagnostic, {}), file=sys.stderr)
