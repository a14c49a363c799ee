"""Pressing twice has one effect (T6): forms carry two hidden tokens, one for who sent it, one for sending it once."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request
from flask.wrappers import Response
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict
from app.kernel.ids import new_token
from app.kernel.once import FORM_TOKEN_FIELD, FormSubmission, digest_of, earlier_answer, remember_answer
from app.web.shell.going import flash_done
from app.web.shell.guard import OURS, Unusable
from app.web.shell.pages import Terms
from app.web.shell.viewing import viewer_or_none

CLAIMED = 0
LONGEST_TOKEN = 100


class NoFormToken(Unusable):
    """A form came without the token that makes pressing twice safe."""

    description = (
        "The form was not complete when it was sent. Nothing was changed. Open the page again and send it once more."
    )


def form_tokens() -> Markup:
    """The two hidden inputs every form carries."""
    return Markup(
        '<input type="hidden" name="csrf_token" value="{}"><input type="hidden" name="{}" value="{}">'
    ).format(generate_csrf(), FORM_TOKEN_FIELD, new_token())


def read_body() -> None:
    """Read all of the form before any lock is taken: a slow sender makes nobody else wait."""
    request.form  # noqa: B018 - reading it is the point; too large a body is refused here
    request.files  # noqa: B018


def rewind() -> None:
    """Files are read from their start each time a view runs."""
    for upload in request.files.values():
        upload.stream.seek(0)


def once(opened: Session, terms: Terms, act: Callable[[], Response]) -> Response:
    """Act, unless this very form was acted on before: then give the answer it had."""
    token = request.form.get(FORM_TOKEN_FIELD, "")
    if not terms.once:
        return act()
    if not 20 <= len(token) <= LONGEST_TOKEN:
        raise NoFormToken()
    looking = viewer_or_none()
    user_id = looking.user_id if looking is not None else None
    digest = _digest()
    before = earlier_answer(opened, token, user_id, request.path, digest)
    if before is not None:
        return _the_same_again(before)
    # Claimed before acting: of five presses at once, four wait here, and then find the answer of the first.
    remember_answer(opened, token, user_id, request.path, digest, CLAIMED, "")
    answer = act()
    if answer.status_code < 400:
        claimed = opened.get_one(FormSubmission, token)
        claimed.status, claimed.location = answer.status_code, answer.headers.get("Location", "")
        opened.flush()
    return answer


def _the_same_again(before: FormSubmission) -> Response:
    if not before.location:
        raise Conflict("We already did this. Open the page again to see where things stand.")
    flash_done("That is done. It counted once, however often it was sent.")
    return redirect(before.location, before.status)  # type: ignore[return-value]  # Flask's redirect makes our Response


def _digest() -> str:
    fields: list[tuple[str, str | bytes]] = [("?", request.query_string)]
    fields += [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]
    for name, upload in request.files.items(multi=True):
        fields += [(name, upload.filename or ""), (name, upload.stream.read())]
    rewind()
    return digest_of(fields)
