"""Finding purchases and their receipts: those of people in the viewer's reach, or NotFound."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.cards.models import Card
from app.cards.queries import held_card, near
from app.cards.spend_models import Receipt, Spend
from app.cards.vocabulary import ReceiptState
from app.kernel.errors import NotFound
from app.people.queries import people_in_reach
from app.people.vocabulary import Viewer


def spend_for(session: Session, viewer: Viewer, spend_id: int) -> Spend:
    """A purchase of somebody the viewer may see. Raises NotFound for any other."""
    found = session.scalar(_spends_in_reach(viewer).where(Spend.id == spend_id))
    if found is None:
        raise NotFound("We cannot find that purchase.")
    return found


def held_spend(session: Session, spend: Spend) -> Spend:
    """A purchase read afresh, under the lock of its card."""
    held_card(session, spend.card_id)
    return session.scalars(
        select(Spend).where(Spend.id == spend.id).with_for_update(of=Spend).execution_options(populate_existing=True)
    ).one()


def spends_newest_first(session: Session, card_id: int) -> list[Spend]:
    """What was bought with a card."""
    wanted = select(Spend).where(Spend.card_id == card_id).order_by(Spend.at.desc(), Spend.id.desc()).limit(200)
    return list(session.scalars(wanted))


def receipts_due_first(session: Session, viewer: Viewer, states: Iterable[ReceiptState]) -> list[Spend]:
    """Purchases of people in reach whose receipt stands like this, the earliest due first."""
    wanted = _spends_in_reach(viewer).where(Spend.receipt_state.in_(list(states)))
    return list(session.scalars(wanted.order_by(Spend.receipt_due_on, Spend.id).limit(200)))


def receipts_due_by(session: Session, day: date) -> list[int]:
    """Purchases that still owe a receipt by a day, and about which somebody is still to be told."""
    untold = or_(Spend.reminded_at.is_(None), Spend.keyworker_told_at.is_(None))
    wanted = select(Spend.id).where(
        Spend.receipt_state.in_([ReceiptState.DUE, ReceiptState.SENT_BACK]), Spend.receipt_due_on <= day, untold
    )
    return list(session.scalars(wanted.order_by(Spend.receipt_due_on, Spend.id).limit(500)))


def receipt_for(session: Session, viewer: Viewer, receipt_id: int) -> Receipt:
    """A receipt of somebody the viewer may see. Raises NotFound for any other."""
    found = session.scalar(
        select(Receipt)
        .join(Spend, Spend.id == Receipt.spend_id)
        .join(Card, Card.id == Spend.card_id)
        .where(Receipt.id == receipt_id, Card.person_id.in_(people_in_reach(near(viewer))))
    )
    if found is None:
        raise NotFound("We cannot find that receipt.")
    return found


def same_receipt(session: Session, person_id: int, digest: str) -> Spend | None:
    """A purchase of this person for which the very same file was handed in before."""
    return session.scalar(
        select(Spend)
        .join(Receipt, Receipt.spend_id == Spend.id)
        .join(Card, Card.id == Spend.card_id)
        .where(Card.person_id == person_id, Receipt.file_digest == digest)
        .order_by(Receipt.id)
        .limit(1)
    )


def _spends_in_reach(viewer: Viewer) -> Select[Spend]:
    return select(Spend).join(Card, Card.id == Spend.card_id).where(Card.person_id.in_(people_in_reach(near(viewer))))
