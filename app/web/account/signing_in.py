"""Signing in, in its steps: count the try, look (without holding anybody up), then let in or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.audit.trail import record
from app.kernel import unit_of_work
from app.people import second_factor
from app.people.account_queries import session_by_token, user_by_email
from app.people.models import AuthSession, UserAccount
from app.people.secrets import attempt_key, password_fits
from app.people.sign_in_actions import claim_attempt, start_session, take_back, use_sign_in_code
from app.web.shell.afterwards import Opened
from app.world import World


@dataclass(frozen=True, slots=True)
class Outcome:
    """A token when it worked; when to try again after too many tries; neither when it was wrong."""

    token: str = ""
    user_id: int = 0
    try_again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signs in: the network address, the kind of device, whether others use it, its token so far."""

    address: str
    device: str
    shared: bool = False
    token_before: str = ""


def by_password(world: World, email: str, password: str, browser: Browser) -> Outcome:
    """Sign in with e-mail and password. An unknown user costs the same work and gets the same answer."""
    keys = [attempt_key("account", email.strip().lower()), attempt_key("address", browser.address)]

    def look() -> int | None:
        with unit_of_work.reading(world.database) as session:
            user = user_by_email(session, email)
        fits = password_fits(user.password_hash if user else None, password)
        return user.id if user is not None and fits else None

    def enter(session: Opened, user_id: int) -> Outcome:
        user = session.get_one(UserAccount, user_id)
        return let_in(session, user, browser)

    return _tried(world, keys, look, enter)


def by_code(world: World, typed: str, browser: Browser) -> Outcome:
    """Sign in with the one-time code a keyworker made."""

    def enter(session: Opened, _found: int) -> Outcome:
        user = use_sign_in_code(session, typed)
        return let_in(session, user, browser) if user else Outcome()

    return _tried(world, [attempt_key("address", browser.address)], lambda: 1, enter)


def with_second_factor(world: World, session_id: int, typed: str) -> Outcome:
    """Show the second factor at a browser that is signed in; the outcome's user is set when the code was right."""
    with unit_of_work.reading(world.database) as opened:
        user_id = opened.get_one(AuthSession, session_id).user_id

    def enter(session: Opened, _found: int) -> Outcome:
        row, user = session.get_one(AuthSession, session_id), session.get_one(UserAccount, user_id)
        right = row.ended_at is None and second_factor.take_code(session, user, row, typed)
        return Outcome(user_id=user_id) if right else Outcome()

    return _tried(world, [attempt_key("second factor", str(user_id))], lambda: user_id, enter)


def password_is_right(world: World, user_id: int, password: str) -> Outcome:
    """Whether somebody who is signed in knows their password; the outcome's user is set when they do."""

    def look() -> int | None:
        with unit_of_work.reading(world.database) as session:
            kept = session.get_one(UserAccount, user_id).password_hash
        return user_id if password_fits(kept, password) else None

    key = attempt_key("own password", str(user_id))
    return _tried(world, [key], look, lambda _session, found: Outcome(user_id=found))


def counted(world: World, kind: str, whom: str) -> datetime | None:
    """Count something that may not be done without end, such as asking for links; or say when to try again."""
    return _claim(world, [attempt_key(kind, whom)])[1]


def _tried(
    world: World,
    keys: list[str],
    look: Callable[[], int | None],
    enter: Callable[[Opened, int], Outcome],
) -> Outcome:
    tries, until = _claim(world, keys)
    if until is not None:
        return Outcome(try_again_at=until)
    found = look()
    if found is None:
        return Outcome()

    def go_in(session: Opened) -> Outcome:
        outcome = enter(session, found)
        if outcome.user_id:
            take_back(session, tries)
        return outcome

    return unit_of_work.writing(world.database, go_in)


def _claim(world: World, keys: list[str]) -> tuple[list[int], datetime | None]:
    config = world.config
    window = timedelta(seconds=config.sign_in_window_seconds)
    return unit_of_work.writing(
        world.database, lambda session: claim_attempt(session, keys, limit=config.sign_in_limit, window=window)
    )


def let_in(session: Opened, user: UserAccount, browser: Browser) -> Outcome:
    """A new session with a new token; the one this browser had before is over."""
    before = session_by_token(session, browser.token_before)
    if before is not None:
        before.end()
    token = start_session(session, user, device=browser.device, shared=browser.shared)
    record(session, user.id, "user.signed_in", "user", user.id)
    return Outcome(token=token, user_id=user.id)
