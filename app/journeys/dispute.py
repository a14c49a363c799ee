"""The card scheme is asked for money back, and answers."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.budgets.queries import budget_of
from app.cards import queries, receipt_queries
from app.cards.endings import DisputeState
from app.cards.policy import may_dispute
from app.cards.spend_models import Spend
from app.cards.vocabulary import ReceiptState
from app.journeys.card_money import card_in_use, returned_to
from app.kernel.errors import Conflict, NotFound
from app.kernel.money import Money
from app.kernel.permit import allow
from app.ledger import card_movements, journal, movements
from app.ledger.movements import Spot
from app.ledger.vocabulary import Account
from app.notices.actions import tell_person
from app.people.vocabulary import Viewer


def open_dispute(session: Session, viewer: Viewer, spend: Spend) -> None:
    """Ask for what a purchase cost. Until the answer comes, the scheme owes it, and no receipt is asked for."""
    spend = _held(session, viewer, spend)
    amount = spend.cost - spend.disallowed
    if not amount:
        raise Conflict("There is nothing to ask back: this purchase cost nothing.", "NOTHING_TO_DISPUTE")
    spend.open_dispute(amount)
    cause = f"spend:{spend.id}:disputed"
    journal.post(session, viewer.user_id, card_movements.spend_disputed(spend.id, cause, _charged(spend), amount))
    _written(session, viewer, spend, "dispute.opened", f"We asked the card company for {amount.short} back.")


def won(session: Session, viewer: Viewer, spend: Spend) -> None:
    """The money came back: on the card in use now, else to the budget (or the pool when the budget is closed)."""
    spend = _held(session, viewer, spend)
    card, amount = card_in_use(session, spend.card), spend.disputed
    budget = budget_of(session, card.budget_id)
    spend.end_dispute(DisputeState.WON)
    to, home = returned_to(card, card_movements.home(budget.id, budget.closed_into))
    cause = f"spend:{spend.id}:dispute-won"
    journal.post(session, viewer.user_id, card_movements.dispute_won(budget.id, spend.id, cause, amount, to, home))
    _written(session, viewer, spend, "dispute.won", f"The card company gave {amount.short} back.")


def lost(session: Session, viewer: Viewer, spend: Spend) -> None:
    """The answer was no: the purchase stands as it was."""
    spend = _held(session, viewer, spend)
    amount: Money = spend.disputed
    spend.end_dispute(DisputeState.LOST)
    cause = f"spend:{spend.id}:dispute-lost"
    journal.post(session, viewer.user_id, card_movements.dispute_lost(spend.id, cause, _charged(spend), amount))
    _written(session, viewer, spend, "dispute.lost", f"The card company did not give {amount.short} back.")


def _charged(spend: Spend) -> Spot:
    if spend.receipt_state is ReceiptState.ACCEPTED:
        return (Account.COST_OF_SUPPORT, movements.budget(spend.card.budget_id))
    return (Account.AWAITING_RECEIPT, movements.spend(spend.id))


def _held(session: Session, viewer: Viewer, spend: Spend) -> Spend:
    allow(may_dispute(viewer))
    held = receipt_queries.held_spend(session, spend)
    if queries.person_of(session, held.card.person_id).organisation_id != viewer.organisation_id:
        raise NotFound("We cannot find that purchase.")
    return held


def _written(session: Session, viewer: Viewer, spend: Spend, act: str, words: str) -> None:
    record(session, viewer.user_id, act, "card_spend", spend.id, person_id=spend.card.person_id, why=words)
    tell_person(session, spend.card.person_id, f"{spend.merchant}: {words}", "receipts.show", spend.id)
