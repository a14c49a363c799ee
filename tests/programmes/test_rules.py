"""Who says yes, what is charged, how one may pay, and how much somebody gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import BadInput
from app.kernel.money import NOTHING, Money
from app.people.vocabulary import LifeArea
from app.programmes.preset_files import presets
from app.programmes.rules import allotment, approval_route, period, routes_open, unit_charge, weekly_amount
from app.programmes.vocabulary import ApprovalRoute, FundingRoute, VatRecovery

POLICIES = presets()
BANDED, FLAT, ANNUAL = POLICIES["sds-panel"], POLICIES["sds-flat"], POLICIES["you-first"]
pounds = Money.pounds
scores = st.fixed_dictionaries({area.value: st.integers(0, 10) for area in LifeArea})


def star(total: int) -> dict[str, int]:
    """Scores that add up to `total`."""
    each, more = divmod(total, len(LifeArea))
    return {area.value: each + (number < more) for number, area in enumerate(LifeArea)}


@pytest.mark.parametrize(
    ("preset", "amount", "recently", "route"),
    [
        ("you-first", "25", "0", ApprovalRoute.AUTOMATIC),
        ("you-first", "250", "0", ApprovalRoute.AUTOMATIC),
        ("you-first", "250.01", "0", ApprovalRoute.PANEL),
        ("you-first", "25", "225", ApprovalRoute.AUTOMATIC),
        ("you-first", "25", "225.01", ApprovalRoute.PANEL),
        ("sds-flat", "1", "0", ApprovalRoute.LINE_MANAGER),
        ("sds-flat", "1000", "0", ApprovalRoute.LINE_MANAGER),
        ("sds-panel", "1", "0", ApprovalRoute.PANEL),
    ],
)
def test_who_decides(preset: str, amount: str, recently: str, route: ApprovalRoute) -> None:
    assert approval_route(POLICIES[preset], pounds(amount), pounds(recently)) is route


@pytest.mark.parametrize(
    ("recovery", "route", "price", "vat", "charged"),
    [
        (VatRecovery.NONE, FundingRoute.ORDER, "120", 2000, "120"),
        (VatRecovery.FULL, FundingRoute.ORDER, "120", 2000, "100"),
        (VatRecovery.FULL, FundingRoute.CARD, "120", 2000, "120"),
        (VatRecovery.FULL, FundingRoute.ORDER, "45", 0, "45"),
        (VatRecovery.FULL, FundingRoute.ORDER, "10.49", 500, "9.99"),
        (VatRecovery.FULL, FundingRoute.ORDER, "0.01", 2000, "0.01"),
        (VatRecovery.FULL, FundingRoute.MAINSTREAM, "120", 2000, "0"),
        (VatRecovery.NONE, FundingRoute.FREE, "120", 2000, "0"),
    ],
)
def test_what_a_budget_is_charged(
    recovery: VatRecovery, route: FundingRoute, price: str, vat: int, charged: str
) -> None:
    policy = replace(BANDED, vat_recovery=recovery)
    assert unit_charge(pounds(price), vat, route, policy) == pounds(charged)


START, END = date(2026, 11, 1), date(2027, 1, 31)


@pytest.mark.parametrize(
    ("order", "day", "open_"),
    [
        ((None, None), START, True),
        ((START, END), date(2026, 10, 31), True),
        ((START, END), START, False),
        ((START, END), END, False),
        ((START, END), date(2027, 2, 1), True),
        ((START, None), date(2030, 1, 1), False),
        ((None, END), date(2020, 1, 1), False),
    ],
)
def test_no_card_on_any_day_inside_a_court_order(
    order: tuple[date | None, date | None], day: date, open_: bool
) -> None:
    verdicts = routes_open(BANDED, order, day)
    assert bool(verdicts[FundingRoute.CARD]) is open_
    assert verdicts[FundingRoute.ORDER], "orders stay open: same choice"
    if not open_:
        assert verdicts[FundingRoute.CARD].code == "COURT_ORDER"
        assert "Direct Payments" in verdicts[FundingRoute.CARD].reason


def test_a_route_the_programme_does_not_offer_says_so() -> None:
    verdicts = routes_open(replace(BANDED, routes=(FundingRoute.ORDER,)), (None, None), START)
    assert verdicts[FundingRoute.CARD].code == "ROUTE_NOT_OFFERED"


def test_the_working_out_is_told_step_by_step() -> None:
    found = allotment(BANDED, 12, star(41))
    assert (found.amount, found.band) == (pounds("2700"), "B")
    told = " ".join(found.working_out)
    assert "Your answers add up to 41" in told
    assert "That is band B: £200 to £250 a week." in told
    assert "41 comes to £225 a week" in told
    assert told.endswith("12 weeks at £225 is £2,700.")


@pytest.mark.parametrize(
    ("total", "letter", "weekly"),
    [
        (0, "E", "0"),
        (7, "E", "0"),
        (8, "D", "25"),
        (17, "D", "40"),
        (18, "C", "50"),
        (31, "C", "100"),
        (32, "B", "200"),
        (33, "B", "203"),
        (50, "B", "250"),
        (51, "A", "550"),
        (80, "A", "650"),
    ],
)
def test_the_ends_of_each_band(total: int, letter: str, weekly: str) -> None:
    band, amount, _ = weekly_amount(BANDED, star(total))
    assert (band.letter, amount) == (letter, pounds(weekly))


@given(scores)
def test_an_amount_is_never_outside_its_band_and_is_whole_pounds(given_scores: dict[str, int]) -> None:
    band, weekly, told = weekly_amount(BANDED, given_scores)
    assert band.score_from <= sum(given_scores.values()) <= band.score_to
    assert band.weekly_from <= weekly <= band.weekly_to
    assert weekly.pence % 100 == 0
    assert str(sum(given_scores.values())) in told[0]


@given(scores, st.sampled_from(list(LifeArea)))
def test_needing_more_never_gives_less(given_scores: dict[str, int], area: LifeArea) -> None:
    more = given_scores | {area.value: min(given_scores[area.value] + 1, 10)}
    assert weekly_amount(BANDED, more)[1] >= weekly_amount(BANDED, given_scores)[1]


@pytest.mark.parametrize("wrong", [11, -1, None, "5", True, 2.5])
def test_a_score_that_is_not_0_to_10_is_refused_at_its_area(wrong: object) -> None:
    spoiled: dict[str, object] = {**star(40), LifeArea.MONEY.value: wrong}
    with pytest.raises(BadInput, match="Choose a number from 0 to 10 for “Money”") as refused:
        weekly_amount(BANDED, spoiled)  # type: ignore[arg-type]  # that is the point
    assert refused.value.field == "money"


def test_a_band_without_money_gives_nothing_and_says_why() -> None:
    with pytest.raises(BadInput, match="Band E has no weekly budget"):
        allotment(BANDED, 12, star(3))


def test_a_flat_sum_is_the_same_for_everybody() -> None:
    assert allotment(FLAT, 52).amount == pounds("1000")


@pytest.mark.parametrize("chosen", [None, NOTHING, Money(-100), pounds("12000.01")])
def test_an_agreed_amount_stays_within_the_year(chosen: Money | None) -> None:
    with pytest.raises(BadInput) as refused:
        allotment(ANNUAL, 52, chosen=chosen)
    assert refused.value.field == "amount"


def test_an_agreed_amount_up_to_the_limit_is_given() -> None:
    assert allotment(ANNUAL, 52, chosen=pounds("12000")).amount == pounds("12000")


@pytest.mark.parametrize(
    ("fund_ends", "until", "weeks"),
    [
        (date(2027, 3, 31), date(2027, 2, 15), 12),
        (date(2027, 2, 15), date(2027, 2, 15), 12),
        (date(2027, 2, 14), date(2027, 2, 8), 11),
        (date(2026, 11, 30), date(2026, 11, 30), 1),
    ],
)
def test_a_budget_lasts_as_long_as_the_policy_and_its_fund(fund_ends: date, until: date, weeks: int) -> None:
    assert period(BANDED, date(2026, 11, 24), fund_ends) == (until, weeks)


def test_a_fund_that_is_over_gives_no_budget() -> None:
    with pytest.raises(BadInput, match="leaves no whole week"):
        period(BANDED, date(2026, 11, 24), date(2026, 11, 29))


def test_a_shorter_budget_says_why_it_is_shorter() -> None:
    found = allotment(BANDED, 10, star(41))
    assert found.amount == pounds("2250")
    assert found.working_out[-1] == "It is 10 weeks and not 12, because the fund ends then."
