"""Bank details, as they are entered, checked and thrown out."""

from __future__ import annotations

from app.web.shell.forms import Form, LineField, WordsField

DIGITS = {"inputmode": "numeric", "spellcheck": False, "autocomplete": "off"}


class BankForm(Form):
    """Where a provider is paid."""

    account_name = LineField("Name on the account", required="Enter the name on the account", most=80)
    sort_code = LineField(
        "Sort code", hint="6 numbers, like 30-99-50", required="Enter the sort code", most=12,
        looks={**DIGITS, "classes": "govuk-input--width-5"},
    )  # fmt: skip
    account = LineField(
        "Account number", hint="6 to 8 numbers", required="Enter the account number", most=12,
        looks={**DIGITS, "classes": "govuk-input--width-10"},
    )  # fmt: skip


class CallForm(Form):
    """What the provider read out on the phone."""

    called = LineField(
        "Which number did you call, and whom did you speak to?",
        hint="A number we already had, never one that came with the new details",
        required="Say which number you called and whom you spoke to",
        most=200,
    )
    sort_code = LineField(
        "Sort code they read out", required="Enter the sort code they read out", most=12,
        looks={**DIGITS, "classes": "govuk-input--width-5"},
    )  # fmt: skip
    account = LineField(
        "Account number they read out", required="Enter the account number they read out", most=12,
        looks={**DIGITS, "classes": "govuk-input--width-10"},
    )  # fmt: skip


class WrongForm(Form):
    """Why bank details are not used."""

    because = WordsField(
        "What is wrong with them?",
        hint="The provider reads this.",
        required="Say what is wrong",
        most=300,
        rows=2,
        count=False,
    )
