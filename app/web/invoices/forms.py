"""A provider's own invoice, as it is entered."""

from __future__ import annotations

from app.web.shell.forms import DayField, Form, LineField, MoneyField


class SupplierInvoiceForm(Form):
    """Its number, date and total."""

    number = LineField(
        "Number of the invoice",
        hint="As it stands on the invoice, like INV-1024",
        required="Enter the invoice’s number",
        most=40,
    )
    issued_on = DayField("Date of the invoice", hint="Like 27 3 2026", required="Enter the invoice’s date")
    amount = MoneyField("Total of the invoice, with VAT", required="Enter the invoice’s total")
