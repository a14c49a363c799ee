"""Jobs in workers of their own, woken through Redis with RQ.

Redis is the doorbell only: what is to be done is in our own database, and a worker also looks by itself, so
nothing is lost when Redis forgets.
"""

from __future__ import annotations

import logging
import threading
from functools import cache

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from app.jobs.dispatcher import drain
from app.jobs.rounds import Watch
from app.world import World
from config import Config

log = logging.getLogger(__name__)
QUEUE = "citronella"
RUNG = "citronella:rung"


def ring_through(world: World, url: str) -> None:
    """Ring the workers after each commit that announced something."""
    connection = Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)

    def ring() -> None:
        try:
            # One ring is enough for everything announced until a worker answers it.
            if connection.set(RUNG, "1", nx=True, ex=5):
                queue.enqueue("app.jobs.redis_bell.answer", result_ttl=0, failure_ttl=3600)
        except RedisError:
            log.warning("Redis does not answer; workers will find the outbox by themselves")

    world.ring_with(ring)


def answer() -> int:
    """What a worker does when the bell rings: everything that is due."""
    world, connection = _of_this_process()
    connection.delete(RUNG)
    return drain(world)


@cache
def _of_this_process() -> tuple[World, Redis]:
    config = Config.from_environment()
    world, url = World(config), config.redis_url or ""
    ring_through(world, url)
    return world, Redis.from_url(url)


def work(world: World, url: str) -> None:
    """Be a worker until stopped: answer the bell, and make the rounds meanwhile."""
    threading.Thread(target=_rounds, args=(world,), name="rounds", daemon=True).start()
    connection = Redis.from_url(url)
    SimpleWorker([Queue(QUEUE, connection=connection, serializer=JSONSerializer)], connection=connection,
                 serializer=JSONSerializer).work()  # fmt: skip


def _rounds(world: World) -> None:
    watch, pause = Watch(world), threading.Event()
    while not pause.wait(timeout=1.0):
        watch.go_round()
