"""When something does not work: the right status, and a page that says so in plain words and what to do next."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, g, render_template, request
from flask.wrappers import Response
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as Reply

from app.kernel.errors import BadInput, Busy, Conflict, NotFound, Refused, Unhappy
from app.web.shell import leaving
from app.web.shell.guard import OURS, FromElsewhere, Unusable

log = logging.getLogger("citronella.web")
_SECRET_FIELDS = ("password", "secret", "code", "pin")
LONGEST_SHOWN = 2000
_STATUS: dict[type[Unhappy], int] = {Refused: 403, NotFound: 404, BadInput: 422, Conflict: 409, Busy: 503}


@dataclass(frozen=True, slots=True)
class Problem:
    """What a page says about something that did not work."""

    title: str
    words: str
    next: str


PROBLEMS = {
    400: Problem(
        "We could not read that",
        "Something was wrong with what your browser sent us.",
        "Go back, open the page again and retry.",
    ),
    403: Problem(
        "You cannot do this", "You are not allowed to do this.", "If you think you should be, ask your manager."
    ),
    404: Problem(
        "We cannot find that page",
        "It may have moved, or it may not be yours to see.",
        "Check the address, or go to the start page.",
    ),
    405: Problem(
        "That does not work here", "This page cannot be used in that way.", "Go to the start page and try from there."
    ),
    409: Problem(
        "This has changed since you opened it",
        "Somebody changed it, or it was already done.",
        "Open the page again to see where things stand.",
    ),
    413: Problem(
        "That is too big to send",
        "The file or the text is larger than we can take.",
        "Go back and choose a smaller file. A photo from your phone is fine.",
    ),
    422: Problem(
        "We could not use one of your answers",
        "Nothing was changed.",
        "Go back and change it. What you typed is listed below, so you can copy it.",
    ),
    429: Problem(
        "Too many tries", "You tried this too many times in a short while.", "Wait a few minutes and try again."
    ),
    500: Problem(
        "Sorry, that did not work",
        "This is our mistake, not yours. Nothing was changed.",
        "Try again in a minute. If it still does not work, tell your keyworker "
        "or whoever helps you, and give them the number below.",
    ),
    503: Problem(
        "We are very busy", "We could not do this just now. Nothing was changed.", "Wait a minute and try again."
    ),
}


def prepare(app: Flask) -> None:
    """Have every failure answered by `problem`."""
    app.register_error_handler(Unhappy, _unhappy)
    app.register_error_handler(HTTPException, _refused_by_web)
    app.register_error_handler(Exception, _our_mistake)
    for lost in (OperationalError, InterfaceError, NoConnection):
        app.register_error_handler(lost, _no_database)


def problem(status: int, words: str = "", typed: list[tuple[str, str]] | None = None) -> Response:
    """The page for a status; `words` replace the general ones. It never fails itself."""
    found = PROBLEMS.get(status, PROBLEMS[400] if status < 500 else PROBLEMS[500])
    said = words or found.words
    reference = g.get("request_id", "") if status >= 500 else ""
    try:
        page = render_template("errors/problem.html", problem=found, words=said, typed=typed or [], reference=reference)
    except Exception:  # the layout itself may be what is broken, or the address unusable
        log.exception("the error page could not be drawn")
        page = _bare(found, said, reference)
    return Response(page, status, mimetype="text/html")


def _unhappy(error: Unhappy) -> Response:
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)
    answer = problem(status, error.reason, _typed() if status in {409, 422} else None)
    if status == 503:
        answer.headers["Retry-After"] = "5"
    return answer


def _refused_by_web(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return Response.force_type(error.get_response())  # type: ignore[return-value]  # both are Werkzeug's
    if isinstance(error, SecurityError):
        found = PROBLEMS[400]
        return Response(_bare(found, found.words, ""), 400, mimetype="text/html")
    # Werkzeug's own sentences are for programmers, so only ours are shown.
    own = error.description if isinstance(error, Unusable) else ""
    typed = _typed() if isinstance(error, CSRFError | Unusable) and not isinstance(error, FromElsewhere) else None
    if isinstance(error, CSRFError):
        own = "This page was open for a long time, or you signed in or out in another window. Nothing was changed."
    answer = problem(status, own or "", typed)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _our_mistake(error: Exception) -> Reply:
    log.error("request %s failed", g.get("request_id", ""), exc_info=error)
    return leaving.gone() if request.endpoint == leaving.LEAVE else problem(500)


def _no_database(error: Exception) -> Reply:
    log.error("request %s found no database", g.get("request_id", ""), exc_info=error)
    if request.endpoint == leaving.LEAVE:  # who must leave leaves, whatever is broken
        return leaving.gone()
    answer = problem(503, "We cannot reach our records just now. Nothing was changed.")
    answer.headers["Retry-After"] = "30"
    return answer


def _typed() -> list[tuple[str, str]]:
    """What was typed, so that nothing is lost; secrets are not shown."""
    if request.method != "POST":
        return []
    shown = []
    for name, value in request.form.items(multi=True):
        if name not in OURS and value and not any(word in name.lower() for word in _SECRET_FIELDS):
            label = name.replace("_", " ").replace("-", " ").capitalize()
            shown.append((label[:100], _printable(value)[:LONGEST_SHOWN]))
    return shown


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text.replace("\r\n", "\n"))


def _bare(found: Problem, said: str, reference: str) -> str:
    number = f"<p>Error number: {escape(reference)}</p>" if reference else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Citronella</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>'
        f"<h1>{escape(found.title)}</h1><p>{escape(said)}</p><p>{escape(found.next)}</p>{number}"
        '<p><a href="/">Go to the start page</a></p></main></body></html>'
    )
