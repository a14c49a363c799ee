"""What happens to a person's record: written into the trail, and told to those it touches."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.notices.actions import tell_person, tell_user
from app.people import actions, sign_in_actions
from app.people.models import Person
from app.people.queries import keyworker_of
from app.people.vocabulary import Contact, Introduction, Viewer


def meet(
    session: Session, viewer: Viewer, introduction: Introduction, contact: Contact, *, team_id: int, consented: bool
) -> Person:
    """A keyworker opens somebody's record and works with them from today."""
    person = actions.open_person(session, viewer, introduction, contact, team_id=team_id, consented=consented)
    _record(session, viewer, "person.opened", person)
    return person


def correct(session: Session, viewer: Viewer, person: Person, introduction: Introduction) -> None:
    """Somebody's record is put right."""
    actions.edit_person(session, viewer, person, introduction)
    _record(session, viewer, "person.changed", person)


def change_contact(session: Session, viewer: Viewer, person: Person, contact: Contact) -> None:
    """How somebody may be reached changes, for waiting messages as well."""
    actions.set_contact(session, viewer, person, contact)
    _record(session, viewer, "person.contact_changed", person)
    if viewer.person_id == person.id:
        keyworker = keyworker_of(session, person.id)
        if keyworker is not None:
            words = f"{person.called} changed how we may reach them. Look before you call or write."
            tell_user(session, keyworker.id, words, "people.show", person.id)
    else:
        tell_person(session, person.id, f"{viewer.name} wrote down how we may reach you. Please check it.", "people.me")


def note_court_order(
    session: Session, viewer: Viewer, person: Person, from_on: date | None, until_on: date | None
) -> None:
    """The days of a treatment order are entered: they decide which ways of paying are open."""
    actions.set_court_order(session, viewer, person, from_on, until_on)
    _record(session, viewer, "person.court_order_changed", person)


def hand_over(session: Session, viewer: Viewer, person: Person, keyworker_id: int, why: str) -> str:
    """Another keyworker works with them from now on; returns the new keyworker's name."""
    before = keyworker_of(session, person.id)
    new = actions.hand_over(session, viewer, person, keyworker_id)
    _record(session, viewer, "person.handed_over", person, why)
    tell_user(session, new.id, f"{person.called} is on your caseload now. Say hello soon.", "people.show", person.id)
    if before is not None and before.id != viewer.user_id:
        tell_user(session, before.id, f"{viewer.name} handed {person.called} over to {new.name}.")
    tell_person(session, person.id, f"{new.name} is your keyworker now.", "people.me")
    return new.name


def end(session: Session, viewer: Viewer, person: Person, why: str) -> None:
    """Somebody's time with us ends; nothing is sent to them after this."""
    keyworker = keyworker_of(session, person.id)
    actions.end_work(session, viewer, person)
    _record(session, viewer, "person.ended", person, why)
    if person.user_id is not None:
        sign_in_actions.end_sessions_of(session, person.user_id)
    if keyworker is not None and keyworker.id != viewer.user_id:
        tell_user(session, keyworker.id, f"{viewer.name} closed the record of {person.called}.")


def make_code(session: Session, viewer: Viewer, person: Person) -> str:
    """A one-time code the keyworker reads out; returns it, to be shown once."""
    code = sign_in_actions.make_sign_in_code(session, viewer, person)
    _record(session, viewer, "person.sign_in_code_made", person)
    return code


def _record(session: Session, viewer: Viewer, act: str, person: Person, why: str = "") -> None:
    record(session, viewer.user_id, act, "person", person.id, person_id=person.id, why=why)
