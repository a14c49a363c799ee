"""What waits for somebody: due first, only what they can move, and nothing of another organisation's."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.journeys import bank
from app.reports.inbox import TaskKind, tasks_for
from app.web.home.ways import ACTIONS, ENDPOINTS
from app.web.shell.dispatch import Citronella
from tests.conftest import Write
from tests.support.buying import ordered
from tests.support.cast import Cast


def _kinds(session: Session, viewer) -> list[TaskKind]:  # type: ignore[no-untyped-def]
    return [task.kind for task in tasks_for(session, viewer)]


def test_new_bank_details_wait_for_a_clerk_who_did_not_enter_them(write: Write, read: Write, cast: Cast) -> None:
    write(lambda s: bank.enter(s, cast.fin, cast.shop.id, account_name="Paws", sort_code="200000", account="41238876"))
    assert read(lambda s: _kinds(s, cast.flo)) == [TaskKind.CALL_ABOUT_BANK]
    assert read(lambda s: _kinds(s, cast.fin)) == []
    stranger = replace(cast.flo, user_id=cast.flo.user_id, organisation_id=cast.flo.organisation_id + 1)
    assert read(lambda s: _kinds(s, stranger)) == []


def test_a_provider_sees_its_own_orders_only(write: Write, read: Write, cast: Cast) -> None:
    write(lambda s: ordered(s, cast))
    other = replace(cast.gwen, provider_id=cast.shop.id)
    assert read(lambda s: _kinds(s, other)) == []


def test_every_kind_of_task_leads_somewhere(app: Citronella) -> None:
    assert set(ENDPOINTS) == set(TaskKind) == set(ACTIONS)
    assert {endpoint for endpoint in ENDPOINTS.values() if endpoint not in app.view_functions} == set()
