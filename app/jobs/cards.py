"""What is done with the card issuer, away from any request. Each call carries a key kept before the first try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.cards import queries
from app.cards.vocabulary import (
    CardChanged,
    CardLoadAsked,
    CardMade,
    CardState,
    HoldSeen,
    IssuerSpoke,
    IssuerToppedUp,
    MoneyMoved,
    Seen,
)
from app.gateways.issuing import CardIssuer
from app.gateways.issuing.port import (
    Cardholder,
    CardStatus,
    Controls,
    EventKind,
    HoldStatus,
    IssuerAuthorisation,
    IssuerTransaction,
    TransactionKind,
)
from app.journeys import card_used, freeze, load_card
from app.kernel import clock
from app.kernel.money import Money
from app.kernel.unit_of_work import reading
from app.world import World

if TYPE_CHECKING:
    from app.jobs.handlers import Settle


def send_card_load(world: World, message: CardLoadAsked) -> Settle | None:
    """See that the person has a card, and raise its limit to everything that was ever loaded."""
    with reading(world.database) as session:
        load = load_card.load_to_send(session, message.load_id)
    if load is None:
        return None
    if not load.is_covered:
        return lambda session: load_card.wait_for_money(session, message.load_id)
    made = _with_limit(world.issuer, load)
    return lambda session: load_card.load_arrived(session, message.load_id, made)


def _with_limit(issuer: CardIssuer, load: load_card.LoadToSend) -> CardMade:
    card_ref = load.card_ref
    if card_ref is None:
        holder = Cardholder(load.person_reference, load.printed_name)
        cardholder_ref = issuer.ensure_cardholder(holder, once=f"v1:person:{load.person_id}:cardholder")
        card_ref = issuer.create_card(cardholder_ref, once=f"v1:card:{load.card_id}:made").ref
    key = f"{load.once_key}:{load.limit.pence}"
    card = issuer.set_controls(card_ref, Controls(limit_total=load.limit), once=key)
    return CardMade(card.ref, card.cardholder_ref, card.last_four, card.expires_on, load.limit)


def tell_issuer_of_card(world: World, message: CardChanged) -> Settle | None:
    """Tell the issuer how a card stands now: frozen or not, and its limit."""
    with reading(world.database) as session:
        card = queries.card_by_id(session, message.card_id)
        ref, is_active = card.issuer_ref, card.state is CardState.LIVE
        limit = queries.total_asked(session, card.id)
    if ref is None:
        return None
    _tell(world.issuer, ref, message.revision, is_active=is_active, limit=limit)
    return lambda session: freeze.issuer_told(session, message.card_id, is_active=is_active, limit=limit)


def _tell(issuer: CardIssuer, ref: str, revision: str, *, is_active: bool, limit: Money) -> None:
    status = CardStatus.ACTIVE if is_active else CardStatus.INACTIVE
    # What is told is part of the key: asked again later, the card may stand otherwise, and that is another call.
    issuer.set_status(ref, status, once=f"v1:change:{revision}:{status}")
    issuer.set_controls(ref, Controls(limit_total=limit), once=f"v1:change:{revision}:{limit.pence}")


def read_issuer_event(world: World, message: IssuerSpoke) -> Settle | None:
    """Read back what a message was about, and write that down."""
    with reading(world.database) as session:
        event = queries.event_by_id(session, message.event_id)
        kind, subject_ref = event.kind, event.subject_ref
    at = clock.now()  # before reading: a change that comes meanwhile has its own message
    seen: tuple[str, HoldSeen | None, list[MoneyMoved]]
    if kind == EventKind.AUTHORISATION:
        seen = _seen_authorisation(world.issuer, subject_ref)
    elif kind == EventKind.TRANSACTION:
        seen = _seen_transaction(world.issuer, subject_ref)
    else:
        return None
    card_ref, hold, moved = seen
    whole = Seen(card_ref, at, hold, tuple(moved))
    return lambda session: card_used.learn(session, whole)


def _seen_authorisation(issuer: CardIssuer, ref: str) -> tuple[str, HoldSeen | None, list[MoneyMoved]]:
    found = issuer.authorisation(ref)
    return found.card_ref, _hold_seen(found), [_moved(one) for one in issuer.transactions_of(ref)]


def _seen_transaction(issuer: CardIssuer, ref: str) -> tuple[str, HoldSeen | None, list[MoneyMoved]]:
    found = issuer.transaction(ref)
    if found.authorisation_ref is not None:
        return _seen_authorisation(issuer, found.authorisation_ref)
    before = [issuer.transaction(found.refund_of)] if found.refund_of else []
    return found.card_ref, None, [_moved(one) for one in (*before, found)]


def _hold_seen(found: IssuerAuthorisation) -> HoldSeen:
    return HoldSeen(
        ref=found.ref,
        card_ref=found.card_ref,
        merchant=found.merchant,
        category=found.category,
        asked=found.asked,
        amount=found.amount,
        approved=found.approved,
        is_open=found.status is HoldStatus.PENDING,
        reason=found.reason,
        requests=found.requests,
        at=found.at,
    )


def _moved(found: IssuerTransaction) -> MoneyMoved:
    return MoneyMoved(
        ref=found.ref,
        card_ref=found.card_ref,
        is_refund=found.kind is TransactionKind.REFUND,
        amount=found.amount,
        merchant=found.merchant,
        refund_of=found.refund_of,
        at=found.at,
    )


def tell_issuer_of_money(world: World, message: IssuerToppedUp) -> Settle:
    """Our bank sent money to the issuer: loads that waited for it can go."""
    world.issuer.expect_top_up(Money(message.pence), f"top-up {message.number}", once=f"v1:top-up:{message.number}")

    def settle(session: Session) -> None:
        load_card.money_came(session)

    return settle
