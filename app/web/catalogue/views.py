"""Finding what would help, comparing it, and on to the plan."""

from __future__ import annotations

from flask import request

from app.catalogue import queries as catalogue
from app.catalogue.queries import Results
from app.kernel.unit_of_work import session
from app.web.catalogue import cards
from app.web.catalogue.choosing import THOSE_WHO_LOOK, Choosing, choosing, number, number_in
from app.web.catalogue.forms import FindForm
from app.web.shell.pages import Answer, Pages, Place
from app.web.shell.rendering import render
from app.web.shell.viewing import viewer
from providers_catalog import words as lists

pages = Pages(__name__, prefix="/catalogue")
FEWEST, MOST = 2, 4
"""Services side by side."""


@pages.get("", who=THOSE_WHO_LOOK, place=Place("Find something", 30))
def start() -> str:
    """Browse by what should be better, or say what you want."""
    counts = catalogue.services_by_need(session())
    needs = [(need, counts.get(slug, 0)) for slug, need in lists.needs().items()]
    form = FindForm()
    form.prepare()
    return render("catalogue/start.html", form=form, needs=needs, choosing=choosing())


@pages.get("/search", who=THOSE_WHO_LOOK)
def find() -> Answer:
    """What fits, best first."""
    form, hand = FindForm.from_query(), choosing()
    form.prepare()
    if not form.validate():
        return render("catalogue/results.html", form=form, choosing=hand, results=None), 422
    results = catalogue.search(session(), form.wish(number_in("page") or 1, hand.near))
    return render(
        "catalogue/results.html",
        form=form,
        choosing=hand,
        results=results,
        cards=[cards.card_of(found.service, found.miles) for found in results.found],
        needs=lists.needs(),
        newer=_page_url(hand, results, results.page - 1),
        older=_page_url(hand, results, results.page + 1),
        ticked={str(each) for each in _asked_for()},
    )


@pages.get("/services/<int:service_id>", who=THOSE_WHO_LOOK)
def show(service_id: int) -> str:
    """Everything about one service."""
    hand = choosing()
    service = catalogue.service_for(session(), viewer(), service_id)
    return render(
        "catalogue/service.html",
        service=service,
        offers=cards.on_sale(service),
        choosing=hand,
        words=cards,
        needs=[lists.needs()[slug] for slug in service.needs if slug in lists.needs()],
    )


@pages.get("/compare", who=THOSE_WHO_LOOK)
def compare() -> Answer:
    """Two to four services side by side."""
    hand, asked = choosing(), _asked_for()
    services = catalogue.services_for(session(), viewer(), asked[:MOST])
    few, many = len(services) < FEWEST, len(asked) > MOST
    page = render(
        "catalogue/compare.html",
        services=services,
        cards=[cards.card_of(service) for service in services],
        choosing=hand,
        words=cards,
        few=few,
        many=many,
    )
    return (page, 422) if few or many else page


def _asked_for() -> list[int]:
    ids = [number(text) for text in request.args.getlist("service")]
    return list(dict.fromkeys(each for each in ids if each is not None))


def _page_url(hand: Choosing, results: Results, page: int) -> str:
    if not 1 <= page <= results.pages:
        return ""
    asked = {
        name: value
        for name in ("words", "need", "place", "most", "route", "certain")
        if (value := request.args.get(name))
    }
    return hand.url("find", **asked, page=page)
