"""People's records on the page: met, flagged, changed, and looked at only by those who may."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import clock
from app.people.models import Person
from app.people.queries import person_for
from app.people.vocabulary import ContactChannel
from tests.conftest import Browsing
from tests.support.cast import Cast

Clients = Callable[..., Browsing]


def meeting(cast: Cast, **changes: object) -> dict[str, object]:
    answers: dict[str, object] = {
        "name": "Dee Lark", "called": "Dee", "born_on": ["27", "3", "1985"], "area": "lf2", "referred_by": "Her GP",
        "priority_flags": ["urgent_housing"], "formats": ["large_print"], "language": "", "channel": "text",
        "contact_email": "", "contact_phone": "07700 900 123", "contact_times": "After 2pm",
        "team_id": str(min(cast.kit.team_ids)), "consented": "y",
    }  # fmt: skip
    return {**answers, **changes}


def test_kit_meets_dee_and_reads_first_what_to_heed(client_for: Clients, cast: Cast, read: Callable[..., Any]) -> None:
    kit = client_for(cast.kit)
    made = kit.post("/people", meeting(cast))
    assert made.status_code == 303, made.text
    page = kit.get(made.location).text
    for words in ("Do not leave a voicemail", "After 2pm", "large print", "May lose their home", "Dee Lark", "LF2"):
        assert words in page
    assert page.index("Do not leave a voicemail") < page.index("Who they are")
    dee = read(lambda session: session.scalars(select(Person).where(Person.called == "Dee")).one())
    assert dee.contact_channel is ContactChannel.TEXT


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Enter their name"),
        ({"called": ""}, "Enter what they like to be called"),
        ({"area": "Lemonfield"}, "Enter only the first part of the postcode"),
        ({"born_on": ["31", "2", "1985"]}, "Enter a real date"),
        ({"born_on": ["1", "1", "1850"]}, "day of birth"),
        ({"contact_phone": "call me"}, "Enter a phone number"),
        ({"contact_phone": ""}, "Enter the phone number that is safe to use"),
        ({"channel": "pigeon"}, "Choose one of the answers"),
        ({"team_id": "999999"}, "Choose one of the answers"),
        ({"consented": ""}, "Ask them first"),
        ({"priority_flags": ["rich"]}, "Choose one of the answers"),
    ],
)
def test_a_mistake_is_said_and_nothing_typed_is_lost(
    client_for: Clients, cast: Cast, changes: dict[str, object], words: str
) -> None:
    answer = client_for(cast.kit).post("/people", meeting(cast, **changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert "Her GP" in answer.text


@pytest.mark.parametrize("who", ["kim", "pat", "fin", "mo", "cora", "ada", "gwen", "jo_viewer"])
def test_another_persons_record_does_not_exist(client_for: Clients, cast: Cast, who: str) -> None:
    browser = client_for(getattr(cast, who))
    for path in ("", "/edit", "/contact", "/court-order", "/hand-over", "/end"):
        assert browser.get(f"/people/{cast.sam.id}{path}").status_code == 404
    for path in ("/edit", "/contact", "/court-order", "/hand-over", "/end", "/code"):
        assert browser.post(f"/people/{cast.sam.id}{path}", {"nothing": "valid"}).status_code == 404


def test_a_broker_sees_what_buying_needs_and_no_more(
    client_for: Clients, cast: Cast, write: Callable[..., Any]
) -> None:
    def fill(session: Any) -> None:
        sam = session.get_one(Person, cast.sam.id)
        sam.contact_phone, sam.priority_flags, sam.formats = "07700 900 999", ["safety"], ["easy_read"]

    write(fill)
    page = client_for(cast.bo).get(f"/people/{cast.sam.id}").text
    assert "easy read" in page
    for secret in ("Teller", "07700 900 999", "Somebody may harm them", "Treatment order", "Change"):
        assert secret not in page


def test_a_withheld_area_shows_nowhere(client_for: Clients, cast: Cast, write: Callable[..., Any]) -> None:
    def hide(session: Any) -> None:
        sam = session.get_one(Person, cast.sam.id)
        sam.area, sam.address_withheld = "LF9", True

    write(hide)
    for who in (cast.kit, cast.bo, cast.lou):
        page = client_for(who).get(f"/people/{cast.sam.id}").text
        assert "LF9" not in page
        assert "Where they live is secret" in page


def test_sam_changes_how_to_be_reached_and_kit_is_told(
    client_for: Clients, cast: Cast, read: Callable[..., Any]
) -> None:
    from app.notices.queries import unread_for

    sam = client_for(cast.sam_viewer)
    wrong = sam.post(f"/people/{cast.sam.id}/contact", {"channel": "email", "contact_email": ""})
    assert wrong.status_code == 422
    saved = sam.post(f"/people/{cast.sam.id}/contact", {"channel": "email", "contact_email": "Sam@Post.example"})
    assert saved.status_code == 303
    kept = read(lambda session: session.get_one(Person, cast.sam.id))
    assert (kept.contact_channel, kept.contact_email) == (ContactChannel.EMAIL, "sam@post.example")
    told = read(lambda session: unread_for(session, cast.kit))
    assert [notice.words[:11] for notice in told] == ["Sam changed"]


def test_sam_reads_who_looked_and_takes_the_record_away(client_for: Clients, cast: Cast) -> None:
    for who in (cast.kit, cast.kit, cast.bo):
        client_for(who).get(f"/people/{cast.sam.id}")
    sam = client_for(cast.sam_viewer)
    sam.get(f"/people/{cast.sam.id}", follow_redirects=True)
    page = sam.get("/people/me/looked").text
    assert "Kit Osei, keyworker" in page
    assert "2 times that day" in page
    assert "Bo Lindqvist" in page
    assert "Sam Teller, person" not in page
    taken = sam.get("/people/me/download")
    assert "attachment" in taken.headers["Content-Disposition"]
    record = json.loads(taken.text)
    assert record["about_you"]["name"] == "Sam Teller"
    assert {look["who"] for look in record["who_looked"]} == {"Kit Osei", "Bo Lindqvist"}
    assert client_for(cast.kit).get("/people/me/looked").status_code == 404


def test_lou_hands_sam_over_and_kit_is_out_at_once(client_for: Clients, cast: Cast, write: Callable[..., Any]) -> None:
    from app.people.queries import user_of

    def join(session: Any) -> None:
        user_of(session, cast.kim.user_id).teams[0].team_id = cast.sam.team_id

    write(join)
    kit, lou, kim = client_for(cast.kit), client_for(cast.lou), client_for(cast.kim)
    asked = {"keyworker_id": str(cast.kim.user_id), "why": "Kit is on leave"}
    assert lou.post(f"/people/{cast.sam.id}/hand-over", {**asked, "why": ""}).status_code == 422
    assert lou.post(f"/people/{cast.sam.id}/hand-over", asked).status_code == 303
    assert kit.get(f"/people/{cast.sam.id}").status_code == 404
    assert kim.get(f"/people/{cast.sam.id}").status_code == 200


def test_the_days_of_an_order_are_flagged_while_they_last(client_for: Clients, cast: Cast) -> None:
    kit, today = client_for(cast.kit), clock.today()
    last = today + timedelta(days=60)
    days = {"from_on": [str(today.day), str(today.month), str(today.year)]}
    assert kit.post(f"/people/{cast.sam.id}/court-order", days).status_code == 422
    days["until_on"] = [str(last.day), str(last.month), str(last.year)]
    assert kit.post(f"/people/{cast.sam.id}/court-order", days).status_code == 303
    assert "A treatment order runs" in kit.get(f"/people/{cast.sam.id}").text
    assert "order runs from" in client_for(cast.sam_viewer).get("/people/me").text


def test_a_closed_record_leaves_the_list_and_ends_the_persons_sessions(
    client_for: Clients, cast: Cast, read: Callable[..., Any]
) -> None:
    kit, sam = client_for(cast.kit), client_for(cast.sam_viewer)
    assert "Sam Teller" in kit.get("/people").text
    assert kit.post(f"/people/{cast.sam.id}/end", {"why": "All is well", "sure": "y"}).status_code == 303
    assert "Sam Teller" not in kit.get("/people").text
    assert sam.get("/people/me").status_code == 303
    assert read(lambda session: person_for(session, cast.lou, cast.sam.id)).exited_on == clock.today()


def test_kits_changes_are_kept_and_shown_again(client_for: Clients, cast: Cast, read: Callable[..., Any]) -> None:
    kit = client_for(cast.kit)
    page = kit.get(f"/people/{cast.sam.id}/edit").text
    assert 'value="Sam Teller"' in page
    sent = {"name": "Sam Teller", "called": "Sammy", "formats": ["bsl", "short_messages"], "born_on": ["", "", ""]}
    assert kit.post(f"/people/{cast.sam.id}/edit", sent).status_code == 303
    kept = read(lambda session: session.get_one(Person, cast.sam.id))
    assert (kept.called, kept.formats, kept.area) == ("Sammy", ["bsl", "short_messages"], "")


@pytest.mark.parametrize("after", ["", "abc", "-1", "99999999999999999999999999", "１"])
def test_a_strange_place_in_the_list_is_its_beginning(client_for: Clients, cast: Cast, after: str) -> None:
    assert "Sam Teller" in client_for(cast.kit).get("/people", query_string={"after": after}).text
