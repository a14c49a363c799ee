"""Deciding: a request comes in, members comment and vote, somebody signs, it is changed or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.approvals import policy, rules
from app.approvals.models import ApprovalRequest, Comment, Recusal, RequestLine, Vote
from app.approvals.vocabulary import Case, Choice, Reasons, RequestState, Standing
from app.kernel import clock
from app.kernel.errors import BadInput, Conflict
from app.kernel.permit import allow
from app.kernel.text import tidy
from app.people.vocabulary import Viewer


def open_request(
    session: Session,
    viewer: Viewer,
    case: Case,
    *,
    route: str,
    quorum: int,
    due_on: date,
    is_person: bool,
    is_keyworker: bool,
) -> ApprovalRequest:
    """Send a case in. The quorum and the day are those of the policy on this day."""
    allow(policy.may_answer_for_person(is_person=is_person, is_keyworker=is_keyworker))
    if not case.lines:
        raise BadInput("There is nothing to ask for yet")
    request = ApprovalRequest(
        programme_id=case.programme_id,
        person_id=case.person_id,
        team_id=case.team_id,
        plan_id=case.plan_id,
        budget_id=case.budget_id,
        keyworker_id=case.keyworker_id,
        submitted_by_id=viewer.user_id,
        route=route,
        quorum=max(quorum, 1),
        due_on=due_on,
        version=1,
        person_words=case.person_words,
        keyworker_words=case.keyworker_words,
        amount=case.amount,
        state=RequestState.OPEN,
    )
    session.add(request)
    _write_lines(request, case)
    session.flush()
    return request


def revise(
    session: Session, request: ApprovalRequest, case: Case, *, due_on: date, is_person: bool, is_keyworker: bool
) -> None:
    """Send a changed case in: a new version, for which nobody has voted."""
    allow(policy.may_answer_for_person(is_person=is_person, is_keyworker=is_keyworker))
    if not case.lines:
        raise BadInput("Keep at least one thing, or take the request back")
    request.revise(case.person_words, case.keyworker_words, due_on)
    request.amount = case.amount
    _write_lines(request, case)
    session.flush()


def withdraw(request: ApprovalRequest, *, is_person: bool, is_keyworker: bool) -> None:
    """Take it back."""
    allow(policy.may_answer_for_person(is_person=is_person, is_keyworker=is_keyworker))
    request.withdraw()


def cast_vote(
    session: Session,
    viewer: Viewer,
    request: ApprovalRequest,
    standing: Standing,
    version: int,
    choice: Choice,
    reason: str,
) -> Vote:
    """Say what you think of the version you read. The last word of each member counts, until it is decided."""
    allow(policy.may_vote(request, standing))
    policy.must_be_version(request, version)
    reason = _needed(reason, "reason", "Say why. It helps the chair, the keyworker and the next case")
    return _keep_vote(session, viewer, request, choice, reason)


def sign(
    session: Session,
    viewer: Viewer,
    request: ApprovalRequest,
    standing: Standing,
    version: int,
    answer: Choice,
    reasons: Reasons,
    choices: Sequence[Choice],
) -> None:
    """Sign a yes or a no. A line manager's signature is also their vote. `choices` are the votes that count."""
    allow(policy.may_sign(request, standing, answer, choices))
    policy.must_be_version(request, version)
    rules.check_reasons(answer, reasons)
    if answer is Choice.MORE_INFORMATION:
        raise Conflict("A question is asked on its own page.")
    if request.route == "line_manager":
        _keep_vote(session, viewer, request, answer, reasons.words)
    state = RequestState.AGREED if answer is Choice.APPROVE else RequestState.DECLINED
    request.decide(state, viewer.user_id, _for_answer(answer, reasons))


def agree_by_rule(request: ApprovalRequest, words: str) -> None:
    """Agreed at once, because the programme's rules say that nobody needs to look."""
    request.decide(RequestState.AGREED, None, Reasons(words))


def ask_for_more(
    request: ApprovalRequest,
    standing: Standing,
    version: int,
    question: str,
    due_on: date,
    choices: Sequence[Choice],
) -> None:
    """Send it back to the keyworker with a question."""
    allow(policy.may_sign(request, standing, Choice.MORE_INFORMATION, choices))
    policy.must_be_version(request, version)
    request.ask_for_more(_needed(question, "question", "Write the question you need an answer to"), due_on)


def add_comment(session: Session, viewer: Viewer, request: ApprovalRequest, standing: Standing, words: str) -> None:
    """A remark or a question, for the others who decide."""
    allow(policy.may_comment(request, standing))
    comment = Comment(
        request_id=request.id,
        version=request.version,
        author_id=viewer.user_id,
        author_name=viewer.name,
        words=_needed(words, "words", "Write your comment"),
    )
    request.comments.append(comment)
    session.flush()


def step_back(session: Session, viewer: Viewer, request: ApprovalRequest, standing: Standing, why: str) -> None:
    """Withdraw from a case because of a stake in it. A vote already cast does not count any more."""
    allow(policy.may_step_back(request, standing))
    why = _needed(why, "why", "Say what your interest is")
    request.recusals.append(Recusal(request_id=request.id, member_id=viewer.user_id, member_name=viewer.name, why=why))
    session.flush()


def _keep_vote(session: Session, viewer: Viewer, request: ApprovalRequest, choice: Choice, reason: str) -> Vote:
    vote = next((vote for vote in request.votes_now if vote.member_id == viewer.user_id), None)
    if vote is None:
        vote = Vote(request_id=request.id, version=request.version, member_id=viewer.user_id, member_name=viewer.name)
        request.votes.append(vote)
    vote.choice, vote.reason, vote.at = choice, tidy(reason), clock.now()
    session.flush()
    return vote


def _write_lines(request: ApprovalRequest, case: Case) -> None:
    request.lines.extend(
        RequestLine(
            version=request.version,
            item_id=line.item_id,
            title=line.title,
            area=line.area,
            goal=line.goal,
            provider_id=line.provider_id,
            provider_name=line.provider_name,
            how_much=line.how_much,
            amount=line.amount,
            route=line.route,
        )
        for line in case.lines
    )


def _for_answer(answer: Choice, reasons: Reasons) -> Reasons:
    if answer is Choice.APPROVE:
        return Reasons(tidy(reasons.words))
    return Reasons(
        tidy(reasons.words), reasons.decline_reason, tidy(reasons.other_funding), tidy(reasons.how_to_ask_again)
    )


def _needed(words: str, field: str, otherwise: str) -> str:
    kept = tidy(words)
    if not kept:
        raise BadInput(otherwise, field)
    return kept
