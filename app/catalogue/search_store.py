"""Writing the search tables, in the words of each database: many rows in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalogue.search_queries import is_sqlite

Column = tuple[str, str]
"""A column's name and its type on PostgreSQL."""


def forget(session: Session, service_ids: Iterable[int]) -> None:
    """Take services out of the search tables."""
    key = "rowid" if is_sqlite(session) else "service_id"
    rows = [{"id": each} for each in sorted(service_ids)]
    if rows:
        session.execute(text(f"DELETE FROM catalogue_words WHERE {key} = :id"), rows)


def write(session: Session, entries: Iterable[tuple[int, Sequence[str], str]]) -> None:
    """Put services into the search tables."""
    rows = [(service_id, " ".join(tokens), counts) for service_id, tokens, counts in entries]
    if is_sqlite(session):
        _insert(session, "catalogue_words (rowid, words, counts) {rows}", _WORDS, rows)
    else:
        chosen = "SELECT id, array_to_tsvector(string_to_array(words, ' ')), counts FROM"
        _insert(session, f"catalogue_words (service_id, words, counts) {chosen} {{rows}}", _WORDS, rows)


def count_words(session: Session, changes: Iterable[tuple[str, str, int]]) -> None:
    """Add to the number of services that each word stands in."""
    chosen = "" if is_sqlite(session) else "SELECT * FROM "
    clash = "ON CONFLICT (word) DO UPDATE SET services = catalogue_words_known.services + excluded.services"
    _insert(session, f"catalogue_words_known (word, shown, services) {chosen}{{rows}} {clash}", _KNOWN, list(changes))


def add_pieces(session: Session, pieces: Iterable[tuple[str, str]]) -> None:
    """Remember pieces of words to find them by."""
    chosen = "" if is_sqlite(session) else "SELECT * FROM "
    statement = f"catalogue_words_near (piece, word) {chosen}{{rows}} ON CONFLICT DO NOTHING"
    _insert(session, statement, _NEAR, list(pieces))


_WORDS: Sequence[Column] = (("id", "bigint"), ("words", "text"), ("counts", "text"))
_KNOWN: Sequence[Column] = (("word", "text"), ("shown", "text"), ("services", "bigint"))
_NEAR: Sequence[Column] = (("piece", "text"), ("word", "text"))


def _insert(session: Session, into: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
    """SQLite takes rows one by one quickly; PostgreSQL takes each column as one array."""
    if not rows:
        return
    names = [name for name, _ in columns]
    if is_sqlite(session):
        values = f"VALUES ({', '.join(f':{name}' for name in names)})"
        statement = text(f"INSERT INTO {into.format(rows=values)}")
        session.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])
        return
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in columns)
    source = f"unnest({arrays}) AS row ({', '.join(names)})"
    statement = text(f"INSERT INTO {into.format(rows=source)}")
    session.execute(statement, dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
