"""Many at once, on both databases: promises never exceed the budget, and two last votes see one another."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.rules import tally
from app.approvals.vocabulary import Choice, Outcome, RequestState
from app.journeys import ask, reconsider
from app.kernel.db import Database
from app.kernel.errors import Refused, Unhappy
from app.kernel.unit_of_work import writing
from app.ledger.proof import problems
from app.ledger.queries import has_posted
from app.ledger.vocabulary import NotEnough
from app.notices.models import Notice
from app.people.vocabulary import Viewer
from app.plans import actions
from app.plans.queries import ideas, plan_for
from tests.journeys.asking import YES, ask_for_it, counselling, request_now, sign, something_by_card, vote, where
from tests.support.cast import Cast

Work = Callable[[Callable[[Session], Any]], Any]


def at_once(database: Database, *works: Callable[[Session], Any]) -> list[object]:
    """Start everything in the same moment; what each came to, or why it was refused."""
    gate = threading.Barrier(len(works))
    everybody = Database(database.url.render_as_string(hide_password=False), pool_size=len(works))

    def run(work: Callable[[Session], Any]) -> object:
        gate.wait(timeout=30)
        try:
            return writing(everybody, work)
        except Unhappy as refused:
            return refused

    with ThreadPoolExecutor(len(works)) as pool:
        ended = list(pool.map(run, works))
    everybody.close()
    return ended


def test_fifty_promise_thirty_pounds_from_a_thousand(cast: Cast, database: Database, read: Work) -> None:
    def promise(session: Session) -> bool:
        something_by_card(cast, "30")(session)
        ask_for_it(cast)(session)
        return True

    ended = Counter(type(outcome) for outcome in at_once(database, *[promise] * 50))

    assert ended == {bool: 33, NotEnough: 17}
    assert read(where(cast)) == ("£10.00", "£990.00", "£0.00", "£0.00")
    assert read(lambda s: list(problems(s))) == []


def test_the_same_plan_asked_for_by_two_at_once_is_asked_for_once(
    cast: Cast, database: Database, write: Work, read: Work
) -> None:
    write(counselling(cast))
    write(
        lambda s: actions.save_case(
            s, cast.kit, plan_for(s, cast.kit, cast.plan.id), person_words="I", keyworker_words="K"
        )
    )

    works = [partial(send, cast, who) for who in (cast.kit, cast.sam_viewer) * 4]
    outcomes = at_once(database, *works)

    assert sum(isinstance(outcome, int) for outcome in outcomes) == 1
    assert read(where(cast)) == ("£730.00", "£270.00", "£0.00", "£0.00")


def test_two_last_votes_at_once_leave_it_ready_and_the_chair_told_once(
    cast: Cast, database: Database, write: Work, read: Work
) -> None:
    for _ in range(5):
        write(counselling(cast, weeks=1))
        request_id = write(ask_for_it(cast))

        at_once(database, vote(cast.ali, request_id), vote(cast.nell, request_id))

        request = read(request_now(request_id))
        assert tally([v.choice for v in request.votes_counted], request.quorum) is Outcome.READY_TO_APPROVE
        asked_to_sign = read(partial(told_to_sign, request.reference))
        assert asked_to_sign == [cast.pat.user_id]
        write(sign(cast.pat, request_id, Choice.APPROVE, YES))
        assert read(request_now(request_id)).state is RequestState.AGREED


def test_two_signatures_at_once_decide_once(cast: Cast, database: Database, write: Work, read: Work) -> None:
    write(counselling(cast))
    request_id = write(ask_for_it(cast))
    write(vote(cast.ali, request_id))
    write(vote(cast.nell, request_id))

    outcomes = at_once(database, *[sign(cast.pat, request_id, Choice.APPROVE, YES)] * 4)

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 3
    assert read(where(cast)) == ("£730.00", "£0.00", "£270.00", "£0.00")


def test_taken_back_while_it_is_signed_ends_one_way_only(
    cast: Cast, database: Database, write: Work, read: Work
) -> None:
    for _ in range(5):
        write(counselling(cast, weeks=1))
        request_id = write(ask_for_it(cast))
        write(vote(cast.ali, request_id))
        write(vote(cast.nell, request_id))

        at_once(
            database,
            sign(cast.pat, request_id, Choice.APPROVE, YES),
            partial(take_back, cast, request_id),
        )

        request = read(request_now(request_id))
        cause = f"item:{request.lines[0].item_id}:asked:{request_id}:v1:released"
        released = read(partial(has_posted, cause=cause))
        assert (request.state is RequestState.WITHDRAWN) is released
        assert request.state in {RequestState.AGREED, RequestState.WITHDRAWN}
        if request.state is RequestState.WITHDRAWN:
            write(partial(clear_plan, cast))
    assert read(lambda s: list(problems(s))) == []


def told_to_sign(reference: str, session: Session) -> list[int | None]:
    """Who was told that a case needs their signature."""
    about = Notice.words.contains(reference), Notice.words.contains("signature")
    return list(session.scalars(select(Notice.user_id).where(*about)))


def take_back(cast: Cast, request_id: int, session: Session) -> int:
    """Kit takes the request back."""
    return reconsider.withdraw(session, cast.kit, request_id, 1).id


def clear_plan(cast: Cast, session: Session) -> None:
    """Take everything off the plan that was not asked for."""
    for item in ideas(plan_for(session, cast.kit, cast.plan.id)):
        actions.drop_item(session, cast.kit, item)


def send(cast: Cast, who: Viewer, session: Session) -> int:
    """Somebody sends in what is on the plan."""
    return ask.ask(session, who, plan_for(session, who, cast.plan.id)).id
