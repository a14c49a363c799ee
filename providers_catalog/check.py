"""Is our own demo catalogue in order? ``python -m providers_catalog.check`` says so in one line.

Beyond the format it keeps the fiction fictional: no postcode, telephone number, address on the web or VAT
number in it can belong to anybody.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from providers_catalog import words
from providers_catalog.detect import BOROUGH, UnreadableDirectory, read
from providers_catalog.shape import Directory, OfferRecord, PlaceRecord, ProviderRecord, ServiceRecord

FEWEST_PROVIDERS = 20
FEWEST_SERVICES = 60

# There is no LF postcode area. Ofcom keeps these number ranges for drama; RFC 2606 keeps these names.
FICTIONAL_POSTCODE = re.compile(r"LF\d{1,2} \d[A-Z]{2}")
FICTIONAL_PHONE = re.compile(r"020 7946 0\d{3}|01632 960\d{3}|07700 900\d{3}")
FICTIONAL_EMAIL = re.compile(r"[\w.-]+@(?:[\w-]+\.)*(?:example|example\.org)")
FICTIONAL_SITE = re.compile(r"https://[\w-]+\.example/\S*")
FICTIONAL_VAT_NUMBER = re.compile(r"GB999\d{6}")

# The borough is about five miles across.
SOUTH, NORTH, WEST, EAST = 51.44, 51.50, 0.00, 0.10

REQUIRED_IN_AN_OFFER = ("unit", "price_kind", "lead_time_days", "personal_budget", "routes", "delivery_mode")
# These may stand in several services, as long as they say the same each time.
SHARED = frozenset({"location", "addresses", "accessibility", "taxonomy_term"})


def complaints(folder: Path = BOROUGH) -> list[str]:
    """Everything wrong with the catalogue in this folder; nothing when it is in order."""
    try:
        directory = read(folder, feed="lemonfield")
    except UnreadableDirectory as reason:
        return [str(reason)]
    return [
        *(f"{p.where}: {p.what}" for p in directory.problems),
        *_of_counts(directory),
        *_of_ids(folder),
        *(f"{p.name}: {c}" for p in directory.providers for c in _of_provider(p)),
        *(f"{s.name}: {c}" for s in directory.services for c in _of_service(s)),
        *_of_vat(directory),
    ]


def main() -> int:
    """Print the verdict; 0 when the catalogue is in order, 1 when it is not."""
    found = complaints()
    if found:
        sys.stdout.write(f"The demo catalogue has {len(found)} problem(s):\n")
        sys.stdout.writelines(f"- {complaint}\n" for complaint in found)
        return 1
    directory = read(BOROUGH, feed="lemonfield")
    counts = f"{len(directory.providers)} providers, {len(directory.services)} services"
    sys.stdout.write(f"The demo catalogue is in order: {counts}, {directory.accepted('offer')} prices.\n")
    return 0


def _of_counts(directory: Directory) -> Iterator[str]:
    if len(directory.providers) < FEWEST_PROVIDERS:
        yield f"There are only {len(directory.providers)} providers; {FEWEST_PROVIDERS} were promised."
    if len(directory.services) < FEWEST_SERVICES:
        yield f"There are only {len(directory.services)} services; {FEWEST_SERVICES} were promised."
    met = {slug for service in directory.services for slug in service.needs}
    for need in words.needs().values():
        if need.slug not in met:
            yield f"No service meets the need “{need.label}”."


def _of_ids(folder: Path) -> Iterator[str]:
    first: dict[str, object] = {}
    for file in sorted(folder.glob("*.json")):
        for kind, fields in _identified("organization", json.loads(file.read_text("utf-8"))):
            known = first.setdefault(str(fields["id"]), fields)
            if known is not fields and (kind not in SHARED or known != fields):
                yield f"{file.name}: the id {fields['id']} ({kind}) is used for two different things."


def _identified(kind: str, value: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Every nested object that has an id, with the name of the field it stands in."""
    if isinstance(value, list):
        for item in value:
            yield from _identified(kind, item)
    elif isinstance(value, dict):
        if "id" in value:
            yield kind, value
        for name, nested in value.items():
            yield from _identified(name, nested)


