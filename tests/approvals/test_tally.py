"""What votes come to."""

import itertools

import pytest

from app.approvals.rules import check_reasons, may_be_sent_back, tally
from app.approvals.vocabulary import Choice, DeclineReason, Outcome, Reasons
from app.kernel.errors import BadInput

YES, MORE, NO = Choice.APPROVE, Choice.MORE_INFORMATION, Choice.DECLINE


@pytest.mark.parametrize(
    ("choices", "quorum", "outcome"),
    [
        ([], 2, Outcome.PENDING),
        ([YES], 2, Outcome.PENDING),
        ([YES, YES], 2, Outcome.READY_TO_APPROVE),
        ([NO, NO], 2, Outcome.READY_TO_DECLINE),
        ([YES, NO], 2, Outcome.TIED),
        ([YES, NO, YES], 2, Outcome.READY_TO_APPROVE),
        ([YES, NO, NO], 2, Outcome.READY_TO_DECLINE),
        ([YES, MORE], 2, Outcome.NEEDS_INFORMATION),
        ([MORE, MORE, YES], 2, Outcome.NEEDS_INFORMATION),
        ([YES, YES, NO, MORE], 3, Outcome.NEEDS_INFORMATION),
        ([YES, YES, MORE], 3, Outcome.READY_TO_APPROVE),
        ([YES], 1, Outcome.READY_TO_APPROVE),
        ([YES], 0, Outcome.PENDING),
    ],
)
def test_votes_come_to(choices: list[Choice], quorum: int, outcome: Outcome) -> None:
    assert tally(choices, quorum) is outcome


def test_the_order_of_votes_does_not_matter_and_yes_needs_more_than_half() -> None:
    for count in range(1, 6):
        for choices in itertools.product(Choice, repeat=count):
            outcome = tally(choices, 2)
            assert all(tally(order, 2) is outcome for order in itertools.islice(itertools.permutations(choices), 6))
            if outcome is Outcome.READY_TO_APPROVE:
                assert choices.count(YES) * 2 > count >= 2


def test_a_question_may_go_back_while_votes_are_missing() -> None:
    assert may_be_sent_back([MORE], 2)
    assert not may_be_sent_back([YES], 2)
    assert not may_be_sent_back([YES, YES, MORE], 2)


@pytest.mark.parametrize(
    ("reasons", "field"),
    [
        (Reasons("No."), "decline_reason"),
        (Reasons(" ", DeclineReason.COST), "words"),
        (Reasons("No.", DeclineReason.COST), "other_funding"),
        (Reasons("No.", DeclineReason.COST, "The college"), "how_to_ask_again"),
    ],
)
def test_a_no_cannot_be_signed_without_all_its_reasons(reasons: Reasons, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_reasons(NO, reasons)
    assert refused.value.field == field
