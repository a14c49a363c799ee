"""Where one budget stands, and what the organisation holds at its bank and with the card issuer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.kernel.money import Money
from app.ledger import queries
from app.ledger.vocabulary import Account, BudgetPosition


def standing_of(session: Session, budget_id: int) -> BudgetPosition:
    """What of a budget is available, asked for, promised and spent."""
    return queries.budget_position(session, budget_id)


def standings_of(session: Session, budget_ids: Iterable[int]) -> dict[int, BudgetPosition]:
    """Where many budgets stand, in one query."""
    return queries.budget_positions(session, budget_ids)


@dataclass(frozen=True, slots=True)
class Held:
    """Money in the bank, and with the card issuer ready for cards."""

    in_bank: Money
    with_issuer: Money


def held(session: Session) -> Held:
    """What there is to pay providers and to load cards."""
    return Held(queries.balance(session, Account.BANK, ""), queries.balance(session, Account.ISSUER_BALANCE, ""))
