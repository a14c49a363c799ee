"""What is done outside after an order, a delivery, an invoice or a payment run: documents made, mails sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.catalogue import provider_queries as catalogue
from app.gateways.documents import typeset
from app.journeys import self_bill
from app.kernel.unit_of_work import reading
from app.purchasing import payment_queries as payments
from app.purchasing import queries as orders
from app.purchasing.bank_file import write_file
from app.purchasing.vocabulary import DeliveryConfirmed, InvoiceIssued, OrderIssued, PaymentRunSent
from app.reports.documents import bank_lines, invoice_document, remittance_document
from app.world import World

if TYPE_CHECKING:
    from app.jobs.handlers import Settle

PDF = "application/pdf"


def tell_provider_of_order(world: World, message: OrderIssued) -> Settle | None:
    """Tell a provider by e-mail that an order waits. The mail says nothing about anybody."""
    with reading(world.database) as session:
        order = orders.order(session, message.order_id)
        to, number = catalogue.provider(session, order.provider_id).email, order.number
    _mail(
        world, to, f"order:{message.order_id}:issued", f"New order {number}",
        f"You have a new order, {number}. Please sign in to look at it and answer it:\n{world.config.base_url}",
    )  # fmt: skip
    return None


def bill_what_came(_world: World, message: DeliveryConfirmed) -> Settle:
    """Write the provider's invoice for what was confirmed, where an agreement lets us."""

    def settle(session: Session) -> None:
        self_bill.issue(session, message.order_id)

    return settle


def make_invoice(world: World, message: InvoiceIssued) -> Settle:
    """Set a self-billed invoice in type, keep it and tell the provider. Made again, it is the same to the byte."""
    with reading(world.database) as session:
        values, dated = invoice_document(session, message.invoice_id)
        invoice = payments.invoice(session, message.invoice_id)
        to, number = catalogue.provider(session, invoice.provider_id).email, invoice.number
    key = f"invoices/{message.invoice_id}.pdf"
    world.files.put(key, typeset("invoice", values, dated), PDF)
    _mail(
        world, to, f"invoice:{message.invoice_id}:issued", f"Invoice {number}",
        f"We wrote invoice {number} for you. Please sign in to read it:\n{world.config.base_url}",
    )  # fmt: skip

    def settle(session: Session) -> None:
        payments.invoice(session, message.invoice_id).document_key = key

    return settle


def send_remittances(world: World, message: PaymentRunSent) -> Settle:
    """Make the bank's file and each provider's remittance advice, keep them, and tell the providers."""
    with reading(world.database) as session:
        run = payments.run(session, message.run_id)
        bank_file = write_file(run.reference, bank_lines(session, run))
        sheets = {each.id: remittance_document(session, run, each) for each in run.payments}
        letters = {each.id: catalogue.provider(session, each.provider_id).email for each in run.payments}
    bank_key = f"payment-runs/{message.run_id}.csv"
    kept = {payment_id: f"remittances/{payment_id}.pdf" for payment_id in sheets}
    world.files.put(bank_key, bank_file, "text/csv")
    for payment_id, (values, dated) in sheets.items():
        world.files.put(kept[payment_id], typeset("remittance", values, dated), PDF)
        _mail(
            world, letters[payment_id], f"payment:{payment_id}:sent", "A payment is on its way",
            f"A payment to you is on its way. Please sign in to see what it is for:\n{world.config.base_url}",
        )  # fmt: skip

    def settle(session: Session) -> None:
        settled = payments.run(session, message.run_id)
        settled.file_key = bank_key
        for payment in settled.payments:
            payment.remittance_key = kept[payment.id]

    return settle


def _mail(world: World, to: str, once: str, subject: str, words: str) -> None:
    if to:
        world.mail.send(to=to, subject=subject, text=words, once=once)
