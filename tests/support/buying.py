"""Stories of buying start where the panel has said yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest, RequestLine
from app.approvals.vocabulary import RequestState
from app.journeys import confirm_delivery
from app.journeys.issue_order import issue_order
from app.kernel import clock
from app.kernel.money import Money
from app.ledger import journal, movements, proof
from app.plans.models import Item
from app.plans.rules import reservation_cause
from app.plans.vocabulary import ItemState
from app.programmes.queries import policy_on
from app.programmes.rules import unit_charge
from app.programmes.vocabulary import FundingRoute, Policy, VatRecovery
from app.purchasing.actions import DeliveryAnswer
from app.purchasing.models import PurchaseOrder
from app.purchasing.queries import order_to_confirm
from app.reports import promises
from tests.support.cast import Cast


class Wanted(TypedDict, total=False):
    """What is different from Sam's six sessions of counselling at £45.00, one a week from today."""

    title: str
    unit: str
    price: Money
    quantity: int
    weeks: int
    starts_on: date
    vat_category: str
    vat_rate_bp: int
    provider_id: int
    provider_name: str
    recovers_vat: bool


def agreed(session: Session, cast: Cast, **wanted: Unpack[Wanted]) -> tuple[ApprovalRequest, Item]:
    """An item the panel has said yes to, with its money kept aside."""
    item = idea(session, cast, **wanted)
    item.ask()
    item.agree()
    cost = item.cost
    assert cost is not None
    request = ApprovalRequest(
        programme_id=cast.programme.id,
        person_id=cast.sam.id,
        team_id=cast.sam.team_id,
        plan_id=cast.plan.id,
        budget_id=cast.budget.id,
        keyworker_id=cast.kit.user_id,
        submitted_by_id=cast.kit.user_id,
        route="panel",
        quorum=2,
        due_on=clock.today(),
        person_words="It would help me keep well.",
        keyworker_words="I agree.",
        amount=cost,
        state=RequestState.AGREED,
    )
    session.add(request)
    session.flush()
    request.lines.append(
        RequestLine(
            version=1,
            item_id=item.id,
            title=item.title,
            goal="Keep my home",
            provider_id=item.provider_id,
            provider_name=item.provider_name,
            how_much=f"{item.units} {item.unit}",
            amount=cost,
            route="order",
        )
    )
    session.flush()
    cause = reservation_cause(item.id, request.id, 1)
    journal.post(session, cast.kit.user_id, movements.reservation(cast.budget.id, cause, cost))
    return request, item


def idea(session: Session, cast: Cast, **wanted: Unpack[Wanted]) -> Item:
    """An item on Sam's plan that was not asked for yet."""
    price = wanted.get("price", Money(4500))
    policy = _policy(session, cast, wanted)
    rate = wanted.get("vat_rate_bp", 0)
    item = Item(
        plan_id=cast.plan.id,
        goal_id=cast.goal.id,
        provider_id=wanted.get("provider_id", cast.provider.id),
        provider_name=wanted.get("provider_name", cast.provider.name),
        title=wanted.get("title", "One-to-one counselling"),
        unit=wanted.get("unit", "session"),
        unit_price=price,
        unit_charge=unit_charge(price, rate, FundingRoute.ORDER, policy),
        vat_category=wanted.get("vat_category", "E"),
        vat_rate_bp=rate,
        quantity=wanted.get("quantity", 1),
        weeks=wanted.get("weeks", 6),
        starts_on=wanted.get("starts_on", clock.today()),
        route="order",
        added_by_id=cast.kit.user_id,
        state=ItemState.IDEA,
    )
    session.add(item)
    session.flush()
    return item


def ordered(session: Session, cast: Cast, **wanted: Unpack[Wanted]) -> PurchaseOrder:
    """The order that follows from the yes."""
    request, item = agreed(session, cast, **wanted)
    policy = _policy(session, cast, wanted)
    return issue_order(session, cast.pat, request=request, item=item, policy=policy)


def _policy(session: Session, cast: Cast, wanted: Wanted) -> Policy:
    policy = policy_on(session, cast.programme.id, clock.today())
    if "recovers_vat" not in wanted:
        return policy
    return replace(policy, vat_recovery=VatRecovery.FULL if wanted["recovers_vat"] else VatRecovery.NONE)


def come(session: Session, cast: Cast, order_id: int, received: int, failed: int = 0) -> None:
    """Sam says of the next deliveries that so many came, and so many did not."""
    order = order_to_confirm(session, cast.sam_viewer, order_id)
    answers = [DeliveryAnswer(each.id, True, "It was good") for each in order.planned[:received]]
    answers += [DeliveryAnswer(each.id, False) for each in order.planned[received : received + failed]]
    confirm_delivery.confirm(session, cast.sam_viewer, order, answers)


def proved(session: Session) -> list[str]:
    """What is wrong with the books, and with what was promised: nothing, one hopes."""
    return [*proof.problems(session), *promises.problems(session)]
