"""How somebody stands to a case: their seat, their team, and what keeps them out. Asked before every act on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.approvals.policy import conflict_of
from app.approvals.queries import case_for
from app.approvals.vocabulary import Choice, Standing
from app.kernel import clock
from app.people.models import Person, UserAccount
from app.people.queries import (
    cases_of_keyworker,
    interests_of,
    interests_of_all,
    keyworker_of,
    line_manager_of,
    users_by_id,
)
from app.people.vocabulary import Interests, Role, Viewer
from app.programmes.queries import panel_of, seats_of
from app.programmes.vocabulary import ApprovalRoute


def seats(session: Session, viewer: Viewer) -> frozenset[int]:
    """The programmes on whose panel the viewer sits today."""
    if not viewer.has(Role.PANEL_MEMBER, Role.PANEL_CHAIR):
        return frozenset()
    return frozenset(seat.programme_id for seat in seats_of(session, viewer.user_id, clock.today()))


def case_of(session: Session, viewer: Viewer, request_id: int) -> ApprovalRequest:
    """A case the viewer decides on, or NotFound."""
    return case_for(session, viewer, request_id, seats(session, viewer))


def standing_of(session: Session, viewer: Viewer, request: ApprovalRequest) -> Standing:
    """What the viewer may do in a case, and what keeps them out of it."""
    return standings_of(session, viewer, [request])[request.id]


def standings_of(
    session: Session, viewer: Viewer, requests: Sequence[ApprovalRequest], seated: frozenset[int] | None = None
) -> dict[int, Standing]:
    """The same for many cases, by their ids, in a fixed number of queries. `seated`: `seats`, if looked up already."""
    if not requests:
        return {}
    seated = seats(session, viewer) if seated is None else seated
    interests = interests_of(session, viewer.user_id)
    cases = cases_of_keyworker(session, viewer.user_id) if viewer.has(Role.KEYWORKER) else []
    own_cases = frozenset(case.person_id for case in cases)
    found = {}
    for request in requests:
        conflict = conflict_of(
            viewer.user_id,
            request,
            person_user_id=viewer.user_id if viewer.person_id == request.person_id else None,
            keyworker_id=viewer.user_id if request.person_id in own_cases else None,
            provider_interests=interests.provider_ids,
            person_interests=interests.person_ids,
        )
        found[request.id] = _standing(viewer, request, seated, conflict)
    return found


def _standing(viewer: Viewer, request: ApprovalRequest, seated: frozenset[int], conflict: str) -> Standing:
    if request.route == ApprovalRoute.LINE_MANAGER:
        leads = viewer.has(Role.LINE_MANAGER) and request.team_id in viewer.managed_team_ids
        return Standing(decides=leads, chairs=leads, conflict=conflict)
    sits = request.programme_id in seated
    return Standing(decides=sits, chairs=sits and viewer.has(Role.PANEL_CHAIR), conflict=conflict)


def counted_choices(session: Session, request: ApprovalRequest) -> list[Choice]:
    """The votes that count: on the version to be decided, by members who have no stake in it now."""
    return [
        vote.choice
        for vote in request.votes_counted
        if request.route == ApprovalRoute.LINE_MANAGER or not stake_in(session, vote.member_id, request)
    ]


def stake_in(session: Session, user_id: int, request: ApprovalRequest) -> str:
    """Why somebody may not take part in a case, in words; "" when nothing stands in the way."""
    interests = interests_of(session, user_id)
    keyworker = keyworker_of(session, request.person_id)
    return conflict_of(
        user_id,
        request,
        person_user_id=session.get_one(Person, request.person_id).user_id,
        keyworker_id=None if keyworker is None else keyworker.id,
        provider_interests=interests.provider_ids,
        person_interests=interests.person_ids,
    )


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who could decide a case of somebody: people without a stake in it, and which of them may sign."""

    members: tuple[int, ...]
    signers: tuple[int, ...]


def deciders(
    session: Session,
    route: ApprovalRoute,
    *,
    programme_id: int,
    team_id: int,
    person_id: int,
    out: Iterable[int],
    provider_ids: frozenset[int],
    day: date,
) -> Deciders:
    """Who is left to decide when those with a stake are left out. `out` are users who have one anyway."""
    left_out = set(out)
    if route is ApprovalRoute.LINE_MANAGER:
        manager = line_manager_of(session, team_id)
        candidates = [] if manager is None else [(manager, True)]
    else:
        seated = dict.fromkeys(seat.user_id for seat in panel_of(session, programme_id, day))
        users = users_by_id(session, seated)
        candidates = [(users[user_id], _holds(users[user_id], Role.PANEL_CHAIR)) for user_id in seated]
    left = [(user.id, signs) for user, signs in candidates if user.is_active and user.id not in left_out]
    interests = interests_of_all(session, (user_id for user_id, _ in left)) if left else {}
    free = [(user_id, signs) for user_id, signs in left if not _clash(interests[user_id], person_id, provider_ids)]
    return Deciders(tuple(user_id for user_id, _ in free), tuple(user_id for user_id, signs in free if signs))


def deciders_of(session: Session, request: ApprovalRequest) -> Deciders:
    """Who could decide a request now."""
    keyworker = keyworker_of(session, request.person_id)
    out = {request.submitted_by_id, request.keyworker_id, *(recusal.member_id for recusal in request.recusals)}
    out |= {keyworker.id} if keyworker is not None else set()
    return deciders(
        session,
        ApprovalRoute(request.route),
        programme_id=request.programme_id,
        team_id=request.team_id,
        person_id=request.person_id,
        out=out,
        provider_ids=frozenset(line.provider_id for line in request.lines_now if line.provider_id is not None),
        day=clock.today(),
    )


def _holds(user: UserAccount, role: Role) -> bool:
    return any(held.role is role for held in user.roles)


def _clash(interests: Interests, person_id: int, provider_ids: frozenset[int]) -> bool:
    return person_id in interests.person_ids or bool(provider_ids & interests.provider_ids)


def managers_of_team(session: Session, team_id: int) -> tuple[int, ...]:
    """The line manager of a team, if it has one."""
    manager = line_manager_of(session, team_id)
    return () if manager is None else (manager.id,)


def keyworker_now(session: Session, request: ApprovalRequest) -> int:
    """Whom to tell on the person's side: their keyworker of today, else the one who was there when it was sent."""
    keyworker = keyworker_of(session, request.person_id)
    return request.keyworker_id if keyworker is None else keyworker.id
