"""Cora starts a programme, records money and chooses the panel in the browser; mistakes lose nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import clock
from app.programmes.models import Award, Programme
from app.programmes.queries import panel_of, policies_newest_first, policy_on
from tests.support.cast import Cast

Act = Callable[[Callable[[Session], Any]], Any]
Client = Callable[..., Any]
TODAY = {"received_on": [str(part) for part in (clock.today().day, clock.today().month, clock.today().year)]}


def test_from_choosing_a_preset_to_money_in_the_pool(cast: Cast, client_for: Client, read: Act) -> None:
    cora = client_for(cast.cora)
    assert "Read what it decides" in cora.get("/programmes/new").text
    page = cora.get("/programmes/new/sds-flat").text
    assert "£1,000, once" in page
    assert "The line manager decides, whatever the amount." in page
    answer = cora.post("/programmes/new/sds-flat", {"name": "Fresh start"})
    assert answer.status_code == 303
    number = read(lambda s: s.scalar(select(Programme.id).where(Programme.name == "Fresh start")))
    assert cora.get(f"/programmes/{number}/awards/new").status_code == 303, "first a fund"
    fund = {"name": "Pot", "funder": "The county", "ends_on": ["31", "3", str(clock.today().year + 1)]}
    assert cora.post(f"/programmes/{number}/funds", fund).status_code == 303
    form = cora.get(f"/programmes/{number}/awards/new").text
    assert "Pot, from The county" in form
    award = {"fund_id": _only_fund(form), "amount": "£2,500", "funder_reference": "C-1", **TODAY}
    assert cora.post(f"/programmes/{number}/awards", award).status_code == 303
    page = cora.get(f"/programmes/{number}").text
    assert "£2,500.00" in page
    assert "5 working days" in page


def _only_fund(page: str) -> str:
    return page.split('name="fund_id"')[1].split('value="')[1].split('"', maxsplit=1)[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "-5"}, "Enter an amount in pounds"),
        ({"amount": "lots"}, "Enter an amount in pounds"),
        ({"amount": "0"}, "more than £0"),
        ({"amount": "1.005"}, "no more than 2 numbers"),
        ({"amount": "99999999"}, "£50,000,000 or less"),
        ({"amount": ""}, "Enter the amount"),
        ({"funder_reference": " "}, "Enter the funder’s reference"),
        ({"funder_reference": "GRANT-1"}, "with this reference came in on"),
        ({"fund_id": "999"}, "Choose one of the answers"),
        ({"received_on": ["31", "2", "2026"]}, "Enter a real date"),
        ({"received_on": ["1", "1", "2090"]}, "must be today or earlier"),
    ],
)
def test_an_award_with_a_mistake_keeps_what_was_typed(
    change: dict[str, Any], words: str, cast: Cast, client_for: Client, read: Act
) -> None:
    cora = client_for(cast.cora)
    good = {"fund_id": str(cast.fund.id), "amount": "123.45", "funder_reference": "KEPT-7", **TODAY}
    answer = cora.post(f"/programmes/{cast.programme.id}/awards", {**good, **change})
    assert answer.status_code == 422
    assert words in answer.text
    for name in {"amount", "funder_reference"} - set(change):
        assert f'value="{good[name]}"' in answer.text, name
    assert read(lambda s: len(s.scalars(select(Award)).all())) == 1


def test_sending_an_award_twice_counts_once(cast: Cast, client_for: Client, read: Act) -> None:
    cora = client_for(cast.cora)
    sent = {"fund_id": str(cast.fund.id), "amount": "10", "funder_reference": "ONCE", **TODAY}
    for _ in range(2):
        answer = cora.post(f"/programmes/{cast.programme.id}/awards", sent, form_token="t" * 30)
        assert answer.status_code == 303
    assert read(lambda s: len(s.scalars(select(Award)).all())) == 2


def test_a_change_of_settings_is_a_new_policy(cast: Cast, client_for: Client, read: Act) -> None:
    cora = client_for(cast.cora)
    page = cora.get(f"/programmes/{cast.programme.id}/settings").text
    assert 'name="most"' not in page, "bands have no single amount"
    day = [str(part) for part in (clock.today().day, clock.today().month, clock.today().year)]
    sent = {"quorum": "3", "decide_within_days": "4", "automatic_up_to": "40", "review_every_weeks": "6",
            "silent_after_days": "10", "effective_from": day}  # fmt: skip
    assert cora.post(f"/programmes/{cast.programme.id}/settings", {**sent, "quorum": "none"}).status_code == 422
    assert cora.post(f"/programmes/{cast.programme.id}/settings", sent).status_code == 303
    policy = read(lambda s: policy_on(s, cast.programme.id, clock.today()))
    assert (policy.quorum, policy.decide_within_days, policy.silent_after_days) == (3, 4, 10)
    assert read(lambda s: len(policies_newest_first(s, cast.programme.id))) == 2
    assert "Up to £40 it is agreed at once" in cora.get(f"/programmes/{cast.programme.id}").text


def test_the_panel_in_the_browser(cast: Cast, client_for: Client, read: Act) -> None:
    cora, address = client_for(cast.cora), f"/programmes/{cast.programme.id}"
    seats = {seat.user_id: seat.id for seat in read(lambda s: panel_of(s, cast.programme.id, clock.today()))}
    assert cora.post(f"{address}/seats/{seats[cast.nell.user_id]}/end").status_code == 303
    assert cora.post(f"{address}/seats/{seats[cast.nell.user_id]}/end").status_code == 409
    assert cora.post(f"{address}/seats/{seats[cast.ali.user_id]}/chair").status_code == 409, "Ali may not sign"
    form = cora.get(f"{address}/seats/new").text
    assert "Nell Hart" in form
    assert "Ali Rahman" not in form
    sent = {"user_id": str(cast.nell.user_id), "chairs": "member"}
    assert cora.post(f"{address}/seats", sent).status_code == 303
    assert cora.post(f"{address}/seats", {**sent, "chairs": "queen"}).status_code == 422


@pytest.mark.parametrize("amount", ["8000.01", "-1", "x", ""])
def test_a_top_up_that_cannot_be_is_said_at_the_amount(amount: str, cast: Cast, client_for: Client) -> None:
    answer = client_for(cast.mo).post("/programmes/card-issuer", {"amount": amount})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_mo_tops_up_the_issuer(cast: Cast, client_for: Client) -> None:
    mo = client_for(cast.mo)
    assert mo.post("/programmes/card-issuer", {"amount": "500"}).status_code == 303
    page = mo.get("/programmes/card-issuer").text
    assert "£2,500.00" in page
    assert "£7,500.00" in page


@pytest.mark.parametrize("who", ["kit", "pat", "sam_viewer", "gwen", "fin"])
def test_the_pages_do_not_exist_for_others(who: str, cast: Cast, client_for: Client) -> None:
    client = client_for(getattr(cast, who))
    for path in ("/programmes", "/programmes/new", f"/programmes/{cast.programme.id}", "/programmes/card-issuer"):
        assert client.get(path).status_code == 404, path
    assert client.post("/programmes/new/sds-flat", {"name": "Mine"}).status_code == 404


@pytest.mark.parametrize("path", ["/programmes/999999", "/programmes/new/nothing", "/programmes/0/settings"])
def test_what_is_not_there(path: str, cast: Cast, client_for: Client) -> None:
    assert client_for(cast.cora).get(path).status_code in {404, 422}
