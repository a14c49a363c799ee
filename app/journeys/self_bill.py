"""An invoice for what came: written by us under a running agreement, or entered from the provider's own."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.catalogue import provider_queries as catalogue
from app.journeys.telling import tell_role
from app.kernel import clock
from app.kernel.money import NOTHING, Money
from app.kernel.permit import Verdict
from app.ledger import journal, movements
from app.ledger.queries import budget_position
from app.notices.actions import tell_provider
from app.people.queries import organisation
from app.people.vocabulary import Role, Viewer
from app.purchasing import invoice_actions as invoices
from app.purchasing.models import Occurrence, PurchaseOrder
from app.purchasing.payment_models import Invoice
from app.purchasing.policy import may_self_bill
from app.purchasing.queries import held_order

SYSTEM = 0


def issue(session: Session, order_id: int) -> Invoice | None:
    """Write one invoice for everything of an order that came and is on no invoice. Nothing to do: None.

    Where no agreement runs, nothing is written: the provider and the broker are told why and what to do.
    """
    order = held_order(session, order_id)
    waiting = order.to_invoice
    if not waiting:
        return None
    verdict = may_bill(session, order)
    if not verdict:
        _tell_blocked(session, order, verdict)
        return None
    invoice = invoices.write_self_billed(session, order, waiting)
    _match(session, SYSTEM, order, waiting, invoice)
    record(session, SYSTEM, "invoice.self_billed", "invoice", invoice.id)
    return invoice


def may_bill(session: Session, order: PurchaseOrder) -> Verdict:
    """Whether we may write this order's invoices for its provider today, and why not."""
    provider = catalogue.provider(session, order.provider_id)
    return may_self_bill(
        (provider.self_billing_from, provider.self_billing_until),
        clock.today(),
        vat=order.vat_category == "S",
        customer_vat=organisation(session, order.organisation_id).vat_number,
        supplier_vat=provider.vat_number,
    )


def register(
    session: Session, viewer: Viewer, order: PurchaseOrder, *, number: str, issued_on: date, amount: Money
) -> Invoice:
    """Enter the provider's own invoice for everything of an order that came and is on no invoice."""
    order = held_order(session, order.id)
    waiting = order.to_invoice
    invoice = invoices.register_supplier_invoice(
        session, viewer, order, waiting, number=number, issued_on=issued_on, amount=amount
    )
    _match(session, viewer.user_id, order, waiting, invoice)
    record(session, viewer.user_id, "invoice.registered", "invoice", invoice.id)
    return invoice


def _match(session: Session, actor_id: int, order: PurchaseOrder, waiting: list[Occurrence], invoice: Invoice) -> None:
    """It agrees with what came, so it is payable. VAT is worked out on the whole, so a penny may differ."""
    received = order.unit_charge * sum(each.units for each in waiting)
    cause, memo = f"invoice:{invoice.id}:matched", f"invoice {invoice.number}"
    if order.recovers_vat:
        matched = movements.invoice_matched(order.provider_id, cause, received, invoice.vat, memo)
    else:
        difference = invoice.gross - received
        # The budget bears the odd penny; if it has none left, we do: a person is never told of a missing penny.
        budget_bears = difference <= budget_position(session, order.budget_id).available
        matched = movements.invoice_matched(
            order.provider_id, cause, received, NOTHING, memo,
            difference=difference, budget_id=order.budget_id if budget_bears else None,
        )  # fmt: skip
    journal.post(session, actor_id, matched)
    due = f"{invoice.due_on.day} {invoice.due_on:%B}"
    words = f"Invoice {invoice.number} for {invoice.gross}, order {order.number}. You will be paid by {due}."
    tell_provider(session, order.provider_id, words, "invoices.show", invoice.id)


def _tell_blocked(session: Session, order: PurchaseOrder, verdict: Verdict) -> None:
    told = f"Order {order.number} came, but no invoice was written. {verdict.reason}"
    tell_role(session, order.organisation_id, Role.BROKER, told, "invoices.register", order.id)
    words = f"Order {order.number} was confirmed. Please send us your invoice: enter its number on the order's page."
    tell_provider(session, order.provider_id, words, "invoices.register", order.id)
