"""Invoices, bank details and payment runs, for whoever is looking."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session

from app.kernel.errors import NotFound
from app.people.vocabulary import Role, Viewer
from app.purchasing.payment_models import BankAccount, Invoice, Payment, PaymentItem, PaymentRun
from app.purchasing.queries import PAGE
from app.purchasing.vocabulary import InvoiceState, RunState

_FINANCE = (Role.FINANCE_CLERK, Role.FINANCE_MANAGER, Role.SIGNATORY)
_OFFICE = (Role.BROKER, *_FINANCE)


def invoices_in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Which invoices a viewer may see: the office its organisation's, a provider its own."""
    ways: list[ColumnElement[bool]] = [false()]
    if viewer.has(*_OFFICE):
        ways.append(Invoice.organisation_id == viewer.organisation_id)
    if viewer.has(Role.PROVIDER) and viewer.provider_id is not None:
        ways.append(Invoice.provider_id == viewer.provider_id)
    return or_(*ways)


def invoice_for(session: Session, viewer: Viewer, invoice_id: int) -> Invoice:
    """One invoice. Raises NotFound when it is not this viewer's to see."""
    invoice = session.scalar(select(Invoice).where(Invoice.id == invoice_id, invoices_in_reach(viewer)))
    if invoice is None:
        raise NotFound("We cannot find that invoice.")
    return invoice


def invoice(session: Session, invoice_id: int) -> Invoice:
    """One invoice, for the program itself."""
    found = session.get(Invoice, invoice_id)
    if found is None:
        raise NotFound("We cannot find that invoice.")
    return found


def invoices_newest_first(
    session: Session, viewer: Viewer, *, state: InvoiceState | None = None, before: int | None = None, limit: int = PAGE
) -> list[Invoice]:
    """Invoices a viewer may see, newest first; page on with `before`. One more than asked tells of more."""
    wanted = select(Invoice).where(invoices_in_reach(viewer)).order_by(Invoice.id.desc()).limit(limit + 1)
    if state is not None:
        wanted = wanted.where(Invoice.state == state)
    if before is not None:
        wanted = wanted.where(Invoice.id < before)
    return list(session.scalars(wanted))


def invoices_of_order(session: Session, order_id: int) -> list[Invoice]:
    """The invoices for an order, oldest first."""
    return list(session.scalars(select(Invoice).where(Invoice.order_id == order_id).order_by(Invoice.id)))


def invoice_numbered(session: Session, provider_id: int, number_key: str) -> Invoice | None:
    """The invoice of a provider with this number, however it was typed."""
    wanted = select(Invoice).where(Invoice.provider_id == provider_id, Invoice.number_key == number_key)
    return session.scalar(wanted)


def invoices_to_pay(session: Session, organisation_id: int, *, held: bool = False) -> list[Invoice]:
    """Invoices that agree with what came and are in no run, the most urgent first; `held` locks them."""
    wanted = select(Invoice).where(Invoice.organisation_id == organisation_id, Invoice.state == InvoiceState.MATCHED)
    if held:
        # Locked in the order of their ids, like everywhere, so that two runs cannot wait for each other.
        session.execute(wanted.with_only_columns(Invoice.id).order_by(Invoice.id).with_for_update())
    return list(session.scalars(wanted.order_by(Invoice.due_on, Invoice.id).execution_options(populate_existing=held)))


def invoices_of_run(session: Session, run_id: int, *, held: bool = False) -> list[Invoice]:
    """The invoices a run pays, by id; `held` locks them."""
    paid = (
        select(PaymentItem.invoice_id)
        .join(Payment, Payment.id == PaymentItem.payment_id)
        .where(Payment.run_id == run_id, PaymentItem.is_live.is_(True))
    )
    wanted = select(Invoice).where(Invoice.id.in_(paid)).order_by(Invoice.id)
    if held:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(wanted))


def runs_of_invoices(session: Session, invoice_ids: Iterable[int]) -> dict[int, PaymentRun]:
    """The live run each invoice is in, for those that are in one."""
    rows = session.execute(
        select(PaymentItem.invoice_id, PaymentRun)
        .join(Payment, Payment.id == PaymentItem.payment_id)
        .join(PaymentRun, PaymentRun.id == Payment.run_id)
        .where(PaymentItem.invoice_id.in_(list(invoice_ids)), PaymentItem.is_live.is_(True))
        .order_by(PaymentItem.invoice_id)
    )
    return {row[0]: row[1] for row in rows}


def run_for(session: Session, viewer: Viewer, run_id: int) -> PaymentRun:
    """One payment run. Raises NotFound when it is not of the viewer's organisation, or the viewer is not finance."""
    run = session.scalar(_runs(viewer).where(PaymentRun.id == run_id))
    if run is None:
        raise NotFound("We cannot find that payment run.")
    return run


def run(session: Session, run_id: int) -> PaymentRun:
    """One payment run, for the program itself."""
    found = session.get(PaymentRun, run_id)
    if found is None:
        raise NotFound("We cannot find that payment run.")
    return found


def runs_newest_first(
    session: Session, viewer: Viewer, *, before: int | None = None, limit: int = PAGE
) -> list[PaymentRun]:
    """Payment runs, newest first; page on with `before`. One more than asked tells of more."""
    wanted = _runs(viewer).order_by(PaymentRun.id.desc()).limit(limit + 1)
    if before is not None:
        wanted = wanted.where(PaymentRun.id < before)
    return list(session.scalars(wanted))


