"""Stripe as the card issuer: one pooled balance, and for each card an absolute limit of all that was ever loaded.

Our own ledger is the balance; Stripe's limit stands behind it. Called by jobs only, never while a shop waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe

from app.gateways.issuing import signature
from app.gateways.issuing.port import (
    Cardholder,
    CardStatus,
    Controls,
    Event,
    Funding,
    Headers,
    IssuedCard,
    IssuerAuthorisation,
    IssuerTransaction,
    Question,
    Reply,
)
from app.gateways.issuing.stripe_calls import Calls
from app.gateways.issuing.stripe_reading import (
    CURRENCY,
    asked_by,
    authorisation_in,
    card_in,
    event_in,
    question_in,
    transaction_in,
    transactions_in,
)
from app.kernel import clock
from app.kernel.money import Money

API_VERSION = "2026-10-28.endive"
TIMEOUT_SECONDS = 8
RETRIES = 2
SIGNATURE_HEADER = "Stripe-Signature"


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """How to reach Stripe, and what proves that a message is Stripe's (several secrets while one is replaced)."""

    secret_key: str
    api_version: str
    api_base: str | None
    event_secrets: tuple[str, ...]
    question_secrets: tuple[str, ...]
    address: tuple[str, str, str]
    """Where cards belong: first line, town and postcode of the organisation. Nobody's home is needed."""
    phone: str
    """For the code that an online shop may ask for, when the person has no telephone of their own."""


