"""Small things written down once a page is made, in a transaction of their own: they can not undo the page."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import g
from sqlalchemy.orm import Session

from app.kernel import unit_of_work
from app.kernel.db import Database
from app.kernel.errors import Busy

log = logging.getLogger("citronella.web")
Opened = Session
"""An open transaction, as a page that opens its own is handed it."""
Work = Callable[[Opened], object]


def afterwards(work: Work) -> None:
    """Have this done after the page; only for what may be lost, such as when somebody was last here."""
    g.setdefault("afterwards", []).append(work)


def do_them(database: Database) -> None:
    """Do what was put off, all in one transaction."""
    works: list[Work] = g.pop("afterwards", [])
    if not works:
        return

    def all_of_them(opened: Session) -> None:
        for work in works:
            work(opened)

    try:
        unit_of_work.writing(database, all_of_them)
    except Busy:
        log.warning("something small was not written down: others kept getting in first")
