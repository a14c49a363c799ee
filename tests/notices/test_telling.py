"""Telling people: always on their first page; outside only that there is news, and only where it is safe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.jobs.dispatcher import drain
from app.kernel import clock
from app.kernel.outbox import OutboxMessage
from app.notices.actions import mark_read, tell_person, tell_provider, tell_user
from app.notices.models import Notice
from app.notices.queries import unread_for
from app.people.models import Person
from app.people.vocabulary import ContactChannel
from app.world import World
from tests.support.cast import Cast

WORDS = "Sam, the panel said yes to your counselling."


def sent(world: World) -> list[str]:
    folder = Path(world.config.outbox_dir)
    return sorted(path.read_text() for path in folder.rglob("*") if path.is_file())


def reach_sam(write: Any, cast: Cast, channel: ContactChannel, *, asked: bool = True) -> None:
    def change(session: Any) -> None:
        sam = session.get_one(Person, cast.sam.id)
        sam.contact_channel, sam.contact_email, sam.contact_phone = channel, "sam@post.example", "07700 900123"
        sam.contact_confirmed_at = clock.now() if asked else None

    write(change)


@pytest.mark.parametrize("channel", [ContactChannel.EMAIL, ContactChannel.TEXT])
def test_outside_goes_only_that_there_is_news(cast: Cast, write: Any, world: World, channel: ContactChannel) -> None:
    reach_sam(write, cast, channel)
    write(lambda session: tell_person(session, cast.sam.id, WORDS))
    drain(world)
    [letter] = sent(world)
    assert "There is news for you. Sign in to read it." in letter
    for word in ("Sam,", "panel", "counselling", "Recovery", "Citronella"):
        assert word not in letter
    notice = write(lambda session: session.scalars(select(Notice)).one())
    assert (notice.channel, notice.sent_at is not None) == (channel, True)


@pytest.mark.parametrize("channel", [ContactChannel.PHONE, ContactChannel.LETTER, ContactChannel.IN_PERSON])
def test_by_other_ways_nothing_is_even_queued(cast: Cast, write: Any, read: Any, channel: ContactChannel) -> None:
    reach_sam(write, cast, channel)
    write(lambda session: tell_person(session, cast.sam.id, WORDS))
    assert read(lambda session: session.scalars(select(OutboxMessage.id)).all()) == []
    assert [notice.words for notice in read(lambda session: unread_for(session, cast.sam_viewer))] == [WORDS]


def test_before_anybody_asked_what_is_safe_nothing_is_sent(cast: Cast, write: Any, world: World) -> None:
    reach_sam(write, cast, ContactChannel.EMAIL, asked=False)
    write(lambda session: tell_person(session, cast.sam.id, WORDS))
    drain(world)
    assert sent(world) == []


def test_a_change_of_safe_contact_binds_what_waits(cast: Cast, write: Any, world: World) -> None:
    reach_sam(write, cast, ContactChannel.EMAIL)
    write(lambda session: tell_person(session, cast.sam.id, WORDS))
    reach_sam(write, cast, ContactChannel.IN_PERSON)
    drain(world)
    assert sent(world) == []


def test_what_was_read_is_not_sent_any_more(cast: Cast, write: Any, world: World) -> None:
    reach_sam(write, cast, ContactChannel.EMAIL)
    notice_id = write(lambda session: tell_person(session, cast.sam.id, WORDS).id)
    assert write(lambda session: mark_read(session, cast.jo_viewer, [notice_id])) == 0
    assert write(lambda session: mark_read(session, cast.sam_viewer, [notice_id])) == 1
    drain(world)
    assert sent(world) == []


def test_a_message_handed_over_twice_is_one_letter(cast: Cast, write: Any, world: World) -> None:
    from app.jobs.notices import send_notice
    from app.notices.vocabulary import NoticeAsked

    notice_id = write(lambda session: tell_user(session, cast.kit.user_id, "Sam wrote to you.").id)
    for _ in range(2):
        send_notice(world, NoticeAsked(notice_id))
    assert len(sent(world)) == 1


def test_each_sees_their_own_news_and_a_provider_their_firms(cast: Cast, write: Any, read: Any) -> None:
    write(lambda session: tell_user(session, cast.kit.user_id, "For Kit"))
    write(lambda session: tell_person(session, cast.sam.id, "For Sam"))
    write(lambda session: tell_provider(session, cast.provider.id, "For Calm"))
    write(lambda session: tell_provider(session, cast.shop.id, "For Paws"))
    seen = {
        name: [notice.words for notice in read(lambda session, n=name: unread_for(session, getattr(cast, n)))]
        for name in ("kit", "sam_viewer", "gwen", "jo_viewer", "ada", "bo")
    }
    assert seen == {
        "kit": ["For Kit"], "sam_viewer": ["For Sam"], "gwen": ["For Calm"], "jo_viewer": [], "ada": [], "bo": [],
    }  # fmt: skip
