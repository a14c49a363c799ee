"""Who works here: one user for each role, and users with two."""

from __future__ import annotations

from dataclasses import dataclass

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.models import Provider
from app.people.models import Organisation, Team, TeamMember, UserAccount, UserRole
from app.people.vocabulary import Role

PASSWORD = "lemon tree in the rain"
NORTH, SOUTH = "North team", "South team"


@dataclass(frozen=True, slots=True)
class Worker:
    """One demo user: how they sign in, what they may do and what to try with them."""

    key: str
    name: str
    roles: tuple[Role, ...]
    note: str
    team: str = ""
    leads: bool = False
    provider: str = ""


WORKERS: tuple[Worker, ...] = (
    Worker("kit", "Kit Osei", (Role.KEYWORKER,), "Plans with Sam and others; puts their case", NORTH),
    Worker("kim", "Kim Vale", (Role.KEYWORKER,), "Keyworker of the other team", SOUTH),
    Worker("lou", "Lou Marsh", (Role.LINE_MANAGER,), "Decides where a programme has no panel", SOUTH, leads=True),
    Worker("lin", "Lin Adair", (Role.LINE_MANAGER, Role.KEYWORKER), "Leads the north team, and has cases",
           NORTH, leads=True),
    Worker("bo", "Bo Lindqvist", (Role.BROKER,), "Finds what is not in the catalogue; follows orders"),
    Worker("pat", "Pat Adeyemi", (Role.PANEL_CHAIR, Role.PANEL_MEMBER), "Chairs the panel and signs what it decided"),
    Worker("ali", "Ali Rahman", (Role.PANEL_MEMBER,), "Reads cases and votes"),
    Worker("nell", "Nell Hart", (Role.PANEL_MEMBER, Role.BROKER), "Sits on the panel, and is a broker as well"),
    Worker("gwen", "Gwen Ellis", (Role.PROVIDER,), "Quince Counselling: answers orders, sees when money comes",
           provider="Quince Counselling"),
    Worker("tess", "Tess Moor", (Role.PROVIDER,), "Tidewater Recovery: a charity with a day rate",
           provider="Tidewater Recovery"),
    Worker("remy", "Remy Holt", (Role.PROVIDER,), "Second Track Studio: a sole trader with a phone",
           provider="Second Track Studio"),
    Worker("fin", "Fin Doyle", (Role.FINANCE_CLERK,), "Prepares payment runs; calls back about bank details"),
    Worker("flo", "Flo Brandt", (Role.FINANCE_CLERK,), "The second finance clerk"),
    Worker("mo", "Mo Sarkis", (Role.FINANCE_MANAGER,), "Allows bank details; confirms what the bank paid"),
    Worker("sunita", "Sunita Rao", (Role.SIGNATORY,), "Releases payment runs that somebody else prepared"),
    Worker("cora", "Cora Finch", (Role.COMMISSIONER,), "Starts programmes, receives money from funders"),
    Worker("ada", "Ada Quill", (Role.ADMINISTRATOR,), "Adds users; sees no money and no cases"),
)  # fmt: skip


def email(key: str) -> str:
    """The address a demo user signs in with."""
    return f"{key}@lemonfield.example"


def hire(session: Session) -> dict[str, UserAccount]:
    """The organisation, its teams and its users, by key. Providers must be in the catalogue already."""
    organisation = Organisation(name="Lemonfield Recovery Partnership", address="1 Orchard Row, Lemonfield")
    session.add(organisation)
    session.flush()
    teams = {name: Team(organisation_id=organisation.id, name=name) for name in (NORTH, SOUTH)}
    session.add_all(teams.values())
    password = password_hash()
    users = {
        worker.key: UserAccount(
            organisation_id=organisation.id,
            name=worker.name,
            email=email(worker.key),
            password_hash=password,
            demo_note=worker.note,
            provider_id=_provider(session, worker.provider),
        )
        for worker in WORKERS
    }
    session.add_all(users.values())
    session.flush()
    for worker in WORKERS:
        user = users[worker.key]
        session.add_all(UserRole(user_id=user.id, role=role) for role in worker.roles)
        if worker.team:
            session.add(TeamMember(team_id=teams[worker.team].id, user_id=user.id, leads=worker.leads))
    session.flush()
    return users


def password_hash() -> str:
    """The demo's password, hashed as sign-in expects."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(PASSWORD)


def _provider(session: Session, name: str) -> int | None:
    return session.scalar(select(Provider.id).where(Provider.name == name)) if name else None
