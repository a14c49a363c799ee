"""What the given scenarios do not show: losses, replacements, disputes, refunds after the end, overshooting shops."""

from __future__ import annotations

import pytest

from app.kernel.errors import BadInput, Refused
from app.kernel.unit_of_work import reading
from app.ledger import proof
from app.reports import promises
from tests.acceptance.adapter import Adapter
from tests.support import services


@pytest.fixture(params=["sqlite", "postgresql"])
def story(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Adapter:
    """P1 has £600, £200 of it on a card."""
    monkeypatch.setenv("DATABASE_URL", services.need_postgres() if request.param == "postgresql" else "")
    made = Adapter("full")
    made.award("FUND", 1_000_000)
    made.allocate("FUND", "P1", 60_000)
    made.top_up_issuer(100_000)
    made.load("P1", "CARD1", 20_000)
    return made


def bought(story: Adapter, spend: str, amount: int, allowed: int | None = None, card: str = "CARD1") -> None:
    story.hold(card, f"A{spend}", amount)
    story.capture("P1", f"A{spend}", spend, amount)
    story.receipt(spend, allowed)


def books_are_right(story: Adapter) -> None:
    with reading(story.place.world.database) as session:
        assert list(proof.problems(session)) == []
        assert list(promises.problems(session)) == []


def test_a_debt_is_given_up_and_the_budget_is_made_whole_only_when_said(story: Adapter) -> None:
    bought(story, "S1", 3_500, allowed=2_500)
    story.write_off("P1", 400)
    assert (story.balance("F1400", "P1"), story.balance("F5400"), story.budget("P1")["actual"]) == (600, 400, 3_500)
    story.write_off("P1", 600, restore=True)
    assert (story.balance("F1400", "P1"), story.balance("F5400"), story.budget("P1")["actual"]) == (0, 1_000, 2_900)
    assert story.budget("P1")["available"] == 40_600
    with pytest.raises(BadInput):
        story.repay("P1", 1)
    books_are_right(story)


def test_no_more_is_taken_off_the_next_load_than_is_owed(story: Adapter) -> None:
    bought(story, "S1", 3_500, allowed=2_500)
    with pytest.raises(BadInput) as refused:
        story.load("P1", "CARD1", 6_000, offset=1_001)
    assert refused.value.code == "OFFSET_ABOVE_DEBT"
    story.load("P1", "CARD1", 6_000, offset=1_000)
    assert (story.balance("F1300", "CARD1"), story.balance("F1400")) == (21_500, 0)
    ref = story._issuer_ref("CARD1")
    assert story.place.world.issuer.card(ref).limit_total.pence == 25_000
    books_are_right(story)


def test_a_lost_card_is_replaced_and_a_late_refund_lands_on_the_new_one(story: Adapter) -> None:
    bought(story, "S1", 3_500)
    story.hold("CARD1", "LATE", 1_000)
    story.move_card("CARD1", "CARD2")
    assert (story.balance("F1300", "CARD1"), story.balance("F1300", "CARD2")) == (0, 15_500)
    assert story.balance("F1305", "CARD1") == 1_000
    story.capture("P1", "LATE", "S2", 900)
    assert (story.balance("F1300", "CARD1"), story.balance("F1300", "CARD2")) == (0, 15_600)
    story.card_refund("S1", 500)
    assert story.balance("F1300", "CARD2") == 16_100
    with pytest.raises(Refused):
        story.hold("CARD1", "A9", 100)
    bought(story, "S3", 16_100, card="CARD2")
    books_are_right(story)


@pytest.mark.parametrize("receipted", [True, False])
def test_money_the_card_scheme_gives_back_is_on_the_card_and_the_cost_is_gone(story: Adapter, receipted: bool) -> None:
    story.hold("CARD1", "A1", 3_500)
    story.capture("P1", "A1", "S1", 3_500)
    if receipted:
        story.receipt("S1")
    story.dispute_spend("S1")
    assert (story.balance("F1410"), story.balance("F5000"), story.balance("F1500")) == (3_500, 0, 0)
    books_are_right(story)
    story.chargeback_won("S1", "CARD1")
    assert (story.balance("F1410"), story.balance("F1300", "CARD1"), story.budget("P1")["actual"]) == (0, 20_000, 0)
    books_are_right(story)


def test_after_the_end_money_that_comes_back_goes_to_the_pool(story: Adapter) -> None:
    bought(story, "S1", 3_500, allowed=2_500)
    with pytest.raises(Refused) as refused:
        story.close_budget("FUND", "P1")
    assert refused.value.code == "BUDGET_HAS_OPEN_COMMITMENTS"
    assert story.sweep("P1", "CARD1") == 16_500
    story.card_refund("S1", 500, card_open=False)
    assert (story.balance("F1310"), story.budget("P1")["available"]) == (97_000, 57_000)
    story.close_budget("FUND", "P1")
    pool = story.balance("B010")
    story.repay("P1", 400)
    story.write_off("P1", 600, restore=True)
    story.card_refund("S1", 1_000, card_open=False)
    assert story.balance("B010") == pool + 2_000
    assert story.budget("P1") == {"available": 0, "reserved": 0, "committed": 0, "actual": 1_000}
    books_are_right(story)


def test_a_shop_that_takes_more_than_there_is_gets_it_and_the_budget_pays(story: Adapter) -> None:
    story.capture("P1", None, "S1", 21_000)
    assert (story.balance("F1300", "CARD1"), story.budget("P1")["available"]) == (0, 39_000)
    assert story.balance("F1500", "S1") == 21_000
    books_are_right(story)


def test_what_happened_once_happened_once(story: Adapter) -> None:
    assert [story.once("evt_1"), story.once("evt_1"), story.once("evt_2")] == [True, False, True]
