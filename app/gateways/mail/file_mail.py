"""E-mail that stays here: one file for each message, for development, demonstration and tests."""

from __future__ import annotations

from pathlib import Path

from app.gateways.mail.port import message, once_digest


class FileMail:
    """Writes each message into a folder. Sent again with the same `once`, the file stays as it was."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder, self._sender = folder, sender

    def send(self, to: str, subject: str, text: str, once: str) -> None:
        """Write the message down."""
        self._folder.mkdir(parents=True, exist_ok=True)
        kept = self._folder / f"{once_digest(once)}.eml"
        try:
            with kept.open("xb") as file:
                file.write(bytes(message(self._sender, to, subject, text, once)))
        except FileExistsError:
            return
