"""Plans: a person's goals, and the items that would help with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import clock
from app.kernel.columns import Word
from app.kernel.db import Base
from app.kernel.errors import Conflict
from app.kernel.ids import new_reference
from app.kernel.money import NOTHING, Money
from app.people.vocabulary import LifeArea
from app.plans.rules import how_much
from app.plans.vocabulary import ItemState, SourcingState


class Plan(Base):
    """One person's plan for one budget."""

    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    person_words: Mapped[str] = mapped_column(default="")
    """The case in the person's words, kept while it is being written."""
    keyworker_words: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    touched_at: Mapped[datetime] = mapped_column(default=clock.now)
    goals: Mapped[list[Goal]] = relationship(lazy="selectin", order_by="Goal.id", back_populates="plan")
    items: Mapped[list[Item]] = relationship(lazy="selectin", order_by="Item.id", back_populates="plan")


class Goal(Base):
    """Something the person wants to be different."""

    __tablename__ = "goal"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    area: Mapped[LifeArea] = mapped_column(Word(LifeArea))
    words: Mapped[str]
    ended_at: Mapped[datetime | None]
    plan: Mapped[Plan] = relationship(back_populates="goals")


class Item(Base):
    """One thing that would help: from the catalogue, or something else. The price was kept when it was chosen."""

    __tablename__ = "plan_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), index=True)
    reference: Mapped[str] = mapped_column(default=lambda: new_reference("N"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    provider_name: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    details: Mapped[str] = mapped_column(default="")
    """For something else: what it is, in words."""
    link: Mapped[str] = mapped_column(default="")
    photo_key: Mapped[str] = mapped_column(default="")
    """A picture of it, in the file store."""
    unit: Mapped[str] = mapped_column(default="item")
    unit_price: Mapped[Money | None]
    """With VAT, as a shop would ask; None until a broker has found it."""
    unit_charge: Mapped[Money | None]
    """What the budget is charged for one unit: without VAT where the organisation recovers it on orders."""
    vat_category: Mapped[str] = mapped_column(default="O")
    vat_rate_bp: Mapped[int] = mapped_column(default=0)
    quantity: Mapped[int] = mapped_column(default=1)
    """How many each time."""
    weeks: Mapped[int] = mapped_column(default=1)
    """1: once. More: every week, this many times."""
    starts_on: Mapped[date]
    route: Mapped[str]
    """FundingRoute word."""
    mainstream_payer: Mapped[str] = mapped_column(default="")
    state: Mapped[ItemState] = mapped_column(Word(ItemState), default=ItemState.IDEA)
    sourcing: Mapped[SourcingState] = mapped_column(Word(SourcingState), default=SourcingState.NOT_NEEDED)
    snapshot: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The offer as it was when chosen."""
    added_by_id: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    plan: Mapped[Plan] = relationship(back_populates="items")
    goal: Mapped[Goal] = relationship(lazy="selectin")
    __table_args__ = (
        CheckConstraint("quantity >= 1 AND weeks >= 1", name="some"),
        CheckConstraint("unit_price IS NULL OR unit_price >= 0", name="not_negative"),
        Index("ix_plan_item_state", "state", "id"),
    )

    @property
    def units(self) -> int:
        """How many units in all."""
        return self.quantity * self.weeks

    @property
    def costs_the_budget(self) -> bool:
        return self.route in {"card", "order"}

    @property
    def cost(self) -> Money | None:
        """What it takes from the budget: nothing for free and mainstream, None while no price is known."""
        if not self.costs_the_budget:
            return NOTHING
        return None if self.unit_charge is None else self.unit_charge * self.units

    @property
    def how_much(self) -> str:
        """In words: "6 sessions at £45.00, one a week for 6 weeks from 1 December 2026"."""
        price = self.unit_charge if self.costs_the_budget else None
        return how_much(self.quantity, self.weeks, self.unit, price, self.starts_on)

    @property
    def counts(self) -> bool:
        """Whether it counts towards what has been planned."""
        return self.state in {ItemState.IDEA, ItemState.ASKED, ItemState.AGREED, ItemState.UNDER_WAY, ItemState.DONE}

    def ask(self) -> None:
        """It goes to a decision."""
        self._from(
            {ItemState.IDEA}, ItemState.ASKED, "only things on the plan that were not asked for yet can be asked for"
        )

    def take_back(self) -> None:
        """The request was withdrawn or needs changing: it is on the plan again."""
        self._from({ItemState.ASKED}, ItemState.IDEA, "it is not waiting for a decision")

    def agree(self) -> None:
        """The answer was yes."""
        self._from({ItemState.ASKED}, ItemState.AGREED, "it was never asked for")

    def decline(self) -> None:
        """The answer was no, this time."""
        self._from({ItemState.ASKED}, ItemState.DECLINED, "it was never asked for")

    def start(self) -> None:
        """Ordered, or on a card."""
        self._from({ItemState.AGREED, ItemState.UNDER_WAY}, ItemState.UNDER_WAY, "it was not agreed")

    def give_up(self) -> None:
        """Nobody can provide it after all: it is on the plan again, and waits to be changed."""
        self._from({ItemState.AGREED, ItemState.UNDER_WAY}, ItemState.IDEA, "it is not under way")
        self.sourcing = SourcingState.NOT_FOUND

    def finish(self) -> None:
        """Everything arrived, or was bought."""
        self._from({ItemState.AGREED, ItemState.UNDER_WAY, ItemState.DONE}, ItemState.DONE, "it is not under way")

    def set_aside(self) -> None:
        """Only try it out for now."""
        self._from({ItemState.IDEA, ItemState.WHAT_IF}, ItemState.WHAT_IF, "it has already been asked for")

    def want(self) -> None:
        """On the plan, to be asked for."""
        self._from(
            {ItemState.IDEA, ItemState.WHAT_IF, ItemState.DECLINED}, ItemState.IDEA, "it has already been asked for"
        )

    def drop(self) -> None:
        """Taken off the plan."""
        self._from(
            {ItemState.IDEA, ItemState.WHAT_IF, ItemState.DECLINED}, ItemState.DROPPED, "it has already been asked for"
        )

    def _from(self, allowed: set[ItemState], to: ItemState, otherwise: str) -> None:
        if self.state not in allowed:
            raise Conflict(f"“{self.title}” cannot change now: {otherwise}.")
        self.state = to
