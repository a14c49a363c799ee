"""What an import did, and what became of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from providers_catalog.shape import Directory, Problem


@dataclass(slots=True)
class Changes:
    """Counts while an import goes on: "services added", "offers ended", …; and rows refused on the way in."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[Problem] = field(default_factory=list)

    def __iadd__(self, other: Changes) -> Changes:
        self.counts.update(other.counts)
        self.refused += other.refused
        return self


@dataclass(frozen=True, slots=True)
class ImportReport:
    """One import. `read` says for every kind of row how many were seen, accepted and rejected."""

    feed: str
    read: Mapping[str, Mapping[str, int]]
    changes: Mapping[str, int]
    problems: tuple[Problem, ...]
    unaccounted: Mapping[str, int]
    """Rows that are neither in nor rejected: always empty unless a reader is wrong."""
    warnings: tuple[str, ...] = ()

    @property
    def changed_something(self) -> bool:
        """Whether anything in the catalogue is different now."""
        return any(count for what, count in self.changes.items() if not what.endswith("unchanged"))

    def as_json(self) -> dict[str, Any]:
        """For a file: every problem with its reason."""
        return {**self.short(), "problems": [self._row(problem) for problem in self.problems]}

    def short(self, most: int = 200) -> dict[str, Any]:
        """For the database: the counts, and the first problems."""
        return {
            "feed": self.feed,
            "read": {kind: dict(counts) for kind, counts in self.read.items()},
            "changes": dict(self.changes),
            "unaccounted": dict(self.unaccounted),
            "warnings": list(self.warnings),
            "problems_in_all": dict(Counter(problem.level for problem in self.problems)),
            "problems": [self._row(problem) for problem in self.problems[:most]],
        }

    @staticmethod
    def _row(problem: Problem) -> dict[str, str]:
        return {"level": problem.level, "kind": problem.kind, "where": problem.where, "what": problem.what}


WHAT = tuple(
    f"{things} {became}"
    for things, fates in (
        ("providers", ("added", "updated", "unchanged")),
        ("services", ("added", "updated", "unchanged", "refused", "no longer listed", "listed again")),
        ("offers", ("added", "ended")),
    )
    for became in fates
)


def report_of(directory: Directory, changes: Changes, warnings: tuple[str, ...] = ()) -> ImportReport:
    """The report of an import that is over."""
    refused = {"service": len(changes.refused)}
    return ImportReport(
        feed=directory.feed,
        read={
            kind: {
                "seen": seen,
                "accepted": directory.accepted(kind) - refused.get(kind, 0),
                "rejected": len(directory.rejected(kind)) + refused.get(kind, 0),
            }
            for kind, seen in directory.seen.items()
        },
        changes={what: changes.counts[what] for what in WHAT},
        problems=(*directory.problems, *changes.refused),
        unaccounted={str(kind): gap for kind, gap in directory.unaccounted().items()},
        warnings=warnings,
    )
