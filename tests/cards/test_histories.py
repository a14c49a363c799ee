"""Whatever order the issuer's messages come in, and however often: the same end, to the penny, and clean books."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cards.models import Authorisation, CardLoad
from app.cards.spend_models import Refund, Spend
from app.cards.vocabulary import Seen
from app.gateways.issuing.port import HoldStatus, IssuerTrouble
from app.gateways.issuing.till import Purchase
from app.jobs import cards as jobs
from app.journeys import card_used
from app.kernel import clock
from app.kernel.ids import new_token
from app.kernel.money import Money
from app.kernel.unit_of_work import reading, writing
from tests.support.cards import CardStory

LOADED = Money(60_00)
STEP = st.tuples(
    st.sampled_from(["ask", "take", "take_part", "take_more", "give_up", "expire", "refund", "offline", "shrink"]),
    st.integers(1, 4_000),
    st.integers(0, 5),
)
ORDER = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 3)), max_size=40)
SOME = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@SOME
@given(steps=st.lists(STEP, min_size=1, max_size=10), order=ORDER)
def test_a_history_told_in_any_order_ends_like_the_history_told_in_order(
    story: CardStory, steps: list[tuple[str, int, int]], order: list[tuple[int, int]]
) -> None:
    _begin(story)
    old_views = _live(story, steps)
    waiting = [body for _, body in story.till.waiting()]
    told = sorted(range(len(waiting)), key=lambda n: (order[n % len(order)][0] if order else n, n))
    for place, number in enumerate(told):
        for _ in range(order[number % len(order)][1] if order else 1):
            story.till.send_event(waiting[number])
        if place < len(old_views):
            _apply(story, old_views[place])  # a view that was read long ago arrives now
    story.till.deliver()
    story.work()
    for view in old_views:
        _apply(story, view)
    _compare(story)


def _begin(story: CardStory) -> None:
    """A card with £60 on it. Histories of one test follow each other on the same card."""
    with reading(story.world.database) as session:
        known = session.scalars(select(CardLoad.id)).first()
    if known is None:
        story.load(LOADED)


def _live(story: CardStory, steps: list[tuple[str, int, int]]) -> list[Seen]:
    """The shop's day: what really happens, with views of it read at odd times and not used yet."""
    asked: list[str] = []
    views: list[Seen] = []
    card_ref = story.card().issuer_ref or ""
    till = story.till
    for act, pence, which in steps:
        amount = Money(pence)
        try:
            if act == "ask":
                found = till.authorise(Purchase(card_ref, f"Shop {which}", "books", amount), once=new_token())
                asked.append(found.ref)
            elif act == "offline":
                till.capture_without_asking(Purchase(card_ref, f"Shop {which}", "books", amount), once=new_token())
            elif asked:
                _go_on(story, act, asked[which % len(asked)], amount)
        except IssuerTrouble:
            continue  # a shop tried what no shop can do
        if asked:
            at = clock.now()
            card, hold, moved = jobs.seen_authorisation(story.issuer, asked[which % len(asked)])
            views.append(Seen(card, at, hold, tuple(moved)))
    return views


def _go_on(story: CardStory, act: str, ref: str, amount: Money) -> None:
    till, now = story.till, story.issuer.authorisation(ref)
    taken = [one for one in story.issuer.transactions_of(ref) if one.kind == "capture"]
    if act == "take" and now.approved:
        till.capture(ref, now.amount or amount, once=new_token())
    elif act == "take_part" and now.approved and now.status is HoldStatus.PENDING:
        till.capture(ref, min(amount, now.amount), once=new_token(), final=False)
    elif act == "take_more" and now.approved:
        till.capture(ref, now.amount + Money(amount.pence % 500 + 1), once=new_token())
    elif act == "give_up":
        till.reverse(ref)
    elif act == "expire":
        till.expire(ref)
    elif act == "shrink":
        till.reverse(ref, left=amount)
    elif act == "refund" and taken:
        till.refund(taken[-1].ref, min(amount, taken[-1].amount), once=new_token())


def _apply(story: CardStory, seen: Seen) -> None:
    writing(story.world.database, lambda session: card_used.learn(session, seen))


def _compare(story: CardStory) -> None:
    """Every row and every balance against what the issuer itself says."""
    stands = story.stands()  # proves the books as well
    with reading(story.world.database) as session:
        _rows_are_the_issuers(story, session)
        spends = list(session.scalars(select(Spend)))
        held = sum(row.held.pence for row in session.scalars(select(Authorisation)))
    over = sum(spend.over.pence for spend in spends)
    spent = sum(spend.cost.pence for spend in spends)
    assert stands["spent"] == stands["awaiting"] == spent
    assert stands["held"] == held
    assert stands["free"] == LOADED.pence - spent - held + over
    assert stands["committed"] == stands["free"] + stands["held"]
    assert stands["reserved"] == 0


def _rows_are_the_issuers(story: CardStory, session: Session) -> None:
    with story.issuer.book.reading() as opened:
        theirs = [dict(row) for row in opened.execute("SELECT * FROM movement")]
        asked = [dict(row) for row in opened.execute("SELECT * FROM authorisation")]
    captures = {row["ref"]: row["amount"] for row in theirs if row["kind"] == "capture"}
    refunds = {row["ref"]: row["amount"] for row in theirs if row["kind"] == "refund"}
    assert {row.issuer_ref: row.amount.pence for row in session.scalars(select(Spend))} == captures
    assert {row.issuer_ref: row.amount.pence for row in session.scalars(select(Refund))} == refunds
    ours = {row.issuer_ref: row for row in session.scalars(select(Authorisation))}
    assert set(ours) == {row["ref"] for row in asked}
    for row in asked:
        _hold_is_right(row, ours[row["ref"]], theirs)


def _hold_is_right(row: dict[str, Any], known: Authorisation, theirs: list[dict[str, Any]]) -> None:
    taken = sum(one["amount"] for one in theirs if one["authorisation"] == row["ref"] and one["kind"] == "capture")
    pending = row["approved"] and row["status"] == "pending"
    wanted = max(row["amount"] - taken, 0) if pending else 0
    assert known.held.pence <= wanted  # less only when other captures left too little on the card
    if not row["approved"] and not taken:
        assert known.state.value == "refused"
        assert known.refused_because
