"""A person's card, the cards a keyworker looks after, and what finance sees of all of them."""

from __future__ import annotations

from flask import current_app

from app.cards import queries
from app.cards.endings import CardEnd
from app.cards.policy import is_own, may_freeze, may_replace, may_unfreeze
from app.journeys import card_end as ending
from app.journeys import freeze as freezing
from app.kernel.unit_of_work import session
from app.people.vocabulary import Role
from app.reports import cards as reports
from app.web.cards.forms import FreezeForm, LookForm, ReplaceForm
from app.web.shell.pages import Answer, Pages, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer

pages = Pages(__name__, prefix="/cards")
PERSON = roles(Role.SERVICE_USER)
STAFF = roles(Role.KEYWORKER, Role.LINE_MANAGER)
EITHER = roles(Role.SERVICE_USER, Role.KEYWORKER, Role.LINE_MANAGER)
FINANCE = roles(Role.FINANCE_CLERK, Role.FINANCE_MANAGER, Role.SIGNATORY)


@pages.get("", who=PERSON, place=Place("My card", 30))
def mine() -> str:
    """The person's own card; the newest that is open, when there were several."""
    own = [card for card in queries.cards_in_reach(session(), viewer()) if is_own(viewer(), card)]
    if not own:
        return render("cards/none.html")
    return _own_page(own[0].id, others=own[1:])


@pages.get("/people", who=STAFF, place=Place("Cards", 40))
def people() -> str:
    """The cards of everybody one works with."""
    return render("cards/people.html", lines=reports.cards_in_reach(session(), viewer()))


@pages.get("/overview", who=FINANCE, place=Place("Cards", 60))
def overview() -> str:
    """All cards by reference, and the money behind them."""
    return render(
        "cards/overview.html",
        funds=reports.card_funds(session(), viewer().organisation_id),
        findings=queries.findings_oldest_first(session()),
    )


@pages.get("/<int:card_id>", who=EITHER)
def show(card_id: int) -> str:
    """One card. Staff see its state and its money; its purchases only with a reason."""
    card = queries.card_for(session(), viewer(), card_id)
    if is_own(viewer(), card):
        return _own_page(card_id)
    return _staff_page(card_id)


@pages.get("/<int:card_id>/purchases", who=STAFF)
def purchases(card_id: int) -> Answer:
    """What somebody bought, for a reason that is kept and shown to them."""
    form = LookForm.from_query()
    page = reports.card_page(session(), viewer(), card_id)
    if not form.validate():
        return _staff_page(card_id, form), 422
    note_reading("card", card_id, form.reason.data.words, person_id=page.person.id)
    return render("cards/purchases.html", page=page, reason=form.reason.data)


@pages.get("/<int:card_id>/freeze", who=STAFF)
def ask_freeze(card_id: int) -> str:
    """Why should this card be frozen?"""
    return render("cards/freeze.html", page=reports.card_page(session(), viewer(), card_id), form=FreezeForm())


@pages.post("/<int:card_id>/freeze", who=EITHER)
def freeze(card_id: int) -> Answer:
    """Nothing can be bought from now on. One tap for the person; staff say why."""
    card = queries.card_for(session(), viewer(), card_id)
    if is_own(viewer(), card):
        freezing.freeze(session(), viewer(), card)
        flash_done("Your card is frozen. Nobody can buy anything with it until you unfreeze it.")
        return see_other("cards.show", card_id=card_id)
    form = FreezeForm.from_request()
    if not form.validate():
        page = reports.card_page(session(), viewer(), card_id)
        return render("cards/freeze.html", page=page, form=form), 422
    freezing.freeze(session(), viewer(), card, form.because.data)
    flash_done("The card is frozen, and the person was told why.")
    return see_other("cards.show", card_id=card_id)


@pages.post("/<int:card_id>/unfreeze", who=EITHER)
def unfreeze(card_id: int) -> Answer:
    """Ready to use again."""
    card = freezing.unfreeze(session(), viewer(), queries.card_for(session(), viewer(), card_id))
    mine_now = is_own(viewer(), card)
    flash_done("Your card works again." if mine_now else "The card works again, and the person was told.")
    return see_other("cards.show", card_id=card_id)


@pages.get("/<int:card_id>/replace", who=EITHER)
def ask_replace(card_id: int) -> str:
    """What happened to the card?"""
    return _replace_page(card_id, ReplaceForm())


@pages.post("/<int:card_id>/replace", who=EITHER)
def replace(card_id: int) -> Answer:
    """The old card is closed at once; a new one is made with the same money on it."""
    card = queries.card_for(session(), viewer(), card_id)
    form = ReplaceForm.from_request()
    if not form.validate():
        return _replace_page(card_id, form), 422
    new = ending.replace(session(), viewer(), card, CardEnd(form.because.data))
    flash_done("The old card is closed. A new one is being made, with the same money on it.")
    return see_other("cards.show", card_id=new.id)


@pages.post("/<int:card_id>/take-back", who=STAFF)
def take_back(card_id: int) -> Answer:
    """What is free goes back to the budget, at the end or before."""
    card = queries.card_for(session(), viewer(), card_id)
    amount = ending.sweep(session(), viewer(), card)
    flash_done(f"{amount.short} went back to the budget, and the person was told." if amount else "Nothing was free.")
    return see_other("cards.show", card_id=card_id)


def _replace_page(card_id: int, form: ReplaceForm) -> str:
    page = reports.card_page(session(), viewer(), card_id)
    own = is_own(viewer(), page.card)
    return render("cards/replace.html", page=page, form=form, is_own=own, may_replace=may_replace(viewer(), page.card))


def _own_page(card_id: int, others: object = ()) -> str:
    page = reports.card_page(session(), viewer(), card_id)
    return render(
        "cards/show.html",
        page=page,
        others=others,
        may_freeze=may_freeze(viewer(), page.card),
        may_unfreeze=may_unfreeze(viewer(), page.card),
        has_shop="shop.counter" in current_app.view_functions,
    )


def _staff_page(card_id: int, form: LookForm | None = None) -> str:
    page = reports.card_page(session(), viewer(), card_id)
    return render(
        "cards/staff.html",
        page=page,
        form=form or LookForm(),
        may_freeze=may_freeze(viewer(), page.card),
        may_unfreeze=may_unfreeze(viewer(), page.card),
    )
