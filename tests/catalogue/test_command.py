"""`flask catalogue import`, as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.catalogue import queries
from app.web.shell.dispatch import Citronella
from tests.conftest import Write
from tests.providers_catalog.makers import contract, service, written
from tests.providers_catalog.shared import real


def run(app: Citronella, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["catalogue", *words])
    return result.exit_code, result.output


def test_the_demo_borough_comes_in_by_name_and_again_changes_nothing(app: Citronella) -> None:
    code, said = run(app, "import", "borough")
    assert code == 0, said
    assert "lemonfield: it changed the catalogue." in said
    assert "103 services added" in said
    code, said = run(app, "import", "borough")
    assert code == 0
    assert "nothing new" in said
    assert "103 services unchanged" in said


def test_the_report_says_why_a_row_did_not_come_in(app: Citronella, tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    folder.mkdir()
    written(folder, service(), service(id=..., name=...))
    report = tmp_path / "report.json"
    code, said = run(app, "import", str(folder), "--feed", "small", "--report", str(report))
    assert code == 0, said
    assert "1 accepted, 1 rejected" in said
    told = json.loads(report.read_text("utf-8"))
    assert told["feed"] == "small"
    assert told["unaccounted"] == {}
    assert [row["kind"] for row in told["problems"] if row["level"] == "rejected"] == ["service"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("/nowhere/at/all",), "There is no file or folder"),
        ((".", "--report", "/nowhere/report.json"), "The report cannot be written"),
    ],
)
def test_a_bad_path_is_told_in_plain_words(app: Citronella, words: tuple[str, ...], said: str) -> None:
    code, told = run(app, "import", *words)
    assert code == 1
    assert said in told
    assert "Traceback" not in told


def test_a_feed_name_that_is_too_long_is_refused(app: Citronella, tmp_path: Path) -> None:
    code, said = run(app, "import", str(written(tmp_path, contract())), "--feed", "x" * 200)
    assert code == 1
    assert "short name" in said


def test_the_index_can_be_written_afresh(app: Citronella) -> None:
    assert run(app, "index") == (0, "2 services can be found.\n")


def test_the_real_contracts_come_in_whole(app: Citronella, read: Write) -> None:
    path = real("data", "moj-crs")
    code, said = run(app, "import", str(path))
    assert code == 0, said
    assert "196 in the directory: 196 accepted, 0 rejected" in said
    assert "139 providers added" in said
    assert "196 services added" in said
    code, said = run(app, "import", str(path))
    assert "196 services unchanged" in said
    assert "nothing new" in said
    from app.catalogue.vocabulary import SearchWish

    results = read(lambda session: queries.search(session, SearchWish(words="somewhere to live")))
    assert "accommodation" in results.found[0].service.name.lower()
    assert all(not offer.price_kind.is_certain for offer in results.found[0].service.offers)
