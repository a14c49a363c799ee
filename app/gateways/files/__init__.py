"""Where uploads and made documents are kept: a folder, or a bucket."""

from app.gateways.files.cleaning import CleanFile, cleaned
from app.gateways.files.port import FileMissing, FileStore
from app.gateways.files.store import open_store

__all__ = ["CleanFile", "FileMissing", "FileStore", "cleaned", "open_store"]
