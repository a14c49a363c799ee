"""After a yes: each thing is ordered or goes on a card, or is simply there. After a no: the money is free again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.journeys import choose, issue_order, load_card, panel
from app.kernel.errors import Refused
from app.notices import actions as notices
from app.people.models import Person
from app.people.vocabulary import Viewer
from app.plans import actions as plans
from app.plans.models import Item
from app.plans.queries import held_items, held_plan
from app.programmes.vocabulary import FundingRoute, Policy


def begin(session: Session, actor: Viewer, request: ApprovalRequest, policy: Policy) -> None:
    """Set everything that was agreed on its way, by the route of each."""
    held_plan(session, request.plan_id)
    for item in held_items(session, (line.item_id for line in request.lines_now)):
        plans.record_agreed(item)
        _set_on_its_way(session, actor, request, item, policy)
    person = session.get_one(Person, request.person_id)
    words = f"Yes: {_things(request)} was agreed. We are starting on it now. Look here to see what comes when."
    notices.tell_person(session, person.id, words, "requests.show", request.id)
    _tell_keyworker(
        session,
        actor,
        request,
        f"{person.called}’s request {request.reference} was agreed. Orders and cards are on their way.",
    )


def end(session: Session, request: ApprovalRequest) -> None:
    """Say no, for now: the items say so, and the person hears why and how to ask again."""
    held_plan(session, request.plan_id)
    for item in held_items(session, (line.item_id for line in request.lines_now)):
        item.decline()
    person = session.get_one(Person, request.person_id)
    words = (
        "Your request was not agreed this time. Read why, who else could pay, and how to ask again. "
        "Your money is free again."
    )
    notices.tell_person(session, person.id, words, "requests.show", request.id)
    notices.tell_user(
        session,
        panel.keyworker_now(session, request),
        f"{person.called}’s request {request.reference} was not agreed. Go through the reasons together.",
        "requests.show",
        request.id,
    )


def _set_on_its_way(session: Session, actor: Viewer, request: ApprovalRequest, item: Item, policy: Policy) -> None:
    route = FundingRoute(item.route)
    if route is FundingRoute.ORDER:
        issue_order.issue_order(session, actor, request=request, item=item, policy=policy)
    elif route is FundingRoute.CARD:
        still = choose.card_still_open(session, item, policy)
        if not still:
            raise Refused(
                f"“{item.title}” cannot go on a card now. {still.reason} Ask the keyworker to choose another way.",
                still.code,
            )
        load_card.load_card(session, actor, request=request, item=item)
    else:
        plans.record_under_way(session, item.id)


def _things(request: ApprovalRequest) -> str:
    titles = [line.title for line in request.lines_now]
    return titles[0] if len(titles) == 1 else f"{titles[0]} and {len(titles) - 1} more"


def _tell_keyworker(session: Session, actor: Viewer, request: ApprovalRequest, words: str) -> None:
    keyworker_id = panel.keyworker_now(session, request)
    if actor.user_id != keyworker_id:
        notices.tell_user(session, keyworker_id, words, "requests.show", request.id)
