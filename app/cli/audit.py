"""`flask audit`: the trail, its chain, and the anchors that make a rewrite show."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.audit import chain
from app.cli.here import world
from app.kernel import clock
from app.kernel.unit_of_work import reading, writing
from app.ledger import proof

audit = AppGroup("audit", help="The audit trail.")


@audit.command("verify")
def verify() -> None:
    """Recompute every seal and link, and compare with the anchors published so far."""
    writing(world().database, lambda session: chain.link(session, limit=1_000_000))
    with reading(world().database) as session:
        wrong = [*chain.problems(session, _anchors()), *proof.problems(session)]
        end = chain.last(session)
    for problem in wrong:
        click.echo(f"WRONG: {problem}", err=True)
    if wrong:
        raise click.ClickException(f"The trail is not whole: {len(wrong)} problem(s).")
    click.echo(f"The trail is whole: {end.number} links, {len(_anchors())} anchors, last hash {end.hash}.")


@audit.command("anchor")
def anchor() -> None:
    """Link what waits, and append the end of the chain to the anchor file. Keep copies of it elsewhere."""
    writing(world().database, lambda session: chain.link(session, limit=1_000_000))
    with reading(world().database) as session:
        end = chain.last(session)
    path = world().config.audit_anchor_file
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{end.number} {end.hash} {clock.now().isoformat()}\n")
    click.echo(f"Anchored {end.number} links with hash {end.hash}.")


def _anchors() -> list[chain.Anchor]:
    path = world().config.audit_anchor_file
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [chain.Anchor(int(line.split()[0]), line.split()[1]) for line in lines if line.strip()]
