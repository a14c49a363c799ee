"""One's own account: where one is signed in, and ending that."""

from __future__ import annotations

from app.audit.trail import record
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.unit_of_work import session
from app.people.account_queries import sessions_of
from app.people.models import AuthSession
from app.people.queries import user_of
from app.people.sign_in_actions import end_sessions_of
from app.web.account import recognising
from app.web.account.pages import pages, world
from app.web.shell.going import flash_done, see_other
from app.web.shell.pages import SIGNED_IN, Answer, Place
from app.web.shell.rendering import render
from app.web.shell.viewing import viewer


@pages.get("/account", who=SIGNED_IN, place=Place("My account", 95))
def show() -> str:
    """What one can do about one's own account."""
    user = user_of(session(), viewer().user_id)
    return render("account/show.html", user=user, count=len(_running()))


@pages.get("/account/sessions", who=SIGNED_IN)
def sessions() -> str:
    """Where somebody is signed in."""
    return render("account/sessions.html", sessions=_running(), here=_here_id(), minutes=_idle())


@pages.post("/account/sessions/<int:session_id>/end", who=SIGNED_IN)
def end_session(session_id: int) -> Answer:
    """Sign out at one browser."""
    found = next((row for row in sessions_of(session(), viewer().user_id) if row.id == session_id), None)
    if found is None:
        raise NotFound()
    if found.id == _here_id():
        recognising.end_here(session(), viewer())
        flash_done("You are signed out.")
        return see_other("account.sign_in")
    found.end()
    record(session(), viewer().user_id, "user.session_ended", "user", viewer().user_id)
    flash_done(f"You are signed out at {found.device or 'that browser'}.")
    return see_other("account.sessions")


@pages.post("/account/sessions/end-all", who=SIGNED_IN)
def end_all_sessions() -> Answer:
    """Sign out everywhere, here too."""
    end_sessions_of(session(), viewer().user_id)
    record(session(), viewer().user_id, "user.sessions_ended", "user", viewer().user_id)
    recognising.end_here(session(), viewer())
    flash_done("You are signed out everywhere.")
    return see_other("account.sign_in")


def _running() -> list[AuthSession]:
    now = clock.now()
    return [row for row in sessions_of(session(), viewer().user_id) if not recognising.is_over(row, now)]


def _here_id() -> int | None:
    here = recognising.signed_in()
    return here.row.id if here is not None and here.row is not None else None


def _idle() -> int:
    return world().config.session_idle_minutes
