"""Commands: `flask --app wsgi NAME`."""

from __future__ import annotations

from flask import Flask

from app.cli import audit, books, catalogue, database, seed, worker
from app.cli.tour.command import tour


def add_commands(app: Flask) -> None:
    """Give the application its commands."""
    for command in (database.db, books.check_books, audit.audit, catalogue.catalogue, seed.seed, tour, worker.worker):
        app.cli.add_command(command)
