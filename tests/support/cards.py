"""Stories about cards begin here: something was agreed for Sam, and it goes on a card that a pretend shop can use."""

from __future__ import annotations

import contextvars
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import Client

from app.approvals.models import ApprovalRequest
from app.approvals.vocabulary import RequestState
from app.cards.models import Card
from app.cards.spend_models import Spend
from app.gateways.issuing import PretendIssuer
from app.gateways.issuing.till import Purchase, Till
from app.jobs.dispatcher import drain
from app.journeys.load_card import load_card
from app.kernel import clock
from app.kernel.ids import new_token
from app.kernel.money import Money
from app.kernel.unit_of_work import reading, writing
from app.ledger import journal, movements, proof
from app.ledger.queries import balance, budget_position
from app.ledger.vocabulary import Account
from app.plans.models import Item
from app.plans.vocabulary import ItemState
from app.web.shell.dispatch import Citronella
from app.world import World
from tests.support.cast import Cast

A_COLLAR = Money(25_00)
PLENTY = Money(5_000_00)


@dataclass
class CardStory:
    """Sam's card, the till of every shop, and the questions a test asks."""

    app: Citronella
    world: World
    cast: Cast
    sent: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)

    @property
    def issuer(self) -> PretendIssuer:
        found = self.world.issuer
        assert isinstance(found, PretendIssuer)
        return found

    @property
    def till(self) -> Till:
        return Till(self.issuer, self.send)

    def send(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """What the issuer sends goes to the program's own address, as it would from outside."""
        self.sent.append((path, body, headers))

        def post() -> tuple[int, bytes]:
            answer = Client(self.app).post(path, data=body, headers=headers)
            return answer.status_code, answer.get_data()

        return contextvars.Context().run(post)

    def fund(self, amount: Money = PLENTY) -> None:
        """Money stands behind the cards."""
        self.issuer.expect_top_up(amount, new_token(), once=new_token())

    def agree(self, amount: Money = A_COLLAR, title: str = "Citronella collar") -> int:
        """Something was asked for and agreed: money is reserved, and on its way to the card. The load's number."""
        return writing(self.world.database, lambda session: self._agree(session, amount, title))

    def _agree(self, session: Session, amount: Money, title: str) -> int:
        cast, today = self.cast, clock.today()
        item = Item(
            plan_id=cast.plan.id, goal_id=cast.goal.id, title=title, unit_price=amount, unit_charge=amount,
            starts_on=today, route="card", state=ItemState.AGREED, added_by_id=cast.kit.user_id,
        )  # fmt: skip
        request = ApprovalRequest(
            programme_id=cast.programme.id, person_id=cast.sam.id, team_id=cast.sam.team_id, plan_id=cast.plan.id,
            budget_id=cast.budget.id, keyworker_id=cast.kit.user_id, submitted_by_id=cast.kit.user_id, route="panel",
            quorum=2, due_on=today + timedelta(days=7), person_words="It barks.", keyworker_words="It would help.",
            amount=amount, state=RequestState.AGREED,
        )  # fmt: skip
        session.add_all([item, request])
        session.flush()
        journal.post(
            session, cast.kit.user_id, movements.reservation(cast.budget.id, f"item:{item.id}:reserved", amount)
        )
        return load_card(session, cast.pat, request=request, item=item).id

    def more_budget(self, session: Session, amount: Money) -> None:
        """Sam's budget grows, for stories that need more."""
        given = movements.allocation(self.cast.fund.id, self.cast.budget.id, amount)
        journal.post(session, self.cast.cora.user_id, replace(given, cause=new_token()))

    def load(self, amount: Money = A_COLLAR, title: str = "Citronella collar") -> Card:
        """Agreed, sent and arrived."""
        self.agree(amount, title)
        self.work()
        return self.card()

    def work(self) -> int:
        """Everything that waits outside is done now."""
        return drain(self.world)

    def card(self) -> Card:
        with reading(self.world.database) as session:
            return session.scalars(select(Card).order_by(Card.id.desc()).limit(1)).one()

    def buy(
        self, amount: Money, merchant: str = "Paws & Co", category: str = "pet_shops_pet_food_and_supplies"
    ) -> bool:
        """Sam pays at a till: asked, and taken when the answer was yes. Whether it was."""
        ref = self.card().issuer_ref
        assert ref is not None
        asked = self.till.authorise(Purchase(ref, merchant, category, amount), once=new_token())
        if asked.approved:
            self.till.capture(asked.ref, amount, once=new_token())
        self.hear()
        return asked.approved

    def hear(self) -> None:
        """The issuer's messages arrive, and are worked through."""
        self.till.deliver()
        self.work()

    def spends(self) -> list[Spend]:
        with reading(self.world.database) as session:
            return list(session.scalars(select(Spend).order_by(Spend.id)))

    def stands(self) -> dict[str, int]:
        """Where Sam's money is, in pence; and the books are right."""
        with reading(self.world.database) as session:
            assert list(proof.problems(session)) == []
            position = budget_position(session, self.cast.budget.id)
            accounts = {
                "free": Account.CARD_FREE,
                "held": Account.CARD_HELD,
                "awaiting": Account.AWAITING_RECEIPT,
                "cost": Account.COST_OF_SUPPORT,
                "issuer": Account.ISSUER_BALANCE,
            }
            return {
                "available": position.available.pence,
                "reserved": position.reserved.pence,
                "committed": position.committed.pence,
                "spent": position.actual.pence,
                **{name: balance(session, account).pence for name, account in accounts.items()},
            }


@pytest.fixture
def story(app: Citronella, world: World, cast: Cast) -> CardStory:
    """Sam has a budget, and money stands behind the cards."""
    told = CardStory(app, world, cast)
    told.fund()
    return told
