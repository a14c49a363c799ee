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


def _from_to(
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
    legs = _from_to((A.POOL, fund(fund_id)), (A.AVAILABLE, budget(budget_id)), amount)
    return Movement("allocation", f"budget:{budget_id}:allocated", "allocate", legs)


def reservation(budget_id: int, cause: str, amount: Money) -> Movement:
    """Set aside when a request is sent in: available to reserved."""
    legs = _from_to((A.AVAILABLE, budget(budget_id)), (A.RESERVED, budget(budget_id)), amount)
    return Movement("reservation", cause, "plan item asked for", legs)


def reservation_released(budget_id: int, cause: str, amount: Money) -> Movement:
    """What was set aside and turned out not to be needed: reserved to available."""
    legs = _from_to((A.RESERVED, budget(budget_id)), (A.AVAILABLE, budget(budget_id)), amount)
    return Movement("reservation released", cause, "not needed", legs)


def commitment(budget_id: int, cause: str, amount: Money) -> Movement:
    """Promised to somebody when an order is issued: reserved to committed."""
    legs = _from_to((A.RESERVED, budget(budget_id)), (A.COMMITTED, budget(budget_id)), amount)
    return Movement("commitment", cause, "order issued", legs)


def commitment_released(budget_id: int, cause: str, amount: Money, memo: str = "release") -> Movement:
    """What will not happen and is not charged: committed to available."""
    legs = _from_to((A.COMMITTED, budget(budget_id)), (A.AVAILABLE, budget(budget_id)), amount)
    return Movement("commitment released", cause, memo, legs)


def delivery(budget_id: int, provider_id: int, cause: str, amount: Money, memo: str) -> Movement:
    """Confirmed as received: the budget has spent it, and we owe an invoice's worth to the provider."""
    legs = (
        *_from_to((A.COMMITTED, budget(budget_id)), (A.ACTUAL, budget(budget_id)), amount),
        *_from_to((A.RECEIVED_NOT_INVOICED, provider(provider_id)), (A.COST_OF_SUPPORT, provider(provider_id)), amount),
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
        legs += _from_to((A.AVAILABLE, budget(budget_id)), (A.ACTUAL, budget(budget_id)), difference)
        legs.append(Leg(A.COST_OF_SUPPORT, provider(provider_id), difference.pence))
    elif difference:
        legs.append(Leg(A.LOSSES, "", difference.pence))
    return Movement("invoice matched", cause, memo, tuple(legs))


def payment_sent(provider_id: int, cause: str, amount: Money, memo: str) -> Movement:
    """A payment run went to the bank: owed no more, but not yet gone."""
    legs = _from_to((A.PAYMENTS_SENT, provider(provider_id)), (A.PAYABLE, provider(provider_id)), amount)
    return Movement("payment sent", cause, memo, legs)


def payment_confirmed(provider_id: int, cause: str, amount: Money, memo: str) -> Movement:
    """The bank has paid."""
    legs = _from_to((A.BANK, ""), (A.PAYMENTS_SENT, provider(provider_id)), amount)
    return Movement("payment confirmed", cause, memo, legs)


def issuer_top_up(cause: str, amount: Money) -> Movement:
    """Money sent from the bank to the card issuer, to be given to cards."""
    return Movement("issuer top-up", cause, "issuer top-up", _from_to((A.BANK, ""), (A.ISSUER_BALANCE, ""), amount))


def card_load(budget_id: int, card_id: int, cause: str, amount: Money) -> Movement:
    """A load reached the card: promised from the budget, free to spend on the card."""
    legs = (
        *_from_to((A.RESERVED, budget(budget_id)), (A.COMMITTED, budget(budget_id)), amount),
        *_from_to((A.ISSUER_BALANCE, ""), (A.CARD_FREE, card(card_id)), amount),
    )
    return Movement("card load", cause, "load", legs)


def card_authorised(card_id: int, cause: str, amount: Money) -> Movement:
    """A shop asked, and the card said yes: held, no longer free."""
    legs = _from_to((A.CARD_FREE, card(card_id)), (A.CARD_HELD, card(card_id)), amount)
    return Movement("card authorised", cause, "authorised", legs)


def authorisation_released(card_id: int, cause: str, amount: Money) -> Movement:
    """A hold that will not be taken: free again."""
    legs = _from_to((A.CARD_HELD, card(card_id)), (A.CARD_FREE, card(card_id)), amount)
    return Movement("authorisation released", cause, "authorisation released", legs)


def card_captured(
    budget_id: int, card_id: int, spend_id: int, cause: str, *, held: Money, free: Money, released: Money
) -> Movement:
    """The shop took its money: `held` from the hold, `free` from what was free, `released` back from hold to free."""
    taken = held + free
    legs = (
        *_from_to((A.COMMITTED, budget(budget_id)), (A.ACTUAL, budget(budget_id)), taken),
        Leg(A.AWAITING_RECEIPT, spend(spend_id), taken.pence),
        Leg(A.CARD_HELD, card(card_id), -(held + released).pence),
        Leg(A.CARD_FREE, card(card_id), (released - free).pence),
    )
    return Movement("card captured", cause, "captured", legs)


def card_overcaptured(
    fund_id: int, budget_id: int, spend_id: int, cause: str, *, available: Money, pool: Money
) -> Movement:
    """A shop took more than the card had, which no one can refuse: the rest of the budget pays, then its fund."""
    legs = (
        Leg(A.AVAILABLE, budget(budget_id), available.pence),
        Leg(A.POOL, fund(fund_id), pool.pence),
        Leg(A.ACTUAL, budget(budget_id), -(available + pool).pence),
        *_from_to((A.ISSUER_BALANCE, ""), (A.AWAITING_RECEIPT, spend(spend_id)), available + pool),
    )
    return Movement("card overcaptured", cause, "captured above what was loaded", legs)


def receipt_accepted(budget_id: int, spend_id: int, cause: str, amount: Money) -> Movement:
    """A receipt was checked: what was spent is a cost of support."""
    legs = _from_to((A.AWAITING_RECEIPT, spend(spend_id)), (A.COST_OF_SUPPORT, budget(budget_id)), amount)
    return Movement("receipt accepted", cause, "receipt reviewed", legs)


def card_refunded(
    budget_id: int, card_id: int, spend_id: int, cause: str, amount: Money, *, receipted: bool
) -> Movement:
    """A shop gave money back to the card: free again, from the cost when receipted, else from what was awaited."""
    source = (A.COST_OF_SUPPORT, budget(budget_id)) if receipted else (A.AWAITING_RECEIPT, spend(spend_id))
    legs = (
        *_from_to((A.ACTUAL, budget(budget_id)), (A.COMMITTED, budget(budget_id)), amount),
        *_from_to(source, (A.CARD_FREE, card(card_id)), amount),
    )
    return Movement("card refunded", cause, "merchant refund", legs)


def card_swept(budget_id: int, card_id: int, cause: str, amount: Money) -> Movement:
    """What is free on a card goes back to the budget."""
    legs = (
        *_from_to((A.COMMITTED, budget(budget_id)), (A.AVAILABLE, budget(budget_id)), amount),
        *_from_to((A.CARD_FREE, card(card_id)), (A.ISSUER_BALANCE, ""), amount),
    )
    return Movement("card swept", cause, "sweep", legs)


def budget_closed(fund_id: int, budget_id: int, amount: Money) -> Movement:
    """What is left at the end goes back to the pool."""
    legs = _from_to((A.AVAILABLE, budget(budget_id)), (A.POOL, fund(fund_id)), amount)
    return Movement("budget closed", f"budget:{budget_id}:closed", "close", legs)
