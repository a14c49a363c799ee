"""The books: posted once, never below nothing, never changed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.kernel.errors import Conflict
from app.kernel.money import Money
from app.ledger import journal, movements, proof, queries
from app.ledger.vocabulary import Account, NotEnough
from tests.conftest import Write
from tests.support.cast import Cast


def test_a_reservation_moves_money_from_available_to_reserved(write: Write, read: Write, cast: Cast) -> None:
    write(lambda s: journal.post(s, 1, movements.reservation(cast.budget.id, "a", Money(30_00))))
    at = read(lambda s: queries.budget_position(s, cast.budget.id))
    assert (at.available, at.reserved, at.given) == (Money(970_00), Money(30_00), Money(1_000_00))


def test_the_same_cause_twice_moves_money_once(write: Write, read: Write, cast: Cast) -> None:
    for _ in range(3):
        write(lambda s: journal.post(s, 1, movements.reservation(cast.budget.id, "a", Money(30_00))))
    assert read(lambda s: queries.budget_position(s, cast.budget.id)).reserved == Money(30_00)


def test_the_same_cause_with_other_figures_is_refused(write: Write, cast: Cast) -> None:
    write(lambda s: journal.post(s, 1, movements.reservation(cast.budget.id, "a", Money(30_00))))
    with pytest.raises(Conflict):
        write(lambda s: journal.post(s, 1, movements.reservation(cast.budget.id, "a", Money(31_00))))


def test_a_budget_cannot_go_below_nothing_and_the_whole_act_is_undone(write: Write, read: Write, cast: Cast) -> None:
    with pytest.raises(NotEnough) as refusal:
        write(
            lambda s: journal.post(
                s,
                1,
                movements.reservation(cast.budget.id, "a", Money(999_99)),
                movements.reservation(cast.budget.id, "b", Money(2)),
            )
        )
    assert refusal.value.code == "BUDGET_EXCEEDED"
    assert refusal.value.short_by == Money(1)
    assert read(lambda s: queries.budget_position(s, cast.budget.id)).reserved == Money(0)


def test_a_reversal_undoes_exactly_and_once(write: Write, read: Write, cast: Cast) -> None:
    write(lambda s: journal.post(s, 1, movements.reservation(cast.budget.id, "a", Money(30_00))))
    write(lambda s: journal.post(s, 1, movements.reservation(cast.budget.id, "b", Money(50_00))))
    for _ in range(2):
        write(lambda s: journal.reverse(s, 1, "a", "a:undone", "changed my mind"))
    assert read(lambda s: queries.budget_position(s, cast.budget.id)).available == Money(950_00)
    with pytest.raises(DBAPIError):  # a second reversal under another name is refused by the database
        write(lambda s: journal.reverse(s, 1, "a", "a:undone again", "once more"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_line SET pence = 1",
        "DELETE FROM ledger_line",
        "UPDATE ledger_journal SET memo = 'x'",
        "DELETE FROM ledger_journal",
        "UPDATE seal SET digest = 'x'",
        "INSERT INTO ledger_line (journal_id, number, account_id, pence, balance_after) "
        "SELECT id, 99, 1, 5, 5 FROM ledger_journal",
        "INSERT INTO ledger_journal (id, at, name, cause, memo, actor_id, digest) "
        "VALUES (1, '2026-01-01', 'x', 'x', 'x', 1, 'x')",
        "UPDATE ledger_account SET balance = -1",
    ],
)
def test_the_database_itself_refuses_to_rewrite_the_books(write: Write, cast: Cast, statement: str) -> None:
    with pytest.raises(DBAPIError):
        write(lambda s: s.execute(text(statement)))


def test_the_books_of_the_little_world_prove(read: Write, cast: Cast) -> None:
    assert list(read(lambda s: list(proof.problems(s)))) == []


def test_a_changed_balance_shows(write: Write, read: Write, cast: Cast) -> None:
    write(lambda s: s.execute(text("UPDATE ledger_account SET balance = balance + 1 WHERE account = 'B100'")))
    assert any("B100" in problem for problem in read(lambda s: list(proof.problems(s))))


def test_the_statement_is_newest_first_and_pages_by_key(write: Write, read: Write, cast: Cast) -> None:
    for number in range(5):
        movement = movements.reservation(cast.budget.id, f"c{number}", Money(number + 1))
        write(lambda s: journal.post(s, 1, movement))  # noqa: B023 - it runs before the next one is made
    holder = movements.budget(cast.budget.id)
    first = read(lambda s: queries.statement(s, holder, [Account.RESERVED], limit=2))
    rest = read(lambda s: queries.statement(s, holder, [Account.RESERVED], before=first[-1].journal_id))
    assert [line.change.pence for line in first] == [5, 4]
    assert [line.change.pence for line in rest] == [3, 2, 1]
    assert first[0].left == Money(15)
