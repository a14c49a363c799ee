"""What waits for providers and finance."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.catalogue.models import Provider
from app.kernel import clock
from app.people.vocabulary import Viewer
from app.purchasing.models import PurchaseOrder
from app.purchasing.payment_models import BankAccount, Invoice, PaymentRun
from app.purchasing.vocabulary import InvoiceState, OrderState, RunState
from app.reports.inbox_words import MOST, Task, TaskKind


def orders_to_answer(session: Session, viewer: Viewer) -> Iterator[Task]:
    """Orders the provider has not accepted yet."""
    wanted = (
        select(PurchaseOrder.id, PurchaseOrder.number, PurchaseOrder.title, PurchaseOrder.accept_by)
        .where(PurchaseOrder.state == OrderState.ISSUED, PurchaseOrder.provider_id == viewer.provider_id)
        .order_by(PurchaseOrder.accept_by, PurchaseOrder.id)
        .limit(MOST)
    )
    for order_id, number, title, due_on in session.execute(wanted):
        yield Task(TaskKind.ANSWER_ORDER, order_id, f"Answer an order: {title}", number, due_on)


def to_pay(session: Session, viewer: Viewer) -> Iterator[Task]:
    """Invoices that can go into a payment run, as one task."""
    count, first = session.execute(
        select(func.count(), func.min(Invoice.due_on)).where(
            Invoice.state == InvoiceState.MATCHED, Invoice.organisation_id == viewer.organisation_id
        )
    ).one()
    if count:
        things = "1 invoice is" if count == 1 else f"{count} invoices are"
        yield Task(TaskKind.PAY_INVOICES, 0, "Prepare a payment run", "", first, f"{things} ready to be paid.")


def bank_calls(session: Session, viewer: Viewer) -> Iterator[Task]:
    """New bank details that somebody else entered: to be checked by a call."""
    fresh = BankAccount.verified_by_id.is_(None), BankAccount.entered_by_id != viewer.user_id
    yield from _banks(session, viewer, TaskKind.CALL_ABOUT_BANK, "Call back about bank details", *fresh)


def banks_to_allow(session: Session, viewer: Viewer) -> Iterator[Task]:
    """Checked bank details that two other people entered and checked."""
    checked = (
        BankAccount.verified_by_id.is_not(None),
        BankAccount.verified_by_id != viewer.user_id,
        BankAccount.entered_by_id != viewer.user_id,
        BankAccount.authorised_by_id.is_(None),
    )
    yield from _banks(session, viewer, TaskKind.ALLOW_BANK, "Allow bank details", *checked)


def _banks(
    session: Session, viewer: Viewer, kind: TaskKind, title: str, *conditions: ColumnElement[bool]
) -> Iterator[Task]:
    wanted = (
        select(BankAccount.id, Provider.name, BankAccount.entered_at)
        .join(Provider, Provider.id == BankAccount.provider_id)
        .where(BankAccount.superseded_at.is_(None), BankAccount.organisation_id == viewer.organisation_id, *conditions)
        .order_by(BankAccount.entered_at, BankAccount.id)
        .limit(MOST)
    )
    for account_id, name, entered_at in session.execute(wanted):
        due = clock.working_days_after(clock.day_of(entered_at), 3)
        yield Task(kind, account_id, title, name, due, "They cannot be paid until this is done.")


def runs(kind: TaskKind, title: str, state: RunState) -> Callable[[Session, Viewer], Iterator[Task]]:
    """A look for payment runs in one state that somebody else prepared."""

    def look(session: Session, viewer: Viewer) -> Iterator[Task]:
        wanted = (
            select(PaymentRun.id, PaymentRun.reference, PaymentRun.prepared_at)
            .where(
                PaymentRun.state == state,
                PaymentRun.organisation_id == viewer.organisation_id,
                PaymentRun.prepared_by_id != viewer.user_id,
            )
            .order_by(PaymentRun.prepared_at, PaymentRun.id)
            .limit(MOST)
        )
        for run_id, reference, prepared_at in session.execute(wanted):
            yield Task(kind, run_id, title, reference, clock.working_days_after(clock.day_of(prepared_at), 1))

    return look
