"""Finding programmes, their policy on a day, their funds and their panel."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.kernel.errors import NotFound
from app.people.models import UserAccount, UserRole
from app.people.vocabulary import PANEL, Viewer
from app.programmes.models import Award, Fund, PanelSeat, Programme, ProgrammePolicy
from app.programmes.policy import may_see_programme
from app.programmes.policy_file import read_policy
from app.programmes.vocabulary import Policy


def programme_of(session: Session, programme_id: int) -> Programme:
    """A programme, whoever asks: for journeys that already hold something of it."""
    found = session.get(Programme, programme_id)
    if found is None:
        raise NotFound("We cannot find that programme.")
    return found


def programme_for(session: Session, viewer: Viewer, programme_id: int) -> Programme:
    """A programme of the viewer's organisation. Raises NotFound for any other."""
    found = session.get(Programme, programme_id)
    if found is None or not may_see_programme(viewer, found.organisation_id):
        raise NotFound("We cannot find that programme.")
    return found


def programmes_by_name(session: Session, viewer: Viewer) -> list[Programme]:
    """The programmes of the viewer's organisation."""
    if not may_see_programme(viewer, viewer.organisation_id):
        return []
    wanted = select(Programme).where(Programme.organisation_id == viewer.organisation_id)
    return list(session.scalars(wanted.order_by(Programme.name, Programme.id)))


def policy_on(session: Session, programme_id: int, day: date) -> Policy:
    """The policy that holds on a day: the newest of those in force by then."""
    return read_policy(policy_row_on(session, programme_id, day).rules)


def policy_row_on(session: Session, programme_id: int, day: date) -> ProgrammePolicy:
    """The row of the policy that holds on a day."""
    wanted = _policies(programme_id).where(ProgrammePolicy.effective_from <= day).limit(1)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("This programme has no policy for that day.")
    return found


def policies_on(session: Session, programme_ids: set[int], day: date) -> dict[int, Policy]:
    """The policies of several programmes on a day, in one query. One without a policy by then is left out."""
    rows = session.scalars(
        select(ProgrammePolicy)
        .where(ProgrammePolicy.programme_id.in_(programme_ids), ProgrammePolicy.effective_from <= day)
        .order_by(ProgrammePolicy.effective_from, ProgrammePolicy.id)
    )
    newest = {row.programme_id: row.rules for row in rows}
    return {programme_id: read_policy(rules) for programme_id, rules in newest.items()}


def policies_newest_first(session: Session, programme_id: int) -> list[ProgrammePolicy]:
    """Every policy a programme had or will have."""
    return list(session.scalars(_policies(programme_id)))


def _policies(programme_id: int) -> Select[ProgrammePolicy]:
    return (
        select(ProgrammePolicy)
        .where(ProgrammePolicy.programme_id == programme_id)
        .order_by(ProgrammePolicy.effective_from.desc(), ProgrammePolicy.id.desc())
    )


def funds_by_name(session: Session, programme_id: int) -> list[Fund]:
    """The pots of money of a programme."""
    return list(session.scalars(select(Fund).where(Fund.programme_id == programme_id).order_by(Fund.name, Fund.id)))


def fund_for(session: Session, viewer: Viewer, fund_id: int) -> Fund:
    """A fund of the viewer's organisation. Raises NotFound for any other."""
    found = session.get(Fund, fund_id)
    if found is None:
        raise NotFound("We cannot find that fund.")
    programme_for(session, viewer, found.programme_id)
    return found


def awards_newest_first(session: Session, fund_ids: list[int], limit: int = 50) -> list[Award]:
    """What funders gave to these funds."""
    wanted = select(Award).where(Award.fund_id.in_(fund_ids)).order_by(Award.received_on.desc(), Award.id.desc())
    return list(session.scalars(wanted.limit(limit)))


def award_with_reference(session: Session, fund_id: int, funder_reference: str) -> Award | None:
    """The award a fund already has under a funder's reference."""
    wanted = select(Award).where(Award.fund_id == fund_id, Award.funder_reference == funder_reference)
    return session.scalar(wanted.order_by(Award.id))


def seats_of(session: Session, user_id: int, day: date) -> list[PanelSeat]:
    """The panels a user sits on, on a day."""
    wanted = _seats_on(day).where(PanelSeat.user_id == user_id)
    return list(session.scalars(wanted.order_by(PanelSeat.programme_id, PanelSeat.id)))


def panel_of(session: Session, programme_id: int, day: date) -> list[PanelSeat]:
    """Who sits on a programme's panel on a day, the chair first."""
    wanted = _seats_on(day).where(PanelSeat.programme_id == programme_id)
    return list(session.scalars(wanted.order_by(PanelSeat.chairs.desc(), PanelSeat.id)))


def _seats_on(day: date) -> Select[PanelSeat]:
    still = or_(PanelSeat.until_on.is_(None), PanelSeat.until_on >= day)
    return select(PanelSeat).where(PanelSeat.from_on <= day, still)


def seat_of_programme(session: Session, programme_id: int, seat_id: int) -> PanelSeat:
    """A seat on this programme's panel."""
    found = session.get(PanelSeat, seat_id)
    if found is None or found.programme_id != programme_id:
        raise NotFound("We cannot find that seat.")
    return found


def may_join_panel(session: Session, programme: Programme, day: date) -> list[UserAccount]:
    """Panel members of the organisation who have no seat yet, by name."""
    sitting = [seat.user_id for seat in panel_of(session, programme.id, day)]
    wanted = select(UserAccount).where(
        UserAccount.organisation_id == programme.organisation_id,
        UserAccount.is_active,
        UserAccount.id.in_(select(UserRole.user_id).where(UserRole.role.in_(PANEL))),
        UserAccount.id.not_in(sitting),
    )
    return list(session.scalars(wanted.order_by(UserAccount.name, UserAccount.id)))


def users_of_seats(session: Session, seats: list[PanelSeat]) -> dict[int, UserAccount]:
    """Who sits on these seats, by the number of the user."""
    wanted = select(UserAccount).where(UserAccount.id.in_([seat.user_id for seat in seats]))
    return {user.id: user for user in session.scalars(wanted.order_by(UserAccount.id))}


def colleague(session: Session, programme: Programme, user_id: int) -> UserAccount:
    """A user of the programme's organisation."""
    found = session.get(UserAccount, user_id)
    if found is None or found.organisation_id != programme.organisation_id:
        raise NotFound("We cannot find that person.")
    return found
