"""The page of one person's record."""

from __future__ import annotations

from app.budgets.queries import budgets_of
from app.kernel.unit_of_work import session
from app.people import policy
from app.people.models import Person
from app.people.queries import case_of, keyworker_of
from app.people.vocabulary import Case
from app.plans.queries import plans_newest_first
from app.web.people.flags import flags_of
from app.web.shell.rendering import render
from app.web.shell.viewing import viewer


def record_page(person: Person, *, code: str = "") -> str:
    """The record, with what this viewer may see and do; a code just made is shown this once."""
    case = case_of(session(), person)
    private = policy.may_see_private(viewer(), case)
    return render(
        "people/show.html",
        person=person,
        private=private,
        flags=flags_of(person, private=bool(private)),
        keyworker=keyworker_of(session(), person.id),
        may=_may(case),
        code=code,
        budgets=budgets_of(session(), person.id),
        plans=[plan for plan in plans_newest_first(session(), viewer()) if plan.person_id == person.id],
    )


def _may(case: Case) -> dict[str, bool]:
    who = viewer()
    return {
        "edit": bool(policy.may_edit_person(who, case)),
        "contact": bool(policy.may_set_contact(who, case)),
        "court_order": bool(policy.may_set_court_order(who, case)),
        "hand_over": bool(policy.may_hand_over(who, case)),
        "end": bool(policy.may_end_work(who, case)),
        "code": bool(policy.may_make_sign_in_code(who, case)),
    }
