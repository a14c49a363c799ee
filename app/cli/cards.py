"""`flask cards`: reading everything back from the card issuer, and rehearsing with a test issuer."""

from __future__ import annotations

import json
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.cli import rehearsal
from app.cli.here import world
from app.jobs.reconcile import reconcile as read_back
from app.kernel.errors import Unhappy

cards = AppGroup("cards", help="Pre-paid cards and their issuer.")


@cards.command("reconcile")
def reconcile() -> None:
    """Compare every card with the issuer, put right what is certain, and list what is not."""
    done = read_back(world())
    for finding in done.findings:
        click.echo(f"  {finding}")
    click.echo(f"{done.cards} cards read back, {done.repaired} put right, {len(done.findings)} to look into.")


@cards.command("rehearse")
@click.argument("act", type=click.Choice(sorted(rehearsal.ACTS)))
@click.argument("given", default="{}")
def rehearse(act: str, given: str) -> None:
    """Drive the program from outside, with made-up people: one act, one line of JSON. Never in production."""
    if world().config.is_production:
        raise click.ClickException("Rehearsals make up people and money. They are not for production.")
    try:
        answer: dict[str, Any] = rehearsal.ACTS[act](rehearsal.Stage(current_app, world()), **json.loads(given))
    except Unhappy as no:
        click.echo(json.dumps({"error": no.code, "words": no.reason}))
        raise SystemExit(1) from no
    except (TypeError, ValueError) as odd:
        raise click.ClickException(f"“{given}” is not what {act} needs: {odd}") from odd
    click.echo(json.dumps(answer))
