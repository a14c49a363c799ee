"""`flask check-books`: proving a live database."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.cli.here import world
from app.kernel.unit_of_work import reading
from app.ledger import proof, queries
from app.reports import promises


@click.command("check-books")
@with_appcontext
def check_books() -> None:
    """Ask of the live database: does every account equal its lines, has every commitment its cause?"""
    with reading(world().database) as session:
        wrong = [*proof.problems(session), *promises.problems(session)]
        for account, money in queries.accounts_of_the_books(session):
            click.echo(f"  {account.value:6} {account.words:45} {money!s:>16}")
    for problem in wrong:
        click.echo(f"WRONG: {problem}", err=True)
    if wrong:
        raise click.ClickException(f"The books are not right: {len(wrong)} problem(s).")
    click.echo("The books are right.")
