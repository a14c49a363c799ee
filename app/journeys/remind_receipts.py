"""A receipt is late: the person is reminded once, then their keyworker is told. The card works all the same."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.cards import queries, receipt_queries
from app.cards.spend_models import Spend
from app.kernel import clock
from app.notices.actions import tell_person, tell_user
from app.people.queries import keyworker_of

BEFORE = timedelta(days=3)
"""How long before the last day the person is reminded."""


def remind_receipts(session: Session) -> int:
    """Remind the person before the last day, tell the keyworker after it: once each. How many were told."""
    today = clock.today()
    told = 0
    for spend_id in receipt_queries.receipts_due_by(session, today + BEFORE):
        spend = receipt_queries.held_spend(session, session.get_one(Spend, spend_id))
        if not spend.receipt_state.is_owed:
            continue
        if spend.reminded_at is None:
            _remind(session, spend)
            told += 1
        if spend.receipt_due_on < today and spend.keyworker_told_at is None:
            _tell_keyworker(session, spend)
            told += 1
    return told


def _remind(session: Session, spend: Spend) -> None:
    spend.reminded_at = clock.now()
    due = spend.receipt_due_on
    words = (
        f"A receipt is still needed: {spend.merchant}, {spend.amount.short}, by {due.day} {due:%B}. A photo is enough. "
        "If you have lost it, tell us on the same page. Your card works all the same."
    )
    record(session, 0, "receipt.reminded", "card_spend", spend.id, person_id=spend.card.person_id)
    tell_person(session, spend.card.person_id, words, "receipts.show", spend.id)


def _tell_keyworker(session: Session, spend: Spend) -> None:
    spend.keyworker_told_at = clock.now()
    keyworker = keyworker_of(session, spend.card.person_id)
    record(session, 0, "receipt.late", "card_spend", spend.id, person_id=spend.card.person_id)
    if keyworker is not None:
        called = queries.person_of(session, spend.card.person_id).called
        words = f"{called} has a receipt for {spend.amount.short} that is late. Ask whether they need help with it."
        tell_user(session, keyworker.id, words, "receipts.show", spend.id)
