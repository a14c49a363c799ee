"""A keyworker's people, or a line manager's: who is stuck, what is due, who is silent, and what to do next.

The number of queries does not grow with the number of people.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain

from sqlalchemy import Select, and_, func, null, or_, select, union_all
from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.budgets.models import Budget
from app.budgets.vocabulary import BudgetState
from app.cards.models import Card
from app.cards.spend_models import Spend
from app.kernel import clock
from app.outcomes.models import Assessment
from app.people.models import AuthSession, Caseload, Person, UserAccount
from app.people.queries import people_in_reach
from app.people.vocabulary import Role, Viewer
from app.plans.models import Plan
from app.programmes.queries import policies_on
from app.programmes.vocabulary import Policy
from app.purchasing.models import Occurrence, PurchaseOrder
from app.reports import caseload_signals as signals
from app.reports.caseload_signals import Signal, Urgency

PAGE = 25
USUALLY_SILENT_AFTER = 14
"""Days, for somebody without a budget and so without a policy."""


@dataclass(frozen=True, slots=True)
class CaseloadLine:
    """One person, with every reason to look at them, the most urgent first."""

    person_id: int
    name: str
    called: str
    keyworker: str
    signals: tuple[Signal, ...]

    @property
    def first(self) -> Signal:
        return self.signals[0]

    @property
    def urgency(self) -> Urgency:
        return self.first.urgency

    @property
    def key(self) -> tuple[int, str, str, int]:
        """Their place in the list."""
        return self.urgency, (self.first.due_on or date.max).isoformat(), self.name, self.person_id


@dataclass(frozen=True, slots=True)
class CaseloadPage:
    """One page of people; `after` is the person to go on from, or None at the end."""

    lines: list[CaseloadLine]
    counts: dict[Urgency, int]
    after: int | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def caseload_page(session: Session, viewer: Viewer, *, after: int | None = None, size: int = PAGE) -> CaseloadPage:
    """The viewer's people, most urgent first; `after` is the last person of the page before."""
    lines = sorted(_lines(session, viewer, clock.today()), key=lambda line: line.key)
    counts = {urgency: sum(line.urgency is urgency for line in lines) for urgency in Urgency}
    start = next((place for place, line in enumerate(lines, start=1) if line.person_id == after), 0)
    shown = lines[start : start + size]
    more = start + size < len(lines)
    return CaseloadPage(shown, counts, shown[-1].person_id if shown and more else None)


def _lines(session: Session, viewer: Viewer, today: date) -> list[CaseloadLine]:
    people = _people(viewer)
    found: dict[int, list[Signal]] = defaultdict(list)
    for person_id, signal in chain(
        signals.of_requests(session, people, today),
        signals.of_cases(session, people),
        signals.of_sourcing(session, people, today),
        signals.of_orders(session, people, today),
        signals.of_deliveries(session, people, today),
        signals.of_receipts(session, people, today),
        _of_budgets_and_silence(session, people, today),
    ):
        found[person_id].append(signal)
    return [
        CaseloadLine(number, name, called, worker, _sorted(found[number], number))
        for number, (name, called, worker) in _called(session, people, today).items()
    ]


def _people(viewer: Viewer) -> Select[int]:
    """People they work with as keyworker or line manager (not all whom another role lets them see), not yet left."""
    working = replace(viewer, roles=viewer.roles & {Role.KEYWORKER, Role.LINE_MANAGER}, person_id=None)
    return select(Person.id).where(Person.id.in_(people_in_reach(working)), Person.exited_on.is_(None))


def _sorted(found: list[Signal], person_id: int) -> tuple[Signal, ...]:
    fine = Signal(Urgency.FINE, "Nothing is waiting.", "Look at their page", "person", person_id)
    return tuple(sorted(found, key=lambda signal: signal.order)) or (fine,)


