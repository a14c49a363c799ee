"""Asking for what is on the plan: why, a last look, and off it goes."""

from __future__ import annotations

from flask import request

from app.approvals.queries import precedents_newest_first
from app.audit.trail import record
from app.budgets.policy import may_see_amount
from app.journeys import ask as asking
from app.kernel.errors import BadInput, Refused, Unhappy
from app.kernel.permit import allow
from app.kernel.unit_of_work import session
from app.ledger.vocabulary import NotEnough
from app.notices.actions import tell_user
from app.people.queries import keyworker_of, person_for
from app.plans import actions
from app.plans.models import Plan
from app.plans.policy import is_the_keyworker, is_the_person, may_ask, may_change_plan
from app.plans.queries import ideas, keyworker_id_of, plan_for
from app.plans.rules import names_in
from app.reports.plan_total import plan_total
from app.web.plans.forms import CaseForm, digest_of_words
from app.web.plans.pages import THOSE_WHO_PLAN, pages
from app.web.shell.pages import Answer
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import viewer


@pages.get("/<int:plan_id>/case", who=THOSE_WHO_PLAN)
def edit_case(plan_id: int) -> str:
    """Why would it help? In two voices."""
    plan = plan_for(session(), viewer(), plan_id)
    form = CaseForm(values={"person_words": plan.person_words, "keyworker_words": plan.keyworker_words})
    return _case_page(plan, form)


@pages.post("/<int:plan_id>/case", who=THOSE_WHO_PLAN)
def save_case(plan_id: int) -> Answer:
    """Keep what was written so far; go on, or come back later."""
    plan, form = plan_for(session(), viewer(), plan_id), CaseForm.from_request()
    if not form.validate():
        return _case_page(plan, form), 422
    is_keyworker = is_the_keyworker(viewer(), keyworker_id_of(session(), plan))
    typed = (form.keyworker_words.data or "") if is_keyworker else None
    try:
        own = form.persons_words(plan.person_words)
        actions.save_case(session(), viewer(), plan, person_words=own, keyworker_words=typed)
    except BadInput as mistake:
        form.take(mistake)
        return _case_page(plan, form), 422
    if request.form.get("then") == "later":
        flash_done("We kept what you wrote. It is here when you come back.")
        return see_other("plans.show", plan_id=plan.id)
    return see_other("plans.check", plan_id=plan.id)


@pages.get("/<int:plan_id>/check", who=THOSE_WHO_PLAN)
def check(plan_id: int) -> str:
    """A last look: what, why, how much, who decides and by when."""
    return _check_page(plan_for(session(), viewer(), plan_id), "")


@pages.post("/<int:plan_id>/requests", who=THOSE_WHO_PLAN)
def ask(plan_id: int) -> Answer:
    """Send it."""
    plan = plan_for(session(), viewer(), plan_id)
    try:
        sent = asking.ask(session(), viewer(), plan)
    except (BadInput, NotEnough) as mistake:
        return _check_page(plan, mistake.reason), 422
    except Refused as refused:
        return _check_page(plan, refused.reason), 403
    if sent.decided_at is not None:
        flash_done("Agreed. We are starting on it now.")
    else:
        who = "The panel" if sent.route == "panel" else "The line manager"
        flash_done(f"Sent. {who} decides by {sent.due_on:%A} {sent.due_on.day} {sent.due_on:%B}.")
    return see_other("requests.show", request_id=sent.id)


@pages.post("/<int:plan_id>/tell-keyworker", who=THOSE_WHO_PLAN)
def tell_keyworker(plan_id: int) -> Answer:
    """The person's part is ready: the keyworker writes theirs."""
    plan = plan_for(session(), viewer(), plan_id)
    keyworker = keyworker_of(session(), plan.person_id)
    allow(may_change_plan(viewer(), plan, keyworker.id if keyworker else None))
    if keyworker is None:
        raise Refused("Nobody works with you at the moment. Please ring the office.")
    words = f"{viewer().name} has written why it would help. Write your part, then send it together."
    tell_user(session(), keyworker.id, words, "plans.edit_case", plan.id)
    record(session(), viewer().user_id, "plan.keyworker_told", "plan", plan.id, person_id=plan.person_id)
    flash_done(f"We told {keyworker.name}. Either of you can send it when both parts are there.")
    return see_other("plans.show", plan_id=plan.id)


def _case_page(plan: Plan, form: CaseForm) -> str:
    person, keyworker = person_for(session(), viewer(), plan.person_id), keyworker_of(session(), plan.person_id)
    me = is_the_person(viewer(), plan)
    form.person_words.label.text = "In your own words" if me else f"In {person.called}’s own words"
    if me:
        del form.keyworker_words
    else:
        form.keyworker_words.label.text = "In your words, as the keyworker"
    areas = {item.goal.area.value for item in ideas(plan)}
    return render(
        "plans/case.html",
        plan=plan,
        person=person,
        me=me,
        form=form,
        seen=digest_of_words(plan.person_words),
        keyworker_name=keyworker.name if keyworker else "",
        precedents=precedents_newest_first(
            session(), [plan.programme_id], areas=areas, but_not_of_person=plan.person_id, limit=3
        ),
    )


def _check_page(plan: Plan, mistake: str) -> str:
    person, keyworker = person_for(session(), viewer(), plan.person_id), keyworker_of(session(), plan.person_id)
    total, not_yet = plan_total(session(), plan), ""
    try:
        forecast = asking.forecast(session(), viewer(), plan)
    except Unhappy as unhappy:
        forecast, not_yet = None, unhappy.reason
    said = [plan.person_words, plan.keyworker_words, *(item.goal.words for item in ideas(plan))]
    names = [person.name, person.called, *([keyworker.name] if keyworker else [])]
    return render(
        "plans/check.html",
        plan=plan,
        person=person,
        me=is_the_person(viewer(), plan),
        keyworker_name=keyworker.name if keyworker else "",
        forecast=forecast,
        not_yet=not_yet,
        mistake=mistake,
        total=total,
        names=names_in("\n".join(said), names),
        may_ask=may_ask(viewer(), plan, keyworker.id if keyworker else None),
        may_see_amount=may_see_amount(viewer(), person_id=plan.person_id, amount_shown=total.budget.amount_shown),
    )