def _of_provider(provider: ProviderRecord) -> Iterator[str]:
    if not provider.description:
        yield "has no description."
    if provider.size == "unknown":
        yield "does not say what size it is (pb_provider.size)."
    if provider.self_billing is None or provider.vat_registered is None:
        yield "does not say whether it takes self-billing and is registered for VAT."
    if not FICTIONAL_PHONE.fullmatch(provider.phone):
        yield f"the telephone number “{provider.phone}” is not one kept for drama."
    if not FICTIONAL_EMAIL.fullmatch(provider.email):
        yield f"the e-mail address “{provider.email}” could be somebody’s."
    if not FICTIONAL_SITE.fullmatch(provider.url):
        yield f"the web address “{provider.url}” could be somebody’s."
    if bool(provider.vat_number) != bool(provider.vat_registered):
        yield "has a VAT number without being registered, or the other way round."
    if provider.vat_number and not FICTIONAL_VAT_NUMBER.fullmatch(provider.vat_number):
        yield f"the VAT number “{provider.vat_number}” could be somebody’s."


def _of_service(service: ServiceRecord) -> Iterator[str]:
    if len(service.description) < 30:
        yield "its description is missing or too short to choose by."
    if not service.needs or not service.service_types:
        yield "it has no need or no service type, so nobody would find it."
    if service.tags:
        yield f"it has labels that are not on our lists: {', '.join(service.tags)}."
    if not service.delivery_modes:
        yield "it does not say how it is delivered."
    if "in_person" in service.delivery_modes and not service.places:
        yield "it is in person but has no place."
    if not service.schedules and "home_visit" not in service.delivery_modes:
        yield "it has no times."
    if service.url and not FICTIONAL_SITE.fullmatch(service.url):
        yield f"the web address “{service.url}” could be somebody’s."
    for place in service.places:
        yield from _of_place(place)
    costs = service.payload.get("cost_options")
    for offer, cost in zip(service.offers, costs if isinstance(costs, list) else [{}], strict=False):
        yield from _of_offer(offer, cost)


def _of_place(place: PlaceRecord) -> Iterator[str]:
    if place.kind == "virtual" or place.withheld:
        return
    if not FICTIONAL_POSTCODE.fullmatch(place.postcode):
        yield f"the postcode “{place.postcode}” could be somebody’s."
    if place.latitude is None or place.longitude is None:
        yield f"{place.name} has no position."
    elif not (SOUTH < place.latitude < NORTH and WEST < place.longitude < EAST):
        yield f"{place.name} lies outside the borough."


def _of_offer(offer: OfferRecord, cost: dict[str, object]) -> Iterator[str]:
    extras = cost.get("pb_offer")
    if offer.implied or not isinstance(extras, dict):
        yield "it has no price; write one, or say that it is unknown."
        return
    if missing := [name for name in REQUIRED_IN_AN_OFFER if not extras.get(name) and extras.get(name) != 0]:
        yield f"the price “{offer.title}” does not say: {', '.join(missing)}."
    if extras.get("price_kind") != offer.kind:
        yield f"the price “{offer.title}” calls itself {extras.get('price_kind')} and is {offer.kind}."
    if offer.kind != "free" and not (offer.vat_category or offer.kind == "unknown"):
        yield f"the price “{offer.title}” has no VAT category."
    if offer.kind != "free" and not offer.payment_methods:
        yield f"the price “{offer.title}” does not say how it may be paid."


def _of_vat(directory: Directory) -> Iterator[str]:
    """Only a registered provider may charge VAT, at the standard rate (S) or at nought (Z)."""
    registered = {provider.source_id for provider in directory.providers if provider.vat_registered}
    for service in directory.services:
        charged = [offer for offer in service.offers if offer.vat_category in ("S", "Z")]
        if charged and service.provider_source_id not in registered:
            yield f"{service.name}: the price “{charged[0].title}” has VAT, and its provider is not registered."


if __name__ == "__main__":
    sys.exit(main())
