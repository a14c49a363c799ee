"""Bad input never breaks a page, keeps nothing, and loses nothing that was typed (T10)."""

import logging

import pytest
from flask.testing import FlaskClient

from tests.web.shell.conftest import tokens
from tests.web.shell.small_app import SmallWorld, as_person, small_app


@pytest.mark.parametrize("text", ["a\x00b", "a\x07", "evil\u202etxt"])
def test_hidden_characters_are_refused_and_the_rest_is_shown(sam: FlaskClient, text: str) -> None:
    answer = sam.post("/notes", data={**tokens(sam), "text": text, "other_words": "my long story", "password": "hush"})
    assert answer.status_code == 422
    assert "my long story" in answer.text
    assert "hush" not in answer.text
    assert sam.get("/notes").text == "none"


@pytest.mark.parametrize("address", ["/notes/%00", "/notes?page=%07", "/%e2%80%ae"])
def test_hidden_characters_in_an_address_are_refused(sam: FlaskClient, address: str) -> None:
    assert sam.get(address).status_code in {400, 404}


@pytest.mark.parametrize("name", ["csrf_token", "form_token"])
def test_a_doubled_token_is_refused(sam: FlaskClient, name: str) -> None:
    held = tokens(sam)
    answer = sam.post("/notes", data={**held, name: [held[name], held[name]], "text": "milk"})
    assert answer.status_code == 400


def test_a_doubled_answer_is_refused_at_its_question(sam: FlaskClient) -> None:
    answer = sam.post("/notes", data={**tokens(sam), "text": ["milk", "bread"]})
    assert answer.status_code == 422
    assert "We got this answer twice" in answer.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"text=%ff%fe&x", "application/x-www-form-urlencoded"),
        (b"--nonsense", "multipart/form-data; boundary=other"),
        (b"{", "application/json"),
        (b"", "multipart/form-data"),
        (b"text=" + b"9" * 900_000, "application/x-www-form-urlencoded"),
        (b"text=" + b"9" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"x" * 12_000_000, "text/plain"),
    ],
)
def test_odd_bodies_get_a_page_not_a_fault(sam: FlaskClient, body: bytes, kind: str) -> None:
    answer = sam.post("/notes", data=body, content_type=kind)
    assert answer.status_code in {400, 413, 422}
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_is_refused(sam: FlaskClient, headers: dict[str, str]) -> None:
    answer = sam.post("/notes", data={**tokens(sam), "text": "milk"}, headers=headers)
    assert answer.status_code == 400
    assert "milk" not in answer.text
    assert sam.get("/notes").text == "none"


def test_a_form_from_our_own_page_is_taken(sam: FlaskClient) -> None:
    ours = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert sam.post("/notes", data={**tokens(sam), "text": "milk"}, headers=ours).status_code == 303


def test_a_page_left_open_too_long_shows_what_was_typed(sam: FlaskClient) -> None:
    answer = sam.post("/notes", data={"form_token": "x" * 43, "csrf_token": "old", "text": "my long story"})
    assert answer.status_code == 400
    assert "my long story" in answer.text


def test_a_hook_needs_no_tokens(stranger: FlaskClient) -> None:
    assert stranger.post("/notes/hook", headers={"Origin": "https://issuer.test"}).status_code == 303


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("refused", 403, "Only Kit may do that."),
        ("missing", 404, "We cannot find that page"),
        ("bad", 422, "That is not a note."),
        ("conflict", 409, "Kit changed it first."),
    ],
)
def test_a_refusal_is_said_in_words_and_keeps_nothing(sam: FlaskClient, kind: str, status: int, words: str) -> None:
    answer = sam.post(f"/notes/refused/{kind}", data={**tokens(sam), "text": "my long story"})
    assert (answer.status_code, words in answer.text) == (status, True)
    assert sam.get("/notes").text == "none"


def test_a_fault_shows_a_number_and_nothing_else(sam: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = sam.post("/notes/refused/fault", data=tokens(sam))
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "ZeroDivisionError" in caplog.text
    number = caplog.records[0].getMessage().split()[1]
    assert number in answer.text
    assert sam.get("/notes").text == "none"


def test_looking_cannot_write(sam: FlaskClient) -> None:
    assert sam.get("/notes/write").status_code == 503
    assert sam.get("/notes").text == "none"


def test_other_ways_of_asking_are_refused(sam: FlaskClient) -> None:
    assert sam.delete("/notes").status_code == 405
    assert sam.post("/notes/7", data=tokens(sam)).status_code == 405
    assert sam.get("/nothing/here").status_code == 404


def test_an_unknown_host_is_refused(world: SmallWorld) -> None:
    browser = as_person(small_app(world), "Sam")
    answer = browser.get("/notes", base_url="http://evil.test")
    assert answer.status_code == 400
    assert "evil" not in answer.text
