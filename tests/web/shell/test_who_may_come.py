"""A page says who may come; for everybody else it does not exist (T4)."""

import pytest
from flask.testing import FlaskClient

from app.web.shell.dispatch import Citronella
from app.web.shell.going import safe_next
from app.web.shell.pages import ANYONE, Pages
from tests.web.shell.conftest import tokens
from tests.web.shell.small_app import SmallWorld, as_person, small_app


def test_a_stranger_is_led_to_sign_in_and_back(stranger: FlaskClient) -> None:
    answer = stranger.get("/notes?page=2")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/notes?page%3D2")


def test_a_strangers_form_is_not_led_back_to(stranger: FlaskClient) -> None:
    answer = stranger.post("/notes", data={"text": "\x00"})
    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_the_wrong_role_finds_no_page(sam: FlaskClient, kit: FlaskClient) -> None:
    assert sam.get("/notes/7").status_code == 404
    assert kit.get("/notes/7").status_code == 200


def test_who_looked_is_kept_before_the_answer_leaves(kit: FlaskClient, world: SmallWorld) -> None:
    kit.get("/notes/7")
    [(viewer, reading)] = world.kept
    assert viewer is not None
    assert (viewer.name, reading.subject, reading.subject_id, reading.why) == ("Kit", "note", 7, "asked")


def test_when_it_cannot_be_kept_nothing_is_shown(world: SmallWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object) -> None:
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(world, "keep_readings", lost)
    answer = as_person(small_app(world), "Kit").get("/notes/7")
    assert answer.status_code == 500
    assert b"note 7" not in answer.data


def test_the_header_has_only_ways_the_viewer_may_go(sam: FlaskClient, stranger: FlaskClient) -> None:
    assert 'href="/notes"' in sam.get("/about/privacy").get_data(as_text=True)
    assert 'href="/notes"' not in stranger.get("/about/privacy").get_data(as_text=True)


def test_there_is_no_other_way_to_add_a_page() -> None:
    pages = Pages("app.web.notes.views")
    assert pages.name == "notes"
    for add in (pages.route, pages.put, pages.patch, pages.delete):
        with pytest.raises(TypeError, match="who="):
            add("/notes")
    with pytest.raises(TypeError):
        pages.get("/notes")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="because"):
        pages.post("/notes", who=ANYONE, once=False)


@pytest.mark.parametrize("wish", ["/notes", "/notes?page=2", "/"])
def test_people_are_led_back_to_our_own_pages(wish: str) -> None:
    assert safe_next(wish) == wish


@pytest.mark.parametrize(
    "wish",
    [None, "", "//evil.test", "/\\evil.test", "https://evil.test", "notes", "/a\r\nX: y", "/a\x00", "/" + "a" * 3000],
)
def test_people_are_never_led_elsewhere(wish: str | None) -> None:
    assert safe_next(wish) is None


def test_quick_exit_stands_where_a_person_may_be(app: Citronella) -> None:
    shown = {name: "data-leave" in as_person(app, name).get("/about/privacy").text for name in ("", "Sam", "Kit")}
    assert shown == {"": True, "Sam": True, "Kit": False}


def test_leaving_ends_the_session_whatever_is_open(sam: FlaskClient) -> None:
    tokens(sam)
    assert sam.get_cookie("citronella") is not None
    answer = sam.post("/leave")
    assert (answer.status_code, answer.location) == (303, "https://www.bbc.co.uk/weather")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert sam.get_cookie("citronella") is None


def test_leaving_works_without_a_database(world: SmallWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    app = small_app(world)
    monkeypatch.setattr(world.database, "write_session", _unreachable)
    assert as_person(app, "Sam").post("/leave").location == "https://www.bbc.co.uk/weather"


def _unreachable() -> None:
    raise ConnectionError("no database")
