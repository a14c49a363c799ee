"""A programme's money: funds, what funders gave, and what is sent to the card issuer."""

from __future__ import annotations

from app.journeys.award import receive_award, top_up_issuer
from app.kernel import clock
from app.kernel.errors import BadInput, Refused
from app.kernel.unit_of_work import session
from app.people.vocabulary import Role
from app.programmes import actions, queries
from app.programmes.models import Programme
from app.reports.standing import held
from app.web.programmes.forms import AwardForm, FundForm, TopUpForm
from app.web.programmes.pages import pages
from app.web.shell.pages import Answer, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import viewer

COMMISSIONER = roles(Role.COMMISSIONER)
MOVES_MONEY = roles(Role.FINANCE_MANAGER, Role.COMMISSIONER)


@pages.get("/<int:programme_id>/funds/new", who=COMMISSIONER)
def new_fund(programme_id: int) -> str:
    """A pot for one funder's money."""
    programme = queries.programme_for(session(), viewer(), programme_id)
    return render("programmes/new_fund.html", programme=programme, form=FundForm())


@pages.post("/<int:programme_id>/funds", who=COMMISSIONER)
def open_fund(programme_id: int) -> Answer:
    """Open it."""
    programme = queries.programme_for(session(), viewer(), programme_id)
    form = FundForm.from_request()
    if form.validate():
        try:
            fund = actions.open_fund(
                session(),
                viewer(),
                programme,
                name=form.name.data,
                funder=form.funder.data,
                ends_on=form.ends_on.data,
            )
        except BadInput as mistake:
            form.take(mistake)
        else:
            flash_done(f"“{fund.name}” is open. Next: record the money when it is here.")
            return see_other("programmes.new_award", programme_id=programme.id)
    return render("programmes/new_fund.html", programme=programme, form=form), 422


@pages.get("/<int:programme_id>/awards/new", who=COMMISSIONER)
def new_award(programme_id: int) -> Answer:
    """Money came in: how much, for which fund, under which reference?"""
    programme = queries.programme_for(session(), viewer(), programme_id)
    if not queries.funds_by_name(session(), programme.id):
        return see_other("programmes.new_fund", programme_id=programme.id)
    return _award_page(programme, AwardForm(values={"received_on": clock.today()}))


@pages.post("/<int:programme_id>/awards", who=COMMISSIONER)
def record_award(programme_id: int) -> Answer:
    """Write it down: it is in the pool now."""
    programme = queries.programme_for(session(), viewer(), programme_id)
    form = _offered(programme, AwardForm.from_request())
    if not form.validate():
        return _award_page(programme, form), 422
    try:
        award = receive_award(
            session(),
            viewer(),
            int(form.fund_id.data),
            form.amount.data,
            form.funder_reference.data,
            form.received_on.data,
        )
    except BadInput as mistake:
        form.take(mistake)
        return _award_page(programme, form), 422
    flash_done(f"{award.amount.short} is in the pool. Keyworkers can give budgets from it now.")
    return see_other("programmes.show", programme_id=programme.id)


def _award_page(programme: Programme, form: AwardForm) -> str:
    return render("programmes/new_award.html", programme=programme, form=_offered(programme, form))


def _offered(programme: Programme, form: AwardForm) -> AwardForm:
    funds = queries.funds_by_name(session(), programme.id)
    form.fund_id.offer([(str(fund.id), f"{fund.name}, from {fund.funder}") for fund in funds])
    if len(funds) == 1 and form.fund_id.data is None and not form.fund_id.raw_data:
        form.fund_id.data = str(funds[0].id)
    return form


@pages.get("/card-issuer", who=MOVES_MONEY, place=Place("Card issuer", 60))
def card_issuer() -> str:
    """What is with the card issuer, ready for cards, and what is in the bank."""
    return _issuer_page(TopUpForm())


@pages.post("/card-issuer", who=MOVES_MONEY)
def top_up() -> Answer:
    """Send money to the card issuer."""
    form = TopUpForm.from_request()
    if not form.validate():
        return _issuer_page(form), 422
    try:
        top_up_issuer(session(), viewer(), form.amount.data)
    except Refused as refusal:
        if refusal.code != "BANK_LOW":
            raise
        form.take(BadInput(refusal.reason, "amount"))
        return _issuer_page(form), 422
    flash_done(f"{form.amount.data.short} is with the card issuer now, ready for cards.")
    return see_other("programmes.card_issuer")


def _issuer_page(form: TopUpForm) -> str:
    return render(
        "programmes/card_issuer.html",
        form=form,
        held=held(session()),
    )
