"""What the program asks of the place where files are kept."""

from __future__ import annotations

import re
from typing import Protocol

from app.kernel.errors import NotFound

_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)+")
LONGEST_KEY = 200


class FileStore(Protocol):
    """A store of files by key ("receipts/3f2a….jpg"). Keys are ours, never a name somebody typed."""

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep a file. The same key again replaces it. Raises ValueError for a key that is no key."""

    def get(self, key: str) -> bytes:
        """A file's bytes. Raises NotFound when there is none."""

    def exists(self, key: str) -> bool:
        """Whether there is such a file."""


class FileMissing(NotFound):
    """The file is not in the store, though a record speaks of it."""

    def __init__(self) -> None:
        super().__init__("We cannot find this file any more. Please tell us.", "FILE_MISSING")


def checked(key: str) -> str:
    """A key that cannot lead out of the store: small letters, numbers, one folder or more, no dots at a start.

    Raises ValueError: whoever made the key made a mistake, or tries a trick.
    """
    if len(key) > LONGEST_KEY or ".." in key or _KEY.fullmatch(key) is None:
        raise ValueError(f"not a file key: {key[:40]!r}")
    return key
