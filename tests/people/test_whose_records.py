"""Whose records somebody may see, and that rights end at once when work moves on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys import accounts, casework
from app.kernel import clock
from app.kernel.errors import BadInput, Conflict, NotFound, Refused
from app.people.actions import declare_interest, end_interest
from app.people.models import AuthSession, Caseload, Person, Team, UserAccount
from app.people.queries import (
    interests_of,
    keyworker_of,
    line_manager_of,
    people_in_reach,
    person_for,
    user_of,
    viewer_of,
)
from app.people.sign_in_actions import start_session
from app.people.vocabulary import Contact, ContactChannel, Introduction, PriorityFlag, Role, Viewer
from tests.support.cast import Cast

IN_PERSON = Contact(ContactChannel.IN_PERSON)


def reach(session: Session, viewer: Viewer) -> set[str]:
    rows = session.scalars(select(Person.called).where(Person.id.in_(people_in_reach(viewer))))
    return set(rows)


def test_each_role_sees_the_people_it_works_for_and_nobody_else(cast: Cast, read: Any) -> None:
    expected = {
        "sam_viewer": {"Sam"}, "jo_viewer": {"Jo"}, "kit": {"Sam"}, "kim": {"Jo"}, "lou": {"Sam"}, "bo": {"Sam", "Jo"},
        "pat": set(), "ali": set(), "fin": set(), "mo": set(), "sunita": set(), "cora": set(), "ada": set(),
        "gwen": set(),
    }  # fmt: skip
    seen = {name: read(lambda session, name=name: reach(session, getattr(cast, name))) for name in expected}
    assert seen == expected


def test_a_broker_of_another_organisation_sees_nobody_of_ours(cast: Cast, read: Any) -> None:
    stranger = Viewer(999, "Bea", frozenset(Role), cast.bo.organisation_id + 1, team_ids=cast.kit.team_ids,
                      managed_team_ids=cast.lou.managed_team_ids)  # fmt: skip
    assert read(lambda session: reach(session, stranger)) == set()


def test_a_viewer_is_made_from_the_rows_of_a_user(cast: Cast, read: Any) -> None:
    for viewer in (cast.kit, cast.lou, cast.gwen, cast.sam_viewer):
        assert read(lambda session, v=viewer: viewer_of(session, user_of(session, v.user_id))) == viewer


def test_kit_meets_dee_and_dee_is_on_the_caseload_at_once(cast: Cast, write: Any, read: Any) -> None:
    wanted = Introduction(name="Dee Lark", called="Dee", area="LF2", priority_flags=(PriorityFlag.SAFETY,))
    dee = write(
        lambda session: (
            casework.meet(session, cast.kit, wanted, IN_PERSON, team_id=min(cast.kit.team_ids), consented=True).id
        )
    )
    found = read(lambda session: person_for(session, cast.kit, dee))
    assert (found.called, found.priority_flags, found.reference[:2]) == ("Dee", ["safety"], "P-")
    assert found.contact_confirmed_at is not None
    with pytest.raises(NotFound):
        read(lambda session: person_for(session, cast.kim, dee))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"called": ""}, "called"),
        ({"born_on": clock.today() + timedelta(days=1)}, "born_on"),
        ({"born_on": clock.today() - timedelta(days=366 * 130)}, "born_on"),
    ],
)
def test_a_person_is_described_truly(cast: Cast, write: Any, change: dict[str, Any], field: str) -> None:
    wanted = Introduction(**{"name": "Dee Lark", "called": "Dee", **change})
    with pytest.raises(BadInput) as refusal:
        write(
            lambda session: casework.meet(
                session, cast.kit, wanted, IN_PERSON, team_id=min(cast.kit.team_ids), consented=True
            )
        )
    assert refusal.value.field == field


def test_nobody_is_recorded_without_agreeing_nor_in_another_team(cast: Cast, write: Any) -> None:
    wanted = Introduction(name="Dee Lark", called="Dee")
    for team_id, consented, field in ((min(cast.kit.team_ids), False, "consented"), (0, True, "team_id")):
        with pytest.raises(BadInput) as refusal:
            write(
                lambda session, t=team_id, c=consented: casework.meet(
                    session, cast.kit, wanted, IN_PERSON, team_id=t, consented=c
                )
            )
        assert refusal.value.field == field
    for other in (cast.bo, cast.lou, cast.cora, cast.sam_viewer):
        with pytest.raises(Refused):
            write(lambda session, who=other: casework.meet(session, who, wanted, IN_PERSON, team_id=1, consented=True))


def test_after_a_hand_over_the_old_keyworker_sees_nothing_more(cast: Cast, write: Any, read: Any) -> None:
    def hand_over(session: Session) -> str:
        kim = user_of(session, cast.kim.user_id)
        kim.teams[0].team_id = min(cast.kit.team_ids)
        session.flush()
        sam = person_for(session, cast.kit, cast.sam.id)
        return casework.hand_over(session, cast.kit, sam, cast.kim.user_id, "Kit goes on leave")

    assert write(hand_over) == "Kim Vale"
    assert read(lambda session: reach(session, cast.kit)) == set()
    assert read(lambda session: reach(session, cast.kim)) == {"Sam", "Jo"}
    now = read(lambda session: keyworker_of(session, cast.sam.id))
    assert now is not None
    assert now.name == "Kim Vale"


@pytest.mark.parametrize("whom", ["kit", "bo", "kim", "sam_viewer"])
def test_work_is_handed_only_to_another_keyworker_of_the_team(cast: Cast, write: Any, whom: str) -> None:
    with pytest.raises(BadInput):
        write(
            lambda session: casework.hand_over(
                session, cast.lou, person_for(session, cast.lou, cast.sam.id), getattr(cast, whom).user_id, "Because"
            )
        )


def test_a_broker_may_look_but_not_change(cast: Cast, write: Any) -> None:
    def change(session: Session) -> None:
        sam = person_for(session, cast.bo, cast.sam.id)
        casework.note_court_order(session, cast.bo, sam, None, None)

    with pytest.raises(Refused):
        write(change)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (0, None, "until_on"),
        (None, 5, "from_on"),
        (5, 0, "until_on"),
        (0, 5000, "until_on"),
        (0, 180, None),
        (None, None, None),
    ],
)
def test_an_order_has_two_days_in_order(
    cast: Cast, write: Any, read: Any, first: int | None, last: int | None, field: str | None
) -> None:
    days = [None if n is None else clock.today() + timedelta(days=n) for n in (first, last)]

    def note(session: Session) -> None:
        casework.note_court_order(session, cast.kit, person_for(session, cast.kit, cast.sam.id), days[0], days[1])

    if field is None:
        write(note)
        kept = read(lambda session: session.get_one(Person, cast.sam.id))
        assert [kept.court_order_from, kept.court_order_until] == days
    else:
        with pytest.raises(BadInput) as refusal:
            write(note)
        assert refusal.value.field == field


def test_a_closed_record_is_out_of_the_keyworkers_sight_and_cannot_change(cast: Cast, write: Any, read: Any) -> None:
    write(lambda session: casework.end(session, cast.kit, person_for(session, cast.kit, cast.sam.id), "Moved away"))
    assert read(lambda session: reach(session, cast.kit)) == set()
    with pytest.raises((Conflict, Refused)):
        write(lambda session: casework.end(session, cast.lou, person_for(session, cast.lou, cast.sam.id), "Again"))


def test_who_moves_team_loses_their_people_and_is_signed_out(cast: Cast, write: Any, read: Any) -> None:
    def move(session: Session) -> int:
        kit = user_of(session, cast.kit.user_id)
        start_session(session, kit, device="A browser")
        south = session.scalars(select(Team).where(Team.name == "South team")).one()
        return accounts.move_to_team(session, cast.ada, kit, south, leads=False)

    assert write(move) == 1
    assert read(lambda session: reach(session, cast.kit)) == set()
    assert read(lambda session: keyworker_of(session, cast.sam.id)) is None
    ends = read(lambda session: session.scalars(select(AuthSession.ended_at)).all())
    assert len(ends) == 1
    assert ends[0] is not None


def test_who_leaves_can_not_come_back_and_keeps_nobody(cast: Cast, write: Any, read: Any) -> None:
    assert write(lambda session: accounts.switch_off(session, cast.ada, user_of(session, cast.kit.user_id))) == 1
    assert read(lambda session: reach(session, cast.kit)) == set()
    assert not read(lambda session: session.get_one(UserAccount, cast.kit.user_id)).is_active
    with pytest.raises(Conflict):
        write(lambda session: accounts.switch_off(session, cast.ada, user_of(session, cast.kit.user_id)))


def test_work_that_starts_tomorrow_gives_no_rights_today(cast: Cast, write: Any, read: Any) -> None:
    write(
        lambda session: session.add(
            Caseload(person_id=cast.jo.id, keyworker_id=cast.kit.user_id, from_on=clock.today() + timedelta(days=1))
        )
    )
    assert read(lambda session: reach(session, cast.kit)) == {"Sam"}


def test_lou_leads_the_team(cast: Cast, read: Any) -> None:
    manager = read(lambda session: line_manager_of(session, cast.sam.team_id))
    assert manager is not None
    assert manager.id == cast.lou.user_id


def test_a_declared_interest_counts_until_it_ends(cast: Cast, write: Any, read: Any) -> None:
    made = write(lambda session: declare_interest(session, cast.ali, "My sister’s firm", provider_id=cast.provider.id))
    assert read(lambda session: interests_of(session, cast.ali.user_id)).provider_ids == {cast.provider.id}
    with pytest.raises(NotFound):
        end_interest(cast.nell, made)

    def end(session: Session) -> None:
        end_interest(cast.ali, session.merge(made))

    write(end)
    assert read(lambda session: interests_of(session, cast.ali.user_id)).provider_ids == frozenset()
