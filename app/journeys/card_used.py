"""What happens when a card is used: the shop's question is answered, and what the issuer tells us is written down.

Everything waits its turn at the card's row. Messages are hints: what was read back is applied, so that the same
rows and the same balances result whatever order messages come in, and however often.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.cards import actions, queries, rules
from app.cards.blocked import blocked
from app.cards.models import Authorisation, Card
from app.cards.vocabulary import Answer, AuthorisationState, HoldSeen, IssuerSpoke, RefusalCode, Seen, ShopAsked
from app.journeys import card_end, card_money
from app.kernel import clock
from app.kernel.errors import Conflict
from app.kernel.money import NOTHING, Money
from app.kernel.outbox import announce
from app.ledger import card_movements, journal
from app.notices.actions import tell_person


def decide(session: Session, asked: ShopAsked) -> Answer:
    """May this card pay? Yes sets the money aside; no is kept with its reason, and the person is told.

    The same question again has the same answer. Nothing outside is called, and no history is added up.
    """
    card = queries.held_card_by_ref(session, asked.card_ref)
    if card is None:
        return Answer(approved=False, code=RefusalCode.UNKNOWN_CARD)
    before = queries.question(session, asked.event_ref)
    if before is not None:
        return Answer(before.approved, before.code, before.words, before.part)
    answer = rules.answer(
        _card_now(session, card), asked.amount, blocked(asked.category), clock.today(), may_be_less=asked.may_be_less
    )
    row = actions.record_answer(session, card, asked, answer)
    if answer.approved:
        _hold(session, card, row, asked.amount if answer.amount is None else answer.amount)
    else:
        _tell_refused(session, card, row)
    return answer


def _card_now(session: Session, card: Card) -> rules.CardNow:
    return rules.CardNow(card.state, card.frozen_by_staff, card.expires_on, card_money.free_on(session, card))


def hear(session: Session, ref: str, kind: str, subject_ref: str) -> bool:
    """The issuer says that something changed: keep the message once, and look into it later. False when known."""
    event = actions.record_event(session, ref, kind, subject_ref)
    if event is not None:
        announce(session, IssuerSpoke(event.id))
    return event is not None


def learn(session: Session, seen: Seen) -> None:
    """Write down what was read back: money that moved, then how much is still set aside."""
    card = queries.held_card_by_ref(session, seen.card_ref)
    if card is None:
        raise Conflict("The issuer speaks of a card that we do not know (yet).", "UNKNOWN_CARD")
    row = actions.record_hold_seen(session, card, seen.hold) if seen.hold is not None else None
    is_news = row is not None and _is_news(row, seen)
    captures = [moved for moved in seen.moved if not moved.is_refund and not queries.spend_by_ref(session, moved.ref)]
    for moved in captures:
        is_last = is_news and seen.hold is not None and not seen.hold.is_open and moved is captures[-1]
        card_money.capture(session, card, moved, row, gives_up_the_rest=is_last)
    for moved in seen.moved:
        if moved.is_refund and not queries.refund_by_ref(session, moved.ref):
            card_money.refund(session, card, moved)
    if row is not None and seen.hold is not None and is_news:
        _settle_hold(session, card, row, seen.hold, seen.at)
    card_end.leave_nothing_on(session, card)


def _is_news(row: Authorisation, seen: Seen) -> bool:
    """Whether a view of an authorisation is newer than what we know. An ended hold is never held again."""
    if seen.hold is None or row.is_over:
        return False
    knows_our_answers = seen.hold.requests >= row.asked_steps
    return knows_our_answers and (row.seen_at is None or seen.at >= row.seen_at)


def _settle_hold(session: Session, card: Card, row: Authorisation, hold: HoldSeen, at: datetime) -> None:
    captured = queries.captured_under(session, row.id)
    row.seen_at, row.is_over = at, not hold.is_open
    wanted = NOTHING
    if hold.approved and hold.is_open and hold.amount > captured:
        wanted = hold.amount - captured
    was = row.state
    if wanted > row.held:
        _hold(session, card, row, min(wanted - row.held, card_money.free_on(session, card)))
    elif wanted < row.held:
        _release(session, card, row, row.held - wanted)
    row.state = _state(row, captured, approved=hold.approved)
    if row.state is AuthorisationState.REFUSED and not row.refused_because:
        no = rules.issuer_refusal(hold.reason, _card_now(session, card), row.amount, blocked(row.category))
        row.refused_code, row.refused_because = no.code, no.words
        _tell_refused(session, card, row)
    if row.state is AuthorisationState.RELEASED and was is not AuthorisationState.RELEASED:
        words = f"{row.merchant} did not take the money it had set aside. It is free on your card again."
        tell_person(session, card.person_id, words, "cards.show", card.id)


def _state(row: Authorisation, captured: Money, *, approved: bool) -> AuthorisationState:
    if captured and not row.held:
        return AuthorisationState.CAPTURED
    if not approved and not captured:
        return AuthorisationState.REFUSED
    return AuthorisationState.RELEASED if row.is_over and not row.held else AuthorisationState.HELD


def _hold(session: Session, card: Card, row: Authorisation, amount: Money) -> None:
    if not amount:
        return
    row.held += amount
    journal.post(session, 0, card_movements.card_authorised(card.id, row.next_cause(), amount))


def _release(session: Session, card: Card, row: Authorisation, amount: Money) -> None:
    row.held -= amount
    journal.post(session, 0, card_movements.authorisation_released(card.id, row.next_cause(), amount))


def _tell_refused(session: Session, card: Card, row: Authorisation) -> None:
    record(session, 0, "card.refused", "card", card.id, person_id=card.person_id, why=row.refused_because)
    words = f"Your card said no at {row.merchant}. {row.refused_because}"
    tell_person(session, card.person_id, words, "cards.show", card.id)
