"""Pressing twice has one effect (T6): every form carries a hidden token, kept with a digest of what was sent.

The same token with the same content gives the same answer; with other content it is refused with 409. The
token is kept in the same transaction as the act, so five presses at once still act once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import clock
from app.kernel.db import Base
from app.kernel.errors import Conflict

FORM_TOKEN_FIELD = "form_token"  # the one place that names it


class FormSubmission(Base):
    """A form that was acted on, and where its sender was led."""

    __tablename__ = "form_submission"
    token: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    path: Mapped[str]
    digest: Mapped[str]
    status: Mapped[int]
    location: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


def digest_of(fields: Iterable[tuple[str, str | bytes]]) -> str:
    """One digest of everything a form sent, in any order, but for the tokens."""
    sealed = hashlib.sha256()
    for name, value in sorted((n, v.encode() if isinstance(v, str) else v) for n, v in fields):
        sealed.update(f"{len(name)}:{name}{len(value)}:".encode() + value)
    return sealed.hexdigest()


def earlier_answer(session: Session, token: str, user_id: int | None, path: str, digest: str) -> FormSubmission | None:
    """The answer this very form had before, if it was sent before. Raises Conflict when its content differs."""
    found = session.get(FormSubmission, token)
    if found is None:
        return None
    if (found.user_id, found.path, found.digest) != (user_id, path, digest):
        raise Conflict(
            "This form was already sent with something else in it. Nothing was changed this time. "
            "Open the page again to see where things stand."
        )
    return found


def remember_answer(
    session: Session, token: str, user_id: int | None, path: str, digest: str, status: int, location: str
) -> None:
    """Keep what a form led to, in the same transaction as what it did."""
    session.add(
        FormSubmission(token=token, user_id=user_id, path=path, digest=digest, status=status, location=location)
    )
    session.flush()
