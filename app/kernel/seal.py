"""Seals: the digest of something that must never change, kept in the same commit as the thing itself.

A background job links seals into one chain (`audit.chain`), so that no transaction waits for another's turn,
and yet a later edit of anything sealed shows. A seal holds only a digest, never a word about anybody.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import clock
from app.kernel.db import Base
from app.kernel.ids import new_id


class Seal(Base):
    """One sealed thing: what kind, which one, and its digest. Append-only by trigger."""

    __tablename__ = "seal"
    id: Mapped[int] = mapped_column(primary_key=True, default=new_id, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=clock.now)


def digest(record: dict[str, Any]) -> str:
    """SHA-256 of a record of plain values, the same whatever order its keys came in."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def seal(session: Session, kind: str, subject_id: int, digest_of_it: str) -> None:
    """Keep the digest of one thing."""
    session.add(Seal(kind=kind, subject_id=subject_id, digest=digest_of_it))
