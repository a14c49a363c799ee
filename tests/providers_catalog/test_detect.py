"""A path that is not a directory of providers is refused in words that say what to do."""

import json
from pathlib import Path

import pytest

from providers_catalog.detect import UnreadableDirectory, read
from tests.providers_catalog.makers import contract, service, written


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b"{", "not JSON (line 1"),
        (b'{"id": NaN}', "NaN is not a number"),
        (b'{"id": 1e999}', "too large"),
        (b"[" * 5000 + b"]" * 5000, "nested too deeply"),
        (b"[" + b"1" * 5000 + b"]", "too long"),
        ('{"id": "caf\xe9"}'.encode("latin-1"), "not UTF-8"),
        (json.dumps({"id": "1"}).encode("utf-16"), "not UTF-8"),
        (b'{"weather": "fine"}', "not a provider directory"),
        (b'"text"', "not a provider directory"),
        (b"null", "not a provider directory"),
        (b"[1, 2]", "not a provider directory"),
    ],
)
def test_a_file_that_is_no_directory(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "feed.json"
    file.write_bytes(content)
    with pytest.raises(UnreadableDirectory) as refusal:
        read(file)
    assert words in str(refusal.value)


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDirectory, match="There is no file or folder"):
        read(tmp_path / "nowhere")
    with pytest.raises(UnreadableDirectory, match=r"no \.json files"):
        read(tmp_path)
    with pytest.raises(UnreadableDirectory):
        read("a\x00b")
    with pytest.raises(UnreadableDirectory):
        read("x" * 5000)


def test_a_folder_where_nothing_can_be_read_shows_the_first_reason(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_text("")
    with pytest.raises(UnreadableDirectory, match=r"None of the 2 files .* a\.json: it is not JSON"):
        read(tmp_path)


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    oruk, moj = tmp_path / "moj-crs", tmp_path / "oruk"
    oruk.mkdir()
    moj.mkdir()
    assert read(written(oruk, service())).feed == "open-referral-uk"
    assert read(written(moj, contract())).feed == "moj-crs"


def test_a_stranger_among_the_files_is_rejected_by_name(tmp_path: Path) -> None:
    directory = read(written(tmp_path, contract(), contract(), service(), {"weather": "fine"}))
    said = {problem.where: problem.what for problem in directory.rejected("file")}
    assert said.keys() == {"2.json", "3.json"}
    assert "another format (Open Referral UK)" in said["2.json"]
    assert directory.accepted("file") == 2


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(service()).encode())
    assert len(read(file).services) == 1


def test_control_characters_and_doubled_fields_are_noted_and_never_kept(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(service(name="Gym\x00 \ud800pass")).replace('"status"', '"status": "x", "status"'))
    directory = read(file)
    assert directory.services[0].name == "Gym pass"
    assert "\\u0000" not in json.dumps(directory.services[0].payload)
    assert {p.what[:20] for p in directory.problems} == {"Given twice, last on", "Unprintable characte"}
