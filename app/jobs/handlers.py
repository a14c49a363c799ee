"""Who does what with each announced fact. Every message has exactly one handler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.jobs import cards, notices, purchasing
from app.world import World

Settle = Callable[[Session], None]
"""What to write down, in the transaction that marks the message done."""
Handler = Callable[[World, Any], Settle | None]
"""Reads, calls the world with the message's own ids as keys, and returns what to write down."""

HANDLERS: dict[str, Handler] = {
    "OrderIssued": purchasing.tell_provider_of_order,
    "DeliveryConfirmed": purchasing.bill_what_came,
    "InvoiceIssued": purchasing.make_invoice,
    "PaymentRunSent": purchasing.send_remittances,
    "CardLoadAsked": cards.send_card_load,
    "CardOrdered": cards.make_card,
    "CardChanged": cards.tell_issuer_of_card,
    "IssuerSpoke": cards.read_issuer_event,
    "IssuerToppedUp": cards.tell_issuer_of_money,
    "NoticeAsked": notices.send_notice,
    "PasswordLinkAsked": notices.send_password_link,
}
