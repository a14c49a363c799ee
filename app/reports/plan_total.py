"""The running total of a plan: what is left now, what the plan would take, and what would be left then."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.budgets.models import Budget
from app.budgets.queries import budget_of
from app.kernel.money import NOTHING, Money, total
from app.ledger.queries import budget_position
from app.plans.models import Item, Plan
from app.plans.queries import ideas, tried_out


@dataclass(frozen=True, slots=True)
class PlanTotal:
    """Where a plan's money stands. All amounts are Money."""

    budget: Budget
    given: Money
    spent: Money
    promised: Money
    """Ordered or on a card."""
    asked: Money
    """Kept aside until somebody decides."""
    left: Money
    planned: Money
    """On the plan, not asked for yet."""
    tried: Money
    """Only being tried out."""
    unpriced: int
    """How many things on the plan have no price yet."""

    @property
    def left_after(self) -> Money:
        """What is left when all of the plan is agreed; below nothing when it is too much."""
        return self.left - self.planned

    @property
    def left_with_tried(self) -> Money:
        """The same if what is tried out came on top."""
        return self.left_after - self.tried

    @property
    def over(self) -> Money:
        """By how much the plan is more than what is left; nothing when it fits."""
        return -self.left_after if self.left_after < NOTHING else NOTHING


def plan_total(session: Session, plan: Plan) -> PlanTotal:
    """The running total of a plan, from the books and from what is on the plan now."""
    position = budget_position(session, plan.budget_id)
    wanted, tried = ideas(plan), tried_out(plan)
    return PlanTotal(
        budget=budget_of(session, plan.budget_id),
        given=position.given,
        spent=position.actual,
        promised=position.committed,
        asked=position.reserved,
        left=position.available,
        planned=_cost(wanted),
        tried=_cost(tried),
        unpriced=sum(item.cost is None for item in wanted),
    )


def _cost(items: list[Item]) -> Money:
    return total(item.cost or NOTHING for item in items)


def left_in_budget(session: Session, budget_id: int) -> Money:
    """What is left to plan with in a budget now."""
    return budget_position(session, budget_id).available
