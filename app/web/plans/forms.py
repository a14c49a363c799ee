"""What the pages of a plan ask."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from wtforms import ValidationError

from app.budgets.models import Budget
from app.kernel import clock
from app.kernel.errors import BadInput
from app.kernel.money import Money
from app.kernel.permit import Verdict
from app.kernel.text import tidy
from app.people.vocabulary import LifeArea
from app.plans import rules
from app.plans.models import Goal, Item, Plan
from app.plans.vocabulary import Wish
from app.programmes.vocabulary import FundingRoute
from app.web.shell.forms import (
    ChoiceField,
    CountField,
    DayField,
    Form,
    LineField,
    MoneyField,
    PickField,
    TickField,
    UploadField,
    WordsField,
)
from app.web.shell.uploads import PHOTOS

MOST_FOR_ONE = Money.pounds("50000")
ONCE, WEEKLY = "once", "weekly"
ROUTE_WORDS = {
    FundingRoute.CARD: "On a pre-paid card",
    FundingRoute.ORDER: "We order it and pay the provider",
    FundingRoute.MAINSTREAM: "Somebody else pays, such as a college or the NHS",
    FundingRoute.FREE: "It is free",
}


class GoalForm(Form):
    """What somebody wants to be different."""

    words = LineField(
        "What do you want to be different?",
        most=300,
        hint="Say it your own way. For example: “I want to keep my flat” or “I want to see my children more”.",
        required="Say what you want to be different",
    )
    area = PickField("What is it most about?", choices=LifeArea, required="Choose what it is most about")


class AmountForm(Form):
    """How many, how often, from when, and who pays."""

    goal = ChoiceField("Which goal does it help with?", required="Choose the goal it helps with")
    quantity = CountField(
        "How many each time?", least=1, most=rules.MOST_AT_ONCE, required="Enter how many, for example 1"
    )
    often = ChoiceField(
        "How often?", choices=[(ONCE, "Once"), (WEEKLY, "Every week")], required="Choose once or every week"
    )
    weeks = CountField("For how many weeks?", least=1, most=rules.MOST_WEEKS, hint="Only if it is every week")
    starts_on = DayField("From which day?", required="Enter the first day")
    route = ChoiceField("How is it paid for?", required="Choose how it is paid for")
    mainstream_payer = LineField("Who else pays for it?", most=120, hint="Only if somebody else pays")
    what_if = TickField("Only try it out: see what it would cost, and ask for nothing yet")

    def validate_weeks(self, field: CountField) -> None:
        """Every week needs a number of weeks."""
        if self.often.data == WEEKLY and field.data is None and not field.errors:
            raise ValidationError("Enter for how many weeks")

    def validate_mainstream_payer(self, field: LineField) -> None:
        """Somebody else has a name."""
        if self.route.data == FundingRoute.MAINSTREAM.value and not field.data:
            raise ValidationError("Say who pays for it, such as a college or the NHS")

    def prepare(self, plan: Plan, budget: Budget, routes: dict[FundingRoute, Verdict]) -> None:
        """Offer this plan's goals, this budget's days and the ways of paying that are open."""
        self.goal.offer([(str(goal.id), goal.words) for goal in running_goals(plan)])
        self.route.offer([(route.value, ROUTE_WORDS[route]) for route, verdict in routes.items() if verdict])
        self.starts_on.earliest, self.starts_on.latest = max(clock.today(), budget.from_on), budget.to_on

    def wish(self, **more: Any) -> Wish:
        """The answers as a wish."""
        return Wish(
            goal_id=int(self.goal.data),
            quantity=self.quantity.data,
            weeks=(self.weeks.data or 1) if self.often.data == WEEKLY else 1,
            starts_on=self.starts_on.data,
            route=self.route.data,
            mainstream_payer=(self.mainstream_payer.data or "") if self.route.data == "mainstream" else "",
            **{"title": "", **more},
        )


class SomethingElseForm(AmountForm):
    """Anything that is not in the catalogue."""

    title = LineField(
        "What is it?", most=120, hint="For example: a citronella collar for the dog", required="Say what it is"
    )
    details = WordsField("Tell us more", most=1500, rows=3, hint="What kind, which size, where you saw it")
    link = LineField("A link to it, if you have one", most=500, hint="Starts with https://")
    price = MoneyField(
        "What does it cost?",
        most=MOST_FOR_ONE,
        hint="For a card: the price in the shop. If we order it: your best guess, or leave it empty.",
    )
    photo = UploadField("A photo of it, if you have one", kinds=PHOTOS)


class CaseForm(Form):
    """Why, in two voices. A person writes their own; a keyworker writes theirs, and may write down the person's."""

    person_words = WordsField("", most=4000, rows=6)
    keyworker_words = WordsField("", most=4000, rows=6)
    then = LineField("")
    seen = LineField("")
    """A digest of the person's words as they stood when the page was opened."""

    def persons_words(self, now: str) -> str | None:
        """The person's words to keep; None when this page left them alone. Raises BadInput when both changed them."""
        typed = tidy(self.person_words.data or "")
        if typed == tidy(now) or digest_of_words(typed) == self.seen.data:
            return None
        if self.seen.data and self.seen.data != digest_of_words(now):
            raise BadInput(f"This was changed meanwhile. It now says: “{now}”. Put the two together.", "person_words")
        return typed


def digest_of_words(words: str) -> str:
    """A short digest that tells one text from another."""
    return hashlib.sha256(tidy(words).encode()).hexdigest()[:16]


def running_goals(plan: Plan) -> list[Goal]:
    """The goals that were not ended."""
    return [goal for goal in plan.goals if goal.ended_at is None]


def first_answers(
    plan: Plan, budget: Budget, routes: dict[FundingRoute, Verdict], first: FundingRoute
) -> dict[str, object]:
    """What a new form starts with: one, once, tomorrow, and the programme's first way of paying."""
    goals = running_goals(plan)
    is_open = [route for route, verdict in routes.items() if verdict]
    chosen = first if first in is_open else (is_open[0] if is_open else None)
    return {
        "goal": str(goals[0].id) if len(goals) == 1 else None,
        "quantity": 1,
        "often": ONCE,
        "starts_on": _soon(budget),
        "route": chosen.value if chosen is not None else None,
    }


def answers_of(item: Item) -> dict[str, object]:
    """An item as it stands, for the form that changes it."""
    return {
        "goal": str(item.goal_id),
        "quantity": item.quantity,
        "often": WEEKLY if item.weeks > 1 else ONCE,
        "weeks": item.weeks if item.weeks > 1 else None,
        "starts_on": item.starts_on,
        "route": item.route,
        "mainstream_payer": item.mainstream_payer,
        "title": item.title,
        "details": item.details,
        "link": item.link,
        "price": item.unit_price,
    }


def _soon(budget: Budget) -> date:
    return min(max(clock.today() + timedelta(days=1), budget.from_on), budget.to_on)
