"""How days, moments and amounts are said."""

from datetime import UTC, date, datetime

import pytest

from app.kernel import clock
from app.kernel.money import Money
from app.web.shell import words

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (date(2026, 11, 24), "due today"),
        (date(2026, 11, 25), "due Wednesday 25 November, in 1 working day"),
        (date(2026, 11, 27), "due Friday 27 November, in 3 working days"),
        (date(2026, 11, 20), "2 working days late"),
        (date(2027, 1, 4), "due Monday 4 January 2027, in 26 working days"),
        (None, "no date yet"),
    ],
)
def test_a_due_date_says_how_long_there_is(when: date | None, said: str) -> None:
    with clock.held_at(TUESDAY):
        assert words.due(when) == said


def test_moments_are_said_in_british_time() -> None:
    assert words.moment(datetime(2026, 7, 1, 13, 5, tzinfo=UTC)) == "1 July 2026 at 2:05pm"
    assert words.moment(datetime(2026, 1, 1, 0, 5, tzinfo=UTC)) == "1 January 2026 at 12:05am"


def test_days_and_amounts() -> None:
    assert words.day(date(2026, 11, 24)) == "Tuesday 24 November 2026"
    assert words.short_day(date(2026, 11, 4)) == "4 Nov 2026"
    assert (words.money(Money(2500)), words.money_short(Money(2500)), words.money(None)) == ("£25.00", "£25", "–")


def test_paragraphs_keep_lines_and_no_markup() -> None:
    assert words.paragraphs("a <b>\nc\n\nd") == '<p class="govuk-body">a &lt;b&gt;<br>c</p><p class="govuk-body">d</p>'
