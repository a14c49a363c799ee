"""`flask tour`: the whole job, told while it is done."""

from __future__ import annotations

import shutil
import tempfile
import textwrap
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cli.here import world
from app.cli.tour.actor import Stuck
from app.cli.tour.scene import Scene, stage
from app.cli.tour.story import Story
from app.kernel.money import Money
from app.kernel.unit_of_work import reading
from app.ledger import proof, queries
from app.reports import promises
from app.reports.statement import statement_of


@click.command("tour")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Leave the documents it made here.")
@with_appcontext
def tour(out: Path | None) -> None:
    """Drive the whole job over HTTP as each actor, on a scratch database, and tell it as a story."""
    from app import create_app
    from providers_catalog.detect import borough

    with tempfile.TemporaryDirectory() as folder:
        with stage(world().config, Path(folder), create_app, [borough()]) as scene:
            try:
                Story(scene, _begin, _tell).play()
            except Stuck as trouble:
                raise click.ClickException(str(trouble)) from None
            _books(scene)
        if out is not None:
            _leave_documents(Path(folder), out)


def _begin(title: str) -> None:
    click.echo(f"\n{click.style(title, bold=True)}")


def _tell(words: str) -> None:
    click.echo(textwrap.fill(words, 96, initial_indent="   ", subsequent_indent="   "))


def _books(scene: Scene) -> None:
    """The ledger, as a statement anyone can read, and whether it proves."""
    from app.budgets.models import Budget

    _begin("11. The books")
    with reading(scene.world.database) as session:
        budget = session.get_one(Budget, 1)
        statement = statement_of(session, budget)
        click.echo(f"   {'Sam’s budget':62} {'promised':>11} {'spent':>11} {'left':>11}")
        for entry in reversed(statement.entries):
            what = f"{entry.words}: {entry.what}" if entry.what else entry.words
            left = "" if entry.left is None else str(entry.left)
            click.echo(f"   {what[:61]:62} {_change(entry.promised):>11} {_change(entry.spent):>11} {left:>11}")
        click.echo("")
        for account, money in queries.accounts_of_the_books(session):
            if money:
                click.echo(f"   {account.value:6} {account.words:45} {money!s:>14}")
        wrong = [*proof.problems(session), *promises.problems(session)]
    if wrong:
        raise click.ClickException("The books are not right: " + "; ".join(wrong))
    click.echo("\n   The books are right.")


def _change(amount: Money) -> str:
    return "" if not amount else (f"+{amount}" if amount.pence > 0 else str(amount))


def _leave_documents(folder: Path, out: Path) -> None:
    """Every document and message the tour made, copied where they were asked for."""
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for made in (folder / "files", folder / "outbox"):
        for path in sorted(made.rglob("*")) if made.exists() else ():
            if path.is_file():
                target = out / path.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
                count += 1
    click.echo(f"   {count} documents and messages are in {out}.")
