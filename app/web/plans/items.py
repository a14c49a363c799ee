"""Things on a plan: from the catalogue, or something else; changed, tried out, taken off."""

from __future__ import annotations

from flask import redirect, request, url_for

from app.budgets.models import Budget
from app.budgets.policy import may_see_amount
from app.budgets.queries import budget_for
from app.catalogue import queries as catalogue
from app.catalogue.models import Offer
from app.journeys import choose
from app.kernel import clock
from app.kernel.errors import BadInput, Conflict
from app.kernel.money import Money
from app.kernel.permit import Verdict
from app.kernel.unit_of_work import session
from app.people.queries import person_for
from app.plans import actions
from app.plans.models import Item, Plan
from app.plans.policy import is_the_person
from app.plans.queries import item_for, plan_for
from app.plans.vocabulary import Wish
from app.programmes.queries import policy_on
from app.programmes.vocabulary import FundingRoute
from app.reports.plan_total import plan_total
from app.web.plans import photos
from app.web.plans.forms import AmountForm, SomethingElseForm, answers_of, first_answers, running_goals
from app.web.plans.pages import THOSE_WHO_PLAN, pages
from app.web.shell.pages import Answer
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import viewer


@pages.get("/<int:plan_id>/offers/<int:offer_id>", who=THOSE_WHO_PLAN)
def add_from_offer(plan_id: int, offer_id: int) -> Answer:
    """How many, how often, from when?"""
    plan = plan_for(session(), viewer(), plan_id)
    if not running_goals(plan):
        return _goal_first(plan)
    offer = catalogue.offer(session(), offer_id)
    form = AmountForm(values=_first(plan, offer))
    return _offer_page(plan, offer, form)


@pages.post("/<int:plan_id>/offers/<int:offer_id>", who=THOSE_WHO_PLAN)
def add_offer(plan_id: int, offer_id: int) -> Answer:
    """Put it on the plan."""
    plan = plan_for(session(), viewer(), plan_id)
    offer, form = catalogue.offer(session(), offer_id), AmountForm.from_request()
    form.prepare(plan, _budget(plan), _routes(plan, offer))
    if not form.validate():
        return _offer_page(plan, offer, form), 422
    try:
        item = choose.add_offer(session(), viewer(), plan, offer.id, form.wish(), what_if=form.what_if.data)
    except BadInput as mistake:
        form.take(mistake)
        return _offer_page(plan, offer, form), 422
    return _added(plan, item)


@pages.get("/<int:plan_id>/something-else", who=THOSE_WHO_PLAN)
def new_something_else(plan_id: int) -> Answer:
    """Anything that would help and is not in the catalogue."""
    plan = plan_for(session(), viewer(), plan_id)
    if not running_goals(plan):
        return _goal_first(plan)
    return _else_page(plan, SomethingElseForm(values=_first(plan, None)))


@pages.post("/<int:plan_id>/something-else", who=THOSE_WHO_PLAN)
def add_something_else(plan_id: int) -> Answer:
    """Put it on the plan; a broker finds it where we order it."""
    plan, form = plan_for(session(), viewer(), plan_id), SomethingElseForm.from_request()
    form.prepare(plan, _budget(plan), _routes(plan, None))
    if not form.validate():
        return _else_page(plan, form), 422
    try:
        wish = form.wish(**_words_of(form), photo_key=photos.keep(form.photo.data))
        item = choose.add_something_else(session(), viewer(), plan, wish, form.price.data, what_if=form.what_if.data)
    except BadInput as mistake:
        form.take(mistake)
        return _else_page(plan, form), 422
    return _added(plan, item)


@pages.get("/<int:plan_id>/items/<int:item_id>", who=THOSE_WHO_PLAN)
def edit_item(plan_id: int, item_id: int) -> str:
    """Other numbers, another way to pay, only trying it out, or off the plan."""
    item = _item(plan_id, item_id)
    return _edit_page(item, _edit_form(item)(values=answers_of(item)))


@pages.post("/<int:plan_id>/items/<int:item_id>", who=THOSE_WHO_PLAN)
def change_item(plan_id: int, item_id: int) -> Answer:
    """Keep the change."""
    item = _item(plan_id, item_id)
    form = _edit_form(item).from_request()
    form.prepare(item.plan, _budget(item.plan), _routes(item.plan, _offer_of(item)))
    if not form.validate():
        return _edit_page(item, form), 422
    try:
        wish, price = _changed_wish(item, form)
        choose.change(session(), viewer(), item, wish, price)
    except BadInput as mistake:
        form.take(mistake)
        return _edit_page(item, form), 422
    return _saved(item.plan, f"“{item.title}” was changed.")


