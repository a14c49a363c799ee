"""Prices as directories write them, as whole pence and a unit."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from providers_catalog.shape import PriceKind, Unit

DEAREST_PENCE = 100_000_000  # £1,000,000: anything above is a slip of the keyboard, not a price.

_SUM = r"(?:£|GBP)?\s*(\d[\d,]*(?:\.\d+)?)"
_ONE = re.compile(rf"(from|about|approx\.?)?\s*{_SUM}", re.IGNORECASE)
_TWO = re.compile(rf"(?:from)?\s*{_SUM}\s*(?:-|–|to)\s*{_SUM}", re.IGNORECASE)
_FREE = re.compile(r"(free|no charge|no cost|nil)\.?", re.IGNORECASE)

# Longest words first: "half day" must not be read as "day".
_UNIT_WORDS: tuple[tuple[str, Unit], ...] = (
    (r"half[- ]?day", "half_day"),
    (r"hour|hourly|hr", "hour"),
    (r"session|lesson|class|visit|meeting|appointment|treatment", "session"),
    (r"night|nightly", "night"),
    (r"day|daily", "day"),
    (r"week|weekly|pw", "week"),
    (r"month|monthly|pcm", "month"),
    (r"term", "term"),
    (r"year|yearly|annual|annually|pa", "year"),
    (r"course|programme", "course"),
)
UNIT_IN_WORDS: dict[Unit, str] = {
    "item": "each",
    "session": "per session",
    "hour": "per hour",
    "half_day": "per half day",
    "day": "per day",
    "night": "per night",
    "week": "per week",
    "month": "per month",
    "term": "per term",
    "year": "per year",
    "course": "per course",
}


class NotAnAmount(ValueError):
    """This cannot be a price; the message says why, for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Price:
    """What is asked, in pence. ``to_pence`` is set for a range only."""

    kind: PriceKind
    pence: int | None
    to_pence: int | None = None


def read_price(amount: object, words: str = "") -> Price:
    """A price from a number, from text such as "£4.00", "from £20" or "£10-£15", or from nothing.

    Zero is free. ``words`` ("from", "free") may qualify it. Raises ``NotAnAmount``.
    """
    if amount is None or (isinstance(amount, str) and not amount.strip()):
        return Price("free", 0) if _FREE.fullmatch(words.strip()) else Price("unknown", None)
    if isinstance(amount, str):
        price = _from_text(amount.strip())
    elif isinstance(amount, int | float) and not isinstance(amount, bool):
        price = _exact(_pence(str(amount)))
    else:
        raise NotAnAmount("The amount is neither a number nor text.")
    if price.kind == "exact" and re.match(r"\s*from\b", words, re.IGNORECASE):
        return Price("from", price.pence)
    return price


def read_unit(words: str) -> Unit | None:
    """The unit in "per half day" or "£4 a session"; ``None`` when the words name none."""
    for pattern, unit in _UNIT_WORDS:
        if re.search(rf"\b(?:{pattern})s?\b", words, re.IGNORECASE):
            return unit
    return "item" if re.search(r"\b(each|item|pair|pack)\b", words, re.IGNORECASE) else None


def _from_text(text: str) -> Price:
    if _FREE.fullmatch(text):
        return Price("free", 0)
    if two := _TWO.fullmatch(text):
        low, high = _pence(two[1]), _pence(two[2])
        if high < low:
            raise NotAnAmount(f"“{text[:40]}” goes from a higher price to a lower one.")
        return Price("range", low, high)
    if one := _ONE.fullmatch(text):
        price = _exact(_pence(one[2]))
        return Price("from", price.pence) if one[1] else price
    raise NotAnAmount(f"“{text[:40]}” is not an amount of money.")


def _exact(pence: int) -> Price:
    return Price("exact", pence) if pence else Price("free", 0)


def _pence(text: str) -> int:
    try:
        pence = Decimal(text.replace(",", "")) * 100
    except InvalidOperation as error:
        raise NotAnAmount("That is not an amount of money.") from error
    if pence < 0:
        raise NotAnAmount("A price cannot be less than nothing.")
    if pence > DEAREST_PENCE:
        raise NotAnAmount("A price cannot be more than £1,000,000.")
    if pence != pence.to_integral_value():
        raise NotAnAmount(f"{text[:20]} has a part of a penny in it.")
    return int(pence)
