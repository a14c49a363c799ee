"""The demo's shop: the collar for £25, in plain words; and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import create_app
from app.kernel.ids import new_token
from app.kernel.money import Money
from config import Config
from tests.support.cards import CardStory

ClientFor = Callable[[Any], Any]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_the_collar_is_offered_for_what_is_on_the_card_and_bought(story: CardStory, client_for: ClientFor) -> None:
    story.load(Money(25_00))
    sam = client_for(story.cast.sam_viewer)
    page = sam.get("/shop")
    assert "Buy it for £25 now" in page.text
    token = new_token()
    form = {"shop": "paws", "what": "Citronella collar", "amount": "25.00"}
    answer = sam.post("/shop/purchases", form, form_token=token)
    assert answer.status_code == 303
    assert "Paid: £25.00" in words(sam.get(answer.location))
    again = sam.post("/shop/purchases", form, form_token=token)
    assert again.location == answer.location
    story.work()
    assert [spend.amount for spend in story.spends()] == [Money(25_00)]
    assert "Hand in the receipt" in sam.get(answer.location).text


def test_a_refusal_says_why_and_that_nothing_was_taken(story: CardStory, client_for: ClientFor) -> None:
    story.load(Money(25_00))
    sam = client_for(story.cast.sam_viewer)
    answer = sam.post("/shop/purchases", {"shop": "cork", "amount": "5"})
    said = words(sam.get(answer.location))
    assert "The card said no" in said
    assert "may not be spent on alcohol" in said
    assert "Nothing was taken" in said
    too_much = sam.post("/shop/purchases", {"shop": "paws", "amount": "25.01"})
    assert "you have £25 on the card" in words(sam.get(too_much.location))


def test_the_shop_takes_less_and_gives_a_part_back(story: CardStory, client_for: ClientFor) -> None:
    story.load(Money(25_00))
    sam = client_for(story.cast.sam_viewer)
    visit = sam.post("/shop/purchases", {"shop": "paws", "amount": "25", "only_hold": "y"}).location
    assert "set aside" in words(sam.get(visit))
    assert sam.post(f"{visit}/take", {"amount": "20"}).status_code == 303
    assert sam.post(f"{visit}/refund", {"amount": "20.01"}).status_code == 422
    assert sam.post(f"{visit}/refund", {"amount": "5"}).status_code == 303
    story.work()
    stands = story.stands()
    assert (stands["free"], stands["awaiting"], stands["held"]) == (10_00, 15_00, 0)


def test_odd_amounts_are_refused_at_the_field(story: CardStory, client_for: ClientFor) -> None:
    story.load(Money(25_00))
    sam = client_for(story.cast.sam_viewer)
    for amount in ("", "0", "-5", "1.005", "99999999999999999999", "lots", "5001"):
        answer = sam.post("/shop/purchases", {"shop": "paws", "what": "My collar", "amount": amount})
        assert answer.status_code == 422, amount
        assert "My collar" in answer.text
    assert story.stands()["held"] == 0


def test_somebody_elses_purchase_is_nobodys_business(story: CardStory, client_for: ClientFor) -> None:
    story.load(Money(25_00))
    visit = client_for(story.cast.sam_viewer).post("/shop/purchases", {"shop": "paws", "amount": "5"}).location
    assert client_for(story.cast.jo_viewer).get(visit).status_code == 404
    assert client_for(story.cast.kit).get("/shop").status_code == 404


def test_without_the_demo_there_is_no_shop(config: Config, tmp_path: Path) -> None:
    settings = {
        "APP_ENV": "test",
        "DATABASE_URL": config.database_url,
        "INSTANCE_FOLDER": str(tmp_path / "b"),
        "DEMO": "off",
    }
    app = create_app(Config.from_environment(settings))
    assert not [rule for rule in app.url_map.iter_rules() if str(rule).startswith("/shop")]
    app.extensions["citronella"].database.close()
