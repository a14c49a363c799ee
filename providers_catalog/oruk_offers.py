"""Cost options, with our extras under ``pb_offer``, as offers: one offer for each, with the same id."""

from decimal import Decimal
from typing import cast, get_args

from providers_catalog.amounts import UNIT_IN_WORDS, NotAnAmount, Price, read_price, read_unit
from providers_catalog.fields import Row, made_id
from providers_catalog.shape import (
    Acceptance,
    OfferRecord,
    PaymentMethod,
    Route,
    Unit,
    VatCategory,
)

UNITS: tuple[Unit, ...] = get_args(Unit)
ROUTES: tuple[Route, ...] = get_args(Route)
PAYMENT_METHODS: tuple[PaymentMethod, ...] = get_args(PaymentMethod)
VAT_CATEGORIES: tuple[VatCategory, ...] = get_args(VatCategory)
MOST_AT_ONCE = 10_000
LONGEST_WAIT_DAYS = 730


def read_offers(service: Row, service_id: str) -> tuple[OfferRecord, ...]:
    """The service's prices. A service without any gets one that says so, for a broker to find out."""
    offers: dict[str, OfferRecord] = {}
    for number, row in enumerate(service.rows("cost_options", "offer")):
        source_id = row.uuid("offer", otherwise=f"{service_id}/{number}")
        if source_id in offers:
            row.rejected("Another price of this service came first with the same id.")
            continue
        try:
            offers[source_id] = _offer(row, source_id)
        except NotAnAmount as reason:
            row.rejected(str(reason))
    return tuple(offers.values()) or (price_to_be_agreed(service.feed, service_id),)


def price_to_be_agreed(feed: str, service_id: str) -> OfferRecord:
    """The offer of a service whose price nobody has written down."""
    return OfferRecord(
        source_id=made_id(feed, "offer", f"{service_id}/price-to-be-agreed"),
        title="Price to be agreed",
        kind="unknown",
        amount_pence=None,
        amount_to_pence=None,
        unit="item",
        unit_words="",
        vat_category=None,
        vat_rate_bp=None,
        price_includes_vat=True,
        routes=(),
        payment_methods=(),
        lead_time_days=None,
        personal_budget="ask",
        cancellation="",
        min_quantity=1,
        max_quantity=None,
        block_contracted=False,
        valid_from=None,
        valid_to=None,
        implied=True,
    )


def _offer(row: Row, source_id: str) -> OfferRecord:
    extras = row.child("pb_offer")
    words = row.line("amount_description")
    price = _price(row, extras, words)
    unit = cast(Unit, extras.choice("unit", UNITS) or read_unit(words) or "item")
    block_contracted = extras.flag("block_contracted") or False
    return OfferRecord(
        source_id=source_id,
        title=row.line("option") or "Standard price",
        kind=price.kind,
        amount_pence=price.pence,
        amount_to_pence=price.to_pence,
        unit=unit,
        unit_words=words or ("" if price.kind == "unknown" else UNIT_IN_WORDS[unit]),
        vat_category=cast(VatCategory | None, extras.choice_upper("vat_category", VAT_CATEGORIES) or None),
        vat_rate_bp=_rate_bp(extras),
        price_includes_vat=extras.flag("price_includes_vat") is not False,
        routes=_routes(extras, price),
        payment_methods=_payment_methods(extras),
        lead_time_days=extras.whole("lead_time_days", 0, LONGEST_WAIT_DAYS),
        personal_budget=cast(Acceptance, extras.choice("personal_budget", get_args(Acceptance)) or "ask"),
        cancellation=extras.child("cancellation").line("words"),
        min_quantity=extras.whole("min_quantity", 1, MOST_AT_ONCE) or 1,
        max_quantity=extras.whole("max_quantity", 1, MOST_AT_ONCE),
        block_contracted=block_contracted,
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
    )


def _price(row: Row, extras: Row, words: str) -> Price:
    given = row.fields.get("amount")
    price = read_price(given, words or row.line("option"))
    if isinstance(given, str) and given.strip():
        row.coerced(f"The amount was text, “{given[:40]}”.")
    if extras.fields.get("price_kind") == "from" and price.kind == "exact":
        return Price("from", price.pence)
    if (most := extras.fields.get("amount_to")) is not None:
        highest = read_price(most)
        if highest.kind != "exact" or price.pence is None or (highest.pence or 0) < price.pence:
            raise NotAnAmount("The top of the price range is not a price above its bottom.")
        return Price("range", price.pence, highest.pence)
    return price


def _rate_bp(extras: Row) -> int | None:
    rate = extras.number("vat_rate", 0, 100)
    return None if rate is None else int(Decimal(str(rate)) * 100)


def _payment_methods(extras: Row) -> tuple[PaymentMethod, ...]:
    said = extras.known("payment_methods", PAYMENT_METHODS)
    return tuple(method for method in PAYMENT_METHODS if method in said)


def _routes(extras: Row, price: Price) -> tuple[Route, ...]:
    """How it may be paid for. A free thing is free whether or not the feed says so."""
    said = extras.known("routes", ROUTES)
    if price.kind == "free" and not said:
        return ("free",)
    return tuple(route for route in ROUTES if route in said)
