"""A service as people read it: what it is, what it costs, where, when, and how it can be paid for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.catalogue.models import Offer, Place, Service
from app.catalogue.rules import WAYS_TO_PAY, Cost, about_miles, cost, main_offer
from app.catalogue.vocabulary import DeliveryMode, PriceKind
from app.kernel import clock
from app.kernel.text import tidy

LONGEST_SUMMARY = 220


@dataclass(frozen=True, slots=True)
class Card:
    """One service in a list."""

    service: Service
    cost: Cost
    words: str
    where: str
    when: str
    how: str
    other_prices: int

    @property
    def facts(self) -> list[str]:
        """When and how, for the line below."""
        return [fact for fact in (self.when, self.how) if fact]


def card_of(service: Service, miles: float | None = None) -> Card:
    """What a card says about a service."""
    offers = on_sale(service)
    offer = main_offer(offers)
    return Card(
        service=service,
        cost=cost(offer) if offer else Cost("Ask for a price", "", "a broker finds it out for you"),
        words=_shortened(service.summary or service.description),
        where=where_words(service, miles),
        when=_first_of(service.times, "time"),
        how=how_to_buy(offer) if offer else "",
        other_prices=max(len(offers) - 1, 0),
    )


def on_sale(service: Service) -> list[Offer]:
    """The offers that can be chosen today, or later."""
    today = clock.today()
    return [offer for offer in service.offers if offer.valid_to is None or offer.valid_to >= today]


def how_to_buy(offer: Offer) -> str:
    """Whether and how a budget can pay for it."""
    ways = [way for way in offer.routes if way in WAYS_TO_PAY]
    if ways == ["mainstream"]:
        return "Takes nothing from the budget: another service pays"
    if offer.price_kind is PriceKind.FREE or ways == ["free"]:
        return "Takes nothing from the budget"
    paid = {"card": "with a pre-paid card", "order": "we order it"}
    said = " or ".join(paid[way] for way in ways if way in paid) or "we order it"
    if not offer.price_kind.is_certain:
        return f"From the budget, once a broker has the price: {said}"
    return f"From the budget: {said}"


def where_words(service: Service, miles: float | None = None) -> str:
    """Where it happens, in a few words."""
    if any(place.is_withheld for place in service.places):
        return "The address is told when you book"
    there = [place for place in service.places if place.town or place.address or place.latitude is not None]
    towns = list(dict.fromkeys(place.town or place.name for place in there if place.town or place.name))
    if there and miles is not None:
        return f"{about_miles(miles).capitalize()}{f', in {towns[0]}' if len(towns) == 1 else ''}"
    if towns:
        return _first_of(towns, "place")
    modes = [DeliveryMode(mode).words for mode in service.delivery_modes if mode in _MODES and mode != "in_person"]
    areas = _first_of(service.areas, "area")
    return ", ".join(part for part in (" or ".join(modes), areas) if part)


def ways_of_delivery(service: Service) -> str:
    """In person, online, …"""
    return ", ".join(DeliveryMode(mode).words for mode in service.delivery_modes if mode in _MODES)


def who_for(service: Service) -> str:
    """Whom it is for."""
    low, high = service.minimum_age, service.maximum_age
    if low is not None and high is not None:
        age = f"age {low} to {high}"
    elif low is not None:
        age = f"age {low} and over"
    else:
        age = f"age {high} and under" if high is not None else ""
    return ", ".join(part for part in (service.for_whom or "Everybody", age) if part)


def offer_terms(offer: Offer) -> list[str]:
    """What else one should know before choosing an offer."""
    terms = []
    if offer.lead_time_days:
        days = f"{offer.lead_time_days} day{'' if offer.lead_time_days == 1 else 's'}"
        terms.append(f"Can start about {days} after it is ordered.")
    if offer.min_quantity > 1:
        terms.append(f"At least {offer.min_quantity} at a time.")
    return [*terms, *(tidy(words) for words in (offer.cancellation, offer.notes) if words.strip())]


def place_lines(place: Place) -> list[str]:
    """A place, line by line."""
    if place.is_withheld:
        return [line for line in (place.name, "The address is told when you book.", place.access) if line]
    address = [line for line in place.address.split("\n") if line and line != place.name]
    town = [place.town] if place.town and place.town not in address else []
    if address and town:
        address = [*address[:-1], *town, address[-1]] if place.area and place.area in address[-1] else [*address, *town]
    else:
        address += town
    return list(dict.fromkeys(line for line in (place.name, *address, place.access) if line))


def safe_link(url: str) -> str:
    """A web address that may be followed, or ""."""
    try:
        parts = urlsplit(url.strip())
        return url.strip() if parts.scheme in {"http", "https"} and parts.hostname else ""
    except ValueError:
        return ""


_MODES = frozenset(mode.value for mode in DeliveryMode)


def _first_of(parts: Sequence[str], thing: str) -> str:
    if not parts:
        return ""
    more = len(parts) - 1
    return f"{parts[0]}, and {more} more {thing}{'' if more == 1 else 's'}" if more else str(parts[0])


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= LONGEST_SUMMARY:
        return line
    return line[:LONGEST_SUMMARY].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
