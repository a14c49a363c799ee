"""Did it come? Was it any good? One question for each planned delivery."""

from __future__ import annotations

from collections.abc import Iterable

from app.purchasing.actions import DeliveryAnswer
from app.purchasing.models import Occurrence
from app.web.shell.forms import ChoiceField, Form, LineField
from app.web.shell.words import day

CAME = [("yes", "Yes, it came"), ("no", "No, it did not happen")]


class AnswersForm(Form):
    """Answers for several deliveries at once; those not answered wait."""


def answers_form(open_ones: Iterable[Occurrence]) -> type[AnswersForm]:
    """A form that asks about these deliveries."""
    fields: dict[str, object] = {}
    for each in open_ones:
        fields[f"came_{each.id}"] = ChoiceField(
            day(each.planned_on), choices=CAME, looks={"classes": "govuk-radios--small"}
        )
        fields[f"words_{each.id}"] = LineField("Was it any good?", hint="A word or two, if you like", most=200)
    return type("DeliveriesForm", (AnswersForm,), fields)


def answers_in(form: AnswersForm, open_ones: Iterable[Occurrence]) -> list[DeliveryAnswer]:
    """What was answered."""
    answers = []
    for each in open_ones:
        came = form[f"came_{each.id}"].data
        if came is not None:
            answers.append(DeliveryAnswer(each.id, came == "yes", form[f"words_{each.id}"].data or ""))
    return answers
