"""A policy is read strictly: a rule that is missing, misspelt or senseless is named, never passed over."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from app.kernel.errors import BadInput
from app.kernel.money import Money
from app.programmes.preset_files import preset_names, preset_rules, presets
from app.programmes.rules import read_policy
from app.programmes.vocabulary import AllocationKind, ApprovalRoute, FundingRoute

Spoil = Callable[[dict[str, Any]], None]


def test_every_preset_is_a_policy() -> None:
    assert preset_names() == ("sds-flat", "sds-panel", "you-first")
    for policy in presets().values():
        assert policy.decide_within_days <= 5
        assert policy.approval[-1].up_to is None


def test_the_panel_programme_has_the_bands_of_the_pilot() -> None:
    policy = presets()["sds-panel"]
    assert [(b.letter, str(b.weekly_from), str(b.weekly_to)) for b in policy.bands] == [
        ("A", "£550.00", "£650.00"),
        ("B", "£200.00", "£250.00"),
        ("C", "£50.00", "£100.00"),
        ("D", "£25.00", "£40.00"),
        ("E", "£0.00", "£0.00"),
    ]
    assert (policy.review_every_weeks, policy.reassess_after_weeks) == (6, 12)
    assert policy.first_route is FundingRoute.ORDER


def test_the_flat_programme_has_the_time_limit_the_pilot_lacked() -> None:
    policy = presets()["sds-flat"]
    assert (policy.allocation, policy.flat_amount) == (AllocationKind.FLAT, Money.pounds("1000"))
    assert [rule.route for rule in policy.approval] == [ApprovalRoute.LINE_MANAGER]
    assert (policy.decide_within_days, policy.review_every_weeks) == (5, 4)


def test_you_first_goes_up_to_12_000_a_year_card_first() -> None:
    policy = presets()["you-first"]
    assert (policy.allocation, policy.annual_amount) == (AllocationKind.ANNUAL, Money.pounds("12000"))
    assert policy.first_route is FundingRoute.CARD


def _set(*path: str | int, to: Any) -> Spoil:
    def spoil(rules: dict[str, Any]) -> None:
        place: Any = rules
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to

    return spoil


def _drop(*path: str) -> Spoil:
    def spoil(rules: dict[str, Any]) -> None:
        place: Any = rules
        for key in path[:-1]:
            place = place[key]
        del place[path[-1]]

    return spoil


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_drop("name"), "“name” is missing"),
        (_set("name", to="  "), "“name” must not be empty"),
        (_set("name", to=7), "“name” must be words"),
        (_set("colour", to="green"), "“colour” is not something a policy can say"),
        (_set("clocks", "silent_after_day", to=3), "“clocks → silent_after_day” is not something"),
        (_drop("clocks", "receipt_within_days"), "“clocks → receipt_within_days” is missing"),
        (_set("clocks", to=[]), "clocks must be a group"),
        (_set("approval", "quorum", to=0), "“approval → quorum” must be a whole number from 1 to 15"),
        (_set("approval", "quorum", to=True), "“approval → quorum” must be a whole number"),
        (_set("approval", "quorum", to="2"), "“approval → quorum” must be a whole number"),
        (_set("approval", "decide_within_days", to=21), "from 1 to 20"),
        (_set("approval", "rules", to=[]), "“approval → rules” must end with a rule for any amount"),
        (_set("approval", "rules", to="panel"), "“approval → rules” must be a list"),
        (
            _set("approval", "rules", to=[{"up_to": "50", "route": "automatic"}]),
            "must end with a rule for any amount",
        ),
        (
            _set("approval", "rules", to=[{"up_to": None, "route": "automatic"}, {"up_to": None, "route": "panel"}]),
            "one rule for any amount",
        ),
        (
            _set(
                "approval",
                "rules",
                to=[
                    {"up_to": "50", "route": "automatic"},
                    {"up_to": "50", "route": "line_manager"},
                    {"up_to": None, "route": "panel"},
                ],
            ),
            "rising amounts",
        ),
        (_set("approval", "rules", 0, "route", to="magic"), "“approval → rules, number 1 → route” must be one of"),
        (_set("approval", "rules", 0, "up_to", to=50), "must be an amount in quotes"),
        (_set("disclosure", to={"amount": "hidden", "reason": ""}), "must say why people are not shown"),
        (_set("spending", "first_route", to="free"), "must be one of the routes"),
        (_set("spending", "routes", to=["order", "order"]), "none twice"),
        (_set("spending", "routes", to=[]), "at least one"),
        (_set("spending", "vat_recovery", to="some"), "must be one of: full, none"),
        (_set("priority_groups", to=[""]), "must be a list of words"),
        (_set("allocation", "kind", to="lottery"), "must be one of: bands, flat, annual"),
        (_set("allocation", "flat_amount", to="100"), "“allocation → flat_amount” is not something"),
        (_set("allocation", "bands", 1, "score_to", to=49), "A and B must meet without a gap"),
        (_set("allocation", "bands", 0, "score_to", to=79), "from a score of 80 down to 0"),
        (_set("allocation", "bands", 2, "weekly_to", to="201"), "B must not give less than C"),
        (_set("allocation", "bands", 1, "weekly_to", to="199"), "must not be lower than weekly_from"),
        (_set("allocation", "bands", 1, "weekly_from", to="200.50"), "whole pounds"),
        (_set("allocation", "bands", 1, "weekly_from", to="-200"), "must be an amount in quotes"),
        (_set("allocation", "bands", 1, "letter", to="A"), "letter of their own"),
        (_set("allocation", "bands", 1, "letter", to="bb"), "one capital letter"),
        (_set("allocation", "bands", 4, "score_to", to=-1), "number 5 → score_to” must be a whole number"),
    ],
)
def test_a_mistake_is_named(spoil: Spoil, words: str) -> None:
    rules = copy.deepcopy(preset_rules("sds-panel"))
    rules["spending"]["routes"] = ["order", "card"]
    spoil(rules)
    with pytest.raises(BadInput) as refused:
        read_policy(rules)
    assert words in refused.value.reason


@pytest.mark.parametrize("wrong", [None, [], "policy", 7])
def test_what_is_no_policy_at_all_is_refused(wrong: Any) -> None:
    with pytest.raises(BadInput, match="must be a group of named entries"):
        read_policy(wrong)


def test_a_flat_amount_of_nothing_is_refused() -> None:
    rules = preset_rules("sds-flat")
    rules["allocation"]["flat_amount"] = "0"
    with pytest.raises(BadInput, match="more than nothing"):
        read_policy(rules)


def test_hiding_the_amount_needs_its_reason_and_then_is_read() -> None:
    rules = preset_rules("sds-flat")
    rules["disclosure"] = {"amount": "hidden", "reason": "As the pilot did, until its evaluation ends."}
    assert read_policy(rules).disclosure_reason.startswith("As the pilot did")
