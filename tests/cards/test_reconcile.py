"""Messages were lost, or somebody changed something at the issuer: read back, put right, or listed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import update

from app.cards import queries
from app.cards.models import Card
from app.cards.vocabulary import CardState
from app.gateways.issuing.port import CardStatus, Controls
from app.gateways.issuing.till import Purchase
from app.jobs.reconcile import reconcile
from app.journeys import freeze
from app.kernel.ids import new_token
from app.kernel.money import Money
from app.kernel.unit_of_work import reading, writing
from tests.support.cards import CardStory


def test_a_day_of_lost_messages_is_learnt_and_the_second_round_changes_nothing(story: CardStory) -> None:
    story.load(Money(60_00))
    ref, till = story.card().issuer_ref or "", story.till
    taken = till.authorise(Purchase(ref, "Paws & Co", "books", Money(20_00)), once="a")
    spend = till.capture(taken.ref, Money(18_00), once="b")
    till.refund(spend.ref, Money(3_00), once="c")
    till.authorise(Purchase(ref, "Held", "books", Money(5_00)), once="d")
    gone = till.authorise(Purchase(ref, "Gone", "books", Money(7_00)), once="e")
    till.reverse(gone.ref)
    till.capture_without_asking(Purchase(ref, "Offline", "books", Money(4_00)), once="f")
    first = reconcile(story.world)
    assert first.findings == []
    assert first.repaired >= 3
    stands = story.stands()
    assert (stands["free"], stands["held"], stands["awaiting"]) == (36_00, 5_00, 19_00)
    assert reconcile(story.world).repaired == 0
    story.hear()
    assert story.stands() == stands


def test_a_card_that_stands_otherwise_at_the_issuer_is_put_right(story: CardStory) -> None:
    story.load(Money(25_00))
    ref = story.card().issuer_ref or ""
    story.issuer.set_controls(ref, Controls(Money(99_00)), once=new_token())
    writing(story.world.database, lambda session: freeze.freeze(session, story.cast.sam_viewer, story.card()))
    story.work()
    story.issuer.set_status(ref, CardStatus.ACTIVE, once=new_token())
    assert reconcile(story.world).repaired == 1
    story.work()
    assert story.issuer.card(ref).status is CardStatus.INACTIVE
    assert story.issuer.card(ref).limit_total == Money(25_00)
    assert reconcile(story.world).repaired == 0


def test_what_nobody_can_be_sure_of_is_listed_until_it_is_settled(story: CardStory) -> None:
    story.load(Money(25_00))
    stranger = story.issuer.create_card(story.card().cardholder_ref or "", once=new_token())
    with story.issuer.book.writing() as opened:
        opened.execute("DELETE FROM top_up")
    found = reconcile(story.world).findings
    assert any(stranger.ref in words for words in found)
    assert any("Send money today" in words for words in found)
    with reading(story.world.database) as session:
        assert sorted(one.words for one in queries.findings_oldest_first(session)) == sorted(found)
    story.fund()
    story.issuer.set_status(stranger.ref, CardStatus.CANCELED, once=new_token())
    assert reconcile(story.world).findings == []
    with reading(story.world.database) as session:
        assert queries.findings_oldest_first(session) == []


def test_a_card_closed_by_the_issuer_is_listed_and_not_opened_again(story: CardStory) -> None:
    story.load(Money(25_00))
    story.issuer.set_status(story.card().issuer_ref or "", CardStatus.CANCELED, once=new_token())
    assert "not by us" in reconcile(story.world).findings[0]
    assert story.card().state is CardState.LIVE


def say(story: CardStory, act: str, **given: Any) -> dict[str, Any]:
    done = story.app.test_cli_runner().invoke(args=["cards", "rehearse", act, json.dumps(given)])
    answer: dict[str, Any] = json.loads(done.output.strip().splitlines()[-1])
    return answer


def test_a_rehearsal_from_outside(story: CardStory) -> None:
    # The cast has no Lin: the rehearsal's own staff are hired on an empty database only.
    opened = say(story, "open-card", name="Max Teller")
    assert opened["stripe_card"]
    card = opened["card"]
    for _ in range(2):
        assert say(story, "load", card=card, amount=2500, ref="r1") == {"status": "arrived"}
    taken = story.till.authorise(Purchase(opened["stripe_card"], "Paws", "books", Money(20_00)), once="a")
    story.till.capture(taken.ref, Money(18_00), once="b")
    story.till.authorise(Purchase(opened["stripe_card"], "Paws", "books", Money(1_00)), once="c")
    assert say(story, "reconcile")["findings"] == []
    assert say(story, "balance", card=card) == {
        "loaded": 2500, "spent": 1800, "held": 100, "available": 600, "receipts_due": 1,
    }  # fmt: skip
    assert say(story, "freeze", card=card) == {"state": "frozen"}
    assert not story.till.authorise(Purchase(opened["stripe_card"], "Paws", "books", Money(1_00)), once="d").approved
    assert say(story, "freeze", card=card)["error"] == "CARD_STATE"
    assert say(story, "unfreeze", card=card) == {"state": "live"}
    assert say(story, "drain") == {"pending": 0}
    assert say(story, "load", card=999, amount=1, ref="x")["error"] == "NOT_FOUND"


def test_no_rehearsal_in_production(story: CardStory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(story.world.config), "is_production", True)
    done = story.app.test_cli_runner().invoke(args=["cards", "rehearse", "drain"])
    assert done.exit_code == 1
    assert "not for production" in done.output


def test_the_command_says_what_it_found(story: CardStory) -> None:
    story.load(Money(25_00))
    writing(story.world.database, lambda session: session.execute(update(Card).values(issuer_ref="ic_gone")))
    done = story.app.test_cli_runner().invoke(args=["cards", "reconcile"])
    assert "1 cards read back, 0 put right" in done.output
