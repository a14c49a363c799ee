"""Cards in acceptance scenarios: agreed on a plan, loaded by the jobs, used at a till, checked by a keyworker."""

from __future__ import annotations

import contextvars

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import Client

from app.cards import queries
from app.cards.endings import CardEnd
from app.cards.models import Card
from app.cards.spend_models import Spend
from app.cards.vocabulary import CardState
from app.gateways.issuing import PretendIssuer
from app.gateways.issuing.till import Purchase, Till
from app.journeys import ask, card_end, card_used, choose, dispute, receipts, recover
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.ids import new_token
from app.kernel.money import Money
from app.people.vocabulary import Viewer
from app.plans import actions as plans
from app.plans.models import Plan
from app.plans.vocabulary import Wish
from tests.acceptance.place import Place


class Cards:
    """Loads, purchases, receipts and what follows from them."""

    place: Place

    def __init__(self) -> None:
        self.cards: dict[str, int] = {}
        self.spends: dict[str, int] = {}
        self.asked: dict[str, str] = {}
        """The issuer's number for each authorisation."""

    def load(self, b: str, card: str, amt: int, offset: int = 0) -> None:
        """Asked for, agreed at once, and put on the card. BUDGET_EXCEEDED, OFFSET_ABOVE_DEBT, ISSUER_BALANCE_LOW."""
        if self.place.balance("F1310", None) < amt - offset:
            raise Refused("The load would wait until money is with the issuer.", "ISSUER_BALANCE_LOW")
        self.place.do("kit", lambda session, kit: self._agreed(session, kit, b, Money(amt), Money(offset)))
        known = self.place.teller.see(lambda session: session.scalars(select(Card).order_by(Card.id.desc())).first())
        assert known is not None
        self._name_card(card, known.id)
        self.place.drain()

    def hold(self, card: str, auth: str, amt: int) -> None:
        """A shop asks. CARD_INSUFFICIENT."""
        purchase = Purchase(self._issuer_ref(card), f"Shop of {auth}", "books", Money(amt))
        asked = self._till().authorise(purchase, once=auth)
        self._hear()
        if not asked.approved:
            raise Refused("The card said no.", "CARD_INSUFFICIENT")
        self.asked[auth] = asked.ref

    def capture(
        self, b: str, auth: str | None, spend: str, amt: int, final: bool = True, card: str | None = None
    ) -> None:
        """A shop takes money, with or without asking first."""
        till = self._till()
        if auth is not None:
            taken = till.capture(self.asked[auth], Money(amt), once=spend, final=final)
        else:
            purchase = Purchase(self._issuer_ref(card or self._card_of(b)), f"Shop of {spend}", "books", Money(amt))
            taken = till.capture_without_asking(purchase, once=spend)
        self._hear()
        found = self.place.teller.see(lambda session: queries.spend_by_ref(session, taken.ref))
        assert found is not None
        self.spends[spend] = found.id
        self.place.names[f"spend:{found.id}"] = spend

    def expire_hold(self, auth: str) -> None:
        """The shop never took its money."""
        self._till().expire(self.asked[auth])
        self._hear()

    def receipt(self, spend: str, allowed: int | None = None) -> None:
        """Handed in by the keyworker for the person, and checked by their manager."""
        place = self.place
        digest = f"{self.spends[spend]:064d}"
        place.do(
            "kit",
            lambda session, kit: receipts.hand_in(
                session, kit, self._spend(session, spend), file_key="receipt.jpg", file_type="image/jpeg", digest=digest
            ),
        )
        part = None if allowed is None else Money(allowed)
        place.do(
            "lin",
            lambda session, lin: receipts.accept(
                session, lin, self._spend(session, spend), is_all=False, allowed=part, words="Not on the plan."
            ),
        )

    def repay(self, b: str, amt: int, fund: str = "FUND") -> None:
        """The person pays back."""
        self.place.do("fin", lambda session, fin: recover.repay(session, fin, self.place.budgets[b], Money(amt)))

    def write_off(self, b: str, amt: int, restore: bool = False, fund: str = "FUND") -> None:
        """What is owed is given up."""
        number = self.place.budgets[b]
        self.place.do(
            "mo",
            lambda session, mo: recover.write_off(session, mo, number, Money(amt), "It costs more", restore=restore),
        )

    def card_refund(self, spend: str, amt: int, card_open: bool = True, fund: str = "FUND") -> None:
        """A shop gives money back. A card that is not open any more is closed first."""
        known = self.place.teller.see(lambda session: self._spend(session, spend))
        if not card_open and known.card.state is not CardState.CLOSED:
            self.place.do("mo", lambda session, mo: card_end.end(session, mo, known.card))
        self._till().refund(known.issuer_ref, Money(amt), once=new_token())
        self._hear()

    def sweep(self, b: str, card: str, fund: str = "FUND") -> int:
        """What is free on a card goes back."""
        amount = self.place.do("mo", lambda session, mo: card_end.sweep(session, mo, self._card(session, card)))
        self.place.drain()
        return amount.pence

    def move_card(self, old: str, new: str) -> None:
        """A card is replaced."""
        made = self.place.do(
            "kit", lambda session, kit: card_end.replace(session, kit, self._card(session, old), CardEnd.LOST).id
        )
        self._name_card(new, made)
        self.place.drain()

    def dispute_spend(self, spend: str) -> None:
        """The card scheme is asked for the money."""
        self.place.do("fin", lambda session, fin: dispute.open_dispute(session, fin, self._spend(session, spend)))

    def chargeback_won(self, spend: str, card: str) -> None:
        """The money is on the card in use."""
        self.place.do("fin", lambda session, fin: dispute.won(session, fin, self._spend(session, spend)))
        self.place.drain()

    def once(self, event: str) -> bool:
        """True the first time an event is heard."""
        return self.place.do("fin", lambda session, _: card_used.hear(session, event, "other", event))

    def _agreed(self, session: Session, kit: Viewer, b: str, amount: Money, offset: Money) -> None:
        if offset:
            recover.agree_set_off(session, kit, self.place.budgets[b], offset)
        plan = session.scalars(select(Plan).where(Plan.budget_id == self.place.budgets[b])).one()
        wish = Wish(plan.goals[0].id, "Something", 1, 1, clock.today(), "card", details="From a shop")
        choose.add_something_else(session, kit, plan, wish, amount)
        plans.save_case(session, kit, plan, person_words="It would help me.", keyworker_words="I agree.")
        ask.ask(session, kit, plan)

    def _name_card(self, name: str, card_id: int) -> None:
        if name not in self.cards:
            self.cards[name] = card_id
            self.place.names[f"card:{card_id}"] = name

    def _card(self, session: Session, name: str) -> Card:
        return queries.card_by_id(session, self.cards[name])

    def _card_of(self, b: str) -> str:
        budget_id = self.place.budgets[b]
        wanted = select(Card.id).where(Card.budget_id == budget_id).order_by(Card.id.desc()).limit(1)
        found = self.place.teller.see(lambda session: session.scalars(wanted).one())
        return next(name for name, card_id in self.cards.items() if card_id == found)

    def _issuer_ref(self, name: str) -> str:
        return self.place.teller.see(lambda session: self._card(session, name)).issuer_ref or ""

    def _spend(self, session: Session, name: str) -> Spend:
        return session.get_one(Spend, self.spends[name])

    def _till(self) -> Till:
        issuer = self.place.world.issuer
        assert isinstance(issuer, PretendIssuer)

        def send(path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
            def post() -> tuple[int, bytes]:
                answer = Client(self.place.app).post(path, data=body, headers=headers)
                return answer.status_code, answer.get_data()

            return contextvars.Context().run(post)

        return Till(issuer, send)

    def _hear(self) -> None:
        self._till().deliver()
        self.place.drain()
