"""Judgements about the catalogue: which price to show first, what it says, and how far away something is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Protocol, TypeVar

from app.catalogue.vocabulary import PriceKind
from app.kernel.money import NOTHING, Money

Position = tuple[float, float]
"""Latitude and longitude."""
AnyOffer = TypeVar("AnyOffer", bound="Priced")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(?: ?\d[A-Z]{2})?")
_EARTH_MILES = 3_958.8
_UNITS = {
    "item": "each",
    "session": "a session",
    "hour": "an hour",
    "half day": "half a day",
    "day": "a day",
    "night": "a night",
    "week": "a week",
    "month": "a month",
    "term": "a term",
    "year": "a year",
    "course": "for the course",
}
WAYS_TO_PAY = {
    "card": "With a pre-paid card",
    "order": "We order it and pay the provider",
    "mainstream": "Another service pays for it",
    "free": "Nothing to pay",
}


class Priced(Protocol):
    """What a price needs to be said in words."""

    @property
    def price_kind(self) -> PriceKind: ...
    @property
    def price(self) -> Money | None: ...
    @property
    def price_to(self) -> Money | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def unit_words(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Cost:
    """What somebody pays, in words: "£45", "a session"; and what still has to happen before it can be bought."""

    amount: str
    per: str = ""
    next: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.amount, self.per) if part) + (f" – {self.next}" if self.next else "")


def cost(offer: Priced) -> Cost:
    """What an offer costs, as a person pays it."""
    per = per_unit(offer.unit, offer.unit_words)
    match offer.price_kind:
        case PriceKind.FREE:
            return Cost("Free")
        case PriceKind.EXACT if offer.price is not None:
            return Cost("Free") if offer.price == NOTHING else Cost(offer.price.short, per)
        case PriceKind.FROM if offer.price is not None:
            return Cost(f"from {offer.price.short}", per, "a broker finds the exact price")
        case PriceKind.RANGE if offer.price is not None and offer.price_to is not None:
            return Cost(f"{offer.price.short} to {offer.price_to.short}", per, "a broker finds the exact price")
    return Cost("Ask for a price", "", "a broker finds it out for you")


def per_unit(unit: str, unit_words: str = "") -> str:
    """A unit after a price: "a session", "each", "for ten swims"."""
    plain = unit.replace("_", " ")
    said = unit_words.strip().lower().removeprefix("from, ").removeprefix("from ")
    if said.startswith(("for ", "depending ")):
        return said
    counted = said.removeprefix("per ") if said.startswith("per ") else plain
    return _UNITS.get(counted) or f"{'an' if counted[:1] in {*'aeio'} else 'a'} {counted}"


def main_offer(offers: Sequence[AnyOffer]) -> AnyOffer | None:
    """The offer a card shows: the cheapest that costs something and is certain, else the first of any kind."""
    costs = [offer for offer in offers if offer.price_kind is PriceKind.EXACT and offer.price]
    uncertain = [offer for offer in offers if not offer.price_kind.is_certain]
    if costs:
        return min(costs, key=lambda offer: offer.price or NOTHING)
    return next(iter(uncertain or offers), None)


def miles_between(here: Position, there: Position) -> float:
    """As the crow flies."""
    lat1, lon1, lat2, lon2 = map(radians, (*here, *there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_MILES * asin(min(1.0, sqrt(half)))


def nearest(here: Position | None, there: Iterable[tuple[float | None, float | None]]) -> float | None:
    """Miles to the nearest of several places; None when either side is not known."""
    if here is None:
        return None
    known = [(latitude, longitude) for latitude, longitude in there if latitude is not None and longitude is not None]
    return min((miles_between(here, place) for place in known), default=None)


def about_miles(miles: float) -> str:
    """Only a district is known, so a distance is said roughly."""
    if miles < 0.75:
        return "less than a mile away"
    rounded = round(miles)
    return "about 1 mile away" if rounded == 1 else f"about {rounded} miles away"


def district(postcode: str) -> str:
    """The district part of a postcode: "LF2" of "LF2 2BT". A postcode we cannot read has none."""
    found = _POSTCODE.fullmatch(" ".join(postcode.upper().split()))
    return found[1] if found else ""


def is_open_on(day: date, valid_from: date | None, valid_to: date | None) -> bool:
    """Whether something with these dates can be chosen on a day; both ends count."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def edits_between(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap to make one word the other; `most` + 1 when it takes more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row, before_last = row, [i], before
        for j, wanted in enumerate(other, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, before_last[j - 2] + 1)
            row.append(best)
        before = last
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
