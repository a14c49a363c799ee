"""Making a plan: goals, the items that would help, and the case for them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.errors import BadInput, Conflict
from app.kernel.money import Money
from app.kernel.permit import Verdict, allow
from app.kernel.text import tidy
from app.people.vocabulary import LifeArea, Viewer
from app.plans import queries, rules
from app.plans.models import Goal, Item, Plan
from app.plans.policy import may_change_plan, may_start_plan, may_write_for_keyworker
from app.plans.vocabulary import ItemState, Price, SourcingState, Wish


def start_plan(session: Session, viewer: Viewer, person_id: int, budget_id: int, programme_id: int) -> Plan:
    """An empty plan for a new budget."""
    allow(may_start_plan(viewer))
    plan = Plan(person_id=person_id, budget_id=budget_id, programme_id=programme_id)
    session.add(plan)
    session.flush()
    return plan


def add_goal(session: Session, viewer: Viewer, plan: Plan, area: LifeArea, words: str) -> Goal:
    """Something the person wants to be different."""
    allow(_held_to_change(session, viewer, plan))
    if sum(goal.ended_at is None for goal in plan.goals) >= rules.MOST_GOALS:
        raise BadInput("That is a lot of goals. End one before you add another", "words")
    goal = Goal(plan_id=plan.id, area=area, words=_needed(words, "words", "Say what you want to be different"))
    plan.goals.append(goal)
    session.flush()
    return goal


def change_goal(session: Session, viewer: Viewer, goal: Goal, area: LifeArea, words: str) -> None:
    """Other words for a goal. Requests already sent keep the words they were sent with."""
    allow(_held_to_change(session, viewer, goal.plan))
    goal.area, goal.words = area, _needed(words, "words", "Say what you want to be different")


def end_goal(session: Session, viewer: Viewer, goal: Goal) -> None:
    """Reached, or not wanted any more. What is still open under it must be settled first."""
    plan = goal.plan
    allow(_held_to_change(session, viewer, plan))
    open_states = {ItemState.IDEA, ItemState.WHAT_IF, ItemState.ASKED}
    waiting = [item.title for item in plan.items if item.goal_id == goal.id and item.state in open_states]
    if waiting:
        raise Conflict(f"There are still things under this goal: {', '.join(waiting[:3])}. Take them off first.")
    goal.ended_at = goal.ended_at or clock.now()


def add_item(
    session: Session, viewer: Viewer, plan: Plan, wish: Wish, price: Price, *, needs_broker: bool, what_if: bool = False
) -> Item:
    """One thing that would help with a goal. `price` comes from the catalogue, or from the person for a card."""
    allow(_held_to_change(session, viewer, plan))
    if sum(item.state.may_be_changed for item in plan.items) >= rules.MOST_ITEMS:
        raise Conflict("There is a lot on this plan already. Ask for some of it, or take something off, first.")
    item = Item(plan_id=plan.id, added_by_id=viewer.user_id)
    _write(plan, item, wish, price, needs_broker=needs_broker)
    item.state = ItemState.WHAT_IF if what_if else ItemState.IDEA
    plan.items.append(item)
    session.flush()
    return item


def change_item(session: Session, viewer: Viewer, item: Item, wish: Wish, price: Price, *, needs_broker: bool) -> None:
    """How many, how often, from when, and who pays; only while nobody was asked for it."""
    plan = item.plan
    allow(_held_to_change(session, viewer, plan))
    if not item.state.may_be_changed:
        raise Conflict(f"“{item.title}” has been asked for, so it cannot be changed here.")
    _write(plan, item, wish, price, needs_broker=needs_broker)
    session.flush()


def change_asked_item(session: Session, item: Item, wish: Wish, price: Price) -> None:
    """The same while its request is being changed; the journey that revises the request asks for permission."""
    _write(item.plan, item, wish, price, needs_broker=False)
    session.flush()


def drop_item(session: Session, viewer: Viewer, item: Item) -> None:
    """Take it off the plan."""
    allow(_held_to_change(session, viewer, item.plan))
    item.drop()


def try_out(session: Session, viewer: Viewer, item: Item) -> None:
    """Only see what it would do to the budget: it is not asked for."""
    allow(_held_to_change(session, viewer, item.plan))
    item.set_aside()


def put_on_plan(session: Session, viewer: Viewer, item: Item) -> None:
    """From trying out, or from a no, onto the plan."""
    allow(_held_to_change(session, viewer, item.plan))
    item.want()


def save_case(
    session: Session, viewer: Viewer, plan: Plan, *, person_words: str | None = None, keyworker_words: str | None = None
) -> None:
    """Keep the case as it is so far, in each voice by itself; None leaves a voice as it is."""
    allow(_held_to_change(session, viewer, plan))
    if keyworker_words is not None:
        allow(may_write_for_keyworker(viewer, queries.keyworker_id_of(session, plan)))
        plan.keyworker_words = tidy(keyworker_words)
    if person_words is not None:
        plan.person_words = tidy(person_words)


def record_asked(plan: Plan, items: list[Item]) -> None:
    """They went to a decision, and the case went with them."""
    for item in items:
        item.ask()
    plan.person_words = plan.keyworker_words = ""
    plan.touched_at = clock.now()


def record_agreed(item: Item) -> None:
    """The answer was yes. A first day that passed while people decided becomes today."""
    item.agree()
    item.starts_on = max(item.starts_on, clock.today())


def record_sourced(
    session: Session,
    item_id: int,
    *,
    provider_id: int | None,
    provider_name: str,
    unit: str,
    unit_price: Money,
    unit_charge: Money,
    vat_category: str,
    vat_rate_bp: int,
    route: str,
) -> None:
    """A broker found it, and what it costs. Raises Conflict when it was asked for, or taken off, meanwhile."""
    item = queries.held_item(session, item_id)
    if not item.state.may_be_changed:
        raise Conflict(f"“{item.title}” is not waiting for a price any more.")
    price = Price(unit, unit_price, unit_charge, vat_category, vat_rate_bp, provider_id, provider_name)
    _take_price(item, price)
    item.route, item.sourcing = str(route), SourcingState.SOURCED


def record_other_provider(
    session: Session,
    item_id: int,
    *,
    provider_id: int,
    provider_name: str,
    unit: str,
    unit_price: Money,
    unit_charge: Money,
    vat_category: str,
    vat_rate_bp: int,
) -> None:
    """An agreed thing comes from somebody else than first thought."""
    item = queries.held_item(session, item_id)
    _take_price(item, Price(unit, unit_price, unit_charge, vat_category, vat_rate_bp, provider_id, provider_name))


def record_given_up(session: Session, item_id: int) -> None:
    """Nobody can provide an agreed thing; the person can change it and ask again."""
    queries.held_item(session, item_id).give_up()


def record_not_found(session: Session, item_id: int) -> None:
    """A broker looked and did not find it."""
    queries.held_item(session, item_id).sourcing = SourcingState.NOT_FOUND


def record_under_way(session: Session, item_id: int) -> None:
    """Ordered, or on a card."""
    queries.held_item(session, item_id).start()


def record_done(session: Session, item_id: int) -> None:
    """Everything arrived, or was bought."""
    queries.held_item(session, item_id).finish()


def _held_to_change(session: Session, viewer: Viewer, plan: Plan) -> Verdict:
    """Lock the plan and read it afresh, then judge: whether the viewer may change what is there now."""
    queries.held_plan(session, plan.id)
    plan.touched_at = clock.now()
    return may_change_plan(viewer, plan, queries.keyworker_id_of(session, plan))


def _write(plan: Plan, item: Item, wish: Wish, price: Price, *, needs_broker: bool) -> None:
    rules.check_amount(wish.quantity, wish.weeks)
    item.goal_id = queries.goal_of(plan, wish.goal_id).id
    item.title = _needed(wish.title, "title", "Say what it is")
    item.details, item.link, item.photo_key = tidy(wish.details), rules.checked_link(wish.link), wish.photo_key
    item.quantity, item.weeks, item.starts_on = wish.quantity, wish.weeks, wish.starts_on
    item.route, item.mainstream_payer = wish.route, wish.mainstream_payer.strip()
    if item.route == "mainstream" and not item.mainstream_payer:
        raise BadInput("Say who pays for it, such as a college or the NHS", "mainstream_payer")
    _take_price(item, price)
    if needs_broker:
        item.sourcing = SourcingState.WAITING
    elif item.sourcing is not SourcingState.SOURCED:
        item.sourcing = SourcingState.NOT_NEEDED


def _take_price(item: Item, price: Price) -> None:
    item.unit, item.unit_price, item.unit_charge = price.unit, price.unit_price, price.unit_charge
    item.vat_category, item.vat_rate_bp = price.vat_category, price.vat_rate_bp
    item.provider_id, item.provider_name = price.provider_id, price.provider_name
    item.service_id, item.offer_id = price.service_id or item.service_id, price.offer_id or item.offer_id
    item.snapshot = dict(price.snapshot) or item.snapshot or {}


def _needed(words: str, field: str, otherwise: str) -> str:
    kept = tidy(words)
    if not kept:
        raise BadInput(otherwise, field)
    return kept
