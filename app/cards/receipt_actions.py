"""Verbs of receipts: handed in, found right, sent back."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.cards import receipt_queries
from app.cards.policy import may_check_receipt, may_hand_in
from app.cards.spend_models import Receipt, Spend
from app.kernel.errors import BadInput
from app.kernel.money import NOTHING, Money
from app.kernel.permit import allow
from app.kernel.text import tidy
from app.people.vocabulary import Viewer


def hand_in(
    session: Session, viewer: Viewer, spend: Spend, *, file_key: str, file_type: str, digest: str, note: str
) -> Receipt:
    """A photo or PDF for a purchase. The same file for two purchases is told, not taken."""
    spend = receipt_queries.held_spend(session, spend)
    allow(may_hand_in(viewer, spend))
    earlier = receipt_queries.same_receipt(session, spend.card.person_id, digest)
    if earlier is not None:
        where = "this purchase" if earlier.id == spend.id else f"{earlier.merchant} ({earlier.amount.short})"
        raise BadInput(f"You handed in this very file before, for {where}. Choose another one.", "receipt")
    spend.hand_in()
    receipt = Receipt(
        spend_id=spend.id,
        file_key=file_key,
        file_type=file_type,
        file_digest=digest,
        note=tidy(note),
        handed_in_by_id=viewer.user_id,
    )
    spend.receipts.append(receipt)
    session.flush()
    return receipt


def state_lost(session: Session, viewer: Viewer, spend: Spend, words: str) -> Receipt:
    """In place of a receipt that is lost: what was bought, and what became of the receipt."""
    spend = receipt_queries.held_spend(session, spend)
    allow(may_hand_in(viewer, spend))
    kept = tidy(words)
    if not kept:
        raise BadInput("Say what you bought, and what happened to the receipt", "statement")
    spend.hand_in()
    statement = Receipt(
        spend_id=spend.id, file_key="", file_type="", file_digest="", note=kept, handed_in_by_id=viewer.user_id
    )
    spend.receipts.append(statement)
    session.flush()
    return statement


def accept_receipt(
    session: Session, viewer: Viewer, spend: Spend, keyworker_id: int | None, allowed: Money | None, words: str
) -> Spend:
    """The receipt is right. `allowed` is less than it cost when part of it was not for the plan; `words` say why."""
    spend = receipt_queries.held_spend(session, spend)
    allow(may_check_receipt(viewer, spend, keyworker_id))
    allowed, why = spend.cost if allowed is None else allowed, tidy(words)
    if not NOTHING <= allowed <= spend.cost:
        raise BadInput(f"Enter an amount from £0 to {spend.cost.short}", "allowed")
    if allowed < spend.cost and not why:
        raise BadInput("Say which part was not for the plan. The person will read it.", "words")
    spend.accept(viewer.user_id, spend.cost - allowed, why if allowed < spend.cost else "")
    return spend


def send_receipt_back(
    session: Session, viewer: Viewer, spend: Spend, keyworker_id: int | None, words: str, due_on: date
) -> Spend:
    """Another receipt is needed; it says why and until when."""
    spend = receipt_queries.held_spend(session, spend)
    allow(may_check_receipt(viewer, spend, keyworker_id))
    kept = tidy(words)
    if not kept:
        raise BadInput("Say what is wrong with it, and what would help", "words")
    spend.send_back(viewer.user_id, kept, due_on)
    return spend
