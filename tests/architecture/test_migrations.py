"""Migrations and tables agree, on both kinds of database."""

from __future__ import annotations

from app import schema
from app.kernel.db import Database


def test_a_migrated_database_has_just_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        assert schema.is_current(connection)
        differences = schema.drift(connection)
    assert differences == []
