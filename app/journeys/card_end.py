"""Money leaves a card without being spent: taken back to the budget, or moved to the card that replaces it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.budgets.queries import budget_of
from app.cards import actions, queries
from app.cards.endings import CardEnd
from app.cards.models import Card
from app.cards.policy import may_end_card, may_replace, may_take_back
from app.cards.vocabulary import CardChanged, CardOrdered, CardState
from app.journeys.card_money import free_on
from app.kernel.ids import new_id, new_token
from app.kernel.money import NOTHING, Money
from app.kernel.outbox import announce
from app.kernel.permit import allow
from app.ledger import card_movements, journal
from app.notices.actions import tell_person
from app.people.vocabulary import Viewer


def sweep(session: Session, viewer: Viewer, card: Card) -> Money:
    """Take back what is free on a card; what shops have set aside stays. Returns how much went back."""
    allow(may_take_back(viewer))
    card = queries.held_card(session, card.id)
    amount = _taken_back(session, viewer.user_id, card)
    if amount:
        announce(session, CardChanged(card.id, new_token()))
        words = f"{amount.short} that was left on your card went back to your budget. You can plan with it again."
        tell_person(session, card.person_id, words, "cards.show", card.id)
    return amount


def end(session: Session, viewer: Viewer, card: Card) -> Money:
    """Close a card for good and take back what is free on it. What shops had set aside may still be taken."""
    card = queries.held_card(session, card.id)
    allow(may_end_card(viewer, card))
    amount = _taken_back(session, viewer.user_id, card)
    card.close(CardEnd.ENDED)
    announce(session, CardChanged(card.id, new_token()))
    record(session, viewer.user_id, "card.closed", "card", card.id, person_id=card.person_id, why=CardEnd.ENDED.words)
    words = f"Your card ending {card.last_four} is closed. Receipts you still owe are wanted all the same."
    tell_person(session, card.person_id, words, "cards.show", card.id)
    return amount


def replace(session: Session, viewer: Viewer, card: Card, because: CardEnd) -> Card:
    """A lost, stolen or worn card is closed at once, and a new one is made. What was free is on the new one."""
    old = queries.held_card(session, card.id)
    allow(may_replace(viewer, old))
    new = actions.replace_card(session, old, because)
    _moved(session, viewer.user_id, old, new)
    announce(session, CardChanged(old.id, new_token()))
    announce(session, CardOrdered(new.id))
    record(session, viewer.user_id, "card.replaced", "card", old.id, person_id=old.person_id, why=because.words)
    words = (
        f"Your card ending {old.last_four} is closed: nobody can buy anything with it. "
        "A new one is being made, with the same money on it. We tell you when it is ready."
    )
    tell_person(session, old.person_id, words, "cards.show", new.id)
    return new


def leave_nothing_on(session: Session, card: Card) -> None:
    """Money that became free on a closed card goes where that card's money went."""
    if card.state is not CardState.CLOSED:
        return
    new = queries.card_replacing(session, card.id)
    if new is not None and new.state is not CardState.CLOSED:
        if _moved(session, 0, card, queries.held_card(session, new.id)):
            announce(session, CardChanged(new.id, new_token()))
    else:
        _taken_back(session, 0, card)


def _taken_back(session: Session, actor_id: int, card: Card) -> Money:
    amount = free_on(session, card)
    if not amount:
        return NOTHING
    budget = budget_of(session, card.budget_id)
    card.taken_back += amount
    home = card_movements.home(budget.id, budget.closed_into)
    journal.post(session, actor_id, card_movements.card_swept(budget.id, card.id, f"sweep:{new_id()}", amount, home))
    for load_id, left in queries.left_of_loads(session, card):
        if left > NOTHING:
            queries.load_by_id(session, load_id).go_back()
    record(session, actor_id, "card.swept", "card", card.id, person_id=card.person_id, why=str(amount))
    return amount


def _moved(session: Session, actor_id: int, old: Card, new: Card) -> Money:
    amount = free_on(session, old)
    if amount:
        old.taken_back += amount
        new.moved_in += amount
        journal.post(session, actor_id, card_movements.card_replaced(old.id, new.id, f"moved:{new_id()}", amount))
    return amount