@pages.post("/<int:plan_id>/items/<int:item_id>/drop", who=THOSE_WHO_PLAN)
def drop_item(plan_id: int, item_id: int) -> Answer:
    """Take it off the plan."""
    item = _item(plan_id, item_id)
    choose.drop(session(), viewer(), item)
    return _saved(item.plan, f"“{item.title}” is off the plan.")


@pages.post("/<int:plan_id>/items/<int:item_id>/try", who=THOSE_WHO_PLAN)
def try_item(plan_id: int, item_id: int) -> Answer:
    """Only see what it would cost."""
    item = _item(plan_id, item_id)
    actions.try_out(session(), viewer(), item)
    return _saved(item.plan, f"“{item.title}” is only being tried out now. It will not be asked for.")


@pages.post("/<int:plan_id>/items/<int:item_id>/want", who=THOSE_WHO_PLAN)
def want_item(plan_id: int, item_id: int) -> Answer:
    """Put it on the plan, to be asked for."""
    item = _item(plan_id, item_id)
    actions.put_on_plan(session(), viewer(), item)
    return _saved(item.plan, f"“{item.title}” is on the plan.")


def _item(plan_id: int, item_id: int) -> Item:
    item = item_for(session(), viewer(), item_id)
    return item if item.plan_id == plan_id else item_for(session(), viewer(), 0)


def _edit_form(item: Item) -> type[AmountForm]:
    return SomethingElseForm if choose.is_typed(item) else AmountForm


def _changed_wish(item: Item, form: AmountForm) -> tuple[Wish, Money | None]:
    if isinstance(form, SomethingElseForm):
        photo_key = photos.keep(form.photo.data) or item.photo_key
        return form.wish(**_words_of(form), photo_key=photo_key), form.price.data
    kept = {"title": item.title, "details": item.details, "link": item.link, "photo_key": item.photo_key}
    return form.wish(**kept), None


def _first(plan: Plan, offer: Offer | None) -> dict[str, object]:
    policy = policy_on(session(), plan.programme_id, clock.today())
    return first_answers(plan, _budget(plan), _routes(plan, offer), policy.first_route)


def _routes(plan: Plan, offer: Offer | None) -> dict[FundingRoute, Verdict]:
    return choose.routes_for(session(), viewer(), plan, offer, clock.today())


def _budget(plan: Plan) -> Budget:
    return budget_for(session(), viewer(), plan.budget_id)


def _offer_of(item: Item) -> Offer | None:
    return None if item.offer_id is None else catalogue.offer(session(), item.offer_id)


def _words_of(form: SomethingElseForm) -> dict[str, str]:
    return {"title": form.title.data, "details": form.details.data or "", "link": form.link.data or ""}


def _goal_first(plan: Plan) -> Answer:
    flash_done("First say what you want to be different. Then add what would help with it.")
    return redirect(url_for("plans.new_goal", plan_id=plan.id, next=request.path), 303)


def _added(plan: Plan, item: Item) -> Answer:
    words = f"“{item.title}” is on the plan."
    if item.sourcing == "waiting":
        words += " Our broker now finds out the price and tells you."
    return _saved(plan, words)


def _saved(plan: Plan, words: str) -> Answer:
    total = plan_total(session(), plan)
    if total.over and may_see_amount(viewer(), person_id=plan.person_id, amount_shown=total.budget.amount_shown):
        words += f" The plan is now {total.over.short} more than what is left."
    flash_done(words)
    return see_other("plans.show", plan_id=plan.id)


def _page(template: str, plan: Plan, offer: Offer | None, form: AmountForm, **more: object) -> str:
    routes, budget = _routes(plan, offer), _budget(plan)
    form.prepare(plan, budget, routes)
    return render(
        template,
        plan=plan,
        offer=offer,
        form=form,
        budget=budget,
        person=person_for(session(), viewer(), plan.person_id),
        me=is_the_person(viewer(), plan),
        closed=[(route, verdict) for route, verdict in routes.items() if not verdict and verdict.code == "COURT_ORDER"],
        total=plan_total(session(), plan),
        **more,
    )


def _offer_page(plan: Plan, offer: Offer, form: AmountForm) -> str:
    service = catalogue.service_for(session(), viewer(), offer.service_id)
    return _page("plans/add_from_offer.html", plan, offer, form, service=service)


def _else_page(plan: Plan, form: SomethingElseForm) -> str:
    return _page("plans/something_else.html", plan, None, form)


def _edit_page(item: Item, form: AmountForm) -> str:
    if not item.state.may_be_changed:
        raise Conflict(f"“{item.title}” has been asked for, so it cannot be changed here.")
    return _page("plans/item.html", item.plan, _offer_of(item), form, item=item, typed=choose.is_typed(item))
