"""Citronella: a personal budget brokerage marketplace. Wiring only."""

from __future__ import annotations

from app import tables
from app.cli import add_commands
from app.web.register import add_pages
from app.web.shell.dispatch import Citronella
from app.world import World
from config import Config

__all__ = ["create_app", "tables"]


def create_app(config: Config | None = None) -> Citronella:
    """The application, from the environment's settings or the given ones. Raises ConfigError in plain words."""
    world = World(config or Config.from_environment())
    app = Citronella(world)
    add_pages(app)
    add_commands(app)
    return app
