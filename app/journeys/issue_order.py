"""An agreed item becomes an order: numbered, promised from the budget, and answered by the provider."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.approvals.queries import held_request
from app.approvals.vocabulary import RequestState
from app.audit.trail import record
from app.journeys.telling import tell_close
from app.kernel import clock
from app.kernel.errors import BadInput, Conflict
from app.kernel.money import Money
from app.ledger import journal, movements
from app.notices.actions import tell_provider
from app.people.vocabulary import Viewer
from app.plans import actions as plans
from app.plans.models import Item
from app.programmes.queries import policy_on, programme_of
from app.programmes.rules import unit_charge
from app.programmes.vocabulary import FundingRoute, Policy, VatRecovery
from app.purchasing import actions
from app.purchasing.models import PurchaseOrder, Quote
from app.purchasing.rules import net_of


def issue_order(
    session: Session, actor: Viewer, *, request: ApprovalRequest, item: Item, policy: Policy
) -> PurchaseOrder:
    """Order an agreed item from its provider; what was kept aside for it is promised, and any rest released.

    Raises Conflict when the request was not agreed, no provider is known, or it is on order already.
    """
    if request.state is not RequestState.AGREED:
        raise Conflict("Only what was agreed can be ordered.")
    if item.provider_id is None or item.unit_price is None or item.unit_charge is None:
        raise Conflict(f"“{item.title}” needs a provider and a price first: the broker finds both.", "NO_PROVIDER")
    agreed = actions.Agreed(
        organisation_id=programme_of(session, request.programme_id).organisation_id,
        provider_id=item.provider_id,
        person_id=request.person_id,
        budget_id=request.budget_id,
        item_id=item.id,
        request_id=request.id,
        title=item.title,
        unit=item.unit,
        quantity=item.quantity,
        weeks=item.weeks,
        starts_on=max(item.starts_on, clock.today()),
        unit_net=_net(item.unit_price, item.unit_charge, item.vat_rate_bp, policy),
        unit_charge=item.unit_charge,
        vat_category=item.vat_category,
        vat_rate_bp=item.vat_rate_bp,
        accept_by=clock.working_days_after(clock.today(), policy.accept_order_within_days),
    )
    return _issue(session, actor, agreed, _asked_for(request, item.id))


def accept(session: Session, viewer: Viewer, order: PurchaseOrder) -> None:
    """The provider will do it; the person and the keyworker hear when it starts."""
    actions.accept_order(session, viewer, order)
    record(session, viewer.user_id, "order.accepted", "purchase_order", order.id, person_id=order.person_id)
    starts = f"{order.starts_on:%A} {order.starts_on.day} {order.starts_on:%B}"
    words = f"“{order.title}” is arranged. It starts on {starts}. Tell us each time whether it came."
    tell_close(session, order.person_id, words, "deliveries.show", order.id)


def issue_to_another(
    session: Session, viewer: Viewer, before: PurchaseOrder, item: Item, quote: Quote
) -> PurchaseOrder:
    """Order an agreed item from another provider. It may cost what was agreed or less: more needs a new yes.

    Raises BadInput at the quote when it costs more or is not to be paid by order.
    """
    policy = policy_on(session, item.plan.programme_id, clock.today())
    if quote.route != FundingRoute.ORDER or quote.provider_id is None:
        raise BadInput("Choose a quote that we can order", "quote")
    charge = unit_charge(quote.unit_price, quote.vat_rate_bp, FundingRoute.ORDER, policy)
    kept = kept_aside(session, before)
    if charge * before.units > kept:
        raise BadInput(f"{kept.short} was agreed for this. It would cost {(charge * before.units).short}.", "quote")
    plans.record_other_provider(
        session,
        item.id,
        provider_id=quote.provider_id,
        provider_name=quote.provider_name,
        unit=quote.unit,
        unit_price=quote.unit_price,
        unit_charge=charge,
        vat_category=quote.vat_category,
        vat_rate_bp=quote.vat_rate_bp,
    )
    return issue_order(session, viewer, request=held_request(session, before.request_id), item=item, policy=policy)


def kept_aside(session: Session, turned_down: PurchaseOrder) -> Money:
    """What stays reserved for an agreed item whose order was turned down."""
    return _asked_for(held_request(session, turned_down.request_id), turned_down.item_id)


def _issue(session: Session, actor: Viewer, agreed: actions.Agreed, kept: Money) -> PurchaseOrder:
    order = actions.issue_order(session, actor.user_id, agreed)
    posted = [movements.commitment(order.budget_id, f"order:{order.id}:issued", order.amount)]
    if kept > order.amount:
        rest = kept - order.amount
        posted.append(movements.reservation_released(order.budget_id, f"order:{order.id}:rest", rest))
    journal.post(session, actor.user_id, *posted)
    plans.record_under_way(session, order.item_id)
    record(session, actor.user_id, "order.issued", "purchase_order", order.id, person_id=order.person_id)
    by = f"{order.accept_by:%A} {order.accept_by.day} {order.accept_by:%B}"
    tell_provider(
        session,
        order.provider_id,
        f"New order {order.number}: {order.title}. Please answer by {by}.",
        "orders.show",
        order.id,
    )
    words = f"We ordered “{order.title}”. The provider answers by {by}. We tell you what they say."
    tell_close(session, order.person_id, words, "deliveries.show", order.id)
    return order


def _asked_for(request: ApprovalRequest, item_id: int) -> Money:
    return next(line.amount for line in request.lines_now if line.item_id == item_id)


def _net(price: Money, charge: Money, rate_bp: int, policy: Policy) -> Money:
    """What the provider charges before VAT: where we recover VAT, just what the budget is charged."""
    return charge if policy.vat_recovery is VatRecovery.FULL else net_of(price, rate_bp)
