"""Promises in plain words, whether we are well, and leaving quickly."""

from __future__ import annotations

from flask import Flask, Response, current_app
from werkzeug.wrappers import Response as Reply

from app.kernel.unit_of_work import session
from app.web.about import examples
from app.web.shell import leaving
from app.web.shell.pages import ANYONE, Answer, Pages
from app.web.shell.rendering import render
from app.web.shell.viewing import viewer_or_none

pages = Pages(__name__)
example_pages = Pages(__name__, name="examples")


@pages.get("/about/privacy", who=ANYONE)
def privacy() -> str:
    """What we keep, who sees it, and what a person can ask for."""
    return render("about/privacy.html")


@pages.get("/about/accessibility", who=ANYONE)
def accessibility() -> str:
    """How well the pages work for everybody, and what to do when they do not."""
    return render("about/accessibility.html")


@pages.get("/about/decisions", who=ANYONE)
def decisions() -> str:
    """How a request is decided, how long that takes and how to disagree."""
    return render("about/decisions.html")


@pages.post(
    "/leave",
    who=ANYONE,
    from_outside=True,
    because="leaving must work from a page whose tokens are too old; a stranger could at worst sign somebody out",
)
def leave() -> Reply:
    """End the session and show something harmless (T9)."""
    return leaving.leave(session(), viewer_or_none())


@pages.get("/healthz", who=ANYONE, quiet=True)
def healthz() -> Response:
    """The program runs."""
    return _plain("ok")


@pages.get("/readyz", who=ANYONE, quiet=True)
def readyz() -> Answer:
    """The program can serve people: its database answers and has all its tables."""
    missing: list[str] = current_app.extensions["citronella"].ready()
    return _plain("\n".join(missing), 503) if missing else _plain("ready")


@pages.get("/robots.txt", who=ANYONE, quiet=True)
def robots() -> Response:
    """Search engines stay away: nothing here is for strangers."""
    return _plain("User-agent: *\nDisallow: /")


@example_pages.get("/about/components", who=ANYONE)
def components() -> str:
    """Every component with made-up values, for people who build pages."""
    return render("about/components.html", **examples.everything())


def register(app: Flask) -> None:
    """Add these pages; the page of components only where nobody is served for real."""
    app.register_blueprint(pages)
    if not app.config["IS_PRODUCTION"]:
        app.register_blueprint(example_pages)


def _plain(text: str, status: int = 200) -> Response:
    return Response(text + "\n", status, mimetype="text/plain")
