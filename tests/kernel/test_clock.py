"""Working days, in Britain."""

from datetime import UTC, date, datetime

from app.kernel import clock


def test_five_working_days_skip_the_weekend() -> None:
    assert clock.working_days_after(date(2026, 11, 24), 5) == date(2026, 12, 1)


def test_bank_holidays_do_not_count() -> None:
    assert clock.working_days_after(date(2026, 12, 24), 1) == date(2026, 12, 29)


def test_working_days_between_counts_back_as_well() -> None:
    assert clock.working_days_between(date(2026, 11, 24), date(2026, 12, 1)) == 5
    assert clock.working_days_between(date(2026, 12, 1), date(2026, 11, 24)) == -5


def test_a_day_in_britain_begins_at_midnight_there() -> None:
    with clock.held_at(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 2)


def test_the_clock_can_be_held_still() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with clock.held_at(moment):
        assert clock.now() == moment
    assert clock.now() > moment
