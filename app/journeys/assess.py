"""A talk about strengths and goals is written down, and where the programme has bands, the band is found."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.kernel import clock
from app.outcomes.actions import record_assessment
from app.outcomes.models import Assessment
from app.people.models import Person
from app.people.queries import keyworker_of
from app.people.vocabulary import LifeArea, Viewer
from app.programmes.models import Programme
from app.programmes.queries import policy_on
from app.programmes.rules import total_score, weekly_amount
from app.programmes.vocabulary import AllocationKind


def assess(
    session: Session,
    viewer: Viewer,
    person: Person,
    programme: Programme,
    *,
    scores: dict[LifeArea, int],
    strengths: str,
    hopes: str,
) -> Assessment:
    """One reading of the star, with the band it comes to."""
    keyworker = keyworker_of(session, person.id)
    policy = policy_on(session, programme.id, clock.today())
    said = {area.value: score for area, score in scores.items()}
    total_score(said)
    band = weekly_amount(policy, said)[0].letter if policy.allocation is AllocationKind.BANDS else None
    assessment = record_assessment(
        session,
        viewer,
        keyworker_id=keyworker.id if keyworker else None,
        person_id=person.id,
        programme_id=programme.id,
        scores=scores,
        strengths=strengths,
        hopes=hopes,
        band=band,
    )
    record(session, viewer.user_id, "assessment.made", "assessment", assessment.id, person_id=person.id)
    return assessment
