"""Roles that wait for a second person: another administrator, or the commissioner."""

from __future__ import annotations

from flask import url_for

from app.journeys import accounts
from app.kernel.unit_of_work import session
from app.people import policy
from app.people.account_queries import role_change_for, role_changes_waiting
from app.people.queries import names_of, user_of
from app.people.vocabulary import Role
from app.web.account.stepping_up import fresh_second_factor_needed
from app.web.shell.pages import Answer, Pages, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import viewer

pages = Pages(__name__, prefix="/users/role-changes", name="roles")
SECOND_PERSON = roles(Role.ADMINISTRATOR, Role.COMMISSIONER)


@pages.get("", who=SECOND_PERSON, place=Place("Roles to agree", 25))
def index() -> str:
    """Roles that wait for a second person."""
    changes = role_changes_waiting(session(), viewer())
    may = {
        change.id: policy.may_answer_role_change(viewer(), asked_by_id=change.asked_by_id, user_id=change.user_id)
        for change in changes
    }
    people = {change.user_id: user_of(session(), change.user_id) for change in changes}
    names = names_of(session(), (change.asked_by_id for change in changes))
    return render("users/role_changes.html", changes=changes, people=people, names=names, may=may, Role=Role)


@pages.post("/<int:change_id>/agree", who=SECOND_PERSON)
def agree(change_id: int) -> Answer:
    """Yes: the roles hold at once."""
    return _answer(change_id, agreed=True)


@pages.post("/<int:change_id>/refuse", who=SECOND_PERSON)
def refuse(change_id: int) -> Answer:
    """No: everything stays as it is."""
    return _answer(change_id, agreed=False)


def _answer(change_id: int, *, agreed: bool) -> Answer:
    change = role_change_for(session(), viewer(), change_id)
    again = fresh_second_factor_needed(url_for("roles.index"))
    if again is not None:
        return again
    accounts.answer_role_change(session(), viewer(), change, agreed=agreed)
    flash_done(
        "The roles hold from now on. They must sign in again." if agreed else "Nothing was changed. We told them."
    )
    return see_other("roles.index")
