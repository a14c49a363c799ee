"""Kit gives a budget in two looks; Sam sees what it is and how it came about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.budgets.models import Budget
from app.budgets.vocabulary import BudgetState
from app.journeys.assess import assess
from app.journeys.award import receive_award
from app.kernel import clock
from app.kernel.money import Money
from app.people.models import Person
from app.people.vocabulary import LifeArea
from app.programmes import actions
from app.programmes.models import Programme
from tests.support.cast import Cast

Act = Callable[[Callable[[Session], Any]], Any]
Client = Callable[..., Any]


def day(ahead: int = 0) -> list[str]:
    """A day as its three boxes are typed."""
    when = clock.today() + timedelta(days=ahead)
    return [str(when.day), str(when.month), str(when.year)]


@pytest.fixture
def annual(cast: Cast, write: Act) -> tuple[str, str]:
    """The address to give Sam a budget in a you-first programme with £5,000, and its fund."""

    def start(session: Session) -> tuple[int, int]:
        programme = actions.start_programme(session, cast.cora, name="You First", preset="you-first")
        ends = clock.today() + timedelta(days=400)
        fund = actions.open_fund(session, cast.cora, programme, name="Pot", funder="County", ends_on=ends)
        receive_award(session, cast.cora, fund.id, Money.pounds("5000"), "Y-1", clock.today())
        return programme.id, fund.id

    programme_id, fund_id = write(start)
    return f"/budgets/people/{cast.sam.id}/programmes/{programme_id}", str(fund_id)


def test_kit_checks_and_gives_and_sam_sees_it(
    annual: tuple[str, str], cast: Cast, client_for: Client, read: Act
) -> None:
    address, fund_id = annual
    kit = client_for(cast.kit)
    assert "£5,000 left to give" in kit.get(f"{address}/new").text
    sent = {"fund_id": fund_id, "amount": "1200", "from_on": day(), "shown": "yes", "hidden_because": ""}
    page = kit.post(f"{address}/check", sent)
    assert page.status_code == 200
    assert "£1,200.00" in page.text
    assert "You and your keyworker agreed on £1,200." in page.text
    assert read(lambda s: len(s.scalars(select(Budget)).all())) == 1, "nothing is given yet"
    answer = kit.post(address, sent)
    assert answer.status_code == 303
    sam = client_for(cast.sam_viewer).get(answer.location).text
    for words in ("Open my plan", "My budget", "£1,200.00", "This programme can give up to £12,000 a year."):
        assert words in sam, words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "5000.01"}, "This fund has £5,000 left"),
        ({"amount": "12000.01"}, "Enter £12,000 or less"),
        ({"amount": ""}, "Enter the amount you agreed on"),
        ({"amount": "-3"}, "Enter an amount in pounds"),
        ({"fund_id": "1"}, "Choose one of the answers"),
        ({"from_on": day(-1)}, "The date must be today or later"),
        ({"from_on": day(396)}, "leaves no whole week"),
        ({"shown": "no"}, "Say why the person should not see the amount"),
        ({"shown": ""}, "Choose yes or no"),
    ],
)
@pytest.mark.parametrize("step", ["/check", ""])
def test_mistakes_are_said_and_nothing_is_lost_at_both_looks(
    step: str, change: dict[str, Any], words: str, annual: tuple[str, str], cast: Cast, client_for: Client, read: Act
) -> None:
    address, fund_id = annual
    good = {"fund_id": fund_id, "amount": "777.77", "from_on": day(), "shown": "yes", "hidden_because": "Keep <me>"}
    if "shown" in change:
        good["hidden_because"] = ""
    answer = client_for(cast.kit).post(address + step, {**good, **change})
    assert answer.status_code == 422
    expected = words if step or words != "This fund has £5,000 left" else "too little left to give £5,000.01"
    assert expected in answer.text
    if "amount" not in change:
        assert 'value="777.77"' in answer.text
    assert read(lambda s: len(s.scalars(select(Budget)).all())) == 1


def test_a_hidden_amount_is_not_on_sams_page_but_the_reason_is_on_kits(
    annual: tuple[str, str], cast: Cast, client_for: Client
) -> None:
    address, fund_id = annual
    sent = {"fund_id": fund_id, "amount": "876", "from_on": day(), "shown": "no", "hidden_because": "Sam asked."}
    kit = client_for(cast.kit)
    where = kit.post(address, sent).location
    assert "Sam asked." in kit.get(where).text
    sam = client_for(cast.sam_viewer).get(where).text
    assert "876" not in sam
    assert "Your keyworker will talk with you about the amount." in sam


def test_bands_lead_to_the_talk_first_and_then_say_the_amount(cast: Cast, client_for: Client, write: Act) -> None:
    write(lambda s: s.execute(update(Budget).values(state=BudgetState.CLOSED)).close())
    kit, address = client_for(cast.kit), f"/budgets/people/{cast.sam.id}/programmes/{cast.programme.id}"
    assert kit.get(f"/budgets/people/{cast.sam.id}/new").location.endswith(f"{address}/new")
    assert "Talk it through first" in kit.get(f"{address}/new").text

    def talk(session: Session) -> None:
        person, programme = session.get_one(Person, cast.sam.id), session.get_one(Programme, cast.programme.id)
        scores = dict.fromkeys(LifeArea, 5) | {LifeArea.MONEY: 6}
        assess(session, cast.kit, person, programme, scores=scores, strengths="x", hopes="y")

    write(talk)
    page = kit.get(f"{address}/new").text
    assert "Band B" in page
    assert 'name="amount"' not in page
    sent = {"fund_id": str(cast.fund.id), "from_on": day(), "shown": "yes", "amount": "9999"}
    where = kit.post(address, sent).location
    assert "£2,700.00" in kit.get(where).text, "the amount follows from the star, whatever is sent"


def test_a_second_budget_in_a_programme_is_not_offered(cast: Cast, client_for: Client) -> None:
    page = client_for(cast.kit).get(f"/budgets/people/{cast.sam.id}/programmes/{cast.programme.id}/new").text
    assert "Sam has a budget here" in page


def test_strangers_find_nothing(annual: tuple[str, str], cast: Cast, client_for: Client) -> None:
    address, fund_id = annual
    sent = {"fund_id": fund_id, "amount": "1", "from_on": day(), "shown": "yes"}
    for who in ("kim", "lou", "bo", "pat", "cora", "sam_viewer", "jo_viewer", "gwen"):
        client = client_for(getattr(cast, who))
        assert client.get(f"{address}/new").status_code == 404, who
        assert client.post(address, sent).status_code == 404, who
    for who in ("kim", "pat", "cora", "jo_viewer", "fin", "gwen"):
        assert client_for(getattr(cast, who)).get(f"/budgets/{cast.budget.id}").status_code == 404, who
