"""Writing one batch of services: compared by digest first, so that an import of nothing new reads and writes little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.catalogue import import_queries as before
from app.catalogue.import_report import Changes
from app.catalogue.import_rows import Columns, digest_of, offer_columns, place_columns, service_columns
from app.catalogue.models import Offer, Place, Provider, Service, ServiceNeed
from app.catalogue.search_index import index_services
from app.kernel import clock
from providers_catalog.shape import Problem, ServiceRecord

Known = tuple[int, str, bool]
"""Id, digest and whether it is listed."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """A service that is new or changed, with what its columns depend on."""

    record: ServiceRecord
    provider_id: int
    vat_registered: bool
    digest: str


def write_batch(session: Session, feed: str, records: Sequence[ServiceRecord]) -> Changes:
    """Bring these services up to date. One whose provider is not there is refused, and told in the report."""
    changes = Changes()
    providers = before.providers_by_source(session, feed, {record.provider_source_id for record in records})
    known = before.digests(session, feed, [record.source_id for record in records])
    arriving: list[Arriving] = []
    for record in records:
        provider = providers.get(record.provider_source_id)
        if provider is None:
            changes.refused.append(Problem("rejected", "service", record.source_id, "Its provider is not there."))
            changes.counts["services refused"] += 1
            continue
        vat_registered = _is_vat_registered(provider)
        digest = digest_of(record, vat_registered, provider.id)
        if known.get(record.source_id, (0, "", True))[1] == digest:
            changes.counts["services unchanged"] += 1
        else:
            arriving.append(Arriving(record, provider.id, vat_registered, digest))
    if arriving:
        _write(session, feed, arriving, known, changes)
    return changes


def _is_vat_registered(provider: Provider) -> bool:
    extras = provider.payload.get("pb_provider")
    said = extras.get("vat_registered") if isinstance(extras, Mapping) else None
    return bool(provider.vat_number) or said is True


def _write(
    session: Session, feed: str, arriving: Sequence[Arriving], known: Mapping[str, Known], changes: Changes
) -> None:
    new = [each for each in arriving if each.record.source_id not in known]
    old = [each for each in arriving if each.record.source_id in known]
    ids = {source_id: row[0] for source_id, row in known.items()}
    ids |= _insert(session, feed, new)
    _update(session, old, ids)
    changed = [ids[each.record.source_id] for each in old]
    if changed:
        before.clear_places_and_needs(session, changed)
    _write_parts(session, arriving, ids)
    _write_offers(session, arriving, ids, changed, changes)
    index_services(session, [ids[each.record.source_id] for each in arriving])
    again = sum(each.record.status == "active" and not known[each.record.source_id][2] for each in old)
    changes.counts.update(
        {"services added": len(new), "services updated": len(old) - again, "services listed again": again}
    )


def _insert(session: Session, feed: str, new: Sequence[Arriving]) -> dict[str, int]:
    if not new:
        return {}
    rows = [
        {"feed": feed, "source_id": each.record.source_id, "provider_id": each.provider_id}
        | service_columns(each.record, each.digest)
        for each in new
    ]
    made = session.execute(insert(Service).returning(Service.id, Service.source_id), rows)
    return {row.source_id: row.id for row in made}


def _update(session: Session, old: Sequence[Arriving], ids: Mapping[str, int]) -> None:
    rows = [
        {"id": ids[each.record.source_id], "provider_id": each.provider_id} | service_columns(each.record, each.digest)
        for each in old
    ]
    if rows:
        session.execute(update(Service), rows)


def _write_parts(session: Session, arriving: Sequence[Arriving], ids: Mapping[str, int]) -> None:
    places: list[Columns] = []
    needs: list[Columns] = []
    for each in arriving:
        service_id = ids[each.record.source_id]
        places += [{"service_id": service_id} | place_columns(place) for place in each.record.places]
        needs += [{"service_id": service_id, "need": need} for need in dict.fromkeys(each.record.needs)]
    if places:
        session.execute(insert(Place), places)
    if needs:
        session.execute(insert(ServiceNeed), needs)


def _write_offers(
    session: Session, arriving: Sequence[Arriving], ids: Mapping[str, int], changed: Sequence[int], changes: Changes
) -> None:
    there = before.offers_of(session, changed) if changed else {}
    wanted: set[tuple[int, str]] = set()
    rows: list[Columns] = []
    for each in arriving:
        service_id = ids[each.record.source_id]
        for record in each.record.offers:
            key = (service_id, record.source_id)
            wanted.add(key)
            columns = offer_columns(record, vat_registered=each.vat_registered)
            versions = there.get(key, [])
            current = next((offer for offer in versions if offer.is_current), None)
            if current is not None and _says_the_same(current, columns):
                continue
            if current is not None:
                _end(current, changes)
            revision = versions[-1].revision + 1 if versions else 1
            rows.append({"service_id": service_id, "source_id": record.source_id, "revision": revision} | columns)
    for key, versions in there.items():
        for offer in versions:
            if key not in wanted and offer.is_current:
                _end(offer, changes)
    session.flush()
    if rows:
        session.execute(insert(Offer), rows)
    changes.counts["offers added"] += len(rows)


def _says_the_same(offer: Offer, columns: Columns) -> bool:
    return all(getattr(offer, name) == value for name, value in columns.items())


def _end(offer: Offer, changes: Changes) -> None:
    """From today on it cannot be chosen; plans and orders that did keep pointing at it."""
    offer.is_current = False
    yesterday = clock.today() - timedelta(days=1)
    offer.valid_to = yesterday if offer.valid_to is None else min(offer.valid_to, yesterday)
    changes.counts["offers ended"] += 1
