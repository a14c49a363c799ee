"""What each person of a caseload is waiting for, or is owed: one query for each kind of thing, none for a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.approvals.vocabulary import RequestState
from app.cards.models import Card
from app.cards.spend_models import Spend
from app.cards.vocabulary import ReceiptState
from app.kernel import clock
from app.plans.models import Item, Plan
from app.plans.vocabulary import ItemState
from app.programmes.vocabulary import ApprovalRoute, Policy
from app.purchasing.models import Occurrence, PurchaseOrder, SourcingTask
from app.purchasing.vocabulary import OccurrenceState, OrderState


class Urgency(IntEnum):
    """What comes first on the page."""

    STUCK = 0
    DUE = 1
    SILENT = 2
    WAITING = 3
    FINE = 4

    @property
    def words(self) -> str:
        return ("Stuck", "To do", "Silent", "Waiting", "Nothing to do")[self]


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to look at somebody: why, what to do next, where, and by when."""

    urgency: Urgency
    reason: str
    next_step: str
    subject: str
    """What it is about: request, order, delivery, spend, plan, case, assessment, allocation or person."""
    subject_id: int
    due_on: date | None = None

    @property
    def order(self) -> tuple[int, date, str, int]:
        """Most urgent first, then what is due longest."""
        return self.urgency, self.due_on or date.max, self.subject, self.subject_id


Found = Iterator[tuple[int, Signal]]
People = Select[int]


def of_requests(session: Session, people: People, today: date) -> Found:
    """Decisions that are late or awaited, and questions the keyworker must answer."""
    waiting = (RequestState.OPEN, RequestState.MORE_INFORMATION)
    rows = session.execute(
        select(
            ApprovalRequest.person_id,
            ApprovalRequest.id,
            ApprovalRequest.reference,
            ApprovalRequest.state,
            ApprovalRequest.route,
            ApprovalRequest.due_on,
        )
        .where(ApprovalRequest.state.in_(waiting), ApprovalRequest.person_id.in_(people))
        .order_by(ApprovalRequest.due_on, ApprovalRequest.id)
    )
    for person_id, number, reference, state, route, due_on in rows:
        urgency, words, action = _of_request(state, ApprovalRoute(route).words.lower(), reference, late=due_on < today)
        yield person_id, Signal(urgency, words, action, "request", number, due_on)


def _of_request(state: RequestState, who: str, reference: str, *, late: bool) -> tuple[Urgency, str, str]:
    if state is RequestState.MORE_INFORMATION:
        return Urgency.DUE, f"The {who} asked a question about {reference}.", "Answer it"
    if late:
        return Urgency.STUCK, f"The {who} has not answered {reference}.", "Ask where it stands"
    return Urgency.WAITING, f"The {who} is deciding on {reference}.", "Read the request"


def of_cases(session: Session, people: People) -> Found:
    """Plans where the person has said why it would help, and the keyworker's part is missing: nothing can be sent."""
    wanted = Plan.items.any(Item.state == ItemState.IDEA)
    rows = session.execute(
        select(Plan.person_id, Plan.id)
        .where(Plan.person_words != "", Plan.keyworker_words == "", Plan.person_id.in_(people), wanted)
        .order_by(Plan.id)
    )
    for person_id, plan_id in rows:
        yield person_id, Signal(Urgency.DUE, "Their part of the case is written.", "Write your part", "case", plan_id)


def of_sourcing(session: Session, people: People, today: date) -> Found:
    """Things a broker should have found or priced by now."""
    rows = session.execute(
        select(SourcingTask.person_id, Item.plan_id, SourcingTask.title, SourcingTask.due_on)
        .join(Item, Item.id == SourcingTask.item_id)
        .where(SourcingTask.closed_at.is_(None), SourcingTask.person_id.in_(people), Item.state != ItemState.DROPPED)
        .order_by(SourcingTask.due_on, SourcingTask.id)
    )
    for person_id, plan_id, title, due_on in rows:
        late = due_on < today
        reason = f"The broker has no price for “{title}” yet." if late else f"The broker is finding “{title}”."
        urgency = Urgency.STUCK if late else Urgency.WAITING
        yield person_id, Signal(urgency, reason, "Look at the plan", "plan", plan_id, due_on)


