"""Second thoughts: a changed request voids its votes and moves its money; one taken back gives all of it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.vocabulary import Choice, RequestState
from app.journeys import decide, escalate, reconsider
from app.journeys.reconsider import LineChange
from app.kernel import clock
from app.kernel.errors import BadInput, Conflict, NotFound, Refused
from app.ledger.vocabulary import NotEnough
from app.notices.models import Notice
from app.people.vocabulary import Viewer
from app.plans.models import Item, Plan
from app.plans.vocabulary import ItemState
from app.programmes.vocabulary import FundingRoute
from tests.journeys.asking import NO, YES, ask_for_it, counselling, request_now, sign, something_by_card, vote, where
from tests.support.cast import Cast

Work = Callable[[Callable[[Session], Any]], Any]


def revise(
    who: Viewer, request_id: int, changes: Sequence[LineChange] = (), version: int = 1
) -> Callable[[Session], Any]:
    """Send it again, with a sentence more from the person."""
    return lambda session: reconsider.revise(
        session, who, request_id, version, person_words="Ten weeks.", keyworker_words=None, changes=changes
    )


def withdraw(who: Viewer, request_id: int) -> Callable[[Session], Any]:
    """Take it back."""
    return lambda session: reconsider.withdraw(session, who, request_id, 1)


@pytest.fixture
def request_id(cast: Cast, write: Work) -> int:
    """Sam and Kit asked for counselling (£270.00) and a licence on the card (£30.00)."""
    write(counselling(cast))
    write(something_by_card(cast, "30"))
    made: int = write(ask_for_it(cast))
    return made


def items(session: Session) -> list[Item]:
    """Sam's things in the order they were added."""
    return list(session.scalars(select(Item).order_by(Item.id)))


def test_a_change_is_a_new_version_with_no_votes_and_its_own_money(
    cast: Cast, write: Work, read: Work, request_id: int
) -> None:
    write(vote(cast.ali, request_id))
    write(vote(cast.nell, request_id))
    first, second = read(items)
    write(
        revise(
            cast.kit,
            request_id,
            [
                LineChange(first.id, keep=True, quantity=1, weeks=10, route=FundingRoute.ORDER),
                LineChange(second.id, keep=False, quantity=1, weeks=1, route=FundingRoute.CARD),
            ],
        )
    )

    request = read(request_now(request_id))
    assert (request.version, request.votes_now, len(request.votes)) == (2, [], 2)
    assert (request.person_words, request.keyworker_words) == ("Ten weeks.", "It would help.")
    assert read(where(cast)) == ("£550.00", "£450.00", "£0.00", "£0.00")
    assert [item.state for item in read(items)] == [ItemState.ASKED, ItemState.IDEA]
    with pytest.raises(Refused, match="more votes are needed"):
        write(sign(cast.pat, request_id, Choice.APPROVE, YES, version=2))
    with pytest.raises(Conflict):
        write(vote(cast.ali, request_id, version=1))
    write(vote(cast.ali, request_id, version=2))


def test_an_answer_to_a_question_starts_the_clock_again(cast: Cast, write: Work, read: Work, request_id: int) -> None:
    write(vote(cast.ali, request_id, Choice.MORE_INFORMATION))
    write(lambda s: decide.ask_for_more(s, cast.pat, request_id, 1, "How many weeks?"))
    write(revise(cast.kit, request_id))
    request = read(request_now(request_id))
    assert (request.state, request.question, request.version) == (RequestState.OPEN, "", 2)
    assert request.due_on == clock.working_days_after(clock.today(), 5)


def test_a_change_that_costs_too_much_leaves_everything_as_it_was(
    cast: Cast, write: Work, read: Work, request_id: int
) -> None:
    first = read(items)[0]
    change = LineChange(first.id, keep=True, quantity=5, weeks=5, route=FundingRoute.ORDER)
    with pytest.raises(NotEnough):
        write(revise(cast.kit, request_id, [change]))
    assert read(request_now(request_id)).version == 1
    assert read(where(cast)) == ("£700.00", "£300.00", "£0.00", "£0.00")


def test_a_change_to_a_way_that_is_not_open_is_refused_at_its_question(
    cast: Cast, write: Work, read: Work, request_id: int
) -> None:
    first = read(items)[0]
    with pytest.raises(BadInput) as refused:
        write(
            revise(
                cast.kit, request_id, [LineChange(first.id, keep=True, quantity=1, weeks=6, route=FundingRoute.CARD)]
            )
        )
    assert refused.value.field == f"route_{first.id}"


def test_taken_back_everything_is_on_the_plan_again_with_its_words(
    cast: Cast, write: Work, read: Work, request_id: int
) -> None:
    write(lambda s: reconsider.withdraw(s, cast.sam_viewer, request_id, 1))
    assert read(request_now(request_id)).state is RequestState.WITHDRAWN
    assert read(where(cast)) == ("£1,000.00", "£0.00", "£0.00", "£0.00")
    assert {item.state for item in read(items)} == {ItemState.IDEA}
    assert read(lambda s: s.scalars(select(Plan)).one()).person_words == "I sleep badly."
    with pytest.raises(Conflict):
        write(lambda s: reconsider.withdraw(s, cast.sam_viewer, request_id, 1))
    write(ask_for_it(cast))
    assert read(where(cast))[1] == "£300.00"


def test_only_the_person_and_their_keyworker_change_it(cast: Cast, write: Work, request_id: int) -> None:
    for stranger in (cast.kim, cast.jo_viewer, cast.pat):
        with pytest.raises(NotFound):
            write(withdraw(stranger, request_id))
    with pytest.raises(Refused):
        write(withdraw(cast.lou, request_id))


def test_what_is_decided_stays_decided(cast: Cast, write: Work, request_id: int) -> None:
    write(vote(cast.ali, request_id, Choice.DECLINE))
    write(vote(cast.nell, request_id, Choice.DECLINE))
    write(sign(cast.pat, request_id, Choice.DECLINE, NO))
    with pytest.raises(Conflict):
        write(revise(cast.kit, request_id))
    with pytest.raises(Conflict):
        write(lambda s: reconsider.withdraw(s, cast.kit, request_id, 1))


def test_a_late_decision_is_told_once_to_those_who_can_put_it_right(
    cast: Cast, write: Work, read: Work, request_id: int
) -> None:
    assert write(escalate.escalate_overdue) == 0
    with clock.held_at(clock.now() + timedelta(days=14)):
        assert write(escalate.escalate_overdue) == 1
        assert write(escalate.escalate_overdue) == 0
    told = read(lambda s: s.scalars(select(Notice).where(Notice.words.contains("late"))).all())
    assert {notice.user_id for notice in told if notice.user_id} == {
        cast.pat.user_id, cast.lou.user_id, cast.kit.user_id
    }  # fmt: skip
    assert [notice.person_id for notice in told if notice.person_id] == [cast.sam.id]
