"""Who is who, who works with whom, and whose records somebody may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from app.kernel import clock
from app.kernel.db import Base
from app.kernel.errors import NotFound
from app.people.models import Caseload, Interest, Organisation, Person, Team, TeamMember, UserAccount, UserRole
from app.people.vocabulary import Case, Interests, Role, Viewer

Row = TypeVar("Row", bound=Base)
_WITHOUT_RIGHTS = (lazyload(UserAccount.roles), lazyload(UserAccount.teams))
"""For queries that want somebody's name or id: their roles and teams are fetched only when asked for."""


def viewer_of(session: Session, user: UserAccount) -> Viewer:
    """A user, as rules need to know them."""
    own = select(Person.id).where(Person.user_id == user.id)
    is_person = any(held.role is Role.SERVICE_USER for held in user.roles)
    return viewer_with(user, session.scalar(own) if is_person else None)


def viewer_with(user: UserAccount, own_record: int | None) -> Viewer:
    """The same for a user whose own record, if they have one, was already looked up."""
    roles = frozenset(held.role for held in user.roles)
    return Viewer(
        user_id=user.id,
        name=user.name,
        roles=roles,
        organisation_id=user.organisation_id,
        person_id=own_record if Role.SERVICE_USER in roles else None,
        provider_id=user.provider_id,
        team_ids=frozenset(member.team_id for member in user.teams),
        managed_team_ids=frozenset(member.team_id for member in user.teams if member.leads),
    )


def people_in_reach(viewer: Viewer) -> Select[int]:
    """The ids of people whose records a viewer may see: their own; their caseload; their teams'; as broker, all
    of the organisation's. Nobody else sees anybody's record."""
    return select(Person.id).where(or_(false(), *_ways_to_reach(viewer)))


def _ways_to_reach(viewer: Viewer) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = []
    here = Person.organisation_id == viewer.organisation_id
    if viewer.has(Role.SERVICE_USER) and viewer.person_id is not None:
        ways.append(Person.id == viewer.person_id)
    if viewer.has(Role.KEYWORKER):
        cases = select(Caseload.person_id).where(Caseload.keyworker_id == viewer.user_id, _running())
        ways.append(and_(here, Person.id.in_(cases)))
    if viewer.has(Role.LINE_MANAGER) and viewer.managed_team_ids:
        ways.append(and_(here, Person.team_id.in_(viewer.managed_team_ids)))
    if viewer.has(Role.BROKER):
        ways.append(here)
    return ways


def _running() -> ColumnElement[bool]:
    """Work with somebody that goes on today; on its last day it is over, so that rights end at once."""
    today = clock.today()
    return and_(Caseload.from_on <= today, or_(Caseload.until_on.is_(None), Caseload.until_on > today))


def person_for(session: Session, viewer: Viewer, person_id: int) -> Person:
    """Somebody's record, for a viewer who may see it. Raises NotFound for anybody else."""
    found = session.scalar(select(Person).where(Person.id == person_id, Person.id.in_(people_in_reach(viewer))))
    if found is None:
        raise NotFound()
    return found


def people_seen_by(
    session: Session, viewer: Viewer, *, after: tuple[str, int] = ("", 0), limit: int = 50
) -> list[Person]:
    """Open records in reach, by name, from behind `after` (a name and an id)."""
    name, person_id = after
    beyond = or_(Person.name > name, and_(Person.name == name, Person.id > person_id))
    return list(
        session.scalars(
            select(Person)
            .where(Person.id.in_(people_in_reach(viewer)), Person.exited_on.is_(None), beyond)
            .order_by(Person.name, Person.id)
            .limit(limit)
        )
    )


def people_with_ids(session: Session, viewer: Viewer, person_ids: Iterable[int]) -> dict[int, Person]:
    """Those of these people whose records the viewer may see, by their ids."""
    wanted = select(Person).where(Person.id.in_(set(person_ids)), Person.id.in_(people_in_reach(viewer)))
    return {person.id: person for person in session.scalars(wanted.order_by(Person.id))}


def case_of(session: Session, person: Person) -> Case:
    """A record as permissions see it."""
    keyworker = keyworker_of(session, person.id)
    return Case(
        person_id=person.id,
        organisation_id=person.organisation_id,
        team_id=person.team_id,
        keyworker_id=keyworker.id if keyworker else None,
        is_open=person.exited_on is None,
    )


def caseload_of(session: Session, person_id: int) -> list[Caseload]:
    """Who works with a person today, the newest first."""
    running = select(Caseload).where(Caseload.person_id == person_id, _running())
    return list(session.scalars(running.order_by(Caseload.from_on.desc(), Caseload.id.desc())))


