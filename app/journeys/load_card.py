"""An agreed item is put on the person's card: asked for here, done by a job, and written down when it arrived."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.audit.trail import record
from app.cards import actions, queries, rules
from app.cards.models import Card, CardLoad
from app.cards.vocabulary import CardChanged, CardLoadAsked, CardMade, CardOrdered, LoadState
from app.kernel import clock
from app.kernel.errors import Conflict
from app.kernel.ids import new_token
from app.kernel.money import Money
from app.kernel.outbox import announce
from app.kernel.permit import allow
from app.ledger import card_movements, journal
from app.ledger.queries import balance
from app.ledger.vocabulary import Account
from app.notices.actions import tell_person, tell_user
from app.people.queries import keyworker_of
from app.people.vocabulary import Viewer
from app.plans import actions as plans
from app.plans.models import Item
from app.programmes.queries import policy_on
from app.programmes.rules import routes_open
from app.programmes.vocabulary import FundingRoute


def load_card(session: Session, actor: Viewer, *, request: ApprovalRequest, item: Item) -> CardLoad:
    """Have an agreed item's amount put on the person's card, which is opened if there is none.

    Called by whoever said yes. Raises Refused with COURT_ORDER when a card is not allowed today.
    """
    person = queries.person_of(session, request.person_id)
    policy = policy_on(session, request.programme_id, clock.today())
    court_order = (person.court_order_from, person.court_order_until)
    allow(routes_open(policy, court_order, clock.today())[FundingRoute.CARD])
    if not item.cost:
        raise Conflict(f"“{item.title}” has no price, so nothing can be put on a card for it.", "NO_PRICE")
    known = queries.load_of_item(session, item.id)
    if known is not None:
        return known
    card = actions.ensure_card(session, person.id, request.budget_id)
    load = actions.add_load(
        session,
        card,
        item_id=item.id,
        request_id=request.id,
        purpose=item.title,
        amount=item.cost,
        asked_by_id=actor.user_id,
    )
    announce(session, CardLoadAsked(load.id))
    record(session, actor.user_id, "card_load.asked", "card_load", load.id, person_id=person.id, why=str(load.amount))
    words = f"{load.on_card.short} for “{load.purpose}” is on its way to your card. We tell you when it is there."
    if load.set_off:
        words += f" {load.set_off.short} was taken off, as agreed, for what you owed."
    tell_person(session, person.id, words, "cards.show", card.id)
    return load


@dataclass(frozen=True, slots=True)
class LoadToSend:
    """Everything a job needs to put a load on a card. `limit` is the sum of all loads: an absolute figure."""

    load_id: int
    card_id: int
    card_ref: str | None
    person_id: int
    person_reference: str
    printed_name: str
    cardholder_ref: str | None
    """As whom the issuer knows the person, from an earlier card."""
    once_key: str
    limit: Money
    is_covered: bool
    """Whether the money behind it is with the issuer."""


def load_to_send(session: Session, load_id: int) -> LoadToSend | None:
    """What to tell the issuer about a load, or None when it has arrived."""
    load = queries.load_by_id(session, load_id)
    if load.state is LoadState.ARRIVED:
        return None
    person = queries.person_of(session, load.card.person_id)
    return LoadToSend(
        load_id=load.id,
        card_id=load.card_id,
        card_ref=load.card.issuer_ref,
        person_id=person.id,
        person_reference=person.reference,
        printed_name=rules.printed_name(person.name, person.reference),
        cardholder_ref=queries.cardholder_ref_of(session, person.id),
        once_key=load.once_key,
        limit=queries.total_asked(session, load.card_id),
        is_covered=balance(session, Account.ISSUER_BALANCE, "") >= load.on_card,
    )


@dataclass(frozen=True, slots=True)
class CardToMake:
    """Everything a job needs to have a card made."""

    card_id: int
    person_id: int
    person_reference: str
    printed_name: str
    cardholder_ref: str | None
    limit: Money


def card_to_make(session: Session, card_id: int) -> CardToMake | None:
    """What to tell the issuer about a card that replaces another, or None when it is made."""
    card = queries.card_by_id(session, card_id)
    if card.issuer_ref is not None:
        return None
    person = queries.person_of(session, card.person_id)
    return CardToMake(
        card_id=card.id,
        person_id=person.id,
        person_reference=person.reference,
        printed_name=rules.printed_name(person.name, person.reference),
        cardholder_ref=queries.cardholder_ref_of(session, person.id),
        limit=queries.total_asked(session, card.id),
    )


def card_made(session: Session, card_id: int, made: CardMade) -> None:
    """The new card is there, and the person is told. Twice is the same as once."""
    card = queries.held_card(session, card_id)
    if card.issuer_ref is not None:
        return
    card.record_made(made)
    if queries.total_asked(session, card.id) != card.limit_told:
        announce(session, CardChanged(card.id, new_token()))
    record(session, 0, "card.made", "card", card.id, person_id=card.person_id)
    words = f"Your new card ending {card.last_four} is ready, with the money that was on the old one."
    tell_person(session, card.person_id, words, "cards.show", card.id)


def open_card(session: Session, person_id: int, budget_id: int) -> Card:
    """A card before anything is loaded, for rehearsals: made as one that replaces another is."""
    card = actions.ensure_card(session, person_id, budget_id)
    if card.issuer_ref is None:
        announce(session, CardOrdered(card.id))
    return card


def load_arrived(session: Session, load_id: int, made: CardMade) -> None:
    """The issuer has it: the money is on the card, and the person is told. Twice is the same as once."""
    load = queries.load_by_id(session, load_id)
    card = queries.held_card(session, load.card_id)
    session.refresh(load)
    if load.state is LoadState.ARRIVED:
        return
    is_new = card.issuer_ref is None
    card.record_made(made)
    load.arrive()
    card.total_loaded += load.on_card
    journal.post(
        session,
        load.asked_by_id,
        card_movements.card_load(card.budget_id, card.id, f"load:{load.id}:arrived", load.amount, load.set_off),
    )
    plans.record_under_way(session, load.item_id)
    if queries.total_asked(session, card.id) != card.limit_told:
        announce(session, CardChanged(card.id, new_token()))
    record(session, 0, "card_load.arrived", "card_load", load.id, person_id=card.person_id, why=str(load.amount))
    _tell_of_arrival(session, card, load, is_new=is_new)


def wait_for_money(session: Session, load_id: int) -> None:
    """There is too little with the issuer: finance is told once, and the load goes when money came."""
    load = queries.load_by_id(session, load_id)
    card = queries.held_card(session, load.card_id)
    session.refresh(load)
    if load.state is LoadState.ARRIVED or not load.wait_for_money():
        return
    record(session, 0, "card_load.waits_for_money", "card_load", load.id, person_id=card.person_id)
    person = queries.person_of(session, card.person_id)
    words = (
        f"A card load of {load.on_card.short} for {person.reference} waits: "
        "there is too little money with the card company. Send some, and it goes by itself."
    )
    for user_id in queries.finance_of(session, person.organisation_id):
        tell_user(session, user_id, words, "cards.overview")
    late = f"{load.on_card.short} for “{load.purpose}” takes a little longer. Finance was told today."
    tell_person(session, card.person_id, late, "cards.show", card.id)


def money_came(session: Session) -> None:
    """Money was sent to the issuer: every load that waits is asked for again, the longest waiting first."""
    for load in queries.loads_waiting_longest_first(session):
        announce(session, CardLoadAsked(load.id))


def _tell_of_arrival(session: Session, card: Card, load: CardLoad, *, is_new: bool) -> None:
    where = "on it" if is_new else "on your card"
    ready = f"Your new card ending {card.last_four} is ready. " if is_new else ""
    words = f"{ready}{load.on_card.short} for “{load.purpose}” is {where} now. You can buy it today. Keep the receipt."
    tell_person(session, card.person_id, words, "cards.show", card.id)
    keyworker = keyworker_of(session, card.person_id)
    if keyworker is not None:
        told = f"{load.on_card.short} for “{load.purpose}” is on the card. Next: it is bought, and a receipt handed in."
        tell_user(session, keyworker.id, told, "cards.show", card.id)
