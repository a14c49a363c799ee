"""Forms: what a page asks, read carefully. Every mistake is a plain sentence at its question, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from flask import request
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form as Questions

from app.kernel.errors import BadInput
from app.web.shell.answers import EmailField, LineField, SecretField, TickField, WordsField
from app.web.shell.choices import ChoiceField, ManyField, PickField
from app.web.shell.numbers import CountField, DayField, MoneyField
from app.web.shell.uploads import Upload, UploadField

__all__ = [
    "ChoiceField",
    "CountField",
    "DayField",
    "EmailField",
    "Form",
    "LineField",
    "ManyField",
    "MoneyField",
    "PickField",
    "SecretField",
    "TickField",
    "Upload",
    "UploadField",
    "WordsField",
]


class Form(Questions):
    """The questions of one page. Subclass it and name the fields; `Form.from_request()` reads a POST."""

    def __init__(
        self, formdata: Any = None, obj: object = None, values: Mapping[str, object] | None = None, **more: Any
    ) -> None:
        super().__init__(formdata, obj, data=values, **more)

    @classmethod
    def from_request(cls, obj: object = None, values: Mapping[str, object] | None = None) -> Self:
        """What was sent, on a POST; on a GET the form as it stands, filled in from `obj` or `values`."""
        parts: list[Any] = [request.files, request.form]
        sent = CombinedMultiDict(parts) if request.method == "POST" else None
        return cls(sent, obj, values)

    @classmethod
    def from_query(cls) -> Self:
        """What was asked in the address: for searches and filters (GET)."""
        return cls(request.args)

    def take(self, mistake: BadInput) -> None:
        """Show a refusal of the domain at the field it names, or on top when it names none of ours."""
        field = self._fields.get(mistake.field or "")
        if field is None:
            self.form_errors = [*self.form_errors, mistake.reason]
        else:
            field.errors = [*field.errors, mistake.reason]

    def mistakes(self) -> list[tuple[str, str]]:
        """For the summary on top: each sentence, and the id of the box it belongs to ("" for none)."""
        found = [(reason, "") for reason in self.form_errors]
        for field in self._fields.values():
            first_box = getattr(field, "first_box", field.id)
            found += [(str(reason), cast(str, first_box)) for reason in list(field.errors)[:1]]
        return found

    @property
    def sends_files(self) -> bool:
        """Whether a file is asked for, so that the form must be sent in parts."""
        return any(isinstance(field, UploadField) for field in self._fields.values())
