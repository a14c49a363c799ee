"""What is done about users: added, given roles by two people, moved, switched off; passwords chosen by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.errors import BadInput, Conflict
from app.kernel.ids import new_token
from app.kernel.locks import hold
from app.kernel.outbox import announce
from app.kernel.permit import allow
from app.people.account_queries import email_is_taken
from app.people.models import PasswordLink, RoleChange, Team, TeamMember, UserAccount, UserRole
from app.people.policy import (
    may_answer_role_change,
    may_ask_for_roles,
    may_move_to_team,
    may_run_accounts,
    may_switch_off,
)
from app.people.queries import cases_of_keyworker, user_of
from app.people.rules import LINK_LASTS, password_is_good, roles_go_together
from app.people.secrets import hash_password
from app.people.sign_in_actions import end_sessions_of
from app.people.vocabulary import PasswordLinkAsked, Role, Viewer


def add_user(session: Session, viewer: Viewer, name: str, email: str, *, provider_id: int | None = None) -> UserAccount:
    """A new account, without any role yet; a link to choose a password goes to its e-mail address."""
    allow(may_run_accounts(viewer))
    email = email.strip().lower()
    if email_is_taken(session, email):
        raise BadInput("Somebody has an account with this e-mail address already.", "email")
    user = UserAccount(organisation_id=viewer.organisation_id, name=name, email=email, provider_id=provider_id)
    session.add(user)
    session.flush()
    send_password_link(session, user, asked_by_id=viewer.user_id)
    return user


def send_password_link(session: Session, user: UserAccount, *, asked_by_id: int | None = None) -> None:
    """Send a link to choose a password with, to the user's own address. Nobody else ever sees it."""
    link = PasswordLink(user_id=user.id, asked_by_id=asked_by_id, salt=new_token(), expires_at=clock.now() + LINK_LASTS)
    session.add(link)
    session.flush()
    announce(session, PasswordLinkAsked(link.id))


def ask_for_roles(session: Session, viewer: Viewer, user: UserAccount, roles: Sequence[Role], why: str) -> RoleChange:
    """Ask that somebody holds exactly these roles; it counts once a second person agreed."""
    allow(may_ask_for_roles(viewer, user.id))
    together = roles_go_together(roles)
    if not together:
        raise BadInput(together.reason, "roles")
    if Role.PROVIDER in roles and user.provider_id is None:
        raise BadInput("Say which provider they speak for first.", "roles")
    if set(roles) == {held.role for held in user.roles}:
        raise BadInput("They hold these roles already.", "roles")
    change = RoleChange(
        user_id=user.id, roles=[role.value for role in Role if role in roles], why=why, asked_by_id=viewer.user_id
    )
    session.add(change)
    session.flush()
    return change


def answer_role_change(session: Session, viewer: Viewer, change: RoleChange, *, agreed: bool) -> None:
    """The second person's yes or no. With a yes the roles hold at once, and old sessions end."""
    allow(may_answer_role_change(viewer, asked_by_id=change.asked_by_id, user_id=change.user_id))
    change.decide(viewer.user_id, agreed=agreed)
    if not agreed:
        return
    user = hold(session, user_of(session, change.user_id))
    wanted = {Role(word) for word in change.roles}
    held = {one.role for one in user.roles}
    gone = held - wanted
    session.execute(delete(UserRole).where(UserRole.user_id == user.id, UserRole.role.in_(gone)))
    session.add_all(UserRole(user_id=user.id, role=role, granted_by_id=viewer.user_id) for role in wanted - held)
    if Role.KEYWORKER in gone:
        _end_cases(session, user)
    end_sessions_of(session, user.id)
    session.flush()
    session.expire(user, ["roles"])


def move_to_team(session: Session, viewer: Viewer, user: UserAccount, team: Team, *, leads: bool) -> int:
    """Put somebody into one team, out of all others. Their work and sessions end at once.

    Returns how many people need a new keyworker now.
    """
    allow(may_move_to_team(viewer))
    hold(session, user)
    session.execute(delete(TeamMember).where(TeamMember.user_id == user.id))
    session.add(TeamMember(team_id=team.id, user_id=user.id, leads=leads))
    left = _end_cases(session, user)
    end_sessions_of(session, user.id)
    session.flush()
    session.expire(user, ["teams"])
    return left


def switch_off(session: Session, viewer: Viewer, user: UserAccount) -> int:
    """Somebody left: they are signed out everywhere and can not come back. Returns who needs a new keyworker."""
    allow(may_switch_off(viewer, user.id))
    hold(session, user)
    if not user.is_active:
        raise Conflict("This account is switched off already.")
    user.is_active = False
    end_sessions_of(session, user.id)
    return _end_cases(session, user)


def switch_on(session: Session, viewer: Viewer, user: UserAccount) -> None:
    """Somebody came back: they may sign in again, with the roles they have."""
    allow(may_switch_off(viewer, user.id))
    hold(session, user)
    user.is_active = True


def choose_password(session: Session, user: UserAccount, password: str, *, but: int | None = None) -> None:
    """A user sets their own password; every other browser is signed out."""
    good = password_is_good(password, user.name, user.email or "")
    if not good:
        raise BadInput(good.reason, "new_password")
    user.password_hash = hash_password(password)
    end_sessions_of(session, user.id, but=but)


def use_password_link(session: Session, link: PasswordLink, password: str) -> UserAccount:
    """A user chooses their password through a link, which then stops working."""
    hold(session, link)
    if link.used_at is not None:
        raise Conflict("This link was used already. Ask for a new one.")
    user = hold(session, user_of(session, link.user_id))
    choose_password(session, user, password)
    link.used_at = clock.now()
    return user


def _end_cases(session: Session, user: UserAccount) -> int:
    running = cases_of_keyworker(session, user.id)
    for case in running:
        case.end()
    return len(running)
