"""Kit talks with Sam, the star gives a band, and Sam's budget comes out of the fund with its working out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.budgets.models import Budget
from app.budgets.policy import may_see_amount
from app.budgets.queries import budget_for, open_budget_of
from app.journeys.allocate import allocate
from app.journeys.assess import assess
from app.journeys.award import receive_award
from app.kernel import clock
from app.kernel.errors import BadInput, Conflict, NotFound, Refused
from app.kernel.money import Money
from app.ledger.queries import balance, budget_position
from app.ledger.vocabulary import Account
from app.notices.models import Notice
from app.outcomes.models import Assessment
from app.outcomes.queries import assessment_for, latest_assessment
from app.people.vocabulary import LifeArea, Viewer
from app.plans.models import Plan
from app.programmes import actions
from app.programmes.models import Fund, Programme
from tests.support.cast import Cast

Act = Callable[[Callable[[Session], Any]], Any]
pounds = Money.pounds


def star(total: int) -> dict[LifeArea, int]:
    """Scores that add up to `total`."""
    each, more = divmod(total, len(LifeArea))
    return {area: each + (number < more) for number, area in enumerate(LifeArea)}


def talk(session: Session, cast: Cast, programme: Programme, total: int = 41) -> Assessment:
    """Kit and Sam talk it through."""
    return assess(
        session, cast.kit, cast.sam, programme, scores=star(total), strengths="My dog.", hopes="Keep my home."
    )


def second_programme(session: Session, cast: Cast, preset: str, award: str = "5000") -> tuple[Programme, Fund]:
    """Another programme of Cora's with money in it."""
    programme = actions.start_programme(session, cast.cora, name="Second", preset=preset)
    ends = clock.today() + timedelta(days=400)
    fund = actions.open_fund(session, cast.cora, programme, name="Second fund", funder="The county", ends_on=ends)
    receive_award(session, cast.cora, fund.id, pounds(award), "SECOND-1", clock.today())
    return programme, fund


def give(session: Session, cast: Cast, preset: str, **more: Any) -> Budget:
    """Sam gets a budget in a second programme."""
    total, award = more.pop("total", 41), more.pop("award", "5000")
    programme, fund = second_programme(session, cast, preset, award)
    found = talk(session, cast, programme, total) if preset == "sds-panel" else None
    return allocate(session, cast.kit, cast.sam, programme, fund, found, **more)


def test_a_star_of_41_gives_2_700_pounds_and_says_why(cast: Cast, write: Act, read: Act) -> None:
    made = write(lambda s: give(s, cast, "sds-panel").id)
    budget = read(lambda s: budget_for(s, cast.sam_viewer, made))
    assert (budget.amount, budget.band, budget.amount_shown) == (pounds("2700"), "B", True)
    assert budget.working_out[-1] == "12 weeks at £225 is £2,700."
    assert budget.to_on == clock.today() + timedelta(days=83)
    assert str(read(lambda s: budget_position(s, made)).available) == "£2,700.00"
    assert str(read(lambda s: balance(s, Account.POOL, f"fund:{budget.fund_id}"))) == "£2,300.00"
    assert read(lambda s: s.scalar(select(Plan.person_id).where(Plan.budget_id == made))) == cast.sam.id
    told = read(lambda s: s.scalars(select(Notice.words).where(Notice.person_id == cast.sam.id)).all())
    assert any("You have a budget of £2,700" in words for words in told)


def test_everybody_gets_the_same_once_in_the_flat_programme(cast: Cast, write: Act, read: Act) -> None:
    made = write(lambda s: give(s, cast, "sds-flat").id)
    assert read(lambda s: budget_for(s, cast.kit, made)).amount == pounds("1000")


def test_you_first_gives_what_was_agreed_up_to_its_limit(cast: Cast, write: Act, read: Act) -> None:
    with pytest.raises(BadInput, match="£12,000 or less"):
        write(lambda s: give(s, cast, "you-first", award="20000", chosen=pounds("12000.01")))
    made = write(lambda s: give(s, cast, "you-first", chosen=pounds("3000")).id)
    assert read(lambda s: budget_for(s, cast.kit, made)).amount == pounds("3000")


def test_a_fund_with_too_little_gives_nothing_and_says_how_much_is_missing(cast: Cast, write: Act, read: Act) -> None:
    with pytest.raises(Refused, match=r"too little left to give £2,700: it is £0.01 short") as refused:
        write(lambda s: give(s, cast, "sds-panel", award="2699.99"))
    assert refused.value.code == "FUND_EXCEEDED"
    assert read(lambda s: len(s.scalars(select(Budget)).all())) == 1, "the whole act is undone"


def test_one_open_budget_in_a_programme(cast: Cast, write: Act) -> None:
    def again(session: Session) -> None:
        found = talk(session, cast, session.get_one(Programme, cast.programme.id))
        fund = session.get_one(Fund, cast.fund.id)
        allocate(session, cast.kit, cast.sam, session.get_one(Programme, cast.programme.id), fund, found)

    with pytest.raises(Conflict, match="has a budget in this programme already"):
        write(again)


def test_without_a_talk_there_is_no_band(cast: Cast, write: Act) -> None:
    def without(session: Session) -> None:
        programme, fund = second_programme(session, cast, "sds-panel")
        allocate(session, cast.kit, cast.sam, programme, fund)

    with pytest.raises(BadInput, match="the amount comes from the star"):
        write(without)


