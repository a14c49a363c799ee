"""The words of the books: accounts, legs, movements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.errors import Refused
from app.kernel.money import Money


class Account(StrEnum):
    """The chart of accounts. B accounts say what money is promised for, F accounts where it really is."""

    AWARD = "B001"
    POOL = "B010"
    AVAILABLE = "B100"
    RESERVED = "B200"
    COMMITTED = "B300"
    ACTUAL = "B400"
    BANK = "F1000"
    VAT_RECOVERABLE = "F1100"
    DEPOSITS_PAID = "F1200"
    CARD_FREE = "F1300"
    CARD_HELD = "F1305"
    ISSUER_BALANCE = "F1310"
    RECOVERABLE_FROM_PERSON = "F1400"
    CHARGEBACK_RECOVERABLE = "F1410"
    AWAITING_RECEIPT = "F1500"
    DISPUTED = "F1600"
    PAYABLE = "F2000"
    RECEIVED_NOT_INVOICED = "F2100"
    PAYMENTS_SENT = "F2200"
    FUNDS_RECEIVED = "F2900"
    COST_OF_SUPPORT = "F5000"
    LATE_INTEREST = "F5200"
    LOSSES = "F5400"

    @property
    def words(self) -> str:
        return _NAMES[self]

    @property
    def is_debit(self) -> bool:
        """Whether its normal balance is a debit."""
        return self in _DEBIT

    @property
    def book(self) -> str:
        """B (budgetary) or F (financial): each journal balances in each."""
        return self.value[0]


_NAMES = {
    Account.AWARD: "Award from the funder",
    Account.POOL: "Fund pool, not given to a person",
    Account.AVAILABLE: "Budget: available",
    Account.RESERVED: "Budget: reserved",
    Account.COMMITTED: "Budget: committed",
    Account.ACTUAL: "Budget: spent",
    Account.BANK: "Bank",
    Account.VAT_RECOVERABLE: "VAT recoverable",
    Account.DEPOSITS_PAID: "Deposits paid to providers",
    Account.CARD_FREE: "Card: free to spend",
    Account.CARD_HELD: "Card: held by authorisations",
    Account.ISSUER_BALANCE: "Card issuer balance",
    Account.RECOVERABLE_FROM_PERSON: "Recoverable from the person",
    Account.CHARGEBACK_RECOVERABLE: "Recoverable from the card scheme",
    Account.AWAITING_RECEIPT: "Card spending awaiting a receipt",
    Account.DISPUTED: "Disputed part of invoices",
    Account.PAYABLE: "Payable to providers",
    Account.RECEIVED_NOT_INVOICED: "Received, not yet invoiced",
    Account.PAYMENTS_SENT: "Payments sent, not yet confirmed",
    Account.FUNDS_RECEIVED: "Funds received from the funder",
    Account.COST_OF_SUPPORT: "Cost of support",
    Account.LATE_INTEREST: "Late payment interest and compensation",
    Account.LOSSES: "Losses written off",
}
_DEBIT = frozenset(
    {
        Account.AWARD,
        Account.BANK,
        Account.VAT_RECOVERABLE,
        Account.DEPOSITS_PAID,
        Account.CARD_FREE,
        Account.CARD_HELD,
        Account.ISSUER_BALANCE,
        Account.RECOVERABLE_FROM_PERSON,
        Account.CHARGEBACK_RECOVERABLE,
        Account.AWAITING_RECEIPT,
        Account.DISPUTED,
        Account.COST_OF_SUPPORT,
        Account.LATE_INTEREST,
        Account.LOSSES,
    }
)


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a movement: an account of one holder ("budget:12", "provider:7", "") and pence, debit positive."""

    account: Account
    holder: str
    pence: int

    @property
    def key(self) -> str:
        return f"{self.account.value}:{self.holder}"


@dataclass(frozen=True, slots=True)
class Movement:
    """Money going from somewhere to somewhere, with the cause that makes it happen once.

    `cause` is unique for ever ("order:12:issued"): posting the same cause again changes nothing.
    """

    name: str
    cause: str
    memo: str
    legs: tuple[Leg, ...]
    reverses: str | None = None
    """The cause of the movement this one undoes."""

    def reversed(self, cause: str, memo: str) -> Movement:
        """The same movement backwards: how a mistake or a change of mind is written down."""
        legs = tuple(Leg(leg.account, leg.holder, -leg.pence) for leg in self.legs)
        return Movement(f"{self.name} reversed", cause, memo, legs, reverses=self.cause)


@dataclass(frozen=True, slots=True)
class BudgetPosition:
    """Where one budget stands. What was given is the sum of the four."""

    available: Money
    reserved: Money
    committed: Money
    actual: Money

    @property
    def given(self) -> Money:
        return self.available + self.reserved + self.committed + self.actual

    @property
    def promised(self) -> Money:
        """Asked for or ordered, and not yet spent."""
        return self.reserved + self.committed


class NotEnough(Refused):
    """An account would go below nothing. The whole act is undone."""

    def __init__(self, account: Account, holder: str, short_by: Money) -> None:
        self.account, self.holder, self.short_by = account, holder, short_by
        reason, code = _NOT_ENOUGH.get(account, ("There is not enough money for this.", "NOT_ENOUGH"))
        super().__init__(f"{reason} It is {short_by} short.", code)


_NOT_ENOUGH = {
    Account.AVAILABLE: ("There is not enough left in this budget.", "BUDGET_EXCEEDED"),
    Account.POOL: ("There is not enough left in the fund.", "FUND_EXCEEDED"),
    Account.ISSUER_BALANCE: ("There is not enough money with the card issuer to load this card.", "ISSUER_BALANCE_LOW"),
    Account.CARD_FREE: ("There is not enough on the card.", "CARD_INSUFFICIENT"),
}
