"""Announce, then call: what the world outside must be told is written down in the same transaction.

A row is leased by one worker at a time, and marked done in the same transaction as the effects of doing it;
so a process killed at any line loses nothing, and every outside call carries the row's own id as its key.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import clock
from app.kernel.db import Base
from app.kernel.ids import new_id, new_token
from app.kernel.message import Message

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
STUCK_AFTER = 5


class OutboxMessage(Base):
    """One thing still to be done outside, or done."""

    __tablename__ = "outbox_message"
    id: Mapped[int] = mapped_column(primary_key=True, default=new_id, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(60))
    body: Mapped[dict[str, Any]]
    announced_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    __table_args__ = (
        Index(
            "ix_outbox_message_due",
            "due_at",
            "id",
            postgresql_where=text("done_at IS NULL"),
            sqlite_where=text("done_at IS NULL"),
        ),
    )

    @property
    def message(self) -> Message:
        return Message.read(self.kind, self.body)


def announce(session: Session, message: Message, *, due_at: datetime | None = None) -> None:
    """Write down a fact for later work; it is handed over after the commit, never before."""
    session.add(OutboxMessage(kind=message.kind, body=message.body(), due_at=due_at or clock.now()))
    session.info["announced"] = True


def take(session: Session, limit: int = 1) -> list[OutboxMessage]:
    """Lease the next due messages, oldest first; another worker skips them until the lease ends."""
    now = clock.now()
    free = or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now)
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.done_at.is_(None), OutboxMessage.due_at <= now, free)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.lease, row.leased_until = new_token(), now + LEASE
        row.attempts += 1
    return list(rows)


def finish(session: Session, row: OutboxMessage) -> bool:
    """Mark done, if the lease is still ours; False means another worker has it and nothing may be kept."""
    done = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == row.id, OutboxMessage.lease == row.lease, OutboxMessage.done_at.is_(None))
        .values(done_at=clock.now(), lease=None, leased_until=None, last_error=None)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def put_back(session: Session, row: OutboxMessage, error: str) -> None:
    """It did not work: try again later, waiting twice as long each time, an hour at most. Never given up."""
    wait = min(timedelta(seconds=2**row.attempts), LONGEST_WAIT)
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == row.id, OutboxMessage.lease == row.lease)
        .values(lease=None, leased_until=None, due_at=clock.now() + wait, last_error=error[:500])
    )


def pending(session: Session) -> int:
    """How many messages wait, due or not."""
    return session.scalar(select(func.count()).where(OutboxMessage.done_at.is_(None))) or 0


def stuck(session: Session) -> list[OutboxMessage]:
    """Messages that failed again and again, oldest first: somebody should look."""
    waiting = select(OutboxMessage).where(OutboxMessage.done_at.is_(None), OutboxMessage.attempts >= STUCK_AFTER)
    return list(session.scalars(waiting.order_by(OutboxMessage.announced_at, OutboxMessage.id)))
