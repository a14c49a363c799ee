"""Messages to people, kept as they were sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.columns import Word
from app.kernel.db import Base
from app.people.vocabulary import ContactChannel


class Notice(Base):
    """Something a user is told: shown on their first page, and sent where that is safe."""

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    words: Mapped[str]
    """One or two plain sentences, shown after signing in only. Never sent outside as they are."""
    endpoint: Mapped[str] = mapped_column(String(80), default="")
    """Where it leads: a Flask endpoint and the id it takes."""
    subject_id: Mapped[int | None]
    channel: Mapped[ContactChannel | None] = mapped_column(Word(ContactChannel))
    """How it was sent, if it was: outside, it only says that there is news, with a neutral subject."""
    at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_notice_user_at", "user_id", "id"), Index("ix_notice_person_at", "person_id", "id"))
