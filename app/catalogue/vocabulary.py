"""The words of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.money import Money


class PriceKind(StrEnum):
    """What a price text says. Only exact and free can be bought without a broker."""

    EXACT = "exact"
    FROM = "from"
    RANGE = "range"
    FREE = "free"
    UNKNOWN = "unknown"

    @property
    def is_certain(self) -> bool:
        return self in {PriceKind.EXACT, PriceKind.FREE}


class VatCategory(StrEnum):
    """UNCL5305 codes: standard, zero rated, exempt, outside the scope (supplier not registered)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    OUTSIDE = "O"


class ProviderState(StrEnum):
    """How far our checks of a provider have come."""

    APPLIED = "applied"
    CHECKING = "checking"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class DeliveryMode(StrEnum):
    IN_PERSON = "in_person"
    ONLINE = "online"
    PHONE = "phone"
    HOME_VISIT = "home_visit"

    @property
    def words(self) -> str:
        return {"in_person": "In person", "online": "Online", "phone": "By phone", "home_visit": "At home"}[self.value]


@dataclass(frozen=True, slots=True)
class SearchWish:
    """What somebody is looking for. Everything may be left out."""

    words: str = ""
    need: str = ""
    """A slug of the needs list."""
    place: str = ""
    """A town, an area, or the first part of a postcode."""
    max_price: Money | None = None
    route: str = ""
    """FundingRoute word."""
    only_certain: bool = False
    """Only what has a price already, so that no broker has to ask first."""
    page: int = 1
    near: tuple[float, float] | None = None
    """Where the person lives, roughly: latitude and longitude."""

    @property
    def has_filters(self) -> bool:
        """Whether it narrows down beyond words and need."""
        return bool(self.place or self.max_price is not None or self.route or self.only_certain)
