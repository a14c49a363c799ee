"""Judgements about cards: values in, answer out. The order of reasons is the order people understand best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.cards.vocabulary import Answer, BlockedCategory, CardState, Refusal, RefusalCode
from app.kernel.money import NOTHING, Money

LONGEST_NAME = 24


@dataclass(frozen=True, slots=True)
class CardNow:
    """What a decision needs to know about a card."""

    state: CardState
    frozen_by_staff: bool
    expires_on: date | None
    free: Money


def refusal(card: CardNow, amount: Money, blocked: BlockedCategory | None, today: date) -> Refusal | None:
    """Why a card cannot pay an amount in a kind of shop, or None when it can.

    An amount of nothing is a shop checking that the card lives: a live card says yes.
    """
    if card.state is CardState.FROZEN:
        return Refusal(RefusalCode.FROZEN, _frozen(by_staff=card.frozen_by_staff))
    if card.state is CardState.CLOSED:
        return Refusal(RefusalCode.CLOSED, "This card is closed. Ask your keyworker about a new one.")
    if card.state is CardState.ORDERED:
        return Refusal(RefusalCode.NOT_READY, "Your card is still being made. We will tell you when it is ready.")
    if card.expires_on is not None and today > card.expires_on:
        return Refusal(RefusalCode.EXPIRED, "This card is past its last day. Ask your keyworker for a new one.")
    if blocked is not None:
        words = f"{blocked.reason} That is why the card says no at {blocked.name}. Other shops are fine."
        return Refusal(RefusalCode.CATEGORY, words)
    if amount > card.free:
        return Refusal(RefusalCode.NOT_ENOUGH, _not_enough(amount, card.free))
    return None


def answer(card: CardNow, amount: Money, blocked: BlockedCategory | None, today: date, *, may_be_less: bool) -> Answer:
    """Yes, no and why, or yes to what there is where the shop takes less."""
    no = refusal(card, amount, blocked, today)
    if no is None:
        return Answer(approved=True)
    if may_be_less and no.code is RefusalCode.NOT_ENOUGH and card.free:
        return Answer(approved=True, amount=card.free)
    return Answer(approved=False, code=no.code, words=no.words)


def issuer_refusal(reason: str, card: CardNow, amount: Money, blocked: BlockedCategory | None) -> Refusal:
    """The same, when the card company said no without asking us."""
    if reason == "card_inactive" and card.state is not CardState.CLOSED:
        return Refusal(RefusalCode.FROZEN, _frozen(by_staff=card.frozen_by_staff))
    if reason == "card_expired":
        return Refusal(RefusalCode.EXPIRED, "This card is past its last day. Ask your keyworker for a new one.")
    if reason == "spending_controls" and blocked is not None:
        return Refusal(
            RefusalCode.CATEGORY,
            f"{blocked.reason} That is why the card says no at {blocked.name}. Other shops are fine.",
        )
    if reason in {"spending_limit", "spending_controls"} and amount > card.free:
        return Refusal(RefusalCode.NOT_ENOUGH, _not_enough(amount, card.free))
    return Refusal(
        RefusalCode.ISSUER,
        "The card company could not do it just now. It is not your fault. Try again in an hour. "
        "If it still says no, tell your keyworker.",
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """Where the money of a capture comes from: the hold, what was free, and what neither covers."""

    held: Money
    free: Money
    over: Money


def taken(amount: Money, held: Money, free: Money) -> Taken:
    """A shop takes an amount: first from what it had set aside, then from what is free. It always gets it."""
    from_held = min(amount, held)
    from_free = min(amount - from_held, free)
    return Taken(from_held, from_free, amount - from_held - from_free)


def load_for(amount: Money, loads: Iterable[tuple[int, Money]]) -> int | None:
    """The load a purchase was most likely for: (id, what is left of it) each, oldest first.

    The first that covers it, else the one with the most left, else none.
    """
    known = list(loads)
    covering = next((load_id for load_id, left in known if left >= amount), None)
    if covering is not None or not known:
        return covering
    load_id, left = max(known, key=lambda one: one[1].pence)
    return load_id if left > NOTHING else None


def printed_name(called: str, reference: str) -> str:
    """A name that fits on a card: letters and spaces, 24 at most. Empty names become neutral words."""
    kept = "".join(letter for letter in called if letter.isalpha() or letter in " -'").strip()[:LONGEST_NAME].strip()
    return kept or f"Cardholder {''.join(letter for letter in reference if letter.isalpha())}"[:LONGEST_NAME].strip()


def _frozen(*, by_staff: bool) -> str:
    if by_staff:
        return "Your card was frozen by staff. Your card page says why. Talk to your keyworker to use it again."
    return "Your card is frozen. Unfreeze it on your card page, then try again."


def _not_enough(amount: Money, free: Money) -> str:
    if not free:
        return f"The shop asked for {amount.short}, and there is nothing left on the card. Talk to your keyworker."
    return (
        f"The shop asked for {amount.short}, and you have {free.short} on the card. "
        "Pay a smaller amount, or talk to your keyworker."
    )
