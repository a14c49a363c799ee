"""Asking: one request, its money set aside, those who decide told, and who may press the button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.approvals.vocabulary import RequestState
from app.journeys import ask, choose
from app.kernel import clock
from app.kernel.errors import BadInput, Conflict, NotFound, Refused
from app.kernel.money import Money
from app.ledger.vocabulary import NotEnough
from app.notices.models import Notice
from app.people.models import Interest, Person, UserAccount
from app.people.vocabulary import Viewer
from app.plans import actions
from app.plans.models import Item
from app.plans.queries import plan_for
from app.plans.vocabulary import ItemState, SourcingState
from app.programmes.models import PanelSeat, ProgrammePolicy
from app.programmes.preset_files import preset_rules
from tests.journeys.asking import ask_for_it, counselling, request_now, something_by_card, where, wish
from tests.support.cast import Cast

Work = Callable[[Callable[[Session], Any]], Any]


def test_everything_with_a_price_goes_in_as_one_request_and_its_money_is_kept_aside(
    cast: Cast, write: Work, read: Work
) -> None:
    write(counselling(cast))
    write(something_by_card(cast, "30"))

    request = read(request_now(write(ask_for_it(cast))))

    assert request.state is RequestState.OPEN
    assert (request.route, request.quorum, request.amount) == ("panel", 2, Money(300_00))
    assert request.due_on == clock.working_days_after(clock.today(), 5)
    assert request.lines[0].how_much.startswith("6 sessions at £45.00, one a week for 6 weeks from ")
    assert request.lines[1].how_much.startswith("1 item at £30.00, on ")
    assert (request.person_words, request.keyworker_words) == ("I sleep badly.", "It would help.")
    assert read(where(cast)) == ("£700.00", "£300.00", "£0.00", "£0.00")
    assert {item.state for item in read(lambda s: s.scalars(select(Item)).all())} == {ItemState.ASKED}


def test_those_who_decide_and_the_person_are_told_and_nobody_is_named_to_the_panel(
    cast: Cast, write: Work, read: Work
) -> None:
    write(counselling(cast))
    request_id = write(ask_for_it(cast))

    notices = read(lambda s: s.scalars(select(Notice).where(Notice.subject_id == request_id)).all())
    told = {notice.user_id for notice in notices if notice.endpoint == "approvals.show"}
    assert told == {cast.pat.user_id, cast.ali.user_id, cast.nell.user_id}
    assert not any("Sam" in notice.words or "Kit" in notice.words for notice in notices if notice.user_id in told)
    assert [notice.person_id for notice in notices if notice.person_id] == [cast.sam.id]


def test_more_than_is_left_is_refused_and_nothing_is_kept(cast: Cast, write: Work, read: Work) -> None:
    write(counselling(cast, weeks=20))
    write(something_by_card(cast, "100.01"))

    with pytest.raises(NotEnough, match=r"£0\.01 short"):
        write(ask_for_it(cast))

    assert read(where(cast)) == ("£1,000.00", "£0.00", "£0.00", "£0.00")
    assert {item.state for item in read(lambda s: s.scalars(select(Item)).all())} == {ItemState.IDEA}


def test_asking_twice_asks_once(cast: Cast, write: Work, read: Work) -> None:
    write(counselling(cast))
    write(ask_for_it(cast))
    with pytest.raises(Conflict):
        write(ask_for_it(cast))
    assert read(where(cast))[1] == "£270.00"


def test_a_person_sends_it_in_themselves_once_the_keyworker_wrote_their_part(
    cast: Cast, write: Work, read: Work
) -> None:
    write(something_by_card(cast, "25", cast.sam_viewer))
    write(
        lambda s: actions.save_case(s, cast.sam_viewer, plan_for(s, cast.sam_viewer, cast.plan.id), person_words="Me.")
    )
    with pytest.raises(Refused, match="keyworker still has to write"):
        write(lambda s: ask.ask(s, cast.sam_viewer, plan_for(s, cast.sam_viewer, cast.plan.id)))

    request = read(request_now(write(ask_for_it(cast, cast.sam_viewer))))

    assert (request.submitted_by_id, request.keyworker_id) == (cast.sam_viewer.user_id, cast.kit.user_id)


def write_words(cast: Cast, who: Viewer, session: Session) -> None:
    """Somebody writes in the person's name."""
    actions.save_case(session, who, plan_for(session, who, cast.plan.id), person_words="x")


def test_only_the_person_and_their_keyworker_plan(cast: Cast, write: Work) -> None:
    for stranger in (cast.kim, cast.jo_viewer, cast.pat, cast.fin, cast.gwen, cast.ada):
        with pytest.raises(NotFound):
            write(partial(write_words, cast, stranger))
    for onlooker in (cast.lou, cast.bo):
        with pytest.raises(Refused):
            write(partial(write_words, cast, onlooker))
    with pytest.raises(Refused):
        write(
            lambda s: actions.save_case(
                s, cast.sam_viewer, plan_for(s, cast.sam_viewer, cast.plan.id), keyworker_words="I am Kit"
            )
        )


def test_the_price_is_the_catalogues(cast: Cast, write: Work, read: Work) -> None:
    item = write(counselling(cast, weeks=1))
    assert (item.unit_price, item.unit_charge, item.provider_id) == (Money(45_00), Money(45_00), cast.provider.id)
    assert item.snapshot["price_pence"] == 4500
    assert item.sourcing is SourcingState.NOT_NEEDED


