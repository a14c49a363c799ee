"""Orders, deliveries and what brokers must find, for whoever is looking."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session

from app.kernel.errors import NotFound
from app.people.queries import people_in_reach
from app.people.vocabulary import Role, Viewer
from app.purchasing.models import Occurrence, PurchaseOrder, SourcingTask
from app.purchasing.vocabulary import OccurrenceState, OrderState

PAGE = 25
_OFFICE = (Role.BROKER, Role.FINANCE_CLERK, Role.FINANCE_MANAGER, Role.SIGNATORY)
_CLOSE = (Role.SERVICE_USER, Role.KEYWORKER, Role.LINE_MANAGER)
_OPEN = (OrderState.ISSUED, OrderState.ACCEPTED)


def orders_in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Which orders a viewer may see: the office its organisation's, a provider its own, others their people's."""
    ways: list[ColumnElement[bool]] = [false()]
    if viewer.has(*_OFFICE):
        ways.append(PurchaseOrder.organisation_id == viewer.organisation_id)
    if viewer.has(Role.PROVIDER) and viewer.provider_id is not None:
        ways.append(PurchaseOrder.provider_id == viewer.provider_id)
    if viewer.has(*_CLOSE):
        ways.append(PurchaseOrder.person_id.in_(people_in_reach(viewer)))
    return or_(*ways)


def order_for(session: Session, viewer: Viewer, order_id: int) -> PurchaseOrder:
    """One order. Raises NotFound when it is not this viewer's to see."""
    wanted = select(PurchaseOrder).where(PurchaseOrder.id == order_id, orders_in_reach(viewer))
    order = session.scalar(wanted)
    if order is None:
        raise NotFound("We cannot find that order.")
    return order


def order_to_confirm(session: Session, viewer: Viewer, order_id: int) -> PurchaseOrder:
    """An order whose deliveries this viewer may answer for: their own, or of somebody on their caseload."""
    wanted = select(PurchaseOrder).where(PurchaseOrder.id == order_id, _to_confirm(viewer))
    order = session.scalar(wanted)
    if order is None:
        raise NotFound("We cannot find that order.")
    return order


def order(session: Session, order_id: int) -> PurchaseOrder:
    """One order, for the program itself."""
    found = session.get(PurchaseOrder, order_id)
    if found is None:
        raise NotFound("We cannot find that order.")
    return found


