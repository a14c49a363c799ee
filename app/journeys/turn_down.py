"""A provider turns an order down: the promise is undone, and the broker looks for another provider."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.journeys import issue_order, source
from app.journeys.telling import tell_close, tell_role
from app.ledger import journal
from app.ledger.queries import budget_position
from app.people.vocabulary import Role, Viewer
from app.plans.models import Item
from app.plans.queries import item_by_id
from app.purchasing import actions
from app.purchasing.models import PurchaseOrder, SourcingTask


def decline(session: Session, viewer: Viewer, order: PurchaseOrder, because: str) -> None:
    """The provider cannot do it: the promise is undone exactly, and the broker looks for another. It stays agreed."""
    actions.decline_order(session, viewer, order, because)
    _undo_promise(session, viewer, order)
    record(
        session, viewer.user_id, "order.declined", "purchase_order", order.id, person_id=order.person_id, why=because
    )
    item = item_by_id(session, order.item_id)
    task = _ask_for_another(session, viewer, item, order)
    by = f"{task.due_on:%A} {task.due_on.day} {task.due_on:%B}"
    words = (
        f"The provider cannot do “{order.title}”. It is still agreed and your money is kept. "
        f"The broker looks for somebody else by {by}."
    )
    tell_close(session, order.person_id, words, "deliveries.show", order.id)


def _ask_for_another(session: Session, actor: Viewer, item: Item, turned_down: PurchaseOrder) -> SourcingTask:
    """Ask the brokers for another provider, after one turned an order down. What was agreed stays agreed."""
    task = actions.open_task(session, source.task_about(session, item, turned_down.organisation_id))
    task.replaces_order_id, task.provider_id = turned_down.id, None
    by = f"{task.due_on:%A} {task.due_on.day} {task.due_on:%B}"
    told = f"Order {turned_down.number} was turned down: {turned_down.declined_because} Find another provider by {by}."
    tell_role(session, turned_down.organisation_id, Role.BROKER, told, "sourcing.show", task.id)
    record(session, actor.user_id, "sourcing.asked_again", "sourcing_task", task.id, person_id=turned_down.person_id)
    return task


def _undo_promise(session: Session, viewer: Viewer, order: PurchaseOrder) -> None:
    """Exactly what issuing did, backwards; a rest that was spent meanwhile cannot be kept aside again."""
    memo = "order turned down"
    journal.reverse(session, viewer.user_id, f"order:{order.id}:issued", f"order:{order.id}:declined", memo)
    rest = issue_order.kept_aside(session, order) - order.amount
    if rest and budget_position(session, order.budget_id).available >= rest:
        journal.reverse(session, viewer.user_id, f"order:{order.id}:rest", f"order:{order.id}:rest_kept", memo)
