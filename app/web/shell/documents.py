"""Documents leave as downloads: never shown inside our pages, never kept by the browser's shared caches."""

from __future__ import annotations

from flask import Response, current_app

from app.kernel.errors import NotFound


def attachment(key: str, name: str, kind: str) -> Response:
    """A kept document to save, under a name of ours. Whoever calls has checked that this viewer may have it.

    Raises NotFound while it is still being made (an empty key).
    """
    if not key:
        raise NotFound("This document is still being made. Try again in a minute.", "STILL_BEING_MADE")
    content: bytes = current_app.extensions["citronella"].files.get(key)
    answer = Response(content, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
