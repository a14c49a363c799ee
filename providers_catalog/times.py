"""Days and times of day in words."""

from datetime import time

DAY_NAMES = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
DAY_CODES = tuple(DAY_NAMES)


def in_words(
    frequency: str | None, interval: int, days: tuple[str, ...], opens_at: time | None, closes_at: time | None
) -> str:
    """ "Monday and Thursday, 10am to 12:30pm"; empty when there is nothing to say."""
    parts = [_which_days(frequency, interval, days), _which_hours(opens_at, closes_at)]
    return ", ".join(part for part in parts if part)


def _which_days(frequency: str | None, interval: int, days: tuple[str, ...]) -> str:
    named = "Every day" if days == DAY_CODES else _named(days)
    if not named:
        return ""
    if frequency == "MONTHLY":
        return f"{named}, once a month"
    return f"{named}, every {interval} weeks" if interval > 1 else named


def _which_hours(opens_at: time | None, closes_at: time | None) -> str:
    if opens_at == time(0, 0) and closes_at == time(23, 59):
        return "day and night"
    if opens_at and closes_at:
        return f"{_clock(opens_at)} to {_clock(closes_at)}"
    if opens_at:
        return f"from {_clock(opens_at)}"
    return f"until {_clock(closes_at)}" if closes_at else ""


def _clock(moment: time) -> str:
    if (moment.hour, moment.minute) == (12, 0):
        return "midday"
    hour = moment.hour % 12 or 12
    minute = f":{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minute}{'am' if moment.hour < 12 else 'pm'}"


def _named(days: tuple[str, ...]) -> str:
    """ "Monday to Friday" for three days or more in a row, "Monday and Thursday" for the others."""
    names = [DAY_NAMES[day] for day in days]
    if len(days) > 2 and "".join(days) in "".join(DAY_CODES):
        return f"{names[0]} to {names[-1]}"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
