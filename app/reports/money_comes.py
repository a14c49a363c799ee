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
    held = _held_because(session, invoices)
    said = {}
    for invoice in invoices:
        because = held[invoice.organisation_id, invoice.provider_id]
        said[invoice.id] = _coming(invoice, runs.get(invoice.id), because)
    return said


def _held_because(session: Session, invoices: Sequence[Invoice]) -> dict[tuple[int, int], str]:
    """Why an organisation cannot pay a provider just now, by the ids of both; "" where it can."""
    found = {}
    for organisation_id in {invoice.organisation_id for invoice in invoices}:
        providers = {invoice.provider_id for invoice in invoices if invoice.organisation_id == organisation_id}
        in_use = queries.accounts_in_use(session, organisation_id, providers)
        newer = queries.accounts_waiting_of(session, organisation_id, providers)
        for each in providers:
            verdict = may_pay_into(in_use.get(each), clock.today(), newer_waits=each in newer)
            found[organisation_id, each] = "" if verdict else verdict.reason
    return found


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
