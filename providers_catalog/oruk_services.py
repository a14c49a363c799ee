"""One Open Referral service as a service: what it is, who it is for, and what its labels mean to us."""

from typing import get_args

from providers_catalog import oruk_offers, oruk_places, words
from providers_catalog.fields import Row
from providers_catalog.shape import DeliveryMode, PlaceRecord, ServiceRecord, Status
from providers_catalog.text import first_sentence

STATUSES: tuple[Status, ...] = get_args(Status)
MODES: tuple[DeliveryMode, ...] = get_args(DeliveryMode)
STATUS_WORDS: dict[str, Status] = {
    "open": "active",
    "live": "active",
    "published": "active",
    "closed": "inactive",
    "suspended": "temporarily closed",
}


def read_service(row: Row, source_id: str, name: str, provider_source_id: str) -> ServiceRecord:
    """The service in this row, whose id, name and provider are already known to be there."""
    extras = row.child("pb_service")
    description = row.long_text("description")
    minimum_age, maximum_age = row.ages()
    needs, service_types, for_whom, tags = _labels(row)
    places = oruk_places.read_places(row, source_id)
    return ServiceRecord(
        source_id=source_id,
        provider_source_id=provider_source_id,
        partner_source_ids=(),
        name=name,
        summary=extras.line("summary") or first_sentence(description),
        description=description,
        status=_status(row),
        url=row.url("url"),
        needs=needs,
        service_types=service_types,
        tags=tags,
        activities=(),
        minimum_age=minimum_age,
        maximum_age=maximum_age,
        for_whom=for_whom,
        delivery_modes=_delivery_modes(row, places),
        areas=_areas(row),
        places=places,
        schedules=oruk_places.read_schedules(row, source_id),
        offers=oruk_offers.read_offers(row, source_id),
        valid_from=extras.day("valid_from"),
        valid_to=extras.day("valid_to"),
        payload=row.fields,
    )


def _status(row: Row) -> Status:
    """A missing status is taken for active; a word we do not know for inactive, so nobody buys by mistake."""
    said = row.line("status").lower()
    if said in STATUSES:
        return said
    status = STATUS_WORDS.get(said, "inactive") if said else "active"
    row.coerced(f"The status “{said[:40]}” was read as {status}.")
    return status


def _labels(row: Row) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Needs, service types, audiences and the labels that are none of ours, each once and in order."""
    needs: dict[str, None] = {}
    service_types: dict[str, None] = {}
    for_whom: dict[str, None] = {}
    tags: dict[str, None] = {}
    for attribute in row.rows("attributes"):
        term = attribute.child("taxonomy_term")
        taxonomy, slug, label = term.line("taxonomy"), term.line("term"), term.line("name")
        if taxonomy == words.AUDIENCE_TAXONOMY and slug in words.audiences():
            for_whom[slug] = None
        elif taxonomy == words.NEED_TAXONOMY and slug in words.needs():
            needs[slug] = None
        elif taxonomy == words.SERVICE_TYPE_TAXONOMY and slug in words.service_types():
            service_types[slug] = None
        elif label or slug:
            tags[label or slug] = None
            needs |= dict.fromkeys(words.needs_meant_by(label))
            service_types |= dict.fromkeys(words.service_types_meant_by(label))
    return tuple(needs), tuple(service_types), tuple(for_whom), tuple(tags)


def _delivery_modes(row: Row, places: tuple[PlaceRecord, ...]) -> tuple[DeliveryMode, ...]:
    """Said under ``pb_service`` or in a price's ``pb_offer``; otherwise read off the kinds of place."""
    sources = [row.child("pb_service"), *(o.child("pb_offer") for o in _unnoted_offers(row))]
    said = [mode for source in sources for mode in source.lines("delivery_mode")]
    known = [mode for mode in MODES if mode in said]
    if strangers := sorted(set(said) - set(MODES)):
        row.coerced(f"Ways of delivery we do not know were left out: {', '.join(strangers)[:80]}.")
    if known:
        return tuple(known)
    kinds = {place.kind for place in places}
    found: list[DeliveryMode] = ["in_person"] if "physical" in kinds else []
    return tuple(found + (["online"] if "virtual" in kinds else []))


def _unnoted_offers(row: Row) -> list[Row]:
    """The price rows, without counting them: ``oruk_offers`` does that."""
    listed = row.fields.get("cost_options")
    fields = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return [Row(row.feed, "offer", row.where, item, row.notes) for item in fields]


def _areas(row: Row) -> tuple[str, ...]:
    names = [area.line("name") or area.line("service_area") for area in row.rows("service_areas")]
    return tuple(dict.fromkeys(name for name in names if name))
