"""The addresses of signing in, and of one's own account."""

from __future__ import annotations

from flask import current_app

from app.web.shell.pages import Pages
from app.world import World

pages = Pages(__name__)


def world() -> World:
    """What the program was started with."""
    found: World = current_app.extensions["citronella"]
    return found
