"""A payment run: prepared by one person, released by another, confirmed by somebody else once the bank has paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.catalogue import provider_queries as catalogue
from app.journeys.telling import tell_role
from app.kernel import clock
from app.kernel.errors import Conflict
from app.kernel.money import Money, total
from app.kernel.permit import Verdict, allow
from app.ledger import journal, movements
from app.notices.actions import tell_provider
from app.people.queries import interests_of
from app.people.vocabulary import Role, Viewer
from app.purchasing import payment_actions as actions
from app.purchasing import payment_queries as queries
from app.purchasing.payment_models import BankAccount, Invoice, PaymentRun
from app.purchasing.policy import may_pay_into, may_prepare_run


@dataclass(frozen=True, slots=True)
class Payee:
    """A provider with invoices that wait to be paid, and whether it can be paid today."""

    provider_id: int
    name: str
    invoices: Sequence[Invoice]
    account: BankAccount | None
    verdict: Verdict

    @property
    def amount(self) -> Money:
        return total(invoice.gross for invoice in self.invoices)


def waiting(session: Session, viewer: Viewer, *, held: bool = False) -> list[Payee]:
    """Everybody who waits for money, the most urgent first, each with why it cannot be paid, if so."""
    allow(may_prepare_run(viewer))
    by_provider: dict[int, list[Invoice]] = {}
    for invoice in queries.invoices_to_pay(session, viewer.organisation_id, held=held):
        by_provider.setdefault(invoice.provider_id, []).append(invoice)
    verdicts = _payable(session, viewer.organisation_id, list(by_provider))
    names = catalogue.names_of_providers(session, by_provider)
    return [
        Payee(provider_id, names[provider_id], invoices, *verdicts[provider_id])
        for provider_id, invoices in by_provider.items()
    ]


def prepare(session: Session, viewer: Viewer) -> PaymentRun:
    """Put every invoice that can be paid into one run. Raises Conflict when there is none.

    An invoice is in one live run only: whoever prepares at the same moment finds it taken.
    """
    payees = [payee for payee in waiting(session, viewer, held=True) if payee.verdict]
    if not payees:
        raise Conflict("There is nothing that can be paid now.")
    accounts = {payee.provider_id: payee.account for payee in payees if payee.account is not None}
    run = actions.prepare_run(session, viewer, {payee.provider_id: payee.invoices for payee in payees}, accounts)
    record(session, viewer.user_id, "run.prepared", "payment_run", run.id)
    told = f"Payment run {run.reference} over {run.amount} is ready. Please look at it and release it."
    tell_role(session, run.organisation_id, Role.SIGNATORY, told, "payments.show", run.id)
    return run


def release(session: Session, viewer: Viewer, run: PaymentRun) -> None:
    """Send what was prepared to the bank. Of two people releasing at once one wins, and the other is told.

    Raises Refused when any payee's bank details are not payable any more, or this viewer had a hand in them.
    """
    actions.hold_run(session, run)
    invoices = queries.invoices_of_run(session, run.id, held=True)
    accounts = _accounts_of(session, run)
    actions.release_run(session, viewer, run, invoices, accounts, interests_of(session, viewer.user_id).provider_ids)
    for provider_id, (in_use, verdict) in _payable(session, run.organisation_id, list(accounts)).items():
        allow(verdict)
        if in_use is None or in_use.id != accounts[provider_id].id:
            raise Conflict("The bank details of somebody in this run have changed. Cancel it and prepare a new one.")
    memo = f"run {run.reference} sent"
    journal.post(
        session,
        viewer.user_id,
        *(
            movements.payment_sent(each.provider_id, f"payment:{each.id}:sent", each.amount, memo)
            for each in run.payments
        ),
    )
    record(session, viewer.user_id, "run.released", "payment_run", run.id)
    told = f"Payment run {run.reference} went to the bank. Confirm it once the bank has paid."
    tell_role(session, run.organisation_id, Role.FINANCE_CLERK, told, "payments.show", run.id)


def confirm(session: Session, viewer: Viewer, run: PaymentRun) -> None:
    """The bank has paid: the invoices are paid, and the providers are told."""
    actions.hold_run(session, run)
    actions.confirm_run(session, viewer, run, queries.invoices_of_run(session, run.id, held=True))
    memo = f"run {run.reference} confirmed"
    journal.post(
        session,
        viewer.user_id,
        *(
            movements.payment_confirmed(each.provider_id, f"payment:{each.id}:confirmed", each.amount, memo)
            for each in run.payments
        ),
    )
    record(session, viewer.user_id, "run.confirmed", "payment_run", run.id)
    for payment in run.payments:
        words = f"We paid you {payment.amount}. On your bank statement it says {payment.reference}."
        tell_provider(session, payment.provider_id, words, "provider.home", None)


def cancel(session: Session, viewer: Viewer, run: PaymentRun) -> None:
    """Take a run apart before it is released. Its invoices wait for another."""
    actions.hold_run(session, run)
    actions.cancel_run(session, viewer, run, queries.invoices_of_run(session, run.id, held=True))
    record(session, viewer.user_id, "run.cancelled", "payment_run", run.id)


def hands_in(session: Session, run: PaymentRun) -> frozenset[int]:
    """Everybody who had a hand in the bank details of somebody in a run."""
    return frozenset(user for account in _accounts_of(session, run).values() for user in account.hands)


def _accounts_of(session: Session, run: PaymentRun) -> dict[int, BankAccount]:
    found = queries.accounts(session, [payment.bank_account_id for payment in run.payments])
    return {payment.provider_id: found[payment.bank_account_id] for payment in run.payments}


def _payable(
    session: Session, organisation_id: int, provider_ids: list[int]
) -> dict[int, tuple[BankAccount | None, Verdict]]:
    in_use = queries.accounts_in_use(session, organisation_id, provider_ids)
    newer = queries.accounts_waiting_of(session, organisation_id, provider_ids)
    return {
        each: (in_use.get(each), may_pay_into(in_use.get(each), clock.today(), newer_waits=each in newer))
        for each in provider_ids
    }
