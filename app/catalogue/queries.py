"""Looking into the catalogue. What is listed may be seen by everybody who is signed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.catalogue.models import Offer, Place, Provider, Service, ServiceNeed
from app.catalogue.provider_queries import names_of_providers, provider, providers_named
from app.catalogue.rules import Position
from app.catalogue.search_queries import open_today
from app.catalogue.searching import Found, Results, search
from app.kernel.errors import NotFound
from app.people.vocabulary import Viewer

__all__ = [
    "Found",
    "Results",
    "middle_of",
    "names_of_providers",
    "offer",
    "provider",
    "providers_by_name",
    "providers_named",
    "search",
    "service_for",
    "services_by_need",
    "services_by_provider",
    "services_for",
    "services_of",
]
GONE = "This is not on offer any more. Look for something like it."
PAGE = 50


def service_for(session: Session, viewer: Viewer, service_id: int) -> Service:
    """A service that can be chosen today. Raises NotFound for one that is gone."""
    found = services_for(session, viewer, [service_id])
    if not found:
        raise NotFound(GONE)
    return found[0]


def services_for(session: Session, _viewer: Viewer, service_ids: Collection[int]) -> list[Service]:
    """Those of these services that can be chosen today, in the order asked for."""
    found = session.scalars(_open().where(Service.id.in_(service_ids)).order_by(Service.id)).unique()
    by_id = {service.id: service for service in found}
    return [by_id[each] for each in dict.fromkeys(service_ids) if each in by_id]


def offer(session: Session, offer_id: int) -> Offer:
    """One offer, on sale or not: plans keep pointing at what was chosen. Raises NotFound when there is none."""
    found = session.get(Offer, offer_id)
    if found is None:
        raise NotFound(GONE)
    return found


def providers_by_name(
    session: Session, text: str = "", after: tuple[str, int] | None = None, limit: int = PAGE
) -> list[Provider]:
    """One page of providers by name, those after the last one seen (its name and id)."""
    statement = _named(text)
    if after is not None:
        name, last = after
        statement = statement.where(or_(Provider.name > name, and_(Provider.name == name, Provider.id > last)))
    return list(session.scalars(statement.order_by(Provider.name, Provider.id).limit(limit)))


def services_of(session: Session, _viewer: Viewer, provider_id: int, limit: int = 200) -> list[Service]:
    """What a provider has on offer today, by name."""
    statement = _open().where(Service.provider_id == provider_id).order_by(Service.name, Service.id).limit(limit)
    return list(session.scalars(statement).unique())


def services_by_provider(session: Session, provider_ids: Collection[int]) -> dict[int, int]:
    """How many services each of these providers has on offer today."""
    statement = (
        select(Service.provider_id, func.count())
        .join(Provider, Provider.id == Service.provider_id)
        .where(Service.provider_id.in_(provider_ids), *open_today())
        .group_by(Service.provider_id)
        .order_by(Service.provider_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def services_by_need(session: Session) -> Mapping[str, int]:
    """How many services there are for each need today."""
    statement = (
        select(ServiceNeed.need, func.count())
        .join(Service, Service.id == ServiceNeed.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .where(*open_today())
        .group_by(ServiceNeed.need)
        .order_by(ServiceNeed.need)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def middle_of(session: Session, area: str) -> Position | None:
    """The middle of a postcode district, as far as places in it are known to us."""
    if not area.strip():
        return None
    statement = select(func.avg(Place.latitude), func.avg(Place.longitude)).where(Place.area == area.strip().upper())
    latitude, longitude = session.execute(statement).one()
    return None if latitude is None or longitude is None else (float(latitude), float(longitude))


def _open() -> Select[Service]:
    return select(Service).join(Provider, Provider.id == Service.provider_id).where(*open_today())


def _named(text: str) -> Select[Provider]:
    statement = select(Provider)
    for word in text.split()[:6]:
        statement = statement.where(Provider.name.icontains(word, autoescape=True))
    return statement
