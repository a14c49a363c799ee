"""Who is at this browser: flask-login keeps our token in the signed cookie, our own rows say what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, g, request
from flask import session as cookie
from flask_login import LoginManager, current_user, login_user

from app.kernel import clock
from app.kernel.unit_of_work import session
from app.people.account_queries import browser_with, session_by_token
from app.people.models import AuthSession, UserAccount
from app.people.queries import viewer_with
from app.people.rules import session_is_over
from app.people.sign_in_actions import touch
from app.people.vocabulary import Viewer
from app.web.account.limits import came_from
from app.web.account.pages import pages, world
from app.web.account.signing_in import Browser
from app.web.shell import leaving
from app.web.shell.afterwards import Opened, afterwards
from config import SecondFactor

TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """A browser somebody signed in at, as flask-login knows it. `user` may still owe a second factor."""

    token: str
    row: AuthSession | None = None
    user: UserAccount | None = None
    own_record: int | None = None
    """The id of the record about themselves, if there is one."""
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie keeps: a secret that stands for a row of ours."""
        return self.token


def prepare(app: Flask) -> None:
    """Have every request know who is looking, and every way out end the session."""
    login = LoginManager()
    login.session_protection = None  # phones change their address; our rows, their ages and the list protect
    login.user_loader(_signed_in_with)
    login.init_app(app, add_context_processor=False)
    leaving.on_leaving(app, end_here)


@pages.before_app_request
def recognise() -> None:
    """Who is looking; nobody, while their second factor is missing."""
    g.viewer = g.signed_in = g.half_signed_in = None
    if request.endpoint == "static" or not current_user.is_authenticated:
        return
    found: SignedIn = current_user._get_current_object()  # noqa: SLF001 - flask-login's own way to the real one
    if found.row is None or found.user is None:
        return
    looking = viewer_with(found.user, found.own_record)
    if owes_second_factor(found.row, looking):
        g.half_signed_in = found
    else:
        g.viewer, g.signed_in = looking, found
    _keep_awake(found.row)


def enter(token: str) -> None:
    """This browser is signed in from now on. Nothing it had before stays in its cookie."""
    cookie.clear()
    login_user(SignedIn(token))


def end_here(opened: Opened, _viewer: Viewer | None) -> None:
    """End the session of this browser, wherever it is kept."""
    token = cookie.get("_user_id")
    row = session_by_token(opened, token) if isinstance(token, str) else None
    if row is not None:
        row.end()
    cookie.clear()


def signed_in() -> SignedIn | None:
    """This browser's session, fully signed in."""
    found: SignedIn | None = g.get("signed_in")
    return found


def half_signed_in() -> SignedIn | None:
    """This browser's session while its second factor is missing."""
    found: SignedIn | None = g.get("half_signed_in")
    return found


def was_signed_in() -> bool:
    """Whether this browser brings a session that does not count any more."""
    return "_user_id" in cookie and signed_in() is None and half_signed_in() is None


def needs_second_factor(looking: Viewer) -> bool:
    """Whether somebody must show a second factor at all: staff, where it is switched on."""
    return looking.is_staff and world().config.second_factor is SecondFactor.REQUIRED


def owes_second_factor(row: AuthSession, looking: Viewer) -> bool:
    """Whether somebody must still show it before anything else."""
    return needs_second_factor(looking) and row.second_factor_at is None


def is_over(row: AuthSession, now: datetime) -> bool:
    """Whether a session ended by itself."""
    config = world().config
    return session_is_over(
        started_at=row.started_at,
        seen_at=row.seen_at,
        now=now,
        idle=timedelta(minutes=config.session_idle_minutes),
        longest=timedelta(hours=config.session_hours),
        shared=row.shared_device,
    )


def browser(*, shared: bool = False) -> Browser:
    """This browser, for signing in."""
    return Browser(came_from(), device(), shared, str(cookie.get("_user_id", "")))


def device() -> str:
    """The browser's kind, in words people know: for the list of places where somebody is signed in."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "A browser")
    place = next((name for mark, name in _PLACES if mark in agent), "")
    return f"{browser} on {place}" if place else browser


_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_PLACES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android phone"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


def _signed_in_with(token: str) -> SignedIn | None:
    found = browser_with(session(), token)
    if found is None or is_over(found[0], clock.now()):
        return None
    return SignedIn(token, *found) if found[1].is_active else None


def _keep_awake(row: AuthSession) -> None:
    """Remember that the browser was used, at most once a minute, and never inside a reading."""
    if clock.now() - row.seen_at >= TOUCH_EVERY:
        number = row.id
        afterwards(lambda opened: touch(opened, number))


@pages.record_once
def _with(state: Any) -> None:
    prepare(state.app)
