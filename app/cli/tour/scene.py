"""Where the tour is played: a scratch database, the real program behind a real address, and a clock that moves."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from werkzeug.serving import make_server

from app import schema
from app.catalogue.actions import import_directory
from app.cli.demo import staff, wishes
from app.cli.demo.teller import Teller
from app.cli.tour.actor import Actor
from app.jobs.dispatcher import drain
from app.jobs.rounds import link_seals
from app.kernel import clock
from app.kernel.money import Money
from app.kernel.unit_of_work import writing
from app.people.vocabulary import system
from app.web.shell.dispatch import Citronella
from app.world import World
from config import Config
from providers_catalog.shape import Directory


class Scene:
    """The stage: actors by key, the post that runs between their acts, and the clock."""

    def __init__(self, base: str, app: Citronella) -> None:
        self.base, self.app = base, app
        self.world: World = app.extensions["citronella"]
        self._actors: dict[str, Actor] = {}

    def actor(self, key: str, name: str) -> Actor:
        """Somebody at their own browser, signed in with e-mail and password."""
        if key not in self._actors:
            self._actors[key] = Actor(self.base, name)
        actor = self._actors[key].go("/home")
        if actor.url.split("?")[0].endswith("/sign-in"):
            actor.send("Sign in", {"Your e-mail address": staff.email(key), "Your password": staff.PASSWORD})
        return actor

    def post_runs(self) -> None:
        """Everything that was announced happens, and the trail is linked."""
        drain(self.world)
        link_seals(self.world)

    def buy_for(self, request_id: int, merchant: str, category: str, amount: Money) -> None:
        """The card that a request was loaded on is held to a till: real signed messages come to our address."""
        with self.app.app_context():
            wishes.buy(Teller(self.app, self.world), request_id, merchant, category, amount)

    def days_pass(self, days: int) -> None:
        """The clock of the whole program moves on."""
        clock.shift(timedelta(days=days))


@contextmanager
def stage(
    base_config: Config,
    folder: Path,
    make: Callable[[Config], Citronella],
    directories: list[Directory],
    *,
    database_url: str = "",
) -> Iterator[Scene]:
    """The program on an empty database (a SQLite file in the folder, unless told), with staff and a catalogue."""
    config = replace(
        base_config,
        instance_folder=folder,
        database_url=database_url or f"sqlite:///{folder / 'tour.sqlite3'}",
        pretend_issuer_path=folder / "pretend-issuer.sqlite3",
        outbox_dir=folder / "outbox",
        files_url=(folder / "files").as_uri(),
        redis_url=None,
        demo=False,
    )
    app = make(config)
    schema.upgrade(app.world.database)
    for directory in directories:
        writing(app.world.database, partial(import_directory, viewer=system(), directory=directory))
    writing(app.world.database, staff.hire)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, name="tour", daemon=True).start()
    try:
        yield Scene(f"http://127.0.0.1:{server.server_port}", app)
    finally:
        server.shutdown()
        app.world.database.close()
