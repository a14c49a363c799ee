"""What the program asks of whoever carries e-mail."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from typing import Protocol


class Mail(Protocol):
    """Carries one plain message at a time."""

    def send(self, to: str, subject: str, text: str, once: str) -> None:
        """Send it. The same `once` again is the same message, however often it is tried.

        Raises OSError when it could not be handed over; then trying later may help.
        """


def message(sender: str, to: str, subject: str, text: str, once: str) -> EmailMessage:
    """The message as it travels. Its number comes from `once`, so that a second copy shows as one."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = f"<{once_digest(once)}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    return made


def once_digest(once: str) -> str:
    """A name for a message that is safe in a file name and a header."""
    return hashlib.sha256(once.encode()).hexdigest()[:32]
