"""Assessments: a short talk about strengths and goals, scored on a star of life areas the person can see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Base


class Assessment(Base):
    """One reading of the star. The same tool is used again at reviews."""

    __tablename__ = "assessment"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    scores: Mapped[dict[str, Any]]
    """LifeArea -> 0 (going well) to 10 (needs a lot of help)."""
    strengths: Mapped[str]
    hopes: Mapped[str]
    band: Mapped[str | None] = mapped_column(String(1))
    made_by_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
