"""Signing in: by password, by code, in the demonstration; and not being let in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import create_app
from app.kernel import clock
from app.people.models import AuthSession, SignInAttempt
from config import Config
from tests.conftest import Browsing
from tests.support.cast import PASSWORD, Cast

KIT = {"email": "kit@citronella.example", "password": PASSWORD}


def sign_in(browser: Browsing, **changes: str) -> Any:
    return browser.post("/sign-in", {**KIT, **changes})


def test_kit_signs_in_and_lands_where_they_wanted(client_for: Callable[..., Browsing], cast: Cast) -> None:
    browser = client_for(None)
    away = browser.get("/people?after=3")
    assert away.status_code == 303
    assert away.location == "/sign-in?next=/people?after%3D3"
    answer = browser.post(away.location, KIT)
    assert (answer.status_code, answer.location) == (303, "/people?after=3")
    assert "Kit Osei" in browser.get("/account").text


@pytest.mark.parametrize("wish", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_away_from_this_site(client_for: Callable[..., Browsing], cast: Cast, wish: str) -> None:
    browser = client_for(None)
    answer = browser.client.post("/sign-in", query_string={"next": wish}, data={**KIT, "csrf_token": csrf(browser)})
    assert (answer.status_code, answer.location) == (303, "/")


def csrf(browser: Browsing) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "not the password"},
        {"email": "nobody@citronella.example"},
        {"email": "KIT@citronella.example", "password": "x"},
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(
    client_for: Callable[..., Browsing], cast: Cast, changes: dict[str, str]
) -> None:
    browser = client_for(None)
    answer = sign_in(browser, **changes)
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    assert changes.get("email", KIT["email"]) in answer.text  # nothing typed is lost, but for the password
    assert "not the password" not in answer.text
    assert browser.get("/account").status_code == 303


def test_an_unknown_user_costs_as_much_work(client_for: Callable[..., Browsing], cast: Cast) -> None:
    browser = client_for(None)
    sign_in(browser, password="wrong")
    took = {}
    for email in ("kit@citronella.example", "nobody@citronella.example"):
        began = time.perf_counter()
        for _ in range(3):
            sign_in(browser, email=email, password="wrong")
        took[email] = time.perf_counter() - began
    known, unknown = took.values()
    assert unknown > known / 3


def test_a_switched_off_user_gets_the_same_answer(
    client_for: Callable[..., Browsing], cast: Cast, write: Callable[..., Any]
) -> None:
    from app.journeys import accounts
    from app.people.queries import user_of

    write(lambda session: accounts.switch_off(session, cast.ada, user_of(session, cast.kit.user_id)))
    answer = sign_in(client_for(None))
    assert answer.status_code == 422
    assert "do not go together" in answer.text


def test_ten_wrong_passwords_make_one_wait_and_the_right_one_waits_too(
    client_for: Callable[..., Browsing], cast: Cast, read: Callable[..., Any], write: Callable[..., Any]
) -> None:
    browser = client_for(None)
    for _ in range(10):
        assert sign_in(browser, password="wrong again").status_code == 422
    assert len(read(lambda session: session.scalars(select(SignInAttempt.id)).all())) == 20
    answer = sign_in(browser)
    assert answer.status_code == 429
    assert "You can try again on" in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 301
    with clock.held_at(clock.now() + timedelta(minutes=5, seconds=1)):
        assert sign_in(browser).status_code == 303


def test_the_limit_is_for_each_account_from_wherever_it_is_tried(
    client_for: Callable[..., Browsing], cast: Cast
) -> None:
    for number in range(10):
        browser = client_for(None)
        browser.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        sign_in(browser, password="wrong again")
    browser.client.environ_base["REMOTE_ADDR"] = "192.0.2.99"
    assert sign_in(browser).status_code == 429
    assert sign_in(browser, email="kim@citronella.example").status_code == 303


def test_the_session_is_a_new_one_each_time_and_only_its_digest_is_kept(
    client_for: Callable[..., Browsing], cast: Cast, read: Callable[..., Any]
) -> None:
    browser = client_for(None)
    sign_in(browser)
    before = browser.client.get_cookie("citronella")
    browser.csrf = ""
    sign_in(browser)
    after = browser.client.get_cookie("citronella")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    rows = read(lambda session: session.scalars(select(AuthSession).order_by(AuthSession.id)).all())
    assert [row.ended_at is None for row in rows] == [False, True]
    with browser.client.session_transaction() as cookie:
        assert cookie["_user_id"] not in {row.digest for row in rows}


def test_an_ended_session_stays_ended_even_with_its_cookie(client_for: Callable[..., Browsing], cast: Cast) -> None:
    browser = client_for(cast.kit)
    kept = browser.client.get_cookie("citronella")
    assert kept is not None
    answer = browser.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    browser.client.set_cookie("citronella", kept.value)
    assert browser.get("/account").status_code == 303


def test_leaving_quickly_ends_the_session_without_any_token(client_for: Callable[..., Browsing], cast: Cast) -> None:
    browser = client_for(cast.sam_viewer)
    kept = browser.client.get_cookie("citronella")
    assert kept is not None
    answer = browser.client.post("/leave")
    assert answer.status_code == 303
    assert "weather" in answer.location
    assert "cookies" in answer.headers["Clear-Site-Data"]
    browser.client.set_cookie("citronella", kept.value)
    assert browser.get("/account").status_code == 303


def test_a_browser_left_alone_is_signed_out_and_a_used_one_is_not(
    client_for: Callable[..., Browsing], cast: Cast
) -> None:
    browser = client_for(cast.kit)
    start = clock.now()
    for minutes in (20, 45, 70):
        with clock.held_at(start + timedelta(minutes=minutes)):
            assert browser.get("/account").status_code == 200
    with clock.held_at(start + timedelta(minutes=101)):
        assert browser.get("/account").status_code == 303
        assert "You were signed out because you were away" in browser.get("/sign-in").text


def test_after_twelve_hours_everybody_signs_in_again(client_for: Callable[..., Browsing], cast: Cast) -> None:
    browser = client_for(cast.kit)
    start = clock.now()
    for minutes in range(25, 12 * 60, 25):
        with clock.held_at(start + timedelta(minutes=minutes)):
            assert browser.get("/account").status_code == 200
    with clock.held_at(start + timedelta(hours=12)):
        assert browser.get("/account").status_code == 303


def test_that_a_browser_was_used_is_written_at_most_once_a_minute(
    client_for: Callable[..., Browsing], cast: Cast, read: Callable[..., Any]
) -> None:
    browser = client_for(cast.kit)
    began = read(lambda session: session.scalars(select(AuthSession.seen_at)).one())
    for seconds, moved in ((59, False), (61, True)):
        with clock.held_at(began + timedelta(seconds=seconds)):
            browser.get("/account")
        seen = read(lambda session: session.scalars(select(AuthSession.seen_at)).one())
        assert (seen > began) is moved


def test_a_person_signs_in_with_a_code_once_and_on_a_shared_device_for_a_short_while(
    client_for: Callable[..., Browsing], cast: Cast
) -> None:
    page = client_for(cast.kit).post(f"/people/{cast.sam.id}/code").text
    found = re.search(r'class="c-code">([^<]+)<', page)
    assert found
    sam = client_for(None)
    answer = sam.post("/sign-in/code", {"code": found[1].lower(), "shared": "y"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Sam Teller" in sam.get("/account").text
    again = client_for(None).post("/sign-in/code", {"code": found[1]})
    assert again.status_code == 422
    assert "This code does not work" in again.text
    with clock.held_at(clock.now() + timedelta(minutes=10)):
        assert sam.get("/account").status_code == 303


def test_guessing_codes_is_slowed_down(client_for: Callable[..., Browsing], cast: Cast) -> None:
    browser = client_for(None)
    answers = [browser.post("/sign-in/code", {"code": f"2346789{letter}"}).status_code for letter in "BCDFGHJKMNP"]
    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"email": "", "password": ""},
        {"email": "kit", "password": "x"},
        {"email": "k" * 5000, "password": "y" * 5000},
    ],
)
def test_bad_input_is_answered_at_its_field(
    client_for: Callable[..., Browsing], cast: Cast, data: dict[str, Any]
) -> None:
    answer = client_for(None).post("/sign-in", data)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


@pytest.mark.parametrize("password", ["lemon\x00grass", "tab\x07"])
def test_a_hidden_character_is_refused_in_words(client_for: Callable[..., Browsing], cast: Cast, password: str) -> None:
    answer = sign_in(client_for(None), password=password)
    assert answer.status_code == 422
    assert password not in answer.text


def test_a_form_from_elsewhere_signs_nobody_in(client_for: Callable[..., Browsing], cast: Cast) -> None:
    browser = client_for(None)
    assert browser.client.post("/sign-in", data=KIT).status_code == 400
    assert sign_in(browser).status_code == 303
    elsewhere = {"Origin": "https://evil.example"}
    assert browser.client.post("/sign-in", data=KIT, headers=elsewhere).status_code == 400


def test_outside_the_demonstration_nobody_can_be_anybody(config: Config, cast: Cast) -> None:
    app = create_app(replace(config, demo=False))
    browser = Browsing(app.test_client())
    assert browser.post(f"/sign-in/demo/{cast.kit.user_id}").status_code == 404
    assert "/sign-in/demo/" not in browser.get("/sign-in").text
    app.world.database.close()


def test_the_demonstration_offers_each_person_under_their_role(
    client_for: Callable[..., Browsing], cast: Cast, write: Callable[..., Any]
) -> None:
    from app.people.queries import user_of

    def note(session: Any) -> None:
        user_of(session, cast.kit.user_id).demo_note = "Works with Sam"

    write(note)
    page = client_for(None).get("/sign-in").text
    assert f'action="/sign-in/demo/{cast.kit.user_id}"' in page
    assert "Works with Sam" in page
    assert f'"/sign-in/demo/{cast.kim.user_id}"' not in page


def test_signing_in_twice_at_one_browser_leaves_one_session(
    client_for: Callable[..., Browsing], cast: Cast, read: Callable[..., Any]
) -> None:
    browser = client_for(cast.kit)
    browser.post(f"/sign-in/demo/{cast.bo.user_id}")
    running = read(lambda session: session.scalars(select(AuthSession).where(AuthSession.ended_at.is_(None))).all())
    assert [row.user_id for row in running] == [cast.bo.user_id]
