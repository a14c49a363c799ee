"""Everybody a keyworker works with, the most urgent first, with the reason and the next step."""

from __future__ import annotations

from flask import current_app, request, url_for

from app.kernel.unit_of_work import session
from app.people.vocabulary import Role
from app.reports.caseload import caseload_page
from app.reports.caseload_signals import Signal, Urgency
from app.web.shell.pages import Pages, Place, roles, terms_of
from app.web.shell.rendering import render
from app.web.shell.viewing import viewer

pages = Pages(__name__, prefix="/caseload")
WHERE = {
    "request": ("requests.show", "request_id"),
    "order": ("orders.show", "order_id"),
    "delivery": ("deliveries.show", "order_id"),
    "spend": ("receipts.show", "spend_id"),
    "plan": ("plans.show", "plan_id"),
    "case": ("plans.edit_case", "plan_id"),
    "assessment": ("assessments.new", "person_id"),
    "allocation": ("budgets.choose", "person_id"),
    "person": ("people.show", "person_id"),
}


@pages.get("", who=roles(Role.KEYWORKER, Role.LINE_MANAGER), place=Place("My caseload", 10))
def index() -> str:
    """One line for each person."""
    after = request.args.get("after", "")
    page = caseload_page(session(), viewer(), after=int(after) if after.isascii() and after.isdigit() else None)
    return render(
        "caseload/index.html",
        page=page,
        Urgency=Urgency,
        href_of=href_of,
        paged=bool(after),
        leads=viewer().has(Role.LINE_MANAGER),
    )


def href_of(signal: Signal, person_id: int) -> str:
    """Where the next step is done; the person's own page where the step is for somebody else."""
    endpoint, name = WHERE[signal.subject]
    terms = terms_of(current_app.view_functions[endpoint])
    if terms is not None and terms.who.welcomes(viewer()):
        return url_for(endpoint, **{name: signal.subject_id})  # type: ignore[arg-type]  # an id, never an option
    return url_for("people.show", person_id=person_id)
