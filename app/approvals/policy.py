"""Who may read, vote, sign and take back. Who plans does not decide; who has a stake steps back."""

from __future__ import annotations

from collections.abc import Sequence

from app.approvals.models import ApprovalRequest
from app.approvals.rules import may_be_sent_back, tally
from app.approvals.vocabulary import Choice, RequestState, Standing
from app.kernel.errors import Conflict
from app.kernel.permit import YES, Verdict, first_no, no
from app.people.vocabulary import Viewer


def conflict_of(
    user_id: int,
    request: ApprovalRequest,
    *,
    person_user_id: int | None,
    keyworker_id: int | None,
    provider_interests: frozenset[int],
    person_interests: frozenset[int],
) -> str:
    """Why somebody may not take part in a case, in words; "" when nothing stands in the way."""
    providers = {line.provider_id for line in request.lines_now} - {None}
    stakes = (
        (user_id == person_user_id, "This is your own request."),
        (user_id == request.submitted_by_id, "You sent this request in, so others decide on it."),
        (
            user_id in {request.keyworker_id, keyworker_id},
            "You are the keyworker in this case, so others decide on it.",
        ),
        (request.person_id in person_interests, "You told us that you know this person, so others decide on it."),
        (
            bool(providers & provider_interests),
            "You told us of an interest in a provider in this case, so others decide on it.",
        ),
        (any(r.member_id == user_id for r in request.recusals), "You stepped back from this case."),
    )
    return next((reason for applies, reason in stakes if applies), "")


def may_read_case(standing: Standing) -> Verdict:
    """Members read a case unless they have a stake in it."""
    return first_no(_decides(standing), _no_stake(standing))


def may_vote(request: ApprovalRequest, standing: Standing) -> Verdict:
    """A seat on the panel today, no stake in the case, and the case still open."""
    if request.route != "panel":
        return no("This case is not for the panel.", "NOT_FOR_PANEL")
    return first_no(_decides(standing), _no_stake(standing), _open(request))


def may_comment(request: ApprovalRequest, standing: Standing) -> Verdict:
    """Whoever may decide may also ask and remark."""
    waits = YES if request.state.is_waiting else no("This request has been decided.", "DECIDED")
    return first_no(_decides(standing), _no_stake(standing), waits)


def may_step_back(request: ApprovalRequest, standing: Standing) -> Verdict:
    """Any member, while the case is not decided."""
    waits = YES if request.state.is_waiting else no("This request has been decided.", "DECIDED")
    return first_no(_decides(standing), _no_stake(standing), waits)


def may_sign(request: ApprovalRequest, standing: Standing, answer: Choice, choices: Sequence[Choice]) -> Verdict:
    """The chair signs what the votes came to; a line manager decides alone. Neither with a stake in the case.

    `choices` are the votes that count: on this version, by members without a stake.
    """
    if request.route == "line_manager":
        return first_no(_decides(standing), _no_stake(standing), _open(request))
    chairs = YES if standing.chairs else no("The chair of the panel signs this.", "NOT_CHAIR")
    return first_no(
        _decides(standing), chairs, _no_stake(standing), _open(request), _votes_say(request, answer, choices)
    )


def may_answer_for_person(*, is_person: bool, is_keyworker: bool) -> Verdict:
    """The person and their keyworker may change a request or take it back."""
    if is_person or is_keyworker:
        return YES
    return no("Only the person and their keyworker can change this request.", "NOT_YOUR_REQUEST")


def must_be_version(request: ApprovalRequest, version: int) -> None:
    """What is decided is what was read. Raises Conflict when the case was changed meanwhile."""
    if request.version != version:
        raise Conflict(
            "The case was changed after you opened it. Nothing was kept. Read the new version, then answer.",
            "STALE_VERSION",
        )


def _decides(standing: Standing) -> Verdict:
    return YES if standing.decides else no("You do not decide on this case.", "NOT_DECIDER")


def _no_stake(standing: Standing) -> Verdict:
    return no(standing.conflict, "CONFLICT_OF_INTEREST") if standing.conflict else YES


def _open(request: ApprovalRequest) -> Verdict:
    if request.state is RequestState.OPEN:
        return YES
    return no(f"This request is not waiting for a decision now. It is: {request.state.words.lower()}.", "NOT_OPEN")


def _votes_say(request: ApprovalRequest, answer: Choice, choices: Sequence[Choice]) -> Verdict:
    if answer is Choice.MORE_INFORMATION:
        if may_be_sent_back(choices, request.quorum):
            return YES
        return no("No vote asks for more information.", "VOTES_SAY_OTHERWISE")
    outcome = tally(choices, request.quorum)
    if outcome.answer is answer:
        return YES
    missing = request.quorum - len(choices)
    if missing > 0:
        votes = "1 more vote is" if missing == 1 else f"{missing} more votes are"
        return no(f"{votes} needed before this can be signed.", "NO_QUORUM")
    return no(f"The votes do not say that. {outcome.words}.", "VOTES_SAY_OTHERWISE")


def may_see_votes(viewer: Viewer, request: ApprovalRequest, standing: Standing) -> Verdict:
    """After your own vote, so that nobody just follows; the chair once there are enough; all once it is decided."""
    voted = any(vote.member_id == viewer.user_id for vote in request.votes_now)
    enough = standing.chairs and len(request.votes_counted) >= request.quorum
    if voted or enough or not request.state.is_waiting:
        return YES
    return no("You see the other votes once you have voted yourself.", "VOTE_FIRST")
