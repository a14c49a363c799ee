"""Reading plans. A plan is seen by those who may see the person."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload, selectinload

from app.kernel.errors import NotFound
from app.people.queries import keyworker_of, people_in_reach
from app.people.vocabulary import Viewer
from app.plans.models import Goal, Item, Plan
from app.plans.vocabulary import ItemState

_GOALS_ARE_THERE = selectinload(Plan.items).lazyload(Item.goal)
"""A plan's goals are fetched with it: its items find theirs among them."""


def plan_for(session: Session, viewer: Viewer, plan_id: int) -> Plan:
    """One plan the viewer may see, with its goals and items. Raises NotFound for any other."""
    wanted = select(Plan).where(Plan.id == plan_id, Plan.person_id.in_(people_in_reach(viewer)))
    plan = session.scalar(wanted.options(_GOALS_ARE_THERE))
    if plan is None:
        raise NotFound("We cannot find that plan.")
    return plan


def plan_of_budget(session: Session, viewer: Viewer, budget_id: int) -> Plan | None:
    """The plan a budget is for, if the viewer may see it."""
    wanted = select(Plan).where(Plan.budget_id == budget_id, Plan.person_id.in_(people_in_reach(viewer)))
    return session.scalar(wanted.order_by(Plan.id))


def item_for(session: Session, viewer: Viewer, item_id: int) -> Item:
    """One item of a plan the viewer may see. Raises NotFound for any other."""
    item = session.scalar(
        select(Item)
        .join(Plan, Plan.id == Item.plan_id)
        .where(Item.id == item_id, Plan.person_id.in_(people_in_reach(viewer)))
    )
    if item is None:
        raise NotFound("We cannot find that.")
    return item


def goal_of(plan: Plan, goal_id: int) -> Goal:
    """One running goal of a plan. Raises NotFound for any other."""
    found = next((goal for goal in plan.goals if goal.id == goal_id and goal.ended_at is None), None)
    if found is None:
        raise NotFound("We cannot find that goal.")
    return found


def plans_newest_first(session: Session, viewer: Viewer) -> list[Plan]:
    """Every plan the viewer may see, the one touched last on top."""
    return list(
        session.scalars(
            select(Plan)
            .where(Plan.person_id.in_(people_in_reach(viewer)))
            .options(_GOALS_ARE_THERE)
            .order_by(Plan.touched_at.desc(), Plan.id.desc())
            .limit(200)
        )
    )


def plans_of_budgets(session: Session, viewer: Viewer, budget_ids: Iterable[int]) -> dict[int, int]:
    """The id of the plan for each of these budgets that has one the viewer may see."""
    wanted = (
        select(Plan.budget_id, Plan.id)
        .where(Plan.budget_id.in_(list(budget_ids)), Plan.person_id.in_(people_in_reach(viewer)))
        .order_by(Plan.touched_at.desc(), Plan.id.desc())
    )
    return dict(session.execute(wanted).all())


def programmes_in_reach(session: Session, viewer: Viewer) -> frozenset[int]:
    """The programmes of the plans the viewer may see."""
    return frozenset(
        session.scalars(select(Plan.programme_id).where(Plan.person_id.in_(people_in_reach(viewer))).distinct())
    )


def keyworker_id_of(session: Session, plan: Plan) -> int | None:
    """Who is the person's keyworker today."""
    keyworker = keyworker_of(session, plan.person_id)
    return None if keyworker is None else keyworker.id


def held_plan(session: Session, plan_id: int) -> Plan:
    """The plan, locked, with its goals and items read afresh: whoever judges it judges what is there now."""
    return session.scalars(
        select(Plan).where(Plan.id == plan_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def held_items(session: Session, item_ids: Iterable[int]) -> list[Item]:
    """Items, locked and read afresh, in the order of their ids."""
    wanted = sorted(set(item_ids))
    return list(
        session.scalars(
            select(Item)
            .where(Item.id.in_(wanted))
            .order_by(Item.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def held_item(session: Session, item_id: int) -> Item:
    """One item, locked and read afresh."""
    return session.scalars(
        select(Item).where(Item.id == item_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def item_by_id(session: Session, item_id: int) -> Item:
    """One item, for journeys that have already asked whether they may."""
    return session.get_one(Item, item_id)


def items_of_ids(session: Session, item_ids: Iterable[int]) -> list[Item]:
    """Items by their ids, the oldest first; for pages that show a request the viewer may see."""
    wanted = select(Item).where(Item.id.in_(list(item_ids))).options(lazyload(Item.goal))
    return list(session.scalars(wanted.order_by(Item.id)))


def ideas(plan: Plan) -> list[Item]:
    """What is on the plan and was not asked for yet."""
    return [item for item in plan.items if item.state is ItemState.IDEA]


def tried_out(plan: Plan) -> list[Item]:
    """What is only being tried out."""
    return [item for item in plan.items if item.state is ItemState.WHAT_IF]
