"""Users as the administrator sees them, and what is known of somebody who signs in."""

from __future__ import annotations

import hmac

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.permit import allow
from app.people.models import (
    AuthSession,
    Interest,
    PasswordLink,
    Person,
    RecoveryCode,
    RoleChange,
    SignInCode,
    Team,
    UserAccount,
)
from app.people.policy import may_run_accounts
from app.people.secrets import code_digest, link_secret, token_digest
from app.people.vocabulary import Role, Viewer

_BROWSER = (
    select(AuthSession, UserAccount, Person.id)
    .join(UserAccount, UserAccount.id == AuthSession.user_id)
    .outerjoin(Person, Person.user_id == UserAccount.id)
    .where(AuthSession.digest == bindparam("token_digest"), AuthSession.ended_at.is_(None))
    .options(joinedload(UserAccount.roles), joinedload(UserAccount.teams))
)
"""Built once: every request of somebody signed in asks it."""


def user_by_email(session: Session, email: str) -> UserAccount | None:
    """An active user by their e-mail address, in whatever letters it was typed."""
    return session.scalar(select(UserAccount).where(UserAccount.email == email.strip().lower(), UserAccount.is_active))


def email_is_taken(session: Session, email: str) -> bool:
    """Whether somebody has an account with this address, switched off or not."""
    return session.scalar(select(UserAccount.id).where(UserAccount.email == email)) is not None


def session_by_token(session: Session, token: str) -> AuthSession | None:
    """The signed-in browser a token stands for, unless it was ended."""
    return session.scalar(
        select(AuthSession).where(AuthSession.digest == token_digest(token), AuthSession.ended_at.is_(None))
    )


def browser_with(session: Session, token: str) -> tuple[AuthSession, UserAccount, int | None] | None:
    """The signed-in browser a token stands for, its user with roles and teams, and the id of their own record: all
    that every request asks first, in one query."""
    row = session.execute(_BROWSER, {"token_digest": token_digest(token)}).unique().one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def sessions_of(session: Session, user_id: int, limit: int = 50) -> list[AuthSession]:
    """Where somebody is signed in, the latest first."""
    running = select(AuthSession).where(AuthSession.user_id == user_id, AuthSession.ended_at.is_(None))
    return list(session.scalars(running.order_by(AuthSession.seen_at.desc(), AuthSession.id.desc()).limit(limit)))


def code_typed(session: Session, typed: str) -> SignInCode | None:
    """The one-time code somebody typed, if it still works."""
    return session.scalar(
        select(SignInCode).where(
            SignInCode.digest == code_digest("sign-in", typed),
            SignInCode.used_at.is_(None),
            SignInCode.expires_at > clock.now(),
        )
    )


def person_of_code(session: Session, code: SignInCode) -> Person:
    """Whom a code is for."""
    return session.get_one(Person, code.person_id)


def unused_codes_of(session: Session, person_id: int) -> list[SignInCode]:
    """A person's codes that still work."""
    waiting = select(SignInCode).where(SignInCode.person_id == person_id, SignInCode.used_at.is_(None))
    return list(session.scalars(waiting.order_by(SignInCode.id)))


def recovery_codes_of(session: Session, user_id: int) -> list[RecoveryCode]:
    """Recovery codes that were not used yet."""
    unused = select(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return list(session.scalars(unused.order_by(RecoveryCode.id)))


def password_link(session: Session, link_id: int, secret: str) -> PasswordLink:
    """A link that still works. Raises NotFound for one that was used, is too old or was never made."""
    found = session.get(PasswordLink, link_id)
    if (
        found is None
        or found.used_at is not None
        or found.expires_at <= clock.now()
        or not hmac.compare_digest(link_secret(found.id, found.salt).encode(), secret.encode())
    ):
        raise NotFound("This link does not work any more. Ask for a new one.")
    return found


def demo_users(session: Session) -> list[UserAccount]:
    """The people a demo offers at sign-in, in the order they were made."""
    return list(
        session.scalars(
            select(UserAccount).where(UserAccount.is_active, UserAccount.demo_note != "").order_by(UserAccount.id)
        )
    )


def users_page(
    session: Session, viewer: Viewer, *, words: str = "", after: int = 0, limit: int = 50
) -> list[UserAccount]:
    """The organisation's users by the order they were added, from behind the user `after`."""
    allow(may_run_accounts(viewer))
    wanted = select(UserAccount).where(UserAccount.organisation_id == viewer.organisation_id, UserAccount.id > after)
    if words:
        like = f"%{_plain(words)}%"
        wanted = wanted.where(
            or_(UserAccount.name.ilike(like, escape="\\"), UserAccount.email.ilike(like, escape="\\"))
        )
    return list(session.scalars(wanted.order_by(UserAccount.id).limit(limit)))


def account_for(session: Session, viewer: Viewer, user_id: int) -> UserAccount:
    """A user of the viewer's organisation. Raises NotFound for others'."""
    allow(may_run_accounts(viewer))
    found = session.scalar(
        select(UserAccount).where(UserAccount.id == user_id, UserAccount.organisation_id == viewer.organisation_id)
    )
    if found is None:
        raise NotFound()
    return found


def team_for(session: Session, viewer: Viewer, team_id: int) -> Team:
    """A team of the viewer's organisation. Raises NotFound for others'."""
    found = session.scalar(select(Team).where(Team.id == team_id, Team.organisation_id == viewer.organisation_id))
    if found is None:
        raise NotFound()
    return found


def role_changes_waiting(session: Session, viewer: Viewer) -> list[RoleChange]:
    """Changes of roles that wait for a second person, the oldest first."""
    if not viewer.has(Role.ADMINISTRATOR, Role.COMMISSIONER):
        raise NotFound()
    return list(
        session.scalars(
            select(RoleChange)
            .join(UserAccount, UserAccount.id == RoleChange.user_id)
            .where(UserAccount.organisation_id == viewer.organisation_id, RoleChange.decided_at.is_(None))
            .order_by(RoleChange.id)
        )
    )


def role_change_for(session: Session, viewer: Viewer, change_id: int) -> RoleChange:
    """One change of roles, locked. Raises NotFound for other organisations'."""
    if not viewer.has(Role.ADMINISTRATOR, Role.COMMISSIONER):
        raise NotFound()
    found = session.scalar(
        select(RoleChange)
        .join(UserAccount, UserAccount.id == RoleChange.user_id)
        .where(UserAccount.organisation_id == viewer.organisation_id, RoleChange.id == change_id)
        .with_for_update(of=RoleChange)
    )
    if found is None:
        raise NotFound()
    return found


def interests_declared_by(session: Session, user_id: int) -> list[Interest]:
    """What somebody declared, as it stands now, the newest first."""
    running = select(Interest).where(Interest.user_id == user_id, Interest.ended_at.is_(None))
    return list(session.scalars(running.order_by(Interest.id.desc())))


def _plain(words: str) -> str:
    """Typed words as they are, with nothing in them that means "anything" to the database."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
