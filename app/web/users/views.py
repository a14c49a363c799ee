"""Users' accounts, for the administrator; roles change when two people agree."""

from __future__ import annotations

from typing import TypeVar

from flask import request, url_for

from app.catalogue.queries import providers_by_name
from app.journeys import accounts
from app.kernel.errors import BadInput
from app.kernel.permit import allow
from app.kernel.unit_of_work import session
from app.people import policy
from app.people.account_queries import account_for, role_changes_waiting, team_for, users_page
from app.people.models import UserAccount
from app.people.queries import teams_of
from app.people.vocabulary import Role
from app.web.account.stepping_up import fresh_second_factor_needed
from app.web.shell.pages import Answer, Pages, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import viewer
from app.web.users.forms import FindForm, RolesForm, TeamForm, UserForm

pages = Pages(__name__, prefix="/users")
ADMINISTRATOR = roles(Role.ADMINISTRATOR)
A_PAGE = 50
Asking = TypeVar("Asking", UserForm, TeamForm)


@pages.get("", who=ADMINISTRATOR, place=Place("Users", 20))
def index() -> str:
    """Everybody who signs in."""
    form = FindForm.from_query()
    words = (form.q.data or "") if form.validate() else ""
    shown = users_page(session(), viewer(), words=words, after=_after(), limit=A_PAGE + 1)
    users, more = shown[:A_PAGE], shown[A_PAGE:]
    older = url_for("users.index", q=words, after=users[-1].id) if more else ""
    teams = {team.id: team.name for team in teams_of(session(), viewer().organisation_id)}
    waiting = len(role_changes_waiting(session(), viewer()))
    return render(
        "users/index.html",
        form=form,
        users=users,
        teams=teams,
        older=older,
        paged="after" in request.args,
        waiting=waiting,
    )


@pages.get("/new", who=ADMINISTRATOR)
def new() -> Answer:
    """A new user."""
    return fresh_second_factor_needed(url_for("users.new")) or _new_page(UserForm())


@pages.post("", who=ADMINISTRATOR)
def add() -> Answer:
    """Added; the roles wait for a second person."""
    again = fresh_second_factor_needed(url_for("users.new"))
    if again is not None:
        return again
    form = _with_teams(UserForm.from_request())
    if form.validate():
        try:
            user = _added(form)
        except BadInput as mistake:
            form.take(mistake)
        else:
            flash_done(
                f"{user.name} gets an e-mail with a link to choose a password. A second person must agree to the roles."
            )
            return see_other("users.show", user_id=user.id)
    return _new_page(form), 422


@pages.get("/<int:user_id>", who=ADMINISTRATOR)
def show(user_id: int) -> str:
    """One user."""
    user = account_for(session(), viewer(), user_id)
    teams = {team.id: team.name for team in teams_of(session(), viewer().organisation_id)}
    waiting = [change for change in role_changes_waiting(session(), viewer()) if change.user_id == user.id]
    return render(
        "users/show.html",
        user=user,
        teams=teams,
        waiting=waiting,
        may_ask=policy.may_ask_for_roles(viewer(), user.id),
        may_switch=policy.may_switch_off(viewer(), user.id),
    )


@pages.get("/<int:user_id>/roles", who=ADMINISTRATOR)
def change_roles(user_id: int) -> Answer:
    """Which roles will they hold?"""
    user = account_for(session(), viewer(), user_id)
    allow(policy.may_ask_for_roles(viewer(), user.id))
    form = RolesForm(values={"roles": [held.role.value for held in user.roles]})
    return fresh_second_factor_needed(url_for("users.change_roles", user_id=user_id)) or _roles_page(user, form)


