"""Programmes, their policies over time, their money, and who sits on their panel."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Base
from app.kernel.money import Money


class Programme(Base):
    """One programme of one organisation."""

    __tablename__ = "programme"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    preset: Mapped[str] = mapped_column(String(40))
    created_by_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)


class ProgrammePolicy(Base):
    """A programme's policy from one day on. Never edited: a change is a new row."""

    __tablename__ = "programme_policy"
    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    effective_from: Mapped[date]
    rules: Mapped[dict[str, Any]]
    """As in a preset file; `programmes.rules.read_policy` turns it into a Policy."""
    set_by_id: Mapped[int]
    set_at: Mapped[datetime] = mapped_column(default=clock.now)


class Fund(Base):
    """A pot of money of a programme, with the funder's name. Its amounts are in the ledger (holder "fund:<id>")."""

    __tablename__ = "fund"
    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    name: Mapped[str]
    funder: Mapped[str]
    ends_on: Mapped[date]


class Award(Base):
    """Money a funder gave to a fund."""

    __tablename__ = "award"
    id: Mapped[int] = mapped_column(primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    amount: Mapped[Money]
    funder_reference: Mapped[str]
    received_on: Mapped[date]
    recorded_by_id: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    __table_args__ = (CheckConstraint("amount > 0", name="positive"), UniqueConstraint("fund_id", "funder_reference"))


class PanelSeat(Base):
    """A user's seat on a programme's panel, from one day until another."""

    __tablename__ = "panel_seat"
    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    chairs: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date] = mapped_column(default=clock.today)
    until_on: Mapped[date | None]

    def end(self, day: date) -> None:
        """Empty from `day` on: its last day was the one before, or, begun today, it never counted."""
        self.until_on = max(day - timedelta(days=1), self.from_on - timedelta(days=1))
