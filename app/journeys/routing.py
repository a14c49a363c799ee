"""Who decides a request: by the programme's rules, and one step up where nobody without a stake is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.approvals.queries import asked_since
from app.budgets.models import Budget
from app.budgets.queries import budget_of
from app.journeys import panel
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.money import Money
from app.people.models import Person
from app.people.queries import interests_of, person_for
from app.people.vocabulary import Viewer
from app.plans.models import Item, Plan
from app.plans.queries import keyworker_id_of
from app.programmes.queries import policy_on
from app.programmes.rules import approval_route
from app.programmes.vocabulary import ApprovalRoute, Policy

COUNTS_TOGETHER = timedelta(days=28)
"""What a person asks for in four weeks counts as one, so that splitting slips under no limit."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a request stands on, looked up once: whose plan, which money, which rules."""

    plan: Plan
    person: Person
    keyworker_id: int | None
    budget: Budget
    policy: Policy


@dataclass(frozen=True, slots=True)
class Side:
    """The person's side of a plan: the person, and their keyworker of today."""

    person: Person
    keyworker_id: int | None


def side_of(session: Session, viewer: Viewer, plan: Plan) -> Side:
    """Who stands on the person's side of this plan. Raises NotFound when the viewer may not see them."""
    return Side(person_for(session, viewer, plan.person_id), keyworker_id_of(session, plan))


def ground_of(session: Session, viewer: Viewer, plan: Plan, side: Side | None = None) -> Ground:
    """What a request from this plan would stand on today. `side`: `side_of`, if looked up already."""
    side = side or side_of(session, viewer, plan)
    return Ground(
        plan=plan,
        person=side.person,
        keyworker_id=side.keyworker_id,
        budget=budget_of(session, plan.budget_id),
        policy=policy_on(session, plan.programme_id, clock.today()),
    )


def route_for(session: Session, viewer: Viewer, ground: Ground, items: Sequence[Item], amount: Money) -> ApprovalRoute:
    """Who decides. Raises Refused with NO_DECIDERS when too few without a stake are left."""
    recently = asked_since(session, ground.person.id, clock.now() - COUNTS_TOGETHER)
    route = approval_route(ground.policy, amount, recently)
    providers = frozenset(item.provider_id for item in items if item.provider_id is not None)
    if route is ApprovalRoute.AUTOMATIC and not _has_stake(session, viewer, ground, providers):
        return route
    ways = [ApprovalRoute.PANEL] if route is ApprovalRoute.PANEL else [ApprovalRoute.LINE_MANAGER, ApprovalRoute.PANEL]
    for way in ways:
        if _can_decide(session, viewer, ground, way, providers):
            return way
    raise Refused(
        "Nobody can decide on this yet: too few people are left who have no part in it. "
        "It stays on the plan. Ask your administrator to name another decider.",
        "NO_DECIDERS",
    )


def _has_stake(session: Session, viewer: Viewer, ground: Ground, providers: frozenset[int]) -> bool:
    for user_id in {viewer.user_id, ground.keyworker_id or viewer.user_id}:
        interests = interests_of(session, user_id)
        if ground.person.id in interests.person_ids or providers & interests.provider_ids:
            return True
    return False


def _can_decide(
    session: Session, viewer: Viewer, ground: Ground, way: ApprovalRoute, providers: frozenset[int]
) -> bool:
    free = panel.deciders(
        session,
        way,
        programme_id=ground.plan.programme_id,
        team_id=ground.person.team_id,
        person_id=ground.person.id,
        out={viewer.user_id, ground.keyworker_id or viewer.user_id},
        provider_ids=providers,
        day=clock.today(),
    )
    return bool(free.signers) and len(free.members) >= (ground.policy.quorum if way is ApprovalRoute.PANEL else 1)
