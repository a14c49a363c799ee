"""The tables of the books. Append-only by trigger; a journal that does not balance is refused by the database.

Lines are written first and the journal last: the journal's insert trigger adds up its lines, in each book, and
refuses it unless they come to nothing. Nothing can be added to a journal after that.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.columns import Word
from app.kernel.db import Base
from app.kernel.ids import new_id
from app.kernel.triggers import append_only
from app.ledger.vocabulary import Account


class LedgerAccount(Base):
    """One account of one holder, with its balance in pence in the account's normal direction."""

    __tablename__ = "ledger_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    account: Mapped[Account] = mapped_column(Word(Account))
    holder: Mapped[str] = mapped_column(String(60))
    balance: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        CheckConstraint("balance >= 0", name="never_below_nothing"),
        Index("ix_ledger_account_holder", "holder", "account"),
    )


class Journal(Base):
    """One movement of money: its name, its cause, who made it, and the digest of itself and its lines."""

    __tablename__ = "ledger_journal"
    id: Mapped[int] = mapped_column(primary_key=True, default=new_id, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    name: Mapped[str] = mapped_column(String(60))
    cause: Mapped[str] = mapped_column(String(120), unique=True)
    memo: Mapped[str]
    actor_id: Mapped[int]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_journal.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    __table_args__ = (Index("ix_ledger_journal_at", "at", "id"),)


class Line(Base):
    """One leg: pence, debit positive, and the account's balance right after it."""

    __tablename__ = "ledger_line"
    journal_id: Mapped[int] = mapped_column(
        ForeignKey("ledger_journal.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"))
    pence: Mapped[int] = mapped_column()
    balance_after: Mapped[int] = mapped_column()
    __table_args__ = (
        CheckConstraint("pence <> 0", name="moves_something"),
        Index("ix_ledger_line_account", "account_id", "journal_id"),
    )


_UNBALANCED = """SELECT 1 FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id
    WHERE l.journal_id = NEW.id GROUP BY substr(a.account, 1, 1) HAVING sum(l.pence) <> 0"""
_COUNT = "(SELECT count(*) FROM ledger_line WHERE journal_id = NEW.id)"
_CLOSED = "EXISTS (SELECT 1 FROM ledger_journal WHERE id = NEW.journal_id)"


def triggers(dialect: str) -> list[str]:
    """SQL for the rules that must never bend, for migrations."""
    rules = [
        (
            "ledger_journal_balances",
            "ledger_journal",
            f"{_COUNT} < 2 OR EXISTS ({_UNBALANCED})",
            "journal does not balance",
        ),
        ("ledger_line_in_time", "ledger_line", _CLOSED, "journal is closed"),
    ]
    made = [statement for table in ("ledger_journal", "ledger_line") for statement in append_only(table, dialect)]
    for name, table, wrong, message in rules:
        if dialect == "sqlite":
            made.append(
                f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {wrong} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        else:
            made += [
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {wrong} THEN RAISE EXCEPTION '{message}'; END IF; RETURN NEW; END $$",
                f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
            ]
    return made
