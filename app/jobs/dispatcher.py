"""Working through the outbox: one message, one handler, one settling transaction."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from app.jobs.handlers import HANDLERS, Settle
from app.kernel import outbox
from app.kernel.outbox import OutboxMessage
from app.kernel.unit_of_work import writing
from app.world import World

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker took the message over; what we did for it is undone here and done there."""


def drain(world: World, most: int = 1000) -> int:
    """Do what is due, oldest first; returns how many messages were tried."""
    tried = 0
    while tried < most and do_one(world):
        tried += 1
    return tried


def do_one(world: World) -> bool:
    """Take one due message and see it through. False when nothing is due.

    Killed before the settling transaction, the lease runs out and somebody does it again with the same keys;
    killed after, it is done.
    """
    row = writing(world.database, lambda session: next(iter(outbox.take(session)), None))
    if row is None:
        return False
    try:
        settle = HANDLERS[row.kind](world, row.message)
        writing(world.database, lambda session: _settle(session, row, settle))
    except LeaseLost:
        log.warning("outbox message %s was taken over", row.id)
    except Exception as error:
        # Whatever went wrong, the message must not be lost: it waits, and an operator sees it.
        log.exception("outbox message %s (%s) did not work, attempt %s", row.id, row.kind, row.attempts)
        reason = f"{type(error).__name__}: {error}"
        writing(world.database, lambda session: outbox.put_back(session, row, reason))
    return True


def _settle(session: Session, row: OutboxMessage, settle: Settle | None) -> None:
    if not outbox.finish(session, row):
        raise LeaseLost
    if settle is not None:
        settle(session)
