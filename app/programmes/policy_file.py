"""From the words of a policy file to a Policy: strict, so that what a programme says is what it does."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from app.kernel.money import NOTHING, Money
from app.programmes.entries import Section
from app.programmes.vocabulary import (
    AllocationKind,
    ApprovalRoute,
    ApprovalRule,
    Band,
    Disclosure,
    FundingRoute,
    Policy,
    VatRecovery,
)

HIGHEST_SCORE = 80
"""Eight areas of life, 0 to 10 each."""


def read_policy(rules: dict[str, Any]) -> Policy:
    """The policy a preset file or a kept policy says. Raises BadInput naming the entry that is wrong."""
    top = Section(rules)
    allocation, disclosure, approval = top.section("allocation"), top.section("disclosure"), top.section("approval")
    clocks, spending = top.section("clocks"), top.section("spending")
    kind = allocation.choice("kind", AllocationKind)
    policy = Policy(
        name=top.words("name"),
        summary=top.words("summary"),
        allocation=kind,
        bands=_bands(allocation) if kind is AllocationKind.BANDS else (),
        flat_amount=_given(allocation, "flat_amount") if kind is AllocationKind.FLAT else NOTHING,
        annual_amount=_given(allocation, "annual_amount") if kind is AllocationKind.ANNUAL else NOTHING,
        period_weeks=allocation.count("period_weeks", 1, 156),
        disclosure=disclosure.choice("amount", Disclosure),
        disclosure_reason=disclosure.words("reason", may_be_empty=True),
        approval=_approval_rules(approval),
        quorum=approval.count("quorum", 1, 15),
        decide_within_days=approval.count("decide_within_days", 1, 20),
        source_within_days=clocks.count("source_within_days", 1, 20),
        accept_order_within_days=clocks.count("accept_order_within_days", 1, 20),
        routes=spending.choices("routes", FundingRoute),
        first_route=spending.choice("first_route", FundingRoute),
        receipt_within_days=clocks.count("receipt_within_days", 1, 60),
        review_every_weeks=clocks.count("review_every_weeks", 1, 52),
        reassess_after_weeks=clocks.count("reassess_after_weeks", 1, 104),
        silent_after_days=clocks.count("silent_after_days", 1, 90),
        priority_groups=top.several_words("priority_groups"),
        vat_recovery=spending.choice("vat_recovery", VatRecovery),
    )
    if policy.disclosure is Disclosure.HIDDEN and not policy.disclosure_reason:
        raise disclosure.wrong("reason", "must say why people are not shown their amount")
    if policy.first_route not in policy.routes:
        raise spending.wrong("first_route", "must be one of the routes")
    for section in (allocation, disclosure, approval, clocks, spending, top):
        section.close()
    return policy


def _given(allocation: Section, key: str) -> Money:
    amount = allocation.amount(key)
    if not amount:
        raise allocation.wrong(key, "must be more than nothing")
    return amount


def _bands(allocation: Section) -> tuple[Band, ...]:
    """The bands, highest need first. Together they hold every score once, and more need is never less money."""
    bands = []
    for entry in allocation.sections("bands"):
        band = Band(
            letter=entry.words("letter"),
            score_from=entry.count("score_from", 0, HIGHEST_SCORE),
            score_to=entry.count("score_to", 0, HIGHEST_SCORE),
            weekly_from=entry.amount("weekly_from"),
            weekly_to=entry.amount("weekly_to"),
            means=entry.words("means"),
        )
        entry.close()
        _check_band(entry, band)
        bands.append(band)
    if not bands or bands[0].score_to != HIGHEST_SCORE or bands[-1].score_from != 0:
        raise allocation.wrong("bands", f"must reach from a score of {HIGHEST_SCORE} down to 0, highest first")
    for upper, lower in pairwise(bands):
        if upper.score_from != lower.score_to + 1:
            raise allocation.wrong("bands", f"{upper.letter} and {lower.letter} must meet without a gap or an overlap")
        if upper.weekly_from < lower.weekly_to:
            raise allocation.wrong("bands", f"{upper.letter} must not give less than {lower.letter}")
    if len({band.letter for band in bands}) != len(bands):
        raise allocation.wrong("bands", "must each have a letter of their own")
    return tuple(bands)


def _check_band(entry: Section, band: Band) -> None:
    if len(band.letter) != 1 or not band.letter.isupper():
        raise entry.wrong("letter", "must be one capital letter")
    if band.score_to < band.score_from:
        raise entry.wrong("score_to", "must not be lower than score_from")
    if band.weekly_to < band.weekly_from:
        raise entry.wrong("weekly_to", "must not be lower than weekly_from")
    if band.weekly_from.pence % 100 or band.weekly_to.pence % 100:
        raise entry.wrong("weekly_from", "and weekly_to must be whole pounds")


def _approval_rules(approval: Section) -> tuple[ApprovalRule, ...]:
    """Limits that rise, and at the end a rule for any amount: no request is left without somebody to decide."""
    rules = []
    for entry in approval.sections("rules"):
        rules.append(ApprovalRule(entry.amount_or_none("up_to"), entry.choice("route", ApprovalRoute)))
        entry.close()
    if not rules or rules[-1].up_to is not None:
        raise approval.wrong("rules", "must end with a rule for any amount (up_to: null)")
    limits = [rule.up_to for rule in rules[:-1]]
    if None in limits:
        raise approval.wrong("rules", "may hold one rule for any amount, and it must come last")
    known = [limit for limit in limits if limit is not None]
    if any(later <= earlier for earlier, later in pairwise(known)):
        raise approval.wrong("rules", "must name rising amounts")
    return tuple(rules)
