"""Second thoughts on the person's side: a request is changed, or taken back. The money follows, to the penny."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.approvals import actions as approvals
from app.approvals.models import ApprovalRequest
from app.approvals.policy import may_answer_for_person, must_be_version
from app.approvals.queries import held_request, request_for
from app.audit.trail import record
from app.journeys import ask, choose, panel
from app.journeys.routing import Ground, ground_of
from app.kernel import clock
from app.kernel.errors import BadInput
from app.kernel.permit import Verdict, allow
from app.kernel.text import tidy
from app.notices import actions as notices
from app.people.models import Person
from app.people.queries import keyworker_of
from app.people.vocabulary import Role, Viewer
from app.plans import actions as plans
from app.plans import rules
from app.plans.models import Item
from app.plans.queries import held_items, held_plan
from app.plans.vocabulary import Wish
from app.programmes.vocabulary import FundingRoute


@dataclass(frozen=True, slots=True)
class LineChange:
    """What becomes of one thing in the request: kept as it is now wanted, or put back on the plan."""

    item_id: int
    keep: bool
    quantity: int
    weeks: int
    route: FundingRoute


def revise(
    session: Session,
    viewer: Viewer,
    request_id: int,
    version: int,
    *,
    person_words: str | None,
    keyworker_words: str | None,
    changes: Sequence[LineChange],
) -> ApprovalRequest:
    """Send a changed case in. Votes so far are void; the old money is released and the new set aside.

    Words given as None stay as they are. Raises NotEnough when the budget is too small for the new version.
    """
    request = held_request(session, request_for(session, viewer, request_id).id)
    allow(may_change(session, viewer, request))
    must_be_version(request, version)
    ground = ground_of(session, viewer, held_plan(session, request.plan_id))
    kept = _change_items(session, ground, request, changes)
    words = (_words(person_words, request.person_words), _words(keyworker_words, request.keyworker_words))
    case = ask.case_from(ground.plan, ground.person, request.keyworker_id, kept, *words)
    due_on = clock.working_days_after(clock.today(), ground.policy.decide_within_days)
    before = request.version
    approvals.revise(session, request, case, due_on=due_on, **_sides(session, viewer, request))
    ask.release(session, viewer, request, before, "request changed")
    ask.reserve(session, viewer, request)
    record(session, viewer.user_id, "request.changed", "approval_request", request.id, person_id=request.person_id)
    ask.tell_of_new_case(session, request, ground.person)
    return request


def withdraw(session: Session, viewer: Viewer, request_id: int, version: int) -> ApprovalRequest:
    """Take a request back: its things are on the plan again, and its money is free again, exactly."""
    request = held_request(session, request_for(session, viewer, request_id).id)
    allow(may_change(session, viewer, request))
    must_be_version(request, version)
    plan = held_plan(session, request.plan_id)
    approvals.withdraw(request, **_sides(session, viewer, request))
    for item in held_items(session, (line.item_id for line in request.lines_now)):
        item.take_back()
    ask.release(session, viewer, request, request.version, "request withdrawn")
    plan.person_words = plan.person_words or request.person_words
    plan.keyworker_words = plan.keyworker_words or request.keyworker_words
    record(session, viewer.user_id, "request.withdrawn", "approval_request", request.id, person_id=request.person_id)
    _tell_taken_back(session, viewer, request)
    return request


def may_change(session: Session, viewer: Viewer, request: ApprovalRequest) -> Verdict:
    """Whether the viewer may change a request or take it back: the person, or the keyworker of today."""
    return may_answer_for_person(**_sides(session, viewer, request))


def is_keyworker_of(session: Session, viewer: Viewer, request: ApprovalRequest) -> bool:
    """Whether the viewer is the person's keyworker today."""
    keyworker = keyworker_of(session, request.person_id)
    return viewer.has(Role.KEYWORKER) and keyworker is not None and keyworker.id == viewer.user_id


def _change_items(
    session: Session, ground: Ground, request: ApprovalRequest, changes: Sequence[LineChange]
) -> list[Item]:
    wanted = {change.item_id: change for change in changes}
    kept = []
    for item in held_items(session, (line.item_id for line in request.lines_now)):
        change = wanted.get(item.id)
        if change is not None and not change.keep:
            item.take_back()
            continue
        kept.append(_changed(session, ground, item, change))
    return kept


def _changed(session: Session, ground: Ground, item: Item, change: LineChange | None) -> Item:
    wish = _wish(item, clock.today())
    if change is not None:
        wish = replace(wish, quantity=change.quantity, weeks=change.weeks, route=change.route.value)
    try:
        _rewrite(session, ground, item, wish)
    except BadInput as mistake:
        raise BadInput(f"“{item.title}”: {mistake.reason}", f"{mistake.field}_{item.id}") from mistake
    verdict = choose.route_of_item(session, ground.person, ground.policy, item)
    if not verdict:
        raise BadInput(f"“{item.title}”: {verdict.reason}", f"route_{item.id}", verdict.code)
    return item


def _rewrite(session: Session, ground: Ground, item: Item, wish: Wish) -> None:
    budget = ground.budget
    rules.check_amount(wish.quantity, wish.weeks)
    rules.check_dates(wish.starts_on, wish.weeks, today=clock.today(), from_on=budget.from_on, to_on=budget.to_on)
    price, needs_broker = choose.price_after(session, item, wish, item.unit_price)
    if needs_broker or (FundingRoute(wish.route).costs_the_budget and price.unit_charge is None):
        raise BadInput("It has no price for that. Take the request back to have one found", "route")
    plans.change_asked_item(session, item, wish, price)


def _wish(item: Item, today: date) -> Wish:
    """An item as it is wanted now; a first day that has passed becomes today."""
    return Wish(
        goal_id=item.goal_id,
        title=item.title,
        quantity=item.quantity,
        weeks=item.weeks,
        starts_on=max(item.starts_on, today),
        route=item.route,
        details=item.details,
        link=item.link,
        photo_key=item.photo_key,
        mainstream_payer=item.mainstream_payer,
    )


def _words(typed: str | None, before: str) -> str:
    return before if typed is None else tidy(typed)


def _sides(session: Session, viewer: Viewer, request: ApprovalRequest) -> dict[str, bool]:
    return {
        "is_person": viewer.person_id is not None and viewer.person_id == request.person_id,
        "is_keyworker": is_keyworker_of(session, viewer, request),
    }


def _tell_taken_back(session: Session, viewer: Viewer, request: ApprovalRequest) -> None:
    person = session.get_one(Person, request.person_id)
    for user_id in panel.deciders_of(session, request).members:
        notices.tell_user(
            session,
            user_id,
            f"Case {request.reference} was taken back. You do not need to decide on it.",
            "approvals.index",
        )
    words = "Your request was taken back. What you asked for is on your plan again, and your money is free again."
    notices.tell_person(session, person.id, words, "plans.show", request.plan_id)
    keyworker_id = panel.keyworker_now(session, request)
    if viewer.user_id != keyworker_id:
        told = f"{person.called} took back request {request.reference}."
        notices.tell_user(session, keyworker_id, told, "requests.show", request.id)
