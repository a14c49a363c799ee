"""Writing invoices: the provider's own, or ours on its behalf. Each is for what came, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.errors import BadInput, Conflict
from app.kernel.money import Money
from app.kernel.outbox import announce
from app.people.vocabulary import Viewer
from app.purchasing import payment_queries as queries
from app.purchasing import rules
from app.purchasing.actions import next_number
from app.purchasing.models import Occurrence, PurchaseOrder
from app.purchasing.payment_models import Invoice, InvoiceLine
from app.purchasing.policy import allow_now, may_register_invoice
from app.purchasing.vocabulary import InvoiceIssued, InvoiceKind


def charges_for(order: PurchaseOrder, occurrences: Sequence[Occurrence]) -> list[rules.Charge]:
    """What an invoice for these deliveries charges: one line, because an order has one price. It names nobody."""
    days = sorted(each.planned_on for each in occurrences)
    first, last = (f"{day.day} {day:%B %Y}" for day in (days[0], days[-1]))
    when = first if first == last else f"{first} to {last}"
    units = sum(each.units for each in occurrences)
    return [
        rules.Charge(f"{order.title}, {when}", units, order.unit, order.unit_net, order.vat_category, order.vat_rate_bp)
    ]


def write_self_billed(session: Session, order: PurchaseOrder, occurrences: Sequence[Occurrence]) -> Invoice:
    """Write a provider's invoice for it, under the next number of that provider's own series.

    Whoever calls has checked the agreement (`may_self_bill`) and holds the order.
    """
    series = f"SB-{order.provider_id}"
    number = f"{series}-{next_number(session, series):06d}"
    day = clock.today()
    return _write(session, order, occurrences, InvoiceKind.SELF_BILLED, number, issued_on=day, received_on=day)


def register_supplier_invoice(
    session: Session,
    viewer: Viewer,
    order: PurchaseOrder,
    occurrences: Sequence[Occurrence],
    *,
    number: str,
    issued_on: date,
    amount: Money,
) -> Invoice:
    """Enter a provider's own invoice for everything received and not invoiced. Its sum must be what came.

    Raises BadInput at the number when it was billed before under any spelling, at the amount when it differs.
    """
    session.get_one(PurchaseOrder, order.id, with_for_update=True, populate_existing=True)
    allow_now(may_register_invoice(viewer, order))
    if not occurrences:
        raise Conflict("Everything that came is on an invoice already.")
    twin = queries.invoice_numbered(session, order.provider_id, rules.normalised(number))
    if twin is not None:
        raise BadInput(f"We already have this invoice as {twin.number}", "number", "DUPLICATE_INVOICE")
    net, vat = rules.invoice_total(charges_for(order, occurrences))
    if amount != net + vat:
        raise BadInput(
            f"What was received comes to {net + vat}. Enter the total of the invoice, with VAT. "
            "If the invoice says something else, ask for a new one.",
            "amount",
            "AMOUNT_DIFFERS",
        )
    if issued_on > clock.today():
        raise BadInput("The date must be today or earlier", "issued_on")
    return _write(
        session, order, occurrences, InvoiceKind.SUPPLIER, number, issued_on=issued_on, received_on=clock.today()
    )


def _write(
    session: Session,
    order: PurchaseOrder,
    occurrences: Sequence[Occurrence],
    kind: InvoiceKind,
    number: str,
    *,
    issued_on: date,
    received_on: date,
) -> Invoice:
    charges = charges_for(order, occurrences)
    net, vat = rules.invoice_total(charges)
    invoice = Invoice(
        organisation_id=order.organisation_id,
        provider_id=order.provider_id,
        order_id=order.id,
        kind=kind,
        number=number,
        number_key=rules.normalised(number),
        issued_on=issued_on,
        received_on=received_on,
        due_on=rules.due_on(received_on),
        net=net,
        vat=vat,
        lines=_lines(charges),
    )
    session.add(invoice)
    session.flush()
    for occurrence in occurrences:
        occurrence.invoice_id = invoice.id
    session.flush()
    if kind is InvoiceKind.SELF_BILLED:
        announce(session, InvoiceIssued(invoice_id=invoice.id))
    return invoice


def _lines(charges: Sequence[rules.Charge]) -> list[InvoiceLine]:
    return [
        InvoiceLine(
            number=place,
            description=charge.description,
            quantity=charge.quantity,
            unit=charge.unit,
            unit_net=charge.unit_net,
            net=charge.net,
            vat_category=charge.vat_category,
            vat_rate_bp=charge.vat_rate_bp,
        )
        for place, charge in enumerate(charges, start=1)
    ]
