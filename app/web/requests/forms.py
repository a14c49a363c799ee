"""What the pages of a request ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.approvals.models import ApprovalRequest
from app.journeys.reconsider import LineChange
from app.kernel.permit import Verdict
from app.plans import rules
from app.plans.models import Item
from app.programmes.vocabulary import FundingRoute
from app.web.plans.forms import ROUTE_WORDS
from app.web.shell.forms import ChoiceField, CountField, Form, TickField, WordsField


class VersionForm(Form):
    """A button that acts on the version that was read."""

    version = CountField("", least=1, required="The page was not complete. Open it again")


class ChangeForm(VersionForm):
    """The case in two voices; the questions about each thing are added by `change_form`."""

    person_words = WordsField("", most=4000, rows=5)
    keyworker_words = WordsField("", most=4000, rows=5)

    def changes(self, items: list[Item]) -> list[LineChange]:
        """What becomes of each thing."""
        return [
            LineChange(
                item_id=item.id,
                keep=bool(self[f"keep_{item.id}"].data),
                quantity=self[f"quantity_{item.id}"].data,
                weeks=self[f"weeks_{item.id}"].data,
                route=FundingRoute(self[f"route_{item.id}"].data),
            )
            for item in items
        ]


def change_form(items: list[Item], routes: Mapping[int, Mapping[FundingRoute, Verdict]]) -> type[ChangeForm]:
    """A form that asks about each thing of a request: keep it, how many, how long, who pays."""
    questions: dict[str, Any] = {}
    for item in items:
        about = f"“{item.title}”"
        ways = [(route.value, ROUTE_WORDS[route]) for route, verdict in routes[item.id].items() if verdict]
        ways = [way for way in ways if way[0] != FundingRoute.MAINSTREAM.value or item.mainstream_payer]
        questions |= {
            f"keep_{item.id}": TickField(f"Keep {about} in this request"),
            f"quantity_{item.id}": CountField(
                "How many each time?", least=1, most=rules.MOST_AT_ONCE, required=f"Enter how many of {about}"
            ),
            f"weeks_{item.id}": CountField(
                "For how many weeks?",
                least=1,
                most=rules.MOST_WEEKS,
                hint="1 means once",
                required="Enter for how many weeks",
            ),
            f"route_{item.id}": ChoiceField("How is it paid for?", choices=ways, required="Choose how it is paid for"),
        }
    return type("ChangeFormOfOneRequest", (ChangeForm,), questions)


def answers_of(request: ApprovalRequest, items: list[Item]) -> dict[str, object]:
    """The request as it stands, for the form that changes it."""
    answers: dict[str, object] = {
        "version": request.version,
        "person_words": request.person_words,
        "keyworker_words": request.keyworker_words,
    }
    for item in items:
        answers |= {
            f"keep_{item.id}": True,
            f"quantity_{item.id}": item.quantity,
            f"weeks_{item.id}": item.weeks,
            f"route_{item.id}": item.route,
        }
    return answers
