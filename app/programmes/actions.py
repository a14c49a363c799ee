"""What a commissioner does with a programme: start it, set its policy, open funds, choose the panel."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.kernel import clock
from app.kernel.errors import BadInput, Conflict
from app.kernel.money import Money
from app.kernel.permit import allow
from app.kernel.text import tidy
from app.people.models import UserAccount
from app.people.vocabulary import Viewer
from app.programmes import queries
from app.programmes.models import Award, Fund, PanelSeat, Programme, ProgrammePolicy
from app.programmes.policy import may_run_programme, may_sit
from app.programmes.policy_file import read_policy
from app.programmes.preset_files import preset_rules


def start_programme(
    session: Session, viewer: Viewer, *, name: str, preset: str, effective_from: date | None = None
) -> Programme:
    """A programme from a preset, its policy in force from a day (today when none is said)."""
    allow(may_run_programme(viewer, viewer.organisation_id))
    name = tidy(name)
    if not name:
        raise BadInput("Enter a name for the programme", "name")
    if any(known.name.casefold() == name.casefold() for known in queries.programmes_by_name(session, viewer)):
        raise BadInput("There is a programme with this name already. Choose another name.", "name")
    rules = preset_rules(preset) | {"name": name}
    read_policy(rules)
    programme = Programme(
        organisation_id=viewer.organisation_id, name=name, preset=preset, created_by_id=viewer.user_id
    )
    session.add(programme)
    session.flush()
    _keep_policy(session, viewer, programme, rules, effective_from or clock.today())
    record(session, viewer.user_id, "programme.started", "programme", programme.id, why=preset)
    return programme


def change_policy(
    session: Session, viewer: Viewer, programme: Programme, *, rules: dict[str, Any], effective_from: date
) -> ProgrammePolicy:
    """A new policy from a day on. What was decided before stays as it was decided."""
    allow(may_run_programme(viewer, programme.organisation_id))
    if effective_from < clock.today():
        raise BadInput("A policy can only change from today on: what was decided stays decided.", "effective_from")
    read_policy(rules)
    kept = _keep_policy(session, viewer, programme, rules, effective_from)
    record(session, viewer.user_id, "policy.changed", "programme", programme.id)
    return kept


def open_fund(session: Session, viewer: Viewer, programme: Programme, *, name: str, funder: str, ends_on: date) -> Fund:
    """A pot for one funder's money."""
    allow(may_run_programme(viewer, programme.organisation_id))
    name, funder = tidy(name), tidy(funder)
    if not name:
        raise BadInput("Enter a name for the fund", "name")
    if not funder:
        raise BadInput("Enter who gives the money", "funder")
    if ends_on <= clock.today():
        raise BadInput("The fund must end after today", "ends_on")
    if any(known.name.casefold() == name.casefold() for known in queries.funds_by_name(session, programme.id)):
        raise BadInput("This programme has a fund with this name already", "name")
    fund = Fund(programme_id=programme.id, name=name, funder=funder, ends_on=ends_on)
    session.add(fund)
    session.flush()
    record(session, viewer.user_id, "fund.opened", "fund", fund.id)
    return fund


def record_award(
    session: Session, viewer: Viewer, fund: Fund, *, amount: Money, funder_reference: str, received_on: date
) -> Award:
    """Money a funder gave. The same reference twice is refused: it would be the same money."""
    allow(may_run_programme(viewer, queries.programme_of(session, fund.programme_id).organisation_id))
    funder_reference = " ".join(funder_reference.split())
    if amount <= Money(0):
        raise BadInput("Enter an amount of more than £0", "amount")
    if not funder_reference:
        raise BadInput("Enter the funder’s reference, so that nobody counts this money twice", "funder_reference")
    if received_on > clock.today():
        raise BadInput("The day must be today or earlier: we record money when it is here", "received_on")
    before = queries.award_with_reference(session, fund.id, funder_reference)
    if before is not None:
        day = f"{before.received_on.day} {before.received_on:%B %Y}"
        said = f"{before.amount.short} with this reference came in on {day}."
        raise BadInput(f"{said} If this is other money, use its own reference.", "funder_reference", "DUPLICATE")
    award = Award(
        fund_id=fund.id,
        amount=amount,
        funder_reference=funder_reference,
        received_on=received_on,
        recorded_by_id=viewer.user_id,
    )
    session.add(award)
    session.flush()
    return award


def add_seat(
    session: Session,
    viewer: Viewer,
    programme: Programme,
    user: UserAccount,
    *,
    chairs: bool,
    from_on: date | None = None,
) -> PanelSeat:
    """A seat on the panel. A new chair takes over: the one before stays as a member."""
    allow(may_run_programme(viewer, programme.organisation_id))
    verdict = may_sit(
        roles=frozenset(held.role for held in user.roles),
        is_active=user.is_active,
        same_organisation=user.organisation_id == programme.organisation_id,
        chairs=chairs,
    )
    if not verdict:
        raise BadInput(verdict.reason, "user_id", verdict.code)
    day = from_on or clock.today()
    panel = queries.panel_of(session, programme.id, day)
    if any(seat.user_id == user.id for seat in panel):
        raise BadInput(f"{user.name} sits on this panel already", "user_id")
    if chairs:
        for seat in panel:
            seat.chairs = False
    seat = PanelSeat(programme_id=programme.id, user_id=user.id, chairs=chairs, from_on=day)
    session.add(seat)
    session.flush()
    record(session, viewer.user_id, "panel.seat_added", "programme", programme.id, why=user.name)
    return seat


def end_seat(session: Session, viewer: Viewer, programme: Programme, seat: PanelSeat) -> None:
    """From today the seat is empty. Votes that were cast stay."""
    allow(may_run_programme(viewer, programme.organisation_id))
    if seat.programme_id != programme.id or seat.until_on is not None:
        raise Conflict("This seat has already ended.")
    seat.end(clock.today())
    record(session, viewer.user_id, "panel.seat_ended", "programme", programme.id)


def give_chair(session: Session, viewer: Viewer, programme: Programme, seat: PanelSeat, user: UserAccount) -> None:
    """Somebody who already sits on the panel chairs it from now on."""
    allow(may_run_programme(viewer, programme.organisation_id))
    verdict = may_sit(
        roles=frozenset(held.role for held in user.roles),
        is_active=user.is_active,
        same_organisation=user.organisation_id == programme.organisation_id,
        chairs=True,
    )
    if not verdict:
        raise Conflict(verdict.reason, verdict.code)
    for other in queries.panel_of(session, programme.id, clock.today()):
        other.chairs = other.id == seat.id
    record(session, viewer.user_id, "panel.chair_given", "programme", programme.id, why=user.name)


def _keep_policy(
    session: Session, viewer: Viewer, programme: Programme, rules: dict[str, Any], effective_from: date
) -> ProgrammePolicy:
    kept = ProgrammePolicy(
        programme_id=programme.id, effective_from=effective_from, rules=rules, set_by_id=viewer.user_id
    )
    session.add(kept)
    session.flush()
    return kept
