"""What is done again and again, whether or not anybody announced anything."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.audit import chain
from app.jobs.dispatcher import drain
from app.jobs.reconcile import reconcile
from app.journeys.escalate import escalate_overdue
from app.journeys.remind_receipts import remind_receipts
from app.kernel.unit_of_work import writing
from app.world import World

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """Something done every so many seconds. Doing it twice at once must do no harm."""

    name: str
    every_seconds: int
    do: Callable[[World], object]


def link_seals(world: World) -> int:
    """Link what was sealed since the last time into the audit chain."""
    return writing(world.database, chain.link)


def escalate(world: World) -> int:
    """Tell whoever can move them about decisions that are late, once each."""
    return writing(world.database, escalate_overdue)


def remind(world: World) -> int:
    """Remind people of receipts, and tell keyworkers of late ones, once each."""
    return writing(world.database, remind_receipts)


ROUNDS: tuple[Round, ...] = (
    Round("outbox", 5, drain),
    Round("audit chain", 10, link_seals),
    Round("late decisions", 600, escalate),
    Round("late receipts", 3600, remind),
    Round("cards read back", 3600, reconcile),
)


class Watch:
    """Knows when each round was last made."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._next = {one.name: 0.0 for one in ROUNDS}

    def go_round(self) -> None:
        """Make every round that is due. One that fails is logged and made again next time."""
        for one in ROUNDS:
            if time.monotonic() < self._next[one.name]:
                continue
            try:
                one.do(self._world)
            except Exception:
                log.exception("round %s did not work", one.name)
            self._next[one.name] = time.monotonic() + one.every_seconds