@pages.post("/<int:user_id>/roles", who=ADMINISTRATOR)
def ask_for_roles(user_id: int) -> Answer:
    """Asked; a second person answers."""
    user = account_for(session(), viewer(), user_id)
    allow(policy.may_ask_for_roles(viewer(), user.id))
    again = fresh_second_factor_needed(url_for("users.change_roles", user_id=user_id))
    if again is not None:
        return again
    form = RolesForm.from_request()
    if form.validate():
        try:
            accounts.ask_for_roles(session(), viewer(), user, form.roles.data or [], form.why.data)
        except BadInput as mistake:
            form.take(mistake)
        else:
            flash_done("A second person must agree. We told the others who may.")
            return see_other("users.show", user_id=user.id)
    return _roles_page(user, form), 422


@pages.get("/<int:user_id>/team", who=ADMINISTRATOR)
def change_team(user_id: int) -> str:
    """Where do they work?"""
    user = account_for(session(), viewer(), user_id)
    return render("users/team.html", user=user, form=_with_teams(TeamForm()))


@pages.post("/<int:user_id>/team", who=ADMINISTRATOR)
def move(user_id: int) -> Answer:
    """Moved; what they could see before, they do not see any more."""
    user, form = account_for(session(), viewer(), user_id), _with_teams(TeamForm.from_request())
    if not form.validate():
        return render("users/team.html", user=user, form=form), 422
    team = team_for(session(), viewer(), int(form.team_id.data))
    left = accounts.move_to_team(session(), viewer(), user, team, leads=form.leads.data)
    flash_done(f"{user.name} works in {team.name} now. {_left(left)}")
    return see_other("users.show", user_id=user.id)


@pages.post("/<int:user_id>/password-link", who=ADMINISTRATOR)
def send_link(user_id: int) -> Answer:
    """They choose their own password; nobody else sees the link."""
    user = account_for(session(), viewer(), user_id)
    accounts.send_password_link(session(), viewer(), user)
    flash_done(f"{user.name} gets an e-mail with a link. It works for one day.")
    return see_other("users.show", user_id=user.id)


@pages.post("/<int:user_id>/off", who=ADMINISTRATOR)
def switch_off(user_id: int) -> Answer:
    """Out, at once and everywhere."""
    user = account_for(session(), viewer(), user_id)
    left = accounts.switch_off(session(), viewer(), user)
    flash_done(f"{user.name} is signed out everywhere and can not sign in. {_left(left)}")
    return see_other("users.show", user_id=user.id)


@pages.post("/<int:user_id>/on", who=ADMINISTRATOR)
def switch_on(user_id: int) -> Answer:
    """Back again."""
    user = account_for(session(), viewer(), user_id)
    accounts.switch_on(session(), viewer(), user)
    flash_done(f"{user.name} can sign in again.")
    return see_other("users.show", user_id=user.id)


def _added(form: UserForm) -> UserAccount:
    team = team_for(session(), viewer(), int(form.team_id.data)) if form.team_id.data else None
    provider_id = _provider_id(form.provider.data) if form.provider.data else None
    return accounts.add_user(
        session(), viewer(), form.name.data, form.email.data, form.roles.data or [], provider_id=provider_id, team=team
    )


def _provider_id(name: str) -> int:
    found = [one for one in providers_by_name(session(), name, limit=20) if one.name.casefold() == name.casefold()]
    if len(found) != 1:
        raise BadInput("We know no provider with exactly this name. Look it up in the catalogue.", "provider")
    return found[0].id


def _new_page(form: UserForm) -> str:
    return render("users/new.html", form=_with_teams(form))


def _roles_page(user: UserAccount, form: RolesForm) -> str:
    return render("users/roles.html", user=user, form=form)


def _with_teams(form: Asking) -> Asking:
    form.team_id.offer([(str(team.id), team.name) for team in teams_of(session(), viewer().organisation_id)])
    return form


def _left(count: int) -> str:
    if not count:
        return ""
    return "1 person needs a new keyworker." if count == 1 else f"{count} people need a new keyworker."


def _after() -> int:
    typed = request.args.get("after", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 18 else 0
