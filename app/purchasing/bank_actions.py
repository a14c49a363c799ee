"""Bank details: entered by one person, checked by a second, allowed by a third, and never shown whole."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.errors import BadInput
from app.kernel.permit import allow
from app.kernel.sealed import vault
from app.people.vocabulary import Viewer
from app.purchasing import payment_queries as queries
from app.purchasing import policy, rules
from app.purchasing.payment_models import BankAccount
from app.purchasing.policy import allow_now


def enter_bank_account(
    session: Session, viewer: Viewer, provider_id: int, *, account_name: str, number: rules.AccountNumber
) -> BankAccount:
    """Keep new bank details, sealed, until two more people have looked at them. Earlier ones that wait are replaced."""
    allow(policy.may_enter_bank(viewer, provider_id))
    waiting = queries.account_waiting(session, viewer.organisation_id, provider_id)
    if waiting is not None:
        waiting.supersede()
    account = BankAccount(
        organisation_id=viewer.organisation_id,
        provider_id=provider_id,
        account_name=account_name,
        sealed=vault().seal(number.plain, f"bank_account:{provider_id}"),
        ends_in=number.ends_in,
        fingerprint=vault().fingerprint(number.plain),
        entered_by_id=viewer.user_id,
    )
    session.add(account)
    session.flush()
    return account


def verify_bank_account(
    session: Session, viewer: Viewer, account: BankAccount, *, heard: rules.AccountNumber, how: str
) -> None:
    """A second person called the provider, and what they heard is what was entered."""
    _hold_account(session, account)
    allow_now(policy.may_verify_bank(viewer, account))
    if vault().fingerprint(heard.plain) != account.fingerprint:
        raise BadInput(
            "This is not the number that was entered. Ask again, or say that the details are wrong.", "account"
        )
    account.verify(viewer.user_id, how)


def authorise_bank_account(session: Session, viewer: Viewer, account: BankAccount) -> date:
    """A third person allows payments, from the day that is returned. Earlier details end now."""
    _hold_account(session, account)
    allow_now(policy.may_authorise_bank(viewer, account))
    before = queries.account_in_use(session, account.organisation_id, account.provider_id)
    if before is not None:
        before.supersede()
        session.flush()
    payable_from = clock.working_days_after(clock.today(), rules.BANK_WAIT_DAYS)
    account.authorise(viewer.user_id, payable_from)
    session.flush()
    return payable_from


def reject_bank_account(session: Session, viewer: Viewer, account: BankAccount) -> None:
    """The details are wrong: they are never paid into."""
    _hold_account(session, account)
    allow_now(policy.may_reject_bank(viewer, account))
    account.supersede()


def _hold_account(session: Session, account: BankAccount) -> None:
    session.flush()
    session.get_one(BankAccount, account.id, with_for_update=True, populate_existing=True)
