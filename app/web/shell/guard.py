"""What is refused before any page sees it: tricks in addresses, forms from elsewhere, characters nobody types."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from app.kernel.errors import BadInput
from app.kernel.once import FORM_TOKEN_FIELD
from app.kernel.text import first_control_character
from app.web.shell.pages import ANYONE, Terms

OPEN = ANYONE
# Where no page is, nobody is asked to sign in: there is nothing to see for anyone.
UNKNOWN = Terms(who=ANYONE)
CSRF_FIELD = "csrf_token"
OURS = (CSRF_FIELD, FORM_TOKEN_FIELD)
LONGEST_NAME = 200


class Unusable(BadRequest):
    """A request we cannot use; its description is written for the person who sent it."""


class FromElsewhere(Unusable):
    """The form was not sent from one of our pages."""

    description = "This form was not sent from our own page."


def check_address() -> None:
    """Refuse an address with characters that nobody types (T10)."""
    asked = [request.path, *(text for pair in request.args.items(multi=True) for text in pair)]
    if any(first_control_character(text) for text in asked):
        raise Unusable("The address has a character in it that we cannot use.")


def check_sender(app: Flask) -> None:
    """Refuse a form that another site sent in somebody's name (CSRF): by its origin, then by its token."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    if site not in {"same-origin", "none"}:
        raise FromElsewhere()
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise FromElsewhere()
    app.extensions["csrf"].protect()


def check_fields() -> None:
    """Refuse forms with characters nobody types, or with two answers where we print one."""
    for ours in OURS:
        if len(request.form.getlist(ours)) > 1:
            raise Unusable("The form was put together wrongly. Please open the page again.")
    for name, value in request.form.items(multi=True):
        if len(name) > LONGEST_NAME or first_control_character(name):
            raise Unusable("The form has a question in it that we did not ask.")
        if first_control_character(value):
            raise BadInput(
                "One of your answers has a hidden character in it that we cannot use. "
                "It may have come along when you copied some text. Type that answer again.",
                code="CONTROL_CHARACTER",
            )
    for upload in request.files.values():
        if first_control_character(upload.filename or ""):
            raise BadInput("The name of your file has a hidden character in it. Give the file another name.")
