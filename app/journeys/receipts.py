"""A receipt is handed in, checked by the keyworker, and with that the money is a cost of support."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.budgets.queries import budget_of
from app.cards import queries
from app.cards import receipt_actions as actions
from app.cards.endings import DisputeState
from app.cards.spend_models import Receipt, Spend
from app.kernel import clock
from app.kernel.errors import Conflict
from app.kernel.money import NOTHING, Money
from app.ledger import card_movements, journal
from app.notices.actions import tell_person, tell_user
from app.people.queries import keyworker_of
from app.people.vocabulary import Viewer
from app.plans import actions as plans
from app.programmes.queries import policy_on


def hand_in(
    session: Session, viewer: Viewer, spend: Spend, *, file_key: str, file_type: str, digest: str, note: str = ""
) -> Receipt:
    """A photo or PDF of a receipt, already cleaned and kept in the file store."""
    receipt = actions.hand_in(session, viewer, spend, file_key=file_key, file_type=file_type, digest=digest, note=note)
    _tell_of_receipt(session, viewer, spend, receipt)
    return receipt


def state_lost(session: Session, viewer: Viewer, spend: Spend, words: str) -> Receipt:
    """The receipt is lost: the person says what they bought, and the keyworker decides as about any receipt."""
    statement = actions.state_lost(session, viewer, spend, words)
    _tell_of_receipt(session, viewer, spend, statement)
    return statement


def _tell_of_receipt(session: Session, viewer: Viewer, spend: Spend, receipt: Receipt) -> None:
    person_id = spend.card.person_id
    record(session, viewer.user_id, "receipt.handed_in", "receipt", receipt.id, person_id=person_id)
    keyworker = keyworker_of(session, person_id)
    if keyworker is not None and keyworker.id != viewer.user_id:
        words = f"A receipt for {spend.amount.short} at {spend.merchant} is there to be checked."
        tell_user(session, keyworker.id, words, "receipts.show", spend.id)
    if viewer.person_id != person_id:
        words = f"{viewer.name} handed in the receipt for {spend.merchant} for you."
        tell_person(session, person_id, words, "receipts.show", spend.id)


def accept(
    session: Session, viewer: Viewer, spend: Spend, *, is_all: bool, allowed: Money | None = None, words: str = ""
) -> None:
    """The receipt is right. `is_all`: nothing more will be bought for this part of the plan, so it is done.

    `allowed` is less than the purchase when part of it was not for the plan: the person owes the rest, the card
    works as before, and the budget is charged until it is settled.
    """
    keyworker = keyworker_of(session, spend.card.person_id)
    spend = actions.accept_receipt(session, viewer, spend, keyworker.id if keyworker else None, allowed, words)
    card = spend.card
    if spend.dispute is DisputeState.OPEN:
        raise Conflict("We asked the card company for this money back. Wait for its answer.", "DISPUTE_OPEN")
    journal.post(
        session,
        viewer.user_id,
        card_movements.receipt_accepted(
            card.budget_id, spend.id, f"spend:{spend.id}:accepted", spend.cost - spend.disallowed, spend.disallowed
        ),
    )
    if spend.load_id is not None and (is_all or _is_used_up(session, spend)):
        plans.record_done(session, queries.load_by_id(session, spend.load_id).item_id)
    record(
        session, viewer.user_id, "receipt.accepted", "card_spend", spend.id, person_id=card.person_id,
        why=f"{spend.disallowed} not allowed: {spend.checked_words}" if spend.disallowed else "",
    )  # fmt: skip
    tell_person(session, card.person_id, _accepted(spend), "receipts.show", spend.id)


def _accepted(spend: Spend) -> str:
    if not spend.disallowed:
        return f"Your receipt for {spend.cost.short} at {spend.merchant} was accepted. There is nothing more to do."
    return (
        f"Your receipt for {spend.merchant} was checked. {spend.disallowed.short} of it was not for your plan: "
        f"{spend.checked_words} Your card works as before. Your keyworker talks with you about how to settle it: "
        "pay it back, or have it taken off your next load."
    )


def send_back(session: Session, viewer: Viewer, spend: Spend, words: str) -> None:
    """Another receipt is needed: it says why, and there is time again."""
    keyworker = keyworker_of(session, spend.card.person_id)
    policy = policy_on(session, budget_of(session, spend.card.budget_id).programme_id, clock.today())
    due_on = clock.today() + timedelta(days=policy.receipt_within_days)
    spend = actions.send_receipt_back(session, viewer, spend, keyworker.id if keyworker else None, words, due_on)
    person_id = spend.card.person_id
    record(
        session, viewer.user_id, "receipt.sent_back", "card_spend", spend.id, person_id=person_id,
        why=spend.checked_words,
    )  # fmt: skip
    due = spend.receipt_due_on
    told = (
        f"A better receipt is needed for {spend.merchant}: {spend.checked_words} "
        f"You have until {due.day} {due:%B}. Your card works as before."
    )
    tell_person(session, person_id, told, "receipts.show", spend.id)


def _is_used_up(session: Session, spend: Spend) -> bool:
    left = dict(queries.left_of_loads(session, spend.card))
    return spend.load_id in left and left[spend.load_id] <= NOTHING
