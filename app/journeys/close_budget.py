"""A budget ends: what nobody asked for goes back to the fund's pool."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.budgets.policy import may_close
from app.budgets.queries import held_budget
from app.kernel.errors import NotFound, Refused
from app.kernel.money import Money
from app.kernel.permit import allow
from app.ledger import journal, movements
from app.ledger.queries import budget_position
from app.notices.actions import tell_person
from app.people.models import Person
from app.people.vocabulary import Viewer


def close_budget(session: Session, viewer: Viewer, budget_id: int) -> Money:
    """Close a budget; what was left goes back. Raises Refused with BUDGET_HAS_OPEN_COMMITMENTS while anything waits."""
    allow(may_close(viewer))
    budget = held_budget(session, budget_id)
    person = session.get_one(Person, budget.person_id)
    if person.organisation_id != viewer.organisation_id:
        raise NotFound("We cannot find that budget.")
    position = budget_position(session, budget.id)
    if position.promised:
        raise Refused(
            f"{position.promised.short} of this budget is still asked for, ordered or on a card. "
            "Settle that first, then close it.",
            "BUDGET_HAS_OPEN_COMMITMENTS",
        )
    budget.close()
    journal.post(session, viewer.user_id, movements.budget_closed(budget.fund_id, budget.id, position.available))
    record(
        session, viewer.user_id, "budget.closed", "budget", budget.id, person_id=budget.person_id,
        why=f"{position.available} went back",
    )  # fmt: skip
    words = "Your budget has ended. What you bought stays yours. Your keyworker can tell you what comes next."
    tell_person(session, person.id, words, "budgets.show", budget.id)
    return position.available
