"""Giving somebody a budget."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.budgets import queries
from app.budgets.models import Budget
from app.budgets.policy import may_allocate
from app.budgets.vocabulary import BudgetState
from app.kernel.errors import BadInput, Conflict
from app.kernel.money import NOTHING, Money
from app.kernel.permit import allow
from app.people.vocabulary import Viewer


def open_budget(
    session: Session,
    viewer: Viewer,
    *,
    keyworker_id: int | None,
    person_id: int,
    programme_id: int,
    fund_id: int,
    assessment_id: int | None,
    amount: Money,
    band: str | None,
    working_out: list[str],
    from_on: date,
    to_on: date,
    hidden_because: str = "",
    once_only: bool = False,
) -> Budget:
    """A budget for a person. One open budget in a programme; where it is given once only, one ever."""
    allow(may_allocate(viewer, keyworker_id))
    if amount <= NOTHING:
        raise BadInput("A budget must be more than £0", "amount")
    for known in queries.budgets_of(session, person_id, programme_id):
        if known.state is BudgetState.OPEN:
            raise Conflict("This person has a budget in this programme already.", "ALREADY_ALLOCATED")
        if once_only:
            raise Conflict("This programme gives each person one budget, and this person had theirs.", "GIVEN_ONCE")
    budget = Budget(
        person_id=person_id,
        programme_id=programme_id,
        fund_id=fund_id,
        assessment_id=assessment_id,
        amount=amount,
        band=band,
        working_out=working_out,
        from_on=from_on,
        to_on=to_on,
        amount_shown=not hidden_because,
        hidden_because=hidden_because,
        allocated_by_id=viewer.user_id,
    )
    session.add(budget)
    session.flush()
    return budget
