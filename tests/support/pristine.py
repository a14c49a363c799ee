"""Putting a PostgreSQL database back as it was, quickly: making a new one for each test takes half a second."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, Engine, create_engine, make_url, text

from app import tables

APPEND_ONLY = ("ledger_journal", "ledger_line", "seal", "audit_entry", "audit_words", "chain_link")


def keep(address: str) -> None:
    """Remember every row as it is now."""
    with _engine(address).begin() as connection:
        connection.execute(text("CREATE SCHEMA pristine"))
        for name in _names(connection):
            connection.execute(text(f'CREATE TABLE pristine."{name}" AS SELECT * FROM public."{name}"'))


def restore(address: str) -> None:
    """Put every row back as it was remembered, and every sequence after it."""
    with _engine(address).begin() as connection:
        connection.execute(text("SET LOCAL synchronous_commit = off"))
        names = _names(connection)
        guards = [f'ALTER TABLE "{name}" %s TRIGGER USER' for name in APPEND_ONLY]
        statements = [guard % "DISABLE" for guard in guards]
        statements += [f'DELETE FROM public."{name}"' for name in reversed(names)]
        statements += [f'INSERT INTO public."{name}" SELECT * FROM pristine."{name}"' for name in names]
        statements += ["SET CONSTRAINTS ALL IMMEDIATE"]
        statements += [guard % "ENABLE" for guard in guards]
        statements += [
            f"SELECT setval('{sequence}', (SELECT coalesce(max(id), 0) + 1 FROM public.\"{name}\"), false)"
            for name, sequence in _sequences(connection)
        ]
        connection.execute(text(";".join(statements)))


@cache
def _engine(address: str) -> Engine:
    return create_engine(address)


def _names(connection: Connection) -> list[str]:
    """Every table there is, those referred to before those that refer."""
    wanted = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
    found = list(connection.scalars(text(wanted)))
    known = [table.name for table in tables.metadata.sorted_tables if table.name in found]
    return known + [name for name in found if name not in known]


def _sequences(connection: Connection) -> list[tuple[str, str]]:
    rows = connection.execute(
        text(
            "SELECT c.relname, pg_get_serial_sequence(quote_ident(c.relname), 'id') FROM pg_class c "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' "
            "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        )
    )
    return [(name, sequence) for name, sequence in rows if sequence]


def named(address: str, name: str) -> str:
    """The same server, another database."""
    return make_url(address).set(database=name).render_as_string(hide_password=False)


def on_server(address: str, statement: str) -> None:
    """Say something to the server that cannot be said in a transaction."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
