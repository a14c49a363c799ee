"""Announce, then call: nothing is lost and nothing is done twice, whoever is killed when."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.jobs import dispatcher
from app.jobs.handlers import HANDLERS
from app.kernel import clock, outbox
from app.kernel.message import Message
from app.world import World
from tests.conftest import Write
from tests.jobs import outside
from tests.support.cast import Cast

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def parcels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HANDLERS, "ParcelAsked", outside.send_parcel)


def _sent(session: Session) -> list[int]:
    return sorted(session.scalars(select(AuditEntry.subject_id).where(AuditEntry.act == "parcel.sent")))


def test_what_was_announced_is_done_once(world: World, write: Write, read: Write, cast: Cast) -> None:
    write(lambda s: outside.announce_parcels(s, 3))
    assert dispatcher.drain(world) == 3
    assert dispatcher.drain(world) == 0
    assert read(_sent) == [0, 1, 2]
    assert read(outbox.pending) == 0


def test_what_was_undone_is_never_announced(world: World, write: Write, cast: Cast) -> None:
    def half(session: Session) -> None:
        outside.announce_parcels(session, 1)
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        write(half)
    assert dispatcher.drain(world) == 0


@pytest.mark.parametrize("point", outside.POINTS)
def test_a_worker_killed_at_any_point_loses_nothing_and_does_nothing_twice(
    world: World, write: Write, read: Write, cast: Cast, point: str
) -> None:
    write(lambda s: outside.announce_parcels(s, 3))
    url = world.config.database_url
    killed = subprocess.run(
        [sys.executable, "-m", "tests.jobs.outside", point, url, str(world.config.instance_folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    with clock.held_at(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        dispatcher.drain(world)
    assert read(_sent) == [0, 1, 2]
    assert read(outbox.pending) == 0
    parcels = {path.name for path in (world.config.instance_folder / "parcels").iterdir()} - {"calls"}
    assert parcels == {"0", "1", "2"}


def test_eight_workers_share_the_work_and_do_each_message_once(
    world: World, write: Write, read: Write, cast: Cast
) -> None:
    write(lambda s: outside.announce_parcels(s, 40))
    with ThreadPoolExecutor(8) as pool:
        done = sum(pool.map(lambda _: dispatcher.drain(world), range(8)))
    assert done == 40
    assert read(_sent) == list(range(40))


def test_a_message_that_fails_waits_longer_each_time_and_is_never_given_up(
    world: World, write: Write, read: Write, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_world: World, _message: Message) -> None:
        raise ConnectionError("the line is down")

    monkeypatch.setitem(HANDLERS, "ParcelAsked", broken)
    write(lambda s: outside.announce_parcels(s, 1))
    moment = clock.now()
    for _ in range(outbox.STUCK_AFTER):
        with clock.held_at(moment):
            assert dispatcher.drain(world) == 1
            assert dispatcher.drain(world) == 0
        moment += timedelta(hours=1)
    stuck = read(outbox.stuck)
    assert [row.last_error for row in stuck] == ["ConnectionError: the line is down"]
    monkeypatch.setitem(HANDLERS, "ParcelAsked", outside.send_parcel)
    with clock.held_at(moment):
        dispatcher.drain(world)
    assert read(_sent) == [0]


def test_every_message_has_a_handler_and_every_handler_a_message() -> None:
    ours = {kind for kind, message in Message.known.items() if message.__module__.startswith("app.")}
    assert set(HANDLERS) - {"ParcelAsked"} == ours


def test_a_worker_that_lost_its_lease_keeps_nothing(world: World, write: Write, read: Write, cast: Cast) -> None:
    write(lambda s: outside.announce_parcels(s, 1))
    slow = write(lambda s: outbox.take(s)[0])
    with clock.held_at(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        dispatcher.drain(world)
    assert write(lambda s: outbox.finish(s, slow)) is False
    assert read(lambda s: s.scalar(select(func.count()).where(AuditEntry.act == "parcel.sent"))) == 1
