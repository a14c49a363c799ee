"""The ways money can move, by name. Nothing else may be posted.

Figures and accounts follow the chart in `vocabulary`. Holders are named here and nowhere else.
"""

from __future__ import annotations

from app.kernel.money import NOTHING, Money
from app.ledger import vocabulary
from app.ledger.vocabulary import Leg, Movement

A = vocabulary.Account
Spot = tuple[vocabulary.Account, str]


def budget(budget_id: int) -> str:
    return f"budget:{budget_id}"


def fund(fund_id: int) -> str:
    return f"fund:{fund_id}"


def provider(provider_id: int) -> str:
    return f"provider:{provider_id}"


def card(card_id: int) -> str:
    return f"card:{card_id}"


def spend(spend_id: int) -> str:
    return f"spend:{spend_id}"


def from_to(
    source: tuple[vocabulary.Account, str], target: tuple[vocabulary.Account, str], amount: Money
) -> tuple[Leg, Leg]:
    """Credit where it comes from, debit where it goes; for two credit accounts that is a debit and a credit.

    In the B book money sits in credit accounts, so going *from* one *to* another debits the first.
    """
    if source[0].book == "B":
        return Leg(*source, amount.pence), Leg(*target, -amount.pence)
    return Leg(*target, amount.pence), Leg(*source, -amount.pence)


def award(fund_id: int, award_id: int, amount: Money) -> Movement:
    """The funder's money arrives: in the bank, and in the pool to be given to people."""
    legs = (
        Leg(A.AWARD, fund(fund_id), amount.pence),
        Leg(A.POOL, fund(fund_id), -amount.pence),
        Leg(A.BANK, "", amount.pence),
        Leg(A.FUNDS_RECEIVED, fund(fund_id), -amount.pence),
    )
    return Movement("award", f"award:{award_id}", "award", legs)


def allocation(fund_id: int, budget_id: int, amount: Money) -> Movement:
    """From the fund's pool to a person's budget."""
    legs = from_to((A.POOL, fund(fund_id)), (A.AVAILABLE, budget(budget_id)), amount)
    return Movement("allocation", f"budget:{budget_id}:allocated", "allocate", legs)


def reservation(budget_id: int, cause: str, amount: Money) -> Movement:
    """Set aside when a request is sent in: available to reserved."""
    legs = from_to((A.AVAILABLE, budget(budget_id)), (A.RESERVED, budget(budget_id)), amount)
    return Movement("reservation", cause, "plan item asked for", legs)


def reservation_released(budget_id: int, cause: str, amount: Money) -> Movement:
    """What was set aside and turned out not to be needed: reserved to available."""
    legs = from_to((A.RESERVED, budget(budget_id)), (A.AVAILABLE, budget(budget_id)), amount)
    return Movement("reservation released", cause, "not needed", legs)


def commitment(budget_id: int, cause: str, amount: Money) -> Movement:
    """Promised to somebody when an order is issued: reserved to committed."""
    legs = from_to((A.RESERVED, budget(budget_id)), (A.COMMITTED, budget(budget_id)), amount)
    return Movement("commitment", cause, "order issued", legs)


def commitment_released(budget_id: int, cause: str, amount: Money, memo: str = "release") -> Movement:
    """What will not happen and is not charged: committed to available."""
    legs = from_to((A.COMMITTED, budget(budget_id)), (A.AVAILABLE, budget(budget_id)), amount)
    return Movement("commitment released", cause, memo, legs)


def delivery(budget_id: int, provider_id: int, cause: str, amount: Money, memo: str) -> Movement:
    """Confirmed as received: the budget has spent it, and we owe an invoice's worth to the provider."""
    legs = (
        *from_to((A.COMMITTED, budget(budget_id)), (A.ACTUAL, budget(budget_id)), amount),
        *from_to((A.RECEIVED_NOT_INVOICED, provider(provider_id)), (A.COST_OF_SUPPORT, provider(provider_id)), amount),
    )
    return Movement("delivery", cause, memo, legs)


def invoice_matched(
    provider_id: int,
    cause: str,
    received: Money,
    vat: Money,
    memo: str,
    *,
    difference: Money = NOTHING,
    budget_id: int | None = None,
) -> Movement:
    """An invoice agrees with what was received: now it is payable. `vat` only where it can be recovered.

    `difference` is what the invoice says above (or below) what was received, a rounded penny: the budget bears it,
    or without a `budget_id` the organisation.
    """
    legs = [
        Leg(A.RECEIVED_NOT_INVOICED, provider(provider_id), received.pence),
        Leg(A.VAT_RECOVERABLE, "", vat.pence),
        Leg(A.PAYABLE, provider(provider_id), -(received + vat + difference).pence),
    ]
    if difference and budget_id is not None:
        legs += from_to((A.AVAILABLE, budget(budget_id)), (A.ACTUAL, budget(budget_id)), difference)
        legs.append(Leg(A.COST_OF_SUPPORT, provider(provider_id), difference.pence))
    elif difference:
        legs.append(Leg(A.LOSSES, "", difference.pence))
    return Movement("invoice matched", cause, memo, tuple(legs))


def payment_sent(provider_id: int, cause: str, amount: Money, memo: str) -> Movement:
    """A payment run went to the bank: owed no more, but not yet gone."""
    legs = from_to((A.PAYMENTS_SENT, provider(provider_id)), (A.PAYABLE, provider(provider_id)), amount)
    return Movement("payment sent", cause, memo, legs)


def payment_confirmed(provider_id: int, cause: str, amount: Money, memo: str) -> Movement:
    """The bank has paid."""
    legs = from_to((A.BANK, ""), (A.PAYMENTS_SENT, provider(provider_id)), amount)
    return Movement("payment confirmed", cause, memo, legs)


def issuer_top_up(cause: str, amount: Money) -> Movement:
    """Money sent from the bank to the card issuer, to be given to cards."""
    return Movement("issuer top-up", cause, "issuer top-up", from_to((A.BANK, ""), (A.ISSUER_BALANCE, ""), amount))


def budget_closed(fund_id: int, budget_id: int, amount: Money) -> Movement:
    """What is left at the end goes back to the pool."""
    legs = from_to((A.AVAILABLE, budget(budget_id)), (A.POOL, fund(fund_id)), amount)
    return Movement("budget closed", f"budget:{budget_id}:closed", "close", legs)
