"""The few settings a commissioner changes by hand; the rest of a policy comes from its preset."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from app.kernel.money import Money
from app.programmes.policy_file import read_policy
from app.programmes.vocabulary import AllocationKind, ApprovalRoute, Policy


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings as they are, or as they shall be. `None` for those a policy does not have."""

    quorum: int
    decide_within_days: int
    review_every_weeks: int
    silent_after_days: int
    automatic_up_to: Money | None
    """Requests up to this are agreed at once; nothing switches that off."""
    most: Money | None
    """The flat amount, or the most in a year."""


def settings_of(policy: Policy) -> Settings:
    """The settings of a policy."""
    limits = [rule.up_to for rule in policy.approval if rule.route is ApprovalRoute.AUTOMATIC]
    most = {AllocationKind.FLAT: policy.flat_amount, AllocationKind.ANNUAL: policy.annual_amount}.get(policy.allocation)
    return Settings(
        quorum=policy.quorum,
        decide_within_days=policy.decide_within_days,
        review_every_weeks=policy.review_every_weeks,
        silent_after_days=policy.silent_after_days,
        automatic_up_to=limits[0] if limits else Money(0),
        most=most,
    )


def with_settings(rules: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """The rules with these settings. Raises BadInput when together they make no policy."""
    changed = copy.deepcopy(rules)
    approval, clocks, allocation = changed["approval"], changed["clocks"], changed["allocation"]
    approval["quorum"] = settings.quorum
    approval["decide_within_days"] = settings.decide_within_days
    clocks["review_every_weeks"] = settings.review_every_weeks
    clocks["silent_after_days"] = settings.silent_after_days
    others = [rule for rule in approval["rules"] if rule["route"] != ApprovalRoute.AUTOMATIC.value]
    limit = settings.automatic_up_to
    automatic = [{"up_to": limit.plain, "route": ApprovalRoute.AUTOMATIC.value}] if limit else []
    approval["rules"] = automatic + others
    if settings.most is not None:
        key = {"flat": "flat_amount", "annual": "annual_amount"}.get(allocation["kind"])
        if key is not None:
            allocation[key] = settings.most.plain
    read_policy(changed)
    return changed
