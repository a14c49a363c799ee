"""A broker finds something, or its price: asked, quoted, chosen with a reason, or not to be had."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.catalogue import provider_queries as catalogue
from app.catalogue.provider_actions import add_by_hand
from app.journeys import issue_order
from app.journeys.telling import tell_close, tell_role
from app.kernel import clock
from app.kernel.errors import BadInput
from app.kernel.money import NOTHING, Money
from app.kernel.permit import allow
from app.ledger import journal, movements
from app.people.queries import interests_of, person_for
from app.people.vocabulary import Role, Viewer
from app.plans import actions as plans
from app.plans.models import Item
from app.plans.queries import item_by_id
from app.programmes.queries import policy_on
from app.programmes.rules import unit_charge
from app.programmes.vocabulary import FundingRoute, Policy
from app.purchasing import actions
from app.purchasing.models import Quote, SourcingTask
from app.purchasing.policy import may_source
from app.purchasing.queries import open_task_of, order


def ask_broker(session: Session, viewer: Viewer, item: Item) -> SourcingTask:
    """Ask the brokers to find or price an item of a plan. Asking again brings the task up to date."""
    person = person_for(session, viewer, item.plan.person_id)
    task = open_task_of(session, item.id)
    if task is None:
        task = actions.open_task(session, task_about(session, item, person.organisation_id))
        told = f"Somebody needs a price for “{item.title}”. It is due {_said(task)}."
        tell_role(session, person.organisation_id, Role.BROKER, told, "sourcing.show", task.id)
        record(session, viewer.user_id, "sourcing.asked", "sourcing_task", task.id, person_id=person.id)
    task.title, task.details, task.link = item.title, item.details, item.link
    task.quantity, task.weeks, task.provider_id = item.quantity, item.weeks, item.provider_id
    return task


def no_longer_needed(session: Session, viewer: Viewer, item: Item) -> None:
    """The item was taken off the plan or is paid another way, so nobody needs to look for it."""
    task = open_task_of(session, item.id)
    if task is not None:
        task.give_up("It was taken off the plan, or is paid for another way.")
        record(session, viewer.user_id, "sourcing.not_needed", "sourcing_task", task.id, person_id=task.person_id)


@dataclass(frozen=True, slots=True)
class Offered:
    """What a provider would charge, as a broker heard it. `unit_price` is with VAT."""

    provider_id: int | None
    provider_name: str
    unit: str
    unit_price: Money
    vat_category: str
    vat_rate_bp: int
    route: FundingRoute
    evidence: str


def add_quote(session: Session, viewer: Viewer, task: SourcingTask, offered: Offered) -> Quote:
    """Write down a quote. A provider that is not in the catalogue yet is added when its quote is chosen."""
    allow(may_source(viewer, task))
    name = offered.provider_name
    if offered.provider_id is not None:
        name = catalogue.provider(session, offered.provider_id).name
    if offered.route.costs_the_budget and not offered.unit_price:
        raise BadInput("Enter a price, or choose “Free”", "unit_price")
    if offered.vat_category == "S" and not offered.vat_rate_bp:
        raise BadInput("Choose the VAT rate", "vat")
    quote = Quote(
        provider_id=offered.provider_id,
        provider_name=name,
        unit=offered.unit,
        unit_price=offered.unit_price if offered.route.costs_the_budget else NOTHING,
        vat_category=offered.vat_category,
        vat_rate_bp=offered.vat_rate_bp if offered.vat_category == "S" else 0,
        route=offered.route.value,
        evidence=offered.evidence,
    )
    actions.add_quote(session, viewer, task, quote)
    record(session, viewer.user_id, "sourcing.quoted", "sourcing_task", task.id, person_id=task.person_id)
    return quote


def choose(session: Session, viewer: Viewer, task: SourcingTask, quote_id: int, because: str) -> None:
    """Choose a quote with a reason: the price goes on the plan, or, after a refusal, a new order goes out."""
    interests = interests_of(session, viewer.user_id).provider_ids
    quote = actions.choose_quote(session, viewer, task, quote_id, because, interests)
    if quote.provider_id is None:
        quote.provider_id = add_by_hand(session, viewer, quote.provider_name).id
    item = item_by_id(session, task.item_id)
    record(session, viewer.user_id, "sourcing.chosen", "sourcing_task", task.id, person_id=task.person_id, why=because)
    if task.replaces_order_id is not None:
        issue_order.issue_to_another(session, viewer, order(session, task.replaces_order_id), item, quote)
        return
    policy = _policy(session, item)
    plans.record_sourced(
        session,
        item.id,
        provider_id=quote.provider_id,
        provider_name=quote.provider_name,
        unit=quote.unit,
        unit_price=quote.unit_price,
        unit_charge=unit_charge(quote.unit_price, quote.vat_rate_bp, FundingRoute(quote.route), policy),
        vat_category=quote.vat_category,
        vat_rate_bp=quote.vat_rate_bp,
        route=quote.route,
    )
    price = f"It costs {quote.unit_price.short} a {quote.unit}." if quote.unit_price else "It is free."
    words = f"We found “{task.title}” at {quote.provider_name}. {price} You can ask for it now."
    tell_close(session, task.person_id, words, "plans.show", item.plan_id)


def not_found(session: Session, viewer: Viewer, task: SourcingTask, because: str) -> None:
    """Say that it cannot be had, and why. What was kept aside for it after an agreement goes back to the budget."""
    actions.give_up_task(session, viewer, task, because)
    record(
        session, viewer.user_id, "sourcing.not_found", "sourcing_task", task.id, person_id=task.person_id, why=because
    )
    item = item_by_id(session, task.item_id)
    words = f"We could not find “{task.title}”: {because}"
    if task.replaces_order_id is None:
        plans.record_not_found(session, item.id)
        words += " You can change it, or choose something else."
    else:
        turned_down = order(session, task.replaces_order_id)
        kept = issue_order.kept_aside(session, turned_down)
        cause = f"order:{turned_down.id}:given_up"
        journal.post(session, viewer.user_id, movements.reservation_released(turned_down.budget_id, cause, kept))
        plans.record_given_up(session, item.id)
        words += f" The {kept.short} kept aside for it is free again, and you can choose something else."
    tell_close(session, task.person_id, words, "plans.show", item.plan_id)


def task_about(session: Session, item: Item, organisation_id: int) -> SourcingTask:
    """A task about an item, due in as many working days as the programme's policy gives."""
    days = _policy(session, item).source_within_days
    return SourcingTask(
        organisation_id=organisation_id,
        person_id=item.plan.person_id,
        item_id=item.id,
        title=item.title,
        details=item.details,
        link=item.link,
        provider_id=item.provider_id,
        quantity=item.quantity,
        weeks=item.weeks,
        due_on=clock.working_days_after(clock.today(), days),
    )


def _policy(session: Session, item: Item) -> Policy:
    return policy_on(session, item.plan.programme_id, clock.today())


def _said(task: SourcingTask) -> str:
    return f"{task.due_on:%A} {task.due_on.day} {task.due_on:%B}"
