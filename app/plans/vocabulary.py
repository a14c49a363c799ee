"""The words of plans."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from app.kernel.money import Money


class ItemState(StrEnum):
    """Where one item of a plan stands."""

    WHAT_IF = "what_if"
    IDEA = "idea"
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        return {
            "what_if": "Just trying it out",
            "idea": "On the plan, not asked for yet",
            "asked": "Waiting for a decision",
            "agreed": "Agreed",
            "declined": "Not agreed this time",
            "under_way": "On its way",
            "done": "Done",
            "dropped": "Taken off the plan",
        }[self.value]

    @property
    def may_be_changed(self) -> bool:
        """Whether nobody has been asked about it yet."""
        return self in {ItemState.WHAT_IF, ItemState.IDEA}


class SourcingState(StrEnum):
    """Whether a broker must find or price an item."""

    NOT_NEEDED = "not_needed"
    WAITING = "waiting"
    SOURCED = "sourced"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody said they want: how many, how often, from when, and who pays."""

    goal_id: int
    title: str
    quantity: int
    weeks: int
    starts_on: date
    route: str
    details: str = ""
    link: str = ""
    photo_key: str = ""
    mainstream_payer: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs, from whom, and where that is known from. `unit_price` None: a broker must find it."""

    unit: str = "item"
    unit_price: Money | None = None
    unit_charge: Money | None = None
    vat_category: str = "O"
    vat_rate_bp: int = 0
    provider_id: int | None = None
    provider_name: str = ""
    service_id: int | None = None
    offer_id: int | None = None
    snapshot: dict[str, Any] = field(default_factory=dict)
