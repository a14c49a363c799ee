"""`flask seed`: a believable demo, told once, and who can sign in to it."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalogue.actions import import_directory
from app.cli.demo import crowd, money, plot, served, staff
from app.cli.demo.teller import Teller
from app.cli.here import world
from app.kernel.unit_of_work import reading, writing
from app.people.models import Organisation, UserAccount
from app.people.vocabulary import Role, system
from providers_catalog.detect import borough

seed = AppGroup("seed", help="The demo.")


@seed.command("demo")
@click.option("--people", default=0, type=click.IntRange(0, 100_000), help="So many more people, each with a plan.")
@click.option("--seed", "number", default=1, type=int, help="The same number makes the same people.")
@click.option("--once", is_flag=True, help="Do nothing when there is somebody already.")
def demo(people: int, number: int, *, once: bool) -> None:
    """Fill an empty database with Lemonfield: its staff, people, providers, and three weeks of work."""
    if world().config.is_production:
        raise click.ClickException("The demo is not for production: its people and password are known to everybody.")
    if _somebody_is_here():
        if once:
            return
        raise click.ClickException("There is somebody in this database already. The demo needs an empty one.")
    tell_the_demo()
    if people:
        crowd.arrive(Teller(current_app, world()), people, number)
    print_sign_ins()


@seed.command("sign-ins")
def sign_ins() -> None:
    """Who can sign in to the demo, one or more for each role."""
    print_sign_ins()


def tell_the_demo() -> None:
    """Everything, in the order it happened."""
    teller = Teller(current_app, world())
    with teller.at(30):
        directory = borough()
        writing(world().database, lambda session: import_directory(session, system(), directory))
        writing(world().database, staff.hire)
        money.programmes(teller)
        money.bank_details(teller)
    for one in served.PEOPLE:
        served.welcome(teller, one)
    plot.tell(teller)
    money.new_bank_details(teller, "Cole & Daughter Trade Supplies")


def print_sign_ins() -> None:
    """One line for each demo user, grouped by role, and the password they share."""
    with reading(world().database) as session:
        users = _demo_users(session)
        for role in Role:
            for user in users:
                if any(held.role is role for held in user.roles):
                    click.echo(f"  {role.words:22} {user.email:28} {user.name:14} {user.demo_note}")
    if users:
        click.echo(f"  Password for all of them: {staff.PASSWORD}")


def _demo_users(session: Session) -> list[UserAccount]:
    wanted = select(UserAccount).where(UserAccount.demo_note != "", UserAccount.is_active).order_by(UserAccount.id)
    return list(session.scalars(wanted))


def _somebody_is_here() -> bool:
    with reading(world().database) as session:
        return bool(session.scalar(select(func.count()).select_from(Organisation)))
