"""What people do with sourcing tasks, orders and deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.kernel.errors import BadInput, Conflict, NotFound
from app.kernel.money import Money
from app.kernel.outbox import announce
from app.people.vocabulary import Viewer
from app.purchasing import rules
from app.purchasing.models import Counter, Occurrence, PurchaseOrder, Quote, SourcingTask
from app.purchasing.policy import allow_now, may_answer_order, may_choose, may_confirm_delivery, may_source
from app.purchasing.queries import live_order_of, open_task_of
from app.purchasing.vocabulary import DeliveryConfirmed, OccurrenceState, OrderIssued


def next_number(session: Session, series: str) -> int:
    """The next number of a series without gaps. Its row stays locked until the document is written or undone."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(Counter).values(series=series, last=0).on_conflict_do_nothing())
    counter = session.get_one(Counter, series, with_for_update=True, populate_existing=True)
    counter.last += 1
    session.flush()
    return counter.last


def open_task(session: Session, task: SourcingTask) -> SourcingTask:
    """Ask the brokers. An item that is already with them stays where it is."""
    already = open_task_of(session, task.item_id)
    if already is not None:
        return already
    session.add(task)
    session.flush()
    return task


def add_quote(session: Session, viewer: Viewer, task: SourcingTask, quote: Quote) -> Quote:
    """Write down what somebody would charge, and where that is known from."""
    _hold(session, task)
    allow_now(may_source(viewer, task))
    quote.task_id, quote.added_by_id = task.id, viewer.user_id
    task.broker_id = task.broker_id or viewer.user_id
    task.quotes.append(quote)
    session.flush()
    return quote


def choose_quote(
    session: Session, viewer: Viewer, task: SourcingTask, quote_id: int, because: str, interests: frozenset[int]
) -> Quote:
    """Choose one quote, and say why. The lowest price is never chosen by itself."""
    _hold(session, task)
    quote = next((each for each in task.quotes if each.id == quote_id), None)
    if quote is None:
        raise BadInput("Choose one of the quotes", "quote")
    allow_now(may_choose(viewer, task, interests, quote.provider_id))
    task.choose(quote, because)
    task.broker_id = viewer.user_id
    return quote


def give_up_task(session: Session, viewer: Viewer, task: SourcingTask, because: str) -> None:
    """Say that it cannot be had, and why."""
    _hold(session, task)
    allow_now(may_source(viewer, task))
    task.give_up(because)
    task.broker_id = viewer.user_id


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed, as an order needs it: who pays whom, for what, how often and at what price."""

    organisation_id: int
    provider_id: int
    person_id: int
    budget_id: int
    item_id: int
    request_id: int
    title: str
    unit: str
    quantity: int
    weeks: int
    starts_on: date
    unit_net: Money
    unit_charge: Money
    vat_category: str
    vat_rate_bp: int
    accept_by: date


def issue_order(session: Session, actor_id: int, agreed: Agreed) -> PurchaseOrder:
    """Write the order with its planned deliveries, under the next number, and announce it.

    Raises Conflict when the item is on order already.
    """
    if live_order_of(session, agreed.item_id) is not None:
        raise Conflict("This has been ordered already.", "ALREADY_ORDERED")
    days = rules.planned_days(agreed.starts_on, agreed.weeks)
    order = PurchaseOrder(
        number=f"PO-{next_number(session, 'PO'):06d}",
        organisation_id=agreed.organisation_id,
        provider_id=agreed.provider_id,
        person_id=agreed.person_id,
        budget_id=agreed.budget_id,
        item_id=agreed.item_id,
        request_id=agreed.request_id,
        title=agreed.title,
        unit=agreed.unit,
        units=agreed.quantity * agreed.weeks,
        unit_net=agreed.unit_net,
        unit_charge=agreed.unit_charge,
        vat_category=agreed.vat_category,
        vat_rate_bp=agreed.vat_rate_bp,
        starts_on=agreed.starts_on,
        accept_by=agreed.accept_by,
        issued_by_id=actor_id,
        occurrences=[
            Occurrence(number=number, planned_on=day, units=agreed.quantity) for number, day in enumerate(days, start=1)
        ],
    )
    session.add(order)
    session.flush()
    announce(session, OrderIssued(order_id=order.id))
    return order


def accept_order(session: Session, viewer: Viewer, order: PurchaseOrder) -> None:
    """The provider will do it."""
    _hold(session, order)
    allow_now(may_answer_order(viewer, order))
    order.accept()


def decline_order(session: Session, viewer: Viewer, order: PurchaseOrder, because: str) -> None:
    """The provider cannot do it, and says why."""
    _hold(session, order)
    allow_now(may_answer_order(viewer, order))
    order.decline(because)


@dataclass(frozen=True, slots=True)
class DeliveryAnswer:
    """What somebody says of one planned delivery: whether it came, and a word about it."""

    occurrence_id: int
    received: bool
    words: str = ""


def answer_deliveries(
    session: Session, viewer: Viewer, order: PurchaseOrder, answers: Sequence[DeliveryAnswer]
) -> tuple[list[Occurrence], list[Occurrence]]:
    """Write down what came and what did not, several at once; the order is finished when nothing is left open.

    Returns both lists. Announces that deliveries were confirmed, so that an invoice can be written.
    """
    _hold(session, order)
    allow_now(may_confirm_delivery(viewer, order))
    if not answers:
        raise BadInput("Answer for at least one", "")
    known = {each.id: each for each in order.occurrences}
    came: list[Occurrence] = []
    failed: list[Occurrence] = []
    for answer in answers:
        occurrence = known.get(answer.occurrence_id)
        if occurrence is None:
            raise NotFound("We cannot find that delivery.")
        state = OccurrenceState.DELIVERED if answer.received else OccurrenceState.DID_NOT_HAPPEN
        occurrence.settle(state, viewer.user_id, answer.words)
        (came if answer.received else failed).append(occurrence)
    if not order.planned:
        order.complete() if order.received else order.cancel()
    if came:
        announce(session, DeliveryConfirmed(order_id=order.id))
    session.flush()
    return came, failed


def _hold(session: Session, row: SourcingTask | PurchaseOrder) -> None:
    """Lock a row and read it, and what hangs on it, afresh."""
    session.flush()
    session.get_one(type(row), row.id, with_for_update=True, populate_existing=True)
