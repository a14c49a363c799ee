"""Stripe's objects as ours. Amounts are pence of GBP; what a shop took is negative at Stripe."""

from __future__ import annotations

import calendar
import json
from datetime import UTC, date, datetime
from typing import Any

from app.gateways.issuing.port import (
    BadSignature,
    CardStatus,
    Event,
    EventKind,
    HoldStatus,
    IssuedCard,
    IssuerAuthorisation,
    IssuerTransaction,
    Question,
    Reply,
    TransactionKind,
)
from app.kernel.money import Money

CURRENCY = "gbp"
_KINDS = {
    "issuing_authorization.created": EventKind.AUTHORISATION,
    "issuing_authorization.updated": EventKind.AUTHORISATION,
    "issuing_transaction.created": EventKind.TRANSACTION,
    "issuing_transaction.updated": EventKind.TRANSACTION,
    "issuing_card.created": EventKind.CARD,
    "issuing_card.updated": EventKind.CARD,
}


def card_in(found: dict[str, Any]) -> IssuedCard:
    """A card."""
    year, month = int(found["exp_year"]), int(found["exp_month"])
    limits = (found.get("spending_controls") or {}).get("spending_limits") or []
    in_all = [one["amount"] for one in limits if one["interval"] == "all_time" and not one.get("categories")]
    return IssuedCard(
        ref=found["id"],
        cardholder_ref=_ref(found["cardholder"]) or "",
        last_four=found["last4"],
        expires_on=date(year, month, calendar.monthrange(year, month)[1]),
        status=CardStatus(found["status"]),
        limit_total=Money(min(in_all, default=0)),
    )


def authorisation_in(found: dict[str, Any]) -> IssuerAuthorisation:
    """An authorisation. A refused one has an amount of nothing: what was wanted is in its history."""
    history = found.get("request_history") or []
    approved = bool(found["approved"])
    wanted = int(found["amount"]) if approved else max((int(one["amount"]) for one in history), default=0)
    return IssuerAuthorisation(
        ref=found["id"],
        card_ref=_ref(found["card"]) or "",
        merchant=_merchant(found),
        category=str(found["merchant_data"].get("category") or ""),
        asked=Money(wanted),
        amount=Money(int(found["amount"])),
        approved=approved,
        status=HoldStatus(found["status"]),
        reason="" if approved or not history else str(history[-1]["reason"]),
        requests=len(history),
        at=_moment(found["created"]),
    )


def transaction_in(found: dict[str, Any], refund_of: str | None = None) -> IssuerTransaction:
    """Money that moved."""
    return IssuerTransaction(
        ref=found["id"],
        card_ref=_ref(found["card"]) or "",
        kind=TransactionKind(found["type"]),
        amount=Money(abs(int(found["amount"]))),
        merchant=_merchant(found),
        category=str(found["merchant_data"].get("category") or ""),
        authorisation_ref=_ref(found.get("authorization")),
        refund_of=refund_of,
        at=_moment(found["created"]),
    )


def transactions_in(authorisation: dict[str, Any]) -> list[IssuerTransaction]:
    """What moved under one authorisation, oldest first. A refund is for the newest capture it fits into."""
    moved = sorted(authorisation.get("transactions") or [], key=lambda one: (one["created"], one["id"]))
    captures = [one for one in moved if one["type"] == "capture"]

    def of(refund: dict[str, Any]) -> str | None:
        fits = [one["id"] for one in captures if abs(one["amount"]) >= abs(refund["amount"])]
        return fits[-1] if fits else None

    return [transaction_in(one, of(one) if one["type"] == "refund" else None) for one in moved]


def question_in(raw: bytes) -> Question:
    """A shop's question, from a message whose signature is right."""
    try:
        event = json.loads(raw)
        found = event["data"]["object"]
        pending = found["pending_request"]
        if event["type"] != "issuing_authorization.request" or pending["currency"] != CURRENCY:
            raise BadSignature("the question is not one we know")
        return Question(
            event_ref=str(event["id"]),
            authorisation_ref=str(found["id"]),
            card_ref=_ref(found["card"]) or "",
            merchant=_merchant(found),
            category=str(found["merchant_data"].get("category") or ""),
            amount=Money(int(pending["amount"])),
            step=len(found.get("request_history") or []),
            may_be_less=bool(pending.get("is_amount_controllable")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as odd:
        raise BadSignature("the question is not one we know") from odd


def event_in(raw: bytes) -> Event:
    """What a message is about, from a message whose signature is right."""
    try:
        event = json.loads(raw)
        kind = _KINDS.get(str(event["type"]), EventKind.OTHER)
        return Event(str(event["id"]), kind, str(event["data"]["object"].get("id", "")))
    except (KeyError, TypeError, ValueError, AttributeError) as odd:
        raise BadSignature("the message is not one we know") from odd


def asked_by(version: str, *, approved: bool, code: str, amount: Money | None) -> Reply:
    """The answer to a shop's question; less than was asked only where the shop takes less."""
    said: dict[str, Any] = {"approved": approved}
    if approved and amount is not None:
        said["amount"] = amount.pence
    if code:
        said["metadata"] = {"refused_because": code}
    return Reply(json.dumps(said).encode(), {"Content-Type": "application/json", "Stripe-Version": version})


def _merchant(found: dict[str, Any]) -> str:
    return " ".join(str(found["merchant_data"].get("name") or "A shop").split())


def _ref(value: Any) -> str | None:
    """A reference, whether Stripe sent it alone or with the whole object."""
    found = value["id"] if isinstance(value, dict) else value
    return None if found is None else str(found)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
