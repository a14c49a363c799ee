"""What every command asks for first."""

from __future__ import annotations

from typing import cast

from flask import current_app

from app.world import World


def world() -> World:
    """The world this command runs in."""
    return cast(World, current_app.extensions["citronella"])
