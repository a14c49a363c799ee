"""Who is looking, and the note that they looked."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, has_request_context

from app.people.vocabulary import Role, Viewer


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody looked at something sensitive: what it was, which one, and the reason they gave."""

    subject: str
    subject_id: int
    why: str = ""
    person_id: int | None = None
    """Whose life it is about, so that they can see who looked."""


def viewer() -> Viewer:
    """Whoever is signed in. Only for pages that are not open to ANYONE."""
    found = viewer_or_none()
    if found is None:
        raise RuntimeError("this page asked who is looking, but anybody may come to it")
    return found


def viewer_or_none() -> Viewer | None:
    """Whoever is signed in, or None."""
    found = g.get("viewer") if has_request_context() else None
    return found if isinstance(found, Viewer) else None


def note_reading(subject: str, subject_id: int, why: str = "", *, person_id: int | None = None) -> None:
    """Say that this page shows something sensitive; it is in the audit trail before the answer leaves (T12)."""
    about = subject_id if subject == "person" else person_id
    readings().append(Reading(subject, subject_id, why, about))


def readings() -> list[Reading]:
    """What this answer shows, as noted so far."""
    if "readings" not in g:
        g.readings = []
    found: list[Reading] = g.readings
    return found


def shows_quick_exit() -> bool:
    """Quick exit stands on every page a service user may see (T9): theirs, and those before signing in."""
    looking = viewer_or_none()
    return looking is None or looking.has(Role.SERVICE_USER)
