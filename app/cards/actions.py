"""Verbs of cards. Money moves in journeys; here rows change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from app.cards import queries, rules
from app.cards.endings import CardEnd
from app.cards.models import Authorisation, Card, CardFinding, CardLoad, CardQuestion, IssuerEvent, SetOff
from app.cards.policy import is_own, may_agree_set_off, may_freeze, may_unfreeze
from app.cards.spend_models import Refund, Spend
from app.cards.vocabulary import Answer, AuthorisationState, HoldSeen, MoneyMoved, ShopAsked
from app.kernel.errors import BadInput
from app.kernel.ids import new_token
from app.kernel.money import NOTHING, Money, total
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
    """An approved amount, on its way. The key for the issuer is kept before the first attempt.

    What was agreed to be taken off the next load is taken off this one, as far as it goes.
    """
    agreed = [one for one in queries.set_offs_waiting(session, card.budget_id) if one.amount <= amount]
    set_off = NOTHING
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
    for one in agreed:
        if set_off + one.amount <= amount:
            one.load_id, set_off = load.id, set_off + one.amount
    load.set_off = set_off
    return load


def keep_findings(session: Session, found: Iterable[str]) -> None:
    """What differs now: new findings are kept with their moment, those that are gone go."""
    now = set(found)
    for known in queries.findings_oldest_first(session):
        if known.words in now:
            now.remove(known.words)
        else:
            session.delete(known)
    session.add_all(CardFinding(words=words) for words in sorted(now))


def agree_set_off(session: Session, viewer: Viewer, budget_id: int, amount: Money, owed: Money) -> SetOff:
    """Agreed with the person: so much of the next load settles what they owe."""
    allow(may_agree_set_off(viewer))
    waiting = total(one.amount for one in queries.set_offs_waiting(session, budget_id))
    if amount <= NOTHING:
        raise BadInput("Enter an amount of more than £0", "amount")
    if amount + waiting > owed:
        raise BadInput(f"That is more than is owed: {(owed - waiting).short}", "amount", "OFFSET_ABOVE_DEBT")
    agreed = SetOff(budget_id=budget_id, amount=amount, agreed_by_id=viewer.user_id)
    session.add(agreed)
    session.flush()
    return agreed


def replace_card(session: Session, old: Card, because: CardEnd) -> Card:
    """The old card ends, and a new one takes its place. A worn card can have one as well as a lost one."""
    old.close(because)
    session.flush()
    new = Card(person_id=old.person_id, budget_id=old.budget_id, replaces_id=old.id)
    session.add(new)
    session.flush()
    return new


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
            part=answer.amount,
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
        load_id=rules.load_for(moved.amount, queries.left_of_loads(session, card)),
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
