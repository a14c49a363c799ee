"""Leaving quickly (T9): the session ends, the browser forgets, and something harmless is on the screen."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app, redirect, session
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.people.vocabulary import Viewer

EndSession = Callable[[Session, Viewer | None], None]
LEAVE = "about.leave"
_KEY = "citronella.leaving"


def on_leaving(app: Flask, end: EndSession) -> None:
    """Have `end` called, in the transaction, when somebody leaves quickly."""
    app.extensions.setdefault(_KEY, []).append(end)


def leave(opened: Session, viewer: Viewer | None) -> Response:
    """End the session everywhere it is kept, and lead to the neutral page."""
    ends: list[EndSession] = current_app.extensions.get(_KEY, [])
    for end in ends:
        end(opened, viewer)
    return gone()


def gone() -> Response:
    """The neutral page, with nothing left behind in the browser; it needs no database."""
    session.clear()
    answer = redirect(current_app.config["QUICK_EXIT_URL"], 303)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer
