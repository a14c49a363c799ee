"""What a directory holds once it has been read, whatever format it came in.

Amounts are whole pence. Every ``source_id`` is a UUID: the directory's own where it had one, otherwise
made from the feed's name and the directory's id, so that reading the same directory again gives the same
ids. A field that the directory left out is ``None`` or empty, never a guess, unless a ``Problem`` says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

Json = dict[str, object]

Level = Literal["coerced", "ignored", "rejected"]
Kind = Literal["file", "provider", "service", "offer", "place", "schedule"]
Size = Literal["sole_trader", "small", "charity", "college", "company", "council", "unknown"]
Status = Literal["active", "inactive", "defunct", "temporarily closed"]
PriceKind = Literal["exact", "from", "range", "free", "unknown"]
Unit = Literal[
    "item",
    "session",
    "hour",
    "half_day",
    "day",
    "night",
    "week",
    "month",
    "term",
    "year",
    "course",
]
VatCategory = Literal["S", "Z", "E", "O"]
Route = Literal["card", "order", "mainstream", "free"]
DeliveryMode = Literal["in_person", "online", "phone", "home_visit"]
Acceptance = Literal["accepted", "ask", "no"]
PaymentMethod = Literal["invoice", "self_bill", "prepaid_card"]
PlaceKind = Literal["physical", "postal", "virtual"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader had to change, leave out or refuse, in words for whoever looks after the feed.

    ``coerced``: kept, but read differently from how it was written. ``ignored``: not part of a directory.
    ``rejected``: this row did not come in.
    """

    level: Level
    kind: Kind
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """A register's own number for a provider, such as a charity number."""

    scheme: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """Someone who sells or gives services, from a sole trader to the council."""

    source_id: str
    name: str
    description: str
    url: str
    email: str
    phone: str
    size: Size
    vat_registered: bool | None
    vat_number: str
    self_billing: bool | None
    identifiers: tuple[Identifier, ...]
    payload: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """Where a service happens. Without ``latitude`` and ``longitude`` we know only the words.

    ``withheld``: the address is told only to the person who books, as at a women's centre, so nothing that
    could lead there is kept here.
    """

    source_id: str
    name: str
    kind: PlaceKind
    address: tuple[str, ...]
    town: str
    postcode: str
    latitude: float | None
    longitude: float | None
    access: tuple[str, ...]
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleRecord:
    """When a service happens: a sentence for people, and the parts of it for a search by day."""

    source_id: str
    words: str
    frequency: Literal["WEEKLY", "MONTHLY"] | None
    interval: int
    days: tuple[str, ...]
    opens_at: time | None
    closes_at: time | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """One price of one service.

    Only ``exact`` and ``free`` may be bought as they stand; a broker must confirm the others.
    ``implied`` marks the row we add when a directory gives a service no price at all.
    ``vat_rate_bp`` is in hundredths of a per cent: 2000 is 20 %.
    """

    source_id: str
    title: str
    kind: PriceKind
    amount_pence: int | None
    amount_to_pence: int | None
    unit: Unit
    unit_words: str
    vat_category: VatCategory | None
    vat_rate_bp: int | None
    price_includes_vat: bool
    routes: tuple[Route, ...]
    payment_methods: tuple[PaymentMethod, ...]
    lead_time_days: int | None
    personal_budget: Acceptance
    cancellation: str
    min_quantity: int
    max_quantity: int | None
    block_contracted: bool
    valid_from: date | None
    valid_to: date | None
    implied: bool = False

    @property
    def can_be_bought_as_it_stands(self) -> bool:
        """True when nobody needs to ask the provider for a price first."""
        return self.kind in ("exact", "free")


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """One thing a provider offers. ``needs`` and ``service_types`` are ids from our own lists;
    ``tags`` are the directory's other labels, as written. An empty ``for_whom`` means everyone."""

    source_id: str
    provider_source_id: str
    partner_source_ids: tuple[str, ...]
    name: str
    summary: str
    description: str
    status: Status
    url: str
    needs: tuple[str, ...]
    service_types: tuple[str, ...]
    tags: tuple[str, ...]
    activities: tuple[str, ...]
    minimum_age: int | None
    maximum_age: int | None
    for_whom: tuple[str, ...]
    delivery_modes: tuple[DeliveryMode, ...]
    areas: tuple[str, ...]
    places: tuple[PlaceRecord, ...]
    schedules: tuple[ScheduleRecord, ...]
    offers: tuple[OfferRecord, ...]
    valid_from: date | None
    valid_to: date | None
    payload: Json = field(repr=False)

    def open_on(self, day: date) -> bool:
        """Can this service be chosen on that day?"""
        begun = self.valid_from is None or self.valid_from <= day
        ended = self.valid_to is not None and self.valid_to < day
        return self.status == "active" and begun and not ended


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything that came out of one folder or file, and an account of what did not."""

    feed: str
    providers: tuple[ProviderRecord, ...]
    services: tuple[ServiceRecord, ...]
    problems: tuple[Problem, ...]
    seen: Mapping[Kind, int]

    def rejected(self, kind: Kind) -> tuple[Problem, ...]:
        """The rows of this kind that did not come in, each with its reason."""
        return tuple(p for p in self.problems if p.level == "rejected" and p.kind == kind)

    def accepted(self, kind: Kind) -> int:
        """How many rows of this kind came in. Rows that we added ourselves do not count."""
        match kind:
            case "provider":
                return len(self.providers)
            case "service":
                return len(self.services)
            case "offer":
                return sum(not offer.implied for service in self.services for offer in service.offers)
            case "place":
                return sum(len(service.places) for service in self.services)
            case "schedule":
                return sum(len(service.schedules) for service in self.services)
            case "file":
                return self.seen.get("file", 0) - len(self.rejected("file"))

    def unaccounted(self) -> dict[Kind, int]:
        """Rows seen but neither accepted nor rejected, by kind: always empty unless a reader is wrong."""
        gaps = {k: n - self.accepted(k) - len(self.rejected(k)) for k, n in self.seen.items()}
        return {kind: gap for kind, gap in gaps.items() if gap}
