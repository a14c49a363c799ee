"""The people of the demo: each stands at another place of the journey."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.demo.money import fund_of
from app.cli.demo.staff import email, password_hash
from app.cli.demo.teller import Teller
from app.journeys.allocate import allocate
from app.journeys.assess import assess
from app.kernel import clock
from app.kernel.money import Money
from app.outcomes.models import Assessment
from app.people import actions as people
from app.people.models import Person, Team, UserAccount, UserRole
from app.people.vocabulary import Contact, ContactChannel, FormatNeed, Introduction, LifeArea, Role, Viewer
from app.plans import actions as plans
from app.plans.models import Plan

SCORES_B = (6, 5, 7, 5, 4, 4, 5, 3)
SCORES_C = (4, 3, 3, 4, 2, 3, 4, 1)
SCORES_A = (9, 8, 9, 7, 7, 6, 8, 5)


@dataclass(frozen=True, slots=True)
class Served:
    """One person of the demo, and how far they have come."""

    key: str
    name: str
    keyworker: str
    note: str
    preset: str = ""
    scores: tuple[int, ...] = SCORES_C
    strengths: str = "I turn up. I am good with people once I know them."
    hopes: str = "A quiet home, and something to get up for."
    chosen: int = 0
    """Pounds, where the amount is chosen."""
    goals: tuple[tuple[LifeArea, str], ...] = ()
    started_days_ago: int = 25
    signs_in: bool = True
    formats: tuple[FormatNeed, ...] = ()
    channel: ContactChannel = ContactChannel.IN_PERSON
    contact: Contact | None = field(default=None)


PEOPLE: tuple[Served, ...] = (
    Served(
        "sam", "Sam Teller", "kit", "Has £2,628 and a dog that barks: start here", "sds-panel", SCORES_B,
        strengths="I have kept off drink for five months. I never miss my key work. Biscuit, my dog, keeps me going.",
        hopes="To keep my flat. The neighbours have complained about the barking and I have a warning letter.",
        goals=((LifeArea.HOUSING, "Keep my flat"), (LifeArea.HEALTH, "Sleep better and feel calmer")),
    ),
    Served(
        "jo", "Jo Wren", "kit", "Has something to confirm and a receipt to hand in", "sds-panel", SCORES_B,
        goals=((LifeArea.HEALTH, "Talk about what happened"), (LifeArea.LEISURE_AND_COMMUNITY, "Get out of the house")),
        contact=Contact(ContactChannel.TEXT, phone="07700 900142", times="After 4pm, never at weekends"),
    ),
    Served(
        "dee", "Dee Coyle", "kit", "Has asked the panel and waits", "sds-panel", SCORES_C,
        goals=((LifeArea.LEARNING_AND_WORK, "Finish my art course"), (LifeArea.SUBSTANCE_USE, "Stay stopped")),
    ),
    Served(
        "max", "Max Ferro", "kit", "Wants something that is in no catalogue; had a no before", "sds-panel", SCORES_C,
        goals=((LifeArea.LEARNING_AND_WORK, "Make music again"),), formats=(FormatNeed.SHORT_MESSAGES,),
    ),
    Served("rae", "Rae Dunn", "kit", "New: nobody has talked with them yet", signs_in=False, started_days_ago=18),
    Served(
        "lee", "Lee Marlow", "kim", "Waits for a line manager", "sds-flat",
        goals=((LifeArea.LEARNING_AND_WORK, "Get back into building work"),),
    ),
    Served(
        "ash", "Ash Pemba", "kim", "Was asked a question about a request", "sds-flat",
        goals=((LifeArea.LEISURE_AND_COMMUNITY, "Fish with my brother again"),),
        formats=(FormatNeed.LARGE_PRINT, FormatNeed.READ_ALOUD),
    ),
    Served(
        "noor", "Noor Bailey", "kim", "Course done: the provider is being paid", "you-first", SCORES_A, chosen=6000,
        goals=((LifeArea.SUBSTANCE_USE, "A week with a shape to it"), (LifeArea.HEALTH, "Be well enough to work")),
    ),
)  # fmt: skip


def welcome(teller: Teller, served: Served) -> None:
    """Met by their keyworker, talked with, given a budget, and a plan begun with their goals."""
    with teller.at(served.started_days_ago):
        teller.do(served.keyworker, lambda session, viewer: _open(session, viewer, served))
    if not served.preset:
        return
    with teller.at(served.started_days_ago - 1):
        teller.do(served.keyworker, lambda session, viewer: _assess(session, viewer, served))
        teller.do(served.keyworker, lambda session, viewer: _give(session, viewer, served))


def person(session: Session, key: str) -> Person:
    """A demo person by key."""
    name = next((served.name for served in PEOPLE if served.key == key), key)
    return session.scalars(select(Person).where(Person.name == name)).one()


def plan(session: Session, key: str) -> Plan:
    """A demo person's plan."""
    wanted = select(Plan).where(Plan.person_id == person(session, key).id)
    return session.scalars(wanted.order_by(Plan.id.desc())).first() or _no_plan(key)


def _no_plan(key: str) -> Plan:
    raise LookupError(f"{key} has no plan")


def _open(session: Session, viewer: Viewer, served: Served) -> None:
    introduction = Introduction(
        name=served.name,
        called=served.name.split()[0],
        born_on=date(1987, 5, 14),
        area="LF2",
        referred_by="Themselves",
        formats=served.formats,
    )
    contact = served.contact or Contact(served.channel)
    team = session.scalars(select(Team).where(Team.id.in_(viewer.team_ids)).order_by(Team.id)).all()[0]
    opened = people.open_person(session, viewer, introduction, contact, team_id=team.id, consented=True)
    if served.signs_in:
        user = UserAccount(
            organisation_id=viewer.organisation_id,
            name=served.name,
            email=email(served.key),
            password_hash=password_hash(),
            demo_note=served.note,
        )
        session.add(user)
        session.flush()
        session.add(UserRole(user_id=user.id, role=Role.SERVICE_USER))
        opened.user_id = user.id


def _assess(session: Session, viewer: Viewer, served: Served) -> None:
    programme, _ = fund_of(session, served.preset)
    scores = dict(zip(LifeArea, served.scores, strict=True))
    assess(
        session,
        viewer,
        person(session, served.key),
        programme,
        scores=scores,
        strengths=served.strengths,
        hopes=served.hopes,
    )


def _give(session: Session, viewer: Viewer, served: Served) -> None:
    programme, fund = fund_of(session, served.preset)
    found = person(session, served.key)
    assessment = session.scalars(
        select(Assessment).where(Assessment.person_id == found.id).order_by(Assessment.id.desc())
    ).first()
    chosen = Money(served.chosen * 100) if served.chosen else None
    allocate(session, viewer, found, programme, fund, assessment, chosen=chosen)
    for area, words in served.goals:
        plans.add_goal(session, viewer, plan(session, served.key), area, words)


def in_days(days: int) -> date:
    """A day from now in the story."""
    return clock.today() + timedelta(days=days)
