"""How much is said in words, which days fit, and which links are taken."""

from datetime import date

import pytest

from app.kernel.errors import BadInput
from app.kernel.money import Money
from app.plans.rules import check_dates, checked_link, how_much, names_in, plural, reservation_cause

DECEMBER = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("quantity", "weeks", "unit", "price", "said"),
    [
        (1, 1, "item", 2500, "1 item at £25.00, on 1 December 2026"),
        (2, 1, "item", 2500, "2 items at £25.00, from 1 December 2026"),
        (1, 6, "session", 4500, "6 sessions at £45.00, one a week for 6 weeks from 1 December 2026"),
        (1, 6, "week", 4500, "6 weeks at £45.00, from 1 December 2026"),
        (3, 4, "day", 1000, "12 days at £10.00, 3 a week for 4 weeks from 1 December 2026"),
        (1, 1, "session", 0, "1 session, free, on 1 December 2026"),
        (1, 1, "session", None, "1 session, on 1 December 2026"),
        (2, 1, "place on a course", 100, "2 × place on a course at £1.00, from 1 December 2026"),
    ],
)
def test_how_much_is_said_in_words(quantity: int, weeks: int, unit: str, price: int | None, said: str) -> None:
    assert how_much(quantity, weeks, unit, None if price is None else Money(price), DECEMBER) == said


def test_units_have_their_plural() -> None:
    assert [plural(unit, 2) for unit in ("session", "entry", "day", "pass", "day pass")] == [
        "sessions", "entries", "days", "passes", "× day pass"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("starts_on", "weeks", "field"),
    [
        (date(2026, 11, 30), 1, "starts_on"),
        (date(2027, 4, 2), 1, "starts_on"),
        (date(2027, 3, 26), 2, "weeks"),
        (date(2026, 12, 3), 1, "starts_on"),
    ],
)
def test_days_outside_the_budget_are_refused_at_their_question(starts_on: date, weeks: int, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_dates(starts_on, weeks, today=DECEMBER, from_on=date(2026, 12, 4), to_on=date(2027, 4, 1))
    assert refused.value.field == field


def test_the_last_day_of_the_budget_fits() -> None:
    check_dates(date(2027, 3, 25), 2, today=DECEMBER, from_on=DECEMBER, to_on=date(2027, 4, 1))


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "ftp://shop.example", "https://", "https://user:pw@shop.example", "data:text/html,x",
     "https://shop.example/a b", "file:///etc/passwd", "https://[::1", "nonsense", "https://localhost/x"],
)  # fmt: skip
def test_only_web_pages_are_taken_as_links(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked_link(typed)
    assert refused.value.field == "link"


def test_a_link_without_its_beginning_is_completed() -> None:
    assert checked_link(" shop.example/collar ") == "https://shop.example/collar"
    assert checked_link("http://shop.example") == "http://shop.example"
    assert checked_link("") == ""


def test_names_are_found_as_words_of_their_own() -> None:
    assert names_in("Sam wants a samovar", ["Sam Teller", "Sam"]) == ["Sam"]
    assert names_in("A collar for the dog", ["Sam Teller", "Kit Osei"]) == []


def test_a_reservation_has_a_cause_for_each_version() -> None:
    assert reservation_cause(1, 2, 1) != reservation_cause(1, 2, 2)
