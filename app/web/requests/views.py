"""A request, for the person and their keyworker: where it stands, who has it, by when, and what they can do."""

from __future__ import annotations

from app.approvals.models import ApprovalRequest
from app.approvals.queries import request_for, requests_newest_first
from app.budgets.policy import may_see_amount
from app.budgets.queries import budget_for
from app.catalogue import queries as catalogue
from app.journeys import choose, reconsider
from app.kernel import clock
from app.kernel.errors import BadInput
from app.kernel.permit import YES, Verdict, first_no, no
from app.kernel.unit_of_work import session
from app.ledger.vocabulary import NotEnough
from app.people.queries import people_with_ids, person_for
from app.people.vocabulary import Role
from app.plans.models import Item
from app.plans.queries import items_of_ids
from app.programmes.vocabulary import FundingRoute
from app.reports.timeline import timeline_of
from app.web.requests.forms import ChangeForm, VersionForm, answers_of, change_form
from app.web.shell.pages import Answer, Pages, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer

pages = Pages(__name__, prefix="/requests")
THOSE_WHO_ASK = roles(Role.SERVICE_USER, Role.KEYWORKER)
THOSE_WHO_LOOK = roles(Role.SERVICE_USER, Role.KEYWORKER, Role.LINE_MANAGER, Role.BROKER)


@pages.get("", who=THOSE_WHO_LOOK)
def index() -> str:
    """Every request in reach, the newest first."""
    found = requests_newest_first(session(), viewer())
    people = people_with_ids(session(), viewer(), [asked.person_id for asked in found])
    return render("requests/index.html", requests=found, people=people)


@pages.get("/<int:request_id>", who=THOSE_WHO_LOOK)
def show(request_id: int) -> str:
    """Where it stands, in plain words."""
    asked = request_for(session(), viewer(), request_id)
    note_reading("approval_request", asked.id, person_id=asked.person_id)
    person = person_for(session(), viewer(), asked.person_id)
    budget = budget_for(session(), viewer(), asked.budget_id)
    return render(
        "requests/show.html",
        asked=asked,
        person=person,
        me=viewer().person_id == person.id,
        timeline=timeline_of(session(), viewer(), asked),
        items=items_of_ids(session(), [line.item_id for line in asked.lines_now]),
        may_change=_may_change(asked),
        may_see_amount=may_see_amount(viewer(), person_id=person.id, amount_shown=budget.amount_shown),
    )


@pages.get("/<int:request_id>/change", who=THOSE_WHO_ASK)
def edit(request_id: int) -> str:
    """Answer the question, or change what is asked for."""
    asked = request_for(session(), viewer(), request_id)
    items = _items(asked)
    form = change_form(items, _routes(items))(values=answers_of(asked, items))
    return _change_page(asked, items, form)


@pages.post("/<int:request_id>/change", who=THOSE_WHO_ASK)
def change(request_id: int) -> Answer:
    """Send the changed request. Votes so far do not count for it."""
    asked = request_for(session(), viewer(), request_id)
    items = _items(asked)
    form = change_form(items, _routes(items)).from_request()
    if not form.validate():
        return _change_page(asked, items, form), 422
    is_keyworker = reconsider.is_keyworker_of(session(), viewer(), asked)
    try:
        changed = reconsider.revise(
            session(),
            viewer(),
            asked.id,
            form.version.data,
            person_words=form.person_words.data or "",
            keyworker_words=(form.keyworker_words.data or "") if is_keyworker else None,
            changes=form.changes(items),
        )
    except BadInput as mistake:
        form.take(mistake)
        return _change_page(asked, items, form), 422
    except NotEnough as short:
        form.take(BadInput(short.reason))
        return _change_page(asked, items, form), 422
    flash_done(f"Sent again. A decision is due by {changed.due_on:%A} {changed.due_on.day} {changed.due_on:%B}.")
    return see_other("requests.show", request_id=changed.id)


@pages.get("/<int:request_id>/take-back", who=THOSE_WHO_ASK)
def confirm_take_back(request_id: int) -> str:
    """Are you sure? What happens when it is taken back."""
    asked = request_for(session(), viewer(), request_id)
    return render(
        "requests/take_back.html",
        asked=asked,
        person=person_for(session(), viewer(), asked.person_id),
        me=viewer().person_id == asked.person_id,
        may_change=_may_change(asked),
    )


@pages.post("/<int:request_id>/take-back", who=THOSE_WHO_ASK)
def take_back(request_id: int) -> Answer:
    """Take it back."""
    asked = request_for(session(), viewer(), request_id)
    form = VersionForm.from_request()
    if not form.validate():
        return confirm_take_back(request_id), 422
    reconsider.withdraw(session(), viewer(), asked.id, form.version.data)
    flash_done("It was taken back. Everything is on the plan again, and the money is free again.")
    return see_other("plans.show", plan_id=asked.plan_id)


def _may_change(asked: ApprovalRequest) -> Verdict:
    waits = YES if asked.state.is_waiting else no("This request has been decided.", "DECIDED")
    return first_no(reconsider.may_change(session(), viewer(), asked), waits)


def _items(asked: ApprovalRequest) -> list[Item]:
    return items_of_ids(session(), [line.item_id for line in asked.lines_now])


def _routes(items: list[Item]) -> dict[int, dict[FundingRoute, Verdict]]:
    """The ways of paying that are open for each thing, with the one it has."""
    found = {}
    for item in items:
        offer = None if item.offer_id is None else catalogue.offer(session(), item.offer_id)
        found[item.id] = choose.routes_for(session(), viewer(), item.plan, offer, max(item.starts_on, clock.today()))
    return found


def _change_page(asked: ApprovalRequest, items: list[Item], form: ChangeForm) -> str:
    person = person_for(session(), viewer(), asked.person_id)
    me = viewer().person_id == person.id
    form.person_words.label.text = "In your own words" if me else f"In {person.called}’s own words"
    if me:
        del form.keyworker_words
    else:
        form.keyworker_words.label.text = "In your words, as the keyworker"
    verdict = _may_change(asked)
    return render("requests/change.html", asked=asked, items=items, form=form, person=person, me=me, may_change=verdict)
