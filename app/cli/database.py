"""`flask db`: bringing the database to this version, and asking whether it is there."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app import schema
from app.cli.here import world

db = AppGroup("db", help="The database's tables.")


@db.command("upgrade")
def upgrade() -> None:
    """Run every migration that has not run yet."""
    schema.upgrade(world().database)
    click.echo("The database is up to date.")


@db.command("check")
def check() -> None:
    """Migrate an empty SQLite database in memory's place and compare it with the tables in the code."""
    import tempfile
    from pathlib import Path

    from app.kernel.db import Database

    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'drift.sqlite3'}")
        schema.upgrade(database)
        with database.engine.connect() as connection:
            differences = schema.drift(connection)
        database.close()
    for difference in differences:
        click.echo(f"  {difference}")
    if differences:
        raise click.ClickException("The migrations and the tables differ. Write a migration: flask db write MESSAGE")
    click.echo("Migrations and tables agree.")


@db.command("write")
@click.argument("message")
def write(message: str) -> None:
    """Write a migration for how the tables differ from the database in use (which must be up to date)."""
    schema.write_migration(world().database, message)
