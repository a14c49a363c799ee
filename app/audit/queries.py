"""Reading the trail."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry, AuditWords


class Look(NamedTuple):
    """Somebody looked at something about a person."""

    at: datetime
    actor_id: int
    subject: str
    why: str | None


def looks_at(session: Session, person_id: int, *, limit: int = 500) -> list[Look]:
    """Who looked at a person's records, the latest first."""
    rows = session.execute(
        select(AuditEntry.at, AuditEntry.actor_id, AuditEntry.subject, AuditWords.words)
        .outerjoin(AuditWords, AuditWords.entry_id == AuditEntry.id)
        .where(AuditEntry.person_id == person_id, AuditEntry.act.like("%.read"))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [Look(*row) for row in rows]
