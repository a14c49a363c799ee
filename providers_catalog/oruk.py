"""Open Referral UK 3.0: strict is the standard, forgiving is this reader, and it says what it forgave.

A document may be one service, a list of services, a page of services, or one organisation with its
services nested (the form of our own ``borough`` folder). Extras under ``pb_`` are ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from providers_catalog import oruk_providers, oruk_services
from providers_catalog.documents import Document
from providers_catalog.fields import Row
from providers_catalog.notes import Notes
from providers_catalog.shape import Directory, Json, ProviderRecord, ServiceRecord

SIGNS = frozenset({"id", "name", "status", "organization", "organization_id", "cost_options", "service_at_locations"})
PAGE_KEYS = ("contents", "content", "services")


def recognises(content: object) -> bool:
    """Does this look like Open Referral, whoever published it?"""
    if isinstance(content, list):
        return not content or any(isinstance(item, dict) and recognises(item) for item in content)
    if not isinstance(content, dict):
        return False
    return any(key in content for key in PAGE_KEYS) or len(SIGNS & content.keys()) >= 2


def read(documents: list[Document], notes: Notes, feed: str) -> Directory:
    """Every service in these documents, with its provider; every row that could not be one, with why."""
    reading = _Reading(feed, notes, {}, {})
    for document in documents:
        for entry in _entries(document.content, document.where, {}):
            reading.add(entry)
    return Directory(
        feed=feed,
        providers=tuple(reading.providers.values()),
        services=tuple(reading.services.values()),
        problems=tuple(notes.problems),
        seen=dict(notes.rows),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something that stands where a service should stand, and the organisation it was nested in."""

    where: str
    content: object
    organisation: Json


@dataclass(slots=True)
class _Reading:
    feed: str
    notes: Notes
    providers: dict[str, ProviderRecord]
    services: dict[str, ServiceRecord]

    def add(self, entry: _Entry) -> None:
        """Take the entry in, or reject it with the first reason found."""
        self.notes.seen("service")
        if not isinstance(entry.content, dict):
            self.notes.rejected("service", entry.where, "It has no named fields.")
            return
        row = Row(self.feed, "service", entry.where, entry.content, self.notes)
        source_id, name = row.uuid("service"), row.line("name")
        if not (source_id and name):
            row.rejected("It has no id." if not source_id else "It has no name.")
        elif source_id in self.services:
            row.rejected(f"Another service came first with the same id, {source_id}.")
        elif provider := self._provider_of(row, entry.organisation):
            self.services[source_id] = oruk_services.read_service(row, source_id, name, provider)

    def _provider_of(self, row: Row, nested_in: Json) -> str:
        """The id of the provider, read the first time it is met; empty when the service is an orphan."""
        own = row.fields.get("organization")
        fields = own if isinstance(own, dict) and own else nested_in
        if not fields:
            named = row.line("organization_id")
            if named in self.providers:
                return named
            row.rejected("It does not say whose service it is, so nobody could be asked for it.")
            return ""
        organisation = Row(self.feed, "provider", row.where + "/organization", fields, self.notes)
        source_id, name = organisation.uuid("provider"), organisation.line("name")
        if not (source_id and name):
            row.rejected("The organisation that offers it has no id or no name.")
            return ""
        if source_id not in self.providers:
            self.notes.seen("provider")
            self.providers[source_id] = oruk_providers.read_provider(organisation, source_id, name)
        return source_id


def _entries(content: object, where: str, organisation: Json) -> Iterator[_Entry]:
    """The services of a document, whichever of the four forms it has."""
    if isinstance(content, list):
        for number, item in enumerate(content):
            yield from _entries(item, f"{where}#/{number}", organisation)
        return
    page = next((key for key in PAGE_KEYS if isinstance(content, dict) and key in content), None)
    if not isinstance(content, dict) or page is None:
        yield _Entry(where, content, organisation)
        return
    listed = content[page]
    around = content.get("organization", content if "name" in content else organisation)
    for number, item in enumerate(listed if isinstance(listed, list) else [listed]):
        yield _Entry(f"{where}#/{page}/{number}", item, around if isinstance(around, dict) else {})
