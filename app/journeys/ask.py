"""Asking: what is on the plan goes to whoever decides, with the case for it, and its money is set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.approvals import actions as approvals
from app.approvals.models import ApprovalRequest
from app.approvals.vocabulary import AskedLine, Case
from app.audit.trail import record
from app.budgets.vocabulary import BudgetState
from app.journeys import agreed, choose, panel
from app.journeys.routing import Ground, Side, ground_of, route_for
from app.kernel import clock
from app.kernel.errors import BadInput, Conflict, Refused
from app.kernel.money import NOTHING, Money, total
from app.kernel.permit import allow
from app.ledger import journal, movements
from app.notices import actions as notices
from app.people.models import Person
from app.people.vocabulary import Viewer, system
from app.plans import actions as plans
from app.plans import queries, rules
from app.plans.models import Item, Plan
from app.plans.policy import is_the_keyworker, is_the_person, may_ask
from app.plans.vocabulary import SourcingState
from app.programmes.vocabulary import ApprovalRoute, Policy


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will happen when the request is sent: shown before it is."""

    items: tuple[Item, ...]
    waiting_for_price: tuple[Item, ...]
    problems: tuple[tuple[Item, str], ...]
    amount: Money
    route: ApprovalRoute
    due_on: date


def forecast(session: Session, viewer: Viewer, plan: Plan, side: Side | None = None) -> Forecast:
    """Which things would be asked for, who would decide and by when. Changes nothing."""
    ground, ready = ground_of(session, viewer, plan, side), _priced(plan)
    waiting = tuple(item for item in queries.ideas(plan) if item not in ready)
    problems = tuple((item, reason) for item in ready if (reason := _problem(session, ground, item)))
    amount = total(item.cost or NOTHING for item in ready)
    route = route_for(session, viewer, ground, ready, amount)
    due_on = clock.working_days_after(clock.today(), ground.policy.decide_within_days)
    return Forecast(tuple(ready), waiting, problems, amount, route, due_on)


def ask(session: Session, viewer: Viewer, plan: Plan) -> ApprovalRequest:
    """Send everything on the plan that has a price as one request. Raises NotEnough when the budget is too small."""
    plan = queries.held_plan(session, plan.id)
    ground = ground_of(session, viewer, plan)
    allow(may_ask(viewer, plan, ground.keyworker_id))
    if ground.keyworker_id is None:
        raise Refused("Nobody works with this person at the moment. A line manager has to choose a keyworker first.")
    items, policy = _ready_to_ask(session, ground), ground.policy
    case = case_from(plan, ground.person, ground.keyworker_id, items, plan.person_words, plan.keyworker_words)
    route = route_for(session, viewer, ground, items, case.amount)
    request = approvals.open_request(
        session,
        viewer,
        case,
        route=route.value,
        quorum=policy.quorum if route is ApprovalRoute.PANEL else 1,
        due_on=clock.working_days_after(clock.today(), policy.decide_within_days),
        is_person=is_the_person(viewer, plan),
        is_keyworker=is_the_keyworker(viewer, ground.keyworker_id),
    )
    reserve(session, viewer, request)
    plans.record_asked(plan, items)
    record(session, viewer.user_id, "request.sent_in", "approval_request", request.id, person_id=plan.person_id)
    if route is ApprovalRoute.AUTOMATIC:
        _agree_at_once(session, request, policy)
    else:
        tell_of_new_case(session, request, ground.person)
    return request


def case_from(
    plan: Plan, person: Person, keyworker_id: int, items: list[Item], person_words: str, keyworker_words: str
) -> Case:
    """The case as it will be read: the words of both, and each thing with its goal and how much it is."""
    return Case(
        programme_id=plan.programme_id,
        person_id=plan.person_id,
        team_id=person.team_id,
        plan_id=plan.id,
        budget_id=plan.budget_id,
        keyworker_id=keyworker_id,
        person_words=person_words,
        keyworker_words=keyworker_words,
        lines=tuple(_line(item) for item in items),
    )


def reserve(session: Session, viewer: Viewer, request: ApprovalRequest) -> None:
    """Set aside the money of each line of this version: one movement each, which can be undone exactly."""
    journal.post(
        session,
        viewer.user_id,
        *(
            movements.reservation(
                request.budget_id, rules.reservation_cause(line.item_id, request.id, request.version), line.amount
            )
            for line in request.lines_now
        ),
    )


def release(session: Session, viewer: Viewer, request: ApprovalRequest, version: int, memo: str) -> None:
    """Undo what was set aside for one version, exactly."""
    for line in request.lines:
        if line.version == version:
            cause = rules.reservation_cause(line.item_id, request.id, version)
            journal.reverse(session, viewer.user_id, cause, f"{cause}:released", memo)


def tell_of_new_case(session: Session, request: ApprovalRequest, person: Person) -> None:
    """Those who decide learn that a case waits, and the person who has it and by when."""
    who = "The panel" if request.route == ApprovalRoute.PANEL else "A line manager"
    by = _by(request.due_on)
    for user_id in panel.deciders_of(session, request).members:
        notices.tell_user(
            session, user_id, f"Case {request.reference} waits for you. Decide {by}.", "approvals.show", request.id
        )
    words = f"We sent your request. {who} has it now and decides {by}. Your money is kept aside until then."
    notices.tell_person(session, person.id, words, "requests.show", request.id)
    if request.submitted_by_id != request.keyworker_id:
        told = f"{person.called} sent in request {request.reference}. {who} decides {by}."
        notices.tell_user(session, request.keyworker_id, told, "requests.show", request.id)


def _by(day: date) -> str:
    return f"by {day:%A} {day.day} {day:%B}"


def _priced(plan: Plan) -> list[Item]:
    settled = {SourcingState.NOT_NEEDED, SourcingState.SOURCED}
    return [item for item in queries.ideas(plan) if item.sourcing in settled and item.cost is not None]


def _ready_to_ask(session: Session, ground: Ground) -> list[Item]:
    if ground.budget.state is not BudgetState.OPEN:
        raise Refused("This budget has been closed.", "BUDGET_CLOSED")
    items = _priced(ground.plan)
    if not items:
        raise Conflict(
            "There is nothing on the plan to ask for now. It may have been asked for already.", "NOTHING_TO_ASK"
        )
    for item in items:
        problem = _problem(session, ground, item)
        if problem:
            raise BadInput(f"“{item.title}”: {problem}")
    return items


def _problem(session: Session, ground: Ground, item: Item) -> str:
    """What keeps an item from being asked for today, in words, or ""."""
    today, budget = clock.today(), ground.budget
    try:
        rules.check_dates(item.starts_on, item.weeks, today=today, from_on=budget.from_on, to_on=budget.to_on)
    except BadInput as mistake:
        return f"{mistake.reason}."
    return choose.route_of_item(session, ground.person, ground.policy, item).reason


def _line(item: Item) -> AskedLine:
    return AskedLine(
        item_id=item.id,
        title=item.title,
        area=item.goal.area.value,
        goal=item.goal.words,
        provider_id=item.provider_id,
        provider_name=item.provider_name,
        how_much=item.how_much,
        amount=item.cost or NOTHING,
        route=item.route,
    )


def _agree_at_once(session: Session, request: ApprovalRequest, policy: Policy) -> None:
    approvals.agree_by_rule(request, "Small requests like this are agreed at once.")
    record(session, 0, "request.agreed_by_rule", "approval_request", request.id, person_id=request.person_id)
    agreed.begin(session, system(0), request, policy)
