"""A programme's money adds up, and small numbers are not said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.kernel.money import Money
from app.ledger import journal, movements
from app.reports.programme_money import Count, demand, pool_of_each, programmes_money
from tests.support.cast import Cast

Act = Callable[[Callable[[Session], Any]], Any]


def test_what_was_awarded_is_the_sum_of_where_it_is(cast: Cast, write: Act, read: Act) -> None:
    def move(session: Session) -> None:
        journal.post(
            session,
            1,
            movements.reservation(cast.budget.id, "r:1", Money(300_00)),
            movements.commitment(cast.budget.id, "c:1", Money(100_00)),
            movements.delivery(cast.budget.id, cast.provider.id, "d:1", Money(45_00), "delivered"),
        )

    write(move)
    found = read(lambda s: programmes_money(s, [cast.programme.id, 999]))
    money = found[cast.programme.id]
    assert [str(amount) for amount in (money.awarded, money.pool, money.with_people, money.promised, money.spent)] == [
        "£10,000.00",
        "£9,000.00",
        "£700.00",
        "£255.00",
        "£45.00",
    ]
    assert money.pool + money.with_people + money.promised + money.spent == money.awarded
    assert found[999].awarded == Money(0)
    assert read(lambda s: pool_of_each(s, [cast.fund.id, 5])) == {cast.fund.id: Money(9_000_00), 5: Money(0)}


@pytest.mark.parametrize(("number", "said"), [(0, "None"), (1, "Fewer than 5"), (4, "Fewer than 5"), (5, "5")])
def test_small_numbers_are_not_said(number: int, said: str) -> None:
    assert Count("People", number).said == said


def test_demand_counts_people_and_hides_small_numbers(cast: Cast, read: Act) -> None:
    found = read(lambda s: demand(s, cast.programme.id))
    assert {count.what: count.said for count in found.counts}["People with a budget now"] == "Fewer than 5"
    assert found.areas[0].what == "Home", "what somebody wants comes before what nobody does"
