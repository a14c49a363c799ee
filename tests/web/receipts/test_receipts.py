"""A photo of the receipt, from the telephone to the accepted cost; and what is refused on the way."""

from __future__ import annotations

import gc
import io
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from app.cards.vocabulary import ReceiptState
from app.kernel.money import Money
from tests.support.cards import CardStory

ClientFor = Callable[[Any], Any]


def photo(colour: str = "white") -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Telephone Maker"
    kept = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def sent(content: bytes, name: str = "receipt.jpg", **more: str) -> dict[str, object]:
    return {"receipt": (io.BytesIO(content), name), **more}


@pytest.fixture
def bought(story: CardStory) -> int:
    story.load(Money(25_00))
    story.buy(Money(25_00))
    return story.spends()[0].id


def test_a_photo_is_handed_in_seen_and_accepted(story: CardStory, client_for: ClientFor, bought: int) -> None:
    sam, kit = client_for(story.cast.sam_viewer), client_for(story.cast.kit)
    assert sam.post(f"/receipts/{bought}", sent(photo(), note="It has stopped barking")).status_code == 303
    receipt = story.spends()[0].receipts[0]
    kept = story.world.files.get(receipt.file_key)
    assert b"Telephone Maker" not in kept
    page = kit.get(f"/receipts/{bought}").text
    assert "It has stopped barking" in page
    shown = kit.get(f"/receipts/files/{receipt.id}")
    assert shown.data == kept
    assert shown.headers["Content-Disposition"].startswith("attachment")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert kit.post(f"/receipts/{bought}/accept", {"is_all": "y"}).status_code == 303
    assert story.stands()["cost"] == 25_00
    assert "Receipt accepted" in sam.get(f"/receipts/{bought}").text


def test_sent_back_with_words_it_is_owed_again(story: CardStory, client_for: ClientFor, bought: int) -> None:
    sam, kit = client_for(story.cast.sam_viewer), client_for(story.cast.kit)
    sam.post(f"/receipts/{bought}", sent(photo()))
    empty = kit.post(f"/receipts/{bought}/send-back", {"words": ""})
    assert empty.status_code == 422
    assert "Say what is wrong with it" in empty.text
    assert kit.post(f"/receipts/{bought}/send-back", {"words": "The day is cut off."}).status_code == 303
    assert "The day is cut off." in sam.get(f"/receipts/{bought}").text
    same = sam.post(f"/receipts/{bought}", sent(photo()))
    assert same.status_code == 422
    assert "this very file before" in same.text
    assert sam.post(f"/receipts/{bought}", sent(photo("grey"))).status_code == 303
    assert story.spends()[0].receipt_state is ReceiptState.HANDED_IN


HOSTILE = {
    "receipt.jpg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "receipt.pdf": b"<html><script>alert(1)</script></html>",
    "receipt.png": b"PK\x03\x04" + b"\0" * 100,
    "broken.jpg": b"\xff\xd8\xff\xe0" + b"\0" * 300,
    "empty.jpg": b"",
}


def test_anything_else_is_refused_at_the_field_and_the_note_is_kept(
    story: CardStory, client_for: ClientFor, bought: int
) -> None:
    sam = client_for(story.cast.sam_viewer)
    for name, content in HOSTILE.items():
        answer = sam.post(f"/receipts/{bought}", sent(content, name, note="My own words"))
        assert answer.status_code == 422, name
        assert "My own words" in answer.text
    assert story.spends()[0].receipts == []


def test_a_huge_file_is_refused(story: CardStory, client_for: ClientFor, bought: int) -> None:
    sam = client_for(story.cast.sam_viewer)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the test client leaves its own temporary file behind
        answer = sam.post(f"/receipts/{bought}", sent(b"\xff\xd8\xff" + b"\0" * 10_500_000))
        status = answer.status_code
        del answer
        gc.collect()
    assert status in {413, 422}
    assert story.spends()[0].receipts == []


def test_nobody_else_sees_the_receipt(story: CardStory, client_for: ClientFor, bought: int) -> None:
    client_for(story.cast.sam_viewer).post(f"/receipts/{bought}", sent(photo()))
    receipt = story.spends()[0].receipts[0]
    for who in ("jo_viewer", "kim", "bo", "pat", "fin", "cora", "ada", "gwen"):
        other = client_for(getattr(story.cast, who))
        assert other.get(f"/receipts/{bought}").status_code == 404, who
        assert other.get(f"/receipts/files/{receipt.id}").status_code == 404, who
        assert other.post(f"/receipts/{bought}", sent(photo("red"))).status_code == 404, who
        assert other.post(f"/receipts/{bought}/accept", {"is_all": "y"}).status_code == 404, who


def test_the_keyworkers_list_shows_what_waits_and_what_is_owed(
    story: CardStory, client_for: ClientFor, bought: int
) -> None:
    kit = client_for(story.cast.kit)
    assert "Hand it in with them" in kit.get("/receipts").text
    client_for(story.cast.sam_viewer).post(f"/receipts/{bought}", sent(photo()))
    assert "Check the receipt" in kit.get("/receipts").text
    assert kit.post(f"/receipts/{bought}", sent(photo("blue"))).status_code == 303
    assert kit.post(f"/receipts/{bought}/accept", {"is_all": "y"}).status_code == 403


def test_a_part_that_was_not_for_the_plan_is_owed_and_said(
    story: CardStory, client_for: ClientFor, bought: int
) -> None:
    sam, kit = client_for(story.cast.sam_viewer), client_for(story.cast.kit)
    sam.post(f"/receipts/{bought}", sent(photo()))
    path = f"/receipts/{bought}/accept-part"
    for wrong in ({"allowed": "26", "why": "x"}, {"allowed": "20", "why": ""}, {"allowed": "", "why": "Socks"}):
        answer = kit.post(path, wrong)
        assert answer.status_code == 422
        assert wrong["why"] in answer.text
    assert story.stands()["cost"] == 0
    assert kit.post(path, {"allowed": "20", "why": "The socks were not on the plan."}).status_code == 303
    assert story.stands()["cost"] == 20_00
    said = sam.get(f"/receipts/{bought}").text
    assert "The socks were not on the plan." in said
    assert "£5.00 of it was not for the plan" in said
    assert sam.post(path, {"allowed": "0", "why": "x"}).status_code == 404


def test_a_lost_receipt_is_said_in_words_and_checked_like_any(
    story: CardStory, client_for: ClientFor, bought: int
) -> None:
    sam, kit = client_for(story.cast.sam_viewer), client_for(story.cast.kit)
    assert sam.post(f"/receipts/{bought}/lost", {"statement": " "}).status_code == 422
    assert sam.post(f"/receipts/{bought}/lost", {"statement": "The collar. The dog ate it."}).status_code == 303
    assert story.spends()[0].receipt_state is ReceiptState.HANDED_IN
    assert "The dog ate it." in kit.get(f"/receipts/{bought}").text
    number = story.spends()[0].receipts[0].id
    assert kit.get(f"/receipts/files/{number}").status_code == 404
    assert kit.post(f"/receipts/{bought}/accept", {"is_all": "y"}).status_code == 303
    assert story.stands()["cost"] == 25_00
