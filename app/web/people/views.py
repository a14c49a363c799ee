"""People's records, for those who work with them."""

from __future__ import annotations

from flask import request, url_for

from app.journeys import casework
from app.kernel.errors import BadInput, NotFound
from app.kernel.unit_of_work import session
from app.people import policy
from app.people.queries import (
    keyworkers_of,
    people_seen_by,
    person_for,
    teams_of,
)
from app.people.vocabulary import ContactChannel, Role
from app.web.people import change_views, own_views
from app.web.people.forms import NewPersonForm
from app.web.people.pages import WHO_LOOK, pages
from app.web.people.record import record_page
from app.web.shell.pages import Answer, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer

__all__ = ["change_views", "own_views", "pages"]
KEYWORKER = roles(Role.KEYWORKER)
A_PAGE = 50


@pages.get("", who=roles(Role.KEYWORKER, Role.LINE_MANAGER, Role.BROKER), place=Place("People", 12))
def index() -> str:
    """Everybody whose record one may see, by name."""
    shown = people_seen_by(session(), viewer(), after=_after(), limit=A_PAGE + 1)
    people, more = shown[:A_PAGE], shown[A_PAGE:]
    older = url_for("people.index", after=people[-1].id) if more else ""
    keyworkers = keyworkers_of(session(), [person.id for person in people])
    return render(
        "people/index.html",
        people=people,
        keyworkers=keyworkers,
        older=older,
        paged="after" in request.args,
        may_meet=policy.may_meet_people(viewer()),
        full_names=viewer().has(Role.KEYWORKER, Role.LINE_MANAGER),
    )


@pages.get("/new", who=KEYWORKER)
def new() -> str:
    """A keyworker meets somebody."""
    return _new_page(NewPersonForm(values={"channel": ContactChannel.IN_PERSON.value}))


@pages.post("", who=KEYWORKER)
def add() -> Answer:
    """Their record is opened."""
    form = _offered(NewPersonForm.from_request())
    if form.validate():
        try:
            person = casework.meet(
                session(),
                viewer(),
                form.introduction(),
                form.contact(),
                team_id=int(form.team_id.data),
                consented=form.consented.data,
            )
        except BadInput as mistake:
            form.take(mistake)
        else:
            flash_done(f"{person.called} is on your caseload. Next, find out how life is for them.")
            return see_other("people.show", person_id=person.id)
    return _new_page(form), 422


@pages.get("/<int:person_id>", who=WHO_LOOK)
def show(person_id: int) -> Answer:
    """One person's record."""
    if viewer().person_id == person_id:
        return see_other("people.me")
    person = person_for(session(), viewer(), person_id)
    note_reading("person", person.id)
    return record_page(person)


def _new_page(form: NewPersonForm) -> str:
    return render("people/new.html", form=_offered(form), may_meet=policy.may_meet_people(viewer()))


def _offered(form: NewPersonForm) -> NewPersonForm:
    own = [team for team in teams_of(session(), viewer().organisation_id) if team.id in viewer().team_ids]
    form.team_id.offer([(str(team.id), team.name) for team in own])
    if len(own) == 1 and form.team_id.data is None:
        form.team_id.data = str(own[0].id)
    return form


def _after() -> tuple[str, int]:
    typed = request.args.get("after", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 18):
        return "", 0
    try:
        last = person_for(session(), viewer(), int(typed))
    except NotFound:
        return "", 0
    return last.name, last.id
