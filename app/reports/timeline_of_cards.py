"""The part of a request's story that is told by card loads, purchases and receipts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.cards.models import CardLoad
from app.cards.spend_models import Spend
from app.cards.vocabulary import LoadState, ReceiptState
from app.kernel import clock
from app.reports.timeline_words import DONE, LATER, NOW, Entry


@dataclass(frozen=True, slots=True)
class Loaded:
    """All there is to tell about the card loads of some requests, looked up once."""

    loads: dict[int, list[CardLoad]]
    """By request."""
    spends: dict[int, list[Spend]]
    """By load, in the order of their times."""


def loaded_for(session: Session, request_ids: Collection[int]) -> Loaded:
    """The loads of these requests, with what was bought from them and its receipts."""
    found = Loaded(defaultdict(list), defaultdict(list))
    if not request_ids:
        return found
    loads = session.scalars(select(CardLoad).where(CardLoad.request_id.in_(request_ids)).order_by(CardLoad.id)).all()
    for load in loads:
        found.loads[load.request_id].append(load)
    wanted = select(Spend).where(Spend.load_id.in_([load.id for load in loads])).order_by(Spend.at, Spend.id)
    for spend in session.scalars(wanted.options(joinedload(Spend.receipts))).unique() if loads else ():
        if spend.load_id is not None:
            found.spends[spend.load_id].append(spend)
    return found


def entries(found: Loaded, request_id: int, person: str, keyworker: str) -> list[Entry]:
    """Every load of the request, from being asked for to the receipt."""
    loads = found.loads.get(request_id, [])
    spends = [spend for load in loads for spend in found.spends.get(load.id, [])]
    told: list[Entry] = []
    for load in loads:
        told += _load(load, person, bought=load.id in found.spends)
    for spend in sorted(spends, key=lambda spend: (spend.at, spend.id)):
        told += _spend(spend, person, keyworker)
    return told


def _load(load: CardLoad, person: str, *, bought: bool) -> list[Entry]:
    if load.state in {LoadState.ASKED, LoadState.WAITING}:
        who = "finance" if load.state is LoadState.WAITING else "the card company"
        due = clock.working_days_after(clock.day_of(load.asked_at), 1)
        return [
            Entry(f"{load.purpose}: {load.on_card} goes onto the card", NOW, who=who, due=due, words=load.state.words),
            Entry(f"{load.purpose}: buy it and keep the receipt", LATER),
        ]
    told = [Entry(f"{load.purpose}: {load.on_card} is on the card", DONE, when=load.arrived_at)]
    if not bought:
        words = "The money is on the card. Buy it in any shop that sells it, and keep the receipt."
        told.append(Entry(f"{load.purpose}: ready to buy", NOW, who=person, words=words))
    return told


def _spend(spend: Spend, person: str, keyworker: str) -> list[Entry]:
    told = [Entry(f"{spend.amount} paid at {spend.merchant}", DONE, when=spend.at)]
    if spend.refunded:
        told.append(Entry(f"{spend.merchant} gave back {spend.refunded}", DONE, when=spend.at))
    if spend.receipt_state.is_owed:
        words = f"{spend.checked_words} A photo of it is enough.".strip()
        told.append(Entry("Hand in the receipt", NOW, who=person, due=spend.receipt_due_on, words=words))
    elif spend.receipt_state is ReceiptState.HANDED_IN:
        handed_in = spend.receipts[-1].handed_in_at if spend.receipts else spend.at
        due = clock.working_days_after(clock.day_of(handed_in), 5)
        told.append(Entry("Check the receipt", NOW, who=keyworker, due=due))
    elif spend.receipt_state is ReceiptState.ACCEPTED:
        told.append(Entry("Receipt accepted", DONE, when=spend.checked_at))
    return told
