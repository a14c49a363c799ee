"""The demo's shop. It drives the pretend issuer, which asks and tells the program at its real addresses.

Only in the demo and only with the pretend issuer: elsewhere these pages do not exist. The card is used after
the form's own transaction has ended, because the answer to the shop is a transaction of its own.
"""

from __future__ import annotations

import contextvars
import logging
from collections.abc import Callable

from flask import Flask, after_this_request, current_app, request
from werkzeug.test import Client
from werkzeug.wrappers import Response as Reply

from app.cards import queries
from app.cards.models import Card
from app.cards.policy import is_own
from app.gateways.issuing import PretendIssuer
from app.gateways.issuing.port import IssuerTrouble
from app.gateways.issuing.till import Purchase, Till, Visit
from app.kernel.errors import NotFound
from app.kernel.ids import new_token
from app.kernel.once import FORM_TOKEN_FIELD
from app.kernel.unit_of_work import session
from app.people.vocabulary import Role
from app.reports import cards as reports
from app.web.shell.pages import Answer, Pages, Place, roles
from app.web.shell.rendering import render, see_other
from app.web.shell.viewing import viewer
from app.web.shop.forms import AmountForm, BuyForm
from app.web.shop.merchants import BY_KEY, likely_for
from config import Issuer

log = logging.getLogger(__name__)
pages = Pages(__name__, prefix="/shop")
PERSON = roles(Role.SERVICE_USER)


@pages.get("", who=PERSON, place=Place("Try the shop", 90))
def counter() -> str:
    """Choose a shop and buy something; filled in from what the card is for."""
    return _counter(None)


@pages.post("/purchases", who=PERSON)
def buy() -> Answer:
    """The card is held to the till."""
    form = BuyForm.from_request()
    card = _card()
    if card is None or card.issuer_ref is None or not form.validate():
        return _counter(form), 422
    merchant = BY_KEY[form.shop.data]
    purchase = Purchase(card.issuer_ref, merchant.name, merchant.category, form.amount.data)
    once, only_hold = _once(), form.only_hold.data

    def pay(till: Till) -> None:
        asked = till.authorise(purchase, once=once)
        if asked.approved and not only_hold:
            till.capture(asked.ref, purchase.amount, once=f"{once}:all")

    _afterwards(pay)
    return see_other("shop.visit", ref=once)


@pages.get("/visits/<ref>", who=PERSON)
def visit(ref: str) -> str:
    """What happened at the till, in plain words."""
    return _visit_page(ref, _visit(ref), AmountForm())


@pages.post("/visits/<ref>/take", who=PERSON)
def take(ref: str) -> Answer:
    """The shop takes what it set aside: less, all, or more."""
    found, form, once = _visit(ref), AmountForm.from_request(), _once()
    if not form.validate():
        return _visit_page(ref, found, form), 422
    _afterwards(lambda till: till.capture(found.asked.ref, form.amount.data, once=once))
    return see_other("shop.visit", ref=ref)


@pages.post("/visits/<ref>/give-up", who=PERSON)
def give_up(ref: str) -> Answer:
    """The shop takes nothing."""
    found = _visit(ref)
    _afterwards(lambda till: till.reverse(found.asked.ref))
    return see_other("shop.visit", ref=ref)


@pages.post("/visits/<ref>/refund", who=PERSON)
def refund(ref: str) -> Answer:
    """The shop gives money back."""
    found, form, once = _visit(ref), AmountForm.from_request(), _once()
    if form.validate():
        if found.taken and form.amount.data <= found.kept:
            of = found.taken[0].ref
            _afterwards(lambda till: till.refund(of, form.amount.data, once=once))
            return see_other("shop.visit", ref=ref)
        form.amount.errors = [f"The shop can give back {found.kept.short} at most"]
    return _visit_page(ref, found, form), 422


def register(app: Flask) -> None:
    """Add the shop, where cards are only pretend and nobody is served for real."""
    config = app.extensions["citronella"].config
    if config.demo and config.issuer is Issuer.PRETEND:
        app.register_blueprint(pages)


def _counter(form: BuyForm | None) -> str:
    card = _card()
    page = reports.card_page(session(), viewer(), card.id) if card is not None else None
    wanted = request.args.get("load", "")
    ready = [line for line in page.loads if line.load.arrived_at and line.left.pence > 0] if page else []
    chosen = next((line for line in ready if str(line.load.id) == wanted), ready[0] if ready else None)
    values: dict[str, object] = {}
    if chosen is not None:
        values = {"shop": likely_for(chosen.load.purpose), "what": chosen.load.purpose, "amount": chosen.left}
    return render("shop/counter.html", page=page, chosen=chosen, values=values, form=form or BuyForm(values=values))


def _visit_page(ref: str, found: Visit, form: AmountForm) -> str:
    card = _card()
    return render(
        "shop/visit.html",
        ref=ref,
        visit=found,
        form=form,
        card=card,
        refused_because="" if found.asked.approved or card is None else _why_not(found, card),
        next_spend=queries.spend_by_ref(session(), found.taken[0].ref) if found.taken else None,
    )


def _why_not(found: Visit, card: Card) -> str:
    known, asked = queries.authorisation(session(), found.asked.ref), found.asked
    if known is not None and known.refused_because:
        return known.refused_because
    return reports.issuer_said_no(session(), card, reason=asked.reason, amount=asked.asked, category=asked.category)


def _visit(ref: str) -> Visit:
    """What happened under this number, when it was the viewer's own card."""
    card, found = _card(), _till().visit(ref)
    if card is None or found is None or found.asked.card_ref != card.issuer_ref:
        raise NotFound("Nothing was bought here. Go back to the shop and try again.")
    return found


def _card() -> Card | None:
    own = [card for card in queries.cards_in_reach(session(), viewer()) if is_own(viewer(), card)]
    return own[0] if own else None


def _once() -> str:
    """The form's own token: sent five times, bought once."""
    return request.form.get(FORM_TOKEN_FIELD) or new_token()


def _afterwards(act: Callable[[Till], object]) -> None:
    till = _till()

    @after_this_request
    def at_the_till(answer: Reply) -> Reply:
        if answer.status_code < 400:
            try:
                act(till)
                till.deliver()
            except IssuerTrouble:
                log.exception("the till did not work")
        return answer  # the next page says what happened, or that nothing did


def _till() -> Till:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way to the app
    issuer = app.extensions["citronella"].issuer
    if not isinstance(issuer, PretendIssuer):
        raise NotFound()

    def send(path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        # An empty context: to the program this is a request from outside, not a part of ours.
        def post() -> tuple[int, bytes]:
            answer = Client(app).post(path, data=body, headers=headers)
            return answer.status_code, answer.get_data()

        return contextvars.Context().run(post)

    return Till(issuer, send)