def test_band_e_gives_nothing(cast: Cast, write: Act) -> None:
    with pytest.raises(BadInput, match="Band E has no weekly budget"):
        write(lambda s: give(s, cast, "sds-panel", total=5))


@pytest.mark.parametrize(("who", "error"), [("kim", NotFound), ("lou", Refused), ("bo", Refused), ("cora", NotFound)])
def test_only_sams_keyworker_gives_sam_a_budget(who: str, error: type[Exception], cast: Cast, write: Act) -> None:
    def try_it(session: Session) -> None:
        programme, fund = second_programme(session, cast, "sds-flat")
        allocate(session, getattr(cast, who), cast.sam, programme, fund)

    with pytest.raises(error):
        write(try_it)


def test_somebody_elses_star_does_not_count(cast: Cast, write: Act) -> None:
    def try_it(session: Session) -> None:
        programme, fund = second_programme(session, cast, "sds-panel")
        of_jo = assess(session, cast.kim, cast.jo, programme, scores=star(80), strengths="x", hopes="y")
        allocate(session, cast.kit, cast.sam, programme, fund, of_jo)

    with pytest.raises(NotFound):
        write(try_it)


def test_a_fund_of_another_programme_is_refused(cast: Cast, write: Act) -> None:
    def try_it(session: Session) -> None:
        programme, _ = second_programme(session, cast, "sds-flat")
        allocate(session, cast.kit, cast.sam, programme, session.get_one(Fund, cast.fund.id))

    with pytest.raises(BadInput, match="Choose a fund of this programme"):
        write(try_it)


def test_hiding_the_amount_needs_a_reason_and_is_in_the_trail(cast: Cast, write: Act, read: Act) -> None:
    with pytest.raises(BadInput, match="Say why") as refused:
        write(lambda s: give(s, cast, "sds-flat", show_amount=False, hidden_because="  "))
    assert refused.value.field == "hidden_because"
    made = write(lambda s: give(s, cast, "sds-flat", show_amount=False, hidden_because="Sam asked not to know.").id)
    budget = read(lambda s: budget_for(s, cast.sam_viewer, made))
    assert budget.hidden_because == "Sam asked not to know."
    assert not may_see_amount(cast.sam_viewer, person_id=cast.sam.id, amount_shown=budget.amount_shown)
    assert may_see_amount(cast.kit, person_id=cast.sam.id, amount_shown=budget.amount_shown)
    acts = read(lambda s: s.scalars(select(AuditEntry.act).where(AuditEntry.subject_id == made)).all())
    assert "amount.hidden" in acts
    told = read(lambda s: s.scalars(select(Notice.words).where(Notice.person_id == cast.sam.id)).all())
    assert not any("£" in words for words in told)


def test_a_budget_ends_with_its_fund(cast: Cast, write: Act, read: Act) -> None:
    def short(session: Session) -> int:
        programme, fund = second_programme(session, cast, "sds-panel")
        fund.ends_on = clock.today() + timedelta(days=20)
        found = talk(session, cast, programme)
        return allocate(session, cast.kit, cast.sam, programme, fund, found).id

    made = write(short)
    budget = read(lambda s: budget_for(s, cast.kit, made))
    assert (budget.amount, budget.to_on) == (pounds("675"), clock.today() + timedelta(days=20))
    assert "It is 3 weeks and not 12" in budget.working_out[-1]


def test_others_find_neither_budget_nor_star(cast: Cast, write: Act, read: Act) -> None:
    made = write(lambda s: give(s, cast, "sds-panel").id)
    star_id = read(lambda s: budget_for(s, cast.kit, made)).assessment_id

    def look(session: Session, stranger: Viewer) -> None:
        with pytest.raises(NotFound):
            budget_for(session, stranger, made)
        with pytest.raises(NotFound):
            assessment_for(session, stranger, star_id)

    for stranger in (cast.jo_viewer, cast.kim, cast.pat, cast.cora, cast.fin, cast.gwen):
        read(partial(look, stranger=stranger))
    with pytest.raises(NotFound):
        read(lambda s: assessment_for(s, cast.bo, star_id))
    assert read(lambda s: assessment_for(s, cast.sam_viewer, star_id)).band == "B"
    assert read(lambda s: open_budget_of(s, cast.sam.id)).id == made


@pytest.mark.parametrize(("strengths", "hopes", "field"), [(" ", "x", "strengths"), ("x", "", "hopes")])
def test_strengths_and_hopes_are_part_of_every_talk(
    strengths: str, hopes: str, field: str, cast: Cast, write: Act
) -> None:
    with pytest.raises(BadInput) as refused:
        write(lambda s: assess(s, cast.kit, cast.sam, cast.programme, scores=star(9), strengths=strengths, hopes=hopes))
    assert refused.value.field == field


def test_only_the_keyworker_writes_a_talk_down(cast: Cast, write: Act, read: Act) -> None:
    def try_it(session: Session, who: Viewer) -> None:
        assess(session, who, cast.sam, cast.programme, scores=star(9), strengths="x", hopes="y")

    for who in (cast.lou, cast.sam_viewer):
        with pytest.raises(Refused):
            write(partial(try_it, who=who))
    assert read(lambda s: latest_assessment(s, cast.sam.id, cast.programme.id)) is None


def test_a_past_start_is_worked_out_with_the_policy_of_that_day(cast: Cast, write: Act) -> None:
    with pytest.raises(NotFound, match="no policy for that day"):
        write(lambda s: give(s, cast, "sds-flat", from_on=date(2020, 1, 1)))
