"""Deciding on a case: votes, comments, stepping back, the signature, and a question back.

Each act holds the request first, so two last votes in the same moment see one another.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.approvals import actions as approvals
from app.approvals.models import ApprovalRequest
from app.approvals.queries import held_request
from app.approvals.rules import tally
from app.approvals.vocabulary import Choice, Outcome, Reasons, RequestState
from app.audit.trail import record
from app.journeys import agreed, panel
from app.journeys.ask import release
from app.journeys.panel import case_of, counted_choices, standing_of
from app.kernel import clock
from app.notices import actions as notices
from app.people.models import Person
from app.people.vocabulary import Viewer
from app.programmes.queries import policy_on


def cast_vote(session: Session, viewer: Viewer, request_id: int, version: int, choice: Choice, reason: str) -> Outcome:
    """Vote on the version that was read. When it is the last one needed, the chair hears that it can be signed."""
    request = _hold(session, viewer, request_id)
    before = tally(counted_choices(session, request), request.quorum)
    approvals.cast_vote(session, viewer, request, standing_of(session, viewer, request), version, choice, reason)
    record(session, viewer.user_id, "request.voted", "approval_request", request.id, why=f"{choice.value}: {reason}")
    outcome = tally(counted_choices(session, request), request.quorum)
    if outcome is not before and outcome is not Outcome.PENDING:
        words = f"Case {request.reference}: {outcome.words.lower()}. It needs your signature."
        for user_id in panel.deciders_of(session, request).signers:
            notices.tell_user(session, user_id, words, "approvals.show", request.id)
    return outcome


def comment(session: Session, viewer: Viewer, request_id: int, words: str) -> None:
    """Remark or ask, for the others who decide."""
    request = _hold(session, viewer, request_id)
    approvals.add_comment(session, viewer, request, standing_of(session, viewer, request), words)
    record(session, viewer.user_id, "request.commented", "approval_request", request.id)


def step_back(session: Session, viewer: Viewer, request_id: int, why: str) -> None:
    """Withdraw from a case because of a stake in it; somebody else takes the place."""
    request = _hold(session, viewer, request_id)
    approvals.step_back(session, viewer, request, standing_of(session, viewer, request), why)
    record(session, viewer.user_id, "request.stepped_back", "approval_request", request.id, why=why)
    left = panel.deciders_of(session, request)
    words = f"{viewer.name} stepped back from case {request.reference}. It needs the others."
    for user_id in left.signers:
        notices.tell_user(session, user_id, words, "approvals.show", request.id)
    if not left.signers or len(left.members) < request.quorum:
        tell_that_too_few_are_left(session, request)


def sign_off(
    session: Session, viewer: Viewer, request_id: int, version: int, answer: Choice, reasons: Reasons
) -> ApprovalRequest:
    """Sign yes or no. A yes sets everything on its way; a no gives the money back and says why.

    The chair's signature follows the votes; a line manager decides alone.
    """
    request = _hold(session, viewer, request_id)
    standing, choices = standing_of(session, viewer, request), counted_choices(session, request)
    approvals.sign(session, viewer, request, standing, version, answer, reasons, choices)
    act = "request.agreed" if answer is Choice.APPROVE else "request.declined"
    record(session, viewer.user_id, act, "approval_request", request.id, person_id=request.person_id, why=reasons.words)
    if request.state is RequestState.AGREED:
        policy = policy_on(session, request.programme_id, clock.today())
        agreed.begin(session, viewer, request, policy)
    else:
        release(session, viewer, request, request.version, "request declined")
        agreed.end(session, request)
    return request


def ask_for_more(session: Session, viewer: Viewer, request_id: int, version: int, question: str) -> None:
    """Send the case back to the keyworker with a question and a day to answer it by. The money stays aside."""
    request = _hold(session, viewer, request_id)
    standing, choices = standing_of(session, viewer, request), counted_choices(session, request)
    days = policy_on(session, request.programme_id, clock.today()).decide_within_days
    due_on = clock.working_days_after(clock.today(), days)
    approvals.ask_for_more(request, standing, version, question, due_on, choices)
    record(session, viewer.user_id, "request.sent_back", "approval_request", request.id, why=question)
    person = session.get_one(Person, request.person_id)
    by = f"by {due_on:%A} {due_on.day} {due_on:%B}"
    notices.tell_user(
        session,
        panel.keyworker_now(session, request),
        f"{person.called}’s request {request.reference} came back with a question. Please answer it {by}.",
        "requests.show",
        request.id,
    )
    words = f"They want to know more before they decide. Your keyworker answers {by}. Your money is still kept aside."
    notices.tell_person(session, person.id, words, "requests.show", request.id)


def tell_that_too_few_are_left(session: Session, request: ApprovalRequest) -> None:
    """Nobody can finish the case any more: the keyworker and the team's manager must know today."""
    words = f"Too few people are left to decide on request {request.reference}. Take it back, or have somebody named."
    for user_id in {panel.keyworker_now(session, request), *panel.managers_of_team(session, request.team_id)}:
        notices.tell_user(session, user_id, words, "requests.show", request.id)


def _hold(session: Session, viewer: Viewer, request_id: int) -> ApprovalRequest:
    return held_request(session, case_of(session, viewer, request_id).id)
