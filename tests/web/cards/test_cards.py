"""Whose card is whose: the person's page, the keyworker's reason, finance without names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.cards.vocabulary import CardState
from app.kernel.money import Money
from app.kernel.unit_of_work import reading
from tests.support.cards import CardStory

ClientFor = Callable[[Any], Any]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_the_person_sees_their_money_what_it_is_for_and_what_to_do(story: CardStory, client_for: ClientFor) -> None:
    sam = client_for(story.cast.sam_viewer)
    assert "You do not have a card yet" in sam.get("/cards").text
    story.load(Money(25_00))
    story.load(Money(40_00), "Three months at the gym")
    story.buy(Money(25_00))
    story.buy(Money(3_00), "The Cork Cellar", "package_stores_beer_wine_and_liquor")
    said = words(sam.get("/cards"))
    for piece in ("You can spend £40.00", "Three months at the gym", "Hand in 1 receipt", "All spent", "off-licence"):
        assert piece in said


def test_one_tap_freezes_and_one_tap_unfreezes(story: CardStory, client_for: ClientFor) -> None:
    card = story.load(Money(25_00))
    sam = client_for(story.cast.sam_viewer)
    assert sam.post(f"/cards/{card.id}/freeze").status_code == 303
    assert story.card().state is CardState.FROZEN
    assert "Unfreeze my card" in sam.get("/cards").text
    assert sam.post(f"/cards/{card.id}/unfreeze").status_code == 303
    assert story.card().state is CardState.LIVE


def test_staff_say_why_they_freeze_and_the_person_reads_it(story: CardStory, client_for: ClientFor) -> None:
    card = story.load(Money(25_00))
    kit, sam = client_for(story.cast.kit), client_for(story.cast.sam_viewer)
    assert kit.post(f"/cards/{card.id}/freeze", {"because": "  "}).status_code == 422
    assert kit.post(f"/cards/{card.id}/freeze", {"because": "Someone else may have it."}).status_code == 303
    said = words(sam.get("/cards"))
    assert "Kit Osei froze it: Someone else may have it." in said
    assert "Unfreeze my card" not in said
    assert sam.post(f"/cards/{card.id}/unfreeze").status_code == 403


def test_staff_give_a_reason_before_they_see_purchases_and_the_person_sees_who_looked(
    story: CardStory, client_for: ClientFor
) -> None:
    card = story.load(Money(25_00))
    story.buy(Money(25_00))
    kit = client_for(story.cast.kit)
    assert "Paws" not in kit.get(f"/cards/{card.id}").text
    for odd in ("", "?reason=", "?reason=because", "?reason=asked&reason=worried"):
        answer = kit.get(f"/cards/{card.id}/purchases{odd}")
        assert answer.status_code == 422
        assert "Paws" not in answer.text
    assert "Paws" in kit.get(f"/cards/{card.id}/purchases?reason=worried").text
    with reading(story.world.database) as session:
        looks = session.scalars(select(AuditEntry).where(AuditEntry.act == "card.read")).all()
        assert [look.actor_id for look in looks] == [story.cast.kit.user_id]
    assert "“I am worried about their safety”" in client_for(story.cast.sam_viewer).get("/cards").text


def test_nobody_else_finds_the_card(story: CardStory, client_for: ClientFor) -> None:
    card = story.load(Money(25_00))
    for who in ("jo_viewer", "kim", "bo", "pat", "fin", "cora", "ada", "gwen"):
        other = client_for(getattr(story.cast, who))
        for path in (f"/cards/{card.id}", f"/cards/{card.id}/purchases?reason=asked", f"/cards/{card.id}/freeze"):
            assert other.get(path).status_code == 404, who
        for path in (f"/cards/{card.id}/freeze", f"/cards/{card.id}/unfreeze"):
            assert other.post(path, {"because": "x"}).status_code == 404, who
    assert story.card().state is CardState.LIVE


def test_finance_sees_references_and_sums_never_a_name_or_a_shop(story: CardStory, client_for: ClientFor) -> None:
    story.load(Money(25_00))
    story.buy(Money(10_00))
    page = client_for(story.cast.fin).get("/cards/overview").text
    assert story.cast.sam.reference in page
    assert "£15.00" in page
    for hidden in ("Sam", "Paws", "ollar"):
        assert hidden not in page


def test_a_keyworker_sees_only_their_own_peoples_cards(story: CardStory, client_for: ClientFor) -> None:
    story.load(Money(25_00))
    assert "Sam" in client_for(story.cast.kit).get("/cards/people").text
    assert "No cards yet" in client_for(story.cast.kim).get("/cards/people").text


def test_a_lost_card_stops_at_once_and_the_new_one_has_its_money(story: CardStory, client_for: ClientFor) -> None:
    old = story.load(Money(25_00))
    sam, jo = client_for(story.cast.sam_viewer), client_for(story.cast.jo_viewer)
    assert "What happened to the card?" in sam.get(f"/cards/{old.id}/replace").text
    assert sam.post(f"/cards/{old.id}/replace", {}).status_code == 422
    assert jo.post(f"/cards/{old.id}/replace", {"because": "lost"}).status_code == 404
    assert sam.post(f"/cards/{old.id}/replace", {"because": "lost"}).status_code == 303
    assert "being made" in words(sam.get("/cards"))
    story.work()
    new = story.card()
    assert new.id != old.id
    assert new.state is CardState.LIVE
    assert "You can spend £25.00" in words(sam.get("/cards"))
    assert story.issuer.card(old.issuer_ref or "").status == "canceled"
    assert story.issuer.card(new.issuer_ref or "").limit_total == Money(25_00)
    assert sam.get(f"/cards/{old.id}").status_code == 200
    assert story.buy(Money(25_00))
    assert sam.post(f"/cards/{old.id}/replace", {"because": "lost"}).status_code == 403


def test_the_keyworker_takes_back_what_is_free(story: CardStory, client_for: ClientFor) -> None:
    card = story.load(Money(25_00))
    story.buy(Money(20_00))
    kit, sam = client_for(story.cast.kit), client_for(story.cast.sam_viewer)
    assert "Take back £5.00" in words(kit.get(f"/cards/{card.id}"))
    assert sam.post(f"/cards/{card.id}/take-back").status_code == 404
    assert kit.post(f"/cards/{card.id}/take-back").status_code == 303
    stands = story.stands()
    assert (stands["free"], stands["available"]) == (0, 980_00)
    story.work()
    assert story.issuer.card(card.issuer_ref or "").limit_total == Money(20_00)
    assert "Take back" not in words(kit.get(f"/cards/{card.id}"))
