"""What each person was given. How it stands is in the ledger (holder "budget:<id>")."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.budgets.vocabulary import BudgetState
from app.kernel import clock
from app.kernel.columns import Word
from app.kernel.db import Base
from app.kernel.errors import Conflict
from app.kernel.money import Money


class Budget(Base):
    """A person's budget for a period, with how its amount was worked out."""

    __tablename__ = "budget"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"))
    amount: Mapped[Money]
    band: Mapped[str | None] = mapped_column(String(1))
    working_out: Mapped[list[Any]] = mapped_column(default=list)
    """Sentences, in order, that show how the amount came about."""
    from_on: Mapped[date]
    to_on: Mapped[date]
    amount_shown: Mapped[bool] = mapped_column(default=True)
    hidden_because: Mapped[str] = mapped_column(default="")
    state: Mapped[BudgetState] = mapped_column(Word(BudgetState), default=BudgetState.OPEN)
    allocated_by_id: Mapped[int]
    allocated_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint("amount > 0", name="positive"),
        CheckConstraint("to_on >= from_on", name="in_order"),
        Index(
            "uq_budget_one_open",
            "person_id",
            "programme_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
    )

    @property
    def closed_into(self) -> int | None:
        """The fund that money coming back belongs to, once the budget is closed."""
        return self.fund_id if self.state is BudgetState.CLOSED else None

    def close(self) -> None:
        """Its time is over; the rest goes back to the pool."""
        if self.state is BudgetState.CLOSED:
            raise Conflict("This budget is closed already.")
        self.state, self.closed_at = BudgetState.CLOSED, clock.now()
