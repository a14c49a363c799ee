"""Money comes in, is given to a person, and what is left goes back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys import award, casework, close_budget
from app.journeys.allocate import allocate
from app.kernel import clock
from app.kernel.money import Money
from app.people.vocabulary import Contact, ContactChannel, Introduction, LifeArea, Viewer
from app.plans import actions as plans
from app.plans.models import Plan
from tests.acceptance.place import Place


class MoneyIn:
    """Awards, budgets and top-ups."""

    place: Place

    def award(self, fund: str, amt: int) -> None:
        """A funder's money arrives in the fund's pool."""
        place = self.place
        place.open_fund(fund)
        reference = f"award {len(place.journals())}"
        place.do(
            "cora",
            lambda session, cora: award.receive_award(
                session, cora, place.funds[fund], Money(amt), reference, clock.today()
            ),
        )

    def allocate(self, fund: str, b: str, amt: int) -> None:
        """From the pool to a new person's budget. FUND_EXCEEDED."""
        self.place.budgets[b] = self.place.do("kit", lambda session, kit: self._given(session, kit, fund, b, amt))
        self.place.names[f"budget:{self.place.budgets[b]}"] = b

    def top_up_issuer(self, amt: int) -> None:
        """From the bank to the card issuer."""
        self.place.do("mo", lambda session, mo: award.top_up_issuer(session, mo, Money(amt)))
        self.place.drain()

    def close_budget(self, fund: str, b: str) -> None:
        """What is left goes back to the pool. BUDGET_HAS_OPEN_COMMITMENTS."""
        self.place.do("mo", lambda session, mo: close_budget.close_budget(session, mo, self.place.budgets[b]))

    def _given(self, session: Session, kit: Viewer, fund: str, b: str, amt: int) -> int:
        person = casework.meet(
            session,
            kit,
            Introduction(name=f"{b} Teller", called=b),
            Contact(ContactChannel.IN_PERSON),
            team_id=min(kit.team_ids),
            consented=True,
        )
        place = self.place
        given = allocate(session, kit, person, place.programme(session), place.fund(session, fund), chosen=Money(amt))
        plan = session.scalars(select(Plan).where(Plan.budget_id == given.id)).one()
        plans.add_goal(session, kit, plan, LifeArea.HOUSING, "Keep my home")
        return given.id
