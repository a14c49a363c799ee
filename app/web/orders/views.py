"""Orders: a list for the office, one page for everybody concerned, and the provider's answer."""

from __future__ import annotations

from flask import request

from app.catalogue import provider_queries as catalogue
from app.journeys import issue_order, self_bill, turn_down
from app.kernel.unit_of_work import session
from app.people.vocabulary import Role
from app.purchasing.models import PurchaseOrder
from app.purchasing.payment_queries import invoices_of_order
from app.purchasing.policy import may_answer_order, may_confirm_delivery, may_register_invoice
from app.purchasing.queries import PAGE, order_for, orders_newest_first
from app.purchasing.vocabulary import OrderState
from app.web.orders.forms import DeclineForm
from app.web.shell.pages import Answer, Pages, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer

pages = Pages(__name__, prefix="/orders")
OFFICE = roles(Role.BROKER, Role.FINANCE_CLERK, Role.FINANCE_MANAGER)
CONCERNED = roles(
    Role.BROKER,
    Role.FINANCE_CLERK,
    Role.FINANCE_MANAGER,
    Role.PROVIDER,
    Role.SERVICE_USER,
    Role.KEYWORKER,
    Role.LINE_MANAGER,
)
ANSWERERS = roles(Role.PROVIDER, Role.BROKER)


@pages.get("", who=OFFICE, place=Place("Orders", 30))
def index() -> str:
    """Every order of the organisation, newest first."""
    wished = request.args.get("state", "")
    state = OrderState(wished) if wished in set(OrderState) else None
    before = request.args.get("before", "")
    found = orders_newest_first(session(), viewer(), state=state, before=int(before) if _is_id(before) else None)
    orders, more = found[:PAGE], len(found) > PAGE
    names = catalogue.names_of_providers(session(), {order.provider_id for order in orders})
    return render(
        "orders/index.html", orders=orders, more=more, names=names, state=state, states=OrderState, paged=bool(before)
    )


@pages.get("/<int:order_id>", who=CONCERNED)
def show(order_id: int) -> str:
    """One order. It names nobody: its number stands for the person."""
    order = order_for(session(), viewer(), order_id)
    note_reading("purchase_order", order.id, person_id=order.person_id)
    sees_invoices = viewer().has(Role.BROKER, Role.FINANCE_CLERK, Role.FINANCE_MANAGER, Role.PROVIDER)
    return render(
        "orders/show.html",
        order=order,
        provider=catalogue.provider(session(), order.provider_id),
        is_provider=_is_provider(order),
        may_answer=may_answer_order(viewer(), order),
        may_confirm=_may_confirm(order),
        may_register=may_register_invoice(viewer(), order) if order.to_invoice else None,
        may_bill=self_bill.may_bill(session(), order) if order.to_invoice else None,
        invoices=invoices_of_order(session(), order.id) if sees_invoices else [],
    )


@pages.post("/<int:order_id>/acceptance", who=ANSWERERS)
def accept(order_id: int) -> Answer:
    """The provider will do it."""
    order = order_for(session(), viewer(), order_id)
    issue_order.accept(session(), viewer(), order)
    thanks = "is yours. You are paid for each delivery that is confirmed." if _is_provider(order) else "is accepted."
    flash_done(f"Thank you. Order {order.number} {thanks}")
    return see_other("orders.show", order_id=order.id)


@pages.get("/<int:order_id>/decline", who=ANSWERERS)
def cannot(order_id: int) -> str:
    """Turning an order down asks for a reason."""
    return render("orders/decline.html", order=order_for(session(), viewer(), order_id), form=DeclineForm())


@pages.post("/<int:order_id>/decline", who=ANSWERERS)
def decline(order_id: int) -> Answer:
    """The provider cannot do it."""
    order, form = order_for(session(), viewer(), order_id), DeclineForm.from_request()
    if not form.validate():
        return render("orders/decline.html", order=order, form=form), 422
    turn_down.decline(session(), viewer(), order, form.because.data)
    flash_done(f"Order {order.number} is turned down. The broker looks for somebody else.")
    return see_other("provider.home" if _is_provider(order) else "orders.index")


def _is_provider(order: PurchaseOrder) -> bool:
    return viewer().has(Role.PROVIDER) and viewer().provider_id == order.provider_id


def _may_confirm(order: PurchaseOrder) -> bool:
    return bool(may_confirm_delivery(viewer(), order)) if viewer().has(Role.SERVICE_USER, Role.KEYWORKER) else False


def _is_id(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 19
