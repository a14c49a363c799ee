"""The trail and its chain. Words about people live in `audit_words` only, so that they can be erased (T12)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Base
from app.kernel.ids import new_id
from app.kernel.triggers import append_only


class AuditEntry(Base):
    """One act, or one look at something sensitive. Its words are elsewhere; here is their salted digest."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True, default=new_id, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int]
    act: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    person_id: Mapped[int | None]
    """Whose life it touches, so that they can see who looked."""
    words_digest: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject", "subject_id", "id"),
        Index("ix_audit_entry_person", "person_id", "id"),
        Index("ix_audit_entry_actor", "actor_id", "id"),
    )


class AuditWords(Base):
    """Why, in words, with the salt of their digest. May be erased; the entry stays."""

    __tablename__ = "audit_words"
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), primary_key=True)
    words: Mapped[str]
    salt: Mapped[str] = mapped_column(String(64))


class ChainLink(Base):
    """The place of one seal in the chain: number 1 to n, each holding the hash of the one before."""

    __tablename__ = "chain_link"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seal_id: Mapped[int] = mapped_column(ForeignKey("seal.id"), unique=True)
    before: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


def triggers(dialect: str) -> list[str]:
    """SQL that keeps the trail as it was written, for migrations."""
    made = [sql for table in ("seal", "audit_entry", "chain_link") for sql in append_only(table, dialect)]
    return made + append_only("audit_words", dialect, may_delete=True)