def runs_waiting(session: Session, viewer: Viewer, state: RunState) -> list[PaymentRun]:
    """Runs in one state, the longest waiting first."""
    return list(session.scalars(_runs(viewer).where(PaymentRun.state == state).order_by(PaymentRun.id)))


def _runs(viewer: Viewer) -> Select[PaymentRun]:
    mine = PaymentRun.organisation_id == viewer.organisation_id if viewer.has(*_FINANCE) else false()
    return select(PaymentRun).where(mine)


def payment_for(session: Session, viewer: Viewer, payment_id: int) -> Payment:
    """One payment that has left: finance its organisation's, a provider its own. Raises NotFound otherwise."""
    ways: list[ColumnElement[bool]] = [false()]
    if viewer.has(*_FINANCE):
        ways.append(PaymentRun.organisation_id == viewer.organisation_id)
    if viewer.has(Role.PROVIDER) and viewer.provider_id is not None:
        sent = PaymentRun.state.in_((RunState.SENT, RunState.CONFIRMED))
        ways.append((Payment.provider_id == viewer.provider_id) & sent)
    found = session.scalar(
        select(Payment).join(PaymentRun, PaymentRun.id == Payment.run_id).where(Payment.id == payment_id, or_(*ways))
    )
    if found is None:
        raise NotFound("We cannot find that payment.")
    return found


def payments_to(session: Session, provider_id: int, limit: int = PAGE) -> list[tuple[Payment, PaymentRun]]:
    """Payments that have left for a provider, newest first, each with its run."""
    rows = session.execute(
        select(Payment, PaymentRun)
        .join(PaymentRun, PaymentRun.id == Payment.run_id)
        .where(Payment.provider_id == provider_id, PaymentRun.state.in_((RunState.SENT, RunState.CONFIRMED)))
        .order_by(Payment.id.desc())
        .limit(limit)
    )
    return [(payment, run) for payment, run in rows]


def account_for(session: Session, viewer: Viewer, account_id: int) -> BankAccount:
    """Bank details, for finance of the organisation that pays into them. Raises NotFound for everybody else."""
    wanted = select(BankAccount).where(
        BankAccount.id == account_id, BankAccount.organisation_id == viewer.organisation_id
    )
    found = session.scalar(wanted) if viewer.has(Role.FINANCE_CLERK, Role.FINANCE_MANAGER) else None
    if found is None:
        raise NotFound("We cannot find those bank details.")
    return found


def accounts_waiting(session: Session, viewer: Viewer) -> list[BankAccount]:
    """Bank details of the viewer's organisation that still need a call or a yes, the oldest first."""
    wanted = select(BankAccount).where(
        BankAccount.organisation_id == viewer.organisation_id,
        BankAccount.superseded_at.is_(None),
        BankAccount.authorised_at.is_(None),
    )
    return list(session.scalars(wanted.order_by(BankAccount.id)))


def account_in_use(session: Session, organisation_id: int, provider_id: int) -> BankAccount | None:
    """The bank details an organisation pays a provider into, if any were allowed."""
    return accounts_in_use(session, organisation_id, [provider_id]).get(provider_id)


def accounts_in_use(session: Session, organisation_id: int, provider_ids: Iterable[int]) -> dict[int, BankAccount]:
    """The bank details an organisation has allowed, of each provider that has some."""
    wanted = select(BankAccount).where(
        BankAccount.organisation_id == organisation_id,
        BankAccount.provider_id.in_(list(provider_ids)),
        BankAccount.authorised_at.is_not(None),
        BankAccount.superseded_at.is_(None),
    )
    return {account.provider_id: account for account in session.scalars(wanted.order_by(BankAccount.id))}


def account_waiting(session: Session, organisation_id: int, provider_id: int) -> BankAccount | None:
    """The newest bank details of a provider that an organisation has not allowed yet."""
    return accounts_waiting_of(session, organisation_id, [provider_id]).get(provider_id)


def accounts_waiting_of(session: Session, organisation_id: int, provider_ids: Iterable[int]) -> dict[int, BankAccount]:
    """The newest bank details of each provider that an organisation has not allowed yet."""
    wanted = select(BankAccount).where(
        BankAccount.organisation_id == organisation_id,
        BankAccount.provider_id.in_(list(provider_ids)),
        BankAccount.authorised_at.is_(None),
        BankAccount.superseded_at.is_(None),
    )
    return {account.provider_id: account for account in session.scalars(wanted.order_by(BankAccount.id))}


def accounts(session: Session, account_ids: Iterable[int]) -> dict[int, BankAccount]:
    """Bank details by id."""
    wanted = select(BankAccount).where(BankAccount.id.in_(list(account_ids))).order_by(BankAccount.id)
    return {account.id: account for account in session.scalars(wanted)}


def others_with_number(session: Session, account: BankAccount) -> int:
    """How many other providers have the same bank account: one supplier set up twice, or worse."""
    wanted = select(func.count(BankAccount.provider_id.distinct())).where(
        BankAccount.fingerprint == account.fingerprint,
        BankAccount.provider_id != account.provider_id,
        BankAccount.superseded_at.is_(None),
    )
    return session.scalar(wanted) or 0
