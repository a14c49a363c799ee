"""The second factor at sign-in and before something that matters, where it is switched on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from app import create_app
from app.jobs.dispatcher import drain
from app.journeys import pay
from app.kernel import clock
from app.kernel.unit_of_work import reading, writing
from app.purchasing.payment_models import PaymentRun
from app.purchasing.vocabulary import RunState
from app.web.shell.dispatch import Citronella
from config import Config, SecondFactor
from tests.conftest import Browsing
from tests.support.buying import come, ordered
from tests.support.cast import PASSWORD, Cast


@pytest.fixture
def strict(config: Config) -> Iterator[Citronella]:
    """The application with the second factor switched on."""
    made = create_app(replace(config, second_factor=SecondFactor.REQUIRED, sign_in_limit=6))
    yield made
    made.world.database.close()


def half_in(app: Citronella, name: str = "ada") -> Browsing:
    browser = Browsing(app.test_client())
    answer = browser.post("/sign-in", {"email": f"{name}@citronella.example", "password": PASSWORD})
    assert answer.status_code == 303
    page = browser.get("/sign-in", follow_redirects=True).text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    browser.csrf = found[1]
    return browser


def set_up(browser: Browsing, at: Any = None) -> tuple[pyotp.TOTP, list[str]]:
    page = browser.get("/sign-in/second-factor/set-up").text
    shown = re.search(r'class="c-key-text">([^<]+)<', page)
    assert shown
    totp = pyotp.TOTP(shown[1].replace(" ", ""))
    done = browser.post("/sign-in/second-factor/set-up", {"code": totp.at(at or clock.now())})
    assert done.status_code == 200, done.text
    return totp, re.findall(r"<li><code>([^<]+)</code>", done.text)


def test_staff_set_up_an_app_before_they_see_anything(strict: Citronella, cast: Cast) -> None:
    browser = half_in(strict)
    away = browser.get("/users")
    assert (away.status_code, away.location) == (303, "/sign-in?next=/users")
    picture = browser.get("/sign-in/second-factor/picture.svg")
    assert picture.mimetype == "image/svg+xml"
    wrong = browser.post("/sign-in/second-factor/set-up", {"code": "000000"})
    assert wrong.status_code == 422
    assert "This code is not right" in wrong.text
    assert picture.data == browser.get("/sign-in/second-factor/picture.svg").data  # the key stays while they try
    _, codes = set_up(browser)
    assert len(codes) == 10
    assert browser.get("/users").status_code == 200
    assert browser.get("/sign-in/second-factor/picture.svg").status_code == 404


def test_the_next_time_a_code_is_asked_and_works_once(strict: Citronella, cast: Cast) -> None:
    start = clock.now()
    totp, codes = set_up(half_in(strict), start)
    later = start + timedelta(seconds=60)
    with clock.held_at(later):
        browser = half_in(strict)
        assert browser.post("/sign-in/second-factor", {"code": totp.at(later)}).status_code == 303
        assert browser.get("/users").status_code == 200
        other = half_in(strict)
        assert other.post("/sign-in/second-factor", {"code": totp.at(later)}).status_code == 422
        assert other.get("/users").status_code == 303
        assert other.post("/sign-in/second-factor", {"code": codes[0]}).status_code == 303
        assert other.get("/users").status_code == 200


def test_guessing_the_second_factor_is_slowed_down(strict: Citronella, cast: Cast) -> None:
    set_up(half_in(strict))
    browser = half_in(strict)
    answers = [browser.post("/sign-in/second-factor", {"code": "12345"}).status_code for _ in range(7)]
    assert answers == [422] * 6 + [429]


def test_a_person_with_a_budget_needs_no_app(strict: Citronella, cast: Cast) -> None:
    browser = Browsing(strict.test_client())
    browser.post("/sign-in", {"email": "sam@citronella.example", "password": PASSWORD})
    assert browser.get("/account").status_code == 200


def test_what_matters_asks_again_after_ten_minutes(strict: Citronella, cast: Cast) -> None:
    start = clock.now()
    browser = half_in(strict)
    totp, _ = set_up(browser, start)
    assert browser.get("/users/new").status_code == 200
    later = start + timedelta(minutes=11)
    with clock.held_at(later):
        asked = browser.get("/users/new")
        assert (asked.status_code, asked.location) == (303, "/account/again?next=/users/new")
        browser.csrf = ""
        refused = browser.post(f"/users/{cast.ali.user_id}/roles", {"roles": "broker", "why": "New work"})
        assert refused.status_code == 403
        assert "Nothing was changed" in refused.text
        shown = browser.post("/account/again?next=/users/new", {"code": totp.at(later)})
        assert (shown.status_code, shown.location) == (303, "/users/new")
        assert browser.get("/users/new").status_code == 200


def test_without_a_password_first_there_is_no_key_and_no_picture(strict: Citronella, cast: Cast) -> None:
    browser = Browsing(strict.test_client())
    for path in ("/sign-in/second-factor", "/sign-in/second-factor/set-up"):
        assert browser.get(path).location == "/sign-in"
    assert browser.get("/sign-in/second-factor/picture.svg").status_code == 404
    assert browser.post("/sign-in/second-factor", {"code": "123456"}).location == "/sign-in"


def test_releasing_money_and_allowing_bank_details_ask_again(strict: Citronella, cast: Cast) -> None:
    with strict.app_context():
        order = writing(strict.world.database, lambda s: ordered(s, cast, weeks=1))
        writing(strict.world.database, lambda s: come(s, cast, order.id, 1))
        drain(strict.extensions["citronella"])
        run = writing(strict.world.database, lambda s: pay.prepare(s, cast.fin))
    start = clock.now()
    browser = half_in(strict, "sunita")
    totp, _ = set_up(browser, start)
    later = start + timedelta(minutes=11)
    with clock.held_at(later):
        browser.csrf = ""
        refused = browser.post(f"/payments/{run.id}/release", {})
        assert refused.status_code == 403
        with reading(strict.world.database) as session:
            assert session.get_one(PaymentRun, run.id).state is RunState.PREPARED
        browser.post(f"/account/again?next=/payments/{run.id}", {"code": totp.at(later)})
        assert browser.post(f"/payments/{run.id}/release", {}).status_code == 303
    with reading(strict.world.database) as session:
        assert session.get_one(PaymentRun, run.id).state is RunState.SENT
