"""Kit sees who is stuck, what is due and who is silent, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.approvals.vocabulary import RequestState
from app.cards.models import Card
from app.cards.spend_models import Spend
from app.cards.vocabulary import CardState, ReceiptState
from app.kernel import clock
from app.kernel.db import Database
from app.kernel.ids import new_reference
from app.kernel.money import Money
from app.outcomes.models import Assessment
from app.people.models import Caseload, Person
from app.plans.models import Item, Plan
from app.purchasing.models import Occurrence, PurchaseOrder, SourcingTask
from app.purchasing.vocabulary import OrderState
from app.reports.caseload import CaseloadPage, caseload_page
from app.reports.caseload_signals import Urgency
from tests.support.cast import Cast

Act = Callable[[Callable[[Session], Any]], Any]
YESTERDAY = timedelta(days=1)


@pytest.fixture
def page(cast: Cast, read: Act) -> Callable[..., CaseloadPage]:
    """The caseload as somebody sees it now."""

    def look(who: str = "kit", **more: Any) -> CaseloadPage:
        found: CaseloadPage = read(lambda s: caseload_page(s, getattr(cast, who), **more))
        return found

    return look


def a_request(session: Session, cast: Cast, **more: Any) -> ApprovalRequest:
    """A request of Sam's for the panel."""
    made = ApprovalRequest(
        **{
            "programme_id": cast.programme.id,
            "person_id": cast.sam.id,
            "team_id": cast.sam.team_id,
            "plan_id": cast.plan.id,
            "budget_id": cast.budget.id,
            "keyworker_id": cast.kit.user_id,
            "submitted_by_id": cast.kit.user_id,
            "route": "panel",
            "quorum": 2,
            "due_on": clock.today() + timedelta(days=5),
            "person_words": "x",
            "keyworker_words": "y",
            "amount": Money(2500),
            **more,
        }
    )
    session.add(made)
    session.flush()
    return made


def an_item(session: Session, cast: Cast) -> Item:
    """A collar on Sam's plan."""
    item = Item(
        plan_id=cast.plan.id,
        goal_id=cast.goal.id,
        title="Collar",
        starts_on=clock.today(),
        route="order",
        added_by_id=1,
    )
    session.add(item)
    session.flush()
    return item


def an_order(session: Session, cast: Cast, **more: Any) -> PurchaseOrder:
    """An order for the collar."""
    order = PurchaseOrder(
        **{
            "number": "PO-1",
            "organisation_id": cast.sam.organisation_id,
            "provider_id": cast.provider.id,
            "person_id": cast.sam.id,
            "budget_id": cast.budget.id,
            "item_id": an_item(session, cast).id,
            "request_id": a_request(session, cast, state=RequestState.AGREED).id,
            "title": "Collar",
            "unit": "item",
            "units": 1,
            "unit_net": Money(2500),
            "vat_category": "O",
            "vat_rate_bp": 0,
            "unit_charge": Money(2500),
            "starts_on": clock.today(),
            "issued_by_id": 0,
            "accept_by": clock.today() + timedelta(days=3),
            **more,
        }
    )
    session.add(order)
    session.flush()
    return order


def test_a_person_with_nothing_open_is_fine(page: Callable[..., CaseloadPage]) -> None:
    (sam,) = page().lines
    assert (sam.called, sam.urgency, sam.first.reason) == ("Sam", Urgency.FINE, "Nothing is waiting.")


def test_a_person_who_wrote_their_part_waits_for_the_keyworkers(
    cast: Cast, write: Act, page: Callable[..., CaseloadPage]
) -> None:
    write(lambda s: (an_item(s, cast), s.execute(update(Plan).values(person_words="It would help."))))
    (sam,) = page().lines
    assert (sam.urgency, sam.first.next_step) == (Urgency.DUE, "Write your part")
    assert (sam.first.subject, sam.first.subject_id) == ("case", cast.plan.id)
    write(lambda s: s.execute(update(Plan).values(keyworker_words="It would.")))
    (sam,) = page().lines
    assert sam.urgency is Urgency.FINE


