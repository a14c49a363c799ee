"""What the receipt pages ask."""

from __future__ import annotations

from app.web.shell.forms import Form, LineField, TickField, UploadField, WordsField


class ReceiptForm(Form):
    """Handing in a receipt."""

    receipt = UploadField(
        "Photo or PDF of the receipt",
        hint="The shop, the day and the amount should be easy to read. We take the place out of your photo.",
        required="Choose a photo or a PDF of the receipt",
    )
    note = LineField("Anything to add?", hint="You can leave this empty.", most=200)


class AcceptForm(Form):
    """The receipt is right."""

    is_all = TickField("Everything for this was bought. It can be ticked off the plan.")


class SendBackForm(Form):
    """What is wrong with a receipt."""

    words = WordsField(
        "What is wrong with it, and what would help?",
        hint="The person will read this.",
        most=400,
        rows=3,
        required="Say what is wrong with it, and what would help",
    )
