"""Pressing twice, or five times at once, has one effect (T6)."""

from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient

from tests.web.shell.conftest import tokens
from tests.web.shell.small_app import SmallWorld, as_person, small_app


def notes(browser: FlaskClient) -> str:
    return browser.get("/notes").text


def test_the_same_form_twice_gives_the_same_answer(sam: FlaskClient, world: SmallWorld) -> None:
    sent = {**tokens(sam), "text": "milk"}
    first, second = (sam.post("/notes", data=sent) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, "/notes")
    assert (notes(sam), world.runs) == ("milk", 1)


def test_the_same_token_with_something_else_in_it_is_refused(sam: FlaskClient) -> None:
    held = tokens(sam)
    sam.post("/notes", data={**held, "text": "milk"})
    answer = sam.post("/notes", data={**held, "text": "bread"})
    assert answer.status_code == 409
    assert "bread" in answer.text  # what was typed is not lost
    assert notes(sam) == "milk"


def test_a_form_with_mistakes_keeps_nothing_and_may_be_sent_again(sam: FlaskClient) -> None:
    held = tokens(sam)
    wrong = sam.post("/notes", data={**held, "text": ""})
    assert wrong.status_code == 422
    assert "Write a note" in wrong.text
    assert notes(sam) == "none"
    assert sam.post("/notes", data={**held, "text": "milk"}).status_code == 303


def test_a_form_without_its_token_is_refused_in_words(sam: FlaskClient) -> None:
    held = tokens(sam)
    del held["form_token"]
    answer = sam.post("/notes", data={**held, "text": "milk"})
    assert answer.status_code == 400
    assert "Open the page again" in answer.text
    assert "milk" in answer.text


def test_five_presses_at_once_act_once(either_world: SmallWorld) -> None:
    app = small_app(either_world)
    browser = as_person(app, "Sam")
    sent = {**tokens(browser), "text": "milk"}
    cookie = browser.get_cookie("citronella")
    assert cookie is not None

    def press(_: int) -> tuple[int, str | None]:
        one = as_person(app, "Sam")
        one.set_cookie("citronella", cookie.value)
        answer = one.post("/notes", data=sent)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(5) as together:
        answers = set(together.map(press, range(5)))
    assert answers == {(303, "/notes")}
    assert notes(browser) == "milk"


def test_someone_elses_token_is_no_use(sam: FlaskClient, kit: FlaskClient) -> None:
    sent = {"form_token": tokens(sam)["form_token"], "text": "milk"}
    sam.post("/notes", data={**tokens(sam), **sent})
    assert kit.post("/notes", data={**tokens(kit), **sent}).status_code == 409