def cases_of_keyworker(session: Session, keyworker_id: int) -> list[Caseload]:
    """All work of a keyworker that goes on today, the oldest first."""
    running = select(Caseload).where(Caseload.keyworker_id == keyworker_id, _running())
    return list(session.scalars(running.order_by(Caseload.from_on, Caseload.id)))


def keyworker_of(session: Session, person_id: int) -> UserAccount | None:
    """Who works with a person today, or nobody."""
    return session.scalar(
        select(UserAccount)
        .join(Caseload, Caseload.keyworker_id == UserAccount.id)
        .where(Caseload.person_id == person_id, _running(), UserAccount.is_active)
        .options(*_WITHOUT_RIGHTS)
        .order_by(Caseload.from_on.desc(), Caseload.id.desc())
        .limit(1)
    )


def keyworkers_of(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """The keyworker's name for each of these people who has one."""
    rows = session.execute(
        select(Caseload.person_id, UserAccount.name)
        .join(UserAccount, UserAccount.id == Caseload.keyworker_id)
        .where(Caseload.person_id.in_(list(person_ids)), _running(), UserAccount.is_active)
        .order_by(Caseload.from_on, Caseload.id)
    )
    return dict(rows.all())


def line_manager_of(session: Session, team_id: int) -> UserAccount | None:
    """Who leads a team."""
    return session.scalar(
        select(UserAccount)
        .join(TeamMember, TeamMember.user_id == UserAccount.id)
        .where(TeamMember.team_id == team_id, TeamMember.leads, UserAccount.is_active)
        .options(*_WITHOUT_RIGHTS)
        .order_by(UserAccount.id)
        .limit(1)
    )


def colleagues_who_keywork(session: Session, team_id: int) -> list[UserAccount]:
    """Keyworkers of a team, by name."""
    return list(
        session.scalars(
            select(UserAccount)
            .join(TeamMember, TeamMember.user_id == UserAccount.id)
            .join(UserRole, and_(UserRole.user_id == UserAccount.id, UserRole.role == Role.KEYWORKER))
            .where(TeamMember.team_id == team_id, UserAccount.is_active)
            .order_by(UserAccount.name, UserAccount.id)
        )
    )


def names_of(session: Session, user_ids: Iterable[int | None]) -> dict[int, str]:
    """Users' names by id; 0 is the program itself."""
    wanted = {user_id for user_id in user_ids if user_id}
    if not wanted:
        return {0: "Citronella"}
    rows = session.execute(select(UserAccount.id, UserAccount.name).where(UserAccount.id.in_(wanted)))
    return {0: "Citronella", **dict(rows.all())}


def interests_of(session: Session, user_id: int) -> Interests:
    """What somebody has declared a stake in, as it stands now."""
    return interests_of_all(session, [user_id])[user_id]


def interests_of_all(session: Session, user_ids: Iterable[int]) -> dict[int, Interests]:
    """The same for each of these users, in one query."""
    wanted = set(user_ids)
    rows = session.execute(
        select(Interest.user_id, Interest.provider_id, Interest.person_id).where(
            Interest.user_id.in_(wanted), Interest.ended_at.is_(None)
        )
    ).all()
    return {
        user_id: Interests(
            provider_ids=frozenset(provider for of, provider, _ in rows if of == user_id and provider is not None),
            person_ids=frozenset(person for of, _, person in rows if of == user_id and person is not None),
        )
        for user_id in wanted
    }


def users_by_id(session: Session, user_ids: Iterable[int]) -> dict[int, UserAccount]:
    """Users with their roles and teams, by their ids, in one query."""
    wanted = select(UserAccount).where(UserAccount.id.in_(set(user_ids)))
    with_rights = wanted.options(joinedload(UserAccount.roles), joinedload(UserAccount.teams))
    return {user.id: user for user in session.scalars(with_rights).unique()}


def user_of(session: Session, user_id: int) -> UserAccount:
    """A user by id. Raises NotFound."""
    found = session.get(UserAccount, user_id)
    if found is None:
        raise NotFound()
    return found


def users_with(session: Session, organisation_id: int, role: Role) -> list[UserAccount]:
    """The active users of an organisation who hold a role, by name."""
    return list(
        session.scalars(
            select(UserAccount)
            .join(UserRole, and_(UserRole.user_id == UserAccount.id, UserRole.role == role))
            .where(UserAccount.organisation_id == organisation_id, UserAccount.is_active)
            .order_by(UserAccount.name, UserAccount.id)
        )
    )


def organisation(session: Session, organisation_id: int) -> Organisation:
    """An organisation by id. Raises NotFound."""
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound()
    return found


def teams_of(session: Session, organisation_id: int) -> list[Team]:
    """An organisation's teams, by name."""
    return list(
        session.scalars(select(Team).where(Team.organisation_id == organisation_id).order_by(Team.name, Team.id))
    )
