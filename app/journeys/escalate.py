"""A decision that is late is somebody's to put right: those who can are told, once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.approvals.queries import held_request, overdue_and_not_escalated
from app.approvals.vocabulary import RequestState
from app.audit.trail import record
from app.journeys import panel
from app.kernel import clock
from app.notices import actions as notices


def escalate_overdue(session: Session) -> int:
    """Tell the chair, the line manager and the person about each late request. How many there were."""
    late = overdue_and_not_escalated(session, clock.today())
    return sum(_escalate(session, held_request(session, request_id)) for request_id in late)


def _escalate(session: Session, request: ApprovalRequest) -> bool:
    if request.escalated_at is not None or not request.state.is_waiting or request.due_on >= clock.today():
        return False
    request.escalated_at = clock.now()
    was_due = f"{request.due_on.day} {request.due_on:%B}"
    deciding = set(panel.deciders_of(session, request).signers) if request.state is RequestState.OPEN else set()
    managers = set(panel.managers_of_team(session, request.team_id))
    for user_id in deciding:
        words = f"Case {request.reference} is late: a decision was due on {was_due}. A person is waiting for it."
        notices.tell_user(session, user_id, words, "approvals.show", request.id)
    for user_id in (managers | {panel.keyworker_now(session, request)}) - deciding:
        who = "A decision on" if request.state is RequestState.OPEN else "An answer about"
        words = f"{who} request {request.reference} is late: it was due on {was_due}. See who has it."
        notices.tell_user(session, user_id, words, "requests.show", request.id)
    words = "A decision on your request is late. We are sorry. We have told the people who can put this right today."
    notices.tell_person(session, request.person_id, words, "requests.show", request.id)
    record(session, 0, "request.escalated", "approval_request", request.id, person_id=request.person_id)
    return True
