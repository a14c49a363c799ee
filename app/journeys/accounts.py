"""What happens to users' accounts, written into the trail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.notices.actions import tell_user
from app.people import account_actions
from app.people.account_queries import user_by_email
from app.people.models import RoleChange, Team, UserAccount
from app.people.queries import line_manager_of, users_with
from app.people.vocabulary import Role, Viewer


def add_user(
    session: Session,
    viewer: Viewer,
    name: str,
    email: str,
    roles: Sequence[Role],
    *,
    provider_id: int | None,
    team: Team | None,
) -> UserAccount:
    """A new user, whose roles wait for a second person; their link to choose a password is on its way."""
    user = account_actions.add_user(session, viewer, name, email, provider_id=provider_id)
    record(session, viewer.user_id, "user.added", "user", user.id)
    if team is not None:
        account_actions.move_to_team(session, viewer, user, team, leads=Role.LINE_MANAGER in roles)
    ask_for_roles(session, viewer, user, roles, "A new account")
    return user


def ask_for_roles(session: Session, viewer: Viewer, user: UserAccount, roles: Sequence[Role], why: str) -> RoleChange:
    """Roles are asked for; others who may agree are told."""
    change = account_actions.ask_for_roles(session, viewer, user, roles, why)
    record(session, viewer.user_id, "user.roles_asked", "user", user.id, why=why)
    for role in (Role.ADMINISTRATOR, Role.COMMISSIONER):
        for other in users_with(session, user.organisation_id, role):
            if other.id not in {viewer.user_id, user.id}:
                words = f"{viewer.name} asks for other roles for {user.name}. Somebody else must agree."
                tell_user(session, other.id, words, "roles.index")
    return change


def answer_role_change(session: Session, viewer: Viewer, change: RoleChange, *, agreed: bool) -> None:
    """The second person answers; the one who asked is told."""
    account_actions.answer_role_change(session, viewer, change, agreed=agreed)
    act = "user.roles_agreed" if agreed else "user.roles_refused"
    record(session, viewer.user_id, act, "user", change.user_id)
    answer = "agreed to" if agreed else "said no to"
    tell_user(
        session, change.asked_by_id, f"{viewer.name} {answer} the roles you asked for.", "users.show", change.user_id
    )


def move_to_team(session: Session, viewer: Viewer, user: UserAccount, team: Team, *, leads: bool) -> int:
    """Somebody works in another team; their people need new keyworkers, and the managers are told."""
    before = [member.team_id for member in user.teams]
    left = account_actions.move_to_team(session, viewer, user, team, leads=leads)
    record(session, viewer.user_id, "user.moved", "user", user.id)
    _tell_managers(session, before, user, left)
    return left


def switch_off(session: Session, viewer: Viewer, user: UserAccount) -> int:
    """Somebody left; they are signed out everywhere at once, and the managers are told who needs a keyworker."""
    left = account_actions.switch_off(session, viewer, user)
    record(session, viewer.user_id, "user.switched_off", "user", user.id)
    _tell_managers(session, [member.team_id for member in user.teams], user, left)
    return left


def switch_on(session: Session, viewer: Viewer, user: UserAccount) -> None:
    """Somebody came back."""
    account_actions.switch_on(session, viewer, user)
    record(session, viewer.user_id, "user.switched_on", "user", user.id)


def send_password_link(session: Session, viewer: Viewer, user: UserAccount) -> None:
    """An administrator has a new link sent; they never see it."""
    account_actions.send_password_link(session, user, asked_by_id=viewer.user_id)
    record(session, viewer.user_id, "user.password_link_sent", "user", user.id)


def forgot_password(session: Session, email: str) -> None:
    """Somebody says they forgot their password. Whether there is such a user does not show."""
    user = user_by_email(session, email)
    if user is not None:
        account_actions.send_password_link(session, user)
        record(session, 0, "user.password_forgotten", "user", user.id)


def _tell_managers(session: Session, team_ids: list[int], user: UserAccount, left: int) -> None:
    managers = {manager.id for team_id in team_ids if (manager := line_manager_of(session, team_id)) is not None}
    people = "1 person needs" if left == 1 else f"{left} people need"
    for manager_id in sorted(managers - {user.id}) if left else ():
        tell_user(session, manager_id, f"{user.name} has left the team. {people} a new keyworker.", "people.index")
