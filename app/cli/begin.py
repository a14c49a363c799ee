"""`flask begin`: the first organisation of an empty database, and the two people who can let everybody else in."""

from __future__ import annotations

import re

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit import trail
from app.cli.here import world
from app.kernel.unit_of_work import writing
from app.people.account_actions import send_password_link
from app.people.models import Organisation, Team, UserAccount, UserRole
from app.people.vocabulary import Role

_PERSON = re.compile(r"(?P<name>[^<>]+?)\s*<(?P<email>[^<>@\s]+@[^<>@\s]+)>")


@click.command("begin")
@click.option("--organisation", required=True, help="What the organisation is called.")
@click.option("--team", default="First team", help="Its first team of keyworkers.")
@click.option("--administrator", required=True, help='Who adds users: "Name <address>".')
@click.option("--commissioner", required=True, help='Who starts programmes and agrees to roles: "Name <address>".')
@with_appcontext
def begin(organisation: str, team: str, administrator: str, commissioner: str) -> None:
    """Make the first organisation, its administrator and its commissioner, and send each a link for a password.

    Two people, because a role counts only once a second person agreed to it.
    """
    people = {Role.ADMINISTRATOR: _read(administrator), Role.COMMISSIONER: _read(commissioner)}
    if people[Role.ADMINISTRATOR][1] == people[Role.COMMISSIONER][1]:
        raise click.ClickException("The administrator and the commissioner must be two people.")
    writing(world().database, lambda session: _first(session, organisation.strip(), team.strip(), people))
    click.echo(f"{organisation} is ready. Both get an e-mail with a link to choose a password; it works for one day.")
    click.echo("Next: the administrator adds users, and the commissioner agrees to their roles.")


def _read(typed: str) -> tuple[str, str]:
    found = _PERSON.fullmatch(typed.strip())
    if found is None:
        raise click.ClickException(f"“{typed}” is not a name with an address, like “Ada Quill <ada@example.org>”.")
    return found["name"], found["email"].lower()


def _first(session: Session, organisation: str, team: str, people: dict[Role, tuple[str, str]]) -> None:
    if session.scalar(select(func.count()).select_from(Organisation)):
        raise click.ClickException("There is an organisation already. Its administrator adds everybody else.")
    made = Organisation(name=organisation)
    session.add(made)
    session.flush()
    session.add(Team(organisation_id=made.id, name=team))
    for role, (name, email) in people.items():
        user = UserAccount(organisation_id=made.id, name=name, email=email)
        session.add(user)
        session.flush()
        session.add(UserRole(user_id=user.id, role=role))
        send_password_link(session, user)
        trail.record(session, 0, "user.began", "user_account", user.id)
