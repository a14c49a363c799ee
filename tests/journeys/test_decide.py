"""Deciding: votes, the signature that follows them, a no with its reasons, and what happens to the money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest, Vote
from app.approvals.queries import precedents_newest_first
from app.approvals.vocabulary import Choice, Outcome, Reasons, RequestState
from app.cards.models import CardLoad
from app.journeys import decide
from app.kernel import clock
from app.kernel.errors import BadInput, Conflict, NotFound, Refused
from app.kernel.money import Money
from app.ledger.models import Journal
from app.notices.models import Notice
from app.people.models import Interest, UserRole
from app.people.vocabulary import Role
from app.plans.models import Item
from app.plans.vocabulary import ItemState
from app.programmes.models import PanelSeat
from app.purchasing.models import PurchaseOrder
from tests.journeys.asking import NO, YES, ask_for_it, counselling, request_now, sign, something_by_card, vote, where
from tests.journeys.test_ask import with_rules
from tests.support.cast import Cast

Work = Callable[[Callable[[Session], Any]], Any]


@pytest.fixture
def request_id(cast: Cast, write: Work) -> int:
    """Sam and Kit asked for six counselling sessions, £270.00."""
    write(counselling(cast))
    made: int = write(ask_for_it(cast))
    return made


def test_two_votes_and_the_chairs_signature_make_an_order(cast: Cast, write: Work, read: Work, request_id: int) -> None:
    assert write(vote(cast.ali, request_id)) is Outcome.PENDING
    assert write(vote(cast.nell, request_id)) is Outcome.READY_TO_APPROVE
    write(sign(cast.pat, request_id, Choice.APPROVE, YES))

    request = read(request_now(request_id))
    assert (request.state, request.decided_by_id) == (RequestState.AGREED, cast.pat.user_id)
    assert read(where(cast)) == ("£730.00", "£0.00", "£270.00", "£0.00")
    assert read(lambda s: s.scalars(select(PurchaseOrder)).one()).amount == Money(270_00)
    assert read(lambda s: s.scalars(select(Item)).one()).state is ItemState.UNDER_WAY
    told = read(lambda s: s.scalars(select(Notice.words).where(Notice.person_id == cast.sam.id)).all())
    assert any(words.startswith("Yes: One-to-one counselling was agreed.") for words in told)


def test_a_yes_to_something_by_card_asks_for_a_load(cast: Cast, write: Work, read: Work) -> None:
    write(something_by_card(cast, "25"))
    request_id = write(ask_for_it(cast))
    write(vote(cast.ali, request_id))
    write(vote(cast.pat, request_id))
    write(sign(cast.pat, request_id, Choice.APPROVE, YES))
    assert read(lambda s: s.scalars(select(CardLoad)).one()).amount == Money(25_00)


def test_a_no_gives_the_money_back_exactly_and_keeps_its_reasons(
    cast: Cast, write: Work, read: Work, request_id: int
) -> None:
    write(vote(cast.ali, request_id, Choice.DECLINE))
    write(vote(cast.nell, request_id, Choice.DECLINE))
    write(sign(cast.pat, request_id, Choice.DECLINE, NO))

    request = read(request_now(request_id))
    assert (request.state, request.other_funding) == (RequestState.DECLINED, NO.other_funding)
    assert read(where(cast)) == ("£1,000.00", "£0.00", "£0.00", "£0.00")
    reversal = read(lambda s: s.scalars(select(Journal).where(Journal.reverses_id.is_not(None))).one())
    assert reversal.name == "reservation reversed"
    assert read(lambda s: s.scalars(select(Item)).one()).state is ItemState.DECLINED


def test_the_signature_follows_the_votes(cast: Cast, write: Work, request_id: int) -> None:
    write(vote(cast.ali, request_id))
    with pytest.raises(Refused, match="1 more vote is needed"):
        write(sign(cast.pat, request_id, Choice.APPROVE, YES))
    write(vote(cast.nell, request_id))
    with pytest.raises(Refused, match="The votes do not say that"):
        write(sign(cast.pat, request_id, Choice.DECLINE, NO))
    with pytest.raises(Refused, match="chair"):
        write(sign(cast.ali, request_id, Choice.APPROVE, YES))


def test_a_no_without_its_reasons_is_not_signed(cast: Cast, write: Work, read: Work, request_id: int) -> None:
    write(vote(cast.ali, request_id, Choice.DECLINE))
    write(vote(cast.nell, request_id, Choice.DECLINE))
    with pytest.raises(BadInput) as refused:
        write(sign(cast.pat, request_id, Choice.DECLINE, Reasons("No.")))
    assert refused.value.field == "decline_reason"
    assert read(request_now(request_id)).state is RequestState.OPEN


def test_a_member_has_one_vote_and_may_change_it_until_the_end(
    cast: Cast, write: Work, read: Work, request_id: int
) -> None:
    write(vote(cast.ali, request_id, Choice.DECLINE))
    write(vote(cast.ali, request_id, Choice.APPROVE))
    assert [v.choice for v in read(lambda s: s.scalars(select(Vote)).all())] == [Choice.APPROVE]
    write(vote(cast.nell, request_id))
    write(sign(cast.pat, request_id, Choice.APPROVE, YES))
    with pytest.raises(Refused, match="not waiting for a decision"):
        write(vote(cast.ali, request_id, Choice.DECLINE))


def test_dissent_is_kept(cast: Cast, write: Work, read: Work, request_id: int) -> None:
    for member, choice in ((cast.ali, Choice.APPROVE), (cast.nell, Choice.DECLINE), (cast.pat, Choice.APPROVE)):
        write(vote(member, request_id, choice))
    write(sign(cast.pat, request_id, Choice.APPROVE, YES))
    votes = read(request_now(request_id)).votes
    assert [(v.member_name, v.choice) for v in votes if v.choice is Choice.DECLINE] == [("Nell Hart", Choice.DECLINE)]


def test_strangers_do_not_find_the_case(cast: Cast, write: Work, request_id: int) -> None:
    for stranger in (cast.kit, cast.lou, cast.bo, cast.sam_viewer, cast.fin, cast.cora, cast.ada, cast.gwen):
        with pytest.raises(NotFound):
            write(vote(stranger, request_id))


def test_a_member_whose_seat_has_ended_does_not_vote(cast: Cast, write: Work, request_id: int) -> None:
    def end(session: Session) -> None:
        seat = session.scalars(select(PanelSeat).where(PanelSeat.user_id == cast.ali.user_id)).one()
        seat.from_on = seat.until_on = clock.today().replace(year=2020)

    write(end)
    with pytest.raises(NotFound):
        write(vote(cast.ali, request_id))


@pytest.mark.parametrize("stake", ["provider", "person"])
def test_a_declared_interest_keeps_a_member_out(cast: Cast, write: Work, request_id: int, stake: str) -> None:
    known = {"provider_id": cast.provider.id} if stake == "provider" else {"person_id": cast.sam.id}
    write(lambda s: s.add(Interest(user_id=cast.ali.user_id, what="Family", **known)))
    with pytest.raises(Refused) as refused:
        write(vote(cast.ali, request_id))
    assert refused.value.code == "CONFLICT_OF_INTEREST"


def test_an_interest_declared_after_the_vote_takes_the_vote_out(cast: Cast, write: Work, request_id: int) -> None:
    write(vote(cast.ali, request_id))
    write(vote(cast.nell, request_id))
    write(lambda s: s.add(Interest(user_id=cast.ali.user_id, provider_id=cast.provider.id, what="My own firm")))
    with pytest.raises(Refused) as refused:
        write(sign(cast.pat, request_id, Choice.APPROVE, YES))
    assert refused.value.code == "NO_QUORUM"


def test_the_keyworker_with_a_seat_stays_out_of_their_own_case(cast: Cast, write: Work, request_id: int) -> None:
    def seat(session: Session) -> None:
        session.add(UserRole(user_id=cast.kit.user_id, role=Role.PANEL_CHAIR))
        session.add(PanelSeat(programme_id=cast.programme.id, user_id=cast.kit.user_id, chairs=True))

    write(seat)
    chair = type(cast.kit)(
        cast.kit.user_id, cast.kit.name, cast.kit.roles | {Role.PANEL_CHAIR}, cast.kit.organisation_id
    )
    with pytest.raises(Refused, match="sent this request in"):
        write(vote(chair, request_id))
    write(vote(cast.ali, request_id))
    write(vote(cast.nell, request_id))
    with pytest.raises(Refused) as refused:
        write(sign(chair, request_id, Choice.APPROVE, YES))
    assert refused.value.code == "CONFLICT_OF_INTEREST"


def test_stepping_back_takes_a_vote_out_and_tells_when_too_few_are_left(
    cast: Cast, write: Work, read: Work, request_id: int
) -> None:
    write(vote(cast.ali, request_id))
    write(lambda s: decide.step_back(s, cast.ali, request_id, "I know Sam"))
    assert read(request_now(request_id)).votes_counted == []
    with pytest.raises(Refused, match="stepped back"):
        write(vote(cast.ali, request_id))
    write(lambda s: decide.step_back(s, cast.nell, request_id, "Me too"))
    told = read(lambda s: s.scalars(select(Notice).where(Notice.words.startswith("Too few"))).all())
    assert {notice.user_id for notice in told} == {cast.kit.user_id, cast.lou.user_id}


def test_a_tie_and_a_question_go_back_to_the_keyworker(cast: Cast, write: Work, read: Work, request_id: int) -> None:
    write(vote(cast.ali, request_id, Choice.APPROVE))
    write(vote(cast.nell, request_id, Choice.MORE_INFORMATION))
    write(lambda s: decide.ask_for_more(s, cast.pat, request_id, 1, "How long is the course?"))
    request = read(request_now(request_id))
    assert (request.state, request.question) == (RequestState.MORE_INFORMATION, "How long is the course?")
    assert read(where(cast))[1] == "£270.00"
    told = read(lambda s: s.scalars(select(Notice.user_id).where(Notice.words.contains("came back"))).all())
    assert told == [cast.kit.user_id]


def test_the_line_manager_decides_alone_and_their_vote_is_kept(cast: Cast, write: Work, read: Work) -> None:
    write(with_rules(cast, "sds-flat"))
    write(counselling(cast, weeks=1))
    request_id = write(ask_for_it(cast))
    with pytest.raises(NotFound):
        write(sign(cast.pat, request_id, Choice.APPROVE, YES))
    write(sign(cast.lou, request_id, Choice.APPROVE, YES))
    request = read(request_now(request_id))
    assert (request.state, [v.member_id for v in request.votes]) == (RequestState.AGREED, [cast.lou.user_id])


def test_a_signature_for_another_version_is_a_conflict(cast: Cast, write: Work, request_id: int) -> None:
    with pytest.raises(Conflict) as stale:
        write(vote(cast.ali, request_id, version=2))
    assert stale.value.code == "STALE_VERSION"


def test_past_decisions_say_nothing_about_whom(cast: Cast, write: Work, read: Work, request_id: int) -> None:
    write(vote(cast.ali, request_id, Choice.DECLINE))
    write(vote(cast.nell, request_id, Choice.DECLINE))
    write(sign(cast.pat, request_id, Choice.DECLINE, NO))
    past = read(lambda s: precedents_newest_first(s, [cast.programme.id]))
    assert [(p.things, p.agreed, p.words) for p in past] == [(("One-to-one counselling",), False, NO.words)]
    assert read(lambda s: precedents_newest_first(s, [cast.programme.id], but_not_of_person=cast.sam.id)) == []
    assert read(lambda s: precedents_newest_first(s, [cast.programme.id], agreed=True)) == []
    assert not {"person_id", "reference", "keyworker_id"} & set(type(past[0]).__dataclass_fields__)
    assert isinstance(read(request_now(request_id)), ApprovalRequest)