def test_a_panel_that_is_late_is_stuck_and_says_since_when(
    cast: Cast, write: Act, page: Callable[..., CaseloadPage]
) -> None:
    due = clock.today() - YESTERDAY
    reference = write(lambda s: a_request(s, cast, due_on=due).reference)
    (sam,) = page().lines
    assert (sam.urgency, sam.first.due_on) == (Urgency.STUCK, due)
    assert sam.first.reason == f"The panel has not answered {reference}."
    assert sam.first.next_step == "Ask where it stands"


def test_a_question_from_the_panel_is_to_do_and_comes_before_waiting(
    cast: Cast, write: Act, page: Callable[..., CaseloadPage]
) -> None:
    write(lambda s: a_request(s, cast).id)
    write(lambda s: a_request(s, cast, state=RequestState.MORE_INFORMATION).id)
    (sam,) = page().lines
    assert [signal.urgency for signal in sam.signals] == [Urgency.DUE, Urgency.WAITING]
    assert "asked a question" in sam.first.reason


@pytest.mark.parametrize(("days", "urgency"), [(-1, Urgency.STUCK), (0, Urgency.WAITING), (3, Urgency.WAITING)])
def test_sourcing_is_stuck_only_when_late(
    days: int, urgency: Urgency, cast: Cast, write: Act, page: Callable[..., CaseloadPage]
) -> None:
    def source(session: Session) -> None:
        session.add(
            SourcingTask(
                organisation_id=cast.sam.organisation_id,
                person_id=cast.sam.id,
                item_id=an_item(session, cast).id,
                title="Collar",
                quantity=1,
                weeks=1,
                due_on=clock.today() + timedelta(days=days),
            )
        )

    write(source)
    assert page().lines[0].urgency is urgency


@pytest.mark.parametrize(
    ("state", "days", "urgency", "words"),
    [
        (OrderState.ISSUED, -1, Urgency.STUCK, "has not accepted"),
        (OrderState.ISSUED, 2, Urgency.WAITING, "has the order"),
        (OrderState.DECLINED, 2, Urgency.STUCK, "turned down"),
        (OrderState.ACCEPTED, -1, Urgency.FINE, "Nothing is waiting"),
    ],
)
def test_an_order(
    state: OrderState,
    days: int,
    urgency: Urgency,
    words: str,
    cast: Cast,
    write: Act,
    page: Callable[..., CaseloadPage],
) -> None:
    write(lambda s: an_order(s, cast, state=state, accept_by=clock.today() + timedelta(days=days)).id)
    (sam,) = page().lines
    assert sam.urgency is urgency
    assert words in sam.first.reason


def test_a_delivery_of_yesterday_is_to_be_confirmed_once_an_order(
    cast: Cast, write: Act, page: Callable[..., CaseloadPage]
) -> None:
    def deliver(session: Session) -> None:
        order = an_order(session, cast, state=OrderState.ACCEPTED)
        for number in (1, 2):
            day = clock.today() - number * YESTERDAY
            session.add(Occurrence(order_id=order.id, number=number, planned_on=day, units=1))

    write(deliver)
    (sam,) = page().lines
    assert [signal.reason for signal in sam.signals] == ["Did “Collar” come?"]
    assert sam.first.due_on == clock.working_days_after(clock.today() - 2 * YESTERDAY, 5)


@pytest.mark.parametrize(
    ("state", "days", "urgency"),
    [
        (ReceiptState.DUE, -1, Urgency.DUE),
        (ReceiptState.DUE, 5, Urgency.WAITING),
        (ReceiptState.HANDED_IN, 5, Urgency.DUE),
        (ReceiptState.ACCEPTED, -1, Urgency.FINE),
    ],
)
def test_a_receipt(
    state: ReceiptState, days: int, urgency: Urgency, cast: Cast, write: Act, page: Callable[..., CaseloadPage]
) -> None:
    def spend(session: Session) -> None:
        card = Card(person_id=cast.sam.id, budget_id=cast.budget.id, state=CardState.LIVE)
        session.add(card)
        session.flush()
        due = clock.today() + timedelta(days=days)
        session.add(
            Spend(
                card_id=card.id,
                issuer_ref="s1",
                merchant="Paws",
                amount=Money(5),
                receipt_due_on=due,
                receipt_state=state,
            )
        )

    write(spend)
    assert page().lines[0].urgency is urgency


def _all_quiet_since(session: Session, days: int) -> None:
    then = clock.now() - timedelta(days=days)
    session.execute(update(Person).values(created_at=then))
    session.execute(update(Plan).values(touched_at=then))