class StripeIssuer:
    """A CardIssuer at Stripe."""

    def __init__(self, settings: StripeSettings) -> None:
        self._settings = settings
        http = stripe.RequestsClient(timeout=TIMEOUT_SECONDS)
        self._client = stripe.StripeClient(
            settings.secret_key,
            stripe_version=settings.api_version,
            base_addresses={"api": settings.api_base} if settings.api_base else None,
            max_network_retries=RETRIES,
            http_client=http,
        )
        self._v1 = self._client.v1
        self._calls = Calls()

    def ensure_cardholder(self, holder: Cardholder, *, once: str) -> str:
        """Stripe's reference for a person. The name must be one that a card can carry."""
        first, _, last = holder.name.partition(" ")
        line1, city, postal_code = self._settings.address
        params: dict[str, Any] = {
            "type": "individual",
            "name": holder.name,
            "status": "active",
            "phone_number": holder.phone or self._settings.phone,
            "billing": {"address": {"line1": line1, "city": city, "postal_code": postal_code, "country": "GB"}},
            "individual": {"first_name": first, "last_name": last or first},
            "metadata": {"reference": holder.reference, "once": once},
        }

        def known() -> dict[str, Any] | None:
            found = self._v1.issuing.cardholders.list({"type": "individual", "limit": 100})
            return next((one.to_dict() for one in found.auto_paging_iter() if _made_by(one.to_dict(), once)), None)

        made = self._calls.once(once, lambda key: self._v1.issuing.cardholders.create(params, key), known)  # type: ignore[arg-type]
        return str(made["id"])

    def create_card(self, cardholder_ref: str, *, once: str) -> IssuedCard:
        """A virtual card, active, with a limit of nothing."""
        params: dict[str, Any] = {
            "cardholder": cardholder_ref,
            "currency": CURRENCY,
            "type": "virtual",
            "status": "active",
            "spending_controls": _controls(Controls(Money(0))),
            "metadata": {"once": once, "schema": "1"},
        }

        def known() -> dict[str, Any] | None:
            found = self._v1.issuing.cards.list({"cardholder": cardholder_ref, "limit": 100})
            return next((one.to_dict() for one in found.auto_paging_iter() if _made_by(one.to_dict(), once)), None)

        return card_in(self._calls.once(once, lambda key: self._v1.issuing.cards.create(params, key), known))  # type: ignore[arg-type]

    def set_controls(self, card_ref: str, controls: Controls, *, once: str) -> IssuedCard:
        """Replace everything a card is limited by; always sent whole."""
        params = {"spending_controls": _controls(controls)}
        return self._change(card_ref, params, once, lambda card: card.limit_total == controls.limit_total)

    def set_status(self, card_ref: str, status: CardStatus, *, once: str) -> IssuedCard:
        """Freeze, unfreeze or close."""
        return self._change(card_ref, {"status": status.value}, once, lambda card: card.status is status)

    def expect_top_up(self, amount: Money, reference: str, *, once: str) -> None:
        """Stripe sees the bank transfer arrive by itself."""

    def card(self, card_ref: str) -> IssuedCard:
        """A card read back."""
        return card_in(self._calls.read(lambda: self._v1.issuing.cards.retrieve(card_ref)))

    def cards_of(self, cardholder_ref: str) -> list[IssuedCard]:
        """All cards of one person, oldest first."""
        found = self._calls.all(lambda: self._v1.issuing.cards.list({"cardholder": cardholder_ref, "limit": 100}))
        return [card_in(one) for one in reversed(found)]

    def authorisation(self, ref: str) -> IssuerAuthorisation:
        """An authorisation read back."""
        return authorisation_in(self._calls.read(lambda: self._v1.issuing.authorizations.retrieve(ref)))

    def transaction(self, ref: str) -> IssuerTransaction:
        """A transaction read back."""
        return transaction_in(self._calls.read(lambda: self._v1.issuing.transactions.retrieve(ref)))

    def transactions_of(self, authorisation_ref: str) -> list[IssuerTransaction]:
        """What was taken and given back under one authorisation, oldest first."""
        return transactions_in(self._calls.read(lambda: self._v1.issuing.authorizations.retrieve(authorisation_ref)))

    def authorisations_on(self, card_ref: str, since: datetime) -> list[IssuerAuthorisation]:
        """What shops asked of one card since a moment, oldest first."""
        wanted: Any = {"card": card_ref, "created": {"gte": int(since.timestamp())}, "limit": 100}
        found = self._calls.all(lambda: self._v1.issuing.authorizations.list(wanted))
        return [authorisation_in(one) for one in reversed(found)]

    def transactions_on(self, card_ref: str, since: datetime) -> list[IssuerTransaction]:
        """What was taken from and given back to one card since a moment, oldest first."""
        wanted: Any = {"card": card_ref, "created": {"gte": int(since.timestamp())}, "limit": 100}
        found = self._calls.all(lambda: self._v1.issuing.transactions.list(wanted))
        return [transaction_in(one) for one in reversed(found)]

    def funding(self) -> Funding:
        """How much money stands behind the cards. Stripe's list is empty when there is none."""
        balance = self._calls.read(self._v1.balance.retrieve)
        available = (balance.get("issuing") or {}).get("available") or []
        coming = self._calls.all(lambda: self._v1.topups.list({"status": "pending", "limit": 100}))
        here = sum(int(one["amount"]) for one in available if one["currency"] == CURRENCY)
        return Funding(Money(here), Money(sum(int(one["amount"]) for one in coming if one["currency"] == CURRENCY)))

    def verify_question(self, raw: bytes, headers: Headers) -> Question:
        """A question, once its signature and age were found right."""
        signature.check(self._settings.question_secrets, headers.get(SIGNATURE_HEADER, ""), raw, clock.now())
        return question_in(raw)

    def verify_event(self, raw: bytes, headers: Headers) -> Event:
        """A message, once its signature and age were found right."""
        signature.check(self._settings.event_secrets, headers.get(SIGNATURE_HEADER, ""), raw, clock.now())
        return event_in(raw)

    def answer(self, *, approved: bool, code: str, amount: Money | None = None) -> Reply:
        """Yes or no, in the body, with the version header without which it does not count."""
        return asked_by(self._settings.api_version, approved=approved, code=code, amount=amount)

    def _change(
        self, card_ref: str, params: dict[str, Any], once: str, is_so: Callable[[IssuedCard], bool]
    ) -> IssuedCard:
        def known() -> dict[str, Any] | None:
            card = self._v1.issuing.cards.retrieve(card_ref).to_dict()
            return card if is_so(card_in(card)) else None

        update = self._v1.issuing.cards.update
        return card_in(self._calls.once(once, lambda key: update(card_ref, params, key), known))  # type: ignore[arg-type]


def _controls(controls: Controls) -> dict[str, Any]:
    """The complete controls: whether Stripe merges or replaces is written nowhere."""
    limit = {"amount": controls.limit_total.pence, "interval": "all_time"}
    # An empty list never reaches the wire, so a card whose last category is unblocked keeps it: the jobs send some.
    return {"spending_limits": [limit], "blocked_categories": sorted(controls.blocked_categories)}


def _made_by(found: dict[str, Any], once: str) -> bool:
    return (found.get("metadata") or {}).get("once") == once