def _of_budgets_and_silence(session: Session, people: Select[int], today: date) -> signals.Found:
    budgets, (heard, assessed) = _open_budgets(session, people), _last_heard(session, people)
    policies = policies_on(session, {budget.programme_id for budget in budgets.values()}, today)
    for person_id, last_heard in heard.items():
        budget = budgets.get(person_id)
        policy = policies.get(budget.programme_id) if budget else None
        yield from _of_budget(person_id, budget, policy, assessed.get(person_id), today)
        after = policy.silent_after_days if policy else USUALLY_SILENT_AFTER
        yield from signals.of_silence(person_id, clock.day_of(last_heard), after, today)


def _of_budget(
    person_id: int, budget: Budget | None, policy: Policy | None, assessed_at: datetime | None, today: date
) -> signals.Found:
    if budget is None:
        if assessed_at is None:
            reason, step = "No budget yet: talk about what is going well and what they hope for.", "Start the talk"
            yield person_id, Signal(Urgency.DUE, reason, step, "assessment", person_id)
        else:
            reason = "No budget yet: you have talked it through."
            yield person_id, Signal(Urgency.DUE, reason, "Give a budget", "allocation", person_id)
        return
    if budget.to_on < today:
        reason = f"The budget ended on {budget.to_on.day} {budget.to_on:%B}."
        yield person_id, Signal(Urgency.DUE, reason, "Talk it through", "assessment", person_id, budget.to_on)
        return
    if policy is not None:
        talked_on = clock.day_of(assessed_at) if assessed_at else budget.from_on
        last = max(talked_on, budget.from_on)
        yield from signals.of_reviews(person_id, policy, budget.from_on, last, today)


def _open_budgets(session: Session, people: Select[int]) -> dict[int, Budget]:
    rows = session.scalars(
        select(Budget)
        .where(Budget.state == BudgetState.OPEN, Budget.person_id.in_(people))
        .order_by(Budget.allocated_at, Budget.id)
    )
    return {budget.person_id: budget for budget in rows}


def _last_heard(session: Session, people: Select[int]) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """When each person last gave a sign of life: signed in, planned, asked, bought, received, talked. And when those
    who ever did talked about how they are."""
    at, talked = Assessment.made_at.label("at"), Assessment.made_at.label("talked")
    signs = union_all(
        select(Assessment.person_id.label("person_id"), at, talked).where(Assessment.person_id.in_(people)),
        select(Person.id, Person.created_at, null()).where(Person.id.in_(people)),
        select(Person.id, AuthSession.seen_at, null())
        .join(AuthSession, AuthSession.user_id == Person.user_id)
        .where(Person.id.in_(people)),
        select(Plan.person_id, Plan.touched_at, null()).where(Plan.person_id.in_(people)),
        select(ApprovalRequest.person_id, ApprovalRequest.submitted_at, null()).where(
            ApprovalRequest.person_id.in_(people)
        ),
        select(Card.person_id, Spend.at, null())
        .join(Spend, Spend.card_id == Card.id)
        .where(Card.person_id.in_(people)),
        select(PurchaseOrder.person_id, Occurrence.confirmed_at, null())
        .join(Occurrence, Occurrence.order_id == PurchaseOrder.id)
        .where(PurchaseOrder.person_id.in_(people), Occurrence.confirmed_at.is_not(None)),
    ).subquery()
    latest = select(signs.c.person_id, func.max(signs.c.at), func.max(signs.c.talked)).group_by(signs.c.person_id)
    rows = session.execute(latest).all()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows if row[2] is not None}


def _called(session: Session, people: Select[int], today: date) -> dict[int, tuple[str, str, str]]:
    """Each person's name, what they are called, and who works with them now ("" when nobody does)."""
    still = or_(Caseload.until_on.is_(None), Caseload.until_on > today)
    rows = session.execute(
        select(Person.id, Person.name, Person.called, UserAccount.name)
        .outerjoin(Caseload, and_(Caseload.person_id == Person.id, Caseload.from_on <= today, still))
        .outerjoin(UserAccount, UserAccount.id == Caseload.keyworker_id)
        .where(Person.id.in_(people))
        .order_by(Caseload.from_on, Caseload.id)
    )
    return {number: (name, called, worker or "") for number, name, called, worker in rows}
