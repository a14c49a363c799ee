"""Bank details of providers: entered, checked by a call, allowed. The whole number is never shown."""

from __future__ import annotations

from flask import url_for

from app.catalogue import provider_queries as catalogue
from app.journeys import bank as journey
from app.kernel.errors import BadInput
from app.kernel.unit_of_work import session
from app.people.queries import names_of
from app.purchasing.payment_models import BankAccount
from app.purchasing.payment_queries import account_for, account_in_use, accounts_waiting
from app.purchasing.policy import may_authorise_bank, may_reject_bank, may_verify_bank
from app.web.account.stepping_up import fresh_second_factor_needed
from app.web.payments.forms import BankForm, CallForm, WrongForm
from app.web.payments.pages import CLERKS, MANAGERS, THOSE_WHO_CONFIRM, THOSE_WHO_ENTER, pages
from app.web.shell.pages import Answer
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer


@pages.get("/bank", who=THOSE_WHO_CONFIRM)
def bank() -> str:
    """Bank details that need a call or a yes."""
    waiting = accounts_waiting(session(), viewer())
    names = catalogue.names_of_providers(session(), {account.provider_id for account in waiting})
    return render("payments/bank.html", waiting=waiting, names=names, people=_people(*waiting))


@pages.get("/bank/enter/<int:provider_id>", who=THOSE_WHO_ENTER)
def enter_bank(provider_id: int) -> str:
    """Enter new details for a provider."""
    provider = catalogue.provider(session(), provider_id)
    return render(
        "payments/enter_bank.html",
        provider=provider,
        form=BankForm(),
        in_use=account_in_use(session(), viewer().organisation_id, provider_id),
    )


@pages.post("/bank/enter/<int:provider_id>", who=THOSE_WHO_ENTER)
def keep_bank(provider_id: int) -> Answer:
    """Keep them, sealed, until two more people have looked."""
    provider, form = catalogue.provider(session(), provider_id), BankForm.from_request()
    in_use = account_in_use(session(), viewer().organisation_id, provider_id)
    if not form.validate():
        return render("payments/enter_bank.html", provider=provider, form=form, in_use=in_use), 422
    try:
        journey.enter(
            session(),
            viewer(),
            provider_id,
            account_name=form.account_name.data,
            sort_code=form.sort_code.data,
            account=form.account.data,
        )
    except BadInput as mistake:
        form.take(mistake)
        return render("payments/enter_bank.html", provider=provider, form=form, in_use=in_use), 422
    flash_done("Kept. Somebody else calls the provider to check them, and a third person allows them.")
    return see_other("home.show")


@pages.get("/bank/<int:account_id>", who=THOSE_WHO_CONFIRM)
def bank_account(account_id: int) -> str:
    """One set of details, and what it needs next."""
    details = account_for(session(), viewer(), account_id)
    note_reading("bank_account", details.id)
    return _page(details)


@pages.post("/bank/<int:account_id>/call", who=CLERKS)
def verify_bank(account_id: int) -> Answer:
    """The provider was called and read the numbers out."""
    details, form = account_for(session(), viewer(), account_id), CallForm.from_request()
    again = fresh_second_factor_needed(url_for("payments.bank_account", account_id=details.id))
    if again is not None:
        return again
    if not form.validate():
        return _page(details, form), 422
    try:
        journey.verify(
            session(),
            viewer(),
            details,
            called=form.called.data,
            sort_code=form.sort_code.data,
            account=form.account.data,
        )
    except BadInput as mistake:
        form.take(mistake)
        return _page(details, form), 422
    flash_done("Checked. The finance manager must allow them now.")
    return see_other("payments.bank")


@pages.post("/bank/<int:account_id>/yes", who=MANAGERS)
def authorise_bank(account_id: int) -> Answer:
    """Allow payments to them."""
    details = account_for(session(), viewer(), account_id)
    again = fresh_second_factor_needed(url_for("payments.bank_account", account_id=details.id))
    if again is not None:
        return again
    journey.authorise(session(), viewer(), details)
    day = details.payable_from
    flash_done(f"Allowed. The first payment can go on {day.day} {day:%B}." if day else "Allowed.")
    return see_other("payments.bank")


@pages.post("/bank/<int:account_id>/no", who=THOSE_WHO_CONFIRM)
def reject_bank(account_id: int) -> Answer:
    """They are wrong."""
    details, form = account_for(session(), viewer(), account_id), WrongForm.from_request()
    if not form.validate():
        return _page(details, wrong=form), 422
    journey.reject(session(), viewer(), details, form.because.data)
    flash_done("These details are not used. The provider knows.")
    return see_other("payments.bank")


def _page(details: BankAccount, form: CallForm | None = None, wrong: WrongForm | None = None) -> str:
    return render(
        "payments/bank_account.html",
        details=details,
        provider=catalogue.provider(session(), details.provider_id),
        people=_people(details),
        call=form or CallForm(),
        wrong=wrong or WrongForm(),
        form=wrong or form or CallForm(),
        may_verify=may_verify_bank(viewer(), details),
        may_authorise=may_authorise_bank(viewer(), details),
        may_reject=may_reject_bank(viewer(), details),
        shared_with=journey.shared_with(session(), details),
    )


def _people(*details: BankAccount) -> dict[int, str]:
    return names_of(session(), {user for each in details for user in each.hands})
