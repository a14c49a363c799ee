"""The Ministry of Justice's contracts for support on probation: one contract is one service.

A contract names its providers by code and its price nowhere, so a broker has to ask for the price.
"""

from typing import get_args

from providers_catalog import moj_words, words
from providers_catalog.documents import Document
from providers_catalog.fields import Row, made_id
from providers_catalog.notes import Notes
from providers_catalog.oruk_offers import price_to_be_agreed
from providers_catalog.shape import DeliveryMode, Directory, Identifier, ProviderRecord, ServiceRecord
from providers_catalog.text import first_sentence

SIGNS = frozenset({"internal_contract_id", "internal_intervention_id", "intervention_title", "contract_type_id"})
LONGEST_ACTIVITY = 4_000
CODE_SCHEME = "MOJ-CRS-PROVIDER"


def recognises(content: object) -> bool:
    """Does this look like one contract, or a list of them?"""
    if isinstance(content, list):
        return any(isinstance(item, dict) and recognises(item) for item in content)
    return isinstance(content, dict) and len(SIGNS & content.keys()) >= 2


def read(documents: list[Document], notes: Notes, feed: str) -> Directory:
    """Every contract as a service, and every provider code in an accepted contract as a provider."""
    services: dict[str, ServiceRecord] = {}
    codes: dict[str, None] = {}
    for where, content in _contracts(documents):
        notes.seen("service")
        if not isinstance(content, dict):
            notes.rejected("service", where, "It has no named fields.")
            continue
        row = Row(feed, "service", where, content, notes)
        if source_id := _id_of_an_acceptable(row, services):
            prime, *partners = _provider_codes(row)
            codes |= dict.fromkeys([prime, *partners])
            services[source_id] = _service(row, source_id, prime, partners)
    providers = tuple(_provider(code, feed, notes) for code in codes)
    return Directory(feed, providers, tuple(services.values()), tuple(notes.problems), dict(notes.rows))


def _contracts(documents: list[Document]) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for document in documents:
        if isinstance(document.content, list):
            found += [(f"{document.where}#/{number}", item) for number, item in enumerate(document.content)]
        else:
            found.append((document.where, document.content))
    return found


def _id_of_an_acceptable(row: Row, services: dict[str, ServiceRecord]) -> str:
    """The contract's service id, or nothing when the contract was rejected."""
    given = row.line("internal_intervention_id") or row.line("internal_contract_id")
    source_id = Row(row.feed, row.kind, row.where, {"id": given}, row.notes).uuid("service")
    if not source_id:
        row.rejected("It has no intervention id and no contract id.")
    elif source_id in services:
        row.rejected(f"Another contract came first with the same id, {source_id}.")
    elif not row.line("intervention_title"):
        row.rejected("It has no title.")
    elif not row.child("providers").line("prime_provider_code"):
        row.rejected("It names no prime provider, so nobody could be asked for it.")
    else:
        return source_id
    return ""


def _provider_codes(row: Row) -> list[str]:
    providers = row.child("providers")
    return [providers.line("prime_provider_code"), *providers.lines("subcontractor_codes")]


def _provider(code: str, feed: str, notes: Notes) -> ProviderRecord:
    notes.seen("provider")
    name = moj_words.provider_name(code)
    notes.coerced("provider", code, f"The directory gives a code and no name; “{name}” was made from it.")
    return ProviderRecord(
        source_id=made_id(feed, "provider", code),
        name=name,
        description="",
        url="",
        email="",
        phone="",
        size="unknown",
        vat_registered=None,
        vat_number="",
        self_billing=None,
        identifiers=(Identifier(CODE_SCHEME, "Provider code", code),),
        payload={"provider_code": code},
    )


def _service(row: Row, source_id: str, prime: str, partners: list[str]) -> ServiceRecord:
    title = row.line("intervention_title")
    description = row.long_text("short_description")
    activities = row.rows("activities")
    minimum_age, maximum_age = row.child("eligibility").ages()
    contract_type = row.line("contract_type_id")
    dates = row.child("scheduling")
    others = dict.fromkeys(code for code in partners if code != prime)
    return ServiceRecord(
        source_id=source_id,
        provider_source_id=made_id(row.feed, "provider", prime),
        partner_source_ids=tuple(made_id(row.feed, "provider", code) for code in others),
        name=title,
        summary=first_sentence(description) or title,
        description=description,
        status="active",
        url="",
        needs=_needs(row, contract_type, activities),
        service_types=moj_words.service_types(contract_type),
        tags=tuple(dict.fromkeys(area for a in activities if (area := a.line("need_area")))),
        activities=tuple(dict.fromkeys(name for a in activities if (name := a.line("activity", LONGEST_ACTIVITY)))),
        minimum_age=minimum_age,
        maximum_age=maximum_age,
        for_whom=_for_whom(row, minimum_age, maximum_age),
        delivery_modes=_delivery_modes(activities),
        areas=_areas(row, title, activities),
        places=(),
        schedules=(),
        offers=(price_to_be_agreed(row.feed, source_id),),
        valid_from=dates.day("hide_before"),
        valid_to=dates.day("hide_after"),
        payload=row.fields,
    )


def _needs(row: Row, contract_type: str, activities: list[Row]) -> tuple[str, ...]:
    found: set[str] = set(moj_words.needs_of_type(contract_type))
    for area in dict.fromkeys(activity.line("need_area") for activity in activities):
        meant = moj_words.needs_in(area)
        if area and not meant:
            row.coerced(f"The need area “{area[:60]}” is not on our list; it was kept as a label only.")
        found |= set(meant)
    if not found:
        found = set(moj_words.needs_in(row.long_text("short_description")))
        row.coerced("It lists no activities; its needs were read from its description.")
    return tuple(slug for slug in words.needs() if slug in found)


def _for_whom(row: Row, minimum_age: int | None, maximum_age: int | None) -> tuple[str, ...]:
    eligibility = row.child("eligibility")
    women, men = eligibility.flag("allows_female"), eligibility.flag("allows_male")
    only = ["women"] if women and men is False else ["men"] if men and women is False else []
    young = ["young-adults"] if minimum_age is not None and maximum_age is not None and maximum_age <= 25 else []
    return (*only, *young, "on-probation")


def _delivery_modes(activities: list[Row]) -> tuple[DeliveryMode, ...]:
    said = moj_words.delivery_modes(activity.line("delivery_method", LONGEST_ACTIVITY) for activity in activities)
    return tuple(mode for mode in get_args(DeliveryMode) if mode in said)


def _areas(row: Row, title: str, activities: list[Row]) -> tuple[str, ...]:
    region = row.child("region")
    named = moj_words.area(title, region.line("pcc_region_code"), region.line("nps_region_code"))
    places = [place for a in activities for place in moj_words.places(a.line("delivery_location", LONGEST_ACTIVITY))]
    return tuple(dict.fromkeys([*([named] if named else []), *places]))
