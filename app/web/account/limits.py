"""Too many tries: say so, and when to try again."""

from __future__ import annotations

from datetime import datetime

from flask import make_response, request
from werkzeug.wrappers import Response

from app.kernel import clock
from app.web.shell.rendering import render


def came_from() -> str:
    """The network address somebody comes from, as far as our own proxies tell."""
    return request.remote_addr or "nowhere"


def too_many(until: datetime) -> Response:
    """The page for too many tries."""
    answer = make_response(render("account/too_many.html", until=until), 429)
    answer.headers["Retry-After"] = str(max(1, int((until - clock.now()).total_seconds()) + 1))
    return answer
