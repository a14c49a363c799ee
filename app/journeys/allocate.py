"""A person is given a budget: the amount by the programme's rule, the money from its fund, and a plan to fill."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.budgets import actions as budgets
from app.budgets.models import Budget
from app.kernel import clock
from app.kernel.errors import BadInput, NotFound, Refused
from app.kernel.money import Money
from app.kernel.text import tidy
from app.ledger import journal, movements
from app.ledger.vocabulary import Account, NotEnough
from app.notices.actions import tell_person
from app.outcomes.models import Assessment
from app.people.models import Person
from app.people.queries import keyworker_of, person_for
from app.people.vocabulary import Viewer
from app.plans.actions import start_plan
from app.programmes.models import Fund, Programme
from app.programmes.queries import policy_on
from app.programmes.rules import Allotment, allotment, period
from app.programmes.vocabulary import AllocationKind, Disclosure, Policy


def allocate(
    session: Session,
    viewer: Viewer,
    person: Person,
    programme: Programme,
    fund: Fund,
    assessment: Assessment | None = None,
    *,
    from_on: date | None = None,
    chosen: Money | None = None,
    show_amount: bool | None = None,
    hidden_because: str = "",
) -> Budget:
    """Give a person a budget in a programme. Raises Refused with FUND_EXCEEDED when the fund has too little left.

    `chosen` is the amount agreed where the programme gives up to a limit; elsewhere the amount follows from the
    policy and the assessment. `show_amount` left out means what the policy says.
    """
    person = person_for(session, viewer, person.id)
    start = from_on or clock.today()
    policy = policy_on(session, programme.id, start)
    to_on, found = work_out(session, person, programme, fund, assessment, from_on=start, chosen=chosen)
    keyworker = keyworker_of(session, person.id)
    budget = budgets.open_budget(
        session,
        viewer,
        keyworker_id=keyworker.id if keyworker else None,
        person_id=person.id,
        programme_id=programme.id,
        fund_id=fund.id,
        assessment_id=assessment.id if assessment else None,
        amount=found.amount,
        band=found.band,
        working_out=found.working_out,
        from_on=start,
        to_on=to_on,
        hidden_because=_why_hidden(policy, shown=show_amount, because=hidden_because),
        once_only=policy.allocation is AllocationKind.FLAT,
    )
    _post(session, viewer, fund, budget)
    start_plan(session, viewer, person.id, budget.id, programme.id)
    _write_down(session, viewer, budget, found)
    return budget


def work_out(
    session: Session,
    person: Person,
    programme: Programme,
    fund: Fund,
    assessment: Assessment | None,
    *,
    from_on: date,
    chosen: Money | None,
) -> tuple[date, Allotment]:
    """What would be given and until when, without giving it. Raises BadInput in words where it cannot be."""
    _check_belong(person, programme, fund, assessment)
    policy = policy_on(session, programme.id, from_on)
    to_on, weeks = period(policy, from_on, fund.ends_on)
    return to_on, allotment(policy, weeks, assessment.scores if assessment else None, chosen)


def _check_belong(person: Person, programme: Programme, fund: Fund, assessment: Assessment | None) -> None:
    if programme.organisation_id != person.organisation_id:
        raise NotFound("We cannot find that programme.")
    if fund.programme_id != programme.id:
        raise BadInput("Choose a fund of this programme", "fund_id")
    if assessment is not None and (assessment.person_id, assessment.programme_id) != (person.id, programme.id):
        raise NotFound("We cannot find that page.")


def _why_hidden(policy: Policy, *, shown: bool | None, because: str) -> str:
    """Why the person is not shown the amount; empty when they are. Hiding it without a reason is refused."""
    if policy.disclosure is Disclosure.SHOWN if shown is None else shown:
        return ""
    reason = tidy(because) or (policy.disclosure_reason if policy.disclosure is Disclosure.HIDDEN else "")
    if not reason:
        raise BadInput("Say why the person should not see the amount. The reason is kept.", "hidden_because")
    return reason


def _post(session: Session, viewer: Viewer, fund: Fund, budget: Budget) -> None:
    try:
        journal.post(session, viewer.user_id, movements.allocation(fund.id, budget.id, budget.amount))
    except NotEnough as short:
        if short.account is not Account.POOL:
            raise
        raise Refused(
            f"“{fund.name}” has too little left to give {budget.amount.short}: it is {short.short_by.short} short. "
            "Choose another fund, or ask the commissioner.",
            "FUND_EXCEEDED",
        ) from short


def _write_down(session: Session, viewer: Viewer, budget: Budget, found: Allotment) -> None:
    record(
        session, viewer.user_id, "budget.allocated", "budget", budget.id, person_id=budget.person_id,
        why=" ".join(found.working_out),
    )  # fmt: skip
    if not budget.amount_shown:
        record(
            session, viewer.user_id, "amount.hidden", "budget", budget.id, person_id=budget.person_id,
            why=budget.hidden_because,
        )  # fmt: skip
    until = f"{budget.to_on.day} {budget.to_on:%B %Y}"
    amount = f"of {budget.amount.short} " if budget.amount_shown else ""
    words = f"You have a budget {amount}until {until}. Next: plan with your keyworker what would help you."
    tell_person(session, budget.person_id, words, "budgets.show", budget.id)
