"""What the pretend issuer remembers: its own SQLite file, because it is somebody else's organisation."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.gateways.issuing.port import (
    CardStatus,
    HoldStatus,
    IssuedCard,
    IssuerAuthorisation,
    IssuerTransaction,
    Rejected,
    Retryable,
    TransactionKind,
)
from app.kernel import clock
from app.kernel.money import Money

_TABLES = """
CREATE TABLE IF NOT EXISTS call (once TEXT PRIMARY KEY, verb TEXT, params TEXT, answer TEXT, at TEXT);
CREATE TABLE IF NOT EXISTS cardholder (ref TEXT PRIMARY KEY, reference TEXT UNIQUE, name TEXT);
CREATE TABLE IF NOT EXISTS card (ref TEXT PRIMARY KEY, cardholder TEXT, last_four TEXT, expires_on TEXT,
    status TEXT, limit_total INTEGER, blocked TEXT, number INTEGER);
CREATE TABLE IF NOT EXISTS authorisation (ref TEXT PRIMARY KEY, once TEXT UNIQUE, card TEXT, merchant TEXT,
    category TEXT, asked INTEGER, amount INTEGER, approved INTEGER, status TEXT, reason TEXT, requests INTEGER,
    at TEXT);
CREATE TABLE IF NOT EXISTS movement (ref TEXT PRIMARY KEY, once TEXT UNIQUE, card TEXT, kind TEXT, amount INTEGER,
    merchant TEXT, category TEXT, authorisation TEXT, refund_of TEXT, at TEXT, number INTEGER);
CREATE INDEX IF NOT EXISTS movement_authorisation ON movement (authorisation);
CREATE INDEX IF NOT EXISTS movement_card ON movement (card);
CREATE TABLE IF NOT EXISTS top_up (reference TEXT PRIMARY KEY, amount INTEGER, at TEXT);
CREATE TABLE IF NOT EXISTS event (ref TEXT PRIMARY KEY, kind TEXT, subject TEXT, at TEXT, delivered INTEGER DEFAULT 0,
    number INTEGER);
"""


class Book:
    """The pretend issuer's file. Each act is one transaction of its own; nothing of ours is in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._open()) as opened:
            opened.execute("PRAGMA journal_mode=WAL")
            opened.executescript(_TABLES)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One act, whole or not at all."""
        with closing(self._open()) as opened:
            opened.execute("BEGIN IMMEDIATE")
            try:
                yield opened
            except BaseException:
                opened.execute("ROLLBACK")
                raise
            opened.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Look, and change nothing."""
        with closing(self._open()) as opened:
            opened.execute("PRAGMA query_only=ON")
            yield opened

    def once(
        self, key: str, verb: str, params: dict[str, Any], act: Callable[[sqlite3.Connection], dict[str, Any]]
    ) -> dict[str, Any]:
        """Act, unless this key was used before: then its answer again, or Rejected when it asked for something else."""
        digest = hashlib.sha256(json.dumps([verb, params], sort_keys=True).encode()).hexdigest()
        with self.writing() as opened:
            before = opened.execute("SELECT params, answer FROM call WHERE once = ?", (key,)).fetchone()
            if before is not None:
                if before["params"] != digest:
                    raise Rejected("idempotency_error", f"the key {key} was used for something else")
                answer: dict[str, Any] = json.loads(before["answer"])
                return answer
            answer = act(opened)
            opened.execute(
                "INSERT INTO call VALUES (?, ?, ?, ?, ?)", (key, verb, digest, json.dumps(answer), now_text())
            )
            return answer

    def _open(self) -> sqlite3.Connection:
        try:
            opened = sqlite3.connect(self.path, timeout=15, isolation_level=None)
        except sqlite3.OperationalError as trouble:
            raise Retryable(str(trouble)) from trouble
        opened.row_factory = sqlite3.Row
        return opened


def tell(opened: sqlite3.Connection, kind: str, subject: str) -> None:
    """Keep a message for the programme that owns the card; it is delivered after the act."""
    opened.execute(
        "INSERT INTO event (ref, kind, subject, at, number) VALUES (?, ?, ?, ?, ?)",
        (new_ref("evt"), kind, subject, now_text(), next_number(opened, "event")),
    )


def found(opened: sqlite3.Connection, table: str, ref: str) -> sqlite3.Row:
    """A row by its reference. Raises Rejected when there is none."""
    row = opened.execute(f"SELECT * FROM {table} WHERE ref = ?", (ref,)).fetchone()
    if row is None:
        raise Rejected("resource_missing", f"no {table} {ref}")
    result: sqlite3.Row = row
    return result


def read_card(row: sqlite3.Row) -> IssuedCard:
    return IssuedCard(
        ref=row["ref"],
        cardholder_ref=row["cardholder"],
        last_four=row["last_four"],
        expires_on=date.fromisoformat(row["expires_on"]),
        status=CardStatus(row["status"]),
        limit_total=Money(row["limit_total"]),
    )


def read_authorisation(row: sqlite3.Row) -> IssuerAuthorisation:
    return IssuerAuthorisation(
        ref=row["ref"],
        card_ref=row["card"],
        merchant=row["merchant"],
        category=row["category"],
        asked=Money(row["asked"]),
        amount=Money(row["amount"]),
        approved=bool(row["approved"]),
        status=HoldStatus(row["status"]),
        reason=row["reason"],
        requests=row["requests"],
        at=datetime.fromisoformat(row["at"]),
    )


def read_movement(row: sqlite3.Row) -> IssuerTransaction:
    return IssuerTransaction(
        ref=row["ref"],
        card_ref=row["card"],
        kind=TransactionKind(row["kind"]),
        amount=Money(row["amount"]),
        merchant=row["merchant"],
        category=row["category"],
        authorisation_ref=row["authorisation"],
        refund_of=row["refund_of"],
        at=datetime.fromisoformat(row["at"]),
    )


def new_ref(kind: str) -> str:
    return f"{kind}_pretend_{secrets.token_hex(10)}"


def next_number(opened: sqlite3.Connection, table: str) -> int:
    """A number that orders rows as they were written."""
    return int(opened.execute(f"SELECT coalesce(max(number), 0) + 1 FROM {table}").fetchone()[0])


def now_text() -> str:
    return clock.now().astimezone(UTC).isoformat()
