"""Bringing a database to this version's tables, and saying whether it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app import tables
from app.kernel.db import Database

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
_MIGRATION_LOCK = 7_210_432
_KEPT_BY_HAND = ("catalogue_words",)
"""Search tables are of each database's own kind, so they are no SQLAlchemy tables."""


def _settings(connection: Connection) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def upgrade(database: Database) -> None:
    """Run every migration that has not run yet, in one transaction."""
    with database.engine.begin() as connection:
        if not database.is_sqlite:  # two servers that start at once migrate one after the other
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        command.upgrade(_settings(connection), "head")


def write_migration(database: Database, message: str) -> None:
    """Write down, as a new migration, how the tables differ from the database."""
    with database.engine.begin() as connection:
        command.revision(_settings(connection), message, autogenerate=True)


def is_current(connection: Connection) -> bool:
    """Whether the newest migration has run."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    return head is not None and MigrationContext.configure(connection).get_current_revision() == head


def drift(connection: Connection) -> list[Any]:
    """How the tables differ from the database; empty when they agree."""
    context = MigrationContext.configure(connection, opts={"include_object": is_ours})
    return list(compare_metadata(context, tables.metadata))


def is_ours(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """Whether a table or index is one that migrations keep."""
    return not (kind in {"table", "index"} and name is not None and name.startswith(_KEPT_BY_HAND))
