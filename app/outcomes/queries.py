"""Finding assessments."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import NotFound
from app.outcomes.models import Assessment
from app.people.queries import people_in_reach
from app.people.vocabulary import Role, Viewer


def assessment_for(session: Session, viewer: Viewer, assessment_id: int) -> Assessment:
    """An assessment, for the person and those who work with them: brokers do not need it. Else NotFound."""
    reach = people_in_reach(replace(viewer, roles=viewer.roles - {Role.BROKER}))
    wanted = select(Assessment).where(Assessment.id == assessment_id, Assessment.person_id.in_(reach))
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("We cannot find that page.")
    return found


def assessments_newest_first(session: Session, person_id: int) -> list[Assessment]:
    """Every reading of a person's star."""
    wanted = select(Assessment).where(Assessment.person_id == person_id)
    return list(session.scalars(wanted.order_by(Assessment.made_at.desc(), Assessment.id.desc())))


def latest_assessment(session: Session, person_id: int, programme_id: int) -> Assessment | None:
    """The newest reading for one programme."""
    wanted = select(Assessment).where(Assessment.person_id == person_id, Assessment.programme_id == programme_id)
    return session.scalar(wanted.order_by(Assessment.made_at.desc(), Assessment.id.desc()).limit(1))


def assessment_before(session: Session, assessment: Assessment) -> Assessment | None:
    """The reading before this one, whichever programme it was for."""
    wanted = select(Assessment).where(Assessment.person_id == assessment.person_id, Assessment.id < assessment.id)
    return session.scalar(wanted.order_by(Assessment.id.desc()).limit(1))
