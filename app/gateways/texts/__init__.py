"""How text messages leave: into a folder, or not at all until a carrier is chosen."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol


class Texts(Protocol):
    """Carries one short text at a time."""

    def send(self, to: str, text: str, once: str) -> bool:
        """Send it; the same `once` again is the same text. False when texts do not leave from here at all."""


class Settings(Protocol):
    """The settings this gateway reads."""

    @property
    def texter(self) -> str: ...
    @property
    def outbox_dir(self) -> Path: ...


class FileTexts:
    """Writes each text into a folder. Sent again with the same `once`, the file stays as it was."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, to: str, text: str, once: str) -> bool:
        """Write the text down."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(once.encode()).hexdigest()[:32]
        try:
            with (self._folder / f"{name}.txt").open("x", encoding="utf-8") as file:
                file.write(f"To: {to}\n\n{text}\n")
        except FileExistsError:
            return True
        return True


class NoTexts:
    """No carrier: nothing leaves, and the notice waits on the first page."""

    def send(self, to: str, text: str, once: str) -> bool:
        """Nothing is sent."""
        return False


def open_texts(config: Settings) -> Texts:
    """The carrier that was chosen by configuration."""
    return FileTexts(config.outbox_dir / "texts") if config.texter == "file" else NoTexts()
