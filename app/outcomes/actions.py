"""Writing down a talk about strengths and goals."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel.errors import BadInput
from app.kernel.permit import allow
from app.kernel.text import tidy
from app.outcomes.models import Assessment
from app.outcomes.policy import may_assess
from app.people.vocabulary import LifeArea, Viewer


def record_assessment(
    session: Session,
    viewer: Viewer,
    *,
    keyworker_id: int | None,
    person_id: int,
    programme_id: int,
    scores: dict[LifeArea, int],
    strengths: str,
    hopes: str,
    band: str | None,
) -> Assessment:
    """One reading of the star: strengths first, then hopes, then a number for each area of life."""
    allow(may_assess(viewer, keyworker_id))
    strengths, hopes = tidy(strengths), tidy(hopes)
    if not strengths:
        raise BadInput("Write down at least one thing that is going well", "strengths")
    if not hopes:
        raise BadInput("Write down at least one thing that should be different", "hopes")
    assessment = Assessment(
        person_id=person_id,
        programme_id=programme_id,
        scores={area.value: scores[area] for area in LifeArea},
        strengths=strengths,
        hopes=hopes,
        band=band,
        made_by_id=viewer.user_id,
    )
    session.add(assessment)
    session.flush()
    return assessment
