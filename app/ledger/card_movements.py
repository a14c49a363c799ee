"""The ways money moves with cards: on to one, held, taken, given back, owed by the person, and off again.

`home` is where money that comes back belongs: the person's budget, or the fund's pool once the budget is closed.
"""

from __future__ import annotations

from app.kernel.money import NOTHING, Money, total
from app.ledger import vocabulary
from app.ledger.movements import Spot, budget, card, from_to, fund, spend
from app.ledger.vocabulary import Leg, Movement

A = vocabulary.Account


def home(budget_id: int, closed_into_fund: int | None) -> Spot:
    """Where money that comes back belongs: the budget, or the pool of its fund once it is closed."""
    return (A.AVAILABLE, budget(budget_id)) if closed_into_fund is None else (A.POOL, fund(closed_into_fund))


def card_load(budget_id: int, card_id: int, cause: str, amount: Money, set_off: Money = NOTHING) -> Movement:
    """A load reached the card: promised from the budget, free to spend on the card.

    `set_off` of it settles what the person owed: that much never leaves the budget, and the earlier purchase is
    a cost of support after all.
    """
    loaded = amount - set_off
    legs = (
        *from_to((A.RESERVED, budget(budget_id)), (A.COMMITTED, budget(budget_id)), loaded),
        *from_to((A.RESERVED, budget(budget_id)), (A.AVAILABLE, budget(budget_id)), set_off),
        *from_to((A.ISSUER_BALANCE, ""), (A.CARD_FREE, card(card_id)), loaded),
        *from_to((A.RECOVERABLE_FROM_PERSON, budget(budget_id)), (A.COST_OF_SUPPORT, budget(budget_id)), set_off),
    )
    return Movement("card load", cause, "load", added_up(legs))


def card_authorised(card_id: int, cause: str, amount: Money) -> Movement:
    """A shop asked, and the card said yes: held, no longer free."""
    legs = from_to((A.CARD_FREE, card(card_id)), (A.CARD_HELD, card(card_id)), amount)
    return Movement("card authorised", cause, "authorised", legs)


def authorisation_released(card_id: int, cause: str, amount: Money) -> Movement:
    """A hold that will not be taken: free again."""
    legs = from_to((A.CARD_HELD, card(card_id)), (A.CARD_FREE, card(card_id)), amount)
    return Movement("authorisation released", cause, "authorisation released", legs)


def card_captured(
    budget_id: int, card_id: int, spend_id: int, cause: str, *, held: Money, free: Money, released: Money
) -> Movement:
    """The shop took its money: `held` from the hold, `free` from what was free, `released` back from hold to free."""
    taken = held + free
    legs = (
        *from_to((A.COMMITTED, budget(budget_id)), (A.ACTUAL, budget(budget_id)), taken),
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
        *from_to((A.ISSUER_BALANCE, ""), (A.AWAITING_RECEIPT, spend(spend_id)), available + pool),
    )
    return Movement("card overcaptured", cause, "captured above what was loaded", legs)


def receipt_accepted(
    budget_id: int, spend_id: int, cause: str, allowed: Money, disallowed: Money = NOTHING
) -> Movement:
    """A receipt was checked: what is allowed is a cost of support, the rest is owed by the person."""
    legs = (
        Leg(A.AWAITING_RECEIPT, spend(spend_id), -(allowed + disallowed).pence),
        Leg(A.COST_OF_SUPPORT, budget(budget_id), allowed.pence),
        Leg(A.RECOVERABLE_FROM_PERSON, budget(budget_id), disallowed.pence),
    )
    return Movement("receipt accepted", cause, "receipt reviewed", legs)


def card_refunded(
    budget_id: int, cause: str, sources: tuple[tuple[Spot, Money], ...], to: Spot, home: Spot
) -> Movement:
    """A shop gave money back: to the card while it is open, else to the pooled balance and `home`.

    `sources` says what it undoes: the cost, what waited for a receipt, or what the person owed.
    """
    amount = total(part for _, part in sources)
    legs = (
        Leg(A.ACTUAL, budget(budget_id), amount.pence),
        Leg(*home, -amount.pence),
        Leg(*to, amount.pence),
        *(Leg(*spot, -part.pence) for spot, part in sources),
    )
    return Movement("card refunded", cause, "merchant refund", legs)


def card_swept(budget_id: int, card_id: int, cause: str, amount: Money, home: Spot) -> Movement:
    """What is free on a card goes back."""
    legs = (
        *from_to((A.COMMITTED, budget(budget_id)), home, amount),
        *from_to((A.CARD_FREE, card(card_id)), (A.ISSUER_BALANCE, ""), amount),
    )
    return Movement("card swept", cause, "sweep", legs)


def card_replaced(old_id: int, new_id: int, cause: str, amount: Money) -> Movement:
    """What is free on a card goes to the one that replaces it."""
    legs = from_to((A.CARD_FREE, card(old_id)), (A.CARD_FREE, card(new_id)), amount)
    return Movement("card replaced", cause, "moved to the new card", legs)


def repaid(budget_id: int, cause: str, amount: Money, home: Spot) -> Movement:
    """The person paid back what was not allowed: it is theirs to plan with again."""
    legs = (
        Leg(A.ACTUAL, budget(budget_id), amount.pence),
        Leg(*home, -amount.pence),
        *from_to((A.RECOVERABLE_FROM_PERSON, budget(budget_id)), (A.BANK, ""), amount),
    )
    return Movement("repaid", cause, "repaid by the person", legs)


def written_off(budget_id: int, cause: str, amount: Money, home: Spot | None) -> Movement:
    """What will not come back. With a `home` the organisation bears the loss and the budget is made whole."""
    legs: tuple[Leg, ...] = from_to((A.RECOVERABLE_FROM_PERSON, budget(budget_id)), (A.LOSSES, ""), amount)
    if home is not None:
        legs = (*legs, Leg(A.ACTUAL, budget(budget_id), amount.pence), Leg(*home, -amount.pence))
    return Movement("written off", cause, "written off", legs)


def spend_disputed(spend_id: int, cause: str, source: Spot, amount: Money) -> Movement:
    """The card scheme was asked for the money back: owed by the scheme until it answers."""
    legs = from_to(source, (A.CHARGEBACK_RECOVERABLE, spend(spend_id)), amount)
    return Movement("spend disputed", cause, "chargeback opened", legs)


def dispute_lost(spend_id: int, cause: str, back_to: Spot, amount: Money) -> Movement:
    """The card scheme said no: it is what it was before."""
    legs = from_to((A.CHARGEBACK_RECOVERABLE, spend(spend_id)), back_to, amount)
    return Movement("dispute lost", cause, "chargeback lost", legs)


def dispute_won(budget_id: int, spend_id: int, cause: str, amount: Money, to: Spot, home: Spot) -> Movement:
    """The card scheme gave the money back: to a card that is open, else to the pooled balance and `home`."""
    legs = (
        Leg(A.ACTUAL, budget(budget_id), amount.pence),
        Leg(*home, -amount.pence),
        *from_to((A.CHARGEBACK_RECOVERABLE, spend(spend_id)), to, amount),
    )
    return Movement("dispute won", cause, "chargeback won", legs)


def added_up(legs: tuple[Leg, ...]) -> tuple[Leg, ...]:
    """One leg for each account: a journal names an account once."""
    sums: dict[str, Leg] = {}
    for leg in legs:
        before = sums[leg.key].pence if leg.key in sums else 0
        sums[leg.key] = Leg(leg.account, leg.holder, before + leg.pence)
    return tuple(sums.values())
