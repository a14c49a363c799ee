"""Reading the books. Balances are read from the account row, whatever the length of the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.money import Money
from app.ledger import movements
from app.ledger.models import Journal, LedgerAccount, Line
from app.ledger.vocabulary import Account, BudgetPosition

_OF_A_BUDGET = (Account.AVAILABLE, Account.RESERVED, Account.COMMITTED, Account.ACTUAL)


def balance(session: Session, account: Account, holder: str | None = None) -> Money:
    """The balance of one account of one holder, or of all holders, in the account's normal direction."""
    wanted = select(func.coalesce(func.sum(LedgerAccount.balance), 0)).where(LedgerAccount.account == account)
    if holder is not None:
        wanted = wanted.where(LedgerAccount.key == f"{account.value}:{holder}")
    return Money(int(session.scalar(wanted) or 0))


def budget_position(session: Session, budget_id: int) -> BudgetPosition:
    """Where one budget stands: available, reserved, committed, spent."""
    return budget_positions(session, [budget_id])[budget_id]


def budget_positions(session: Session, budget_ids: Iterable[int]) -> dict[int, BudgetPosition]:
    """Where many budgets stand, in one query."""
    wanted = list(budget_ids)
    keys = [f"{account.value}:{movements.budget(number)}" for number in wanted for account in _OF_A_BUDGET]
    rows = session.execute(select(LedgerAccount.key, LedgerAccount.balance).where(LedgerAccount.key.in_(keys)))
    found: dict[str, int] = {row[0]: row[1] for row in rows}
    return {
        number: BudgetPosition(
            *(Money(found.get(f"{account.value}:{movements.budget(number)}", 0)) for account in _OF_A_BUDGET)
        )
        for number in wanted
    }


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement as it touched one account: when, what, how much (in the normal direction), and what was left."""

    journal_id: int
    at: datetime
    name: str
    memo: str
    cause: str
    account: Account
    change: Money
    left: Money


def statement(
    session: Session, holder: str, accounts: Iterable[Account], *, before: int | None = None, limit: int = 50
) -> list[StatementLine]:
    """Movements of a holder's accounts, newest first; page on with `before`, the last journal id seen."""
    wanted = (
        select(Journal, Line, LedgerAccount.account)
        .join(Line, Line.journal_id == Journal.id)
        .join(LedgerAccount, LedgerAccount.id == Line.account_id)
        .where(LedgerAccount.key.in_([f"{account.value}:{holder}" for account in accounts]))
        .order_by(Line.journal_id.desc(), Line.number.desc())
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(Line.journal_id < before)
    return [
        StatementLine(
            journal.id,
            journal.at,
            journal.name,
            journal.memo,
            journal.cause,
            account,
            Money(line.pence if account.is_debit else -line.pence),
            Money(line.balance_after),
        )
        for journal, line, account in session.execute(wanted)
    ]


def accounts_of_the_books(session: Session) -> list[tuple[Account, Money]]:
    """Every account with the sum over its holders, in the order of the chart."""
    rows = session.execute(
        select(LedgerAccount.account, func.sum(LedgerAccount.balance)).group_by(LedgerAccount.account)
    )
    sums = {account: Money(int(pence)) for account, pence in rows}
    return [(account, sums.get(account, Money(0))) for account in Account]


def has_posted(session: Session, cause: str) -> bool:
    """Whether a cause was ever posted."""
    return session.scalar(select(Journal.id).where(Journal.cause == cause)) is not None


__all__ = [
    "StatementLine",
    "accounts_of_the_books",
    "balance",
    "budget_position",
    "budget_positions",
    "has_posted",
    "statement",
]
