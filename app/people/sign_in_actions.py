"""Signing in and out: tries are counted, sessions begin and end, codes work once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.ids import new_token
from app.kernel.permit import allow
from app.people.account_queries import code_typed, person_of_code, sessions_of, unused_codes_of
from app.people.models import AuthSession, Person, SignInAttempt, SignInCode, UserAccount, UserRole
from app.people.policy import may_make_sign_in_code
from app.people.queries import case_of
from app.people.rules import CODE_LASTS, try_again_at
from app.people.secrets import SIGN_IN_CODE_LENGTH, code_digest, in_fours, new_code, token_digest
from app.people.vocabulary import Role, Viewer

_LOCK = 7_021_906  # any number, the same everywhere: counting and adding a try is one step


def claim_attempt(
    session: Session, keys: Sequence[str], *, limit: int, window: timedelta
) -> tuple[list[int], datetime | None]:
    """Count a try before it is made, so that many tries at once can not slip under the limit.

    Returns the tries' ids, or when to try again. A try that succeeds is taken back with `take_back`.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    now = clock.now()
    waits = [_wait(session, key, limit, window, now) for key in keys]
    until = max((wait for wait in waits if wait is not None), default=None)
    if until is not None:
        return [], until
    made = [SignInAttempt(key=key, at=now) for key in keys]
    session.add_all(made)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - timedelta(days=1)))
    session.flush()
    return [attempt.id for attempt in made], None


def take_back(session: Session, attempt_ids: Sequence[int]) -> None:
    """It was the right password: the try does not count."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(list(attempt_ids))))


def start_session(session: Session, user: UserAccount, *, device: str, shared: bool = False) -> str:
    """Somebody is signed in at this browser; returns the token it keeps. Always a new one."""
    token = new_token()
    session.add(AuthSession(digest=token_digest(token), user_id=user.id, device=device[:120], shared_device=shared))
    session.flush()
    return token


def touch(session: Session, session_id: int) -> None:
    """The browser was used just now."""
    session.execute(
        update(AuthSession)
        .where(AuthSession.id == session_id, AuthSession.ended_at.is_(None))
        .values(seen_at=clock.now())
    )


def end_sessions_of(session: Session, user_id: int, *, but: int | None = None) -> int:
    """Sign somebody out everywhere, except perhaps at one browser; returns how many were ended."""
    ended = [running for running in sessions_of(session, user_id, limit=1000) if running.id != but]
    for running in ended:
        running.end()
    return len(ended)


def make_sign_in_code(session: Session, viewer: Viewer, person: Person) -> str:
    """A one-time code for a person; older ones stop working. Returns it as it is read out; it is kept nowhere."""
    allow(may_make_sign_in_code(viewer, case_of(session, person)))
    for older in unused_codes_of(session, person.id):
        older.used_at = clock.now()
    _account_of(session, person)
    code = new_code(SIGN_IN_CODE_LENGTH)
    session.add(
        SignInCode(
            person_id=person.id,
            made_by_id=viewer.user_id,
            digest=code_digest("sign-in", code),
            expires_at=clock.now() + CODE_LASTS,
        )
    )
    session.flush()
    return in_fours(code)


def use_sign_in_code(session: Session, typed: str) -> UserAccount | None:
    """Whom this code signs in, and never again; None when it does not work."""
    code = code_typed(session, typed)
    if code is None:
        return None
    used = session.execute(
        update(SignInCode).where(SignInCode.id == code.id, SignInCode.used_at.is_(None)).values(used_at=clock.now())
    )
    person = person_of_code(session, code)
    if used.rowcount != 1 or person.exited_on is not None or person.user_id is None:  # type: ignore[attr-defined]
        return None
    user = session.get_one(UserAccount, person.user_id)
    return user if user.is_active else None


def _wait(session: Session, key: str, limit: int, window: timedelta, now: datetime) -> datetime | None:
    tried = select(SignInAttempt.at).where(SignInAttempt.key == key, SignInAttempt.at > now - window)
    return try_again_at(list(session.scalars(tried.order_by(SignInAttempt.at))), limit=limit, window=window, now=now)


def _account_of(session: Session, person: Person) -> None:
    if person.user_id is None:
        user = UserAccount(organisation_id=person.organisation_id, name=person.called)
        session.add(user)
        session.flush()
        session.add(UserRole(user_id=user.id, role=Role.SERVICE_USER))
        person.user_id = user.id
    session.flush()
