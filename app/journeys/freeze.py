"""A card is frozen or unfrozen: here at once, at the issuer a moment later."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.cards import actions, queries
from app.cards.models import Card
from app.cards.vocabulary import CardChanged, CardState
from app.kernel.ids import new_token
from app.kernel.money import Money
from app.kernel.outbox import announce
from app.notices.actions import tell_person, tell_user
from app.people.queries import keyworker_of
from app.people.vocabulary import Viewer


def freeze(session: Session, viewer: Viewer, card: Card, because: str = "") -> Card:
    """Nothing can be bought from this moment on: our own answer to shops decides."""
    card = actions.freeze(session, viewer, card, because)
    announce(session, CardChanged(card.id, new_token()))
    record(session, viewer.user_id, "card.frozen", "card", card.id, person_id=card.person_id, why=card.frozen_because)
    if card.frozen_by_staff:
        words = f"{viewer.name} froze your card: {card.frozen_because} Talk to your keyworker to use it again."
        tell_person(session, card.person_id, words, "cards.show", card.id)
    else:
        _tell_keyworker(session, card, "froze their card. Ask whether they are all right.")
    return card


def unfreeze(session: Session, viewer: Viewer, card: Card) -> Card:
    """Ready to use again."""
    card = actions.unfreeze(session, viewer, card)
    announce(session, CardChanged(card.id, new_token()))
    record(session, viewer.user_id, "card.unfrozen", "card", card.id, person_id=card.person_id)
    if viewer.person_id == card.person_id:
        _tell_keyworker(session, card, "unfroze their card. It can be used again.")
    else:
        words = f"{viewer.name} unfroze your card. You can use it again."
        tell_person(session, card.person_id, words, "cards.show", card.id)
    return card


def issuer_told(session: Session, card_id: int, *, state: CardState, limit: Money) -> None:
    """The issuer knows how a card stood; when it stands otherwise by now, the issuer is told again."""
    card = queries.held_card(session, card_id)
    card.limit_told = limit
    is_as_told = state is card.state and (
        card.state is CardState.CLOSED or limit == queries.total_asked(session, card_id)
    )
    if not is_as_told:
        announce(session, CardChanged(card_id, new_token()))


def differs(session: Session, card_id: int, *, is_as_told: bool) -> bool:
    """Read back from the issuer: when a card stands otherwise there, the issuer is told again. Whether it was."""
    if not is_as_told:
        announce(session, CardChanged(card_id, new_token()))
    return not is_as_told


def _tell_keyworker(session: Session, card: Card, what: str) -> None:
    keyworker = keyworker_of(session, card.person_id)
    if keyworker is not None:
        person = queries.person_of(session, card.person_id)
        tell_user(session, keyworker.id, f"{person.called} {what}", "cards.show", card.id)
