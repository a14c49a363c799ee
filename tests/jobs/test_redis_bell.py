"""With Redis, workers of their own are woken by RQ; Redis is only the doorbell, so losing it loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.jobs import redis_bell
from app.kernel import outbox
from app.notices.actions import tell_user
from app.notices.models import Notice
from app.world import World
from tests.conftest import Write
from tests.support.cast import Cast
from tests.support.services import need_redis

pytestmark = pytest.mark.redis
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def redis_url() -> Iterator[str]:
    # Each test process has a Redis database of its own, so that one does not empty the other's.
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    head, _, number = need_redis().rpartition("/")
    url = f"{head}/{int(number) - process}"
    server = Redis.from_url(url)
    server.flushdb()
    yield url
    server.flushdb()
    server.close()


def test_a_worker_is_woken_and_does_what_was_announced(
    world: World, write: Write, read: Write, cast: Cast, redis_url: str
) -> None:
    redis_bell.ring_through(world, redis_url)
    worker = _worker(world, redis_url)
    try:
        write(lambda s: tell_user(s, cast.kit.user_id, "There is news."))
        _wait_until(lambda: read(_is_sent))
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0


def test_a_worker_finds_by_itself_what_redis_forgot(
    world: World, write: Write, read: Write, cast: Cast, redis_url: str
) -> None:
    redis_bell.ring_through(world, redis_url)
    write(lambda s: tell_user(s, cast.kit.user_id, "There is news."))
    with Redis.from_url(redis_url) as server:
        server.flushdb()
    worker = _worker(world, redis_url)
    try:
        _wait_until(lambda: read(_is_sent))
    finally:
        worker.terminate()
        worker.wait(timeout=20)


def test_a_commit_does_not_fail_when_redis_is_gone(world: World, write: Write, read: Write, cast: Cast) -> None:
    redis_bell.ring_through(world, "redis://127.0.0.1:1/0")
    write(lambda s: tell_user(s, cast.kit.user_id, "There is news."))
    assert read(outbox.pending) == 1


def _worker(world: World, redis_url: str) -> subprocess.Popen[bytes]:
    surroundings = {
        **os.environ,
        "APP_ENV": "test",
        "DATABASE_URL": world.config.database_url,
        "INSTANCE_FOLDER": str(world.config.instance_folder),
        "REDIS_URL": redis_url,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _is_sent(session: Session) -> bool:
    return session.scalar(select(Notice.sent_at).order_by(Notice.id.desc()).limit(1)) is not None


def _wait_until(happened: object) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if callable(happened) and happened():
            return
        time.sleep(0.1)
    raise AssertionError("the worker did nothing in 30 seconds")