@pytest.mark.parametrize(("days", "silent"), [(13, False), (14, True), (40, True)])
def test_somebody_not_heard_from_is_silent(
    days: int, silent: bool, write: Act, page: Callable[..., CaseloadPage]
) -> None:
    write(lambda s: _all_quiet_since(s, days))
    (sam,) = page().lines
    assert (sam.urgency is Urgency.SILENT) is silent
    if silent:
        assert f"Nothing heard for {days} days" in sam.first.reason


@pytest.mark.parametrize(
    ("weeks_ago", "words"), [(4, "Nothing is waiting"), (6, "time for a review"), (12, "look at everything afresh")]
)
def test_reviews_fall_due(
    weeks_ago: int, words: str, cast: Cast, write: Act, page: Callable[..., CaseloadPage]
) -> None:
    def start_earlier(session: Session) -> None:
        budget = session.get_one(type(cast.budget), cast.budget.id)
        budget.from_on = clock.today() - timedelta(weeks=weeks_ago)

    write(start_earlier)
    assert words in page().lines[0].first.reason


def test_a_talk_last_week_puts_the_review_off(cast: Cast, write: Act, page: Callable[..., CaseloadPage]) -> None:
    def talk(session: Session) -> None:
        session.get_one(type(cast.budget), cast.budget.id).from_on = clock.today() - timedelta(weeks=6)
        session.add(
            Assessment(person_id=cast.sam.id, programme_id=cast.programme.id, scores={}, strengths="x", hopes="y",
                       made_by_id=1, made_at=clock.now() - timedelta(days=7))
        )  # fmt: skip

    write(talk)
    assert page().lines[0].urgency is Urgency.FINE


def test_a_new_person_needs_a_talk_and_then_a_budget(cast: Cast, write: Act, page: Callable[..., CaseloadPage]) -> None:
    assert page("kim").lines[0].first.subject == "assessment"

    def talk(session: Session) -> None:
        session.add(
            Assessment(
                person_id=cast.jo.id, programme_id=cast.programme.id, scores={}, strengths="x", hopes="y", made_by_id=1
            )
        )

    write(talk)
    assert page("kim").lines[0].first.subject == "allocation"


def test_lou_sees_the_team_and_others_see_nobody(page: Callable[..., CaseloadPage]) -> None:
    (sam,) = page("lou").lines
    assert (sam.name, sam.keyworker) == ("Sam Teller", "Kit Osei")
    for who in ("bo", "pat", "cora", "fin", "sam_viewer"):
        assert page(who).lines == [], who


def _many(session: Session, cast: Cast, count: int) -> None:
    for number in range(count):
        person = Person(
            organisation_id=cast.sam.organisation_id,
            team_id=cast.sam.team_id,
            reference=new_reference("P"),
            name=f"Person {number:03}",
            called=f"P{number}",
        )
        session.add(person)
        session.flush()
        session.add(Caseload(person_id=person.id, keyworker_id=cast.kit.user_id))
        a_request(session, cast, person_id=person.id)


def test_everybody_is_on_one_page_and_pages_follow_on(
    cast: Cast, write: Act, page: Callable[..., CaseloadPage]
) -> None:
    write(lambda s: _many(s, cast, 12))
    seen: list[str] = []
    after: int | None = None
    for expected in (5, 5, 3):
        found = page(size=5, after=after)
        assert (len(found.lines), found.total) == (expected, 13)
        seen += [line.name for line in found.lines]
        after = found.after
    assert after is None
    assert len(set(seen)) == 13
    assert seen[-1] == "Sam Teller", "nothing to do comes last"


def test_the_number_of_queries_does_not_grow(cast: Cast, write: Act, read: Act, database: Database) -> None:
    counts = []
    for more in (0, 8):
        write(partial(_many, cast=cast, count=more))
        statements: list[str] = []

        def note(*args: Any, kept: list[str] = statements) -> None:
            kept.append(args[2])

        event.listen(database.engine, "before_cursor_execute", note)
        read(lambda s: caseload_page(s, cast.kit))
        event.remove(database.engine, "before_cursor_execute", note)
        counts.append(sum(text.lstrip().upper().startswith(("SELECT", "WITH")) for text in statements))
    assert counts[0] == counts[1] <= 12
