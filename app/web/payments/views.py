"""Payment runs: prepared by one, released by another, confirmed once the bank has paid."""

from __future__ import annotations

from flask import Response, request, url_for

from app.catalogue import provider_queries as catalogue
from app.journeys import pay
from app.kernel.money import total
from app.kernel.unit_of_work import session
from app.people.queries import interests_of, names_of
from app.people.vocabulary import Role
from app.purchasing.payment_queries import accounts, invoices_of_run, payment_for, run_for, runs_newest_first
from app.purchasing.policy import may_cancel_run, may_confirm_run, may_release_run
from app.purchasing.queries import PAGE
from app.web.account.stepping_up import fresh_second_factor_needed
from app.web.payments import bank
from app.web.payments.pages import CLERKS, FINANCE, SIGNATORIES, THOSE_PAID, THOSE_WHO_CONFIRM, pages
from app.web.shell.documents import attachment
from app.web.shell.pages import Answer, Place
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer

__all__ = ["bank", "pages"]


@pages.get("", who=FINANCE, place=Place("Payments", 50))
def index() -> str:
    """Payment runs, newest first."""
    before = request.args.get("before", "")
    page_on = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = runs_newest_first(session(), viewer(), before=page_on)
    runs, more = found[:PAGE], len(found) > PAGE
    people = names_of(session(), {run.prepared_by_id for run in runs} | {run.released_by_id or 0 for run in runs})
    return render("payments/index.html", runs=runs, more=more, paged=page_on is not None, people=people)


@pages.get("/new", who=CLERKS)
def new() -> str:
    """Who would be paid now, and who cannot be, with the reason."""
    payees = pay.waiting(session(), viewer())
    ready = [payee for payee in payees if payee.verdict]
    held = [payee for payee in payees if not payee.verdict]
    return render("payments/new.html", ready=ready, held=held, total=total(payee.amount for payee in ready))


@pages.post("", who=CLERKS)
def prepare() -> Answer:
    """Put everything that can be paid into one run."""
    run = pay.prepare(session(), viewer())
    flash_done(f"Payment run {run.reference} is ready. A signatory must look at it and release it.")
    return see_other("payments.show", run_id=run.id)


@pages.get("/<int:run_id>", who=FINANCE)
def show(run_id: int) -> str:
    """One run: who is paid what, who did what, and what comes next."""
    run = run_for(session(), viewer(), run_id)
    note_reading("payment_run", run.id)
    interests = interests_of(session(), viewer().user_id).provider_ids
    people = names_of(session(), {run.prepared_by_id, run.released_by_id or 0, run.confirmed_by_id or 0})
    return render(
        "payments/show.html",
        run=run,
        invoices={invoice.id: invoice for invoice in invoices_of_run(session(), run.id)},
        names=catalogue.names_of_providers(session(), {payment.provider_id for payment in run.payments}),
        accounts=accounts(session(), {payment.bank_account_id for payment in run.payments}),
        people=people,
        may_release=may_release_run(viewer(), run, pay.hands_in(session(), run), interests),
        may_cancel=may_cancel_run(viewer(), run),
        may_confirm=may_confirm_run(viewer(), run),
        signs=viewer().has(Role.SIGNATORY),
    )


@pages.post("/<int:run_id>/release", who=SIGNATORIES)
def release(run_id: int) -> Answer:
    """Send it to the bank."""
    run = run_for(session(), viewer(), run_id)
    again = fresh_second_factor_needed(url_for("payments.show", run_id=run.id))
    if again is not None:
        return again
    pay.release(session(), viewer(), run)
    flash_done(f"Payment run {run.reference} goes to the bank. Each provider gets a letter that says what it is for.")
    return see_other("payments.show", run_id=run.id)


@pages.post("/<int:run_id>/confirmation", who=THOSE_WHO_CONFIRM)
def confirm(run_id: int) -> Answer:
    """The bank has paid."""
    run = run_for(session(), viewer(), run_id)
    pay.confirm(session(), viewer(), run)
    flash_done(f"Payment run {run.reference} is paid. The providers know.")
    return see_other("payments.show", run_id=run.id)


@pages.post("/<int:run_id>/cancellation", who=FINANCE)
def cancel(run_id: int) -> Answer:
    """Take it apart before it is released."""
    run = run_for(session(), viewer(), run_id)
    pay.cancel(session(), viewer(), run)
    flash_done(f"Payment run {run.reference} is cancelled. Its invoices wait for another run.")
    return see_other("payments.index")


@pages.get("/<int:run_id>/file", who=FINANCE)
def bank_file(run_id: int) -> Response:
    """The file for the bank, to save. Whoever takes it is written down: it holds whole account numbers."""
    run = run_for(session(), viewer(), run_id)
    note_reading("payment_file", run.id)
    return attachment(run.file_key, f"{run.reference}.csv", "text/csv")


@pages.get("/remittances/<int:payment_id>", who=THOSE_PAID)
def remittance(payment_id: int) -> Response:
    """What one payment was for, to save."""
    payment = payment_for(session(), viewer(), payment_id)
    note_reading("remittance", payment.id)
    return attachment(
        payment.remittance_key, f"remittance-{payment.reference.replace(' ', '-')}.pdf", "application/pdf"
    )
