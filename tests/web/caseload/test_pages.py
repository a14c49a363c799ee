"""Kit's caseload in the browser: one line a person, with the reason and the next step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.budgets.models import Budget
from app.budgets.vocabulary import BudgetState
from app.kernel import clock
from app.people.models import Person
from app.plans.models import Plan
from tests.support.cast import Cast

Act = Callable[[Callable[[Session], Any]], Any]
Client = Callable[..., Any]


def test_kit_sees_sam_and_not_jo(cast: Cast, client_for: Client) -> None:
    page = client_for(cast.kit).get("/caseload").text
    assert "Sam Teller" in page
    assert "Jo Wren" not in page


def test_silence_is_said_with_what_to_do(cast: Cast, client_for: Client, write: Act) -> None:
    def go_quiet(session: Session) -> None:
        then = clock.now() - timedelta(days=20)
        session.execute(update(Person).values(created_at=then))
        session.execute(update(Plan).values(touched_at=then))

    write(go_quiet)
    page = client_for(cast.kit).get("/caseload").text
    assert "Nothing heard for 20 days" in page
    assert "Get in touch" in page


def test_lou_sees_whose_person_it_is(cast: Cast, client_for: Client) -> None:
    page = client_for(cast.lou).get("/caseload").text
    assert "People in my teams" in page
    assert "with Kit Osei" in page


def test_a_step_that_is_kits_leads_lou_to_sams_page(cast: Cast, client_for: Client, write: Act) -> None:
    write(lambda s: s.execute(update(Budget).values(state=BudgetState.CLOSED)).close())
    step = f"/assessments/people/{cast.sam.id}/new"
    assert step in client_for(cast.kit).get("/caseload").text
    page = client_for(cast.lou).get("/caseload").text
    assert step not in page
    assert page.count(f'href="/people/{cast.sam.id}"') == 2


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 40, "²"])
def test_an_odd_page_number_is_the_first_page(after: str, cast: Cast, client_for: Client) -> None:
    answer = client_for(cast.kit).get("/caseload", query_string={"after": after})
    assert answer.status_code == 200
    assert "Sam Teller" in answer.text


@pytest.mark.parametrize("who", ["bo", "pat", "cora", "sam_viewer", "gwen"])
def test_nobody_else_has_a_caseload(who: str, cast: Cast, client_for: Client) -> None:
    assert client_for(getattr(cast, who)).get("/caseload").status_code == 404
