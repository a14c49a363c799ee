"""The person, or their keyworker, says what came."""

from __future__ import annotations

from app.catalogue import provider_queries as catalogue
from app.journeys import confirm_delivery
from app.kernel import clock
from app.kernel.unit_of_work import session
from app.people.queries import people_with_ids, person_for
from app.people.vocabulary import Role
from app.purchasing.models import PurchaseOrder
from app.purchasing.policy import may_confirm_delivery
from app.purchasing.queries import order_to_confirm, orders_to_confirm
from app.web.deliveries.forms import AnswersForm, answers_form, answers_in
from app.web.shell.pages import Answer, Pages, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer

pages = Pages(__name__, prefix="/deliveries")
THOSE_WHO_RECEIVE = roles(Role.SERVICE_USER, Role.KEYWORKER)


@pages.get("", who=THOSE_WHO_RECEIVE, place=Place("Deliveries", 40))
def index() -> str:
    """What is on order, and what still needs an answer."""
    orders = orders_to_confirm(session(), viewer())
    people = people_with_ids(session(), viewer(), [order.person_id for order in orders])
    names = catalogue.names_of_providers(session(), {order.provider_id for order in orders})
    return render("deliveries/index.html", orders=orders, people=people, names=names)


@pages.get("/<int:order_id>", who=THOSE_WHO_RECEIVE)
def show(order_id: int) -> str:
    """One order, with a question for each delivery."""
    order = order_to_confirm(session(), viewer(), order_id)
    note_reading("purchase_order", order.id, person_id=order.person_id)
    return _page(order, answers_form(order.planned)())


@pages.post("/<int:order_id>", who=THOSE_WHO_RECEIVE)
def confirm(order_id: int) -> Answer:
    """Several answers at once."""
    order = order_to_confirm(session(), viewer(), order_id)
    form = answers_form(order.planned).from_request()
    if not form.validate():
        return _page(order, form), 422
    answers = answers_in(form, order.planned)
    if not answers and order.planned:
        form.form_errors = [*form.form_errors, "Say for at least one whether it came"]
        return _page(order, form), 422
    confirm_delivery.confirm(session(), viewer(), order, answers)
    came = sum(answer.received for answer in answers)
    flash_done(
        "Thank you. " + ("The provider is paid for what came. " if came else "")
        + ("What did not happen is back in the budget." if came < len(answers) else "")
    )  # fmt: skip
    return see_other("deliveries.show", order_id=order.id)


def _page(order: PurchaseOrder, form: AnswersForm) -> str:
    today = clock.today()
    return render(
        "deliveries/show.html",
        order=order,
        form=form,
        provider=catalogue.provider(session(), order.provider_id),
        person=person_for(session(), viewer(), order.person_id),
        me=viewer().person_id == order.person_id,
        may_confirm=may_confirm_delivery(viewer(), order),
        due=[each for each in order.planned if each.planned_on <= today],
        later=[each for each in order.planned if each.planned_on > today],
        answered=[each for each in order.occurrences if each not in order.planned],
    )
