"""A policy in plain words: what a commissioner reads before choosing it, and anybody may read after."""

from __future__ import annotations

from itertools import pairwise

from app.kernel.money import Money
from app.programmes.vocabulary import (
    AllocationKind,
    ApprovalRoute,
    ApprovalRule,
    Disclosure,
    FundingRoute,
    Policy,
    VatRecovery,
)


def in_words(policy: Policy) -> list[tuple[str, str]]:
    """Questions people ask about a programme, with its answers."""
    return [
        ("How much does somebody get?", _how_much(policy)),
        ("Who says yes?", _who_says_yes(policy)),
        ("How long does an answer take?", _how_long(policy)),
        ("How are things paid for?", _how_paid(policy)),
        ("Does the person see their amount?", _disclosure(policy)),
        ("When do we look again?", _reviews(policy)),
        ("Who comes first?", "; ".join(policy.priority_groups) or "Everybody alike."),
        ("What about VAT?", _vat(policy)),
    ]


def _how_much(policy: Policy) -> str:
    if policy.allocation is AllocationKind.FLAT:
        return f"{policy.flat_amount.short}, once, to be used within {policy.period_weeks} weeks."
    if policy.allocation is AllocationKind.ANNUAL:
        return f"Up to {policy.annual_amount.short} a year. The amount is agreed when the budget is given."
    bands = ", ".join(
        f"{band.letter} {band.weekly_from.short} to {band.weekly_to.short}"
        if band.weekly_to
        else f"{band.letter} nothing"
        for band in policy.bands
    )
    return (
        f"An amount a week by need, for {policy.period_weeks} weeks: {bands}. "
        "The need is scored on a star of 8 parts of life."
    )


def _who_says_yes(policy: Policy) -> str:
    said = [_rule(rule, None) for rule in policy.approval[:1]]
    said += [_rule(rule, before.up_to) for before, rule in pairwise(policy.approval)]
    return " ".join(said)


def _rule(rule: ApprovalRule, above: Money | None) -> str:
    who = {
        ApprovalRoute.AUTOMATIC: "it is agreed at once",
        ApprovalRoute.LINE_MANAGER: "the line manager decides",
        ApprovalRoute.PANEL: "the panel decides",
    }[rule.route]
    if rule.up_to is not None:
        return f"Up to {rule.up_to.short} {who}; what was asked for in the last 4 weeks counts too."
    return f"Above {above.short} {who}." if above is not None else f"{who.capitalize()}, whatever the amount."


def _how_long(policy: Policy) -> str:
    days = _days(policy.decide_within_days)
    if any(rule.route is ApprovalRoute.PANEL for rule in policy.approval):
        members = "1 member" if policy.quorum == 1 else f"{policy.quorum} members"
        return f"{days}. The panel needs {members} who agree, and the chair signs. Later than that, it is raised."
    return f"{days}. Later than that, it is raised."


def _how_paid(policy: Policy) -> str:
    names = {
        FundingRoute.CARD: "a pre-paid card",
        FundingRoute.ORDER: "an order that we pay",
        FundingRoute.MAINSTREAM: "another service that pays",
        FundingRoute.FREE: "things that are free",
    }
    first = names[policy.first_route].capitalize()
    others = [names[route] for route in policy.routes if route is not policy.first_route]
    also = f" Also: {', '.join(others)}." if others else ""
    return f"{first} comes first.{also} Receipts are due within {policy.receipt_within_days} days."


def _disclosure(policy: Policy) -> str:
    if policy.disclosure is Disclosure.SHOWN:
        return "Yes, and how it was worked out."
    return f"No. The reason: {policy.disclosure_reason}"


def _reviews(policy: Policy) -> str:
    return (
        f"Every {policy.review_every_weeks} weeks, and from the start after {policy.reassess_after_weeks} weeks. "
        f"Nothing heard for {policy.silent_after_days} days: the keyworker is told."
    )


def _vat(policy: Policy) -> str:
    if policy.vat_recovery is VatRecovery.FULL:
        return "We get VAT back on orders, so budgets are charged without it."
    return "We do not get VAT back, so budgets are charged with it."


def _days(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"
