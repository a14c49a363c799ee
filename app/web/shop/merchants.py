"""The fictional shops of the demo, each with the issuer's word for its kind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merchant:
    """A shop: how the demo's form knows it, its name, its kind in words, and the card company's word for that."""

    key: str
    name: str
    kind: str
    category: str


MERCHANTS = (
    Merchant("paws", "Paws & Co", "Pet shop", "pet_shops_pet_food_and_supplies"),
    Merchant("basket", "The Daily Basket", "Supermarket", "grocery_stores_supermarkets"),
    Merchant("pulse", "Pulse Fitness", "Gym", "membership_clubs_sports_recreation_golf"),
    Merchant("spokes", "Spokes Yard", "Bike shop", "bicycle_shops"),
    Merchant("pages", "Pages & Ink", "Book shop", "book_stores"),
    Merchant("northline", "Northline Trains", "Trains", "passenger_railways"),
    Merchant("cork", "The Cork Cellar", "Off-licence", "package_stores_beer_wine_and_liquor"),
    Merchant("lucky", "Lucky Strip", "Betting shop", "betting_casino_gambling"),
    Merchant("cash", "High Street cash machine", "Cash machine", "automated_cash_disburse"),
)
BY_KEY = {merchant.key: merchant for merchant in MERCHANTS}


def likely_for(purpose: str) -> str:
    """The shop where somebody most likely buys something, by its words; the supermarket when nothing fits."""
    said = purpose.lower()
    for words, key in _LIKELY:
        if any(word in said for word in words):
            return key
    return "basket"


_LIKELY = (
    (("collar", "dog", "cat", "pet"), "paws"),
    (("gym", "swim", "fitness", "sport"), "pulse"),
    (("bike", "bicycle", "helmet"), "spokes"),
    (("book", "course", "photo", "art"), "pages"),
    (("train", "rail", "travel", "bus"), "northline"),
)
