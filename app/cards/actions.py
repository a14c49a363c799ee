"""Verbs of cards. Money moves in journeys; here rows change."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.cards import queries, receipt_queries, rules
from app.cards.models import Authorisation, Card, CardLoad, CardQuestion, IssuerEvent, Receipt, Refund, Spend
from app.cards.policy import is_own, may_check_receipt, may_freeze, may_hand_in, may_unfreeze
from app.cards.vocabulary import Answer, AuthorisationState, HoldSeen, MoneyMoved, ShopAsked
from app.kernel.errors import BadInput
from app.kernel.ids import new_token
from app.kernel.money import NOTHING, Money
from app.kernel.permit import allow
from app.kernel.text import tidy
from app.people.vocabulary import Viewer


def ensure_card(session: Session, person_id: int, budget_id: int) -> Card:
    """The card of a budget, opened when there is none. Two at once: the second finds the first (unique index)."""
    card = queries.open_card_of(session, budget_id)
    if card is None:
        card = Card(person_id=person_id, budget_id=budget_id)
        session.add(card)
        session.flush()
    return card


def add_load(
    session: Session, card: Card, *, item_id: int, request_id: int, purpose: str, amount: Money, asked_by_id: int
) -> CardLoad:
    """An approved amount, on its way. The key for the issuer is kept before the first attempt."""
    load = CardLoad(
        card_id=card.id,
        item_id=item_id,
        request_id=request_id,
        purpose=purpose,
        amount=amount,
        once_key=f"v1:load:{new_token()}",
        asked_by_id=asked_by_id,
    )
    session.add(load)
    session.flush()
    return load


def freeze(session: Session, viewer: Viewer, card: Card, because: str) -> Card:
    """Nothing can be bought. Staff must say why; the person need not."""
    card = queries.held_card(session, card.id)
    allow(may_freeze(viewer, card))
    by_staff = not is_own(viewer, card)
    words = tidy(because)
    if by_staff and not words:
        raise BadInput("Say why you freeze this card. The person will read it.", "because")
    card.freeze(words, by_staff=by_staff)
    return card


def unfreeze(session: Session, viewer: Viewer, card: Card) -> Card:
    """Ready to use again."""
    card = queries.held_card(session, card.id)
    allow(may_unfreeze(viewer, card))
    card.unfreeze()
    return card


def record_answer(session: Session, card: Card, asked: ShopAsked, answer: Answer) -> Authorisation:
    """Keep a shop's question with its answer, by the issuer's id."""
    row = queries.authorisation(session, asked.authorisation_ref)
    if row is None:
        row = Authorisation(
            card_id=card.id,
            issuer_ref=asked.authorisation_ref,
            merchant=asked.merchant,
            category=asked.category,
            amount=NOTHING,
            held=NOTHING,
            state=AuthorisationState.REFUSED,
        )
        session.add(row)
        session.flush()
    row.asked_steps = max(row.asked_steps or 0, asked.step + 1)
    row.amount += asked.amount
    if not answer.approved and row.state is AuthorisationState.REFUSED:
        row.refused_code, row.refused_because = answer.code, answer.words
    if answer.approved:
        row.state = AuthorisationState.HELD
    session.add(
        CardQuestion(
            event_ref=asked.event_ref,
            authorisation_id=row.id,
            amount=asked.amount,
            step=asked.step,
            approved=answer.approved,
            code=answer.code,
            words=answer.words,
        )
    )
    session.flush()
    return row


def record_hold_seen(session: Session, card: Card, seen: HoldSeen) -> Authorisation:
    """What we know of an authorisation, known to us now if it was not before."""
    row = queries.authorisation(session, seen.ref)
    if row is None:
        row = Authorisation(
            card_id=card.id,
            issuer_ref=seen.ref,
            merchant=seen.merchant,
            category=seen.category,
            amount=seen.asked,
            held=NOTHING,
            state=AuthorisationState.HELD if seen.approved else AuthorisationState.REFUSED,
            at=seen.at,
        )
        session.add(row)
        session.flush()
    return row


def record_spend(
    session: Session,
    card: Card,
    moved: MoneyMoved,
    *,
    authorisation_id: int | None,
    over: Money,
    receipt_due_on: date,
) -> Spend:
    """A shop took money: a receipt is owed for it."""
    spend = Spend(
        card_id=card.id,
        authorisation_id=authorisation_id,
        issuer_ref=moved.ref,
        load_id=rules.load_for(moved.amount, queries.left_of_loads(session, card.id)),
        merchant=moved.merchant,
        amount=moved.amount,
        over=over,
        receipt_due_on=receipt_due_on,
        at=moved.at,
    )
    session.add(spend)
    session.flush()
    return spend


def record_refund(session: Session, spend: Spend, moved: MoneyMoved) -> Refund:
    """A shop gave money back."""
    spend.take_back(moved.amount)
    refund = Refund(spend_id=spend.id, issuer_ref=moved.ref, amount=moved.amount, at=moved.at)
    session.add(refund)
    session.flush()
    return refund


def record_event(session: Session, ref: str, kind: str, subject_ref: str) -> IssuerEvent | None:
    """Keep a message from the issuer; None when it came before."""
    if queries.event_by_ref(session, ref) is not None:
        return None
    event = IssuerEvent(ref=ref, kind=kind, subject_ref=subject_ref)
    session.add(event)
    session.flush()
    return event


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


def accept_receipt(session: Session, viewer: Viewer, spend: Spend, keyworker_id: int | None) -> Spend:
    """The receipt is right."""
    spend = receipt_queries.held_spend(session, spend)
    allow(may_check_receipt(viewer, spend, keyworker_id))
    spend.accept(viewer.user_id)
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
