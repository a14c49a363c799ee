"""The search tables. Each database has its own kind, so they are kept outside SQLAlchemy's tables.

`catalogue_words`: one row a service, its words for the database's own full-text index, and how often each stands
in which field, for our ranking. `catalogue_words_known`: every word of the catalogue, with how many services hold
it (under "" the number of services). `catalogue_words_near`: a word with one letter left out, to find it by when
somebody spells it otherwise.
"""

from __future__ import annotations

_SQLITE = [
    "CREATE VIRTUAL TABLE catalogue_words USING fts5"
    "(words, counts UNINDEXED, tokenize = 'unicode61 remove_diacritics 0')",
    "CREATE TABLE catalogue_words_known "
    "(word TEXT NOT NULL PRIMARY KEY, shown TEXT NOT NULL, services INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE catalogue_words_near "
    "(piece TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (piece, word)) WITHOUT ROWID",
]
_POSTGRESQL = [
    "CREATE TABLE catalogue_words (service_id BIGINT PRIMARY KEY REFERENCES service (id) ON DELETE CASCADE, "
    "words TSVECTOR NOT NULL, counts TEXT NOT NULL)",
    "CREATE INDEX catalogue_words_index ON catalogue_words USING gin (words)",
    'CREATE TABLE catalogue_words_known (word TEXT COLLATE "C" PRIMARY KEY, shown TEXT NOT NULL, '
    "services BIGINT NOT NULL)",
    'CREATE TABLE catalogue_words_near (piece TEXT COLLATE "C" NOT NULL, word TEXT COLLATE "C" NOT NULL, '
    "PRIMARY KEY (piece, word))",
]


def search_tables(dialect: str) -> list[str]:
    """SQL of the search tables, for "sqlite" or "postgresql". The table `service` must be there already."""
    return list(_SQLITE if dialect == "sqlite" else _POSTGRESQL)
