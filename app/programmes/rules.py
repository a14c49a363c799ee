"""What a policy decides: who says yes, what a budget is charged, how somebody may be paid for, how much they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.errors import BadInput
from app.kernel.money import NOTHING, Money
from app.kernel.permit import YES, Verdict, no
from app.people.vocabulary import LifeArea
from app.programmes.policy_file import HIGHEST_SCORE, read_policy
from app.programmes.vocabulary import AllocationKind, ApprovalRoute, Band, FundingRoute, Policy, VatRecovery

__all__ = [
    "HIGHEST_SCORE",
    "Allotment",
    "allotment",
    "approval_route",
    "period",
    "read_policy",
    "routes_open",
    "total_score",
    "unit_charge",
    "weekly_amount",
]
Order = tuple[date | None, date | None]


def approval_route(policy: Policy, amount: Money, asked_recently: Money = NOTHING) -> ApprovalRoute:
    """Who decides a request. What was asked for in the last 28 days counts, so splitting slips under no limit."""
    together = amount + asked_recently
    return next(rule.route for rule in policy.approval if rule.up_to is None or together <= rule.up_to)


def unit_charge(unit_price: Money, vat_rate_bp: int, route: FundingRoute, policy: Policy) -> Money:
    """What a budget pays for one unit of a price that includes VAT (in basis points: 2000 is 20%).

    Nothing where somebody else pays; the price without VAT where we order and recover it, rounded to the
    nearest penny; the price itself otherwise, on cards always.
    """
    if not route.costs_the_budget:
        return NOTHING
    if route is not FundingRoute.ORDER or policy.vat_recovery is not VatRecovery.FULL:
        return unit_price
    whole = 10_000 + vat_rate_bp
    return Money((unit_price.pence * 10_000 * 2 + whole) // (2 * whole))


def routes_open(policy: Policy, court_order: Order, day: date) -> dict[FundingRoute, Verdict]:
    """Which ways of paying are open to a person on a day, and why the others are not.

    A card is a direct payment: the Care and Support (Direct Payments) Regulations 2014, schedule 1, refuse it to
    people under a drug or alcohol court order. Orders stay open: same choice, money handled for them.
    """
    verdicts = {route: _offered(policy, route) for route in FundingRoute}
    if verdicts[FundingRoute.CARD] and _runs_on(court_order, day):
        until = court_order[1]
        ends = f" until {until.day} {until:%B %Y}" if until else ""
        verdicts[FundingRoute.CARD] = no(
            f"A court order for treatment runs{ends}. While it does, the law does not let us give a card "
            "(Care and Support (Direct Payments) Regulations 2014, schedule 1). We can order things instead: "
            "the choice is the same.",
            "COURT_ORDER",
        )
    return verdicts


def _offered(policy: Policy, route: FundingRoute) -> Verdict:
    if route in policy.routes:
        return YES
    return no(f"“{policy.name}” does not pay this way.", "ROUTE_NOT_OFFERED")


def _runs_on(court_order: Order, day: date) -> bool:
    start, end = court_order
    if start is None and end is None:
        return False
    return (start is None or start <= day) and (end is None or day <= end)


def total_score(scores: Mapping[str, int]) -> int:
    """The sum over the eight areas of life. Raises BadInput when one is missing or not from 0 to 10."""
    for area in LifeArea:
        score = scores.get(area.value)
        if not isinstance(score, int) or isinstance(score, bool) or not 0 <= score <= 10:
            raise BadInput(f"Choose a number from 0 to 10 for “{area.words}”", area.value)
    return sum(scores[area.value] for area in LifeArea)


def weekly_amount(policy: Policy, scores: Mapping[str, int]) -> tuple[Band, Money, list[str]]:
    """The band for a star, the weekly amount inside it, and the working out in sentences for the person.

    The amount climbs evenly with the score: the lowest score of a band gives its lowest amount, the highest its
    highest, and what is between is rounded to the nearest whole pound (half a pound goes up).
    """
    score = total_score(scores)
    band = next(band for band in policy.bands if band.score_from <= score <= band.score_to)
    weekly = _inside(band, score)
    said = [f"Your answers add up to {score} out of {HIGHEST_SCORE}. A higher number means you need more help now."]
    if not band.weekly_to:
        said.append(f"That is band {band.letter}: no weekly budget. {band.means}")
        return band, NOTHING, said
    said.append(f"That is band {band.letter}: {band.weekly_from.short} to {band.weekly_to.short} a week. {band.means}")
    said.append(_place(band, score, weekly))
    return band, weekly, said


def _inside(band: Band, score: int) -> Money:
    width, spread = band.score_to - band.score_from, (band.weekly_to - band.weekly_from).pence
    if not width:
        return band.weekly_from
    above = spread * (score - band.score_from)
    return band.weekly_from + Money((above * 2 + width * 100) // (2 * width * 100) * 100)


def _place(band: Band, score: int, weekly: Money) -> str:
    if score == band.score_from:
        return f"{score} is the lowest score in this band, so you get {weekly.short} a week."
    if score == band.score_to:
        return f"{score} is the highest score in this band, so you get {weekly.short} a week."
    return (
        f"Band {band.letter} goes from {band.score_from} to {band.score_to}, and the amount climbs evenly with the "
        f"score. {score} comes to {weekly.short} a week, to the nearest pound."
    )


def period(policy: Policy, from_on: date, fund_ends_on: date) -> tuple[date, int]:
    """The last day of a budget and its whole weeks: as long as the policy says, but not longer than its fund."""
    weeks = min(policy.period_weeks, ((fund_ends_on - from_on).days + 1) // 7)
    if weeks < 1:
        said = f"{fund_ends_on.day} {fund_ends_on:%B %Y}"
        raise BadInput(
            f"This fund ends on {said}, which leaves no whole week. Choose another fund or an earlier day.", "from_on"
        )
    return from_on + timedelta(weeks=weeks) - timedelta(days=1), weeks


@dataclass(frozen=True, slots=True)
class Allotment:
    """What somebody is given: how much, in which band, for how many weeks, and how that came about."""

    amount: Money
    band: str | None
    weeks: int
    working_out: list[str]


def allotment(
    policy: Policy, weeks: int, scores: Mapping[str, int] | None = None, chosen: Money | None = None
) -> Allotment:
    """The amount for a person. `scores` are needed where there are bands, `chosen` where the amount is agreed."""
    if policy.allocation is AllocationKind.BANDS:
        return _by_band(policy, weeks, scores)
    if policy.allocation is AllocationKind.FLAT:
        words = f"Everybody in this programme gets the same: {policy.flat_amount.short}, once."
        return Allotment(policy.flat_amount, None, weeks, [words])
    return _agreed(policy, weeks, chosen)


def _by_band(policy: Policy, weeks: int, scores: Mapping[str, int] | None) -> Allotment:
    if scores is None:
        raise BadInput("Talk things through first: the amount comes from the star.", "assessment")
    band, weekly, said = weekly_amount(policy, scores)
    if not weekly:
        raise BadInput(
            f"Band {band.letter} has no weekly budget, so there is nothing to give. {band.means}", "assessment"
        )
    amount = weekly * weeks
    count = "1 week" if weeks == 1 else f"{weeks} weeks"
    said = [*said, f"{count} at {weekly.short} is {amount.short}."]
    if weeks < policy.period_weeks:
        said.append(f"It is {count} and not {policy.period_weeks}, because the fund ends then.")
    return Allotment(amount, band.letter, weeks, said)


def _agreed(policy: Policy, weeks: int, chosen: Money | None) -> Allotment:
    most = policy.annual_amount
    if chosen is None or chosen <= NOTHING:
        raise BadInput("Enter the amount you agreed on", "amount")
    if chosen > most:
        raise BadInput(f"Enter {most.short} or less: that is the most for a year", "amount")
    said = [f"This programme can give up to {most.short} a year.", f"You and your keyworker agreed on {chosen.short}."]
    return Allotment(chosen, None, weeks, said)