def test_something_else_to_be_ordered_waits_for_the_broker_and_is_not_asked_for(
    cast: Cast, write: Work, read: Work
) -> None:
    write(
        lambda s: choose.add_something_else(
            s, cast.kit, plan_for(s, cast.kit, cast.plan.id), wish(cast, title="Studio time"), Money(40_00)
        )
    )
    item = read(lambda s: s.scalars(select(Item)).one())
    assert (item.sourcing, item.cost) == (SourcingState.WAITING, None)
    assert "We think it costs about £40." in item.details
    with pytest.raises(Conflict):
        write(ask_for_it(cast))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"starts_on": clock.today() - timedelta(days=1)}, "starts_on"),
        ({"starts_on": clock.today() + timedelta(days=900)}, "starts_on"),
        ({"weeks": 100}, "weeks"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 1_000_000}, "quantity"),
        ({"route": "free"}, "route"),
        ({"route": "card"}, "route"),
        ({"route": "mainstream"}, "mainstream_payer"),
    ],
)
def test_what_cannot_be_is_refused_at_its_question(
    cast: Cast, write: Work, more: dict[str, object], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        write(
            lambda s: choose.add_offer(
                s, cast.kit, plan_for(s, cast.kit, cast.plan.id), cast.offer.id, wish(cast, **more)
            )
        )
    assert refused.value.field == field


def test_a_court_order_closes_the_card_and_says_why(cast: Cast, write: Work) -> None:
    write(lambda s: setattr(s.get_one(Person, cast.sam.id), "court_order_from", clock.today()))
    with pytest.raises(BadInput, match="court order"):
        write(something_by_card(cast, "25"))


def test_a_card_price_needs_a_word_about_what_it_is(cast: Cast, write: Work) -> None:
    def by_card(details: str, price: Money | None) -> Callable[[Session], Item]:
        return lambda session: choose.add_something_else(
            session,
            cast.kit,
            plan_for(session, cast.kit, cast.plan.id),
            wish(cast, title="Collar", route="card", details=details),
            price,
        )

    for work, field in ((by_card("", Money(25_00)), "details"), (by_card("A collar", None), "price")):
        with pytest.raises(BadInput) as refused:
            write(work)
        assert refused.value.field == field


def test_what_is_only_tried_out_is_not_asked_for(cast: Cast, write: Work, read: Work) -> None:
    write(counselling(cast))
    item = write(something_by_card(cast, "30"))
    write(lambda s: actions.try_out(s, cast.kit, s.get_one(Item, item.id)))

    request = read(request_now(write(ask_for_it(cast))))

    assert len(request.lines) == 1
    assert read(lambda s: s.get_one(Item, item.id)).state is ItemState.WHAT_IF


def with_rules(cast: Cast, preset: str) -> Callable[[Session], None]:
    """From today the programme works by another preset."""
    return lambda session: session.add(
        ProgrammePolicy(
            programme_id=cast.programme.id,
            effective_from=clock.today(),
            rules=preset_rules(preset),
            set_by_id=cast.cora.user_id,
        )
    )


def test_a_small_request_is_agreed_at_once_and_splitting_slips_under_no_limit(
    cast: Cast, write: Work, read: Work
) -> None:
    write(with_rules(cast, "you-first"))
    write(something_by_card(cast, "200"))
    first = read(request_now(write(ask_for_it(cast))))
    assert (first.state, first.route, first.decided_by_id) == (RequestState.AGREED, "automatic", None)

    write(something_by_card(cast, "60"))
    second = read(request_now(write(ask_for_it(cast))))
    assert (second.state, second.route) == (RequestState.OPEN, "panel")


def test_nothing_is_agreed_at_once_where_the_keyworker_has_a_stake(cast: Cast, write: Work, read: Work) -> None:
    write(with_rules(cast, "you-first"))
    write(counselling(cast, weeks=1))
    write(lambda s: s.add(Interest(user_id=cast.kit.user_id, provider_id=cast.provider.id, what="My sister’s")))

    request = read(request_now(write(ask_for_it(cast))))

    assert (request.state, request.route) == (RequestState.OPEN, "line_manager")


def test_where_the_manager_has_a_stake_it_goes_to_the_panel(cast: Cast, write: Work, read: Work) -> None:
    write(with_rules(cast, "sds-flat"))
    write(counselling(cast, weeks=1))
    write(lambda s: s.add(Interest(user_id=cast.lou.user_id, person_id=cast.sam.id, what="A neighbour")))
    request = read(request_now(write(ask_for_it(cast))))
    assert request.route == "panel"


def test_a_panel_too_small_to_decide_is_said_before_the_money_is_kept(cast: Cast, write: Work, read: Work) -> None:
    write(counselling(cast))
    write(lambda s: s.execute(delete(PanelSeat).where(PanelSeat.user_id != cast.pat.user_id)))
    with pytest.raises(Refused) as refused:
        write(ask_for_it(cast))
    assert refused.value.code == "NO_DECIDERS"
    assert read(where(cast))[1] == "£0.00"


def test_inactive_members_do_not_count(cast: Cast, write: Work) -> None:
    write(counselling(cast))
    members = [cast.ali.user_id, cast.nell.user_id]
    write(lambda s: s.execute(update(UserAccount).where(UserAccount.id.in_(members)).values(is_active=False)))
    with pytest.raises(Refused):
        write(ask_for_it(cast))
