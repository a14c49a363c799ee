"""Deciding in a browser: the inbox, the case under its number, a vote, the signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.approvals.vocabulary import Choice, RequestState
from app.people.models import Interest
from tests.journeys.asking import NO, ask_for_it, counselling, request_now, sign, vote, where
from tests.journeys.test_ask import with_rules
from tests.support.cast import Cast

Work = Callable[[Callable[[Session], Any]], Any]
Browse = Callable[[Any], Any]
VOTE = {"version": "1", "choice": "approve", "reason": "It helps."}


@pytest.fixture
def request_id(cast: Cast, write: Work) -> int:
    """Sam and Kit asked for six counselling sessions."""
    write(counselling(cast))
    made: int = write(ask_for_it(cast))
    return made


def test_the_inbox_and_the_case_paper_name_nobody(cast: Cast, client_for: Browse, read: Work, request_id: int) -> None:
    browser, request = client_for(cast.ali), read(request_now(request_id))
    inbox, paper = browser.get("/approvals").text, browser.get(f"/approvals/{request_id}").text
    for page in (inbox, paper):
        assert request.reference in page
        for name in ("Sam", "Teller", "Kit", "Osei", cast.sam.reference):
            assert name not in page
    assert "Read and vote" in inbox
    assert "I sleep badly." in paper


def test_late_cases_are_on_top_and_marked(cast: Cast, client_for: Browse, write: Work, request_id: int) -> None:
    write(counselling(cast, weeks=1))
    second = write(ask_for_it(cast))
    write(
        lambda s: setattr(
            request_now(second)(s), "due_on", request_now(second)(s).submitted_at.date() - timedelta(days=7)
        )
    )
    page = client_for(cast.pat).get("/approvals").text
    assert page.index(f"/approvals/{second}") < page.index(f"/approvals/{request_id}")
    assert "c-card--late" in page


@pytest.mark.parametrize("who", ["kit", "sam_viewer", "bo", "fin", "cora", "ada", "gwen", "lou"])
def test_a_case_is_not_there_for_others(cast: Cast, client_for: Browse, request_id: int, who: str) -> None:
    browser = client_for(getattr(cast, who))
    assert browser.get(f"/approvals/{request_id}").status_code == 404
    assert browser.post(f"/approvals/{request_id}/votes", {}).status_code == 404
    assert browser.post(f"/approvals/{request_id}/sign/approve", {}).status_code == 404
    assert browser.post(f"/approvals/{request_id}/step-back", {}).status_code == 404


def test_votes_then_the_chairs_signature(cast: Cast, client_for: Browse, read: Work, request_id: int) -> None:
    ali, nell, pat = client_for(cast.ali), client_for(cast.nell), client_for(cast.pat)
    empty = ali.post(f"/approvals/{request_id}/votes", {"version": "1", "choice": "approve", "reason": ""})
    assert empty.status_code == 422
    assert "Say why" in empty.text
    assert ali.post(f"/approvals/{request_id}/votes", VOTE).status_code == 303
    assert "Ali Rahman" not in nell.get(f"/approvals/{request_id}").text
    assert nell.post(f"/approvals/{request_id}/votes", VOTE).status_code == 303
    assert "Ali Rahman" in nell.get(f"/approvals/{request_id}").text
    assert "Do not agree" not in pat.get(f"/approvals/{request_id}").text
    assert nell.post(f"/approvals/{request_id}/sign/approve", {"version": "1", "words": "Yes"}).status_code == 403
    assert pat.post(f"/approvals/{request_id}/sign/approve", {"version": "1", "words": ""}).status_code == 422
    assert pat.post(f"/approvals/{request_id}/sign/approve", {"version": "1", "words": "Yes"}).status_code == 303
    assert read(request_now(request_id)).state is RequestState.AGREED
    assert "The answer is yes" in client_for(cast.sam_viewer).get(f"/requests/{request_id}").text


def test_an_old_page_is_a_conflict_in_words(cast: Cast, client_for: Browse, request_id: int) -> None:
    answer = client_for(cast.ali).post(f"/approvals/{request_id}/votes", {**VOTE, "version": "2"})
    assert answer.status_code == 409
    assert "The case was changed after you opened it" in answer.text


def test_a_no_needs_all_its_reasons_and_the_person_reads_them(
    cast: Cast, client_for: Browse, write: Work, read: Work, request_id: int
) -> None:
    write(vote(cast.ali, request_id, Choice.DECLINE))
    write(vote(cast.nell, request_id, Choice.DECLINE))
    pat, address = client_for(cast.pat), f"/approvals/{request_id}/sign/decline"
    missing = pat.post(address, {"version": "1", "words": "Not this time"})
    assert missing.status_code == 422
    for words in ("Choose the reason", "Say who else could pay for it", "Say how they can ask again", "Not this time"):
        assert words in missing.text
    sent = {"version": "1", "words": "Not this time", "decline_reason": "other_funding",
            "other_funding": "The college", "how_to_ask_again": "With a letter"}  # fmt: skip
    assert pat.post(address, sent).status_code == 303
    assert read(where(cast))[0] == "£1,000.00"
    page = client_for(cast.sam_viewer).get(f"/requests/{request_id}").text
    for words in ("Somebody else should pay for it", "Not this time", "The college", "With a letter"):
        assert words in page


def test_a_member_with_a_stake_does_not_read_the_case(
    cast: Cast, client_for: Browse, write: Work, request_id: int
) -> None:
    write(lambda s: s.add(Interest(user_id=cast.ali.user_id, provider_id=cast.provider.id, what="Cousin’s")))
    browser = client_for(cast.ali)
    page = browser.get(f"/approvals/{request_id}").text
    assert "You told us of an interest in a provider" in page
    assert "I sleep badly." not in page
    assert browser.post(f"/approvals/{request_id}/votes", VOTE).status_code == 403


def test_a_member_steps_back_and_comments_are_kept(cast: Cast, client_for: Browse, request_id: int) -> None:
    ali, nell = client_for(cast.ali), client_for(cast.nell)
    assert nell.post(f"/approvals/{request_id}/comments", {"words": "Could the GP refer?"}).status_code == 303
    assert "Could the GP refer?" in ali.get(f"/approvals/{request_id}").text
    assert nell.post(f"/approvals/{request_id}/comments", {"words": ""}).status_code == 422
    assert ali.post(f"/approvals/{request_id}/step-back", {"why": ""}).status_code == 422
    assert ali.post(f"/approvals/{request_id}/step-back", {"why": "I know them"}).status_code == 303
    assert "You stepped back from this case" in ali.get(f"/approvals/{request_id}").text


def test_the_line_manager_decides_on_the_same_page(cast: Cast, client_for: Browse, write: Work, read: Work) -> None:
    write(with_rules(cast, "sds-flat"))
    write(counselling(cast, weeks=1))
    request_id = write(ask_for_it(cast))
    lou = client_for(cast.lou)
    assert "Read and decide" in lou.get("/approvals").text
    page = lou.get(f"/approvals/{request_id}").text
    assert "You decide alone" in page
    sent = {"version": "1", "question": "Which day?"}
    assert lou.post(f"/approvals/{request_id}/sign/more_information", sent).status_code == 303
    assert read(request_now(request_id)).state is RequestState.MORE_INFORMATION
    assert "Which day?" in client_for(cast.kit).get(f"/requests/{request_id}").text


def test_past_decisions_teach_panels_and_keyworkers(
    cast: Cast, client_for: Browse, write: Work, request_id: int
) -> None:
    write(vote(cast.ali, request_id, Choice.DECLINE))
    write(vote(cast.nell, request_id, Choice.DECLINE))
    write(sign(cast.pat, request_id, Choice.DECLINE, NO))
    for viewer in (cast.kit, cast.nell, cast.lou):
        page = client_for(viewer).get("/approvals/precedents").text
        assert "One-to-one counselling" in page
        assert NO.words in page
    assert client_for(cast.nell).get("/approvals/precedents?area=nonsense").status_code == 422
    assert "None yet" in client_for(cast.nell).get("/approvals/precedents?answer=yes").text
    assert client_for(cast.sam_viewer).get("/approvals/precedents").status_code == 404


def test_an_answer_nobody_offers_is_no_page(cast: Cast, client_for: Browse, request_id: int) -> None:
    assert client_for(cast.pat).get(f"/approvals/{request_id}/sign/maybe").status_code == 404
