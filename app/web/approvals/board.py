"""What waits for somebody who decides, sorted by what they can do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.approvals.models import ApprovalRequest
from app.approvals.policy import may_sign, may_vote
from app.approvals.rules import tally
from app.approvals.vocabulary import Choice, RequestState, Standing
from app.people.vocabulary import Viewer


@dataclass(slots=True)
class Board:
    """Cases in four heaps, each by due date."""

    yours: list[tuple[ApprovalRequest, str]] = field(default_factory=list)
    """With what you can do: "Read and vote", "Sign it", "Decide"."""
    others: list[ApprovalRequest] = field(default_factory=list)
    sent_back: list[ApprovalRequest] = field(default_factory=list)
    out: list[tuple[ApprovalRequest, str]] = field(default_factory=list)
    """With what keeps you out."""


def board_of(viewer: Viewer, cases: Sequence[ApprovalRequest], standings: Mapping[int, Standing]) -> Board:
    """Sort cases, which come by due date, into the four heaps."""
    board = Board()
    for case in cases:
        standing = standings[case.id]
        todo = _todo(viewer, case, standing)
        if standing.conflict:
            board.out.append((case, standing.conflict))
        elif case.state is RequestState.MORE_INFORMATION:
            board.sent_back.append(case)
        elif todo:
            board.yours.append((case, todo))
        else:
            board.others.append(case)
    return board


def _todo(viewer: Viewer, case: ApprovalRequest, standing: Standing) -> str:
    choices = [vote.choice for vote in case.votes_counted]
    if case.route == "line_manager":
        return "Read and decide" if may_sign(case, standing, Choice.APPROVE, choices) else ""
    voted = any(vote.member_id == viewer.user_id for vote in case.votes_now)
    if not voted and may_vote(case, standing):
        return "Read and vote"
    answer = tally(choices, case.quorum).answer
    return "Sign it" if answer is not None and may_sign(case, standing, answer, choices) else ""
