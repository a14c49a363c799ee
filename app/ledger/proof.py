"""Proving the books: what an auditor asks of the database alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.seal import Seal
from app.ledger import queries
from app.ledger.journal import journal_digest
from app.ledger.models import Journal, LedgerAccount, Line
from app.ledger.vocabulary import Account


def problems(session: Session) -> Iterator[str]:
    """Everything wrong with the books, in sentences; nothing when they are right."""
    yield from _balances_differ(session)
    yield from _history_broken(session)
    yield from _digests_differ(session)
    yield from _books_disagree(session)


def _balances_differ(session: Session) -> Iterator[str]:
    sums = select(Line.account_id, func.sum(Line.pence).label("pence")).group_by(Line.account_id).subquery()
    row = LedgerAccount
    rows = session.execute(
        select(row.key, row.account, row.balance, func.coalesce(sums.c.pence, 0)).outerjoin(
            sums, sums.c.account_id == row.id
        )
    )
    for key, account, balance, pence in rows:
        expected = int(pence) if account.is_debit else -int(pence)
        if balance != expected:
            yield f"account {key} says {balance} but its lines add up to {expected}"


def _history_broken(session: Session) -> Iterator[str]:
    """Each line's running balance follows from the one before."""
    rows = session.execute(
        select(LedgerAccount.key, LedgerAccount.account, Line.pence, Line.balance_after)
        .join(Line, Line.account_id == LedgerAccount.id)
        .order_by(LedgerAccount.id, Line.journal_id, Line.number)
        .execution_options(yield_per=1000)
    )
    for key, lines in groupby(rows, key=lambda row: row[0]):
        ends = {0}
        steps = [(balance - (pence if account.is_debit else -pence), balance) for _, account, pence, balance in lines]
        ends = {0} | {after for _, after in steps}
        if any(after < 0 for after in ends):
            yield f"account {key} was below nothing"
        if any(before not in ends for before, _ in steps):
            yield f"account {key} has a line that follows from no other"


def _digests_differ(session: Session) -> Iterator[str]:
    rows = session.execute(
        select(Journal, Line.number, LedgerAccount.key, Line.pence)
        .join(Line, Line.journal_id == Journal.id)
        .join(LedgerAccount, LedgerAccount.id == Line.account_id)
        .order_by(Journal.id, Line.number)
        .execution_options(yield_per=1000)
    )
    seals = session.execute(select(Seal.subject_id, Seal.digest).where(Seal.kind == "journal"))
    sealed: dict[int, str] = {seal[0]: seal[1] for seal in seals}
    seen = 0
    for journal, lines in groupby(rows, key=lambda row: row[0]):
        seen += 1
        legs = [(number, key, pence) for _, number, key, pence in lines]
        header = {
            name: getattr(journal, name) for name in ("id", "at", "name", "cause", "memo", "actor_id", "reverses_id")
        }
        found = journal_digest(header, legs)
        if found != journal.digest or found != sealed.get(journal.id):
            yield f"journal {journal.id} ({journal.cause}) was changed after it was written"
        for book in "BF":
            if sum(pence for _, key, pence in legs if key[0] == book):
                yield f"journal {journal.id} ({journal.cause}) does not balance in book {book}"
    if seen != session.scalar(select(func.count()).select_from(Journal)) or seen != len(sealed):
        yield "the number of journals, of journals with lines and of seals differ"


def _books_disagree(session: Session) -> Iterator[str]:
    """award = pool + every budget; and what budgets were charged = cost, open spending and losses."""
    total = {account: money.pence for account, money in queries.accounts_of_the_books(session)}
    given = (
        total[Account.POOL]
        + total[Account.AVAILABLE]
        + total[Account.RESERVED]
        + total[Account.COMMITTED]
        + total[Account.ACTUAL]
    )
    if total[Account.AWARD] != given:
        yield f"awards are {total[Account.AWARD]} but pool and budgets come to {given}"
    known = (
        total[Account.COST_OF_SUPPORT]
        + total[Account.AWAITING_RECEIPT]
        + total[Account.RECOVERABLE_FROM_PERSON]
        + total[Account.CHARGEBACK_RECOVERABLE]
    )
    if not known <= total[Account.ACTUAL] <= known + total[Account.LOSSES]:
        yield f"budgets were charged {total[Account.ACTUAL]} but costs and open spending are {known}"
