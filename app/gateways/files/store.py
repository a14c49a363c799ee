"""The store itself: a local folder, a bucket, or memory for tests; which one is configuration."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from app.gateways.files.port import FileMissing, FileStore, checked

if TYPE_CHECKING:
    from obstore.store import ClientConfig

TIMEOUTS: ClientConfig = {"connect_timeout": timedelta(seconds=5), "timeout": timedelta(seconds=20)}


def open_store(url: str) -> FileStore:
    """The store at an address: file:///folder (made when absent), s3://bucket/prefix, or memory:///."""
    parts = urlsplit(url)
    match parts.scheme:
        case "file":
            return KeptFiles(LocalStore(Path(unquote(parts.path)), mkdir=True), knows_types=False)
        case "memory":
            return KeptFiles(MemoryStore(), knows_types=True)
        case "s3":
            return KeptFiles(S3Store.from_url(url, client_options=TIMEOUTS), knows_types=True)
    raise ValueError(f"FILES_URL must start with file:///, s3:// or memory:///, not {parts.scheme or 'nothing'}")


class KeptFiles:
    """A FileStore on an object store. A folder cannot remember a file's type; our records do."""

    def __init__(self, store: ObjectStore, *, knows_types: bool) -> None:
        self._store = store
        self._knows_types = knows_types

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep a file, whole or not at all."""
        attributes = {"Content-Type": content_type} if self._knows_types else None
        self._store.put(checked(key), content, attributes=attributes)

    def get(self, key: str) -> bytes:
        """A file's bytes."""
        try:
            return bytes(self._store.get(checked(key)).bytes())
        except (FileNotFoundError, NotFoundError) as missing:
            raise FileMissing() from missing

    def exists(self, key: str) -> bool:
        """Whether there is such a file."""
        try:
            self._store.head(checked(key))
        except (FileNotFoundError, NotFoundError):
            return False
        return True
