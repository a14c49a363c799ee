"""Small directories to import, made of records as a reader hands them over."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from providers_catalog.shape import Directory, OfferRecord, PlaceRecord, ProviderRecord, ServiceRecord

FEED = "tests"


def provider(**changes: object) -> ProviderRecord:
    """Quince Counselling, who is not registered for VAT and has us write its invoices."""
    quince = ProviderRecord(
        source_id=str(UUID(int=1)),
        name="Quince Counselling",
        description="Gwen listens.",
        url="https://quince.example/",
        email="hello@quince.example",
        phone="",
        size="small",
        vat_registered=False,
        vat_number="",
        self_billing=True,
        identifiers=(),
        payload={"id": str(UUID(int=1)), "name": "Quince Counselling"},
    )
    return replace(quince, **changes)  # type: ignore[arg-type]


def offer(**changes: object) -> OfferRecord:
    """A session at £45.00."""
    session = OfferRecord(
        source_id=str(UUID(int=31)),
        title="One session",
        kind="exact",
        amount_pence=4500,
        amount_to_pence=None,
        unit="session",
        unit_words="per session",
        vat_category="E",
        vat_rate_bp=0,
        price_includes_vat=True,
        routes=("card", "order"),
        payment_methods=(),
        lead_time_days=4,
        personal_budget="accepted",
        cancellation="",
        min_quantity=1,
        max_quantity=None,
        block_contracted=False,
        valid_from=None,
        valid_to=None,
    )
    return replace(session, **changes)  # type: ignore[arg-type]


def place(**changes: object) -> PlaceRecord:
    """A room in Ferry Lane."""
    room = PlaceRecord(
        source_id=str(UUID(int=41)),
        name="Quince House",
        kind="physical",
        address=("4 Ferry Lane",),
        town="Lemonfield",
        postcode="LF2 2BT",
        latitude=51.4741,
        longitude=0.0571,
        access=("Step-free.",),
    )
    return replace(room, **changes)  # type: ignore[arg-type]


def service(number: int = 21, **changes: object) -> ServiceRecord:
    """Counselling, once a week."""
    counselling = ServiceRecord(
        source_id=str(UUID(int=number)),
        provider_source_id=str(UUID(int=1)),
        partner_source_ids=(),
        name="Counselling",
        summary="Someone to talk to, once a week.",
        description="Someone to talk to, once a week.",
        status="active",
        url="",
        needs=("mind-and-feelings",),
        service_types=("counselling",),
        tags=(),
        activities=(),
        minimum_age=None,
        maximum_age=None,
        for_whom=(),
        delivery_modes=("in_person",),
        areas=("Lemonfield",),
        places=(place(),),
        schedules=(),
        offers=(offer(),),
        valid_from=None,
        valid_to=None,
        payload={"id": str(UUID(int=number)), "name": "Counselling"},
    )
    return replace(counselling, **changes)  # type: ignore[arg-type]


def directory(*services: ServiceRecord, providers: tuple[ProviderRecord, ...] = (), **changes: object) -> Directory:
    """These services, or counselling alone, by Quince Counselling."""
    found = services or (service(),)
    by = providers or (provider(),)
    whole = Directory(FEED, by, found, (), {"provider": len(by), "service": len(found)})
    return replace(whole, **changes)  # type: ignore[arg-type]
