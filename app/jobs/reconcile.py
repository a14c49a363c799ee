"""Reading everything back from the card issuer: what is certain is put right, what is not is listed for finance.

It learns what messages would have told, so a lost message costs an hour and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from app.cards import actions, queries
from app.cards.models import Card
from app.cards.vocabulary import CardState, Seen
from app.gateways.issuing.port import CardStatus, IssuerTrouble, Rejected
from app.jobs import cards as jobs
from app.journeys import card_used, freeze
from app.kernel import clock
from app.kernel.errors import Unhappy
from app.kernel.unit_of_work import reading, writing
from app.reports.cards import on_all_cards
from app.world import World

LOOK_BACK = timedelta(days=45)
"""Shops may take what they asked for until a month later."""


@dataclass
class Reconciled:
    """What a round came to."""

    cards: int = 0
    repaired: int = 0
    findings: list[str] = field(default_factory=list)


def reconcile(world: World, look_back: timedelta = LOOK_BACK) -> Reconciled:
    """Compare every card, what was asked of it and what was taken, and the pooled money. Needs nobody."""
    done, since = Reconciled(), clock.now() - look_back
    with reading(world.database) as session:
        cards = queries.cards_at_issuer(session)
    for card in cards:
        done.cards += 1
        try:
            done.repaired += _card(world, card, done) + _history(world, card, since, done)
        except Rejected as unknown:
            done.findings.append(f"Card {card.id} ({card.issuer_ref}): the card company says “{unknown.code}”.")
        except IssuerTrouble:
            continue  # it does not answer now; the next round asks again
    done.findings += _strangers(world, cards)
    done.findings += _pool(world)
    writing(world.database, lambda session: actions.keep_findings(session, done.findings))
    return done


def _card(world: World, card: Card, done: Reconciled) -> int:
    there = world.issuer.card(card.issuer_ref or "")
    with reading(world.database) as session:
        limit = queries.total_asked(session, card.id)
    is_active = there.status is CardStatus.ACTIVE
    if there.status is CardStatus.CANCELED and card.state is not CardState.CLOSED:
        done.findings.append(f"Card {card.id} ({card.issuer_ref}) was closed at the card company, not by us.")
        return 0
    as_told = is_active == (card.state is CardState.LIVE) and (
        card.state is CardState.CLOSED or there.limit_total == limit
    )
    return int(writing(world.database, lambda session: freeze.differs(session, card.id, is_as_told=as_told)))


def _history(world: World, card: Card, since: datetime, done: Reconciled) -> int:
    """Learn everything that was asked and moved. How often that changed something."""
    changed, ref = 0, card.issuer_ref or ""
    for seen in _views(world, ref, since):
        before = _rows(world, card.id)
        try:
            writing(world.database, partial(card_used.learn, seen=seen))
        except Unhappy as odd:
            done.findings.append(f"Card {card.id} ({ref}): {odd.reason}")
        changed += _rows(world, card.id) != before
    return changed


def _views(world: World, card_ref: str, since: datetime) -> Iterator[Seen]:
    issuer = world.issuer
    for asked in issuer.authorisations_on(card_ref, since):
        at = clock.now()
        _, hold, moved = jobs.seen_authorisation(issuer, asked.ref)
        yield Seen(card_ref, at, hold, tuple(moved))
    for one in issuer.transactions_on(card_ref, since):
        if one.authorisation_ref is None:
            at = clock.now()
            _, hold, moved = jobs.seen_transaction(issuer, one.ref)
            yield Seen(card_ref, at, hold, tuple(moved))


def _rows(world: World, card_id: int) -> tuple[int, ...]:
    with reading(world.database) as session:
        return queries.used(session, card_id)


def _strangers(world: World, cards: list[Card]) -> list[str]:
    """Cards the issuer has for our people that we do not know."""
    known, found = {card.issuer_ref for card in cards}, []
    for holder in sorted({card.cardholder_ref or "" for card in cards} - {""}):
        try:
            theirs = world.issuer.cards_of(holder)
        except IssuerTrouble:
            continue
        found += [one.ref for one in theirs if one.ref not in known and one.status is not CardStatus.CANCELED]
    return [f"The card company has a card {ref} that we do not know." for ref in found]


def _pool(world: World) -> list[str]:
    """What stands behind the cards must be at least what can be spent with them."""
    try:
        funding = world.issuer.funding()
    except IssuerTrouble:
        return []
    with reading(world.database) as session:
        promised, held = on_all_cards(session)
    # The issuer has taken holds off what is available already.
    if funding.available + held + funding.pending >= promised:
        return []
    behind = funding.available + funding.pending
    return [f"Cards hold {promised}, but only {behind} stands behind them at the card company. Send money today."]
