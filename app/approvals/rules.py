"""What votes come to, and what a refusal must say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.approvals.vocabulary import Choice, Outcome, Reasons
from app.kernel.errors import BadInput


def tally(choices: Iterable[Choice], quorum: int) -> Outcome:
    """What the votes on one version come to.

    Nothing before enough members have voted. Then more than half decides; where neither yes nor no has more than
    half, a wish to know more goes first, and else it is a tie, which another vote or a change of mind can end.
    """
    votes = Counter(choices)
    count = votes.total()
    if quorum < 1 or count < quorum:
        return Outcome.PENDING
    if votes[Choice.APPROVE] * 2 > count:
        return Outcome.READY_TO_APPROVE
    if votes[Choice.DECLINE] * 2 > count:
        return Outcome.READY_TO_DECLINE
    return Outcome.NEEDS_INFORMATION if votes[Choice.MORE_INFORMATION] else Outcome.TIED


def may_be_sent_back(choices: Iterable[Choice], quorum: int) -> bool:
    """Whether the chair may already ask for more: the votes say so, or a member does while votes are missing."""
    said = list(choices)
    outcome = tally(said, quorum)
    if outcome is Outcome.PENDING:
        return Choice.MORE_INFORMATION in said
    return outcome in {Outcome.NEEDS_INFORMATION, Outcome.TIED}


def check_reasons(answer: Choice, reasons: Reasons) -> None:
    """A yes needs a word for the person; a no needs why, what else could pay and how to ask again. Raises BadInput."""
    if answer is Choice.DECLINE and reasons.decline_reason is None:
        raise BadInput("Choose the reason", "decline_reason")
    if not reasons.words.strip():
        raise BadInput("Say it in plain words. The person will read this", "words")
    if answer is not Choice.DECLINE:
        return
    if not reasons.other_funding.strip():
        raise BadInput("Say who else could pay for it, or that you know of nobody", "other_funding")
    if not reasons.how_to_ask_again.strip():
        raise BadInput("Say how they can ask again", "how_to_ask_again")
