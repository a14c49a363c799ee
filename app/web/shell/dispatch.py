"""The web application: every request is one unit of work, and it ends before the answer leaves."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Protocol

from flask import Flask, g, request
from flask import session as cookie
from flask.signals import request_started
from flask.wrappers import Response
from sqlalchemy.orm import Session

from app.kernel import unit_of_work
from app.kernel.db import Database
from app.kernel.errors import NotFound
from app.kernel.ids import new_token
from app.people.vocabulary import Viewer
from app.web.shell import afterwards, errors, form_token, going, guard, rendering, security
from app.web.shell.addresses import RowNumber
from app.web.shell.pages import Terms, terms_of
from app.web.shell.settings import STATIC, Settings, apply
from app.web.shell.viewing import Reading, readings, viewer_or_none

QUIET = Terms(who=guard.OPEN, quiet=True)


class World(Protocol):
    """What the shell asks of the world it stands in."""

    @property
    def database(self) -> Database: ...

    @property
    def config(self) -> Settings: ...

    def keep_readings(self, session: Session, viewer: Viewer | None, seen: list[Reading]) -> None:
        """Write into the audit trail who looked at what, and why."""

    def ready(self) -> list[str]:
        """What keeps us from serving people, in words; empty when nothing does."""


class Citronella(Flask):
    """The application. `Citronella(world)` has the look, the guards and the errors; modules bring the pages."""

    def __init__(self, world: World) -> None:
        super().__init__("app", static_folder=str(STATIC), static_url_path="/static", template_folder=None)
        self.url_map.converters["int"] = RowNumber
        self.extensions["citronella"] = world
        self.world = world
        apply(self, world.config)
        security.prepare(self)
        errors.prepare(self)
        rendering.prepare(self, world.config)

    def full_dispatch_request(self) -> Response:
        """Answer one request. Nothing leaves before its transaction has ended."""
        self._got_first_request = True
        g.request_id = new_token()[:12]
        try:
            request_started.send(self, _async_wrapper=self.ensure_sync)
            answer = self._in_a_unit_of_work()
            self._keep_readings()
            afterwards.do_them(self.world.database)
        except Exception as error:  # noqa: BLE001 - Flask's own way: every error becomes a page
            answer = self.make_response(self.handle_user_exception(error))
        return self.finalize_request(answer)

    def _in_a_unit_of_work(self) -> Response:
        terms = self._terms()
        guard.check_address()
        if terms.quiet:
            return self.make_response(self.dispatch_request())
        if request.method == "POST" and request.routing_exception is None:
            form_token.read_body()
            return self._apart(terms) if terms.apart else self._writing(terms)
        with unit_of_work.reading(self.world.database):
            return self._answer(terms)

    def _apart(self, terms: Terms) -> Response:
        """The view opens its own transactions, once we know that it may run."""
        with unit_of_work.reading(self.world.database):
            early = self._turned_away(terms)
        if early is not None:
            return early
        guard.check_sender(self)
        guard.check_fields()
        return self.make_response(self.dispatch_request())

    def _writing(self, terms: Terms) -> Response:
        restore = _what_to_restore()

        def work(opened: Session) -> Response:
            restore()
            answer = self._answer(terms, opened)
            if answer.status_code >= 400:
                raise unit_of_work.Undone(answer)
            return answer

        try:
            return unit_of_work.writing(self.world.database, work)
        except unit_of_work.Undone as undone:
            return self.make_response(undone.answer)  # type: ignore[arg-type]  # raised by `work`, with its answer

    def _answer(self, terms: Terms, opened: Session | None = None) -> Response:
        early = self._turned_away(terms)
        if early is not None:
            return early
        if opened is None or terms.from_outside:
            return self.make_response(self.dispatch_request())
        guard.check_sender(self)
        guard.check_fields()
        return form_token.once(opened, terms, lambda: self.make_response(self.dispatch_request()))

    def _turned_away(self, terms: Terms) -> Response | None:
        early = self.preprocess_request()
        if early is not None:
            return self.make_response(early)
        if terms.who.welcomes(viewer_or_none()):
            return None
        if viewer_or_none() is None:
            return self.make_response(going.to_sign_in())
        raise NotFound()

    def _keep_readings(self) -> None:
        seen, looking = list(readings()), viewer_or_none()
        if seen:
            unit_of_work.writing(self.world.database, lambda opened: self.world.keep_readings(opened, looking, seen))

    def _terms(self) -> Terms:
        if request.endpoint == "static":
            return QUIET
        view = self.view_functions.get(request.endpoint or "")
        return terms_of(view) or guard.UNKNOWN


def _what_to_restore() -> Callable[[], None]:
    """A view may run several times: each time finds the cookie, the notes and the files as they came."""
    notes: dict[str, Any] = dict(vars(g))
    kept: dict[str, Any] = copy.deepcopy(dict(cookie))
    was_modified = cookie.modified

    def restore() -> None:
        vars(g).clear()
        vars(g).update(notes)
        if dict(cookie) != kept:
            cookie.clear()
            cookie.update(copy.deepcopy(kept))
            cookie.modified = was_modified
        form_token.rewind()

    return restore
