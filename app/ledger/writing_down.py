"""How the rows of a posting reach the database: in as few trips as it allows.

Lines go first and journals after them, because a journal's trigger adds up its lines. PostgreSQL takes balances and
lines in one statement, and journals and seals in another; SQLite is in our own process, where a trip costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, text, update

from app.kernel.ids import new_id
from app.kernel.seal import Seal
from app.ledger.models import Journal, LedgerAccount, Line

Row = dict[str, Any]
_SET_BALANCE = (
    update(LedgerAccount.__table__)  # type: ignore[arg-type]
    .where(LedgerAccount.__table__.c.id == bindparam("account_id"))
    .values(balance=bindparam("new_balance"))
)
_BALANCES_AND_LINES = text("""
    WITH moved AS (
        UPDATE ledger_account SET balance = new.balance
        FROM unnest(CAST(:ids AS bigint[]), CAST(:balances AS bigint[])) AS new (id, balance)
        WHERE ledger_account.id = new.id
    )
    INSERT INTO ledger_line (journal_id, number, account_id, pence, balance_after)
    SELECT * FROM unnest(
        CAST(:journal_id AS bigint[]), CAST(:number AS bigint[]), CAST(:account_id AS bigint[]),
        CAST(:pence AS bigint[]), CAST(:balance_after AS bigint[])
    )
""")
_JOURNALS_AND_SEALS = text("""
    WITH sealed AS (
        INSERT INTO seal (id, kind, subject_id, digest, at)
        SELECT new.id, 'journal', new.subject_id, new.digest, new.at FROM unnest(
            CAST(:seal_id AS bigint[]), CAST(:id AS bigint[]), CAST(:digest AS text[]), CAST(:at AS timestamptz[])
        ) AS new (id, subject_id, digest, at)
    )
    INSERT INTO ledger_journal (id, at, name, cause, memo, actor_id, reverses_id, digest)
    SELECT * FROM unnest(
        CAST(:id AS bigint[]), CAST(:at AS timestamptz[]), CAST(:name AS text[]), CAST(:cause AS text[]),
        CAST(:memo AS text[]), CAST(:actor_id AS bigint[]), CAST(:reverses_id AS bigint[]), CAST(:digest AS text[])
    )
""")


def write_down(connection: Connection, accounts: Sequence[Row], lines: Sequence[Row], journals: Sequence[Row]) -> None:
    """Set the balances, and add the lines, the journals and a seal for each journal."""
    if connection.dialect.name == "postgresql":
        balances = {"ids": [a["id"] for a in accounts], "balances": [a["balance"] for a in accounts]}
        connection.execute(_BALANCES_AND_LINES, balances | _columns(lines))
        connection.execute(_JOURNALS_AND_SEALS, _columns(journals) | {"seal_id": [new_id() for _ in journals]})
        return
    connection.execute(_SET_BALANCE, [{"account_id": a["id"], "new_balance": a["balance"]} for a in accounts])
    connection.execute(insert(Line), list(lines))
    connection.execute(insert(Journal), list(journals))
    connection.execute(
        insert(Seal),
        [
            {"id": new_id(), "kind": "journal", "subject_id": j["id"], "digest": j["digest"], "at": j["at"]}
            for j in journals
        ],
    )


def _columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
