"""What is asked when a budget is given."""

from __future__ import annotations

from wtforms import Field, ValidationError

from app.kernel import clock
from app.kernel.money import Money
from app.programmes.models import Fund
from app.programmes.vocabulary import AllocationKind, Disclosure, Policy
from app.web.shell.forms import ChoiceField, DayField, Form, MoneyField, WordsField


class BudgetForm(Form):
    """Where the money comes from, from when, how much where that is agreed, and whether the person sees it."""

    fund_id = ChoiceField("Which fund does the money come from?", required="Choose a fund")
    amount = MoneyField("How much did you agree on?", required="Enter the amount you agreed on")
    from_on = DayField("From which day?", required="Enter the first day")
    shown = ChoiceField(
        "Does the person see the amount?",
        choices=[("yes", "Yes"), ("no", "No, for a reason that is written down")],
        hint="People who knew their amount did not ask for more. Hiding it is an exception.",
        required="Choose yes or no",
    )
    hidden_because = WordsField(
        "If not, why?", most=500, rows=3, hint="The reason is kept, and others can read it.", count=False
    )

    def validate_from_on(self, field: Field) -> None:
        """A budget does not start in the past."""
        if field.data is not None and field.data < clock.today():
            raise ValidationError("The date must be today or later")

    def chosen(self) -> Money | None:
        """The amount agreed, where the programme asks for one."""
        return self.amount.data if "amount" in self._fields else None


def budget_form(policy: Policy, funds: list[Fund], pools: dict[int, Money]) -> BudgetForm:
    """The form for a programme: no question that its policy answers."""
    shown = "yes" if policy.disclosure is Disclosure.SHOWN else "no"
    values = {"from_on": clock.today(), "shown": shown, "hidden_because": policy.disclosure_reason}
    form = BudgetForm.from_request(values=values)
    form.fund_id.offer([(str(fund.id), _fund_words(fund, pools[fund.id])) for fund in funds])
    if len(funds) == 1 and not form.fund_id.raw_data:
        form.fund_id.data = str(funds[0].id)
    if policy.allocation is AllocationKind.ANNUAL:
        form.amount.description = f"Up to {policy.annual_amount.short} a year"
    else:
        del form.amount
    return form


def _fund_words(fund: Fund, pool: Money) -> str:
    return f"{fund.name}: {pool.short} left to give, until {fund.ends_on.day} {fund.ends_on:%B %Y}"
