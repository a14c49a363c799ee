"""The plan: what somebody wants to be different, what would help, and what it would cost."""

from __future__ import annotations

from flask import redirect, request

from app.approvals.queries import requests_newest_first
from app.budgets.policy import may_see_amount
from app.journeys.ask import Forecast, forecast
from app.journeys.routing import Side, side_of
from app.kernel.errors import BadInput, Unhappy
from app.kernel.unit_of_work import session
from app.people.models import Person
from app.people.queries import people_with_ids, person_for
from app.people.vocabulary import Role
from app.plans import actions
from app.plans.models import Goal, Plan
from app.plans.policy import is_the_person, may_change_plan
from app.plans.queries import goal_of, plan_for, plans_newest_first, tried_out
from app.reports.plan_total import plan_total
from app.web.plans import items, sending
from app.web.plans.forms import GoalForm, running_goals
from app.web.plans.pages import THOSE_WHO_LOOK, THOSE_WHO_PLAN, pages
from app.web.shell.going import safe_next
from app.web.shell.pages import Answer, Place
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer

__all__ = ["items", "pages", "sending"]


@pages.get("", who=THOSE_WHO_PLAN, place=Place("Plans", 20, own="My plan"))
def index() -> Answer:
    """A person's own plan; for a keyworker, the plans of the people they work with."""
    plans = plans_newest_first(session(), viewer())
    if viewer().has(Role.SERVICE_USER) and len(plans) == 1:
        return see_other("plans.show", plan_id=plans[0].id)
    people = people_with_ids(session(), viewer(), [plan.person_id for plan in plans])
    return render("plans/index.html", plans=plans, people=people)


@pages.get("/<int:plan_id>", who=THOSE_WHO_LOOK)
def show(plan_id: int) -> str:
    """The whole plan with its running total, and the button that asks for it."""
    plan = plan_for(session(), viewer(), plan_id)
    note_reading("plan", plan.id, person_id=plan.person_id)
    side = side_of(session(), viewer(), plan)
    total, (next_step, not_yet) = plan_total(session(), plan), _forecast(plan, side)
    asked = requests_newest_first(session(), viewer(), plan.id)
    return render(
        "plans/show.html",
        plan=plan,
        person=side.person,
        me=is_the_person(viewer(), plan),
        may_change=may_change_plan(viewer(), plan, side.keyworker_id),
        may_see_amount=may_see_amount(viewer(), person_id=plan.person_id, amount_shown=total.budget.amount_shown),
        total=total,
        goals=running_goals(plan),
        trying=tried_out(plan),
        requests=asked,
        open_requests=[one for one in asked if one.state.is_waiting],
        request_of={line.item_id: one.id for one in reversed(asked) for line in one.lines_now},
        count=len(next_step.items) if next_step else 0,
        forecast=next_step,
        not_yet=not_yet,
    )


@pages.get("/<int:plan_id>/goals/add", who=THOSE_WHO_PLAN)
def new_goal(plan_id: int) -> str:
    """What do you want to be different?"""
    return _goal_page(plan_for(session(), viewer(), plan_id), None, GoalForm())


@pages.post("/<int:plan_id>/goals", who=THOSE_WHO_PLAN)
def add_goal(plan_id: int) -> Answer:
    """Add it."""
    plan, form = plan_for(session(), viewer(), plan_id), GoalForm.from_request()
    if not form.validate():
        return _goal_page(plan, None, form), 422
    try:
        actions.add_goal(session(), viewer(), plan, form.area.data, form.words.data)
    except BadInput as mistake:
        form.take(mistake)
        return _goal_page(plan, None, form), 422
    flash_done("The goal is on the plan. Next: add what would help.")
    back = safe_next(request.form.get("next"))
    return redirect(back, 303) if back else see_other("plans.show", plan_id=plan.id)


@pages.get("/<int:plan_id>/goals/<int:goal_id>", who=THOSE_WHO_PLAN)
def edit_goal(plan_id: int, goal_id: int) -> str:
    """Other words, or the end of it."""
    plan = plan_for(session(), viewer(), plan_id)
    goal = goal_of(plan, goal_id)
    return _goal_page(plan, goal, GoalForm(values={"words": goal.words, "area": goal.area}))


@pages.post("/<int:plan_id>/goals/<int:goal_id>", who=THOSE_WHO_PLAN)
def change_goal(plan_id: int, goal_id: int) -> Answer:
    """Keep the other words."""
    plan = plan_for(session(), viewer(), plan_id)
    goal, form = goal_of(plan, goal_id), GoalForm.from_request()
    if not form.validate():
        return _goal_page(plan, goal, form), 422
    actions.change_goal(session(), viewer(), goal, form.area.data, form.words.data)
    flash_done("The goal was changed.")
    return see_other("plans.show", plan_id=plan.id)


@pages.post("/<int:plan_id>/goals/<int:goal_id>/end", who=THOSE_WHO_PLAN)
def end_goal(plan_id: int, goal_id: int) -> Answer:
    """Reached, or not wanted any more."""
    plan = plan_for(session(), viewer(), plan_id)
    actions.end_goal(session(), viewer(), goal_of(plan, goal_id))
    flash_done("The goal has ended. What was bought for it stays on record.")
    return see_other("plans.show", plan_id=plan.id)


def _goal_page(plan: Plan, goal: Goal | None, form: GoalForm) -> str:
    back = safe_next(request.values.get("next"))
    me = is_the_person(viewer(), plan)
    return render("plans/goal.html", plan=plan, goal=goal, form=form, person=_person(plan), me=me, back=back)


def _person(plan: Plan) -> Person:
    return person_for(session(), viewer(), plan.person_id)


def _forecast(plan: Plan, side: Side) -> tuple[Forecast | None, str]:
    """What would happen if it were sent now, or why it cannot be."""
    try:
        return forecast(session(), viewer(), plan, side), ""
    except Unhappy as unhappy:
        return None, unhappy.reason
