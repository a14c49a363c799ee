"""What a person may know about their own record: who looked at it, and all that we keep in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.queries import looks_at
from app.kernel import clock
from app.kernel.errors import NotFound
from app.notices.queries import notices_for
from app.people.models import Caseload, Person, UserAccount
from app.people.queries import names_of, person_for
from app.people.vocabulary import FormatNeed, PriorityFlag, Role, Viewer

_WHAT = {
    "person": "your record",
    "plan": "your plan",
    "plan_item": "your plan",
    "card": "what you bought",
    "receipt": "a receipt of yours",
    "approval_request": "something you asked for",
    "purchase_order": "an order for you",
    "invoice": "a bill for something of yours",
    "invoice_document": "a bill for something of yours",
    "budget": "your money",
    "sourcing_task": "something we look for, for you",
    "assessment": "how life is for you",
}


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody looked at something of yours, once or several times on a day."""

    name: str
    role: str
    what: str
    on: date
    latest_at: datetime
    times: int
    why: str


def who_looked(session: Session, viewer: Viewer) -> list[Looked]:
    """Who has looked at the viewer's own record, the latest first; their own looks are left out."""
    person = _own(session, viewer)
    looks = [look for look in looks_at(session, person.id) if look.actor_id != viewer.user_id]
    names, roles = names_of(session, (look.actor_id for look in looks)), _roles_of(session, {k.actor_id for k in looks})
    days: dict[tuple[object, ...], list[datetime]] = {}
    for look in looks:
        days.setdefault((look.actor_id, look.subject, look.why or "", clock.day_of(look.at)), []).append(look.at)
    return [
        Looked(
            name=names.get(int(str(actor)), "Somebody who left"),
            role=roles.get(int(str(actor)), ""),
            what=_WHAT.get(str(subject), "something of yours"),
            on=clock.day_of(moments[0]),
            latest_at=moments[0],
            times=len(moments),
            why=str(why),
        )
        for (actor, subject, why, _day), moments in days.items()
    ]


def all_we_keep(session: Session, viewer: Viewer) -> dict[str, Any]:
    """The viewer's own record as plain values, to take away."""
    person = _own(session, viewer)
    return {
        "made_on": clock.today().isoformat(),
        "about_you": _about(person),
        "how_we_may_reach_you": {
            "way": person.contact_channel.words,
            "email": person.contact_email,
            "phone": person.contact_phone,
            "times": person.contact_times,
            "voicemail_is_safe": person.voicemail_is_safe,
            "last_asked": _moment(person.contact_confirmed_at),
        },
        "who_works_with_you": _work(session, person),
        "who_looked": [
            {"who": look.name, "what": look.what, "on": look.on.isoformat(), "times": look.times, "why": look.why}
            for look in who_looked(session, viewer)
        ],
        "what_we_told_you": [
            {"on": _moment(notice.at), "words": notice.words} for notice in notices_for(session, viewer, limit=1000)
        ],
    }


def _own(session: Session, viewer: Viewer) -> Person:
    if not viewer.has(Role.SERVICE_USER) or viewer.person_id is None:
        raise NotFound()
    return person_for(session, viewer, viewer.person_id)


def _about(person: Person) -> dict[str, Any]:
    return {
        "reference": person.reference,
        "name": person.name,
        "called": person.called,
        "born_on": _day(person.born_on),
        "area": person.area,
        "address_withheld": person.address_withheld,
        "referred_by": person.referred_by,
        "priority": [PriorityFlag(word).words for word in person.priority_flags],
        "how_you_need_information": [FormatNeed(word).words for word in person.formats],
        "language": person.language,
        "treatment_order": {"from": _day(person.court_order_from), "until": _day(person.court_order_until)},
        "agreed_to_a_record": _moment(person.consented_at),
        "with_us_since": _moment(person.created_at),
        "until": _day(person.exited_on),
    }


def _work(session: Session, person: Person) -> list[dict[str, Any]]:
    rows = session.execute(
        select(UserAccount.name, Caseload.from_on, Caseload.until_on)
        .join(UserAccount, UserAccount.id == Caseload.keyworker_id)
        .where(Caseload.person_id == person.id)
        .order_by(Caseload.from_on, Caseload.id)
    )
    return [{"keyworker": name, "from": _day(start), "until": _day(end)} for name, start, end in rows]


def _roles_of(session: Session, user_ids: set[int]) -> dict[int, str]:
    users = session.scalars(select(UserAccount).where(UserAccount.id.in_(user_ids)).order_by(UserAccount.id))
    return {user.id: ", ".join(held.role.words for held in user.roles) for user in users}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
