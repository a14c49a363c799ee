"""When the pretend issuer says no by itself: a card that is not active, its limit, and the money behind all cards."""

from __future__ import annotations

import sqlite3

from app.gateways.issuing.port import CardStatus
from app.gateways.issuing.pretend_book import found
from app.kernel import clock
from app.kernel.money import Money


def refusal(opened: sqlite3.Connection, card_ref: str, category: str, amount: Money) -> str:
    """Why the issuer says no by itself, without asking us; empty when it does not."""
    card = found(opened, "card", card_ref)
    if card["status"] != CardStatus.ACTIVE:
        return "card_inactive"
    if clock.today().isoformat() > card["expires_on"]:
        return "card_expired"
    if category in card["blocked"].split():
        return "spending_controls"
    if used_of_limit(opened, card_ref) + amount.pence > card["limit_total"]:
        return "spending_limit"
    return "insufficient_funds" if pooled(opened) < amount.pence else ""


def pooled(opened: sqlite3.Connection) -> int:
    """Pence behind all cards that nobody has taken or is about to take."""
    row = opened.execute(
        """SELECT (SELECT coalesce(sum(amount), 0) FROM top_up)
        + (SELECT coalesce(sum(CASE kind WHEN 'refund' THEN amount ELSE -amount END), 0) FROM movement)
        - (SELECT coalesce(sum(max(a.amount - (SELECT coalesce(sum(m.amount), 0) FROM movement m
            WHERE m.authorisation = a.ref AND m.kind = 'capture'), 0)), 0)
           FROM authorisation a WHERE a.approved = 1 AND a.status = 'pending')"""
    ).fetchone()
    return int(row[0])


def used_of_limit(opened: sqlite3.Connection, card: str) -> int:
    """Pence of a card's all-time limit that are spent or held. Refunds give back."""
    row = opened.execute(
        """SELECT (SELECT coalesce(sum(CASE kind WHEN 'refund' THEN -amount ELSE amount END), 0)
            FROM movement WHERE card = :card)
        + (SELECT coalesce(sum(max(a.amount - (SELECT coalesce(sum(m.amount), 0) FROM movement m
            WHERE m.authorisation = a.ref AND m.kind = 'capture'), 0)), 0)
           FROM authorisation a WHERE a.card = :card AND a.approved = 1 AND a.status = 'pending')""",
        {"card": card},
    ).fetchone()
    return int(row[0])
