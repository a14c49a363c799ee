"""The words of policy. A policy is data: read from a preset file, kept with the day it takes effect."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.money import Money


class AllocationKind(StrEnum):
    """How a person's amount is found."""

    BANDS = "bands"
    FLAT = "flat"
    ANNUAL = "annual"


class ApprovalRoute(StrEnum):
    """Who says yes."""

    AUTOMATIC = "automatic"
    LINE_MANAGER = "line_manager"
    PANEL = "panel"

    @property
    def words(self) -> str:
        return {"automatic": "Agreed at once", "line_manager": "Line manager", "panel": "Panel"}[self.value]


class FundingRoute(StrEnum):
    """How an item is paid for. A change of route needs no new approval."""

    CARD = "card"
    ORDER = "order"
    MAINSTREAM = "mainstream"
    FREE = "free"

    @property
    def words(self) -> str:
        return {
            "card": "Pre-paid card",
            "order": "We order it and pay the provider",
            "mainstream": "Another service pays",
            "free": "Free",
        }[self.value]

    @property
    def costs_the_budget(self) -> bool:
        return self in {FundingRoute.CARD, FundingRoute.ORDER}


class Disclosure(StrEnum):
    """Whether the person is shown their amount. Hiding it is an exception with a reason."""

    SHOWN = "shown"
    HIDDEN = "hidden"


class VatRecovery(StrEnum):
    """Whether the organisation can recover VAT on orders: then a budget is charged net, else gross."""

    FULL = "full"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Band:
    """A band of a resource allocation system: a weekly amount for a range of need scores (both ends count)."""

    letter: str
    score_from: int
    score_to: int
    weekly_from: Money
    weekly_to: Money
    means: str


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Requests up to an amount (None: any amount) go this way. Rules are tried in order."""

    up_to: Money | None
    route: ApprovalRoute


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything a programme decides by rule."""

    name: str
    summary: str
    allocation: AllocationKind
    bands: tuple[Band, ...]
    flat_amount: Money
    annual_amount: Money
    period_weeks: int
    """How long a budget lasts before it is worked out again."""
    disclosure: Disclosure
    disclosure_reason: str
    approval: tuple[ApprovalRule, ...]
    quorum: int
    decide_within_days: int
    """Working days from sending in to a decision."""
    source_within_days: int
    accept_order_within_days: int
    routes: tuple[FundingRoute, ...]
    first_route: FundingRoute
    receipt_within_days: int
    """Calendar days from a purchase to its receipt."""
    review_every_weeks: int
    reassess_after_weeks: int
    silent_after_days: int
    """A person with no sign of life for this long is shown to the keyworker as silent."""
    priority_groups: tuple[str, ...]
    vat_recovery: VatRecovery
