"""What a broker writes down while looking for something."""

from __future__ import annotations

from app.programmes.vocabulary import FundingRoute
from app.web.shell.forms import ChoiceField, Form, LineField, MoneyField, PickField, WordsField

VAT = [
    ("O:0", "Not registered for VAT"),
    ("E:0", "Exempt: no VAT on this, such as counselling by a charity"),
    ("Z:0", "Zero-rated"),
    ("S:2000", "20%"),
    ("S:500", "5%"),
]


class ProviderSearch(Form):
    """Who offers it."""

    who = LineField("Who offers it?", hint="Part of a name is enough. We look in the catalogue first.", most=100)


class QuoteForm(Form):
    """What somebody would charge."""

    unit = LineField(
        "What is one of it?", hint="Such as session, month, course or item", required="Say what one of it is", most=40
    )
    unit_price = MoneyField(
        "Price for one, with VAT", hint="In pounds. 0 if it is free", may_be_nothing=True, required="Enter the price"
    )
    vat = PickField("VAT", choices=VAT, required="Choose what the provider says about VAT")
    route = ChoiceField("How would it be paid?", choices=FundingRoute, required="Choose how it would be paid")
    evidence = WordsField(
        "Where is this price known from?",
        hint="A web address, a letter or a call: with whom and when",
        required="Say where this price is known from",
        most=1000,
        rows=3,
    )


class ChoiceForm(Form):
    """Which quote, and why."""

    quote = ChoiceField("Which one?", required="Choose one of the quotes")
    because = WordsField(
        "Why this one?",
        hint="What the person prefers comes first. The lowest price alone is no reason.",
        required="Say why you chose this one",
        most=1000,
        rows=3,
    )


class NotFoundForm(Form):
    """Why it cannot be had."""

    not_found_because = WordsField(
        "Why can it not be had?",
        hint="The person and the keyworker read this.",
        required="Say why it cannot be had",
        most=1000,
        rows=3,
    )
