"""A provider's own pages: orders to answer, what was confirmed, and when the money comes."""

from __future__ import annotations

from app.catalogue import provider_queries as catalogue
from app.journeys import agree_self_billing, bank
from app.kernel import clock
from app.kernel.errors import BadInput, NotFound
from app.kernel.unit_of_work import session
from app.people.queries import organisation
from app.people.vocabulary import Role
from app.purchasing import payment_queries as payments
from app.purchasing.queries import PAGE, orders_newest_first, orders_running, orders_to_answer, orders_to_invoice
from app.reports.money_comes import money_comes
from app.web.payments.forms import BankForm
from app.web.provider.forms import AgreementForm
from app.web.shell.pages import Answer, Pages, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import viewer

pages = Pages(__name__, prefix="/provider")
PROVIDERS = roles(Role.PROVIDER)


@pages.get("", who=PROVIDERS, place=Place("Orders and money", 10))
def home() -> str:
    """Everything a provider needs to know, the most urgent first."""
    provider = catalogue.provider(session(), _own())
    invoices = payments.invoices_newest_first(session(), viewer())[:PAGE]
    until = provider.self_billing_until
    return render(
        "provider/home.html",
        provider=provider,
        to_answer=orders_to_answer(session(), viewer()),
        running=orders_running(session(), viewer()),
        to_invoice=[] if _agreement_runs() else orders_to_invoice(session(), viewer()),
        invoices=invoices,
        coming=money_comes(session(), invoices),
        paid=payments.payments_to(session(), provider.id, 10),
        in_use=payments.account_in_use(session(), viewer().organisation_id, provider.id),
        waiting=payments.account_waiting(session(), viewer().organisation_id, provider.id),
        agreement_runs=_agreement_runs(),
        ends_soon=until is not None and (until - clock.today()).days <= 60,
        any_order=bool(orders_newest_first(session(), viewer(), limit=1)),
    )


@pages.get("/agreement", who=PROVIDERS)
def agreement() -> str:
    """The self-billing agreement to read and accept."""
    return _agreement_page(AgreementForm())


@pages.post("/agreement", who=PROVIDERS)
def accept_agreement() -> Answer:
    """Accept it from today, for twelve months."""
    form = AgreementForm.from_request()
    if not form.validate():
        return _agreement_page(form), 422
    until = agree_self_billing.accept(session(), viewer()).self_billing_until
    flash_done(f"Thank you. We write your invoices until {until.day} {until:%B %Y}." if until else "Thank you.")
    return see_other("provider.home")


@pages.get("/bank", who=PROVIDERS)
def bank_details() -> str:
    """Enter where to be paid."""
    return _bank_page(BankForm())


@pages.post("/bank", who=PROVIDERS)
def keep_bank_details() -> Answer:
    """Keep the details; two people at the other end check them."""
    form = BankForm.from_request()
    if not form.validate():
        return _bank_page(form), 422
    try:
        bank.enter(
            session(),
            viewer(),
            _own(),
            account_name=form.account_name.data,
            sort_code=form.sort_code.data,
            account=form.account.data,
        )
    except BadInput as mistake:
        form.take(mistake)
        return _bank_page(form), 422
    flash_done("Thank you. We call you to check them before anything is paid.")
    return see_other("provider.home")


def _own() -> int:
    provider_id = viewer().provider_id
    if provider_id is None:
        raise NotFound
    return provider_id


def _agreement_runs() -> bool:
    provider = catalogue.provider(session(), _own())
    from_on, until = provider.self_billing_from, provider.self_billing_until
    return from_on is not None and until is not None and from_on <= clock.today() <= until


def _agreement_page(form: AgreementForm) -> str:
    return render(
        "provider/agreement.html",
        form=form,
        provider=catalogue.provider(session(), _own()),
        ours=organisation(session(), viewer().organisation_id),
        clauses=agree_self_billing.AGREEMENT,
        runs=_agreement_runs(),
    )


def _bank_page(form: BankForm) -> str:
    return render(
        "provider/bank.html",
        form=form,
        provider=catalogue.provider(session(), _own()),
        in_use=payments.account_in_use(session(), viewer().organisation_id, _own()),
    )
