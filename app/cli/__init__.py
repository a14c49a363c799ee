"""Commands: `flask --app wsgi NAME`."""

from __future__ import annotations

from flask import Flask

from app.cli import audit, begin, books, cards, catalogue, database, seed, worker
from app.cli.tour.command import tour


def add_commands(app: Flask) -> None:
    """Give the application its commands."""
    groups = (audit.audit, cards.cards, catalogue.catalogue, database.db, seed.seed)
    for command in (*groups, begin.begin, books.check_books, tour, worker.worker):
        app.cli.add_command(command)
