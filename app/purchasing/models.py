"""Sourcing and orders: from what a person asked for to what a provider promised."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import clock
from app.kernel.columns import Word
from app.kernel.db import Base
from app.kernel.errors import Conflict
from app.kernel.money import Money
from app.purchasing.vocabulary import OccurrenceState, OrderState


class SourcingTask(Base):
    """Something a broker must find or price, with a date it is due."""

    __tablename__ = "sourcing_task"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"), index=True)
    title: Mapped[str]
    details: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    """The catalogue provider to be asked for a price, if one was chosen."""
    quantity: Mapped[int]
    weeks: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_on: Mapped[date]
    broker_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    chosen_quote_id: Mapped[int | None]
    chosen_because: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    not_found_because: Mapped[str] = mapped_column(default="")
    replaces_order_id: Mapped[int | None] = mapped_column(ForeignKey("purchase_order.id"))
    """The order a provider turned down: its item was agreed already, so another provider needs no new approval."""
    quotes: Mapped[list[Quote]] = relationship(lazy="selectin", order_by="Quote.id")
    __table_args__ = (
        Index(
            "uq_sourcing_task_open",
            "item_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
            sqlite_where=text("closed_at IS NULL"),
        ),
        Index("ix_sourcing_task_due", "organisation_id", "due_on", "id"),
    )

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def chosen(self) -> Quote | None:
        """The quote that was chosen, if one was."""
        return next((quote for quote in self.quotes if quote.id == self.chosen_quote_id), None)

    def choose(self, quote: Quote, because: str) -> None:
        """This one, and why."""
        self._close()
        self.chosen_quote_id, self.chosen_because = quote.id, because

    def give_up(self, because: str) -> None:
        """It cannot be had, and why."""
        self._close()
        self.not_found_because = because

    def _close(self) -> None:
        if not self.is_open:
            raise Conflict("Somebody has answered this already. Open the page again to see what was chosen.")
        self.closed_at = clock.now()


class Quote(Base):
    """What somebody would charge for one unit, with where that is known from."""

    __tablename__ = "quote"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("sourcing_task.id"), index=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    provider_name: Mapped[str]
    unit: Mapped[str] = mapped_column(String(40))
    unit_price: Mapped[Money]
    """With VAT."""
    vat_category: Mapped[str] = mapped_column(String(2), default="O")
    vat_rate_bp: Mapped[int] = mapped_column(default=0)
    route: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[str]
    """A letter, web address or call, in words."""
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    __table_args__ = (CheckConstraint("unit_price >= 0", name="not_negative"),)


class Counter(Base):
    """The last number of a gapless series; taken in the transaction that issues the document."""

    __tablename__ = "counter"
    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class PurchaseOrder(Base):
    """An order to a provider for one item. It names nobody: the provider sees the order's number and no more."""

    __tablename__ = "purchase_order"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"), index=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("approval_request.id"), index=True)
    title: Mapped[str]
    unit: Mapped[str] = mapped_column(String(40))
    units: Mapped[int]
    unit_net: Mapped[Money]
    vat_category: Mapped[str] = mapped_column(String(2))
    vat_rate_bp: Mapped[int]
    unit_charge: Mapped[Money]
    """What the budget is charged for one unit: net where VAT is recovered, gross where not."""
    starts_on: Mapped[date]
    state: Mapped[OrderState] = mapped_column(Word(OrderState), default=OrderState.ISSUED)
    issued_by_id: Mapped[int]
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    accept_by: Mapped[date]
    accepted_at: Mapped[datetime | None]
    declined_because: Mapped[str] = mapped_column(default="")
    occurrences: Mapped[list[Occurrence]] = relationship(lazy="selectin", order_by="Occurrence.number")
    __table_args__ = (
        CheckConstraint("units >= 1", name="some"),
        CheckConstraint("unit_net >= 0 AND unit_charge >= 0", name="not_negative"),
        Index("ix_purchase_order_state", "state", "id"),
        Index(
            "uq_purchase_order_live",
            "item_id",
            unique=True,
            postgresql_where=text("state NOT IN ('declined', 'cancelled')"),
            sqlite_where=text("state NOT IN ('declined', 'cancelled')"),
        ),
    )

    @property
    def amount(self) -> Money:
        """What the whole order takes from the budget."""
        return self.unit_charge * self.units

    def accept(self) -> None:
        """The provider will do it."""
        self._from({OrderState.ISSUED}, OrderState.ACCEPTED)
        self.accepted_at = clock.now()

    def decline(self, because: str) -> None:
        """The provider cannot do it."""
        self._from({OrderState.ISSUED}, OrderState.DECLINED)
        self.declined_because = because

    @property
    def is_open(self) -> bool:
        """Whether something may still be delivered."""
        return self.state in {OrderState.ISSUED, OrderState.ACCEPTED}

    @property
    def recovers_vat(self) -> bool:
        """Whether the budget is charged without VAT because the organisation gets it back."""
        return self.unit_charge == self.unit_net

    @property
    def planned(self) -> list[Occurrence]:
        """Deliveries nobody has answered for yet."""
        return [each for each in self.occurrences if each.state is OccurrenceState.PLANNED]

    @property
    def received(self) -> list[Occurrence]:
        return [each for each in self.occurrences if each.state is OccurrenceState.DELIVERED]

    @property
    def to_invoice(self) -> list[Occurrence]:
        """Received, and on no invoice yet."""
        return [each for each in self.received if each.invoice_id is None]

    def complete(self) -> None:
        """Nothing is left to deliver."""
        self._from({OrderState.ACCEPTED, OrderState.ISSUED}, OrderState.COMPLETE)

    def cancel(self) -> None:
        """Nothing of it ever happened."""
        self._from({OrderState.ACCEPTED, OrderState.ISSUED}, OrderState.CANCELLED)

    def _from(self, allowed: set[OrderState], to: OrderState) -> None:
        if self.state not in allowed:
            raise Conflict(f"Order {self.number} is {self.state.words.lower()}, so this cannot be done now.")
        self.state = to


class Occurrence(Base):
    """One planned delivery of an order: a session, a week, an item."""

    __tablename__ = "occurrence"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"))
    number: Mapped[int]
    planned_on: Mapped[date]
    units: Mapped[int]
    state: Mapped[OccurrenceState] = mapped_column(Word(OccurrenceState), default=OccurrenceState.PLANNED)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_words: Mapped[str] = mapped_column(default="")
    """Was it any good?"""
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    __table_args__ = (UniqueConstraint("order_id", "number"), CheckConstraint("units >= 1", name="some"))

    def settle(self, state: OccurrenceState, actor_id: int, words: str) -> None:
        """Received, or did not happen: said once."""
        if self.state is not OccurrenceState.PLANNED:
            raise Conflict("That was already answered.")
        self.state, self.confirmed_by_id, self.confirmed_at, self.confirmed_words = state, actor_id, clock.now(), words
