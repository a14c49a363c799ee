"""Fields that offer answers: one of a few (radios), one of many (a list), several (boxes to tick)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput, GovSelect
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import Choice, SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation

from app.web.shell.questions import TWICE, Question
from app.web.shell.words import words

Offered = type[StrEnum] | Iterable[tuple[str, str]]
NOT_OFFERED = "Choose one of the answers on the page"


class _Offering(Question):
    """Answers to choose from: a list of words (gives its members back) or pairs of value and label."""

    choices: Any

    def __init__(self, label: str = "", *, choices: Offered = (), **more: Any) -> None:
        self._words: type[StrEnum] | None = None
        self._offered = self._pairs(choices)
        super().__init__(label, choices=_for_wtforms(self._offered), coerce=str, **more)

    def offer(self, choices: Offered) -> None:
        """Set the answers, when they are only known while the page is made."""
        self._offered = self._pairs(choices)
        self.choices = _for_wtforms(self._offered)

    def _pairs(self, choices: Offered) -> list[tuple[str, str]]:
        if isinstance(choices, type):
            self._words = choices
            return [(word.value, words(word)) for word in choices]
        return list(choices)

    def _member(self, value: str) -> Any:
        if value not in {known for known, _ in self._offered}:
            raise ValueError(NOT_OFFERED)
        return self._words(value) if self._words is not None else value


def _for_wtforms(pairs: list[tuple[str, str]]) -> list[Any]:
    return [SelectChoice(value, label) for value, label in pairs]


class _One(_Offering):
    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the one answer chosen."""
        self.data = None
        if len(valuelist) > 1:
            raise ValueError(TWICE)
        if valuelist and valuelist[0] != "":
            self.data = valuelist[0]  # shown again as chosen, if it was offered

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data is not None:
            try:
                self.data = self._member(str(self.data))
            except ValueError as mistake:
                raise StopValidation(str(mistake)) from mistake


class ChoiceField(_One, RadioField):
    """One of a few answers, all of them in sight."""

    widget = GovRadioInput()


class PickField(_One, SelectField):
    """One of many answers, in a list that folds away. `blank` is its first line."""

    widget = GovSelect()

    def __init__(self, label: str = "", *, blank: str = "Choose one", **more: Any) -> None:
        self.blank = blank
        super().__init__(label, **more)

    def iter_choices(self) -> Any:
        """The blank line, then the answers."""
        yield Choice("", self.blank, self.data is None, {})
        yield from super().iter_choices()


class ManyField(_Offering, SelectMultipleField):
    """Any number of answers: `data` is a list, in the order offered."""

    widget = GovCheckboxesInput()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the answers ticked."""
        self.data = list(dict.fromkeys(value for value in valuelist if value != ""))

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        try:
            ticked = {str(self._member(str(value))): self._member(str(value)) for value in self.data or []}
        except ValueError as mistake:
            raise StopValidation(str(mistake)) from mistake
        self.data = [ticked[value] for value, _ in self._offered if value in ticked]
