"""Cards as people see them: what can be spent, what it is for, what was bought, and who looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry, AuditWords
from app.cards import queries, receipt_queries, rules
from app.cards.blocked import blocked
from app.cards.models import Authorisation, Card, CardLoad
from app.cards.spend_models import Spend
from app.cards.vocabulary import CardState, LoadState, ReceiptState
from app.kernel.money import NOTHING, Money, total
from app.ledger import movements
from app.ledger.models import LedgerAccount
from app.ledger.queries import balance
from app.ledger.vocabulary import Account
from app.people.models import Person
from app.people.queries import names_of
from app.people.vocabulary import Viewer

_OWED = [ReceiptState.DUE, ReceiptState.SENT_BACK]


@dataclass(frozen=True, slots=True)
class LoadLine:
    """One thing a card is for, and what is left of its money."""

    load: CardLoad
    left: Money


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody on the staff looked at a person's purchases."""

    at: datetime
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class CardPage:
    """One card: free to spend, set aside by shops, and everything around it."""

    card: Card
    person: Person
    free: Money
    held: Money
    loads: list[LoadLine]
    spends: list[Spend]
    holds: list[Authorisation]
    refusals: list[Authorisation]
    looks: list[Look]
    frozen_by: str

    @property
    def owed(self) -> list[Spend]:
        """Purchases whose receipt the person still has to hand in."""
        return [spend for spend in self.spends if spend.receipt_state.is_owed]


@dataclass(frozen=True, slots=True)
class CardLine:
    """One card in a list."""

    card: Card
    who: str
    free: Money
    held: Money
    owed: int
    """How many receipts are still to be handed in."""


@dataclass(frozen=True, slots=True)
class CardFunds:
    """The money behind all cards of an organisation, as our books have it."""

    with_issuer: Money
    free: Money
    held: Money
    awaiting_receipt: Money
    lines: list[CardLine]
    waiting: list[tuple[CardLoad, str]]
    """Loads that are not on a card yet, with the person's reference."""


def card_page(session: Session, viewer: Viewer, card_id: int) -> CardPage:
    """One card with all that belongs to it. Raises NotFound for a card that is not the viewer's to see."""
    card = queries.card_for(session, viewer, card_id)
    free, held = _on_cards(session, [card])[card.id]
    left = dict(queries.left_of_loads(session, card))
    looks = _looks(session, card.id)
    return CardPage(
        card=card,
        person=queries.person_of(session, card.person_id),
        free=free,
        held=held,
        loads=[
            LoadLine(load, left.get(load.id, NOTHING if load.state is LoadState.RETURNED else load.on_card))
            for load in queries.loads_of(session, card)
        ],
        spends=receipt_queries.spends_newest_first(session, card.id),
        holds=queries.holds_newest_first(session, card.id),
        refusals=queries.refusals_newest_first(session, card.id),
        looks=looks,
        frozen_by=_frozen_by(session, card),
    )


def cards_in_reach(session: Session, viewer: Viewer) -> list[CardLine]:
    """The cards of everybody the viewer works with: those that owe receipts first."""
    cards = [card for card in queries.cards_in_reach(session, viewer) if card.person_id != viewer.person_id]
    called = select(Person.id, Person.called).where(Person.id.in_({card.person_id for card in cards}))
    names = dict(session.execute(called).all())
    lines = _lines(session, [(card, names[card.person_id]) for card in cards])
    return sorted(lines, key=lambda line: (-line.owed, line.who, line.card.id))


def card_funds(session: Session, organisation_id: int) -> CardFunds:
    """What finance watches: never a name, never a shop."""
    lines = _lines(session, queries.cards_of_organisation(session, organisation_id))
    references = {line.card.id: line.who for line in lines}
    waiting = [
        (load, references[load.card_id])
        for load in session.scalars(
            select(CardLoad)
            .where(CardLoad.arrived_at.is_(None), CardLoad.card_id.in_(references))
            .order_by(CardLoad.asked_at, CardLoad.id)
        )
    ]
    return CardFunds(
        with_issuer=balance(session, Account.ISSUER_BALANCE, ""),
        free=total(line.free for line in lines),
        held=total(line.held for line in lines),
        awaiting_receipt=balance(session, Account.AWAITING_RECEIPT),
        lines=lines,
        waiting=waiting,
    )


def on_all_cards(session: Session) -> tuple[Money, Money]:
    """What can be spent with all cards together or is about to be, and how much of that shops have set aside."""
    held = balance(session, Account.CARD_HELD)
    return balance(session, Account.CARD_FREE) + held, held


def issuer_said_no(session: Session, card: Card, *, reason: str, amount: Money, category: str) -> str:
    """Why the card company said no without asking us, in a sentence for the person."""
    free, _ = _on_cards(session, [card])[card.id]
    now = rules.CardNow(card.state, card.frozen_by_staff, card.expires_on, free)
    return rules.issuer_refusal(reason, now, amount, blocked(category)).words


def _lines(session: Session, cards: list[tuple[Card, str]]) -> list[CardLine]:
    balances = _on_cards(session, [card for card, _ in cards])
    counted = select(Spend.card_id, func.count()).where(Spend.receipt_state.in_(_OWED)).group_by(Spend.card_id)
    owed = dict(session.execute(counted.where(Spend.card_id.in_(balances))).all())
    return [CardLine(card, who, *balances[card.id], owed.get(card.id, 0)) for card, who in cards]


def _on_cards(session: Session, cards: Iterable[Card]) -> dict[int, tuple[Money, Money]]:
    """Free and held of many cards, in one query."""
    numbers = [card.id for card in cards]
    holders = {account: f"{account.value}:" for account in (Account.CARD_FREE, Account.CARD_HELD)}
    keys = [start + movements.card(number) for number in numbers for start in holders.values()]
    found = dict(
        session.execute(select(LedgerAccount.key, LedgerAccount.balance).where(LedgerAccount.key.in_(keys))).all()
    )

    def read(account: Account, number: int) -> Money:
        return Money(found.get(holders[account] + movements.card(number), 0))

    return {number: (read(Account.CARD_FREE, number), read(Account.CARD_HELD, number)) for number in numbers}


def _looks(session: Session, card_id: int) -> list[Look]:
    rows = session.execute(
        select(AuditEntry.at, AuditEntry.actor_id, AuditWords.words)
        .outerjoin(AuditWords, AuditWords.entry_id == AuditEntry.id)
        .where(AuditEntry.subject == "card", AuditEntry.subject_id == card_id, AuditEntry.act == "card.read")
        .order_by(AuditEntry.id.desc())
        .limit(20)
    ).all()
    names = names_of(session, [actor_id for _, actor_id, _ in rows])
    return [Look(at, names.get(actor_id, "Somebody on the staff"), why or "") for at, actor_id, why in rows]


def _frozen_by(session: Session, card: Card) -> str:
    if card.state is not CardState.FROZEN or not card.frozen_by_staff:
        return ""
    actor_id = session.scalar(
        select(AuditEntry.actor_id)
        .where(AuditEntry.subject == "card", AuditEntry.subject_id == card.id, AuditEntry.act == "card.frozen")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return names_of(session, [actor_id]).get(actor_id or 0, "Staff")
