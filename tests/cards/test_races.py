"""Many at once, and killed at any line: one card, one load, one movement, and never more than is there."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from app.cards.models import Card, CardLoad
from app.cards.vocabulary import CardLoadAsked, LoadState, ShopAsked
from app.gateways.issuing import PretendIssuer
from app.gateways.issuing.port import Cardholder, Controls, Rejected, Retryable
from app.jobs import cards as jobs
from app.journeys import card_used
from app.kernel.money import Money
from app.kernel.unit_of_work import reading, writing
from tests.support.cards import CardStory


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(act) for act in acts]]


def count(story: CardStory, table: Any) -> int:
    with reading(story.world.database) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def cards_at_issuer(story: CardStory) -> int:
    with story.issuer.book.reading() as opened:
        return int(opened.execute("SELECT count(*) FROM card").fetchone()[0])


def test_eight_agreed_things_at_once_open_one_card(story: CardStory) -> None:
    at_once([partial(story.agree, Money(10_00), f"Thing {n}") for n in range(8)])
    assert count(story, Card) == 1
    at_once([story.work for _ in range(4)])
    story.work()
    assert (count(story, Card), cards_at_issuer(story)) == (1, 1)
    assert story.stands() == {
        "available": 920_00, "reserved": 0, "committed": 80_00, "spent": 0,
        "free": 80_00, "held": 0, "awaiting": 0, "cost": 0, "issuer": 1_920_00,
    }  # fmt: skip
    assert story.issuer.card(story.card().issuer_ref or "").limit_total == Money(80_00)


def test_ten_shops_at_once_get_no_more_than_is_on_the_card(story: CardStory) -> None:
    story.load(Money(25_00))
    ref = story.card().issuer_ref or ""

    def ask(number: int) -> bool:
        asked = ShopAsked(f"ask{number}", f"auth{number}", ref, "Paws & Co", "books", Money(10_00), 0)
        return writing(story.world.database, lambda session: card_used.decide(session, asked)).approved

    answers = at_once([partial(ask, n) for n in range(10)])
    assert sum(answers) == 2
    assert (story.stands()["held"], story.stands()["free"]) == (20_00, 5_00)


def test_the_same_question_five_times_at_once_sets_money_aside_once(story: CardStory) -> None:
    story.load(Money(25_00))
    asked = ShopAsked("ask", "auth", story.card().issuer_ref or "", "Paws & Co", "books", Money(10_00), 0)
    answers = at_once(
        [lambda: writing(story.world.database, lambda session: card_used.decide(session, asked)) for _ in range(5)]
    )
    assert all(answer.approved for answer in answers)
    assert story.stands()["held"] == 10_00


@pytest.mark.parametrize("dies_after", ["ensure_cardholder", "create_card", "set_controls", "settling"])
def test_killed_between_any_two_steps_there_is_one_card_and_one_load(
    story: CardStory, monkeypatch: pytest.MonkeyPatch, dies_after: str
) -> None:
    load_id = story.agree(Money(25_00))
    if dies_after == "settling":
        assert jobs.send_card_load(story.world, CardLoadAsked(load_id)) is not None  # and nobody writes it down
    else:
        real = getattr(PretendIssuer, dies_after)

        def done_and_dead(*args: Any, **how: Any) -> Any:
            real(*args, **how)
            raise Retryable("the process ends here")

        monkeypatch.setattr(PretendIssuer, dies_after, done_and_dead)
        with pytest.raises(Retryable):
            jobs.send_card_load(story.world, CardLoadAsked(load_id))
        monkeypatch.undo()
    story.work()
    settle = jobs.send_card_load(story.world, CardLoadAsked(load_id))
    assert settle is None, "it has arrived: there is nothing to do"
    assert (cards_at_issuer(story), count(story, CardLoad)) == (1, 1)
    assert story.stands()["free"] == 25_00


def test_two_workers_with_the_same_load_write_it_down_once(story: CardStory) -> None:
    load_id = story.agree(Money(25_00))
    settles = [jobs.send_card_load(story.world, CardLoadAsked(load_id)) for _ in range(2)]
    for settle in settles:
        assert settle is not None
        writing(story.world.database, settle)
    story.work()
    assert story.stands()["free"] == 25_00
    with reading(story.world.database) as session:
        assert session.scalars(select(CardLoad.state)).all() == [LoadState.ARRIVED]


def test_the_pretend_issuer_honours_its_keys(story: CardStory) -> None:
    issuer = story.issuer
    holder = issuer.ensure_cardholder(Cardholder("P-1", "Sam Teller"), once="a")
    assert issuer.ensure_cardholder(Cardholder("P-1", "Sam Teller"), once="b") == holder
    card = issuer.create_card(holder, once="c")
    assert issuer.create_card(holder, once="c").ref == card.ref
    issuer.set_controls(card.ref, Controls(Money(10_00)), once="d")
    with pytest.raises(Rejected) as refused:
        issuer.set_controls(card.ref, Controls(Money(20_00)), once="d")
    assert refused.value.code == "idempotency_error"
    assert issuer.card(card.ref).limit_total == Money(10_00)
    with pytest.raises(Rejected):
        issuer.card("ic_unknown")
