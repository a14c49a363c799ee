"""The broker's work: find it, price it, choose with a reason."""

from __future__ import annotations

from flask import request

from app.catalogue import provider_queries as catalogue
from app.journeys import source
from app.journeys.source import Offered
from app.kernel.errors import BadInput
from app.kernel.unit_of_work import session
from app.people.queries import person_for
from app.people.vocabulary import Role
from app.purchasing.models import SourcingTask
from app.purchasing.policy import may_source
from app.purchasing.queries import numbers_of, task_for, tasks_answered, tasks_by_due_date
from app.web.shell.pages import Answer, Pages, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer
from app.web.sourcing.forms import ChoiceForm, NotFoundForm, ProviderSearch, QuoteForm

pages = Pages(__name__, prefix="/sourcing")
BROKERS = roles(Role.BROKER)


@pages.get("", who=BROKERS, place=Place("Find prices", 10))
def index() -> str:
    """What is to be found or priced, the latest first."""
    tasks = tasks_by_due_date(session(), viewer())
    return render("sourcing/index.html", tasks=tasks, answered=tasks_answered(session(), viewer(), 10))


@pages.get("/<int:task_id>", who=BROKERS)
def show(task_id: int) -> str:
    """One thing to find: what is wanted, the quotes so far, and what to do next."""
    task = task_for(session(), viewer(), task_id)
    note_reading("sourcing_task", task.id, person_id=task.person_id)
    return _page(task)


@pages.get("/<int:task_id>/quotes/new", who=BROKERS)
def new_quote(task_id: int) -> str:
    """Who offers it, and for how much."""
    task = task_for(session(), viewer(), task_id)
    search = ProviderSearch.from_query()
    provider_id, name = (
        _provider(request.args.get("provider", "")),
        " ".join(request.args.get("name", "").split())[:100],
    )
    if provider_id is not None or name:
        return _quote_page(task, QuoteForm(values={"unit": "item"}), provider_id, name)
    asked = search.who.data or "" if search.validate() else ""
    found = catalogue.providers_named(session(), asked) if asked else []
    return render("sourcing/who.html", task=task, form=search, asked=asked, found=found)


@pages.post("/<int:task_id>/quotes", who=BROKERS)
def add_quote(task_id: int) -> Answer:
    """Write a quote down."""
    task, form = task_for(session(), viewer(), task_id), QuoteForm.from_request()
    provider_id, name = (
        _provider(request.form.get("provider", "")),
        " ".join(request.form.get("name", "").split())[:100],
    )
    if provider_id is None and not name:
        return see_other("sourcing.new_quote", task_id=task.id)
    if not form.validate():
        return _quote_page(task, form, provider_id, name), 422
    category, _, rate = form.vat.data.partition(":")
    offered = Offered(
        provider_id,
        name,
        form.unit.data,
        form.unit_price.data,
        category,
        int(rate),
        form.route.data,
        form.evidence.data,
    )
    try:
        source.add_quote(session(), viewer(), task, offered)
    except BadInput as mistake:
        form.take(mistake)
        return _quote_page(task, form, provider_id, name), 422
    flash_done("The quote is written down. Add another one, or choose.")
    return see_other("sourcing.show", task_id=task.id)


@pages.post("/<int:task_id>/choice", who=BROKERS)
def choose(task_id: int) -> Answer:
    """Choose a quote, with a reason."""
    task, form = task_for(session(), viewer(), task_id), ChoiceForm.from_request()
    form.quote.offer(_choices(task))
    if not form.validate():
        return _page(task, form), 422
    try:
        source.choose(session(), viewer(), task, int(form.quote.data), form.because.data)
    except BadInput as mistake:
        form.take(mistake)
        return _page(task, form), 422
    flash_done("Chosen. The person and the keyworker know.")
    return see_other("sourcing.index")


@pages.post("/<int:task_id>/not-found", who=BROKERS)
def give_up(task_id: int) -> Answer:
    """Say that it cannot be had."""
    task, form = task_for(session(), viewer(), task_id), NotFoundForm.from_request()
    if not form.validate():
        return _page(task, not_found=form), 422
    source.not_found(session(), viewer(), task, form.not_found_because.data)
    flash_done("The person and the keyworker know that it cannot be had, and why.")
    return see_other("sourcing.index")


def _page(task: SourcingTask, form: ChoiceForm | None = None, not_found: NotFoundForm | None = None) -> str:
    if form is None:
        form = ChoiceForm()
        form.quote.offer(_choices(task))
    before = numbers_of(session(), [task.replaces_order_id]) if task.replaces_order_id else {}
    asked = [task.provider_id] if task.provider_id else []
    return render(
        "sourcing/show.html",
        task=task,
        person=person_for(session(), viewer(), task.person_id),
        choice=form,
        not_found=not_found or NotFoundForm(),
        form=not_found or form,
        may_source=may_source(viewer(), task),
        turned_down=before.get(task.replaces_order_id or 0),
        names=catalogue.names_of_providers(session(), asked),
    )


def _quote_page(task: SourcingTask, form: QuoteForm, provider_id: int | None, name: str) -> str:
    provider = catalogue.provider(session(), provider_id) if provider_id is not None else None
    return render("sourcing/quote.html", task=task, form=form, provider=provider, name=name)


def _choices(task: SourcingTask) -> list[tuple[str, str]]:
    return [
        (
            str(quote.id),
            f"{quote.provider_name}, {quote.unit_price.short if quote.unit_price else 'free'} a {quote.unit}",
        )
        for quote in task.quotes
    ]


def _provider(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
