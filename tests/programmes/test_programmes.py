"""Cora starts a programme, changes a rule from a day on, and chooses the panel; nobody else can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.errors import BadInput, Conflict, NotFound, Refused
from app.kernel.money import Money
from app.people.models import UserAccount
from app.programmes import actions, queries
from app.programmes.changes import settings_of, with_settings
from app.programmes.models import Programme
from app.programmes.preset_files import preset_names, preset_rules
from app.programmes.rules import approval_route, read_policy
from app.programmes.vocabulary import ApprovalRoute
from tests.support.cast import Cast

Act = Callable[[Callable[[Session], Any]], Any]


@pytest.mark.parametrize("preset", preset_names())
def test_cora_starts_a_programme_from_each_preset(preset: str, cast: Cast, write: Act, read: Act) -> None:
    made = write(lambda s: actions.start_programme(s, cast.cora, name="New start", preset=preset).id)
    policy = read(lambda s: queries.policy_on(s, made, clock.today()))
    assert policy.name == "New start"
    with pytest.raises(NotFound):
        read(lambda s: queries.policy_on(s, made, clock.today() - timedelta(days=1)))


@pytest.mark.parametrize("who", ["kit", "lou", "bo", "pat", "mo", "ada", "gwen", "sam_viewer"])
def test_nobody_else_can(who: str, cast: Cast, write: Act) -> None:
    with pytest.raises(Refused):
        write(lambda s: actions.start_programme(s, getattr(cast, who), name="Mine", preset="sds-flat"))


@pytest.mark.parametrize(
    ("name", "preset", "field"),
    [("", "sds-flat", "name"), ("self-directed SUPPORT", "sds-flat", "name"), ("New", "../secret", "preset")],
)
def test_what_was_typed_wrong_is_said_at_its_field(name: str, preset: str, field: str, cast: Cast, write: Act) -> None:
    with pytest.raises(BadInput) as refused:
        write(lambda s: actions.start_programme(s, cast.cora, name=name, preset=preset))
    assert refused.value.field == field


def test_a_change_of_rules_holds_from_its_day_and_not_before(cast: Cast, write: Act, read: Act) -> None:
    today, later = clock.today(), clock.today() + timedelta(days=10)

    def change(session: Session) -> None:
        programme = queries.programme_for(session, cast.cora, cast.programme.id)
        row = queries.policy_row_on(session, programme.id, today)
        old = settings_of(read_policy(row.rules))
        new = type(old)(
            quorum=3,
            decide_within_days=4,
            review_every_weeks=old.review_every_weeks,
            silent_after_days=old.silent_after_days,
            automatic_up_to=Money.pounds("50"),
            most=old.most,
        )
        rules = with_settings(row.rules, new)
        actions.change_policy(session, cast.cora, programme, rules=rules, effective_from=later)

    write(change)
    now, then = read(
        lambda s: (
            queries.policy_on(s, cast.programme.id, later - timedelta(days=1)),
            queries.policy_on(s, cast.programme.id, later),
        )
    )
    assert (now.quorum, then.quorum, then.decide_within_days) == (2, 3, 4)
    small = Money.pounds("50")
    assert approval_route(now, small) is ApprovalRoute.PANEL
    assert approval_route(then, small) is ApprovalRoute.AUTOMATIC


def test_rules_cannot_change_in_the_past(cast: Cast, write: Act) -> None:
    def change(session: Session) -> None:
        programme = queries.programme_for(session, cast.cora, cast.programme.id)
        yesterday = clock.today() - timedelta(days=1)
        actions.change_policy(session, cast.cora, programme, rules=preset_rules("sds-panel"), effective_from=yesterday)

    with pytest.raises(BadInput, match="from today on"):
        write(change)


def _programme(session: Session, cast: Cast) -> Programme:
    return queries.programme_for(session, cast.cora, cast.programme.id)


def test_the_panel_gets_a_new_chair_and_loses_a_member(cast: Cast, write: Act, read: Act) -> None:
    today = clock.today()

    def change(session: Session) -> None:
        programme = _programme(session, cast)
        seats = {seat.user_id: seat for seat in queries.panel_of(session, programme.id, today)}
        actions.end_seat(session, cast.cora, programme, seats[cast.nell.user_id])
        actions.end_seat(session, cast.cora, programme, seats[cast.pat.user_id])
        pat = session.get_one(UserAccount, cast.pat.user_id)
        actions.add_seat(session, cast.cora, programme, pat, chairs=True)

    write(change)
    panel = read(lambda s: [(p.user_id, p.chairs) for p in queries.panel_of(s, cast.programme.id, today)])
    assert panel == [(cast.pat.user_id, True), (cast.ali.user_id, False)]
    assert read(lambda s: queries.seats_of(s, cast.nell.user_id, today)) == []


@pytest.mark.parametrize(
    ("who", "chairs", "words"),
    [
        ("kit", False, "role of panel member"),
        ("ali", False, "sits on this panel already"),
        ("ali", True, "role of panel chair"),
    ],
)
def test_a_seat_needs_the_role(who: str, chairs: bool, words: str, cast: Cast, write: Act) -> None:
    def add(session: Session) -> None:
        user = session.get_one(UserAccount, getattr(cast, who).user_id)
        actions.add_seat(session, cast.cora, _programme(session, cast), user, chairs=chairs)

    with pytest.raises(BadInput, match=words):
        write(add)


def test_a_seat_ends_once(cast: Cast, write: Act) -> None:
    def end_twice(session: Session) -> None:
        programme = _programme(session, cast)
        seat = queries.panel_of(session, programme.id, clock.today())[0]
        actions.end_seat(session, cast.cora, programme, seat)
        actions.end_seat(session, cast.cora, programme, seat)

    with pytest.raises(Conflict):
        write(end_twice)
