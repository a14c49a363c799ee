"""The plan in a browser: goals, things that would help, the case, and one press of the button."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.kernel import clock
from app.kernel.ids import new_token
from app.plans.models import Goal, Item, Plan
from app.plans.vocabulary import ItemState, SourcingState
from tests.journeys.asking import ask_for_it, counselling, something_by_card, where
from tests.support.cast import Cast

Work = Callable[[Callable[[Session], Any]], Any]
Browse = Callable[[Any], Any]


def day(when: date) -> list[str]:
    """A day as its three boxes send it."""
    return [str(when.day), str(when.month), str(when.year)]


def answers(cast: Cast, **more: object) -> dict[str, object]:
    """A filled-in form: one, once, tomorrow, ordered."""
    tomorrow = day(clock.today() + timedelta(days=1))
    return {"goal": cast.goal.id, "quantity": "1", "often": "once", "starts_on": tomorrow, "route": "order", **more}


def the_item(session: Session) -> Item:
    """The one thing on the plan."""
    return session.scalars(select(Item)).one()


def test_a_person_sees_their_plan_and_what_is_left(cast: Cast, client_for: Browse, write: Work) -> None:
    write(counselling(cast))
    page = client_for(cast.sam_viewer).get(f"/plans/{cast.plan.id}").text
    assert "Your plan" in page
    assert "£730.00" in page
    assert "Ask for this" in page
    assert "Sam’s plan" in client_for(cast.kit).get(f"/plans/{cast.plan.id}").text


def test_strangers_do_not_find_a_plan_and_their_forms_are_not_read(cast: Cast, client_for: Browse) -> None:
    for stranger in (cast.kim, cast.jo_viewer):
        browser = client_for(stranger)
        assert browser.get(f"/plans/{cast.plan.id}").status_code == 404
        assert browser.post(f"/plans/{cast.plan.id}/goals", {}).status_code == 404
        assert browser.post(f"/plans/{cast.plan.id}/requests", {}).status_code == 404
    for other in (cast.pat, cast.fin, cast.gwen, cast.ada):
        assert client_for(other).get(f"/plans/{cast.plan.id}").status_code == 404


def test_a_goal_is_added_changed_and_ended(cast: Cast, client_for: Browse, read: Work) -> None:
    browser, home = client_for(cast.sam_viewer), f"/plans/{cast.plan.id}"
    wrong = browser.post(f"{home}/goals", {"words": "", "area": "housing"})
    assert wrong.status_code == 422
    assert "Say what you want to be different" in wrong.text
    assert browser.post(f"{home}/goals", {"words": "See my children", "area": "family_and_friends"}).status_code == 303
    goal = read(lambda s: s.scalars(select(Goal).where(Goal.words == "See my children")).one())
    assert browser.post(f"{home}/goals/{goal.id}", {"words": "See my girls", "area": "health"}).status_code == 303
    assert browser.post(f"{home}/goals/{goal.id}/end").status_code == 303
    assert browser.get(f"{home}/goals/{goal.id}").status_code == 404


def test_an_offer_goes_on_the_plan_at_the_catalogues_price_whatever_the_form_says(
    cast: Cast, client_for: Browse, read: Work
) -> None:
    browser, address = client_for(cast.sam_viewer), f"/plans/{cast.plan.id}/offers/{cast.offer.id}"
    assert "£45 for each session" in browser.get(address).text
    sent = answers(cast, often="weekly", weeks="6", price="0.01", unit_price="1", unit_charge="1", state="agreed")
    assert browser.post(address, sent).status_code == 303
    item = read(the_item)
    assert (str(item.cost), item.weeks, item.state) == ("£270.00", 6, ItemState.IDEA)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"quantity": "0"}, "Enter 1 or more"),
        ({"quantity": "1e9"}, "Enter a whole number"),
        ({"quantity": "99999999999999999999"}, "Enter 100 or fewer"),
        ({"often": "weekly"}, "Enter for how many weeks"),
        ({"starts_on": day(clock.today() - timedelta(days=1))}, "or later"),
        ({"starts_on": ["31", "2", "2027"]}, "Enter a real date"),
        ({"route": "card"}, "Choose one of the answers on the page"),
        ({"route": "mainstream"}, "Say who pays for it"),
        ({"goal": "999"}, "Choose one of the answers on the page"),
        ({"goal": ""}, "Choose the goal it helps with"),
    ],
)
def test_what_cannot_be_is_said_at_its_question_and_nothing_typed_is_lost(
    cast: Cast, client_for: Browse, read: Work, more: dict[str, object], words: str
) -> None:
    sent = {**answers(cast, weeks="", mainstream_payer=""), **more}
    answer = client_for(cast.kit).post(f"/plans/{cast.plan.id}/offers/{cast.offer.id}", sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert "There is a problem" in answer.text
    assert read(lambda s: s.scalars(select(Item)).all()) == []


def test_something_else_by_card_takes_the_price_of_the_shop(cast: Cast, client_for: Browse, read: Work) -> None:
    browser, address = client_for(cast.sam_viewer), f"/plans/{cast.plan.id}/something-else"
    sent = answers(cast, title="A citronella collar", route="card", price="25", details="", link="")
    assert "Say where you saw it" in browser.post(address, sent).text
    bad_link = browser.post(address, {**sent, "link": "javascript:alert(1)", "details": "For the dog"})
    assert bad_link.status_code == 422
    assert "Enter a web address" in bad_link.text
    assert "For the dog" in bad_link.text
    assert browser.post(address, {**sent, "link": "shop.example/collar"}).status_code == 303
    item = read(the_item)
    assert (str(item.cost), item.link, item.route) == ("£25.00", "https://shop.example/collar", "card")


def test_something_else_to_order_goes_to_the_broker(cast: Cast, client_for: Browse, read: Work) -> None:
    answer = client_for(cast.kit).post(f"/plans/{cast.plan.id}/something-else", answers(cast, title="Studio time"))
    assert answer.status_code == 303
    assert read(the_item).sourcing is SourcingState.WAITING
    assert "Our broker is finding out what it costs" in client_for(cast.kit).get(f"/plans/{cast.plan.id}").text


def test_a_thing_is_changed_tried_out_and_taken_off(cast: Cast, client_for: Browse, write: Work, read: Work) -> None:
    item = write(counselling(cast))
    browser, address = client_for(cast.kit), f"/plans/{cast.plan.id}/items/{item.id}"
    assert "One-to-one counselling" in browser.get(address).text
    assert browser.post(address, answers(cast, often="weekly", weeks="2")).status_code == 303
    assert str(read(the_item).cost) == "£90.00"
    assert browser.post(f"{address}/try").status_code == 303
    assert read(the_item).state is ItemState.WHAT_IF
    assert browser.post(f"{address}/want").status_code == 303
    assert browser.post(f"{address}/drop").status_code == 303
    assert read(the_item).state is ItemState.DROPPED
    assert browser.post(f"{address}/want").status_code == 409
    assert browser.post(f"/plans/{cast.plan.id + 1}/items/{item.id}/drop").status_code == 404


def test_too_much_is_said_early_and_cannot_be_sent(cast: Cast, client_for: Browse, write: Work, read: Work) -> None:
    write(counselling(cast, weeks=24))
    browser = client_for(cast.kit)
    assert "£80 more than what is left" in browser.get(f"/plans/{cast.plan.id}").text
    browser.post(f"/plans/{cast.plan.id}/case", {"person_words": "I", "keyworker_words": "K"})
    assert "Send it to the panel" not in browser.get(f"/plans/{cast.plan.id}/check").text
    answer = browser.post(f"/plans/{cast.plan.id}/requests")
    assert answer.status_code == 422
    assert "There is not enough left in this budget" in answer.text
    assert read(where(cast))[0] == "£1,000.00"


def test_the_case_is_kept_in_two_voices_and_comes_back(cast: Cast, client_for: Browse, write: Work, read: Work) -> None:
    write(counselling(cast))
    sam, kit, address = client_for(cast.sam_viewer), client_for(cast.kit), f"/plans/{cast.plan.id}/case"
    later = sam.post(address, {"person_words": "I sleep badly", "keyworker_words": "I am Kit", "then": "later"})
    assert later.headers["Location"] == f"/plans/{cast.plan.id}"
    plan = read(lambda s: s.scalars(select(Plan)).one())
    assert (plan.person_words, plan.keyworker_words) == ("I sleep badly", "")
    assert "I sleep badly" in kit.get(address).text


def test_two_who_write_at_once_do_not_lose_a_word(cast: Cast, client_for: Browse, write: Work, read: Work) -> None:
    write(counselling(cast))
    sam, kit, address = client_for(cast.sam_viewer), client_for(cast.kit), f"/plans/{cast.plan.id}/case"
    opened = kit.get(address).text.split('name="seen" value="')[1].split('"')[0]
    sam.post(address, {"person_words": "Written by Sam"})
    left_alone = {"person_words": "", "keyworker_words": "Written by Kit", "seen": opened}
    assert kit.post(address, left_alone).status_code == 303
    plan = read(lambda s: s.scalars(select(Plan)).one())
    assert (plan.person_words, plan.keyworker_words) == ("Written by Sam", "Written by Kit")
    both = kit.post(address, {**left_alone, "person_words": "Written for Sam"})
    assert both.status_code == 422
    assert "It now says: “Written by Sam”" in both.text


def test_before_it_is_sent_it_says_who_decides_and_by_when_and_minds_names(
    cast: Cast, client_for: Browse, write: Work
) -> None:
    write(counselling(cast))
    browser = client_for(cast.kit)
    browser.post(f"/plans/{cast.plan.id}/case", {"person_words": "Sam sleeps badly", "keyworker_words": "It helps"})
    page = browser.get(f"/plans/{cast.plan.id}/check").text
    due = clock.working_days_after(clock.today(), 5)
    assert f"They decide by <strong>{due:%A} {due.day} {due:%B %Y}</strong>" in page
    assert "Your words have a name in them (Sam)" in page
    assert "Send it to the panel" in page


def test_a_person_tells_their_keyworker_that_their_part_is_ready(cast: Cast, client_for: Browse, write: Work) -> None:
    write(something_by_card(cast, "25"))
    browser = client_for(cast.sam_viewer)
    browser.post(f"/plans/{cast.plan.id}/case", {"person_words": "It stops the barking"})
    assert "Tell Kit Osei" in browser.get(f"/plans/{cast.plan.id}/check").text
    assert browser.post(f"/plans/{cast.plan.id}/requests").status_code == 403
    assert browser.post(f"/plans/{cast.plan.id}/tell-keyworker").status_code == 303


def test_the_same_form_sent_five_times_asks_once(cast: Cast, client_for: Browse, write: Work, read: Work) -> None:
    write(counselling(cast))
    browser, token = client_for(cast.kit), new_token()
    browser.post(f"/plans/{cast.plan.id}/case", {"person_words": "I", "keyworker_words": "K"})
    sent = [browser.post(f"/plans/{cast.plan.id}/requests", form_token=token) for _ in range(5)]
    assert {answer.status_code for answer in sent} == {303}
    assert len({answer.headers["Location"] for answer in sent}) == 1
    assert len(read(lambda s: s.scalars(select(ApprovalRequest)).all())) == 1
    assert read(where(cast))[1] == "£270.00"


def test_the_same_form_sent_five_times_at_once_asks_once(
    cast: Cast, client_for: Browse, write: Work, read: Work
) -> None:
    write(counselling(cast))
    browsers, token, gate = [client_for(cast.kit) for _ in range(5)], new_token(), threading.Barrier(5)
    browsers[0].post(f"/plans/{cast.plan.id}/case", {"person_words": "I", "keyworker_words": "K"})
    for browser in browsers:
        browser.csrf = (
            browser.get(f"/plans/{cast.plan.id}/check").text.split('name="csrf_token" value="')[1].split('"')[0]
        )

    def press(browser: Any) -> tuple[int, str]:
        gate.wait(timeout=30)
        answer = browser.post(f"/plans/{cast.plan.id}/requests", form_token=token)
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(5) as pool:
        answers_given = set(pool.map(press, browsers))

    assert len(answers_given) == 1
    assert next(iter(answers_given))[0] == 303
    assert len(read(lambda s: s.scalars(select(ApprovalRequest)).all())) == 1
    assert read(where(cast))[1] == "£270.00"


def test_the_request_page_says_where_it_stands_and_lets_them_take_it_back(
    cast: Cast, client_for: Browse, write: Work, read: Work
) -> None:
    write(counselling(cast))
    request_id = write(ask_for_it(cast))
    sam = client_for(cast.sam_viewer)
    page = sam.get(f"/requests/{request_id}").text
    assert "Waiting for a decision" in page
    assert "The panel decides" in page
    assert client_for(cast.jo_viewer).get(f"/requests/{request_id}").status_code == 404
    assert client_for(cast.kim).post(f"/requests/{request_id}/take-back", {"version": 1}).status_code == 404
    assert sam.post(f"/requests/{request_id}/take-back", {"version": 9}).status_code == 409
    assert sam.post(f"/requests/{request_id}/take-back", {"version": 1}).status_code == 303
    assert read(where(cast))[0] == "£1,000.00"


def test_a_request_is_changed_on_its_page(cast: Cast, client_for: Browse, write: Work, read: Work) -> None:
    item = write(counselling(cast))
    request_id = write(ask_for_it(cast))
    browser, address = client_for(cast.kit), f"/requests/{request_id}/change"
    assert "Keep “One-to-one counselling”" in browser.get(address).text
    sent = {"version": 1, "person_words": "More", "keyworker_words": "More", f"keep_{item.id}": "y",
            f"quantity_{item.id}": "1", f"weeks_{item.id}": "100", f"route_{item.id}": "order"}  # fmt: skip
    too_long = browser.post(address, sent)
    assert too_long.status_code == 422
    assert "this budget ends on" in too_long.text
    assert browser.post(address, {**sent, f"weeks_{item.id}": "2"}).status_code == 303
    assert read(where(cast))[1] == "£90.00"