def of_orders(session: Session, people: People, today: date) -> Found:
    """Orders a provider has not accepted, or has turned down."""
    rows = session.execute(
        select(
            PurchaseOrder.person_id, PurchaseOrder.id, PurchaseOrder.title, PurchaseOrder.state, PurchaseOrder.accept_by
        )
        .where(PurchaseOrder.state.in_((OrderState.ISSUED, OrderState.DECLINED)), PurchaseOrder.person_id.in_(people))
        .order_by(PurchaseOrder.accept_by, PurchaseOrder.id)
    )
    for person_id, number, title, state, accept_by in rows:
        if state is OrderState.DECLINED:
            reason = f"The provider turned down “{title}”."
            yield person_id, Signal(Urgency.STUCK, reason, "Find another provider", "order", number, accept_by)
        elif accept_by < today:
            reason = f"The provider has not accepted “{title}”."
            yield person_id, Signal(Urgency.STUCK, reason, "Ask the broker to call them", "order", number, accept_by)
        else:
            reason = f"The provider has the order for “{title}”."
            yield person_id, Signal(Urgency.WAITING, reason, "Look at the order", "order", number, accept_by)


def of_deliveries(session: Session, people: People, today: date) -> Found:
    """Things that should have come: did they? Until somebody says so, the provider is not paid."""
    rows = session.execute(
        select(PurchaseOrder.person_id, PurchaseOrder.id, PurchaseOrder.title, Occurrence.planned_on)
        .join(Occurrence, Occurrence.order_id == PurchaseOrder.id)
        .where(
            Occurrence.state == OccurrenceState.PLANNED,
            Occurrence.planned_on < today,
            PurchaseOrder.state == OrderState.ACCEPTED,
            PurchaseOrder.person_id.in_(people),
        )
        .order_by(Occurrence.planned_on, Occurrence.id)
    )
    seen: set[int] = set()
    for person_id, order_id, title, planned_on in rows:
        if order_id not in seen:
            seen.add(order_id)
            yield (
                person_id,
                Signal(
                    Urgency.DUE,
                    f"Did “{title}” come?",
                    "Say if it came",
                    "delivery",
                    order_id,
                    clock.working_days_after(planned_on, 5),
                ),
            )


def of_receipts(session: Session, people: People, today: date) -> Found:
    """Receipts that are owed, and those to be checked."""
    rows = session.execute(
        select(Card.person_id, Spend.id, Spend.merchant, Spend.receipt_state, Spend.receipt_due_on)
        .join(Card, Card.id == Spend.card_id)
        .where(Spend.receipt_state != ReceiptState.ACCEPTED, Card.person_id.in_(people))
        .order_by(Spend.receipt_due_on, Spend.id)
    )
    for person_id, number, merchant, state, due_on in rows:
        if state is ReceiptState.HANDED_IN:
            yield (
                person_id,
                Signal(
                    Urgency.DUE, f"A receipt from {merchant} is here.", "Check the receipt", "spend", number, due_on
                ),
            )
        elif due_on < today:
            yield (
                person_id,
                Signal(
                    Urgency.DUE,
                    f"The receipt from {merchant} is missing.",
                    "Help with the receipt",
                    "spend",
                    number,
                    due_on,
                ),
            )
        else:
            yield (
                person_id,
                Signal(
                    Urgency.WAITING,
                    f"A receipt from {merchant} is still to come.",
                    "Look at it",
                    "spend",
                    number,
                    due_on,
                ),
            )


def of_reviews(person_id: int, policy: Policy, started: date, last: date, today: date) -> Found:
    """A look back together every few weeks, and at everything afresh after longer. Shown a week ahead.

    `started` is when the budget began, `last` when they last talked it through (the start counts).
    """
    ahead = timedelta(days=7)
    reassess_on = started + timedelta(weeks=policy.reassess_after_weeks)
    review_on = last + timedelta(weeks=policy.review_every_weeks)
    if last < reassess_on - ahead and reassess_on <= today + ahead:
        reason = "It is time to look at everything afresh."
        yield person_id, Signal(Urgency.DUE, reason, "Talk it through", "assessment", person_id, reassess_on)
    elif review_on <= today + ahead:
        reason = "It is time for a review."
        yield person_id, Signal(Urgency.DUE, reason, "Talk it through", "assessment", person_id, review_on)


def of_silence(person_id: int, last: date, after_days: int, today: date) -> Found:
    """Nobody has heard from them for a while."""
    quiet = (today - last).days
    if quiet >= after_days:
        reason = f"Nothing heard for {quiet} days, since {last.day} {last:%B}."
        yield person_id, Signal(Urgency.SILENT, reason, "Get in touch", "person", person_id)
