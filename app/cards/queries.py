"""Finding cards, purchases and receipts: those of people in the viewer's reach, or NotFound."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.cards.models import Authorisation, Card, CardFinding, CardLoad, CardQuestion, IssuerEvent, SetOff
from app.cards.spend_models import Refund, Spend
from app.cards.vocabulary import AuthorisationState, CardState, LoadState
from app.kernel.errors import NotFound
from app.kernel.money import Money
from app.people.models import Person, UserAccount, UserRole
from app.people.queries import people_in_reach
from app.people.vocabulary import Role, Viewer


def card_for(session: Session, viewer: Viewer, card_id: int) -> Card:
    """A card of somebody the viewer may see. Raises NotFound for any other."""
    found = session.scalar(_cards_in_reach(viewer).where(Card.id == card_id))
    if found is None:
        raise NotFound("We cannot find that card.")
    return found


def cards_in_reach(session: Session, viewer: Viewer) -> list[Card]:
    """The cards of everybody the viewer works with (or their own): open ones first, newest first."""
    wanted = _cards_in_reach(viewer).order_by(Card.state == CardState.CLOSED, Card.id.desc()).limit(500)
    return list(session.scalars(wanted))


def cards_of_organisation(session: Session, organisation_id: int) -> list[tuple[Card, str]]:
    """Every card of an organisation with the person's reference, never a name; newest first."""
    rows = session.execute(
        select(Card, Person.reference)
        .join(Person, Person.id == Card.person_id)
        .where(Person.organisation_id == organisation_id)
        .order_by(Card.id.desc())
        .limit(500)
    )
    return [(card, reference) for card, reference in rows]


def open_card_of(session: Session, budget_id: int) -> Card | None:
    """The card of a budget that is not closed, locked. There is at most one: an index sees to that."""
    wanted = select(Card).where(Card.budget_id == budget_id, Card.state != CardState.CLOSED)
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def card_by_id(session: Session, card_id: int) -> Card:
    """A card, for jobs that were told its number."""
    return session.get_one(Card, card_id)


def held_card(session: Session, card_id: int) -> Card:
    """A card, locked and read afresh: everything that happens to a card waits its turn here."""
    wanted = select(Card).where(Card.id == card_id)
    return session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one()


def held_card_by_ref(session: Session, issuer_ref: str) -> Card | None:
    """The same, by the issuer's reference."""
    wanted = select(Card).where(Card.issuer_ref == issuer_ref)
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def load_by_id(session: Session, load_id: int) -> CardLoad:
    """A load, for jobs that were told its number."""
    return session.get_one(CardLoad, load_id)


def load_of_item(session: Session, item_id: int) -> CardLoad | None:
    """The load of a plan item, if it has one."""
    return session.scalar(select(CardLoad).where(CardLoad.item_id == item_id))


def loads_of(session: Session, card: Card) -> list[CardLoad]:
    """What a card is for, oldest first. A card that replaces another is for the same things."""
    wanted = select(CardLoad).join(Card, Card.id == CardLoad.card_id).where(Card.budget_id == card.budget_id)
    return list(session.scalars(wanted.order_by(CardLoad.id)))


def loads_waiting_longest_first(session: Session) -> list[CardLoad]:
    """Loads that wait for money with the issuer."""
    wanted = select(CardLoad).where(CardLoad.state == LoadState.WAITING)
    return list(session.scalars(wanted.order_by(CardLoad.waiting_since, CardLoad.id)))


def total_asked(session: Session, card_id: int) -> Money:
    """Everything that was ever asked to be on a card, arrived or not, less what was taken back: the issuer's limit."""
    loaded = _money(
        session.scalar(select(func.sum(CardLoad.amount - CardLoad.set_off)).where(CardLoad.card_id == card_id))
    )
    card = card_by_id(session, card_id)
    return loaded + card.moved_in - card.taken_back


def left_of_loads(session: Session, card: Card) -> list[tuple[int, Money]]:
    """What is left of each load that arrived and was not taken back, by the purchases counted to it; oldest first."""
    cards = select(Card.id).where(Card.budget_id == card.budget_id)
    spent = (
        select(Spend.load_id, func.sum(Spend.amount - Spend.refunded).label("pence"))
        .where(Spend.card_id.in_(cards), Spend.load_id.is_not(None))
        .group_by(Spend.load_id)
        .subquery()
    )
    rows = session.execute(
        select(CardLoad.id, CardLoad.amount, CardLoad.set_off, spent.c.pence)
        .outerjoin(spent, spent.c.load_id == CardLoad.id)
        .where(CardLoad.card_id.in_(cards), CardLoad.state == LoadState.ARRIVED)
        .order_by(CardLoad.id)
    )
    return [(load_id, amount - set_off - _money(used)) for load_id, amount, set_off, used in rows]


def set_offs_waiting(session: Session, budget_id: int) -> list[SetOff]:
    """What was agreed to be taken off the next load, oldest first, locked."""
    wanted = select(SetOff).where(SetOff.budget_id == budget_id, SetOff.load_id.is_(None))
    return list(session.scalars(wanted.order_by(SetOff.id).with_for_update()))


def set_off_of(session: Session, load_id: int) -> list[SetOff]:
    """What a load settles."""
    return list(session.scalars(select(SetOff).where(SetOff.load_id == load_id).order_by(SetOff.id)))


