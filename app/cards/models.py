"""Pre-paid cards. Our ledger is the balance (holders "card:<id>", "spend:<id>"); the issuer's limit is a backstop."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cards.endings import CardEnd
from app.cards.vocabulary import AuthorisationState, CardMade, CardState, LoadState
from app.kernel import clock
from app.kernel.columns import Word
from app.kernel.db import Base
from app.kernel.errors import Conflict
from app.kernel.money import NOTHING, Money


class Card(Base):
    """A person's card. Owned by the funder, used by the person."""

    __tablename__ = "card"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"), index=True)
    issuer_ref: Mapped[str | None] = mapped_column(unique=True)
    cardholder_ref: Mapped[str | None]
    last_four: Mapped[str] = mapped_column(String(4), default="")
    expires_on: Mapped[date | None]
    state: Mapped[CardState] = mapped_column(Word(CardState), default=CardState.ORDERED)
    frozen_because: Mapped[str] = mapped_column(default="")
    frozen_by_staff: Mapped[bool] = mapped_column(default=False)
    total_loaded: Mapped[Money] = mapped_column(default=NOTHING)
    """Everything that ever arrived."""
    moved_in: Mapped[Money] = mapped_column(default=NOTHING)
    """What came from the card this one replaces."""
    taken_back: Mapped[Money] = mapped_column(default=NOTHING)
    """What went back to the budget, or on to the card that replaces this one."""
    limit_told: Mapped[Money] = mapped_column(default=NOTHING)
    """The all-time limit the issuer was last told: a backstop behind our own ledger."""
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("card.id"), unique=True)
    closed_because: Mapped[CardEnd | None] = mapped_column(Word(CardEnd))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    __table_args__ = (
        Index(
            "uq_card_one_open",
            "budget_id",
            unique=True,
            postgresql_where=text("state <> 'closed'"),
            sqlite_where=text("state <> 'closed'"),
        ),
    )

    def record_made(self, made: CardMade) -> None:
        """The issuer has it. A card that was being made is ready to use; one frozen meanwhile stays frozen."""
        self.issuer_ref, self.cardholder_ref = made.ref, made.cardholder_ref
        self.last_four, self.expires_on, self.limit_told = made.last_four, made.expires_on, made.limit_told
        if self.state is CardState.ORDERED:
            self.state = CardState.LIVE

    def freeze(self, because: str, *, by_staff: bool) -> None:
        """Nothing can be bought until it is unfrozen."""
        if self.state is not CardState.LIVE:
            raise Conflict("Only a card that is ready to use can be frozen.")
        self.state, self.frozen_because, self.frozen_by_staff = CardState.FROZEN, because, by_staff

    def unfreeze(self) -> None:
        """Ready to use again."""
        if self.state is not CardState.FROZEN:
            raise Conflict("This card is not frozen.")
        self.state, self.frozen_because, self.frozen_by_staff = CardState.LIVE, "", False

    def close(self, because: CardEnd) -> None:
        """Nothing can be bought with it ever again."""
        if self.state is CardState.CLOSED:
            raise Conflict("This card is closed already.")
        self.state, self.closed_because = CardState.CLOSED, because


class CardLoad(Base):
    """An approved amount for one item, on its way to a card or on it."""

    __tablename__ = "card_load"
    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("card.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"), unique=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("approval_request.id"), index=True)
    purpose: Mapped[str]
    amount: Mapped[Money]
    set_off: Mapped[Money] = mapped_column(default=NOTHING)
    """The part that settles what the person owed; only the rest goes on the card."""
    state: Mapped[LoadState] = mapped_column(Word(LoadState), default=LoadState.ASKED)
    once_key: Mapped[str] = mapped_column(String(120), unique=True)
    """Given to the issuer with every attempt."""
    asked_by_id: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    waiting_since: Mapped[datetime | None]
    """Since when there has been too little money with the issuer."""
    arrived_at: Mapped[datetime | None]
    card: Mapped[Card] = relationship(lazy="joined")
    __table_args__ = (CheckConstraint("amount > 0 AND set_off >= 0 AND set_off <= amount", name="sensible"),)

    @property
    def on_card(self) -> Money:
        """What goes on the card."""
        return self.amount - self.set_off

    def wait_for_money(self) -> bool:
        """There is too little with the issuer; True the first time, when finance must be told."""
        is_news = self.state is LoadState.ASKED
        self.state, self.waiting_since = LoadState.WAITING, self.waiting_since or clock.now()
        return is_news

    def arrive(self) -> None:
        """It is on the card."""
        self.state, self.arrived_at, self.waiting_since = LoadState.ARRIVED, clock.now(), None

    def go_back(self) -> None:
        """What was left of it went back to the budget."""
        self.state = LoadState.RETURNED


class SetOff(Base):
    """The person and their keyworker agreed that the next load is smaller, to settle what the person owes."""

    __tablename__ = "card_set_off"
    id: Mapped[int] = mapped_column(primary_key=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"), index=True)
    amount: Mapped[Money]
    load_id: Mapped[int | None] = mapped_column(ForeignKey("card_load.id"))
    """The load it was taken off; None while it waits for the next one."""
    agreed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    agreed_at: Mapped[datetime] = mapped_column(default=clock.now)
    __table_args__ = (CheckConstraint("amount > 0", name="positive"),)


class Authorisation(Base):
    """A shop asked whether it may take an amount, and the answer it got."""

    __tablename__ = "card_authorisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("card.id"), index=True)
    issuer_ref: Mapped[str] = mapped_column(unique=True)
    merchant: Mapped[str]
    category: Mapped[str] = mapped_column(String(80), default="")
    amount: Mapped[Money]
    """What was asked, in all."""
    held: Mapped[Money] = mapped_column(default=NOTHING)
    """What is set aside now."""
    state: Mapped[AuthorisationState] = mapped_column(Word(AuthorisationState))
    refused_code: Mapped[str] = mapped_column(String(40), default="")
    refused_because: Mapped[str] = mapped_column(default="")
    """A sentence for the person that says what to do."""
    asked_steps: Mapped[int] = mapped_column(default=0)
    """How many of the shop's questions we answered ourselves."""
    seen_at: Mapped[datetime | None]
    """When the issuer's view of it was last read: an older view changes nothing."""
    is_over: Mapped[bool] = mapped_column(default=False)
    """The issuer said that no more will be held."""
    moves: Mapped[int] = mapped_column(default=0)
    """Counts the movements of the hold, for their causes."""
    at: Mapped[datetime] = mapped_column(default=clock.now)

    def next_cause(self) -> str:
        """The cause of the next movement of this hold."""
        self.moves += 1
        return f"authorisation:{self.id}:moved:{self.moves}"


class CardQuestion(Base):
    """One question of a shop and its answer, by the issuer's id: the same question again has the same answer."""

    __tablename__ = "card_question"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_ref: Mapped[str] = mapped_column(unique=True)
    authorisation_id: Mapped[int] = mapped_column(ForeignKey("card_authorisation.id"), index=True)
    amount: Mapped[Money]
    step: Mapped[int]
    approved: Mapped[bool]
    part: Mapped[Money | None]
    """What was said yes to, when that was less than the amount."""
    code: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)


class IssuerEvent(Base):
    """A message from the issuer, kept once however often it came."""

    __tablename__ = "issuer_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_ref: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class CardFinding(Base):
    """Something the issuer and we see differently that no program can settle: finance looks into it."""

    __tablename__ = "card_finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(unique=True)
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
