"""A person's own record: what we know, who looked, and a copy to take away."""

from __future__ import annotations

import json

from flask import Response

from app.kernel.errors import NotFound
from app.kernel.unit_of_work import session
from app.people.models import Person
from app.people.queries import keyworker_of, person_for
from app.people.vocabulary import Role
from app.reports.own_record import all_we_keep, who_looked
from app.web.people.pages import pages
from app.web.shell.pages import Place, roles
from app.web.shell.rendering import render
from app.web.shell.viewing import viewer

OWN = roles(Role.SERVICE_USER)


@pages.get("/me", who=OWN, place=Place("About me", 70))
def me() -> str:
    """What we know about them."""
    person = _own()
    return render("people/me.html", person=person, keyworker=keyworker_of(session(), person.id))


@pages.get("/me/looked", who=OWN)
def looked() -> str:
    """Who has looked."""
    return render("people/looked.html", looks=who_looked(session(), viewer()))


@pages.get("/me/download", who=OWN)
def download() -> Response:
    """Everything in the record, as a file."""
    kept = json.dumps(all_we_keep(session(), viewer()), indent=2, ensure_ascii=False)
    answer = Response(kept + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-record.json"'
    return answer


def _own() -> Person:
    own = viewer().person_id
    if own is None:
        raise NotFound()
    return person_for(session(), viewer(), own)
