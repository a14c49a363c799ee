"""What goes along with every answer, and what answers without a database (T11)."""

import json

import pytest
from flask.testing import FlaskClient

from app.web.shell.assets import MANIFEST
from tests.web.shell.small_app import SmallWorld, as_person, small_app


@pytest.mark.parametrize("address", ["/about/privacy", "/notes", "/nothing", "/healthz", "/robots.txt"])
def test_every_answer_is_kept_ours(stranger: FlaskClient, address: str) -> None:
    headers = stranger.get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in headers


def test_built_files_may_be_kept_for_ever(stranger: FlaskClient) -> None:
    if not MANIFEST.exists():
        pytest.skip("the assets are not built (npm run build)")
    for built in json.loads(MANIFEST.read_text()).values():
        with stranger.get(f"/static/{built}") as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
            assert "Set-Cookie" not in answer.headers


def test_a_missing_built_file_is_not_kept(stranger: FlaskClient) -> None:
    assert stranger.get("/static/none.css").headers["Cache-Control"] == "no-store"


def test_by_https_the_cookie_and_the_browser_stay_there(world: SmallWorld) -> None:
    object.__setattr__(world.config, "base_url", "https://citronella.test")
    browser = as_person(small_app(world), "Sam")
    answer = browser.get("/about/components", base_url="https://citronella.test")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert answer.headers["Set-Cookie"].startswith("__Host-citronella=")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in answer.headers["Set-Cookie"].split(";")}


def test_health_says_so_without_a_database(world: SmallWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = as_person(small_app(world), "")
    monkeypatch.setattr(world.database, "read_session", None)
    assert browser.get("/healthz").text == "ok\n"
    assert browser.get("/readyz").status_code == 200
    world.missing.append("the database is empty")
    unready = browser.get("/readyz")
    assert (unready.status_code, unready.text) == (503, "the database is empty\n")


def test_robots_stay_away(stranger: FlaskClient) -> None:
    assert "Disallow: /" in stranger.get("/robots.txt").text


@pytest.mark.parametrize("page", ["privacy", "accessibility", "decisions"])
def test_promises_are_open_to_all_under_neutral_titles(stranger: FlaskClient, page: str) -> None:
    answer = stranger.get(f"/about/{page}")
    assert answer.status_code == 200
    title = answer.text.split("<title>")[1].split("</title>")[0].lower()
    assert not any(word in title for word in ("drug", "alcohol", "recovery", "treatment", "health"))
