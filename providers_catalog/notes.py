"""The account a reader keeps while it reads: rows seen, rows refused, things read differently."""

from collections import Counter
from dataclasses import dataclass, field

from providers_catalog.shape import Kind, Problem


@dataclass(slots=True)
class Notes:
    """One reader's notes on one directory."""

    problems: list[Problem] = field(default_factory=list)
    rows: Counter[Kind] = field(default_factory=Counter)

    def seen(self, kind: Kind) -> None:
        """A row of this kind was met; it must end up accepted or rejected."""
        self.rows[kind] += 1

    def coerced(self, kind: Kind, where: str, what: str) -> None:
        """The row is kept, and ``what`` was read differently from how it was written."""
        self.problems.append(Problem("coerced", kind, where, what))

    def ignored(self, kind: Kind, where: str, what: str) -> None:
        """This is not part of the directory, and we say so rather than pass over it."""
        self.problems.append(Problem("ignored", kind, where, what))

    def rejected(self, kind: Kind, where: str, what: str) -> None:
        """The row does not come in, for the reason given."""
        self.problems.append(Problem("rejected", kind, where, what))
