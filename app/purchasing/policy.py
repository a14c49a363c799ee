"""Who may do what when something is bought and paid. Separations are between people, never between roles."""

from __future__ import annotations

from datetime import date

from app.kernel.errors import Conflict
from app.kernel.permit import YES, Verdict, allow, first_no, no
from app.people.vocabulary import Role, Viewer
from app.purchasing.models import PurchaseOrder, SourcingTask
from app.purchasing.payment_models import BankAccount, PaymentRun
from app.purchasing.vocabulary import BankStage, OrderState, RunState

BUYERS = frozenset({Role.BROKER, Role.FINANCE_CLERK, Role.FINANCE_MANAGER})


def _holds(viewer: Viewer, *wanted: Role) -> Verdict:
    if viewer.has(*wanted):
        return YES
    named = " or ".join(role.words.lower() for role in wanted)
    return no(f"Only a {named} can do this.")


def _ours(viewer: Viewer, organisation_id: int) -> Verdict:
    return YES if viewer.organisation_id == organisation_id else no("This belongs to another organisation.")


def _speaks_for(viewer: Viewer, provider_id: int) -> bool:
    return viewer.has(Role.PROVIDER) and viewer.provider_id == provider_id


def may_source(viewer: Viewer, task: SourcingTask) -> Verdict:
    """Find and price things: the organisation's brokers, until it is answered."""
    answered = YES if task.is_open else no("This has been answered already.", "CONFLICT")
    return first_no(_holds(viewer, Role.BROKER), _ours(viewer, task.organisation_id), answered)


def may_choose(viewer: Viewer, task: SourcingTask, interests: frozenset[int], provider_id: int | None) -> Verdict:
    """Choose a provider: nobody chooses one they have an interest in."""
    mine = provider_id in interests if provider_id is not None else False
    interest = no("You have told us of an interest in this provider. Another broker must choose.", "SOD_INTEREST")
    return first_no(may_source(viewer, task), interest if mine else YES)


def may_answer_order(viewer: Viewer, order: PurchaseOrder) -> Verdict:
    """Accept or turn down an order: the provider it is for, or a broker who heard it from them. Once.

    Many small providers have no sign-in; a broker writes down what they said (the trail keeps who did).
    """
    by_phone = viewer.has(Role.BROKER) and viewer.organisation_id == order.organisation_id
    if not _speaks_for(viewer, order.provider_id) and not by_phone:
        return no("Only the provider, or a broker who spoke with them, can answer an order.")
    if order.state is not OrderState.ISSUED:
        return no(f"This order is {order.state.words.lower()}, so it has been answered already.", "CONFLICT")
    return YES


def may_confirm_delivery(viewer: Viewer, order: PurchaseOrder) -> Verdict:
    """Say what came: the person or their keyworker. Whoever fetched the order for them has already checked which.

    A provider never confirms its own delivery, whatever other roles its user holds (RULES, section 5.3).
    """
    if viewer.provider_id == order.provider_id:
        return no("A provider cannot confirm its own deliveries.", "SOD_PROVIDER_CANNOT_CONFIRM")
    if viewer.person_id != order.person_id and not viewer.has(Role.KEYWORKER):
        return no("Only the person or their keyworker can say what came.")
    if not order.is_open:
        return no(f"Order {order.number} is {order.state.words.lower()}, so nothing is left to answer.", "CONFLICT")
    return YES


def may_register_invoice(viewer: Viewer, order: PurchaseOrder) -> Verdict:
    """Enter a provider's own invoice: the provider, a broker or the finance clerk."""
    if _speaks_for(viewer, order.provider_id):
        return YES
    return first_no(_holds(viewer, Role.BROKER, Role.FINANCE_CLERK), _ours(viewer, order.organisation_id))


def may_self_bill(
    agreement: tuple[date | None, date | None],
    day: date,
    *,
    vat: bool,
    customer_vat: str | None,
    supplier_vat: str | None,
) -> Verdict:
    """Write a provider's invoice for it: only under a running agreement, and with VAT only between registered parties.

    VAT Regulations 1995, regulation 13(3); SI 2003/3220, regulation 4.
    """
    from_on, until_on = agreement
    if from_on is None or until_on is None:
        return no(
            "This provider has no self-billing agreement with us, so it must send its own invoice.", "NO_AGREEMENT"
        )
    if not from_on <= day <= until_on:
        ended = f"{until_on.day} {until_on:%B %Y}"
        return no(
            f"The self-billing agreement ended on {ended}. The provider can accept a new one, or send its own invoice."
            if day > until_on
            else "The self-billing agreement has not started yet.",
            "AGREEMENT_ENDED",
        )
    if vat and not (customer_vat and supplier_vat):
        return no(
            "We may only write an invoice with VAT when we and the provider are both registered for VAT.",
            "SELF_BILL_VAT",
        )
    return YES


def may_enter_bank(viewer: Viewer, provider_id: int) -> Verdict:
    """Enter bank details: the provider, a broker or the finance clerk."""
    return YES if _speaks_for(viewer, provider_id) else _holds(viewer, Role.BROKER, Role.FINANCE_CLERK)


