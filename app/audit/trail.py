"""Writing the trail."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy.orm import Session

from app.audit.models import AuditEntry, AuditWords
from app.kernel import clock
from app.kernel.ids import new_id, new_token
from app.kernel.seal import digest, seal


def record(
    session: Session,
    actor_id: int,
    act: str,
    subject: str,
    subject_id: int,
    *,
    person_id: int | None = None,
    why: str = "",
) -> None:
    """Write down who did what to what, and why; sealed in the same transaction.

    `act` is a fixed word ("request.signed_off"), `why` may hold words about people and can be erased later.
    """
    entry = AuditEntry(
        id=new_id(),
        at=clock.now(),
        actor_id=actor_id,
        act=act,
        subject=subject,
        subject_id=subject_id,
        person_id=person_id,
    )
    if why:
        salt = new_token()
        entry.words_digest = words_digest(why, salt)
        session.add(entry)
        session.flush()
        session.add(AuditWords(entry_id=entry.id, words=why, salt=salt))
    session.add(entry)
    seal(session, "audit", entry.id, entry_digest(entry))


def words_digest(words: str, salt: str) -> str:
    """The salted digest of words that may be erased."""
    return hashlib.sha256(f"{salt}:{words}".encode()).hexdigest()


def entry_digest(entry: AuditEntry) -> str:
    """The digest of an entry, as it is sealed."""
    plain: dict[str, Any] = {
        name: getattr(entry, name)
        for name in ("id", "actor_id", "act", "subject", "subject_id", "person_id", "words_digest")
    }
    return digest(plain | {"at": entry.at.isoformat(timespec="microseconds")})
