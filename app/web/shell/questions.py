"""What all fields share: a label, a hint, the sentence for an empty answer, and a refusal of doubled answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import StopValidation

TWICE = "We got this answer twice. Give it once."


class Question(Field):
    """One question. `required` is the sentence shown when it is left empty; without it, it may be empty.

    Options for how it looks go to GOV.UK's macro: `looks={"classes": "govuk-input--width-5"}`.
    """

    def __init__(
        self,
        label: str = "",
        *,
        hint: str = "",
        required: str | None = None,
        looks: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        self.required = required
        self.looks = looks or {}
        super().__init__(label, description=hint, **more)

    def __call__(self, **kwargs: object) -> Any:
        """Draw it: label, hint, mistake and box."""
        params = {**self.default_looks(), **self.looks, **dict(kwargs.pop("params", None) or {})}  # type: ignore[call-overload]
        return super().__call__(params=params, **kwargs)

    def default_looks(self) -> dict[str, Any]:
        """How this kind of question looks unless it says otherwise."""
        return {}

    def pre_validate(self, form: Any) -> None:
        """An unreadable answer has its sentence already; an empty one is refused when an answer is needed."""
        if self.process_errors:
            raise StopValidation()
        if self.required and self.is_empty():
            raise StopValidation(self.required)

    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return self.data is None or self.data in ("", [])


class TypedQuestion(Question, StringField):
    """A question answered by typing. What was typed stays in the box, right or wrong."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed. Raises ValueError with a sentence for the person."""
        self.data = None
        if len(valuelist) > 1:
            raise ValueError(TWICE)
        typed = valuelist[0].strip() if valuelist else ""
        if typed:
            self.data = self.read(typed)

    def read(self, typed: str) -> Any:
        """The answer somebody typed, never empty. Raises ValueError when it cannot be one."""
        return typed

    def write(self, answer: Any) -> str:
        """An answer as it stands in the box."""
        return str(answer)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)
