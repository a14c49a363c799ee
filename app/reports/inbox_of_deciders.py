"""What waits for panels and line managers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest, Recusal, Vote
from app.approvals.vocabulary import RequestState
from app.kernel import clock
from app.people.vocabulary import Viewer
from app.programmes.models import PanelSeat
from app.reports.inbox_words import MOST, Task, TaskKind


def to_vote(session: Session, viewer: Viewer) -> Iterator[Task]:
    """Cases of the panel the viewer sits on, that they have not answered in this version."""
    today, request = clock.today(), ApprovalRequest
    seats = select(PanelSeat.programme_id).where(
        PanelSeat.user_id == viewer.user_id,
        PanelSeat.from_on <= today,
        or_(PanelSeat.until_on.is_(None), PanelSeat.until_on >= today),
    )
    voted = select(Vote.id).where(
        Vote.request_id == request.id, Vote.version == request.version, Vote.member_id == viewer.user_id
    )
    stepped_back = select(Recusal.id).where(Recusal.request_id == request.id, Recusal.member_id == viewer.user_id)
    yield from _cases(
        session,
        TaskKind.VOTE,
        "Read a case and answer",
        request.route == "panel",
        request.programme_id.in_(seats),
        ~voted.exists(),
        ~stepped_back.exists(),
        request.keyworker_id != viewer.user_id,
        request.submitted_by_id != viewer.user_id,
    )


def to_sign_as_chair(session: Session, viewer: Viewer) -> Iterator[Task]:
    """Cases with enough answers, for the chair to sign."""
    request = ApprovalRequest
    seats = select(PanelSeat.programme_id).where(
        PanelSeat.user_id == viewer.user_id, PanelSeat.chairs, PanelSeat.until_on.is_(None)
    )
    votes = (
        select(func.count())
        .where(Vote.request_id == request.id, Vote.version == request.version)
        .correlate(request)
        .scalar_subquery()
    )
    yield from _cases(
        session,
        TaskKind.SIGN,
        "Sign what the panel decided",
        request.route == "panel",
        request.programme_id.in_(seats),
        votes >= request.quorum,
        request.keyworker_id != viewer.user_id,
        request.submitted_by_id != viewer.user_id,
    )


def to_sign_as_manager(session: Session, viewer: Viewer) -> Iterator[Task]:
    """Requests of the teams the viewer leads."""
    request = ApprovalRequest
    yield from _cases(
        session,
        TaskKind.SIGN,
        "Decide on a request",
        request.route == "line_manager",
        request.team_id.in_(viewer.managed_team_ids),
        request.keyworker_id != viewer.user_id,
        request.submitted_by_id != viewer.user_id,
    )


def _cases(session: Session, kind: TaskKind, title: str, *conditions: ColumnElement[bool]) -> Iterator[Task]:
    wanted = (
        select(ApprovalRequest.id, ApprovalRequest.reference, ApprovalRequest.due_on, ApprovalRequest.amount)
        .where(ApprovalRequest.state == RequestState.OPEN, and_(*conditions))
        .order_by(ApprovalRequest.due_on, ApprovalRequest.id)
        .limit(MOST)
    )
    for request_id, reference, due_on, amount in session.execute(wanted):
        yield Task(kind, request_id, title, reference, due_on, f"{amount} in all.")
