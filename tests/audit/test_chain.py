"""The trail: what was written can neither be changed nor taken away unseen."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.audit import chain, trail
from app.audit.models import AuditWords
from tests.conftest import Write
from tests.support.cast import Cast


def _record(session: Session) -> None:
    for number in range(5):
        trail.record(session, 1, "person.read", "person", number, person_id=number, why=f"reason {number}")


def _unguarded(session: Session, table: str, statement: str) -> None:
    """Somebody with the owner's rights switches the guards off, writes, and switches them on again."""
    if session.get_bind().dialect.name == "sqlite":
        for (name,) in session.execute(
            text(f"SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='{table}'")
        ).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(statement))
    else:
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        session.execute(text(statement))
        session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def _problems(session: Session, anchors: list[chain.Anchor]) -> list[str]:
    return list(chain.problems(session, anchors))


def test_linking_twice_links_once_and_the_trail_is_whole(write: Write, read: Write, cast: Cast) -> None:
    write(_record)
    first = write(chain.link)
    assert first >= 5
    assert write(chain.link) == 0
    assert read(lambda s: _problems(s, [chain.last(s)])) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET act = 'x'", "DELETE FROM audit_entry", "DELETE FROM chain_link"]
)
def test_the_database_refuses_to_change_the_trail(write: Write, cast: Cast, statement: str) -> None:
    write(_record)
    write(chain.link)
    with pytest.raises(DBAPIError):
        write(lambda s: s.execute(text(statement)))


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("audit_entry", "UPDATE audit_entry SET actor_id = 99 WHERE subject_id = 3"),
        ("audit_words", "UPDATE audit_words SET words = 'other' WHERE words = 'reason 3'"),
        ("seal", "UPDATE seal SET digest = 'f' WHERE id = (SELECT max(id) FROM seal)"),
        ("chain_link", "DELETE FROM chain_link WHERE number = 2"),
        ("chain_link", "DELETE FROM chain_link WHERE number = (SELECT max(number) FROM chain_link)"),
    ],
)
def test_an_edit_behind_the_programs_back_shows(
    write: Write, read: Write, cast: Cast, table: str, statement: str
) -> None:
    write(_record)
    write(chain.link)
    anchor = read(chain.last)
    write(lambda s: _unguarded(s, table, statement))
    assert read(lambda s: _problems(s, [anchor])) != []


def test_words_about_a_person_can_be_erased_and_the_trail_stays_whole(write: Write, read: Write, cast: Cast) -> None:
    write(_record)
    write(chain.link)
    write(lambda s: s.query(AuditWords).delete())
    assert read(lambda s: _problems(s, [chain.last(s)])) == []