def held_order(session: Session, order_id: int) -> PurchaseOrder:
    """One order, locked and read afresh with its deliveries."""
    wanted = select(PurchaseOrder).where(PurchaseOrder.id == order_id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


def orders_newest_first(
    session: Session, viewer: Viewer, *, state: OrderState | None = None, before: int | None = None, limit: int = PAGE
) -> list[PurchaseOrder]:
    """Orders a viewer may see, newest first; page on with `before`, an id. One more than asked tells of more."""
    wanted = select(PurchaseOrder).where(orders_in_reach(viewer)).order_by(PurchaseOrder.id.desc()).limit(limit + 1)
    if state is not None:
        wanted = wanted.where(PurchaseOrder.state == state)
    if before is not None:
        wanted = wanted.where(PurchaseOrder.id < before)
    return list(session.scalars(wanted))


def orders_to_answer(session: Session, viewer: Viewer) -> list[PurchaseOrder]:
    """Orders a provider has not accepted or turned down yet, the most urgent first."""
    wanted = select(PurchaseOrder).where(
        PurchaseOrder.provider_id == viewer.provider_id, PurchaseOrder.state == OrderState.ISSUED
    )
    return list(session.scalars(wanted.order_by(PurchaseOrder.accept_by, PurchaseOrder.id)))


def orders_running(session: Session, viewer: Viewer) -> list[PurchaseOrder]:
    """Orders a provider has accepted and still has to deliver, the earliest start first."""
    wanted = select(PurchaseOrder).where(
        PurchaseOrder.provider_id == viewer.provider_id, PurchaseOrder.state == OrderState.ACCEPTED
    )
    return list(session.scalars(wanted.order_by(PurchaseOrder.starts_on, PurchaseOrder.id)))


def orders_to_confirm(session: Session, viewer: Viewer) -> list[PurchaseOrder]:
    """Orders with deliveries this viewer may answer for, the earliest planned first."""
    first = (
        select(Occurrence.planned_on)
        .where(Occurrence.order_id == PurchaseOrder.id, Occurrence.state == OccurrenceState.PLANNED)
        .order_by(Occurrence.planned_on)
        .limit(1)
        .scalar_subquery()
    )
    wanted = select(PurchaseOrder).where(_to_confirm(viewer), PurchaseOrder.state.in_(_OPEN))
    return list(session.scalars(wanted.order_by(first, PurchaseOrder.id)))


def _to_confirm(viewer: Viewer) -> ColumnElement[bool]:
    if not viewer.has(Role.SERVICE_USER, Role.KEYWORKER):
        return false()
    return PurchaseOrder.person_id.in_(people_in_reach(viewer))


def orders_to_invoice(session: Session, viewer: Viewer) -> list[PurchaseOrder]:
    """Orders with deliveries that were received and are on no invoice yet, the longest waiting first."""
    waiting = (
        select(Occurrence.confirmed_at)
        .where(
            Occurrence.order_id == PurchaseOrder.id,
            Occurrence.state == OccurrenceState.DELIVERED,
            Occurrence.invoice_id.is_(None),
        )
        .order_by(Occurrence.confirmed_at)
        .limit(1)
        .scalar_subquery()
    )
    wanted = select(PurchaseOrder).where(orders_in_reach(viewer), waiting.is_not(None))
    return list(session.scalars(wanted.order_by(waiting, PurchaseOrder.id)))


def live_order_of(session: Session, item_id: int) -> PurchaseOrder | None:
    """The order an item is bought with, unless it was turned down or nothing came of it."""
    gone = (OrderState.DECLINED, OrderState.CANCELLED)
    wanted = select(PurchaseOrder).where(PurchaseOrder.item_id == item_id, PurchaseOrder.state.not_in(gone))
    return session.scalar(wanted.order_by(PurchaseOrder.id.desc()).limit(1))


def tasks_by_due_date(session: Session, viewer: Viewer) -> list[SourcingTask]:
    """What a broker must find or price, the latest first."""
    wanted = _tasks(viewer).where(SourcingTask.closed_at.is_(None))
    return list(session.scalars(wanted.order_by(SourcingTask.due_on, SourcingTask.id)))


def tasks_answered(session: Session, viewer: Viewer, limit: int = PAGE) -> list[SourcingTask]:
    """What was found or given up, newest first."""
    wanted = _tasks(viewer).where(SourcingTask.closed_at.is_not(None))
    return list(session.scalars(wanted.order_by(SourcingTask.closed_at.desc(), SourcingTask.id.desc()).limit(limit)))


def task_for(session: Session, viewer: Viewer, task_id: int) -> SourcingTask:
    """One sourcing task. Raises NotFound when it is not of the viewer's organisation."""
    task = session.scalar(_tasks(viewer).where(SourcingTask.id == task_id))
    if task is None:
        raise NotFound("We cannot find that task.")
    return task


def task_of(session: Session, item_id: int) -> SourcingTask | None:
    """The open task of an item, or its newest."""
    wanted = select(SourcingTask).where(SourcingTask.item_id == item_id)
    return session.scalar(wanted.order_by(SourcingTask.id.desc()).limit(1))


def open_task_of(session: Session, item_id: int) -> SourcingTask | None:
    """The task of an item that nobody has answered yet."""
    return session.scalar(select(SourcingTask).where(SourcingTask.item_id == item_id, SourcingTask.closed_at.is_(None)))


def _tasks(viewer: Viewer) -> Select[SourcingTask]:
    mine = SourcingTask.organisation_id == viewer.organisation_id if viewer.has(Role.BROKER) else false()
    return select(SourcingTask).where(mine)


def occurrences_of(session: Session, invoice_id: int) -> list[Occurrence]:
    """The deliveries an invoice is for, in order."""
    wanted = select(Occurrence).where(Occurrence.invoice_id == invoice_id)
    return list(session.scalars(wanted.order_by(Occurrence.planned_on, Occurrence.id)))


def numbers_of(session: Session, order_ids: Iterable[int]) -> dict[int, PurchaseOrder]:
    """Orders by id, for lists that speak of them."""
    wanted = select(PurchaseOrder).where(PurchaseOrder.id.in_(list(order_ids))).order_by(PurchaseOrder.id)
    return {order.id: order for order in session.scalars(wanted)}
