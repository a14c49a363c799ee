"""Changing the catalogue: reading a directory into it, in batches that a caller may keep one by one.

Importing the same directory twice changes nothing. A changed record updates; a changed offer is a new row and ends
the old one; what vanished from its directory is no longer listed, and never deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy.orm import Session

from app.catalogue import import_queries as before
from app.catalogue import import_services
from app.catalogue.import_report import Changes, ImportReport, report_of
from app.catalogue.import_rows import digest_of, provider_columns, self_billing_columns
from app.catalogue.models import CatalogueImport, Provider
from app.catalogue.policy import may_import
from app.catalogue.search_index import index_services
from app.kernel import clock
from app.kernel.errors import BadInput
from app.kernel.permit import allow
from app.people.vocabulary import Viewer
from providers_catalog.shape import Directory, ProviderRecord, ServiceRecord

BATCH = 200
_AT_ONCE = 500
LONGEST_FEED_NAME = 80
Row = TypeVar("Row")


def import_directory(session: Session, viewer: Viewer, directory: Directory) -> ImportReport:
    """The whole directory in one transaction: for small ones, and for tests."""
    allow(may_import(viewer))
    changes = Changes()
    for providers in batches(directory.providers):
        changes += import_providers(session, viewer, directory.feed, providers)
    for services in batches(directory.services):
        changes += import_services_batch(session, viewer, directory, services)
    return end_import(session, viewer, directory, changes)


def batches(rows: Sequence[Row], size: int = BATCH) -> Iterator[Sequence[Row]]:
    """Rows in portions that fit one transaction."""
    left = iter(rows)
    while portion := tuple(islice(left, size)):
        yield portion


def import_providers(session: Session, viewer: Viewer, feed: str, records: Sequence[ProviderRecord]) -> Changes:
    """One batch of providers. What we checked and agreed with a provider ourselves is left alone."""
    allow(may_import(viewer))
    _check_feed(feed)
    changes, renamed = Changes(), []
    known = before.providers_by_source(session, feed, [record.source_id for record in records])
    for record in records:
        provider = known.get(record.source_id)
        if provider is None:
            session.add(
                Provider(
                    feed=feed,
                    source_id=record.source_id,
                    **provider_columns(record),
                    **self_billing_columns(record),
                )
            )
            changes.counts["providers added"] += 1
        elif provider.payload_digest == digest_of(record):
            changes.counts["providers unchanged"] += 1
        else:
            renamed += [provider.id] if provider.name != record.name else []
            _update_provider(provider, record)
            changes.counts["providers updated"] += 1
    session.flush()
    if renamed:
        index_services(session, before.services_of_providers(session, renamed))
    return changes


def import_services_batch(
    session: Session, viewer: Viewer, directory: Directory, records: Sequence[ServiceRecord]
) -> Changes:
    """One batch of services with their offers and places; their providers must be there already."""
    allow(may_import(viewer))
    return import_services.write_batch(session, directory.feed, records)


def end_import(session: Session, viewer: Viewer, directory: Directory, changes: Changes) -> ImportReport:
    """After the last batch: stop listing what vanished, and keep the report."""
    allow(may_import(viewer))
    warnings: tuple[str, ...] = ()
    vanished = before.listed_but_not_among(session, directory.feed, {each.source_id for each in directory.services})
    if vanished and directory.rejected("file"):
        # Nobody knows what was in a file that could not be read.
        warnings = (f"{len(vanished)} services were not in the files that could be read. They stay as they are.",)
    elif vanished:
        for start in range(0, len(vanished), _AT_ONCE):
            before.stop_listing(session, vanished[start : start + _AT_ONCE], clock.now())
        index_services(session, vanished)
        changes.counts["services no longer listed"] += len(vanished)
    report = report_of(directory, changes, warnings)
    session.add(CatalogueImport(feed=directory.feed, report=report.short()))
    session.flush()
    return report


def _check_feed(feed: str) -> None:
    if not feed.strip() or len(feed) > LONGEST_FEED_NAME or not feed.isprintable():
        raise BadInput(f"Give the feed a short name of {LONGEST_FEED_NAME} letters or fewer", "feed")


def _update_provider(provider: Provider, record: ProviderRecord) -> None:
    for name, value in provider_columns(record).items():
        setattr(provider, name, value)
    if provider.self_billing_from is None:
        for name, value in self_billing_columns(record).items():
            setattr(provider, name, value)
    elif record.self_billing is False and (provider.self_billing_until or clock.today()) >= clock.today():
        provider.self_billing_until = clock.today()
