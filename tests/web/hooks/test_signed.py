"""Only the issuer is believed: unsigned, wrongly signed, changed, old and doubled messages change nothing new."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.cards.models import Authorisation, CardQuestion, IssuerEvent
from app.gateways.issuing import signature
from app.gateways.issuing.pretend import SIGNATURE_HEADER
from app.gateways.issuing.till import EVENTS, QUESTIONS
from app.kernel import clock
from app.kernel.money import Money
from app.kernel.unit_of_work import reading
from tests.support.cards import CardStory


def question(story: CardStory, pence: int = 5_00, name: str = "one") -> bytes:
    return json.dumps(
        {"id": f"ask_{name}", "authorisation": f"auth_{name}", "card": story.card().issuer_ref, "merchant": "Paws & Co",
         "category": "books", "amount": pence, "step": 0}
    ).encode()  # fmt: skip


def count(story: CardStory, table: type) -> int:
    with reading(story.world.database) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def signed(story: CardStory, body: bytes, *, minutes_old: float = 0, secret: str = "") -> dict[str, str]:
    at = clock.now() - timedelta(minutes=minutes_old)
    return {SIGNATURE_HEADER: signature.sign(secret or story.issuer.question_secret, body, at)}


@pytest.mark.parametrize("path", [QUESTIONS, EVENTS])
def test_what_is_not_signed_rightly_is_not_believed(story: CardStory, path: str) -> None:
    story.load()
    body = question(story)
    other = story.issuer.event_secret if path == QUESTIONS else story.issuer.question_secret
    right = story.issuer.question_secret if path == QUESTIONS else story.issuer.event_secret
    for headers in (
        {},
        {SIGNATURE_HEADER: ""},
        {SIGNATURE_HEADER: "t=1,v1=\u00e9"},
        {SIGNATURE_HEADER: f"t={'9' * 30},v1=abc"},
        signed(story, body, secret="somebody else's secret"),
        signed(story, body, secret=other),
        signed(story, b"another body", secret=right),
        signed(story, body, minutes_old=6, secret=right),
        signed(story, body, minutes_old=-6, secret=right),
    ):
        assert story.send(path, body, headers)[0] == 400, headers
    assert count(story, Authorisation) == count(story, IssuerEvent) == 0
    assert story.stands()["held"] == 0


def test_the_same_question_again_has_the_same_answer_and_one_hold(story: CardStory) -> None:
    story.load(Money(25_00))
    body = question(story, 20_00)
    answers = {story.send(QUESTIONS, body, signed(story, body))[1] for _ in range(4)}
    assert [json.loads(answer)["approved"] for answer in answers] == [True]
    assert count(story, CardQuestion) == 1
    assert story.stands()["held"] == 20_00


def test_a_card_nobody_knows_is_refused(story: CardStory) -> None:
    story.load()
    body = question(story).replace((story.card().issuer_ref or "").encode(), b"ic_unknown")
    status, answer = story.send(QUESTIONS, body, signed(story, body))
    assert (status, json.loads(answer)["approved"]) == (200, False)


def test_a_shop_that_checks_a_live_card_for_nothing_hears_yes(story: CardStory) -> None:
    story.load()
    body = question(story, 0)
    assert json.loads(story.send(QUESTIONS, body, signed(story, body))[1])["approved"] is True
    assert story.stands()["held"] == 0


def test_a_message_is_kept_once_however_often_it_comes(story: CardStory) -> None:
    story.load()
    body = json.dumps({"id": "evt_1", "kind": "card", "subject": story.card().issuer_ref}).encode()
    headers = signed(story, body, secret=story.issuer.event_secret)
    assert {story.send(EVENTS, body, headers)[0] for _ in range(3)} == {200}
    assert count(story, IssuerEvent) == 1


def test_a_message_of_a_kind_we_do_not_know_is_taken_and_left_alone(story: CardStory) -> None:
    story.load()
    body = json.dumps({"id": "evt_2", "kind": "a new kind", "subject": "x"}).encode()
    assert story.send(EVENTS, body, signed(story, body, secret=story.issuer.event_secret))[0] == 200
    story.work()
