"""Who checks a receipt, and what happens when it is not right."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.cards.vocabulary import ReceiptState
from app.journeys import receipts
from app.kernel.errors import BadInput, Refused
from app.kernel.money import Money
from app.kernel.unit_of_work import reading, writing
from app.notices.models import Notice
from tests.support.cards import CardStory


def hand_in(story: CardStory, digest: str = "a" * 64) -> None:
    spend = story.spends()[-1]
    writing(
        story.world.database,
        lambda s: receipts.hand_in(
            s, story.cast.sam_viewer, spend, file_key="receipts/aa/a.jpg", file_type="image/jpeg", digest=digest
        ),
    )


def told(story: CardStory) -> list[str]:
    with reading(story.world.database) as session:
        wanted = select(Notice.words).where(Notice.person_id == story.cast.sam.id).order_by(Notice.id)
        return list(session.scalars(wanted))


def test_a_receipt_is_checked_by_the_keyworker_and_never_by_who_handed_it_in(story: CardStory) -> None:
    story.load(Money(25_00))
    story.buy(Money(25_00))
    with pytest.raises(Refused):
        writing(story.world.database, lambda s: receipts.accept(s, story.cast.kit, story.spends()[0], is_all=True))
    writing(
        story.world.database,
        lambda s: receipts.hand_in(
            s, story.cast.kit, story.spends()[0], file_key="receipts/aa/a.jpg", file_type="image/jpeg", digest="b" * 64
        ),
    )
    with pytest.raises(Refused, match="manager must check"):
        writing(story.world.database, lambda s: receipts.accept(s, story.cast.kit, story.spends()[0], is_all=True))
    with pytest.raises(Refused):
        writing(story.world.database, lambda s: receipts.accept(s, story.cast.kim, story.spends()[0], is_all=True))
    writing(story.world.database, lambda s: receipts.accept(s, story.cast.lou, story.spends()[0], is_all=True))
    with pytest.raises(Refused):
        writing(story.world.database, lambda s: receipts.accept(s, story.cast.lou, story.spends()[0], is_all=True))


def test_sent_back_with_words_it_can_be_handed_in_again_but_not_the_same_file(story: CardStory) -> None:
    story.load(Money(25_00))
    story.buy(Money(25_00))
    hand_in(story)
    with pytest.raises(BadInput):
        writing(story.world.database, lambda s: receipts.send_back(s, story.cast.kit, story.spends()[0], " "))
    writing(
        story.world.database,
        lambda s: receipts.send_back(s, story.cast.kit, story.spends()[0], "The amount is cut off."),
    )
    assert "The amount is cut off." in told(story)[-1]
    with pytest.raises(BadInput, match="this very file before"):
        hand_in(story)
    hand_in(story, "c" * 64)
    assert story.spends()[0].receipt_state is ReceiptState.HANDED_IN
