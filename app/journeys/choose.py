"""Choosing what would help: from the catalogue, or something else. The price is the catalogue's, never the form's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.budgets.queries import budget_of
from app.budgets.vocabulary import BudgetState
from app.catalogue import queries as catalogue
from app.catalogue.models import Offer, Service
from app.catalogue.vocabulary import PriceKind
from app.journeys import source
from app.kernel import clock
from app.kernel.errors import BadInput, Refused
from app.kernel.money import NOTHING, Money
from app.kernel.permit import YES, Verdict, first_no, no
from app.people.models import Person
from app.people.queries import person_for
from app.people.vocabulary import Viewer
from app.plans import actions as plans
from app.plans import rules
from app.plans.models import Item, Plan
from app.plans.vocabulary import Price, SourcingState, Wish
from app.programmes.queries import policy_on
from app.programmes.rules import routes_open, unit_charge
from app.programmes.vocabulary import FundingRoute, Policy


def add_offer(
    session: Session, viewer: Viewer, plan: Plan, offer_id: int, wish: Wish, *, what_if: bool = False
) -> Item:
    """Put an offer of the catalogue on the plan, with its price of today; a broker asks when there is none."""
    offer = catalogue.offer(session, offer_id)
    service = catalogue.service_for(session, viewer, offer.service_id)
    _check_on_offer(offer, wish.starts_on)
    _check(session, viewer, plan, wish, offer)
    price = _price_of(session, plan, offer, service, FundingRoute(wish.route))
    wish = replace(wish, title=wish.title or _title(offer, service))
    needs_broker = price.unit_price is None and FundingRoute(wish.route).costs_the_budget
    item = plans.add_item(session, viewer, plan, wish, price, needs_broker=needs_broker, what_if=what_if)
    return _added(session, viewer, plan, item)


def add_something_else(
    session: Session, viewer: Viewer, plan: Plan, wish: Wish, price: Money | None, *, what_if: bool = False
) -> Item:
    """Put anything else on the plan. For a card the price in the shop is asked for; to order it, a broker finds one."""
    _check(session, viewer, plan, wish, None)
    kept = _typed_price(wish, price)
    wish, needs_broker = _with_hint(wish, price), wish.route == FundingRoute.ORDER
    item = plans.add_item(session, viewer, plan, wish, kept, needs_broker=needs_broker, what_if=what_if)
    return _added(session, viewer, plan, item)


def change(session: Session, viewer: Viewer, item: Item, wish: Wish, price: Money | None) -> None:
    """Other numbers or another way to pay. A price that was found or listed stays; one that was typed may change."""
    _check(session, viewer, item.plan, wish, _offer_of(session, item))
    kept, needs_broker = price_after(session, item, wish, price)
    plans.change_item(session, viewer, item, wish, kept, needs_broker=needs_broker)
    if needs_broker:
        source.ask_broker(session, viewer, item)
    else:
        source.no_longer_needed(session, viewer, item)
    record(session, viewer.user_id, "plan.item_changed", "plan_item", item.id, person_id=item.plan.person_id)


def drop(session: Session, viewer: Viewer, item: Item) -> None:
    """Take something off the plan; a broker who was looking for it stops."""
    plans.drop_item(session, viewer, item)
    source.no_longer_needed(session, viewer, item)
    record(session, viewer.user_id, "plan.item_dropped", "plan_item", item.id, person_id=item.plan.person_id)


def price_after(session: Session, item: Item, wish: Wish, price: Money | None) -> tuple[Price, bool]:
    """What an item costs once it is changed, and whether a broker must find that out."""
    route = FundingRoute(wish.route)
    if not is_typed(item):
        policy = policy_on(session, item.plan.programme_id, clock.today())
        return _recharged(item, route, policy), item.unit_price is None and route.costs_the_budget
    return _typed_price(wish, price), route is FundingRoute.ORDER


def is_typed(item: Item) -> bool:
    """Whether the price is what the person saw in a shop, and so theirs to correct."""
    return item.offer_id is None and item.sourcing is not SourcingState.SOURCED


def routes_for(
    session: Session, viewer: Viewer, plan: Plan, offer: Offer | None, day: date
) -> dict[FundingRoute, Verdict]:
    """Which ways of paying are open for this, today and on its day, and why the others are not."""
    person = person_for(session, viewer, plan.person_id)
    return _routes(policy_on(session, plan.programme_id, clock.today()), person, offer, day)


def route_of_item(session: Session, person: Person, policy: Policy, item: Item) -> Verdict:
    """Whether an item may still be paid for the way that was chosen."""
    routes = _routes(policy, person, _offer_of(session, item), max(item.starts_on, clock.today()))
    return routes[FundingRoute(item.route)]


def _routes(policy: Policy, person: Person, offer: Offer | None, day: date) -> dict[FundingRoute, Verdict]:
    order = (person.court_order_from, person.court_order_until)
    today, on_the_day = routes_open(policy, order, clock.today()), routes_open(policy, order, day)
    return {route: first_no(today[route], on_the_day[route], _suits(route, offer)) for route in FundingRoute}


def card_still_open(session: Session, item: Item, policy: Policy) -> Verdict:
    """Whether an agreed item may go on a card today: a court order may have come meanwhile."""
    person = session.get_one(Person, item.plan.person_id)
    order = (person.court_order_from, person.court_order_until)
    return routes_open(policy, order, clock.today())[FundingRoute.CARD]


def _suits(route: FundingRoute, offer: Offer | None) -> Verdict:
    if offer is None or route is FundingRoute.MAINSTREAM:
        return YES
    is_free = offer.price_kind is PriceKind.FREE or offer.price == NOTHING
    if route is FundingRoute.FREE:
        return YES if is_free else no("This is not free.", "NOT_FREE")
    if is_free:
        return no("This is free, so nothing needs to be paid.", "FREE")
    if offer.routes and route.value not in offer.routes:
        return no(f"The provider does not take this: {route.words.lower()}.", "ROUTE_NOT_TAKEN")
    return YES


def _check(session: Session, viewer: Viewer, plan: Plan, wish: Wish, offer: Offer | None) -> None:
    budget = budget_of(session, plan.budget_id)
    if budget.state is not BudgetState.OPEN:
        raise Refused("This budget has been closed, so its plan cannot change.", "BUDGET_CLOSED")
    rules.check_amount(wish.quantity, wish.weeks)
    rules.check_dates(wish.starts_on, wish.weeks, today=clock.today(), from_on=budget.from_on, to_on=budget.to_on)
    verdict = routes_for(session, viewer, plan, offer, wish.starts_on)[FundingRoute(wish.route)]
    if not verdict:
        raise BadInput(verdict.reason, "route", verdict.code)


def _check_on_offer(offer: Offer, day: date) -> None:
    if offer.valid_from is not None and day < offer.valid_from:
        raise BadInput(f"This is on offer from {rules.said(offer.valid_from)}. Choose a later day", "starts_on")
    if offer.valid_to is not None and day > offer.valid_to:
        raise BadInput(f"This is on offer until {rules.said(offer.valid_to)}. Choose an earlier day", "starts_on")


def _price_of(session: Session, plan: Plan, offer: Offer, service: Service, route: FundingRoute) -> Price:
    policy = policy_on(session, plan.programme_id, clock.today())
    price = offer.price if offer.price_kind.is_certain else None
    if offer.price_kind is PriceKind.FREE:
        price = NOTHING
    return Price(
        unit=offer.unit,
        unit_price=price,
        unit_charge=None if price is None else unit_charge(price, offer.vat_rate_bp, route, policy),
        vat_category=offer.vat_category.value,
        vat_rate_bp=offer.vat_rate_bp,
        provider_id=service.provider_id,
        provider_name=service.provider.name,
        service_id=service.id,
        offer_id=offer.id,
        snapshot=_snapshot(offer, service),
    )


def _snapshot(offer: Offer, service: Service) -> dict[str, str | int | None]:
    return {
        "service": service.name,
        "provider": service.provider.name,
        "offer": offer.title,
        "price_kind": offer.price_kind.value,
        "price_pence": None if offer.price is None else offer.price.pence,
        "unit": offer.unit,
        "vat_category": offer.vat_category.value,
        "vat_rate_bp": offer.vat_rate_bp,
        "cancellation": offer.cancellation,
        "notes": offer.notes,
        "taken_on": clock.today().isoformat(),
    }


def _title(offer: Offer, service: Service) -> str:
    if not offer.title or len(service.offers) == 1 or offer.title.casefold() == service.name.casefold():
        return service.name
    return f"{service.name}: {offer.title}"


def _typed_price(wish: Wish, price: Money | None) -> Price:
    """A price from a shop is only believed for a card, and only with where it was seen, or what it is, in words."""
    if wish.route == FundingRoute.CARD:
        if price is None:
            raise BadInput(
                "Enter what it costs in the shop. If you do not know, choose “We order it” and we find out", "price"
            )
        if not wish.link.strip() and not wish.details.strip():
            raise BadInput("Say where you saw it or what it is, or give a link", "details")
        return Price(unit_price=price, unit_charge=price)
    if wish.route == FundingRoute.FREE:
        return Price(unit_price=NOTHING, unit_charge=NOTHING)
    return Price(unit_charge=NOTHING if wish.route == FundingRoute.MAINSTREAM else None)


def _with_hint(wish: Wish, price: Money | None) -> Wish:
    if price is None or wish.route != FundingRoute.ORDER:
        return wish
    return replace(wish, details=f"{wish.details}\n\nWe think it costs about {price.short}.".strip())


def _recharged(item: Item, route: FundingRoute, policy: Policy) -> Price:
    price = item.unit_price
    return Price(
        unit=item.unit,
        unit_price=price,
        unit_charge=None if price is None else unit_charge(price, item.vat_rate_bp, route, policy),
        vat_category=item.vat_category,
        vat_rate_bp=item.vat_rate_bp,
        provider_id=item.provider_id,
        provider_name=item.provider_name,
        service_id=item.service_id,
        offer_id=item.offer_id,
    )


def _offer_of(session: Session, item: Item) -> Offer | None:
    return None if item.offer_id is None else catalogue.offer(session, item.offer_id)


def _added(session: Session, viewer: Viewer, plan: Plan, item: Item) -> Item:
    record(session, viewer.user_id, "plan.item_added", "plan_item", item.id, person_id=plan.person_id)
    if item.sourcing is SourcingState.WAITING:
        source.ask_broker(session, viewer, item)
    return item
