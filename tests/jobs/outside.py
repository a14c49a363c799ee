"""A neighbour for tests of the outbox: it remembers each call by its key, in a file of its own.

Run as a program, it is a worker that is killed (SIGKILL) at a named point of working through the outbox.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app import create_app
from app.audit import trail
from app.jobs import dispatcher, handlers
from app.kernel import outbox
from app.kernel.message import Message
from app.world import World
from config import Config

POINTS = (
    "after taking",
    "before the call",
    "after the call",
    "inside settling",
    "before the commit",
    "after the commit",
)


@dataclass(frozen=True)
class ParcelAsked(Message):
    """A parcel is to be sent, once."""

    number: int


def send_parcel(world: World, message: ParcelAsked) -> handlers.Settle:
    """Call the neighbour with the message's number as its key, and write down that it was done."""
    call(world, message.number)
    return lambda session: written_down(session, message.number)


def call(world: World, number: int) -> None:
    """The neighbour honours the key: the same number again is the same parcel."""
    book = world.config.instance_folder / "parcels"
    book.mkdir(parents=True, exist_ok=True)
    (book / str(number)).touch()
    with (book / "calls").open("a") as calls:
        calls.write(f"{number}\n")


def written_down(session: Session, number: int) -> None:
    trail.record(session, 0, "parcel.sent", "parcel", number)


def _die(*_: object) -> bool:
    os.kill(os.getpid(), signal.SIGKILL)
    return False


def _killed_at(point: str) -> None:
    """Put a SIGKILL at one point."""
    module = sys.modules[__name__]
    if point == "after taking":
        module.call = _die  # type: ignore[attr-defined]
        handlers.HANDLERS["ParcelAsked"] = _die  # type: ignore[assignment]
    elif point == "before the call":
        module.call = _die  # type: ignore[attr-defined]
    elif point == "after the call":
        really_call = call
        module.call = lambda world, number: (really_call(world, number), _die())  # type: ignore[attr-defined]
    elif point == "inside settling":
        module.written_down = _die  # type: ignore[attr-defined]
    elif point == "before the commit":
        original = written_down
        module.written_down = lambda session, number: (  # type: ignore[attr-defined]
            original(session, number),
            session.flush(),
            _die(),
        )
    else:
        finished = dispatcher.do_one

        def once_more(world: World) -> bool:
            finished(world)
            _die()
            return True

        dispatcher.do_one = once_more


def main() -> None:
    point, database_url, instance = sys.argv[1:]
    config = Config.from_environment(
        {"APP_ENV": "test", "DATABASE_URL": database_url, "INSTANCE_FOLDER": instance, "DEMO": "on"}
    )
    world: World = create_app(config).extensions["citronella"]
    handlers.HANDLERS["ParcelAsked"] = send_parcel
    _killed_at(point)
    dispatcher.drain(world)


def announce_parcels(session: Session, count: int) -> None:
    for number in range(count):
        outbox.announce(session, ParcelAsked(number))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
