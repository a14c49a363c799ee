"""Fields for words: a line, a longer text, an e-mail address, a secret, a tick."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxInput,
    GovPasswordInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import BooleanField

from app.kernel.text import tidy
from app.web.shell.questions import Question, TypedQuestion

_EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\".]+(\.[^@\s,;<>()\".]+)+")


class LineField(TypedQuestion):
    """One line of words, with its ends trimmed. `most` is the longest it may be, in characters."""

    widget = GovTextInput()

    def __init__(self, label: str = "", *, most: int = 200, **more: Any) -> None:
        self.most = most
        super().__init__(label, **more)

    def read(self, typed: str) -> str:
        line = " ".join(typed.split())
        if len(line) > self.most:
            raise ValueError(f"Use {self.most} characters or fewer. You used {len(line)}.")
        return line


class WordsField(TypedQuestion):
    """A longer text, with line ends kept. The count of characters left is shown while typing."""

    def __init__(self, label: str = "", *, most: int = 2000, rows: int = 5, count: bool = True, **more: Any) -> None:
        self.most, self.rows, self.count = most, rows, count
        super().__init__(label, widget=GovCharacterCount() if count else GovTextArea(), **more)

    def read(self, typed: str) -> str:
        text = tidy(typed)
        if len(text) > self.most:
            raise ValueError(f"Use {self.most:,} characters or fewer. You used {len(text):,}.")
        return text

    def default_looks(self) -> dict[str, Any]:
        return {"rows": self.rows, "maxlength": self.most} if self.count else {"rows": self.rows}


class EmailField(LineField):
    """An e-mail address."""

    def read(self, typed: str) -> str:
        address = super().read(typed)
        if not _EMAIL.fullmatch(address):
            raise ValueError("Enter an e-mail address in the right form, like name@example.org")
        return address

    def default_looks(self) -> dict[str, Any]:
        return {"type": "email", "spellcheck": False, "autocomplete": "email"}


class SecretField(TypedQuestion):
    """A password or code. It is never written back into the page."""

    widget = GovPasswordInput()

    def __init__(
        self, label: str = "", *, most: int = 200, autocomplete: str = "current-password", **more: Any
    ) -> None:
        self.most, self.autocomplete = most, autocomplete
        super().__init__(label, **more)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read it exactly as typed, spaces included."""
        super().process_formdata(valuelist)
        if valuelist and self.data is not None:
            self.data = valuelist[0]

    def read(self, typed: str) -> str:
        if len(typed) > self.most:
            raise ValueError(f"Use {self.most} characters or fewer.")
        return typed

    def default_looks(self) -> dict[str, Any]:
        return {"autocomplete": self.autocomplete}

    def _value(self) -> str:
        return ""


class TickField(Question, BooleanField):
    """One box to tick: `data` is True or False. `required` makes ticking it a must."""

    widget = GovCheckboxInput()

    def is_empty(self) -> bool:
        return not self.data
