"""Changing somebody's record: who they are, how to reach them, who works with them."""

from __future__ import annotations

from flask import url_for

from app.journeys import casework
from app.kernel.errors import BadInput
from app.kernel.permit import allow
from app.kernel.unit_of_work import session
from app.people import policy
from app.people.models import Person
from app.people.queries import case_of, colleagues_who_keywork, keyworker_of, person_for
from app.people.vocabulary import Role
from app.web.people.forms import (
    ContactForm,
    CourtOrderForm,
    EndForm,
    HandOverForm,
    contact_form,
    introduction_form,
)
from app.web.people.pages import WHO_WORK, pages
from app.web.people.record import record_page
from app.web.shell.pages import Answer, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import viewer

WHO_MAY_BE_REACHED = roles(Role.SERVICE_USER, Role.KEYWORKER)


@pages.get("/<int:person_id>/edit", who=WHO_WORK)
def edit(person_id: int) -> str:
    """Who they are."""
    person = _person(person_id)
    allow(policy.may_edit_person(viewer(), case_of(session(), person)))
    return render("people/edit.html", person=person, form=introduction_form(person))


@pages.post("/<int:person_id>/edit", who=WHO_WORK)
def save(person_id: int) -> Answer:
    """Put right."""
    person = _person(person_id)
    allow(policy.may_edit_person(viewer(), case_of(session(), person)))
    form = introduction_form(person)
    if form.validate():
        try:
            casework.correct(session(), viewer(), person, form.introduction())
        except BadInput as mistake:
            form.take(mistake)
        else:
            return _done(person, "The record is changed.")
    return render("people/edit.html", person=person, form=form), 422


@pages.get("/<int:person_id>/contact", who=WHO_MAY_BE_REACHED)
def contact(person_id: int) -> str:
    """How to reach them safely."""
    person = _person(person_id)
    allow(policy.may_set_contact(viewer(), case_of(session(), person)))
    return _contact_page(person, contact_form(person))


@pages.post("/<int:person_id>/contact", who=WHO_MAY_BE_REACHED)
def save_contact(person_id: int) -> Answer:
    """From now on, for messages that wait as well."""
    person = _person(person_id)
    allow(policy.may_set_contact(viewer(), case_of(session(), person)))
    form = contact_form(person)
    if form.validate():
        try:
            casework.change_contact(session(), viewer(), person, form.contact())
        except BadInput as mistake:
            form.take(mistake)
        else:
            return _done(person, "Saved. It counts from now on, also for messages that wait to be sent.")
    return _contact_page(person, form), 422


@pages.get("/<int:person_id>/court-order", who=WHO_WORK)
def court_order(person_id: int) -> str:
    """The days of a treatment order."""
    person = _person(person_id)
    allow(policy.may_set_court_order(viewer(), case_of(session(), person)))
    days = {"from_on": person.court_order_from, "until_on": person.court_order_until}
    return render("people/court_order.html", person=person, form=CourtOrderForm(values=days))


@pages.post("/<int:person_id>/court-order", who=WHO_WORK)
def save_court_order(person_id: int) -> Answer:
    """Both days, or none."""
    person, form = _person(person_id), CourtOrderForm.from_request()
    allow(policy.may_set_court_order(viewer(), case_of(session(), person)))
    if form.validate():
        try:
            casework.note_court_order(session(), viewer(), person, form.from_on.data, form.until_on.data)
        except BadInput as mistake:
            form.take(mistake)
        else:
            return _done(person, "Saved. The ways to pay follow these days from now on.")
    return render("people/court_order.html", person=person, form=form), 422


@pages.get("/<int:person_id>/hand-over", who=WHO_WORK)
def hand_over(person_id: int) -> str:
    """To whom?"""
    person = _person(person_id)
    allow(policy.may_hand_over(viewer(), case_of(session(), person)))
    return _hand_over_page(person, HandOverForm())


@pages.post("/<int:person_id>/hand-over", who=WHO_WORK)
def hand_over_now(person_id: int) -> Answer:
    """Another keyworker works with them, from this moment."""
    person = _person(person_id)
    allow(policy.may_hand_over(viewer(), case_of(session(), person)))
    form = _offered(person, HandOverForm.from_request())
    if form.validate():
        try:
            name = casework.hand_over(session(), viewer(), person, int(form.keyworker_id.data), form.why.data)
        except BadInput as mistake:
            form.take(mistake)
        else:
            flash_done(f"{name} works with {person.called} from now on. We told them both.")
            return see_other("people.index")
    return _hand_over_page(person, form), 422


@pages.get("/<int:person_id>/end", who=WHO_WORK)
def end(person_id: int) -> str:
    """Close a record?"""
    person = _person(person_id)
    allow(policy.may_end_work(viewer(), case_of(session(), person)))
    return render("people/end.html", person=person, form=EndForm())


@pages.post("/<int:person_id>/end", who=WHO_WORK)
def end_now(person_id: int) -> Answer:
    """Closed."""
    person, form = _person(person_id), EndForm.from_request()
    allow(policy.may_end_work(viewer(), case_of(session(), person)))
    if not form.validate():
        return render("people/end.html", person=person, form=form), 422
    casework.end(session(), viewer(), person, form.why.data)
    flash_done(f"The record of {person.called} is closed. Nothing more is sent to them.")
    return see_other("people.index")


@pages.post("/<int:person_id>/code", who=roles(Role.KEYWORKER))
def make_code(person_id: int) -> str:
    """A code to sign in with, shown this once."""
    person = _person(person_id)
    return record_page(person, code=casework.make_code(session(), viewer(), person))


def _person(person_id: int) -> Person:
    return person_for(session(), viewer(), person_id)


def _done(person: Person, sentence: str) -> Answer:
    flash_done(sentence)
    return see_other("people.show", person_id=person.id)


def _contact_page(person: Person, form: ContactForm) -> str:
    own = viewer().person_id == person.id
    back = url_for("people.me") if own else url_for("people.show", person_id=person.id)
    return render("people/contact.html", person=person, form=form, own=own, back=back)


def _hand_over_page(person: Person, form: HandOverForm) -> str:
    return render("people/hand_over.html", person=person, form=_offered(person, form))


def _offered(person: Person, form: HandOverForm) -> HandOverForm:
    now = keyworker_of(session(), person.id)
    able = [user for user in colleagues_who_keywork(session(), person.team_id) if now is None or user.id != now.id]
    form.keyworker_id.offer([(str(user.id), user.name) for user in able])
    return form
