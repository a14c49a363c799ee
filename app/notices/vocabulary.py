"""What is announced about notices, and the only words that leave the house."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.message import Message

SUBJECT = "A message for you"
BODY = "There is news for you. Sign in to read it."


@dataclass(frozen=True)
class NoticeAsked(Message):
    """Somebody has a notice that may be sent outside; whether it still may is asked again when it is sent."""

    notice_id: int
