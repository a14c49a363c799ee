"""Jobs inside the web server: the embedded default, for a machine without Redis."""

from __future__ import annotations

import logging
import threading

from app.jobs.dispatcher import drain
from app.jobs.rounds import Watch
from app.world import World

log = logging.getLogger(__name__)


class InsideWorker(threading.Thread):
    """One thread that sleeps until it is rung, and makes its rounds meanwhile.

    It may die with the process at any line: the outbox keeps what is not done.
    """

    def __init__(self, world: World) -> None:
        super().__init__(name="jobs", daemon=True)
        self._world = world
        self._rung = threading.Event()
        self._watch = Watch(world)

    def ring(self) -> None:
        """Something was announced."""
        self._rung.set()

    def run(self) -> None:
        while True:
            if self._rung.wait(timeout=1.0):
                self._rung.clear()
                try:
                    drain(self._world)
                except Exception:
                    log.exception("working through the outbox stopped; it goes on in a moment")
            self._watch.go_round()


def start(world: World) -> InsideWorker:
    """Start working inside this process."""
    worker = InsideWorker(world)
    world.ring_with(worker.ring)
    worker.start()
    return worker
