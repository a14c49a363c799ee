"""One entry of a story, and the states it can be in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

DONE, NOW, LATER, STOPPED = "done", "now", "later", "stopped"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, is happening (who has it, by when), comes later, or ended it."""

    title: str
    state: str
    who: str = ""
    when: datetime | None = None
    due: date | None = None
    words: str = ""
