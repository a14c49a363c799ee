"""What is asked in the talk: what goes well, what should change, and a number for each part of life."""

from __future__ import annotations

from wtforms import Field

from app.outcomes.vocabulary import QUESTIONS
from app.people.vocabulary import LifeArea
from app.web.shell.forms import ChoiceField, Form, WordsField

_NUMBERS = [(str(number), str(number)) for number in range(11)]


def _question(area: LifeArea) -> ChoiceField:
    return ChoiceField(
        area.words,
        choices=_NUMBERS,
        hint=QUESTIONS[area],
        required=f"Choose a number for “{area.words}”",
        looks={
            "classes": "c-score",
            "fieldset": {"legend": {"text": area.words, "classes": "govuk-fieldset__legend--m"}},
        },
    )


class TalkForm(Form):
    """The whole talk: strengths, hopes, then a number for each part of life."""

    programme_id = ChoiceField("Which programme is this for?", required="Choose a programme")
    strengths = WordsField(
        "What is going well?",
        most=2000,
        rows=4,
        hint="People, places, things you do or are good at. Start here.",
        required="Write down at least one thing that is going well",
    )
    hopes = WordsField(
        "What would you like to be different?",
        most=2000,
        rows=4,
        hint="In your own words. Small things count.",
        required="Write down at least one thing that should be different",
    )
    substance_use = _question(LifeArea.SUBSTANCE_USE)
    health = _question(LifeArea.HEALTH)
    housing = _question(LifeArea.HOUSING)
    learning_and_work = _question(LifeArea.LEARNING_AND_WORK)
    family_and_friends = _question(LifeArea.FAMILY_AND_FRIENDS)
    leisure_and_community = _question(LifeArea.LEISURE_AND_COMMUNITY)
    money = _question(LifeArea.MONEY)
    offending = _question(LifeArea.OFFENDING)

    def scores(self) -> dict[LifeArea, int]:
        """The number for each part of life, once they are all there."""
        return {area: int(self[area.value].data) for area in LifeArea}

    @property
    def areas(self) -> list[Field]:
        """The eight questions, in order."""
        return [self[area.value] for area in LifeArea]
