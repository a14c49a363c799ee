"""Prices as people say them, distances, words and their stems."""

from __future__ import annotations

import pytest

from app.catalogue.models import Offer
from app.catalogue.rules import about_miles, cost, district, edits_between, main_offer, miles_between
from app.catalogue.search_meaning import ideas_in
from app.catalogue.search_words import stem, words_in
from app.catalogue.vocabulary import PriceKind
from app.kernel.money import Money

BROKER = "a broker finds the exact price"
TEETH = f"£140 to £326 depending on the tooth – {BROKER}"


def an_offer(
    kind: PriceKind, price: int | None = None, unit: str = "session", words: str = "", to: int | None = None
) -> Offer:
    return Offer(
        price_kind=kind,
        price=None if price is None else Money(price),
        price_to=None if to is None else Money(to),
        unit=unit,
        unit_words=words,
    )


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        (an_offer(PriceKind.EXACT, 4500, words="per session"), "£45 a session"),
        (an_offer(PriceKind.EXACT, 1650, unit="hour", words="per hour"), "£16.50 an hour"),
        (an_offer(PriceKind.EXACT, 3500, words="for ten swims"), "£35 for ten swims"),
        (an_offer(PriceKind.EXACT, 2500, unit="item", words="each"), "£25 each"),
        (an_offer(PriceKind.EXACT, 900, unit="item", words="per weekly box"), "£9 a weekly box"),
        (an_offer(PriceKind.EXACT, 900, unit="half day", words="per half day"), "£9 half a day"),
        (an_offer(PriceKind.FROM, 2000, words="from, per session"), f"from £20 a session – {BROKER}"),
        (an_offer(PriceKind.RANGE, 14000, to=32600, words="depending on the tooth"), TEETH),
        (an_offer(PriceKind.FREE, 0), "Free"),
        (an_offer(PriceKind.EXACT, 0), "Free"),
        (an_offer(PriceKind.UNKNOWN), "Ask for a price – a broker finds it out for you"),
    ],
)  # fmt: skip
def test_a_price_is_said_as_a_person_pays_it(offer: Offer, said: str) -> None:
    assert str(cost(offer)) == said


def test_a_card_shows_the_cheapest_certain_price_that_is_not_a_free_taster() -> None:
    free, dear, cheap = an_offer(PriceKind.FREE, 0), an_offer(PriceKind.EXACT, 5000), an_offer(PriceKind.EXACT, 2000)
    assert main_offer([free, dear, cheap]) is cheap
    assert main_offer([free]) is free
    unknown = an_offer(PriceKind.UNKNOWN)
    assert main_offer([free, unknown]) is unknown
    assert main_offer([]) is None


def test_distances_are_said_roughly() -> None:
    assert about_miles(0.2) == "less than a mile away"
    assert about_miles(1.2) == "about 1 mile away"
    assert about_miles(7.6) == "about 8 miles away"
    assert miles_between((51.5, -0.1), (52.5, -0.1)) == pytest.approx(69.1, abs=0.1)


@pytest.mark.parametrize(
    ("postcode", "area"), [("LF2 2BT", "LF2"), ("sw1a1aa", "SW1A"), ("LF2", "LF2"), ("nowhere", ""), ("", "")]
)
def test_the_district_of_a_postcode(postcode: str, area: str) -> None:
    assert district(postcode) == area


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("gym", "gym", 0),
        ("gim", "gym", 1),
        ("acupuncure", "acupuncture", 1),
        ("recieve", "receive", 1),
        ("a", "dog", 3),
    ],
)
def test_slips_of_the_keyboard_are_counted(one: str, other: str, edits: int) -> None:
    assert edits_between(one, other, 2) == edits


def test_forms_of_a_word_meet_and_others_do_not() -> None:
    assert stem("swimming") == stem("swims") == stem("swim")
    assert stem("courses") == stem("course")
    assert stem("activities") == stem("activity")
    assert stem("training") != stem("train")
    assert words_in("Café’s CAFÉS, 2nd") == ["cafes", "cafes", "2nd"]


def test_the_longest_saying_wins() -> None:
    (idea,) = ideas_in("fishing licence")
    assert idea.kinds == ("fishing",)
    assert [each.said for each in ideas_in("I need help with my teeth")] == [("teeth",)]
    assert ideas_in("where is it") != [], "small words count when there are no others"
