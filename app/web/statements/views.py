"""A budget's statement, to read and to print."""

from __future__ import annotations

from flask import request

from app.budgets.policy import may_see_amount
from app.budgets.queries import budget_for
from app.kernel.permit import allow
from app.kernel.unit_of_work import session
from app.people.queries import person_for
from app.people.vocabulary import Role
from app.reports.statement import statement_of
from app.web.shell.pages import Pages, roles
from app.web.shell.rendering import render
from app.web.shell.viewing import note_reading, viewer

pages = Pages(__name__, prefix="/statements")
THOSE_WHO_LOOK = roles(Role.SERVICE_USER, Role.KEYWORKER, Role.LINE_MANAGER, Role.BROKER)


@pages.get("/<int:budget_id>", who=THOSE_WHO_LOOK)
def show(budget_id: int) -> str:
    """Given, promised, spent, left, and every movement."""
    budget = budget_for(session(), viewer(), budget_id)
    allow(may_see_amount(viewer(), person_id=budget.person_id, amount_shown=budget.amount_shown))
    note_reading("budget", budget.id, person_id=budget.person_id)
    statement = statement_of(session(), budget, before=request.args.get("before", type=int))
    person = person_for(session(), viewer(), budget.person_id)
    mine = viewer().person_id == person.id
    return render("statements/show.html", statement=statement, person=person, mine=mine)
