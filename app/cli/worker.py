"""`flask worker`: doing what was announced, in a process of its own."""

from __future__ import annotations

import time

import click
from flask.cli import with_appcontext

from app.cli.here import world
from app.jobs import dispatcher, redis_bell


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due and stop.")
@with_appcontext
def worker(*, once: bool) -> None:
    """Work through the outbox, woken through Redis. Needs REDIS_URL, unless --once is given."""
    if once:
        click.echo(f"{dispatcher.drain(world())} done.")
        return
    url = world().config.redis_url
    if not url:
        raise click.ClickException("REDIS_URL is not set. Without Redis the web server does the jobs itself.")
    while waiting := world().ready():
        click.echo(f"Waiting: {', '.join(waiting)}.")
        time.sleep(5)
    redis_bell.work(world(), url)
