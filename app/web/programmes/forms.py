"""What the pages about programmes ask."""

from __future__ import annotations

from wtforms import Field, ValidationError

from app.kernel import clock
from app.kernel.money import Money
from app.programmes.changes import Settings
from app.web.shell.forms import ChoiceField, CountField, DayField, Form, LineField, MoneyField, PickField

MOST_AWARDED = Money.pounds("50000000")


class NewProgrammeForm(Form):
    """A name; the rest comes from the preset."""

    name = LineField(
        "What is the programme called?",
        most=80,
        hint="People see this name. Choose one that says nothing about anybody’s health.",
        required="Enter a name for the programme",
    )


class SettingsForm(Form):
    """The few settings changed by hand."""

    quorum = CountField("How many panel members must agree?", least=1, most=15, required="Enter how many must agree")
    decide_within_days = CountField(
        "Working days to answer a request", least=1, most=20, unit="days", required="Enter how many days"
    )
    automatic_up_to = MoneyField(
        "Agree at once up to",
        hint="Requests up to this amount wait for nobody. Enter 0 for none.",
        may_be_nothing=True,
        required="Enter an amount, or 0 for none",
    )
    most = MoneyField("The amount for a person", required="Enter an amount")
    review_every_weeks = CountField("Weeks between reviews", least=1, most=52, unit="weeks", required="Enter how many")
    silent_after_days = CountField(
        "Days without a sign of life before the keyworker is told",
        least=1,
        most=90,
        unit="days",
        required="Enter how many days",
    )
    effective_from = DayField("From which day?", required="Enter the day the change starts")

    def validate_effective_from(self, field: Field) -> None:
        """What was decided stays decided."""
        if field.data is not None and field.data < clock.today():
            raise ValidationError("The date must be today or later")

    def settings(self) -> Settings:
        """The answers, once they are valid."""
        return Settings(
            quorum=self.quorum.data,
            decide_within_days=self.decide_within_days.data,
            review_every_weeks=self.review_every_weeks.data,
            silent_after_days=self.silent_after_days.data,
            automatic_up_to=self.automatic_up_to.data,
            most=self.most.data if "most" in self._fields else None,
        )


def settings_form(settings: Settings) -> SettingsForm:
    """The form, filled in with the settings as they are, or with what was sent."""
    values = {name: getattr(settings, name) for name in Settings.__slots__}
    form = SettingsForm.from_request(values={**values, "effective_from": clock.today()})
    if settings.most is None:
        del form.most
    return form


class FundForm(Form):
    """A pot for one funder's money."""

    name = LineField("What is the fund called?", most=80, required="Enter a name for the fund")
    funder = LineField("Who gives the money?", most=120, required="Enter who gives the money")
    ends_on = DayField("When must it be spent by?", hint="For example, 31 3 2027", required="Enter the last day")


class AwardForm(Form):
    """Money that came in."""

    fund_id = ChoiceField("Which fund is it for?", required="Choose a fund")
    amount = MoneyField("How much came in?", most=MOST_AWARDED, required="Enter the amount")
    funder_reference = LineField(
        "The funder’s reference",
        most=80,
        hint="It is on the letter or the bank statement. Nobody can count the same money twice.",
        required="Enter the funder’s reference",
    )
    received_on = DayField("When did it come in?", hint="For example, 2 11 2026", required="Enter the day")


class TopUpForm(Form):
    """Money for the card issuer."""

    amount = MoneyField("How much do you want to send?", required="Enter the amount")


class SeatForm(Form):
    """Somebody for the panel."""

    user_id = PickField("Who joins the panel?", required="Choose somebody")
    chairs = ChoiceField(
        "What do they do?",
        choices=[("member", "Read, ask, comment and vote"), ("chair", "All that, and sign the decision as chair")],
        required="Choose what they do",
    )
