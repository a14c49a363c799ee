"""What the catalogue holds before an import, fetched for a whole batch at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.catalogue.models import Offer, Place, Provider, Service, ServiceNeed


def providers_by_source(session: Session, feed: str, source_ids: Collection[str]) -> dict[str, Provider]:
    """The feed's providers by the directory's own ids."""
    statement = select(Provider).where(Provider.feed == feed, Provider.source_id.in_(source_ids)).order_by(Provider.id)
    return {provider.source_id: provider for provider in session.scalars(statement)}


def digests(session: Session, feed: str, source_ids: Collection[str]) -> dict[str, tuple[int, str, bool]]:
    """Id, digest and whether it is listed, of the feed's services, by the directory's own ids."""
    statement = (
        select(Service.source_id, Service.id, Service.payload_digest, Service.is_listed)
        .where(Service.feed == feed, Service.source_id.in_(source_ids))
        .order_by(Service.id)
    )
    return {row.source_id: (row.id, row.payload_digest, row.is_listed) for row in session.execute(statement)}


def offers_of(session: Session, service_ids: Collection[int]) -> dict[tuple[int, str], list[Offer]]:
    """Every offer these services ever had, by service and the directory's own id, the latest last."""
    statement = select(Offer).where(Offer.service_id.in_(service_ids)).order_by(Offer.revision, Offer.id)
    found: dict[tuple[int, str], list[Offer]] = {}
    for offer in session.scalars(statement):
        found.setdefault((offer.service_id, offer.source_id), []).append(offer)
    return found


def clear_places_and_needs(session: Session, service_ids: Collection[int]) -> None:
    """Before they are written afresh."""
    session.execute(delete(Place).where(Place.service_id.in_(service_ids)))
    session.execute(delete(ServiceNeed).where(ServiceNeed.service_id.in_(service_ids)))


def services_of_providers(session: Session, provider_ids: Collection[int]) -> list[int]:
    """Ids of all services of these providers."""
    return list(session.scalars(select(Service.id).where(Service.provider_id.in_(provider_ids)).order_by(Service.id)))


def listed_but_not_among(session: Session, feed: str, source_ids: Collection[str]) -> Sequence[int]:
    """The feed's listed services that are not among these."""
    rows = session.execute(
        select(Service.id, Service.source_id).where(Service.feed == feed, Service.is_listed).order_by(Service.id)
    )
    return [row.id for row in rows if row.source_id not in source_ids]


def stop_listing(session: Session, service_ids: Collection[int], at: datetime) -> None:
    """They can no longer be found or chosen. The digest goes, so that one that comes back is written afresh."""
    session.execute(
        update(Service)
        .where(Service.id.in_(service_ids))
        .values(is_listed=False, payload_digest="", updated_at=at)
        .execution_options(synchronize_session="fetch")
    )
