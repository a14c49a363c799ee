"""Triggers that make tables append-only, said once for both databases. Migrations run what these return."""

from __future__ import annotations


def append_only(table: str, dialect: str, *, may_delete: bool = False) -> list[str]:
    """SQL that refuses changing (and, unless `may_delete`, removing) rows of a table."""
    acts = ["UPDATE"] if may_delete else ["UPDATE", "DELETE"]
    message = f"{table} is append-only"
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for act in acts
        ]
    statements = [
        f"CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE {' OR '.join(acts)} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()",
    ]
    if not may_delete:
        statements.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
        )
    return statements
