"""The pages of the catalogue: for the person, the keyworker with a plan in hand, and the broker."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.catalogue import actions
from app.catalogue.models import Offer, Service
from app.people.vocabulary import Viewer, system
from providers_catalog import detect
from tests.catalogue.stories import directory, offer, place, service
from tests.conftest import Browsing, Write
from tests.support.cast import Cast

Clients = Callable[[Viewer | None], Browsing]


@pytest.fixture
def borough(write: Write) -> None:
    write(lambda session: actions.import_directory(session, system(), detect.borough()))


def ids_of(read: Write, *names: str) -> list[int]:
    found = read(lambda s: {each.name: each.id for each in s.scalars(select(Service).where(Service.name.in_(names)))})
    return [found[name] for name in names]


@pytest.mark.usefixtures("borough")
def test_a_person_finds_something_and_adds_it_to_their_own_plan(client_for: Clients, cast: Cast, read: Write) -> None:
    sam = client_for(cast.sam_viewer)
    start = sam.get("/catalogue")
    assert "Somewhere to live" in start.text
    found = sam.get("/catalogue/search?words=gim")
    assert found.status_code == 200
    assert "Gym pass" in found.text
    assert "£" in found.text
    assert "We also looked under: Gym" in found.text
    assert found.text.count('type="checkbox" name="service"') == found.text.count("Look at this")
    (gym,) = ids_of(read, "Gym pass")
    page = sam.get(f"/catalogue/services/{gym}")
    offers = read(lambda s: s.scalars(select(Offer.id).where(Offer.service_id == gym)).all())
    assert "Add to my plan" in page.text
    for offer_id in offers:
        assert f"/plans/{cast.plan.id}/offers/{offer_id}" in page.text
    assert f"/plans/{cast.plan.id}/something-else" in page.text


@pytest.mark.usefixtures("borough")
def test_a_keyworker_keeps_the_plan_in_hand_on_every_page(client_for: Clients, cast: Cast, read: Write) -> None:
    kit = client_for(cast.kit)
    start = kit.get(f"/catalogue?plan={cast.plan.id}").text
    assert "You are looking for <strong>Sam</strong>" in start
    found = kit.get(f"/catalogue/search?need=pets&plan={cast.plan.id}").text
    links = re.findall(r'href="(/catalogue/services/\d+[^"]*)"', found)
    assert links
    assert all(f"plan={cast.plan.id}" in link for link in links)
    assert "Add to Sam’s plan" in kit.get(links[0]).text
    without = kit.get(links[0].split("?")[0]).text
    assert "Open the person’s plan" in without
    assert "Add to" not in without


def test_nobody_looks_into_a_plan_that_is_not_theirs(client_for: Clients, cast: Cast) -> None:
    assert client_for(cast.kim).get(f"/catalogue?plan={cast.plan.id}").status_code == 404
    assert client_for(cast.jo_viewer).get(f"/catalogue/search?plan={cast.plan.id}").status_code == 404
    assert client_for(cast.kit).get("/catalogue?plan=x").status_code == 200
    assert client_for(cast.gwen).get("/catalogue").status_code == 404
    assert client_for(None).get("/catalogue").status_code == 303


@pytest.mark.usefixtures("borough")
def test_two_to_four_things_stand_side_by_side(client_for: Clients, cast: Cast, read: Write) -> None:
    kit = client_for(cast.kit)
    three = ids_of(read, "Gym pass", "Swimming", "Boxing for fitness")
    page = kit.get("/catalogue/compare", query_string=[("service", each) for each in three])
    assert page.status_code == 200
    for words in ("Gym pass", "Swimming", "Boxing for fitness", "What it costs", "Lemon Grove Leisure Trust"):
        assert words in page.text
    for wrong in ("", f"?service={three[0]}", "?service=x&service=999999999", "?service=" + "9" * 40):
        answer = kit.get(f"/catalogue/compare{wrong}")
        assert answer.status_code == 422
        assert "Tick 2 to 4" in answer.text


@pytest.mark.usefixtures("borough")
def test_a_bad_answer_is_said_at_its_field_and_nothing_is_lost(client_for: Clients, cast: Cast) -> None:
    kit = client_for(cast.kit)
    page = kit.get("/catalogue/search", query_string={"words": "gym", "most": "lots", "place": "LF2"})
    assert page.status_code == 422
    assert "Enter an amount in pounds" in page.text
    for kept in ('value="gym"', 'value="lots"', 'value="LF2"'):
        assert kept in page.text
    assert kit.get("/catalogue/search", query_string={"words": "x" * 5000}).status_code == 422


@pytest.mark.usefixtures("borough")
@pytest.mark.parametrize(
    "asked",
    [
        {"words": '" OR NEAR('},
        {"words": "🙂"},
        {"need": "no-such-need"},
        {"route": "magic"},
        {"page": "-1"},
        {"page": "9" * 50},
        {"page": "two"},
        {"most": "99999999999999999999"},
        {"words": ["a", "b"]},
    ],
    ids=str,
)
def test_odd_searches_never_fail(client_for: Clients, cast: Cast, asked: dict[str, object]) -> None:
    answer = client_for(cast.kit).get("/catalogue/search", query_string=asked)
    assert answer.status_code in {200, 422}
    assert "Ask for something else" in answer.text or "something else" in answer.text


def test_what_a_provider_wrote_is_only_ever_text(client_for: Clients, cast: Cast, write: Write, read: Write) -> None:
    nasty = "<script>alert(1)</script>"
    made = service(
        name=f"Talking {nasty}",
        summary=nasty,
        description=f"{nasty}\n\nSecond.",
        url="javascript:alert(1)",
        activities=(nasty,),
        places=(place(name=nasty),),
        offers=(offer(title=nasty, cancellation=nasty),),
    )
    write(lambda session: actions.import_directory(session, system(), directory(made)))
    (made_id,) = ids_of(read, f"Talking {nasty}")
    kit = client_for(cast.kit)
    for path in (f"/catalogue/services/{made_id}", "/catalogue/search?words=talking"):
        text = kit.get(path).text
        assert nasty not in text
        assert "&lt;script&gt;" in text
        assert "javascript:" not in text
    assert '<p class="govuk-body">Second.</p>' in kit.get(f"/catalogue/services/{made_id}").text


def test_a_withheld_place_is_shown_without_its_address(
    client_for: Clients, cast: Cast, write: Write, read: Write
) -> None:
    hidden = service(places=(place(name="The house", withheld=True),))
    write(lambda session: actions.import_directory(session, system(), directory(hidden)))
    (made_id,) = ids_of(read, "Counselling")
    text = client_for(cast.kit).get(f"/catalogue/services/{made_id}").text
    assert "The address is told when you book" in text
    assert "Ferry Lane" not in text


@pytest.mark.usefixtures("borough")
def test_a_broker_looks_through_the_providers(client_for: Clients, cast: Cast) -> None:
    bo = client_for(cast.bo)
    assert "Quince Counselling" in bo.get("/catalogue/providers?name=quince").text
    everybody = bo.get("/catalogue/providers").text
    assert "Calm Counselling" in everybody
    link = re.search(r'href="(/catalogue/providers/\d+)">Wag', bo.get("/catalogue/providers?name=wag").text)
    assert link
    page = bo.get(link[1]).text
    assert "Citronella anti-bark collar" in page
    assert "VAT number" in page
    assert "VAT number" not in client_for(cast.sam_viewer).get(link[1]).text
    assert "Nobody by that name" in bo.get("/catalogue/providers?name=%25%27%22").text
    assert client_for(cast.sam_viewer).get("/catalogue/providers").status_code == 404
    assert bo.get("/catalogue/providers?after=999999999").status_code == 404


def test_a_service_that_is_gone_is_not_found(client_for: Clients, cast: Cast) -> None:
    kit = client_for(cast.kit)
    assert "not on offer any more" in kit.get("/catalogue/services/999999999").text
    assert kit.get("/catalogue/services/" + "9" * 30).status_code == 404
    assert kit.get("/catalogue/providers/" + "9" * 30).status_code == 404
