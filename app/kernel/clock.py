"""Ask the time in one place, so that a test, or the demo, can hold it still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_shift = timedelta()
_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _held.get() or datetime.now(UTC) + _shift


def today() -> date:
    """The day it is in Britain."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day a moment fell on in Britain."""
    return moment.astimezone(LONDON).date()


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Hold the clock still: everything inside happens at `moment` (with a time zone)."""
    before = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(before)


def shift(by: timedelta) -> None:
    """Move this whole process's clock forward, for the demo and the tour. It never goes back."""
    global _shift
    if by < timedelta():
        raise ValueError("the clock goes forward only")
    _shift += by


def is_working_day(day: date) -> bool:
    """Monday to Friday, and not a bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`; with 0, the first working day on or after it."""
    step = day
    while count == 0 and not is_working_day(step):
        step += timedelta(days=1)
    for _ in range(count):
        step += timedelta(days=1)
        while not is_working_day(step):
            step += timedelta(days=1)
    return step


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def end_of(day: date) -> datetime:
    """The last moment of a day in Britain, in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, LONDON).astimezone(UTC)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    # Imported here: the package takes a quarter of a second to load.
    from holidays.countries import UnitedKingdom

    return frozenset(UnitedKingdom(subdiv="ENG", years=year))
