"""A late receipt: the person is reminded once, then their keyworker hears of it once. Nothing is locked."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.cards.vocabulary import CardState
from app.journeys import receipts
from app.journeys.remind_receipts import remind_receipts
from app.kernel import clock
from app.kernel.money import Money
from app.kernel.unit_of_work import reading, writing
from app.notices.models import Notice
from tests.support.cards import CardStory


def told(story: CardStory, *, person: bool) -> int:
    who = Notice.person_id == story.cast.sam.id if person else Notice.user_id == story.cast.kit.user_id
    piece = "still needed" if person else "that is late"
    with reading(story.world.database) as session:
        return sum(piece in words for words in session.scalars(select(Notice.words).where(who)))


def round_in(story: CardStory, days: int) -> int:
    with clock.held_at(clock.now() + timedelta(days=days)):
        return writing(story.world.database, remind_receipts)


def test_reminded_before_and_the_keyworker_told_after(story: CardStory) -> None:
    story.load(Money(25_00))
    story.buy(Money(25_00))
    assert round_in(story, 10) == 0
    assert [round_in(story, 12), round_in(story, 13)] == [1, 0]
    assert (told(story, person=True), told(story, person=False)) == (1, 0)
    assert [round_in(story, 14), round_in(story, 15), round_in(story, 16)] == [0, 1, 0]
    assert (told(story, person=True), told(story, person=False)) == (1, 1)
    assert story.card().state is CardState.LIVE


def test_nobody_is_reminded_of_what_was_handed_in(story: CardStory) -> None:
    story.load(Money(25_00))
    story.buy(Money(25_00))
    writing(
        story.world.database,
        lambda s: receipts.state_lost(s, story.cast.sam_viewer, story.spends()[0], "A collar. It blew away."),
    )
    assert round_in(story, 20) == 0
    writing(story.world.database, lambda s: receipts.send_back(s, story.cast.kit, story.spends()[0], "Ask for a copy."))
    assert round_in(story, 20) == 2
