"""Where a programme's money is, and how much is asked of it, without showing anybody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.approvals.models import ApprovalRequest
from app.approvals.vocabulary import RequestState
from app.budgets.models import Budget
from app.budgets.vocabulary import BudgetState
from app.kernel.money import NOTHING, Money
from app.ledger.models import LedgerAccount
from app.ledger.vocabulary import Account
from app.people.vocabulary import LifeArea
from app.plans.models import Goal, Plan
from app.programmes.models import Fund

FEWEST_SHOWN = 5
"""Smaller numbers could point at somebody, so they are not said."""


@dataclass(frozen=True, slots=True)
class ProgrammeMoney:
    """A programme's money. What was awarded is the sum of the other four."""

    awarded: Money
    pool: Money
    with_people: Money
    promised: Money
    spent: Money


def programmes_money(session: Session, programme_ids: list[int]) -> dict[int, ProgrammeMoney]:
    """Where the money of several programmes is, in two queries."""
    funds = _sums(session, programme_ids, Fund.programme_id, _holder("fund:", Fund.id))
    budgets = _sums(session, programme_ids, Budget.programme_id, _holder("budget:", Budget.id))

    def of(found: dict[tuple[int, Account], Money], number: int, *accounts: Account) -> Money:
        return sum((found.get((number, account), NOTHING) for account in accounts), NOTHING)

    return {
        number: ProgrammeMoney(
            awarded=of(funds, number, Account.AWARD),
            pool=of(funds, number, Account.POOL),
            with_people=of(budgets, number, Account.AVAILABLE),
            promised=of(budgets, number, Account.RESERVED, Account.COMMITTED),
            spent=of(budgets, number, Account.ACTUAL),
        )
        for number in programme_ids
    }


def pool_of_each(session: Session, fund_ids: list[int]) -> dict[int, Money]:
    """What is left to give in each fund."""
    keys = {f"{Account.POOL.value}:fund:{number}": number for number in fund_ids}
    rows = session.execute(select(LedgerAccount.key, LedgerAccount.balance).where(LedgerAccount.key.in_(keys)))
    found = {keys[key]: Money(balance) for key, balance in rows}
    return {number: found.get(number, NOTHING) for number in fund_ids}


@dataclass(frozen=True, slots=True)
class Count:
    """How many, in words: numbers under five are not said."""

    what: str
    number: int

    @property
    def said(self) -> str:
        if self.number == 0:
            return "None"
        return str(self.number) if self.number >= FEWEST_SHOWN else f"Fewer than {FEWEST_SHOWN}"


@dataclass(frozen=True, slots=True)
class Demand:
    """How much is asked of a programme, and what people want to change."""

    counts: list[Count]
    areas: list[Count]


def demand(session: Session, programme_id: int) -> Demand:
    """Counts of people, never of one."""
    people = session.scalar(
        select(func.count(Budget.person_id.distinct())).where(
            Budget.programme_id == programme_id, Budget.state == BudgetState.OPEN
        )
    )
    asked_rows = session.execute(
        select(ApprovalRequest.state, func.count(ApprovalRequest.person_id.distinct()))
        .where(ApprovalRequest.programme_id == programme_id)
        .group_by(ApprovalRequest.state)
    )
    wanted_rows = session.execute(
        select(Goal.area, func.count(Plan.person_id.distinct()))
        .join(Plan, Plan.id == Goal.plan_id)
        .where(Plan.programme_id == programme_id, Goal.ended_at.is_(None))
        .group_by(Goal.area)
    )
    asked: dict[RequestState, int] = dict(asked_rows.all())
    wanted: dict[LifeArea, int] = dict(wanted_rows.all())
    return Demand(
        [
            Count("People with a budget now", people or 0),
            Count("People waiting for an answer", asked.get(RequestState.OPEN, 0)),
            Count("People with something agreed", asked.get(RequestState.AGREED, 0)),
            Count("People with something not agreed", asked.get(RequestState.DECLINED, 0)),
        ],
        sorted((Count(area.words, wanted.get(area, 0)) for area in LifeArea), key=_most_first),
    )


def _most_first(count: Count) -> tuple[int, str]:
    # Small numbers are sorted alike too: their order must not give them away.
    return -(count.number if count.number >= FEWEST_SHOWN else int(count.number > 0)), count.what


def _holder(prefix: str, number: InstrumentedAttribute[int]) -> ColumnElement[str]:
    return literal(prefix).concat(cast(number, Text))


def _sums(
    session: Session, programme_ids: list[int], programme: InstrumentedAttribute[int], holder: ColumnElement[str]
) -> dict[tuple[int, Account], Money]:
    rows = session.execute(
        select(programme, LedgerAccount.account, func.sum(LedgerAccount.balance))
        .join(LedgerAccount, LedgerAccount.holder == holder)
        .where(programme.in_(programme_ids))
        .group_by(programme, LedgerAccount.account)
    )
    return {(number, account): Money(int(pence)) for number, account, pence in rows}
