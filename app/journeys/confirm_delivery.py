"""The person, or their keyworker, says what came. Only then has the budget spent it, and is the provider owed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.journeys.telling import tell_close
from app.ledger import journal, movements
from app.ledger.vocabulary import Movement
from app.notices.actions import tell_provider
from app.people.vocabulary import Viewer
from app.plans import actions as plans
from app.purchasing import actions
from app.purchasing.actions import DeliveryAnswer
from app.purchasing.models import Occurrence, PurchaseOrder
from app.purchasing.vocabulary import OrderState


def confirm(session: Session, viewer: Viewer, order: PurchaseOrder, answers: Sequence[DeliveryAnswer]) -> None:
    """Write down what came and what did not. What came is spent; what did not goes back to the budget.

    `order` was fetched for this viewer (`queries.order_to_confirm`), so it is their own or of their caseload.
    """
    came, failed = actions.answer_deliveries(session, viewer, order, answers)
    posted = [_received(order, each) for each in came] + [_released(order, each) for each in failed]
    journal.post(session, viewer.user_id, *posted)
    for each in came:
        record(
            session, viewer.user_id, "delivery.confirmed", "occurrence", each.id,
            person_id=order.person_id, why=each.confirmed_words,
        )  # fmt: skip
    for each in failed:
        record(
            session, viewer.user_id, "delivery.did_not_happen", "occurrence", each.id,
            person_id=order.person_id, why=each.confirmed_words,
        )  # fmt: skip
    _tell(session, order, came, failed)
    if not order.is_open:
        plans.record_done(session, order.item_id)


def _received(order: PurchaseOrder, each: Occurrence) -> Movement:
    amount = order.unit_charge * each.units
    memo = f"delivery confirmed {each.units} at 100%"
    return movements.delivery(order.budget_id, order.provider_id, f"occurrence:{each.id}:delivered", amount, memo)


def _released(order: PurchaseOrder, each: Occurrence) -> Movement:
    amount = order.unit_charge * each.units
    memo = f"release {each.units}"
    return movements.commitment_released(order.budget_id, f"occurrence:{each.id}:released", amount, memo)


def _tell(session: Session, order: PurchaseOrder, came: list[Occurrence], failed: list[Occurrence]) -> None:
    said = []
    if came:
        said.append(f"{len(came)} confirmed as received")
    if failed:
        said.append(f"{len(failed)} did not happen")
    words = f"Order {order.number}, {order.title}: {', '.join(said)}."
    next_ = " You will be paid for what came." if came else ""
    tell_provider(session, order.provider_id, words + next_, "orders.show", order.id)
    if order.is_open:
        return
    freed = sum(each.units for each in order.occurrences) - sum(each.units for each in order.received)
    if order.state is OrderState.CANCELLED:
        end = f"Nothing of “{order.title}” happened. The money is back in the budget."
    elif freed:
        end = f"“{order.title}” is finished. What did not happen is back in the budget."
    else:
        end = f"“{order.title}” is finished. Everything came."
    tell_close(session, order.person_id, end, "deliveries.show", order.id)
