"""What the receipt pages ask."""

from __future__ import annotations

from app.kernel.money import Money
from app.web.shell.forms import Form, LineField, MoneyField, TickField, UploadField, WordsField

MOST = Money(10_000_00)


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


class PartForm(Form):
    """Part of a purchase was not for the plan."""

    allowed = MoneyField("How much of it was for the plan?", most=MOST, required="Enter an amount, like 25 or 0")
    why = WordsField(
        "What was not, and why?",
        hint="The person will read this. They owe that part until it is settled; their card works as before.",
        most=400,
        rows=3,
        required="Say which part was not for the plan. The person will read it.",
    )


class LostForm(Form):
    """In place of a lost receipt."""

    statement = WordsField(
        "What did you buy, and what happened to the receipt?",
        hint="Your own words are fine. Your keyworker reads this and decides.",
        most=600,
        rows=4,
        required="Say what you bought, and what happened to the receipt",
    )


class SendBackForm(Form):
    """What is wrong with a receipt."""

    words = WordsField(
        "What is wrong with it, and what would help?",
        hint="The person will read this.",
        most=400,
        rows=3,
        required="Say what is wrong with it, and what would help",
    )
