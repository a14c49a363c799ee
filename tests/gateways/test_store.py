"""Files are kept under our own keys, in a folder or in memory, and no key leads out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.gateways.files import FileMissing, FileStore, open_store


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    return open_store("memory:///" if request.param == "memory" else (tmp_path / "a folder").as_uri())


def test_a_file_is_kept_and_found(store: FileStore) -> None:
    store.put("receipts/3f/3f2a.jpg", b"picture", "image/jpeg")
    assert store.exists("receipts/3f/3f2a.jpg")
    assert store.get("receipts/3f/3f2a.jpg") == b"picture"
    store.put("receipts/3f/3f2a.jpg", b"another", "image/jpeg")
    assert store.get("receipts/3f/3f2a.jpg") == b"another"


def test_a_file_that_is_not_there_is_missed_in_words(store: FileStore) -> None:
    assert not store.exists("receipts/none.jpg")
    with pytest.raises(FileMissing, match="cannot find this file"):
        store.get("receipts/none.jpg")


@pytest.mark.parametrize(
    "key",
    ["../outside", "receipts/../../etc/passwd", "/etc/passwd", "receipts//a", "receipts/.hidden", "a", "", "A/b",
     "receipts/a\x00.jpg", "receipts/a b", "receipts\\a", "receipts/%2e%2e/a", "x/" + "y" * 300],
)  # fmt: skip
def test_no_key_leads_out_of_the_store(store: FileStore, key: str) -> None:
    for act in (store.get, store.exists):
        with pytest.raises(ValueError, match="not a file key"):
            act(key)
    with pytest.raises(ValueError, match="not a file key"):
        store.put(key, b"x", "image/jpeg")


def test_an_address_of_no_known_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="FILES_URL"):
        open_store("ftp://somewhere/else")
