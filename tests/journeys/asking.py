"""What stories about asking begin with: things on Sam's plan, the case in two voices, and a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.approvals.queries import request_by_id
from app.approvals.vocabulary import Choice, DeclineReason, Reasons
from app.journeys import ask, choose, decide
from app.kernel import clock
from app.kernel.money import Money
from app.ledger.queries import budget_position
from app.people.vocabulary import Viewer
from app.plans import actions
from app.plans.models import Item
from app.plans.queries import plan_for
from app.plans.vocabulary import Wish
from tests.support.cast import Cast

NO = Reasons(
    "Not from this budget.", DeclineReason.OTHER_FUNDING, "The college has a fund.", "With a letter from them."
)
YES = Reasons("It helps with the goal.")


def wish(cast: Cast, **more: object) -> Wish:
    """One, once, tomorrow, ordered; unless it says otherwise."""
    answers: dict[str, object] = {
        "goal_id": cast.goal.id,
        "title": "",
        "quantity": 1,
        "weeks": 1,
        "starts_on": clock.today() + timedelta(days=1),
        "route": "order",
    }
    return Wish(**{**answers, **more})  # type: ignore[arg-type]


def counselling(cast: Cast, weeks: int = 6) -> Callable[[Session], Item]:
    """Kit puts a counselling session a week on Sam's plan: £45.00 each."""
    return lambda session: choose.add_offer(
        session, cast.kit, plan_for(session, cast.kit, cast.plan.id), cast.offer.id, wish(cast, weeks=weeks)
    )


def something_by_card(cast: Cast, pounds: str, viewer: Viewer | None = None) -> Callable[[Session], Item]:
    """Something from a shop on Sam's plan, by card, at a typed price."""
    who = viewer or cast.kit
    return lambda session: choose.add_something_else(
        session,
        who,
        plan_for(session, who, cast.plan.id),
        wish(cast, title="A fishing licence", details="Online", route="card"),
        Money.pounds(pounds),
    )


def ask_for_it(cast: Cast, viewer: Viewer | None = None) -> Callable[[Session], int]:
    """Both say why, and it is sent in by Kit (or somebody else). The request's id."""
    who = viewer or cast.kit

    def work(session: Session) -> int:
        plan = plan_for(session, cast.kit, cast.plan.id)
        actions.save_case(session, cast.kit, plan, person_words="I sleep badly.", keyworker_words="It would help.")
        return ask.ask(session, who, plan_for(session, who, cast.plan.id)).id

    return work


def vote(
    viewer: Viewer, request_id: int, choice: Choice = Choice.APPROVE, version: int = 1
) -> Callable[[Session], object]:
    """A vote with a reason."""
    return lambda session: decide.cast_vote(session, viewer, request_id, version, choice, "I read it.")


def sign(
    viewer: Viewer, request_id: int, answer: Choice, reasons: Reasons, version: int = 1
) -> Callable[[Session], ApprovalRequest]:
    """A signature with reasons."""
    return lambda session: decide.sign_off(session, viewer, request_id, version, answer, reasons)


def request_now(request_id: int) -> Callable[[Session], ApprovalRequest]:
    """The request as it is in the database."""
    return lambda session: request_by_id(session, request_id)


def where(cast: Cast) -> Callable[[Session], tuple[str, ...]]:
    """Sam's budget: available, reserved, committed, spent."""

    def look(session: Session) -> tuple[str, ...]:
        position = budget_position(session, cast.budget.id)
        return tuple(
            str(amount) for amount in (position.available, position.reserved, position.committed, position.actual)
        )

    return look
