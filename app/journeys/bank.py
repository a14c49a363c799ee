"""Bank details: entered, checked by a call, allowed by a third person. The provider hears of every step."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.catalogue import provider_queries as catalogue
from app.journeys.telling import tell_role
from app.notices.actions import tell_provider
from app.people.vocabulary import Role, Viewer
from app.purchasing import bank_actions
from app.purchasing import payment_queries as queries
from app.purchasing.payment_models import BankAccount
from app.purchasing.rules import AccountNumber


def enter(
    session: Session, viewer: Viewer, provider_id: int, *, account_name: str, sort_code: str, account: str
) -> BankAccount:
    """Enter new bank details of a provider. Nothing is paid to it until two more people have looked at them."""
    provider = catalogue.provider(session, provider_id)
    number = AccountNumber.typed(sort_code, account)
    details = bank_actions.enter_bank_account(session, viewer, provider_id, account_name=account_name, number=number)
    record(session, viewer.user_id, "bank.entered", "bank_account", details.id)
    told = f"New bank details of {provider.name} need a check by phone."
    tell_role(session, viewer.organisation_id, Role.FINANCE_CLERK, told, "payments.bank_account", details.id)
    words = (
        f"Bank details ending in {details.ends_in} were entered for you. We call you to check them. "
        "If this was not you, tell us at once."
    )
    tell_provider(session, provider_id, words, "provider.home", None)
    return details


def verify(
    session: Session, viewer: Viewer, details: BankAccount, *, called: str, sort_code: str, account: str
) -> None:
    """The provider was called on a number already known, and read the same numbers out."""
    heard = AccountNumber.typed(sort_code, account)
    bank_actions.verify_bank_account(session, viewer, details, heard=heard, how=called)
    record(session, viewer.user_id, "bank.verified", "bank_account", details.id, why=called)
    name = catalogue.provider(session, details.provider_id).name
    told = f"Bank details of {name} were checked by phone. They need your yes."
    tell_role(session, viewer.organisation_id, Role.FINANCE_MANAGER, told, "payments.bank_account", details.id)


def authorise(session: Session, viewer: Viewer, details: BankAccount) -> None:
    """A third person allows payments, from three working days on."""
    payable = bank_actions.authorise_bank_account(session, viewer, details)
    record(session, viewer.user_id, "bank.authorised", "bank_account", details.id)
    words = (
        f"Your bank details ending in {details.ends_in} were checked. We can pay into them from "
        f"{payable.day} {payable:%B %Y}. If you did not give us these, tell us at once."
    )
    tell_provider(session, details.provider_id, words, "provider.home", None)


def reject(session: Session, viewer: Viewer, details: BankAccount, because: str) -> None:
    """The details are wrong and are never paid into."""
    bank_actions.reject_bank_account(session, viewer, details)
    record(session, viewer.user_id, "bank.rejected", "bank_account", details.id, why=because)
    words = f"Bank details ending in {details.ends_in} are not used: {because} Please enter them again."
    tell_provider(session, details.provider_id, words, "provider.home", None)


def shared_with(session: Session, details: BankAccount) -> int:
    """How many other providers have the same bank account: worth a question before saying yes."""
    return queries.others_with_number(session, details)
