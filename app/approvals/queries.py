"""Reading requests. The person's side sees them by person; those who decide see a case under its reference."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from app.approvals.models import ApprovalRequest, RequestLine
from app.approvals.vocabulary import DeclineReason, RequestState
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.money import Money
from app.people.queries import people_in_reach
from app.people.vocabulary import Role, Viewer

_WITH_LINES = (
    joinedload(ApprovalRequest.lines),
    lazyload(ApprovalRequest.votes),
    lazyload(ApprovalRequest.comments),
    lazyload(ApprovalRequest.recusals),
)
"""For lists that show what was asked for: votes and words about it are fetched only when asked for."""
_TO_BE_TOLD = (joinedload(ApprovalRequest.lines), lazyload(ApprovalRequest.recusals))
_TO_BE_JUDGED = (joinedload(ApprovalRequest.lines), lazyload(ApprovalRequest.comments))


def request_for(session: Session, viewer: Viewer, request_id: int) -> ApprovalRequest:
    """A request of a person the viewer may see. Raises NotFound for any other."""
    wanted = select(ApprovalRequest).where(
        ApprovalRequest.id == request_id, ApprovalRequest.person_id.in_(people_in_reach(viewer))
    )
    found = session.scalars(wanted.options(*_TO_BE_TOLD)).unique().one_or_none()
    if found is None:
        raise NotFound("We cannot find that request.")
    return found


def requests_newest_first(session: Session, viewer: Viewer, plan_id: int | None = None) -> list[ApprovalRequest]:
    """Requests of the people the viewer may see, or of one plan."""
    wanted = select(ApprovalRequest).where(ApprovalRequest.person_id.in_(people_in_reach(viewer)))
    if plan_id is not None:
        wanted = wanted.where(ApprovalRequest.plan_id == plan_id)
    return list(session.scalars(wanted.options(*_WITH_LINES).order_by(ApprovalRequest.id.desc()).limit(100)).unique())


def requests_to_tell(session: Session, viewer: Viewer, limit: int) -> list[ApprovalRequest]:
    """The newest requests of the people the viewer may see, with all that their story is told from."""
    wanted = select(ApprovalRequest).where(ApprovalRequest.person_id.in_(people_in_reach(viewer)))
    newest = wanted.options(*_TO_BE_TOLD).order_by(ApprovalRequest.id.desc()).limit(limit)
    return list(session.scalars(newest).unique())


def case_for(session: Session, viewer: Viewer, request_id: int, seats: Collection[int]) -> ApprovalRequest:
    """A case the viewer decides on. `seats` are the programmes on whose panel they sit today."""
    found = session.scalar(select(ApprovalRequest).where(ApprovalRequest.id == request_id, _decided_by(viewer, seats)))
    if found is None:
        raise NotFound("We cannot find that case.")
    return found


def cases_by_due_date(session: Session, viewer: Viewer, seats: Collection[int]) -> list[ApprovalRequest]:
    """Cases that wait, the one due first on top."""
    waiting = ApprovalRequest.state.in_([RequestState.OPEN, RequestState.MORE_INFORMATION])
    wanted = select(ApprovalRequest).where(waiting, _decided_by(viewer, seats))
    due_first = wanted.options(*_TO_BE_JUDGED).order_by(ApprovalRequest.due_on, ApprovalRequest.id).limit(200)
    return list(session.scalars(due_first).unique())


def cases_decided_lately(session: Session, viewer: Viewer, seats: Collection[int]) -> list[ApprovalRequest]:
    """Cases that were decided, the latest on top."""
    decided = ApprovalRequest.state.in_([RequestState.AGREED, RequestState.DECLINED])
    wanted = select(ApprovalRequest).where(decided, _decided_by(viewer, seats))
    latest_first = wanted.order_by(ApprovalRequest.decided_at.desc(), ApprovalRequest.id.desc()).limit(20)
    return list(session.scalars(latest_first.options(*_WITH_LINES)).unique())


def request_by_id(session: Session, request_id: int) -> ApprovalRequest:
    """A request, whoever asks: for journeys that already hold something of it."""
    return session.get_one(ApprovalRequest, request_id)


def held_request(session: Session, request_id: int) -> ApprovalRequest:
    """The request, locked, and everything said about it read afresh: two last votes see one another."""
    return session.scalars(
        select(ApprovalRequest)
        .where(ApprovalRequest.id == request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def asked_since(session: Session, person_id: int, since: datetime) -> Money:
    """What a person asked for and was not refused: open and agreed requests sent in since a moment."""
    counting = [RequestState.OPEN, RequestState.MORE_INFORMATION, RequestState.AGREED]
    wanted = select(func.coalesce(func.sum(ApprovalRequest.amount), 0)).where(
        ApprovalRequest.person_id == person_id,
        ApprovalRequest.submitted_at >= since,
        ApprovalRequest.state.in_(counting),
    )
    found: Money | int | None = session.scalar(wanted)  # the sum comes back as its column's type, or as a bare number
    return found if isinstance(found, Money) else Money(int(found or 0))


def overdue_and_not_escalated(session: Session, day: date) -> list[int]:
    """Requests whose day has passed and nobody was told yet, the longest first."""
    wanted = select(ApprovalRequest.id).where(
        ApprovalRequest.state.in_([RequestState.OPEN, RequestState.MORE_INFORMATION]),
        ApprovalRequest.due_on < day,
        ApprovalRequest.escalated_at.is_(None),
    )
    return list(session.scalars(wanted.order_by(ApprovalRequest.due_on, ApprovalRequest.id).limit(500)))


@dataclass(frozen=True, slots=True)
class Precedent:
    """A past decision to learn from: what, how much, the answer and why. It says nothing about whom."""

    decided_on: date
    things: tuple[str, ...]
    areas: tuple[str, ...]
    amount: Money
    agreed: bool
    words: str
    decline_reason: DeclineReason | None
    other_funding: str


def precedents_newest_first(
    session: Session,
    programme_ids: Iterable[int],
    *,
    areas: Collection[str] = (),
    agreed: bool | None = None,
    but_not_of_person: int | None = None,
    limit: int = 30,
) -> list[Precedent]:
    """Past decisions of these programmes, or only those about some areas of life."""
    states = [RequestState.AGREED] * (agreed is not False) + [RequestState.DECLINED] * (agreed is not True)
    wanted = select(ApprovalRequest).where(
        ApprovalRequest.programme_id.in_(list(programme_ids)),
        ApprovalRequest.state.in_(states),
        ApprovalRequest.decision_words != "",
        ApprovalRequest.route != "automatic",
    )
    if areas:
        about = select(RequestLine.request_id).where(RequestLine.area.in_(list(areas)))
        wanted = wanted.where(ApprovalRequest.id.in_(about))
    if but_not_of_person is not None:
        wanted = wanted.where(ApprovalRequest.person_id != but_not_of_person)
    latest_first = wanted.order_by(ApprovalRequest.decided_at.desc(), ApprovalRequest.id.desc()).limit(limit)
    return [_precedent(row) for row in session.scalars(latest_first.options(*_WITH_LINES)).unique()]


def _precedent(request: ApprovalRequest) -> Precedent:
    return Precedent(
        decided_on=clock.day_of(request.decided_at or request.submitted_at),
        things=tuple(line.title for line in request.lines_now),
        areas=tuple(dict.fromkeys(line.area for line in request.lines_now if line.area)),
        amount=request.amount,
        agreed=request.state is RequestState.AGREED,
        words=request.decision_words,
        decline_reason=request.decline_reason,
        other_funding=request.other_funding,
    )


def _decided_by(viewer: Viewer, seats: Collection[int]) -> ColumnElement[bool]:
    by_panel = and_(ApprovalRequest.route == "panel", ApprovalRequest.programme_id.in_(list(seats)))
    if not viewer.has(Role.LINE_MANAGER):
        return by_panel if seats else false()
    leads = ApprovalRequest.team_id.in_(sorted(viewer.managed_team_ids))
    return or_(by_panel, and_(ApprovalRequest.route == "line_manager", leads))
