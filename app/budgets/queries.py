"""Finding budgets. Only those see one who may see the person's record."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.models import Budget
from app.budgets.vocabulary import BudgetState
from app.kernel.errors import NotFound
from app.people.queries import people_in_reach
from app.people.vocabulary import Viewer


def budget_for(session: Session, viewer: Viewer, budget_id: int) -> Budget:
    """A budget of somebody whose record the viewer may see. Raises NotFound for any other."""
    wanted = select(Budget).where(Budget.id == budget_id, Budget.person_id.in_(people_in_reach(viewer)))
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("We cannot find that budget.")
    return found


def budget_of(session: Session, budget_id: int) -> Budget:
    """A budget, whoever asks: for journeys that already hold something of it."""
    found = session.get(Budget, budget_id)
    if found is None:
        raise NotFound("We cannot find that budget.")
    return found


def held_budget(session: Session, budget_id: int) -> Budget:
    """A budget, locked and read afresh."""
    wanted = select(Budget).where(Budget.id == budget_id)
    return session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one()


def open_budget_of(session: Session, person_id: int) -> Budget | None:
    """The budget a person plans with now: the newest that is open."""
    return next(iter(open_budgets_of(session, person_id)), None)


def open_budgets_of(session: Session, person_id: int) -> list[Budget]:
    """A person's open budgets, newest first."""
    wanted = select(Budget).where(Budget.person_id == person_id, Budget.state == BudgetState.OPEN)
    return list(session.scalars(wanted.order_by(Budget.allocated_at.desc(), Budget.id.desc())))


def budgets_of(session: Session, person_id: int, programme_id: int | None = None) -> list[Budget]:
    """Every budget a person has or had (in one programme), newest first."""
    wanted = select(Budget).where(Budget.person_id == person_id)
    if programme_id is not None:
        wanted = wanted.where(Budget.programme_id == programme_id)
    return list(session.scalars(wanted.order_by(Budget.allocated_at.desc(), Budget.id.desc())))
