"""When a provider's money comes: the first question of everybody who waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.kernel import clock
from app.purchasing import payment_queries as queries
from app.purchasing.payment_models import Invoice, PaymentRun
from app.purchasing.policy import may_pay_into
from app.purchasing.rules import BACS_DAYS
from app.purchasing.vocabulary import InvoiceState


@dataclass(frozen=True, slots=True)
class Coming:
    """The day the money is there, or the last day it may be, and what that stands on. None: it cannot come yet."""

    day: date | None
    words: str


def money_comes(session: Session, invoices: Sequence[Invoice]) -> dict[int, Coming]:
    """When the money for each of these invoices comes."""
    runs = queries.runs_of_invoices(session, [invoice.id for invoice in invoices])
    providers = {invoice.provider_id for invoice in invoices}
    in_use = queries.accounts_in_use(session, providers)
    newer = queries.accounts_waiting_of(session, providers)
    today = clock.today()
    said = {}
    for invoice in invoices:
        each = invoice.provider_id
        verdict = may_pay_into(in_use.get(each), today, newer_waits=each in newer)
        said[invoice.id] = _coming(invoice, runs.get(invoice.id), "" if verdict else verdict.reason)
    return said


def _coming(invoice: Invoice, run: PaymentRun | None, held_because: str) -> Coming:
    if invoice.state is InvoiceState.PAID and invoice.paid_at is not None:
        return Coming(clock.day_of(invoice.paid_at), "Paid")
    if invoice.state is InvoiceState.SENT and run is not None and run.released_at is not None:
        arrives = clock.working_days_after(clock.day_of(run.released_at), BACS_DAYS)
        return Coming(arrives, "Sent to the bank. The money should be there on this day.")
    if invoice.state is InvoiceState.SCHEDULED:
        return Coming(invoice.due_on, "In a payment run that waits for release. This day at the latest.")
    if held_because:
        return Coming(None, held_because)
    return Coming(invoice.due_on, "This day at the latest.")
