"""What is done with the card issuer, away from any request. Each call carries a key kept before the first try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.cards import blocked, queries
from app.cards.vocabulary import (
    CardChanged,
    CardLoadAsked,
    CardMade,
    CardOrdered,
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


def make_card(world: World, message: CardOrdered) -> Settle | None:
    """Have the issuer make a card that replaces another, with the limit it begins with."""
    with reading(world.database) as session:
        card = load_card.card_to_make(session, message.card_id)
    if card is None:
        return None
    holder = Cardholder(card.person_reference, card.printed_name)
    ref = _made(world.issuer, card.card_id, card.person_id, holder, card.cardholder_ref)
    made = _limited(world.issuer, ref, card.limit, f"v1:card:{card.card_id}:limit")
    return lambda session: load_card.card_made(session, message.card_id, made)


def _with_limit(issuer: CardIssuer, load: load_card.LoadToSend) -> CardMade:
    holder = Cardholder(load.person_reference, load.printed_name)
    ref = load.card_ref or _made(issuer, load.card_id, load.person_id, holder, load.cardholder_ref)
    return _limited(issuer, ref, load.limit, load.once_key)


def _made(issuer: CardIssuer, card_id: int, person_id: int, holder: Cardholder, known: str | None) -> str:
    # An issuer forgets keys after a day, so a person who had a card before is not asked for again.
    cardholder_ref = known or issuer.ensure_cardholder(holder, once=f"v1:person:{person_id}:cardholder")
    return issuer.create_card(cardholder_ref, once=f"v1:card:{card_id}:made").ref


def _limited(issuer: CardIssuer, ref: str, limit: Money, key: str) -> CardMade:
    card = issuer.set_controls(ref, _controls(limit), once=f"{key}:{limit.pence}:{blocked.version()}")
    return CardMade(card.ref, card.cardholder_ref, card.last_four, card.expires_on, limit)


def tell_issuer_of_card(world: World, message: CardChanged) -> Settle | None:
    """Tell the issuer how a card stands now: in use, frozen or closed, and its limit."""
    with reading(world.database) as session:
        card = queries.card_by_id(session, message.card_id)
        ref, state = card.issuer_ref, card.state
        limit = queries.total_asked(session, card.id)
    if ref is None:
        return None
    _tell(world.issuer, ref, message.revision, _STATUS.get(state, CardStatus.INACTIVE), limit)
    return lambda session: freeze.issuer_told(session, message.card_id, state=state, limit=limit)


_STATUS = {CardState.LIVE: CardStatus.ACTIVE, CardState.CLOSED: CardStatus.CANCELED}


def _tell(issuer: CardIssuer, ref: str, revision: str, status: CardStatus, limit: Money) -> None:
    # What is told is part of the key: asked again later, the card may stand otherwise, and that is another call.
    issuer.set_status(ref, status, once=f"v1:change:{revision}:{status}")
    if status is not CardStatus.CANCELED:
        key = f"v1:change:{revision}:{limit.pence}:{blocked.version()}"
        issuer.set_controls(ref, _controls(limit), once=key)


def _controls(limit: Money) -> Controls:
    """Everything a card is limited by. The issuer's list of shops is a backstop behind our own."""
    return Controls(limit_total=limit, blocked_categories=tuple(sorted(blocked.blocked_categories())))


def read_issuer_event(world: World, message: IssuerSpoke) -> Settle | None:
    """Read back what a message was about, and write that down."""
    with reading(world.database) as session:
        event = queries.event_by_id(session, message.event_id)
        kind, subject_ref = event.kind, event.subject_ref
    at = clock.now()  # before reading: a change that comes meanwhile has its own message
    seen: tuple[str, HoldSeen | None, list[MoneyMoved]]
    if kind == EventKind.AUTHORISATION:
        seen = seen_authorisation(world.issuer, subject_ref)
    elif kind == EventKind.TRANSACTION:
        seen = seen_transaction(world.issuer, subject_ref)
    else:
        return None
    card_ref, hold, moved = seen
    whole = Seen(card_ref, at, hold, tuple(moved))
    return lambda session: card_used.learn(session, whole)


def seen_authorisation(issuer: CardIssuer, ref: str) -> tuple[str, HoldSeen | None, list[MoneyMoved]]:
    """An authorisation read back, with everything that moved under it: the card, the hold, and the money."""
    found = issuer.authorisation(ref)
    return found.card_ref, _hold_seen(found), [_moved(one) for one in issuer.transactions_of(ref)]


def seen_transaction(issuer: CardIssuer, ref: str) -> tuple[str, HoldSeen | None, list[MoneyMoved]]:
    """Money that moved, read back with whatever it belongs to."""
    found = issuer.transaction(ref)
    if found.authorisation_ref is not None:
        return seen_authorisation(issuer, found.authorisation_ref)
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
