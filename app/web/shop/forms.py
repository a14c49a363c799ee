"""What the demo's shop asks."""

from __future__ import annotations

from app.kernel.money import Money
from app.web.shell.forms import ChoiceField, Form, LineField, MoneyField, TickField
from app.web.shop.merchants import MERCHANTS

MOST = Money(5_000_00)


class BuyForm(Form):
    """Where, what, and for how much."""

    shop = ChoiceField(
        "Which shop?",
        choices=[(merchant.key, f"{merchant.name} ({merchant.kind})") for merchant in MERCHANTS],
        required="Choose a shop",
    )
    what = LineField("What do you buy?", hint="Only for this page. You can leave it empty.", most=80)
    amount = MoneyField("How much?", most=MOST, required="Enter an amount, like 25")
    only_hold = TickField("The shop sets the money aside now and takes it later, like a hotel does")


class AmountForm(Form):
    """An amount to take or to give back."""

    amount = MoneyField("How much?", most=MOST, required="Enter an amount, like 5")
