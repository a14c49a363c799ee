"""Made-up values for the page of components."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from app.kernel import clock
from app.kernel.money import Money
from app.web.shell.forms import (
    ChoiceField,
    CountField,
    DayField,
    EmailField,
    Form,
    LineField,
    ManyField,
    MoneyField,
    PickField,
    TickField,
    UploadField,
    WordsField,
)


class Way(StrEnum):
    CARD = "card"
    ORDER = "order"

    @property
    def words(self) -> str:
        return {"card": "On a card, and I buy it myself", "order": "You order it for me"}[self.value]


class ExampleForm(Form):
    """One of each field."""

    what = LineField(
        "What would help you?", hint="A few words, like “citronella collar”", required="Say what would help you"
    )
    price = MoneyField(
        "How much does it cost?", hint="Look at the price on the shop’s page", required="Enter the price"
    )
    weeks = CountField("For how many weeks?", least=1, most=52, unit="weeks", required="Enter how many weeks")
    start = DayField("When should it start?", hint="For example, 27 3 2026", required="Enter the day it should start")
    way = ChoiceField("How should it be paid?", choices=Way, required="Choose how it should be paid")
    where = PickField("Where?", choices=[("north", "North side"), ("south", "South side")], required="Choose where")
    needs = ManyField(
        "What must we think of?", hint="Tick all that fit", choices=[("steps", "No steps"), ("quiet", "A quiet room")]
    )
    email = EmailField("E-mail (you can leave this out)")
    why = WordsField("Why would it help?", hint="In your own words", most=500, required="Say why it would help")
    picture = UploadField("Photo or PDF (you can leave this out)")
    sure = TickField("I have talked about this with my keyworker", required="Tick the box when you have")


def everything() -> dict[str, object]:
    """What the page of components shows."""
    now, today = clock.now(), clock.today()
    wrong = ExampleForm(None, values={"what": "Dog collar"})
    wrong.validate()
    return {
        "form": ExampleForm(),
        "wrong": wrong,
        "given": Money(100_000),
        "spent": Money(21_250),
        "promised": Money(18_000),
        "asked": Money(2_500),
        "left": Money(58_250),
        "soon": clock.working_days_after(today, 3),
        "late": today - timedelta(days=9),
        "story": [
            {
                "title": "You asked for a citronella collar",
                "who": "You and Kit",
                "when": now - timedelta(days=3),
                "state": "done",
            },
            {
                "title": "Kit wrote why it would help",
                "who": "Kit",
                "when": now - timedelta(days=2),
                "words": "“The barking is why the landlord wants Sam out.”",
                "state": "done",
            },
            {
                "title": "The panel decides",
                "who": "Pat, who leads the panel",
                "due": clock.working_days_after(today, 3),
                "words": "Three people read your request. You will hear from Kit the same day.",
                "state": "now",
            },
            {"title": "The money goes on your card", "state": "later"},
            {"title": "You buy it and send a photo of the receipt", "state": "later"},
        ],
    }
