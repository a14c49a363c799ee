"""Returning keeps everything, raising undoes everything, and a race loses nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.kernel.db import Database
from app.kernel.locks import hold
from app.kernel.money import Money
from app.kernel.unit_of_work import reading, writing
from app.ledger import journal, movements, proof, queries
from app.ledger.vocabulary import NotEnough
from app.people.models import Team
from tests.conftest import Write
from tests.support.cast import Cast


def test_raising_undoes_everything(write: Write, read: Write, cast: Cast) -> None:
    def half(session: Session) -> None:
        session.add(Team(organisation_id=1, name="Half"))
        session.flush()
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        write(half)
    assert read(lambda s: s.query(Team).filter_by(name="Half").count()) == 0


def test_looking_cannot_write(database: Database, cast: Cast) -> None:
    with reading(database) as session:
        session.add(Team(organisation_id=1, name="Sly"))
        with pytest.raises(DBAPIError):
            session.flush()


def test_eight_hundred_changes_by_eight_threads_are_all_kept(database: Database, cast: Cast) -> None:
    """Read, think, write: the pattern that loses updates where nobody holds the row."""

    def lengthen(_: int) -> None:
        def work(session: Session) -> None:
            team = session.get_one(Team, 1)
            hold(session, team)
            team.name = team.name + "."

        writing(database, work)

    with reading(database) as session:
        before = len(session.get_one(Team, 1).name)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lengthen, range(200)))
    with reading(database) as session:
        assert len(session.get_one(Team, 1).name) == before + 200


def test_fifty_threads_promise_thirty_pounds_from_a_thousand(database: Database, cast: Cast) -> None:
    """33 succeed, £10.00 is left, and nothing is ever below nothing."""

    def promise(number: int) -> bool:
        try:
            writing(
                database,
                lambda s: journal.post(s, 1, movements.reservation(cast.budget.id, f"race:{number}", Money(30_00))),
            )
        except NotEnough:
            return False
        return True

    with ThreadPoolExecutor(50) as pool:
        kept = sum(pool.map(promise, range(50)))
    with reading(database) as session:
        at = queries.budget_position(session, cast.budget.id)
        assert (kept, at.available, at.reserved) == (33, Money(10_00), Money(990_00))
        assert list(proof.problems(session)) == []


def test_the_same_cause_from_twenty_threads_moves_money_once(database: Database, cast: Cast) -> None:
    def promise(_: int) -> None:
        writing(database, lambda s: journal.post(s, 1, movements.reservation(cast.budget.id, "same", Money(30_00))))

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(promise, range(20)))
    with reading(database) as session:
        assert queries.budget_position(session, cast.budget.id).reserved == Money(30_00)
