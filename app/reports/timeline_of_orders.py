"""The part of a request's story that is told by orders, deliveries, invoices and payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, lazyload

from app.catalogue.models import Provider
from app.kernel import clock
from app.purchasing.models import Occurrence, PurchaseOrder, SourcingTask
from app.purchasing.payment_models import Invoice
from app.purchasing.vocabulary import InvoiceState, OccurrenceState, OrderState
from app.reports.timeline_words import DONE, LATER, NOW, Entry

_PAYING = {
    InvoiceState.MATCHED: ("finance", "It is ready to be paid."),
    InvoiceState.SCHEDULED: ("the payment signatory", "It is in a payment run and waits for release."),
    InvoiceState.SENT: ("the bank", "The payment is on its way."),
}


@dataclass(frozen=True, slots=True)
class Ordered:
    """All there is to tell about the orders of some requests, looked up once."""

    orders: dict[int, list[PurchaseOrder]]
    """By request."""
    invoices: dict[int, list[Invoice]]
    """By order."""
    providers: dict[int, str]
    sourcing: dict[int, list[SourcingTask]]
    """By item: another provider is being looked for."""


def ordered_for(session: Session, request_ids: Collection[int]) -> Ordered:
    """The orders of these requests, with their deliveries, invoices and providers."""
    found = Ordered(defaultdict(list), defaultdict(list), {}, defaultdict(list))
    if not request_ids:
        return found
    ordered = (
        select(PurchaseOrder, Provider.name)
        .join(Provider, Provider.id == PurchaseOrder.provider_id)
        .where(PurchaseOrder.request_id.in_(request_ids))
        .options(joinedload(PurchaseOrder.occurrences))
    )
    for order, provider in session.execute(ordered.order_by(PurchaseOrder.id)).unique():
        found.orders[order.request_id].append(order)
        found.providers[order.provider_id] = provider
    orders = [order for some in found.orders.values() for order in some]
    wanted = select(Invoice).where(Invoice.order_id.in_([order.id for order in orders])).order_by(Invoice.id)
    for invoice in session.scalars(wanted.options(lazyload(Invoice.lines))) if orders else ():
        found.invoices[invoice.order_id].append(invoice)
    items = {item for some in found.orders.values() for item in _without_provider(some)}
    tasks = select(SourcingTask).where(SourcingTask.item_id.in_(items), SourcingTask.closed_at.is_(None))
    for task in session.scalars(tasks.order_by(SourcingTask.id)) if items else ():
        found.sourcing[task.item_id].append(task)
    return found


def entries(found: Ordered, request_id: int, person: str, keyworker: str) -> list[Entry]:
    """Every order of the request, from being sent to being paid."""
    orders = found.orders.get(request_id, [])
    told: list[Entry] = []
    for order in orders:
        told += _order(order, found.providers[order.provider_id])
        told += _deliveries(order, found.providers[order.provider_id], person, keyworker)
        told += _payment(order, found.providers[order.provider_id], found.invoices.get(order.id, []))
    return told + _sourcing(found, orders)


def _order(order: PurchaseOrder, provider: str) -> list[Entry]:
    told = [
        Entry(f"{order.title}: ordered", DONE, when=order.issued_at, words=f"Sent to {provider}. Order {order.number}.")
    ]
    if order.state is OrderState.ISSUED:
        told.append(Entry(f"{order.title}: accept the order", NOW, who=provider, due=order.accept_by,
                          words="The provider says yes, or that they cannot do it."))  # fmt: skip
    if order.accepted_at:
        told.append(Entry(f"{order.title}: accepted", DONE, who=provider, when=order.accepted_at))
    if order.state is OrderState.DECLINED:
        told.append(Entry(f"{order.title}: turned down by the provider", DONE, who=provider, when=order.issued_at,
                          words="The money stays kept for you while somebody else is found."))  # fmt: skip
    return told


def _deliveries(order: PurchaseOrder, provider: str, person: str, keyworker: str) -> list[Entry]:
    if order.state is OrderState.DECLINED:
        return []
    count = len(order.occurrences)
    told = []
    for one in order.occurrences:
        which = order.title if count == 1 else f"{order.title}, {one.number} of {count}"
        if one.state is OccurrenceState.DELIVERED:
            told.append(Entry(f"{which}: received", DONE, when=one.confirmed_at, words=one.confirmed_words))
        elif one.state is OccurrenceState.DID_NOT_HAPPEN:
            words = f"The money for it is free again. {one.confirmed_words}".strip()
            told.append(Entry(f"{which}: did not happen", DONE, when=one.confirmed_at, words=words))
    planned = [one for one in order.occurrences if one.state is OccurrenceState.PLANNED]
    if order.state is OrderState.ACCEPTED and planned:
        told += _next_delivery(order, planned, provider, f"{person} or {keyworker}")
    return told


def _next_delivery(order: PurchaseOrder, planned: list[Occurrence], provider: str, answerers: str) -> list[Entry]:
    first, rest = planned[0], len(planned) - 1
    after = [Entry(f"{order.title}: {rest} more to come", LATER)] if rest else []
    if first.planned_on > clock.today():
        return [Entry(f"{order.title}: the next one", NOW, who=provider, due=first.planned_on), *after]
    due = clock.working_days_after(first.planned_on, 5)
    words = "The provider is paid after this."
    return [Entry(f"{order.title}: say whether it came", NOW, who=answerers, due=due, words=words), *after]


def _payment(order: PurchaseOrder, provider: str, invoices: list[Invoice]) -> list[Entry]:
    told: list[Entry] = []
    for invoice in invoices:
        if invoice.state is InvoiceState.PAID:
            told.append(
                Entry(
                    f"{provider} was paid {invoice.gross}",
                    DONE,
                    when=invoice.paid_at,
                    words=f"Invoice {invoice.number}.",
                )
            )
        else:
            who, words = _PAYING[invoice.state]
            title = f"{provider} is paid {invoice.gross}"
            told.append(Entry(title, NOW, who=who, due=invoice.due_on, words=f"{words} Invoice {invoice.number}."))
    waiting = [one for one in order.occurrences if one.state is OccurrenceState.DELIVERED and one.invoice_id is None]
    if waiting:
        told.append(
            Entry(f"{order.title}: the invoice is made", NOW, who="finance", due=_soon(waiting[0].confirmed_at))
        )
    return told


def _soon(moment: datetime | None) -> date:
    return clock.working_days_after(clock.day_of(moment or clock.now()), 5)


def _sourcing(found: Ordered, orders: list[PurchaseOrder]) -> list[Entry]:
    """After a provider turned an order down, a broker looks for another."""
    tasks = [task for item_id in _without_provider(orders) for task in found.sourcing.get(item_id, [])]
    return [
        Entry(f"{task.title}: find another provider", NOW, who="the service broker", due=task.due_on)
        for task in sorted(tasks, key=lambda task: task.id)
    ]


def _without_provider(orders: list[PurchaseOrder]) -> set[int]:
    """Items whose order was turned down and which have no other."""
    live = {order.item_id for order in orders if order.state is not OrderState.DECLINED}
    return {order.item_id for order in orders if order.state is OrderState.DECLINED} - live
