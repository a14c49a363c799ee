"""For whom somebody is looking: the plan that what they find can be added to, and where that person lives, roughly."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from app.catalogue import queries as catalogue
from app.kernel.unit_of_work import session
from app.people.queries import person_for
from app.people.vocabulary import STAFF, Role
from app.plans.queries import plan_for, plans_newest_first
from app.web.shell.addresses import LARGEST_ID
from app.web.shell.pages import roles
from app.web.shell.viewing import viewer

THOSE_WHO_LOOK = roles(Role.SERVICE_USER, *STAFF)


@dataclass(frozen=True, slots=True)
class Choosing:
    """The plan in hand, if there is one."""

    plan_id: int | None = None
    called: str = ""
    """What the person likes to be called; "" for a person's own plan."""
    near: tuple[float, float] | None = None
    may_add: bool = False

    def url(self, endpoint: str, **values: object) -> str:
        """An address in the catalogue that keeps the plan in hand. A person's own plan needs no mention."""
        endpoint = endpoint if "." in endpoint else f"catalogue.{endpoint}"
        plan = {"plan": self.plan_id} if self.plan_id is not None and self.called else {}
        return url_for(endpoint, **{**values, **plan})  # type: ignore[arg-type]

    def add_url(self, offer_id: int) -> str:
        """Where to say how many and from when, on the way to the plan; "" when there is no plan to add it to."""
        return url_for("plans.add_from_offer", plan_id=self.plan_id, offer_id=offer_id) if self.may_add else ""

    @property
    def else_url(self) -> str:
        """Where to ask for something that is not here."""
        return url_for("plans.new_something_else", plan_id=self.plan_id) if self.may_add else ""

    @property
    def plan_url(self) -> str:
        """Back to the plan."""
        return url_for("plans.show", plan_id=self.plan_id) if self.plan_id is not None else ""


def choosing() -> Choosing:
    """The plan that the address names, or the person's own. Raises NotFound for a plan that is not theirs to see."""
    looking = viewer()
    named = number_in("plan")
    if named is not None:
        plan = plan_for(session(), looking, named)
    elif looking.has(Role.SERVICE_USER):
        own = plans_newest_first(session(), looking)
        if not own:
            return Choosing()
        plan = own[0]
    else:
        return Choosing()
    person = person_for(session(), looking, plan.person_id)
    return Choosing(
        plan_id=plan.id,
        called="" if looking.person_id == person.id else person.called,
        near=catalogue.middle_of(session(), person.area),
        may_add=looking.has(Role.SERVICE_USER, Role.KEYWORKER),
    )


def number_in(name: str) -> int | None:
    """A whole number of the address, or None when it is not there or is none."""
    return number(request.args.get(name, ""))


def number(text: str) -> int | None:
    """A whole number above 0 that a row could have as its id."""
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    return int(text) if 0 < int(text) <= LARGEST_ID else None
