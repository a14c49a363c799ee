"""What stands on the documents we make for providers: never a person's name, only the order's number."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.catalogue import provider_queries as catalogue
from app.catalogue.models import Provider
from app.kernel import clock
from app.kernel.sealed import vault
from app.people.models import Organisation
from app.people.queries import organisation
from app.purchasing import payment_queries as payments
from app.purchasing import queries as orders
from app.purchasing.bank_file import BankLine
from app.purchasing.payment_models import Invoice, Payment, PaymentRun
from app.purchasing.rules import AccountNumber, Charge, vat_lines, vat_words


def invoice_document(session: Session, invoice_id: int) -> tuple[dict[str, Any], date]:
    """What stands on a self-billed invoice, and its date. VAT Regulations 1995, regulation 14."""
    invoice = payments.invoice(session, invoice_id)
    order = orders.order(session, invoice.order_id)
    provider = catalogue.provider(session, invoice.provider_id)
    ours = organisation(session, invoice.organisation_id)
    days = [each.planned_on for each in orders.occurrences_of(session, invoice_id)]
    with_vat = any(line.vat_category == "S" for line in invoice.lines)
    values = {
        "title": "Self-billed VAT invoice" if with_vat else "Self-billed invoice",
        "number": invoice.number,
        "made_by": "Made by the customer for the supplier",
        "footer": f"{ours.name} · {invoice.number}",
        "supplier": _party(provider),
        "from": _party(ours),
        "facts": [
            ["Issued", _said(invoice.issued_on)],
            ["Order", order.number],
            ["Delivered", _span(days)],
            ["To be paid by", _said(invoice.due_on)],
        ],
        "lines": [
            [
                line.description,
                str(line.quantity),
                str(line.unit_net),
                vat_words(line.vat_category, line.vat_rate_bp),
                str(line.net),
            ]
            for line in invoice.lines
        ],
        "vat_table": _vat_table(invoice) if with_vat else [],
        "sums": [["Net", str(invoice.net)], ["VAT", str(invoice.vat)], ["To pay", str(invoice.gross)]],
        "notes": _notes(ours, with_vat=with_vat),
    }
    return values, invoice.issued_on


def remittance_document(session: Session, run: PaymentRun, payment: Payment) -> tuple[dict[str, Any], date]:
    """What stands on the remittance advice of one payment, and its date."""
    provider = catalogue.provider(session, payment.provider_id)
    ours = organisation(session, run.organisation_id)
    invoices = {each.id: each for each in payments.invoices_of_run(session, run.id)}
    numbers = orders.numbers_of(session, {each.order_id for each in invoices.values()})
    account = payments.accounts(session, [payment.bank_account_id])[payment.bank_account_id]
    sent = clock.day_of(run.released_at) if run.released_at else clock.today()
    values = {
        "reference": payment.reference,
        "footer": f"{ours.name} · {payment.reference}",
        "supplier": _party(provider),
        "from": _party(ours),
        "facts": [
            ["Sent to the bank", _said(sent)],
            ["Into the account ending in", account.ends_in],
            ["On your statement it says", payment.reference],
        ],
        "lines": [
            [
                invoices[item.invoice_id].number,
                numbers[invoices[item.invoice_id].order_id].number,
                _said(invoices[item.invoice_id].issued_on),
                str(item.amount),
            ]
            for item in payment.items
        ],
        "amount": str(payment.amount),
        "notes": ["This is not an invoice. If something looks wrong, please tell us before you do anything else."],
    }
    return values, sent


def bank_lines(session: Session, run: PaymentRun) -> list[BankLine]:
    """The payments of a run with the account numbers opened, for the bank's file and for nothing else."""
    found = payments.accounts(session, [payment.bank_account_id for payment in run.payments])
    return [
        BankLine(
            found[payment.bank_account_id].account_name,
            AccountNumber.read(
                vault().open(found[payment.bank_account_id].sealed, f"bank_account:{payment.provider_id}")
            ),
            payment.amount,
            payment.reference,
        )
        for payment in run.payments
    ]


def _party(who: Provider | Organisation) -> dict[str, Any]:
    lines = [part.strip() for part in who.address.replace("\n", ",").split(",") if part.strip()]
    return {"name": who.name, "lines": [*lines, f"VAT number {who.vat_number}"] if who.vat_number else lines}


def _vat_table(invoice: Invoice) -> list[list[str]]:
    charges = [
        Charge(line.description, line.quantity, line.unit, line.unit_net, line.vat_category, line.vat_rate_bp)
        for line in invoice.lines
    ]
    return [[vat_words(each.category, each.rate_bp), str(each.net), str(each.vat)] for each in vat_lines(charges)]


def _notes(ours: Organisation, *, with_vat: bool) -> list[str]:
    notes = [f"{ours.name} wrote this invoice under the self-billing agreement with the supplier."]
    if with_vat:
        notes.append("The VAT shown is your output tax due to HMRC.")
    else:
        notes.append("No VAT is charged on this supply.")
    return notes


def _span(days: list[date]) -> str:
    if not days:
        return "–"
    first, last = min(days), max(days)
    return _said(first) if first == last else f"{_said(first)} to {_said(last)}"


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
