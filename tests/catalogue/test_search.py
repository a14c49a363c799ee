"""People find what they mean in their own words, alike on both databases, in few questions to the database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.catalogue import actions, queries
from app.catalogue.queries import Results
from app.catalogue.vocabulary import SearchWish
from app.kernel.db import Database
from app.kernel.money import Money
from app.kernel.unit_of_work import reading, writing
from app.people.vocabulary import system
from providers_catalog import detect
from tests.conftest import Write
from tests.support import pristine

# What comes first, for each way of saying it. Both databases must give the very same list.
STORIES = {
    "gim": "Gym pass",
    "weights": "Gym pass",
    "help with drink": "Sober social",
    "CSCS card": "CSCS card: course, test and card",
    "cscs": "CSCS card: course, test and card",
    "somewhere to live": "A room in a shared house",
    "councelling": "Counselling after sexual violence",
    "swiming": "Swimming",
    "photografy course": "Photography course",
    "my dog wont stop barking": "Citronella anti-bark collar",
    "teeth": "Dentures",
    "I need to get a bus pass": "Travel pass, one week",
    "crb": "DBS check (it used to be called CRB)",
    "rod licence": "Fishing licence for a year",
    "Quince": "Counselling for two",
}


@pytest.fixture
def borough(write: Write) -> None:
    write(lambda session: actions.import_directory(session, system(), detect.borough()))


def found(read: Write, **asked: Any) -> Results:
    return read(lambda session: queries.search(session, SearchWish(**asked)))


def names(results: Results) -> list[str]:
    return [each.service.name for each in results.found]


@pytest.mark.usefixtures("borough")
def test_people_find_what_they_mean(read: Write) -> None:
    firsts = {said: names(found(read, words=said))[0] for said in STORIES}
    assert firsts == STORIES


def test_both_databases_give_the_same_order(sqlite_template: Path, postgres_database: str, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "same.sqlite3")
    pristine.restore(postgres_database)
    said = [*STORIES, "", "women", "course in the evening", "zzzz", "job"]
    lists = []
    for address in (f"sqlite:///{tmp_path / 'same.sqlite3'}", postgres_database):
        database = Database(address)
        writing(database, lambda session: actions.import_directory(session, system(), detect.borough()))
        with reading(database) as session:
            pages = [queries.search(session, SearchWish(words, page=page)) for words in said for page in (1, 2)]
            lists.append([[each.service.source_id for each in page.found] for page in pages])
        database.close()
    assert lists[0] == lists[1]


@pytest.mark.usefixtures("borough")
def test_a_misspelled_word_is_put_right_and_said(read: Write) -> None:
    results = found(read, words="acupuncure")
    assert "acupuncture" in names(results)[0].lower()
    assert "“acupuncure”" in results.instead
    assert "“acupuncture”" in results.instead


@pytest.mark.usefixtures("borough")
def test_nothing_found_is_never_silent(read: Write) -> None:
    results = found(read, words="xylophonequux")
    assert results.total > 50
    assert results.instead.startswith("We did not find anything for your words")


@pytest.mark.usefixtures("borough")
def test_filters_that_leave_nothing_are_left_out_and_said(read: Write) -> None:
    results = found(read, words="gym", max_price=Money(1), route="card")
    assert "left out place, price and way to pay" in results.instead
    assert "Gym pass" in names(results)
    assert not results.wish.has_filters


@pytest.mark.usefixtures("borough")
def test_filters_hold(read: Write) -> None:
    cheap = found(read, max_price=Money(1000), route="card", only_certain=True)
    assert cheap.found
    assert not cheap.instead
    for each in cheap.found:
        assert any(
            offer.price is not None and offer.price <= Money(1000) and "card" in offer.routes
            for offer in each.service.offers
        )
    pets = found(read, need="pets")
    assert {"pets" in each.service.needs for each in pets.found} == {True}
    assert found(read, place="lf3").found
    assert {place.area for each in found(read, place="LF3").found for place in each.service.places} >= {"LF3"}
    assert found(read, place="Atlantis").instead


@pytest.mark.usefixtures("borough")
def test_pages_hold_everything_once(read: Write) -> None:
    first = found(read)
    ids = [each.service.id for page in range(1, first.pages + 1) for each in found(read, page=page).found]
    assert len(ids) == len(set(ids)) == first.total
    assert found(read, page=10_000).page == first.pages


@pytest.mark.usefixtures("borough")
def test_what_is_near_comes_first_when_nothing_else_is_asked(read: Write) -> None:
    middle = read(lambda session: queries.middle_of(session, "LF3"))
    assert middle is not None
    miles = [each.miles for each in found(read, near=middle).found]
    known = [round(each) for each in miles if each is not None]
    assert known == sorted(known)
    assert read(lambda session: queries.middle_of(session, "ZZ9")) is None


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    said: list[str] = []

    def keep(_c: object, _k: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", keep)
    try:
        yield said
    finally:
        event.remove(database.engine, "before_cursor_execute", keep)


@pytest.mark.usefixtures("borough")
def test_no_question_is_asked_for_each_row(read: Write, database: Database) -> None:
    def statements(**asked: Any) -> int:
        with counted(database) as said:
            assert found(read, **asked).found
        return sum(statement.lstrip().upper().startswith("SELECT") for statement in said)

    few, many = statements(words="citronella collar"), statements(words="course")
    assert few == many <= 6
    assert statements(words="acupuncure", place="Atlantis", need="pets") <= 12


HOSTILE = [
    '"',
    '" OR NEAR(',
    "'; DROP TABLE service; --",
    "a AND OR NOT *",
    "catalogue_words MATCH 'x'",
    "-gym",
    "name:gym",
    "gym*",
    "\\",
    "%_%",
    "🙂",
    "🙂 gym",
    "ﷺ İstanbul ß ǆ",
    "\u0301\u0301",
    "½ ² Ⅷ ٣",
    "gym " * 1250,
    "x" * 5000,
    "the of a",
    "xkgym xngettingfit",
]


@pytest.mark.usefixtures("borough")
def test_whatever_is_typed_gets_an_answer(read: Write) -> None:
    totals = {words: found(read, words=words, place=words[:60], need="gym").total for words in HOSTILE}
    assert [words for words, total in totals.items() if not total] == []


def test_an_empty_catalogue_says_so(write: Write, read: Write) -> None:
    def close(session: Session) -> None:
        from app.catalogue.models import Service

        for service in session.query(Service):
            service.is_listed = False

    write(close)
    assert found(read, words="gym").total == 0
