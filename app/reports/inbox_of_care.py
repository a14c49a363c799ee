"""What waits for people, their keyworkers and brokers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.approvals.vocabulary import RequestState
from app.cards.models import Card
from app.cards.spend_models import Spend
from app.cards.vocabulary import ReceiptState
from app.kernel import clock
from app.kernel.money import Money
from app.people.models import Person
from app.people.queries import people_in_reach
from app.people.vocabulary import Role, Viewer
from app.purchasing.models import Occurrence, PurchaseOrder, SourcingTask
from app.purchasing.vocabulary import OccurrenceState, OrderState
from app.reports.inbox_words import MOST, Task, TaskKind


def to_answer(session: Session, viewer: Viewer) -> Iterator[Task]:
    """Requests that came back with a question."""
    wanted = (
        select(ApprovalRequest.id, Person.called, ApprovalRequest.due_on, ApprovalRequest.question)
        .join(Person, Person.id == ApprovalRequest.person_id)
        .where(
            ApprovalRequest.state == RequestState.MORE_INFORMATION,
            ApprovalRequest.person_id.in_(people_in_reach(viewer)),
        )
        .order_by(ApprovalRequest.due_on, ApprovalRequest.id)
        .limit(MOST)
    )
    for request_id, called, due_on, question in session.execute(wanted):
        who = "" if viewer.has(Role.SERVICE_USER) else called
        yield Task(TaskKind.ANSWER_QUESTION, request_id, "Answer a question about a request", who, due_on, question)


def to_confirm(session: Session, viewer: Viewer) -> Iterator[Task]:
    """Deliveries whose day has come."""
    wanted = (
        select(PurchaseOrder.id, PurchaseOrder.title, Person.called, func.min(Occurrence.planned_on), func.count())
        .join(Occurrence, Occurrence.order_id == PurchaseOrder.id)
        .join(Person, Person.id == PurchaseOrder.person_id)
        .where(
            Occurrence.state == OccurrenceState.PLANNED,
            Occurrence.planned_on <= clock.today(),
            PurchaseOrder.state == OrderState.ACCEPTED,
            PurchaseOrder.person_id.in_(people_in_reach(viewer)),
        )
        .group_by(PurchaseOrder.id, PurchaseOrder.title, Person.called)
        .order_by(func.min(Occurrence.planned_on), PurchaseOrder.id)
        .limit(MOST)
    )
    for order_id, title, called, first, count in session.execute(wanted):
        who = "" if viewer.has(Role.SERVICE_USER) else called
        due = clock.working_days_after(first, 5)
        words = "Say whether it came. Then the provider is paid."
        if count > 1:
            words = f"{count} dates to answer. {words}"
        yield Task(TaskKind.CONFIRM_DELIVERY, order_id, f"Did it come? {title}", who, due, words)


def receipts_owed(session: Session, viewer: Viewer) -> Iterator[Task]:
    owed = [ReceiptState.DUE, ReceiptState.SENT_BACK]
    for spend_id, merchant, amount, due_on, _ in _spends(session, viewer, owed):
        title = f"Hand in the receipt: {merchant}, {amount}"
        yield Task(TaskKind.HAND_IN_RECEIPT, spend_id, title, "", due_on, "A photo of it is enough.")


def receipts_to_check(session: Session, viewer: Viewer) -> Iterator[Task]:
    for spend_id, _, amount, due_on, called in _spends(session, viewer, [ReceiptState.HANDED_IN]):
        yield Task(TaskKind.CHECK_RECEIPT, spend_id, f"Check a receipt for {amount}", called, due_on)


def _spends(
    session: Session, viewer: Viewer, states: list[ReceiptState]
) -> Iterator[tuple[int, str, Money, date, str]]:
    rows = session.execute(
        select(Spend.id, Spend.merchant, Spend.amount, Spend.receipt_due_on, Person.called)
        .join(Card, Card.id == Spend.card_id)
        .join(Person, Person.id == Card.person_id)
        .where(Spend.receipt_state.in_(states), Card.person_id.in_(people_in_reach(viewer)))
        .order_by(Spend.receipt_due_on, Spend.id)
        .limit(MOST)
    )
    yield from ((row[0], row[1], row[2], row[3], row[4]) for row in rows)


def to_source(session: Session, viewer: Viewer) -> Iterator[Task]:
    wanted = (
        select(SourcingTask.id, SourcingTask.title, Person.called, SourcingTask.due_on)
        .join(Person, Person.id == SourcingTask.person_id)
        .where(SourcingTask.closed_at.is_(None), SourcingTask.organisation_id == viewer.organisation_id)
        .order_by(SourcingTask.due_on, SourcingTask.id)
        .limit(MOST)
    )
    for task_id, title, called, due_on in session.execute(wanted):
        yield Task(TaskKind.FIND_A_PRICE, task_id, f"Find a price: {title}", called, due_on)
