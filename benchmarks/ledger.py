"""Ledger postings a second against a bare SQL transfer in the same run, on both databases, 1 and 8 clients.

    .venv/bin/python benchmarks/ledger.py

The bare transfer is what one could not do without: two balances changed and two lines inserted, in one committed
transaction. A posting does that and more: cause, digest, seal, journal, and the triggers that refuse a wrong one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from measure import in_turn, kinds, scratch
from sqlalchemy import text

from app.kernel.db import Database
from app.kernel.money import Money
from app.kernel.unit_of_work import writing
from app.ledger import journal, movements

EACH = 150
_numbers = itertools.count(1)


def main() -> None:
    print("database     clients    bare/s  posting/s  batch of 100/s  posting ÷ bare")
    for kind in kinds():
        with scratch(kind) as database:
            prepare(database)
            for clients in (1, 8):
                rates = in_turn(
                    {
                        "bare": lambda d=database, c=clients: spread(c, lambda n: bare(d, n)),
                        "posting": lambda d=database, c=clients: spread(c, lambda n: one(d, n)),
                        "batch": lambda d=database: batches(d),
                    }
                )
                ratio = rates["posting"] / rates["bare"]
                figures = f"{rates['bare']:9.0f} {rates['posting']:10.0f} {rates['batch']:15.0f} {ratio:15.2f}"
                print(f"{kind:12} {clients:7} {figures}")


def prepare(database: Database) -> None:
    """Budgets with money in them, and the two tables of the bare transfer."""

    def fill(session):  # type: ignore[no-untyped-def]
        journal.post(session, 1, movements.award(1, 1, Money(10_000_000_00)))
        journal.post(session, 1, *[movements.allocation(1, n, Money(100_000_00)) for n in range(1, 51)])
        for statement in (
            "CREATE TABLE bare_account (id INTEGER PRIMARY KEY, balance BIGINT NOT NULL)",
            "CREATE TABLE bare_line (account_id INTEGER NOT NULL, pence BIGINT NOT NULL)",
            "INSERT INTO bare_account SELECT id, 1000000000 FROM ledger_account",
        ):
            session.execute(text(statement))

    writing(database, fill)


def spread(clients: int, act: Callable[[int], None]) -> int:
    """The same number of operations, by so many clients at once."""
    if clients == 1:
        for _ in range(EACH):
            act(next(_numbers))
    else:
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(lambda _: act(next(_numbers)), range(EACH)))
    return EACH


def bare(database: Database, number: int) -> None:
    """Two balances and two lines, nothing else."""
    source, target = number % 50 + 4, number % 49 + 5

    def transfer(session):  # type: ignore[no-untyped-def]
        for account, pence in sorted(((source, -1), (target, 1))):
            session.execute(
                text("UPDATE bare_account SET balance = balance + :pence WHERE id = :id AND balance + :pence >= 0"),
                {"pence": pence, "id": account},
            )
        session.execute(
            text("INSERT INTO bare_line (account_id, pence) VALUES (:a, -1), (:b, 1)"), {"a": source, "b": target}
        )

    writing(database, transfer)


def one(database: Database, number: int) -> None:
    """One posting in a unit of work of its own."""
    writing(database, lambda s: journal.post(s, 1, movements.reservation(number % 50 + 1, f"bench:{number}", Money(1))))


def batches(database: Database) -> int:
    """A hundred postings in one transaction, as a payment run makes them."""
    many = [movements.reservation(n % 50 + 1, f"bench:{next(_numbers)}", Money(1)) for n in range(100)]
    writing(database, lambda s: journal.post(s, 1, *many))
    return 100


if __name__ == "__main__":
    main()
