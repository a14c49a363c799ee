"""What a directory says, as the columns of our tables. Nothing is decided here that the directory says itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.catalogue.rules import district
from app.catalogue.vocabulary import PriceKind, VatCategory
from app.kernel import clock
from app.kernel.money import Money
from providers_catalog import words as lists
from providers_catalog.shape import OfferRecord, PlaceRecord, ProviderRecord, ServiceRecord

STANDARD_RATE_BP = 2000
ASK_FIRST = "The provider wants to be asked first."
_SELF_BILLING = timedelta(days=364)
"""12 months, the first day included: the longest a self-billing agreement may run (VAT Notice 700/62)."""
_LEADS_THERE = frozenset({"addresses", "address", "latitude", "longitude", "external_identifier", "transportation"})
Columns = dict[str, Any]


def digest_of(record: ProviderRecord | ServiceRecord, *more: object) -> str:
    """The same for the same record, whatever came before; `more` is what else its columns depend on.

    A record's repr is everything but its payload, which may have its keys in any order.
    """
    payload = json.dumps(record.payload, sort_keys=True, default=str)
    return hashlib.sha256(f"{record!r}{payload}{more!r}".encode()).hexdigest()


def provider_columns(record: ProviderRecord) -> Columns:
    """What the directory says about a provider. Our own checks and agreements are not in it."""
    return {
        "name": record.name,
        "description": record.description,
        "kind": "" if record.size == "unknown" else record.size,
        "email": record.email,
        "phone": record.phone,
        "url": record.url,
        "vat_number": record.vat_number or None,
        "identifiers": {identifier.scheme: identifier.value for identifier in record.identifiers},
        "payload": record.payload,
        "payload_digest": digest_of(record),
    }


def self_billing_columns(record: ProviderRecord) -> Columns:
    """A running agreement, for a provider whose directory says that it has one: from today, for 12 months."""
    if not record.self_billing:
        return {}
    return {"self_billing_from": clock.today(), "self_billing_until": clock.today() + _SELF_BILLING}


def service_columns(record: ServiceRecord, digest: str) -> Columns:
    """A service, without its offers and places."""
    audiences = lists.audiences()
    whom = [audiences[slug].label if slug in audiences else slug for slug in record.for_whom]
    return {
        "name": record.name,
        "summary": record.summary,
        "description": record.description,
        "needs": list(record.needs),
        "kinds": list(record.service_types),
        "tags": list(record.tags),
        "activities": list(record.activities),
        "delivery_modes": list(record.delivery_modes),
        "for_whom": ", ".join(whom),
        "minimum_age": record.minimum_age,
        "maximum_age": record.maximum_age,
        "areas": list(record.areas),
        "times": [schedule.words for schedule in record.schedules if schedule.words],
        "url": record.url,
        "valid_from": record.valid_from,
        "valid_to": record.valid_to,
        "payload": _without_withheld(record.payload),
        "payload_digest": digest,
        "is_listed": record.status == "active",
        "updated_at": clock.now(),
    }


def place_columns(place: PlaceRecord) -> Columns:
    """A place. Of a withheld one only its name and how to get about inside is kept."""
    open_place = not place.withheld
    return {
        "name": place.name,
        "address": "\n".join([*place.address, place.postcode]).strip() if open_place else "",
        "town": place.town if open_place else "",
        "area": district(place.postcode) if open_place else "",
        "latitude": place.latitude if open_place else None,
        "longitude": place.longitude if open_place else None,
        "access": " ".join(place.access),
        "is_withheld": place.withheld,
    }


def offer_columns(offer: OfferRecord, *, vat_registered: bool) -> Columns:
    """An offer. A price without VAT is brought to what a person would pay."""
    category, rate_bp = _vat(offer, vat_registered=vat_registered)

    def with_vat(pence: int | None) -> Money | None:
        if pence is None or offer.price_includes_vat:
            return None if pence is None else Money(pence)
        return Money((pence * (10_000 + rate_bp) + 5_000) // 10_000)

    return {
        "title": offer.title,
        "price_kind": PriceKind(offer.kind),
        "price": with_vat(offer.amount_pence),
        "price_to": with_vat(offer.amount_to_pence),
        "unit": offer.unit.replace("_", " "),
        "unit_words": offer.unit_words,
        "vat_category": category,
        "vat_rate_bp": rate_bp,
        "routes": _routes(offer),
        "lead_time_days": offer.lead_time_days,
        "min_quantity": offer.min_quantity,
        "max_quantity": offer.max_quantity,
        "cancellation": offer.cancellation,
        "notes": ASK_FIRST if offer.personal_budget == "ask" and not offer.implied else "",
        "valid_from": offer.valid_from,
        "valid_to": offer.valid_to,
    }


def _vat(offer: OfferRecord, *, vat_registered: bool) -> tuple[VatCategory, int]:
    """Nothing said: outside the scope, unless the provider is registered and charges for it."""
    if offer.vat_category is None:
        charges = vat_registered and offer.kind in {"exact", "from", "range"}
        return (VatCategory.STANDARD, STANDARD_RATE_BP) if charges else (VatCategory.OUTSIDE, 0)
    category = VatCategory(offer.vat_category)
    if category is not VatCategory.STANDARD:
        return category, 0
    return category, STANDARD_RATE_BP if offer.vat_rate_bp is None else offer.vat_rate_bp


def _routes(offer: OfferRecord) -> list[str]:
    """As the directory says; else by what the provider accepts; a price nobody knows is for us to order."""
    if offer.routes:
        return list(offer.routes)
    if offer.kind == "free":
        return ["mainstream"] if offer.block_contracted else ["free"]
    if offer.personal_budget == "no":
        return ["mainstream"]
    return ["card", "order"] if "prepaid_card" in offer.payment_methods else ["order"]


def _without_withheld(payload: Mapping[str, object]) -> Columns:
    """The record as it came, less whatever could lead to a place whose address is withheld."""
    kept: Columns = _cleared(payload)
    return kept


def _cleared(value: Any) -> Any:
    if isinstance(value, list):
        return [_cleared(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    extras = value.get("pb_location")
    is_withheld = isinstance(extras, Mapping) and bool(extras.get("address_withheld"))
    return {name: _cleared(each) for name, each in value.items() if not (is_withheld and name in _LEADS_THERE)}
