"""Fields for amounts, counts and days. Odd input gets a sentence, never an error page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovDateInput, GovTextInput

from app.kernel.errors import BadInput
from app.kernel.money import Money
from app.web.shell.questions import TWICE, Question, TypedQuestion

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class MoneyField(TypedQuestion):
    """An amount in pounds: `data` is Money. Nothing (0) is refused unless `may_be_nothing`."""

    widget = GovTextInput()

    def __init__(
        self, label: str = "", *, most: Money | None = None, may_be_nothing: bool = False, **more: Any
    ) -> None:
        self.most, self.may_be_nothing = most, may_be_nothing
        super().__init__(label, **more)

    def read(self, typed: str) -> Money:
        try:
            amount = Money.pounds(typed)
        except BadInput as mistake:
            raise ValueError(mistake.reason) from mistake
        if not amount and not self.may_be_nothing:
            raise ValueError("Enter an amount of more than £0")
        if self.most is not None and amount > self.most:
            raise ValueError(f"Enter {self.most.short} or less")
        return amount

    def write(self, answer: Any) -> str:
        return answer.plain if isinstance(answer, Money) else str(answer)

    def default_looks(self) -> dict[str, Any]:
        return {
            "prefix": {"text": "£"},
            "inputmode": "decimal",
            "spellcheck": False,
            "classes": "govuk-input--width-5",
            "autocomplete": "off",
        }


class CountField(TypedQuestion):
    """A whole number from `least` to `most`, both included."""

    widget = GovTextInput()

    def __init__(self, label: str = "", *, least: int = 0, most: int = 1_000_000, unit: str = "", **more: Any) -> None:
        self.least, self.most, self.unit = least, most, unit
        super().__init__(label, **more)

    def read(self, typed: str) -> int:
        text = typed.replace(",", "")
        if not text.isascii() or not text.removeprefix("-").isdigit():
            raise ValueError("Enter a whole number, like 4")
        # Longer than any number we accept: not even worked out.
        number = int(text) if len(text) <= 18 else (self.most + 1 if text[0] != "-" else self.least - 1)
        if number < self.least:
            raise ValueError(f"Enter {self.least} or more")
        if number > self.most:
            raise ValueError(f"Enter {self.most:,} or fewer")
        return number

    def default_looks(self) -> dict[str, Any]:
        looks: dict[str, Any] = {
            "inputmode": "numeric",
            "spellcheck": False,
            "classes": "govuk-input--width-4",
            "autocomplete": "off",
        }
        return {**looks, "suffix": {"text": self.unit}} if self.unit else looks


class _ThreeBoxes(GovDateInput):  # type: ignore[misc]  # the library has no types
    """GOV.UK's day, month and year; an odd number of parts is padded or cut, as the library itself would fail."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        came = field.raw_data
        try:
            if came is not None:
                field.raw_data = [*came, "", "", ""][:3]
            return super().map_gov_params(field, **kwargs)
        finally:
            field.raw_data = came


class DayField(Question):
    """A day, in three boxes: day, month (a number or a name) and year. `earliest` and `latest` are both included."""

    widget = _ThreeBoxes()

    def __init__(
        self, label: str = "", *, earliest: date | None = None, latest: date | None = None, **more: Any
    ) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(label, **more)

    @property
    def first_box(self) -> str:
        """The box an error leads to."""
        return f"{self.name}-day"

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the three boxes. Raises ValueError with a sentence for the person."""
        self.data = None
        parts = [part.strip() for part in valuelist]
        if not any(parts):
            return
        if len(parts) > 3:
            raise ValueError(TWICE)
        for part, name in zip([*parts, "", ""], ("day", "month", "year"), strict=False):
            if not part:
                raise ValueError(f"The date must have a {name}")
        self.data = self._within(_day_from(parts))

    def _within(self, day: date) -> date:
        if self.earliest is not None and day < self.earliest:
            raise ValueError(f"The date must be {_said(self.earliest)} or later")
        if self.latest is not None and day > self.latest:
            raise ValueError(f"The date must be {_said(self.latest)} or earlier")
        return day

    def _value(self) -> str:
        return ""


def _day_from(parts: list[str]) -> date:
    day, month, year = parts
    if month[:3].lower() in _MONTHS:
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in (day, month, year)):
        raise ValueError("Enter a real date, like 27 3 2026")
    if len(year) != 4:
        raise ValueError("The year must have 4 numbers, like 2026")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError("Enter a real date, like 27 3 2026") from None


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
