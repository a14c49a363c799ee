"""Acts of a rehearsal: an outside test issuer drives the program, with made-up people and made-up money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cards import queries
from app.cards.models import Card
from app.cards.spend_models import Spend
from app.cards.vocabulary import ReceiptState
from app.cli.demo import staff
from app.cli.demo.teller import Teller
from app.jobs.reconcile import reconcile
from app.journeys import ask, award, casework, choose, freeze, load_card
from app.journeys.allocate import allocate
from app.kernel import clock, outbox
from app.kernel.errors import NotFound
from app.kernel.money import Money, total
from app.kernel.unit_of_work import writing
from app.ledger import movements
from app.ledger.queries import balance
from app.ledger.vocabulary import Account
from app.people.models import Organisation
from app.people.vocabulary import Contact, ContactChannel, Introduction, LifeArea, Viewer
from app.plans import actions as plans
from app.plans.models import Item, Plan
from app.plans.vocabulary import Wish
from app.programmes import actions as programmes
from app.programmes.models import Fund, Programme
from app.programmes.preset_files import preset_rules
from app.world import World

NAME = "Rehearsal"
MONEY = Money(1_000_000_00)
EACH = Money(10_000_00)
WORDS = "For a rehearsal."


class Stage(Teller):
    """The made-up organisation, which is there after the first act."""

    def __init__(self, app: Flask, world: World) -> None:
        super().__init__(app, world)
        if self.see(lambda session: session.scalar(select(func.count()).select_from(Organisation))) == 0:
            writing(world.database, staff.hire)
        if self.see(_programme) is None:
            self.do("cora", _start)
            self.do("mo", lambda session, mo: award.top_up_issuer(session, mo, Money(MONEY.pence // 2)))
            self.drain()


def open_card(stage: Stage, name: str) -> dict[str, Any]:
    """Somebody new with a budget and a card that nothing is on yet."""

    def act(session: Session, kit: Viewer) -> int:
        programme = session.scalars(select(Programme).where(Programme.name == NAME)).one()
        fund = session.scalars(select(Fund).where(Fund.programme_id == programme.id)).one()
        who, contact = Introduction(name=name, called=name.split(maxsplit=1)[0]), Contact(ContactChannel.IN_PERSON)
        person = casework.meet(session, kit, who, contact, team_id=min(kit.team_ids), consented=True)
        budget = allocate(session, kit, person, programme, fund, chosen=EACH)
        plan = session.scalars(select(Plan).where(Plan.budget_id == budget.id)).one()
        plans.add_goal(session, kit, plan, LifeArea.HOUSING, "Rehearse")
        return load_card.open_card(session, person.id, budget.id).id

    number = stage.do("kit", act)
    stage.drain()
    return {"card": number, "stripe_card": stage.see(lambda session: _card(session, number)).issuer_ref}


def load(stage: Stage, card: int, amount: int, ref: str) -> dict[str, Any]:
    """Something agreed and put on the card; the same reference is the same load."""

    def act(session: Session, kit: Viewer) -> None:
        plan = session.scalars(select(Plan).where(Plan.budget_id == _card(session, card).budget_id)).one()
        plan = session.scalars(select(Plan).where(Plan.id == plan.id).with_for_update()).one()
        if _item(session, plan, ref) is None:
            wish = Wish(plan.goals[0].id, f"Load {ref}", 1, 1, clock.today(), "card", details=WORDS)
            choose.add_something_else(session, kit, plan, wish, Money(amount))
            plans.save_case(session, kit, plan, person_words=WORDS, keyworker_words=WORDS)
            ask.ask(session, kit, plan)

    stage.do("kit", act)
    stage.drain()

    def look(session: Session) -> str:
        budget_id = _card(session, card).budget_id
        plan = session.scalars(select(Plan).where(Plan.budget_id == budget_id)).one()
        item = _item(session, plan, ref)
        found = queries.load_of_item(session, item.id) if item is not None else None
        return found.state.value if found is not None else "unknown"

    return {"status": stage.see(look)}


def freeze_card(stage: Stage, card: int) -> dict[str, Any]:
    """The keyworker freezes it."""
    stage.do("kit", lambda session, kit: freeze.freeze(session, kit, _card(session, card), WORDS))
    stage.drain()
    return {"state": stage.see(lambda session: _card(session, card)).state.value}


def unfreeze_card(stage: Stage, card: int) -> dict[str, Any]:
    """And unfreezes it."""
    stage.do("kit", lambda session, kit: freeze.unfreeze(session, kit, _card(session, card)))
    stage.drain()
    return {"state": stage.see(lambda session: _card(session, card)).state.value}


def card_balance(stage: Stage, card: int) -> dict[str, Any]:
    """How a card stands, in pence; `spent` is net of refunds."""

    def look(session: Session) -> dict[str, Any]:
        holder = movements.card(_card(session, card).id)
        spends = session.scalars(select(Spend).where(Spend.card_id == card)).all()
        owed = sum(spend.receipt_state in {ReceiptState.DUE, ReceiptState.SENT_BACK} for spend in spends)
        return {
            "loaded": _card(session, card).total_loaded.pence,
            "spent": total(spend.cost for spend in spends).pence,
            "held": balance(session, Account.CARD_HELD, holder).pence,
            "available": balance(session, Account.CARD_FREE, holder).pence,
            "receipts_due": owed,
        }

    return stage.see(look)


def drain(stage: Stage) -> dict[str, Any]:
    """Work until nothing is due."""
    stage.drain()
    return {"pending": stage.see(outbox.pending)}


def read_back(stage: Stage) -> dict[str, Any]:
    """Everything is read back and put right, and what follows from that is done."""
    done = reconcile(stage.world)
    stage.drain()
    return {"cards": done.cards, "repaired": done.repaired, "findings": done.findings}


ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    "open-card": open_card,
    "load": load,
    "freeze": freeze_card,
    "unfreeze": unfreeze_card,
    "balance": card_balance,
    "drain": drain,
    "reconcile": read_back,
}


def _programme(session: Session) -> Programme | None:
    return session.scalar(select(Programme).where(Programme.name == NAME))


def _start(session: Session, cora: Viewer) -> None:
    programme = programmes.start_programme(session, cora, name=NAME, preset="you-first")
    rules = preset_rules("you-first")
    rules["approval"] |= {"rules": [{"up_to": None, "route": "automatic"}]}
    programmes.change_policy(session, cora, programme, rules=rules, effective_from=clock.today())
    ends_on = clock.today() + timedelta(days=400)
    fund = programmes.open_fund(session, cora, programme, name=NAME, funder=NAME, ends_on=ends_on)
    award.receive_award(session, cora, fund.id, MONEY, NAME, clock.today())


def _card(session: Session, number: int) -> Card:
    found = session.get(Card, number)
    if found is None:
        raise NotFound("We cannot find that card.")
    return found


def _item(session: Session, plan: Plan, ref: str) -> Item | None:
    return session.scalar(select(Item).where(Item.plan_id == plan.id, Item.title == f"Load {ref}"))
