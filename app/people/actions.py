"""What is done about people: met, changed, handed over, ended."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.errors import BadInput, NotFound
from app.kernel.ids import new_reference
from app.kernel.locks import hold
from app.kernel.permit import allow
from app.people.models import Caseload, Interest, Person, UserAccount
from app.people.policy import (
    may_edit_person,
    may_end_work,
    may_hand_over,
    may_meet_people,
    may_set_contact,
    may_set_court_order,
)
from app.people.queries import case_of, caseload_of, colleagues_who_keywork
from app.people.vocabulary import Contact, ContactChannel, Introduction, Viewer

OLDEST = 120
LONGEST_ORDER = timedelta(days=3 * 366)


def open_person(
    session: Session, viewer: Viewer, introduction: Introduction, contact: Contact, *, team_id: int, consented: bool
) -> Person:
    """A keyworker met somebody: their record is opened, and the keyworker works with them from today."""
    allow(may_meet_people(viewer))
    if team_id not in viewer.team_ids:
        raise BadInput("Choose one of your own teams.", "team_id")
    if not consented:
        raise BadInput("We may only keep a record when the person agrees. Ask them first.", "consented")
    _check(introduction)
    person = Person(
        organisation_id=viewer.organisation_id,
        team_id=team_id,
        reference=new_reference("P"),
        consented_at=clock.now(),
    )
    _write(person, introduction)
    person.set_contact(_checked(contact))
    session.add(person)
    session.flush()
    session.add(Caseload(person_id=person.id, keyworker_id=viewer.user_id))
    session.flush()
    return person


def edit_person(session: Session, viewer: Viewer, person: Person, introduction: Introduction) -> None:
    """Change who they are, their flags, and how they need information."""
    hold(session, person)
    allow(may_edit_person(viewer, case_of(session, person)))
    _check(introduction)
    _write(person, introduction)


def set_contact(session: Session, viewer: Viewer, person: Person, contact: Contact) -> None:
    """Change how they may safely be reached. It binds messages that wait to be sent as well."""
    hold(session, person)
    allow(may_set_contact(viewer, case_of(session, person)))
    person.set_contact(_checked(contact))


def set_court_order(
    session: Session, viewer: Viewer, person: Person, from_on: date | None, until_on: date | None
) -> None:
    """Enter, change or (with no days) remove the days of a treatment order."""
    hold(session, person)
    allow(may_set_court_order(viewer, case_of(session, person)))
    if (from_on is None) != (until_on is None):
        raise BadInput("Enter both days, or none.", "until_on" if until_on is None else "from_on")
    if from_on is not None and until_on is not None:
        if until_on < from_on:
            raise BadInput("The last day must be after the first.", "until_on")
        if until_on - from_on > LONGEST_ORDER:
            raise BadInput("A treatment order lasts three years at most. Check the days.", "until_on")
    person.court_order_from, person.court_order_until = from_on, until_on


def hand_over(session: Session, viewer: Viewer, person: Person, keyworker_id: int) -> UserAccount:
    """Give the work to another keyworker of the team, from this moment. Returns the new keyworker."""
    hold(session, person)
    case = case_of(session, person)
    allow(may_hand_over(viewer, case))
    able = {user.id: user for user in colleagues_who_keywork(session, person.team_id)}
    if keyworker_id not in able:
        raise BadInput("Choose a keyworker of this team.", "keyworker_id")
    if keyworker_id == case.keyworker_id:
        raise BadInput("They work with this person already. Choose somebody else.", "keyworker_id")
    if keyworker_id == person.user_id:
        raise BadInput("Nobody can be their own keyworker.", "keyworker_id")
    for running in caseload_of(session, person.id):
        running.end()
    session.add(Caseload(person_id=person.id, keyworker_id=keyworker_id))
    session.flush()
    return able[keyworker_id]


def end_work(session: Session, viewer: Viewer, person: Person) -> None:
    """Close the record: nobody works with them any more, and nothing is sent to them."""
    hold(session, person)
    allow(may_end_work(viewer, case_of(session, person)))
    person.leave()
    for running in caseload_of(session, person.id):
        running.end()


def declare_interest(
    session: Session, viewer: Viewer, what: str, *, provider_id: int | None = None, person_id: int | None = None
) -> Interest:
    """Somebody says for themself what they have a stake in; from now on they do not decide about it."""
    if (provider_id is None) == (person_id is None):
        raise BadInput("Choose a provider or a person.", "provider_id")
    interest = Interest(user_id=viewer.user_id, what=what, provider_id=provider_id, person_id=person_id)
    session.add(interest)
    session.flush()
    return interest


def end_interest(viewer: Viewer, interest: Interest) -> None:
    """A stake that is over, said by the one who declared it; the record of it stays."""
    if interest.user_id != viewer.user_id:
        raise NotFound()
    interest.ended_at = interest.ended_at or clock.now()


def _check(introduction: Introduction) -> None:
    if not introduction.name:
        raise BadInput("Enter their name.", "name")
    if not introduction.called:
        raise BadInput("Enter what they like to be called.", "called")
    born = introduction.born_on
    if born is not None and not (clock.today() - timedelta(days=366 * OLDEST) < born < clock.today()):
        raise BadInput("Enter their day of birth. It must be in the past.", "born_on")


def _checked(contact: Contact) -> Contact:
    if contact.channel is ContactChannel.EMAIL and not contact.email:
        raise BadInput("Enter the e-mail address that is safe to use.", "contact_email")
    if contact.channel in {ContactChannel.TEXT, ContactChannel.PHONE} and not contact.phone:
        raise BadInput("Enter the phone number that is safe to use.", "contact_phone")
    return contact


def _write(person: Person, introduction: Introduction) -> None:
    person.name, person.called, person.born_on = introduction.name, introduction.called, introduction.born_on
    person.area, person.address_withheld = introduction.area, introduction.address_withheld
    person.referred_by, person.language = introduction.referred_by, introduction.language
    person.priority_flags = [flag.value for flag in introduction.priority_flags]
    person.formats = [need.value for need in introduction.formats]
