"""Payment runs: prepared by one person, released by another, confirmed by a third."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.errors import Conflict
from app.kernel.money import total
from app.kernel.outbox import announce
from app.kernel.permit import allow
from app.kernel.seal import digest
from app.people.vocabulary import Viewer
from app.purchasing import policy, rules
from app.purchasing.actions import next_number
from app.purchasing.payment_models import BankAccount, Invoice, Payment, PaymentItem, PaymentRun
from app.purchasing.policy import allow_now
from app.purchasing.vocabulary import PaymentRunSent, RunState


def prepare_run(
    session: Session, viewer: Viewer, payable: Mapping[int, Sequence[Invoice]], accounts: Mapping[int, BankAccount]
) -> PaymentRun:
    """Put invoices together, one payment for each provider, and fix the digest of what is to be released."""
    allow(policy.may_prepare_run(viewer))
    number = next_number(session, "RUN")
    run = PaymentRun(
        reference=f"RUN-{number:06d}",
        organisation_id=viewer.organisation_id,
        prepared_by_id=viewer.user_id,
        items_digest="",
        payments=[
            Payment(
                provider_id=provider_id,
                bank_account_id=accounts[provider_id].id,
                amount=total(invoice.gross for invoice in invoices),
                reference=rules.bank_text(f"CITRO {number:06d}-{place:02d}"),
                items=[PaymentItem(invoice_id=invoice.id, amount=invoice.gross) for invoice in invoices],
            )
            for place, (provider_id, invoices) in enumerate(sorted(payable.items()), start=1)
        ],
    )
    for invoices in payable.values():
        for invoice in invoices:
            invoice.schedule()
    session.add(run)
    session.flush()
    run.items_digest = digest_of(run, accounts)
    session.flush()
    return run


def digest_of(run: PaymentRun, accounts: Mapping[int, BankAccount]) -> str:
    """The digest of everything a release stands for: who gets how much into which account, for which invoices."""
    plain: list[list[Any]] = [
        [
            payment.provider_id,
            payment.bank_account_id,
            accounts[payment.provider_id].fingerprint,
            payment.amount.pence,
            payment.reference,
            [[item.invoice_id, item.amount.pence] for item in sorted(payment.items, key=lambda item: item.invoice_id)],
        ]
        for payment in sorted(run.payments, key=lambda payment: payment.provider_id)
    ]
    return digest({"run": run.id, "organisation": run.organisation_id, "payments": plain})


def hold_run(session: Session, run: PaymentRun) -> None:
    """Lock a run and read it afresh."""
    session.flush()
    session.get_one(PaymentRun, run.id, with_for_update=True, populate_existing=True)


def release_run(
    session: Session,
    viewer: Viewer,
    run: PaymentRun,
    invoices: Sequence[Invoice],
    accounts: Mapping[int, BankAccount],
    interests: frozenset[int],
) -> None:
    """Send a held run to the bank: just what was prepared, by somebody who had no hand in it. `invoices` are held."""
    hands = frozenset(user for account in accounts.values() for user in account.hands)
    allow_now(policy.may_release_run(viewer, run, hands, interests))
    if digest_of(run, accounts) != run.items_digest:
        raise Conflict("This run is not what was prepared any more. Cancel it and prepare a new one.", "RUN_CHANGED")
    run.move(RunState.PREPARED, RunState.SENT)
    run.released_by_id, run.released_at = viewer.user_id, clock.now()
    for invoice in invoices:
        invoice.send()
    session.flush()
    announce(session, PaymentRunSent(run_id=run.id))


def confirm_run(session: Session, viewer: Viewer, run: PaymentRun, invoices: Sequence[Invoice]) -> None:
    """The bank has paid a held run."""
    allow_now(policy.may_confirm_run(viewer, run))
    run.move(RunState.SENT, RunState.CONFIRMED)
    run.confirmed_by_id, run.confirmed_at = viewer.user_id, clock.now()
    for invoice in invoices:
        invoice.pay()
    session.flush()


def cancel_run(session: Session, viewer: Viewer, run: PaymentRun, invoices: Sequence[Invoice]) -> None:
    """Take a held run apart: its invoices wait for another."""
    allow_now(policy.may_cancel_run(viewer, run))
    run.move(RunState.PREPARED, RunState.CANCELLED)
    for payment in run.payments:
        for item in payment.items:
            item.is_live = False
    for invoice in invoices:
        invoice.unschedule()
    session.flush()