def may_verify_bank(viewer: Viewer, account: BankAccount) -> Verdict:
    """Check bank details by a call: a finance clerk who did not enter them."""
    other = no("You entered these bank details, so somebody else must check them.", "SOD_BANK_DETAILS")
    waits = no("These bank details are not waiting for a call.", "CONFLICT")
    return first_no(
        _holds(viewer, Role.FINANCE_CLERK),
        other if viewer.user_id == account.entered_by_id else YES,
        YES if account.stage is BankStage.ENTERED else waits,
    )


def may_authorise_bank(viewer: Viewer, account: BankAccount) -> Verdict:
    """Allow payments to bank details: a finance manager who neither entered nor checked them."""
    third = no("You entered or checked these bank details, so a third person must allow them.", "SOD_BANK_DETAILS")
    waits = no("These bank details must be checked by a call first.", "CONFLICT")
    return first_no(
        _holds(viewer, Role.FINANCE_MANAGER),
        third if viewer.user_id in account.hands else YES,
        YES if account.stage is BankStage.VERIFIED else waits,
    )


def may_reject_bank(viewer: Viewer, account: BankAccount) -> Verdict:
    """Throw out bank details that are wrong: finance, as long as they were not allowed."""
    allowed = no("These bank details are in use. New ones take their place.", "CONFLICT")
    return first_no(
        _holds(viewer, Role.FINANCE_CLERK, Role.FINANCE_MANAGER),
        YES if account.stage in {BankStage.ENTERED, BankStage.VERIFIED} else allowed,
    )


def may_pay_into(account: BankAccount | None, day: date, *, newer_waits: bool = False) -> Verdict:
    """Whether money may go to a provider's bank account on a day."""
    if newer_waits:
        return no(
            "New bank details are waiting to be checked. Nothing is paid until they are.", "BANK_DETAILS_NOT_AUTHORISED"
        )
    if account is None or account.stage is not BankStage.AUTHORISED or account.payable_from is None:
        return no("We have no checked bank details for this provider.", "BANK_DETAILS_NOT_AUTHORISED")
    if day < account.payable_from:
        said = f"{account.payable_from.day} {account.payable_from:%B %Y}"
        return no(f"The bank details are new. We can pay into them from {said}.", "BANK_DETAILS_COOLING_OFF")
    return YES


def may_prepare_run(viewer: Viewer) -> Verdict:
    """Prepare a payment run: a finance clerk."""
    return _holds(viewer, Role.FINANCE_CLERK)


def may_release_run(
    viewer: Viewer, run: PaymentRun, hands: frozenset[int] = frozenset(), interests: frozenset[int] = frozenset()
) -> Verdict:
    """Send a run to the bank: a signatory who did not prepare it, touched no payee's bank details (`hands`) and
    declared no interest in a payee (`interests`, provider ids)."""
    touched = no(
        "You had a hand in the bank details of somebody in this run, so another signatory must release it.",
        "SOD_BANK_AND_PAYMENT",
    )
    own = no(
        "You have told us of an interest in somebody in this run, so another signatory must release it.", "SOD_INTEREST"
    )
    prepared = no("You prepared this run, so somebody else must release it.", "SOD_PAYMENT_RUN")
    return first_no(
        _holds(viewer, Role.SIGNATORY),
        _ours(viewer, run.organisation_id),
        prepared if viewer.user_id == run.prepared_by_id else YES,
        touched if viewer.user_id in hands else YES,
        own if interests & {payment.provider_id for payment in run.payments} else YES,
        _is(run, RunState.PREPARED),
    )


def may_cancel_run(viewer: Viewer, run: PaymentRun) -> Verdict:
    """Take a prepared run apart: finance of the organisation, before it is released."""
    wanted = _holds(viewer, Role.FINANCE_CLERK, Role.FINANCE_MANAGER, Role.SIGNATORY)
    return first_no(wanted, _ours(viewer, run.organisation_id), _is(run, RunState.PREPARED))


def may_confirm_run(viewer: Viewer, run: PaymentRun) -> Verdict:
    """Say that the bank has paid: finance, but not whoever released it."""
    released = no("You released this run, so somebody else must confirm that the bank has paid.", "SOD_PAYMENT_RUN")
    return first_no(
        _holds(viewer, Role.FINANCE_CLERK, Role.FINANCE_MANAGER),
        _ours(viewer, run.organisation_id),
        released if viewer.user_id == run.released_by_id else YES,
        _is(run, RunState.SENT),
    )


def _is(run: PaymentRun, state: RunState) -> Verdict:
    if run.state is state:
        return YES
    return no(f"Payment run {run.reference} is now: {run.state.words.lower()}. Nothing is left to do here.", "CONFLICT")


def allow_now(verdict: Verdict) -> None:
    """Go on, or raise: Conflict when somebody else was first, Refused when it may not be at all."""
    if not verdict and verdict.code == "CONFLICT":
        raise Conflict(verdict.reason)
    allow(verdict)
