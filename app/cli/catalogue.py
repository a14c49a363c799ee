"""`flask catalogue`: reading directories of providers into the catalogue, and looking into it."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.catalogue import actions
from app.catalogue.import_report import Changes, ImportReport
from app.catalogue.search_index import index_everything
from app.cli.here import world
from app.kernel.errors import Unhappy
from app.kernel.unit_of_work import writing
from app.people.vocabulary import system
from providers_catalog import detect
from providers_catalog.shape import Directory

catalogue = AppGroup("catalogue", help="What can be bought: providers, services and prices.")
OURS = "borough"


@catalogue.command("import")
@click.argument("path")
@click.option("--feed", help="Who publishes it, in one word. Give the same name each time.")
@click.option(
    "--report", type=click.Path(path_type=Path), help="Write every problem with its reason to this JSON file."
)
def import_(path: str, feed: str | None, report: Path | None) -> None:
    """Read the directory at PATH, a file or a folder; “borough” is our own demo catalogue."""
    if report is not None:
        _check_writable(report)
    directory = _read(path, feed)
    begun = time.monotonic()
    try:
        done = _import(directory)
    except Unhappy as refusal:
        raise click.ClickException(refusal.reason) from refusal
    except (OperationalError, ProgrammingError) as fault:
        raise click.ClickException(
            f"The database is not ready ({_first_line(fault)}). Run: flask db upgrade"
        ) from fault
    _tell(done, time.monotonic() - begun, len(directory.services))
    if report is not None:
        report.write_text(json.dumps(done.as_json(), ensure_ascii=False, indent=2), encoding="utf-8")
        click.echo(f"The whole report is in {report}.")


@catalogue.command("index")
def index() -> None:
    """Write the search tables afresh, for services that were written without the importer."""
    count = writing(world().database, index_everything)
    click.echo(f"{count} services can be found.")


def _read(path: str, feed: str | None) -> Directory:
    ours = (path == OURS and not Path(path).exists()) or Path(path).resolve() == detect.BOROUGH.resolve()
    try:
        return detect.borough() if ours and feed is None else detect.read(detect.BOROUGH if ours else path, feed)
    except detect.UnreadableDirectory as reason:
        raise click.ClickException(str(reason)) from reason


def _import(directory: Directory) -> ImportReport:
    """Batch by batch, each kept by itself: stopped half-way, the next run goes on from there."""
    database, who, changes = world().database, system(), Changes()
    with click.progressbar(
        length=len(directory.providers) + len(directory.services), label=f"Reading {directory.feed}"
    ) as progress:
        for providers in actions.batches(directory.providers):
            work = partial(actions.import_providers, viewer=who, feed=directory.feed, records=providers)
            changes += writing(database, work)
            progress.update(len(providers))
        for services in actions.batches(directory.services):
            work = partial(actions.import_services_batch, viewer=who, directory=directory, records=services)
            changes += writing(database, work)
            progress.update(len(services))
    return writing(database, lambda session: actions.end_import(session, who, directory, changes))


def _tell(report: ImportReport, seconds: float, services: int) -> None:
    click.echo(f"{report.feed}: {'it changed the catalogue' if report.changed_something else 'nothing new'}.")
    for kind, counts in report.read.items():
        click.echo(
            f"  {kind + 's':10} {counts['seen']:6} in the directory: "
            f"{counts['accepted']} accepted, {counts['rejected']} rejected"
        )
    for what, count in report.changes.items():
        if count:
            click.echo(f"  {count:6} {what}")
    for problem in [problem for problem in report.problems if problem.level == "rejected"][:10]:
        click.echo(f"  REJECTED {problem.kind} {problem.where}: {problem.what}")
    for warning in report.warnings:
        click.echo(f"  {warning}")
    for kind, gap in report.unaccounted.items():
        click.echo(f"  WRONG: {gap} rows of {kind} are neither in nor rejected.", err=True)
    click.echo(f"  {seconds:.1f} s, {services / max(seconds, 0.001):,.0f} services a second")


def _check_writable(report: Path) -> None:
    try:
        with report.open("a", encoding="utf-8"):
            pass
    except OSError as fault:
        raise click.ClickException(f"The report cannot be written to “{report}”: {fault.strerror}.") from fault


def _first_line(fault: Exception) -> str:
    return str(getattr(fault, "orig", fault)).strip().splitlines()[0]
