"""Invoices: what is to be paid, the documents, and entering a provider's own."""

from __future__ import annotations

from flask import Response, request

from app.catalogue import provider_queries as catalogue
from app.journeys import self_bill
from app.kernel.errors import BadInput, NotFound
from app.kernel.unit_of_work import session
from app.people.vocabulary import Role
from app.purchasing.invoice_actions import charges_for
from app.purchasing.models import PurchaseOrder
from app.purchasing.payment_queries import invoice_for, invoices_newest_first
from app.purchasing.policy import may_register_invoice
from app.purchasing.queries import PAGE, numbers_of, occurrences_of, order_for, orders_to_invoice
from app.purchasing.rules import invoice_total
from app.purchasing.vocabulary import InvoiceKind, InvoiceState
from app.reports.money_comes import money_comes
from app.web.invoices.forms import SupplierInvoiceForm
from app.web.shell.documents import attachment
from app.web.shell.pages import Answer, Pages, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer

pages = Pages(__name__, prefix="/invoices")
OFFICE = roles(Role.BROKER, Role.FINANCE_CLERK, Role.FINANCE_MANAGER, Role.SIGNATORY)
CONCERNED = roles(Role.BROKER, Role.FINANCE_CLERK, Role.FINANCE_MANAGER, Role.SIGNATORY, Role.PROVIDER)
THOSE_WHO_ENTER = roles(Role.BROKER, Role.FINANCE_CLERK, Role.PROVIDER)


@pages.get("", who=OFFICE, place=Place("Invoices", 40))
def index() -> str:
    """Every invoice of the organisation, newest first; and what came without one."""
    wished, before = request.args.get("state", ""), request.args.get("before", "")
    state = InvoiceState(wished) if wished in set(InvoiceState) else None
    page_on = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = invoices_newest_first(session(), viewer(), state=state, before=page_on)
    invoices, more = found[:PAGE], len(found) > PAGE
    missing = orders_to_invoice(session(), viewer()) if not viewer().has(Role.SIGNATORY) and page_on is None else []
    concerned = {each.provider_id for each in invoices} | {each.provider_id for each in missing}
    return render(
        "invoices/index.html",
        invoices=invoices,
        more=more,
        paged=page_on is not None,
        state=state,
        states=InvoiceState,
        names=catalogue.names_of_providers(session(), concerned),
        missing=[(order, self_bill.may_bill(session(), order)) for order in missing],
    )


@pages.get("/<int:invoice_id>", who=CONCERNED)
def show(invoice_id: int) -> str:
    """One invoice: what it is for, where it stands and when the money comes."""
    invoice = invoice_for(session(), viewer(), invoice_id)
    note_reading("invoice", invoice.id)
    return render(
        "invoices/show.html",
        invoice=invoice,
        provider=catalogue.provider(session(), invoice.provider_id),
        order=numbers_of(session(), [invoice.order_id])[invoice.order_id],
        occurrences=occurrences_of(session(), invoice.id),
        coming=money_comes(session(), [invoice])[invoice.id],
        self_billed=invoice.kind is InvoiceKind.SELF_BILLED,
    )


@pages.get("/<int:invoice_id>/document", who=CONCERNED)
def document(invoice_id: int) -> Response:
    """The invoice to save."""
    invoice = invoice_for(session(), viewer(), invoice_id)
    if invoice.kind is not InvoiceKind.SELF_BILLED:
        raise NotFound("This invoice came from the provider, so we made no document for it.")
    note_reading("invoice_document", invoice.id)
    return attachment(invoice.document_key, f"{invoice.number}.pdf", "application/pdf")


@pages.get("/register/<int:order_id>", who=THOSE_WHO_ENTER)
def register(order_id: int) -> str:
    """Enter a provider's own invoice for what came."""
    return _page(order_for(session(), viewer(), order_id), SupplierInvoiceForm())


@pages.post("/register/<int:order_id>", who=THOSE_WHO_ENTER)
def keep(order_id: int) -> Answer:
    """Keep it, when it says what came."""
    order, form = order_for(session(), viewer(), order_id), SupplierInvoiceForm.from_request()
    if not form.validate():
        return _page(order, form), 422
    try:
        invoice = self_bill.register(
            session(), viewer(), order, number=form.number.data, issued_on=form.issued_on.data, amount=form.amount.data
        )
    except BadInput as mistake:
        form.take(mistake)
        return _page(order, form), 422
    flash_done(
        f"Invoice {invoice.number} agrees with what came. It will be paid by {invoice.due_on.day} {invoice.due_on:%B}."
    )
    return see_other("invoices.show", invoice_id=invoice.id)


def _page(order: PurchaseOrder, form: SupplierInvoiceForm) -> str:
    waiting = order.to_invoice
    net, vat = invoice_total(charges_for(order, waiting)) if waiting else (None, None)
    return render(
        "invoices/register.html",
        order=order,
        form=form,
        provider=catalogue.provider(session(), order.provider_id),
        waiting=waiting,
        net=net,
        vat=vat,
        may_register=may_register_invoice(viewer(), order),
    )