def cardholder_ref_of(session: Session, person_id: int) -> str | None:
    """As whom the issuer knows a person, once it made a card for them."""
    wanted = select(Card.cardholder_ref).where(Card.person_id == person_id, Card.cardholder_ref.is_not(None))
    return session.scalar(wanted.order_by(Card.id).limit(1))


def cards_at_issuer(session: Session) -> list[Card]:
    """Every card the issuer has made, oldest first."""
    return list(session.scalars(select(Card).where(Card.issuer_ref.is_not(None)).order_by(Card.id)))


def used(session: Session, card_id: int) -> tuple[int, ...]:
    """How often and how much a card was used, to tell whether anything changed: purchases, refunds, and holds."""
    spends = select(func.count(), func.coalesce(func.sum(Spend.refunded), 0)).where(Spend.card_id == card_id)
    holds = select(func.count(), func.coalesce(func.sum(Authorisation.held), 0), func.max(Authorisation.moves)).where(
        Authorisation.card_id == card_id
    )
    found = (*session.execute(spends).one(), *session.execute(holds).one())
    return tuple(one.pence if isinstance(one, Money) else int(one or 0) for one in found)


def findings_oldest_first(session: Session) -> list[CardFinding]:
    """What the issuer and we see differently."""
    return list(session.scalars(select(CardFinding).order_by(CardFinding.found_at, CardFinding.id)))


def card_replacing(session: Session, card_id: int) -> Card | None:
    """The card that came after one, if any."""
    return session.scalar(select(Card).where(Card.replaces_id == card_id))


def question(session: Session, event_ref: str) -> CardQuestion | None:
    """A shop's question that was answered before."""
    return session.scalar(select(CardQuestion).where(CardQuestion.event_ref == event_ref))


def authorisation(session: Session, issuer_ref: str) -> Authorisation | None:
    """What we know of an authorisation. Read under the card's lock."""
    return session.scalar(
        select(Authorisation).where(Authorisation.issuer_ref == issuer_ref).execution_options(populate_existing=True)
    )


def captured_under(session: Session, authorisation_id: int) -> Money:
    """What shops took under one authorisation."""
    wanted = select(func.sum(Spend.amount)).where(Spend.authorisation_id == authorisation_id)
    return _money(session.scalar(wanted))


def spend_by_ref(session: Session, issuer_ref: str) -> Spend | None:
    return session.scalar(select(Spend).where(Spend.issuer_ref == issuer_ref).execution_options(populate_existing=True))


def refund_by_ref(session: Session, issuer_ref: str) -> Refund | None:
    return session.scalar(select(Refund).where(Refund.issuer_ref == issuer_ref))


def spend_to_refund(session: Session, card_id: int, merchant: str, amount: Money) -> Spend | None:
    """The newest purchase in a shop that an unlinked refund can be for."""
    wanted = select(Spend).where(
        Spend.card_id == card_id, Spend.merchant == merchant, Spend.amount - Spend.refunded >= amount.pence
    )
    return session.scalar(wanted.order_by(Spend.at.desc(), Spend.id.desc()).limit(1))


def event_by_ref(session: Session, ref: str) -> IssuerEvent | None:
    return session.scalar(select(IssuerEvent).where(IssuerEvent.ref == ref))


def event_by_id(session: Session, event_id: int) -> IssuerEvent:
    return session.get_one(IssuerEvent, event_id)


def refusals_newest_first(session: Session, card_id: int, limit: int = 10) -> list[Authorisation]:
    """When a card said no, and why."""
    wanted = select(Authorisation).where(
        Authorisation.card_id == card_id, Authorisation.state == AuthorisationState.REFUSED
    )
    return list(session.scalars(wanted.order_by(Authorisation.at.desc(), Authorisation.id.desc()).limit(limit)))


def holds_newest_first(session: Session, card_id: int) -> list[Authorisation]:
    """What shops have set aside and not taken yet."""
    wanted = select(Authorisation).where(
        Authorisation.card_id == card_id, Authorisation.state == AuthorisationState.HELD
    )
    return list(session.scalars(wanted.order_by(Authorisation.at.desc(), Authorisation.id.desc()).limit(50)))


def finance_of(session: Session, organisation_id: int) -> list[int]:
    """The finance people of an organisation, to be told about money."""
    wanted = (
        select(UserAccount.id)
        .join(UserRole, UserRole.user_id == UserAccount.id)
        .where(
            UserAccount.organisation_id == organisation_id,
            UserAccount.is_active,
            UserRole.role.in_([Role.FINANCE_CLERK, Role.FINANCE_MANAGER]),
        )
    )
    return list(session.scalars(wanted.distinct().order_by(UserAccount.id)))


def person_of(session: Session, person_id: int) -> Person:
    """The person a card is for: jobs need the name that is printed on it."""
    return session.get_one(Person, person_id)


def near(viewer: Viewer) -> Viewer:
    """The viewer as somebody who works with people: what a broker may see of everybody is not their purchases."""
    return replace(viewer, roles=viewer.roles - {Role.BROKER})


def _cards_in_reach(viewer: Viewer) -> Select[Card]:
    return select(Card).where(Card.person_id.in_(people_in_reach(near(viewer))))


def _money(pence: object) -> Money:
    # A sum of a difference has lost its type on the way.
    return pence if isinstance(pence, Money) else Money(int(str(pence or 0)))
