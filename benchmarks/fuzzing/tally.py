"""What became of many programs: counts by class that add up over runs, and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, final

SCHEMA: Final = 1
_COUNTERS: Final = ("programs", "lifted", "compared", "faulty", "outcomes", "grades", "inputs", "notes")


@final
@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with one program: what kind of thing, and enough to see it again.

    `arguments` are Python literals by parameter, where an input shows it.
    """

    kind: str
    seed: int
    family: str
    detail: str
    program: str
    tensir: str = ""
    arguments: str = ""
    repeat: str = ""

    def __str__(self) -> str:
        parts = (
            f"[{self.kind}] seed {self.seed}, {self.family}: {self.detail}",
            self.arguments and f"input {self.arguments}",
            self.program,
            self.tensir,
            self.repeat and f"again: {self.repeat}",
        )
        return "\n".join(part for part in parts if part)


@final
@dataclass(frozen=True, slots=True)
class Trial:
    """One program: its labels, what lifting it came to, what its inputs came to, and what is wrong.

    The first label is its class; there is none where the program was lost with its process.
    """

    seed: int
    labels: tuple[str, ...]
    outcome: str
    grade: str | None = None
    inputs: Counter[str] = field(default_factory=Counter[str])
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


@final
@dataclass(slots=True)
class Tally:
    """Counts by label (a program has several; all count under `total`), by outcome, and the findings."""

    programs: Counter[str] = field(default_factory=Counter[str])
    lifted: Counter[str] = field(default_factory=Counter[str])
    compared: Counter[str] = field(default_factory=Counter[str])
    faulty: Counter[str] = field(default_factory=Counter[str])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    grades: Counter[str] = field(default_factory=Counter[str])
    inputs: Counter[str] = field(default_factory=Counter[str])
    notes: Counter[str] = field(default_factory=Counter[str])
    families: list[str] = field(default_factory=list[str])
    findings: list[Finding] = field(default_factory=list[Finding])
    settings: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])
    seconds: float = 0.0

    def add(self, trial: Trial) -> None:
        """Count one program."""
        lifted = trial.outcome == "proved"
        if trial.labels and trial.labels[0] not in self.families:
            self.families.append(trial.labels[0])
        for label in ("total", *trial.labels):
            self.programs[label] += 1
            self.lifted[label] += lifted
            self.compared[label] += trial.inputs["compared"]
            self.faulty[label] += len(trial.findings)
        self.outcomes[trial.outcome] += 1
        if trial.grade is not None:
            self.grades[trial.grade] += 1
        self.inputs.update(trial.inputs)
        self.notes.update(trial.notes)
        self.findings.extend(trial.findings)

    def document(self) -> dict[str, Any]:
        """What `--json` writes."""
        findings = sorted(self.findings, key=lambda f: (f.seed, f.kind))
        return {
            "schema": SCHEMA,
            **{name: dict(sorted(getattr(self, name).items())) for name in _COUNTERS},
            "families": sorted(self.families),
            "findings": [asdict(finding) for finding in findings],
            "settings": [dict(one) for one in self.settings],
            "seconds": round(self.seconds, 1),
        }


def read(document: Mapping[str, Any]) -> Tally:
    """A tally from what `--json` wrote; raises `ValueError` for anything else."""
    if document.get("schema") != SCHEMA:
        raise ValueError("not a tally of this version")
    try:
        return Tally(
            **{name: Counter[str](document[name]) for name in _COUNTERS},
            families=list(document["families"]),
            findings=[Finding(**f) for f in document["findings"]],
            settings=list(document["settings"]),
            seconds=document["seconds"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a tally: {error}") from error


def merged(tallies: Iterable[Tally]) -> Tally:
    """All counts and findings together; raises `ValueError` where two runs tried the same programs."""
    total = Tally()
    for tally in tallies:
        for counter in _COUNTERS:
            getattr(total, counter).update(getattr(tally, counter))
        total.families = sorted({*total.families, *tally.families})
        total.findings += tally.findings
        total.settings += tally.settings
        total.seconds += tally.seconds
    _demand_disjoint(total.settings)
    return total


def _demand_disjoint(settings: Iterable[Mapping[str, Any]]) -> None:
    """Programs that were tried twice in the same way would count twice."""
    tried: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    for one in settings:
        way = (one["backend"], one["device"], one["sources"], one["rounds"])
        span = one["seed"], one["seed"] + one["programs"]
        for low, high in tried.setdefault(way, []):
            if span[0] < high and low < span[1]:
                raise ValueError(f"seeds from {max(low, span[0])} on were tried twice")
        tried[way].append(span)
