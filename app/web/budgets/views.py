"""Giving a budget in two looks (fill in, check), and the budget as the person and their keyworker see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.budgets.models import Budget
from app.budgets.policy import may_allocate, may_see_amount
from app.budgets.queries import budget_for, budgets_of, open_budgets_of
from app.journeys.allocate import allocate, work_out
from app.kernel import clock
from app.kernel.errors import BadInput, Refused
from app.kernel.money import Money
from app.kernel.unit_of_work import session
from app.outcomes.models import Assessment
from app.outcomes.queries import latest_assessment
from app.people.models import Person
from app.people.queries import keyworker_of, names_of, person_for
from app.people.vocabulary import Role
from app.plans.queries import plan_of_budget
from app.programmes.models import Fund, Programme
from app.programmes.queries import funds_by_name, policy_on, programme_for, programme_of, programmes_by_name
from app.programmes.rules import Allotment, weekly_amount
from app.programmes.vocabulary import AllocationKind, Policy
from app.reports.programme_money import pool_of_each
from app.reports.standing import standing_of
from app.web.budgets.forms import BudgetForm, budget_form
from app.web.shell.pages import Answer, Pages, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer

pages = Pages(__name__, prefix="/budgets")
KEYWORKER = roles(Role.KEYWORKER)
THOSE_WHO_LOOK = roles(Role.KEYWORKER, Role.LINE_MANAGER, Role.BROKER, Role.SERVICE_USER)


@dataclass(frozen=True, slots=True)
class Giving:
    """Everything needed to give somebody a budget in a programme."""

    person: Person
    programme: Programme
    policy: Policy
    funds: list[Fund]
    assessment: Assessment | None
    form: BudgetForm

    @property
    def fund(self) -> Fund:
        """The fund that was chosen, once the form is valid."""
        return next(fund for fund in self.funds if str(fund.id) == self.form.fund_id.data)


@pages.get("/people/<int:person_id>/new", who=KEYWORKER)
def choose(person_id: int) -> Answer:
    """In which programme? With only one there is nothing to choose."""
    person = person_for(session(), viewer(), person_id)
    programmes = programmes_by_name(session(), viewer())
    if len(programmes) == 1:
        return see_other("budgets.new", person_id=person.id, programme_id=programmes[0].id)
    having = {budget.programme_id for budget in open_budgets_of(session(), person.id)}
    open_ = [programme for programme in programmes if programme.id not in having]
    return render("budgets/choose.html", person=person, programmes=open_)


@pages.get("/people/<int:person_id>/programmes/<int:programme_id>/new", who=KEYWORKER)
def new(person_id: int, programme_id: int) -> str:
    """The amount by the programme's rule, and what is still to be chosen."""
    giving = _giving(person_id, programme_id)
    note_reading("person", giving.person.id)
    return _page(giving)


@pages.post(
    "/people/<int:person_id>/programmes/<int:programme_id>/check",
    who=KEYWORKER,
    once=False,
    because="it shows what would be given and changes nothing",
)
def check(person_id: int, programme_id: int) -> Answer:
    """Look at it once more before it is given."""
    giving = _giving(person_id, programme_id)
    form = giving.form
    if not _is_answered(form):
        return _page(giving), 422
    try:
        to_on, found = _worked_out(giving)
        _check_pool(giving, found.amount)
    except BadInput as mistake:
        form.take(mistake)
        return _page(giving), 422
    return render("budgets/check.html", giving=giving, form=form, found=found, to_on=to_on, fund=giving.fund)


@pages.post("/people/<int:person_id>/programmes/<int:programme_id>", who=KEYWORKER)
def give(person_id: int, programme_id: int) -> Answer:
    """Give it: the money leaves the pool, and the plan begins."""
    giving = _giving(person_id, programme_id)
    form = giving.form
    if not _is_answered(form):
        return _page(giving), 422
    try:
        budget = _allocate(giving)
    except BadInput as mistake:
        form.take(mistake)
        return _page(giving), 422
    except Refused as refusal:
        if refusal.code != "FUND_EXCEEDED":
            raise
        form.take(BadInput(refusal.reason, "fund_id"))
        return _page(giving), 422
    flash_done(f"{giving.person.called} has a budget of {budget.amount.short}. Next: plan together.")
    return see_other("budgets.show", budget_id=budget.id)


def _allocate(giving: Giving) -> Budget:
    form = giving.form
    with session().begin_nested():  # so that the page for a refusal shows no budget that was not given
        return allocate(
            session(),
            viewer(),
            giving.person,
            giving.programme,
            giving.fund,
            giving.assessment,
            from_on=form.from_on.data,
            chosen=form.chosen(),
            show_amount=form.shown.data == "yes",
            hidden_because=form.hidden_because.data or "",
        )


def _giving(person_id: int, programme_id: int) -> Giving:
    person = person_for(session(), viewer(), person_id)
    programme = programme_for(session(), viewer(), programme_id)
    policy = policy_on(session(), programme.id, clock.today())
    funds = [fund for fund in funds_by_name(session(), programme.id) if fund.ends_on > clock.today()]
    pools = pool_of_each(session(), [fund.id for fund in funds])
    assessment = latest_assessment(session(), person.id, programme.id)
    return Giving(person, programme, policy, funds, assessment, budget_form(policy, funds, pools))


def _check_pool(giving: Giving, amount: Money) -> None:
    """Say early what the ledger would refuse later."""
    pool = pool_of_each(session(), [giving.fund.id])[giving.fund.id]
    if amount > pool:
        raise BadInput(
            f"This fund has {pool.short} left, and this budget is {amount.short}. Choose another fund, "
            "or ask the commissioner.",
            "fund_id",
            "FUND_EXCEEDED",
        )


def _is_answered(form: BudgetForm) -> bool:
    valid = form.validate()
    if form.shown.data == "no" and not form.hidden_because.data and not form.hidden_because.errors:
        form.take(BadInput("Say why the person should not see the amount. The reason is kept.", "hidden_because"))
        return False
    return bool(valid)


def _worked_out(giving: Giving) -> tuple[date, Allotment]:
    return work_out(
        session(),
        giving.person,
        giving.programme,
        giving.fund,
        giving.assessment,
        from_on=giving.form.from_on.data,
        chosen=giving.form.chosen(),
    )


def _page(giving: Giving) -> str:
    banded, keyworker = giving.policy.allocation is AllocationKind.BANDS, keyworker_of(session(), giving.person.id)
    having = {budget.programme_id: budget for budget in open_budgets_of(session(), giving.person.id)}
    scores = giving.assessment.scores if giving.assessment else None
    return render(
        "budgets/new.html",
        giving=giving,
        form=giving.form,
        banded=banded,
        weekly=weekly_amount(giving.policy, scores) if banded and scores else None,
        has=having.get(giving.programme.id),
        may_give=may_allocate(viewer(), keyworker.id if keyworker else None),
    )


@pages.get("/<int:budget_id>", who=THOSE_WHO_LOOK)
def show(budget_id: int) -> str:
    """The budget: how much, how it was worked out, until when, and where it stands."""
    budget = budget_for(session(), viewer(), budget_id)
    person = person_for(session(), viewer(), budget.person_id)
    if viewer().person_id != person.id:
        note_reading("person", person.id)
    return render(
        "budgets/show.html",
        budget=budget,
        person=person,
        programme=programme_of(session(), budget.programme_id),
        position=standing_of(session(), budget.id),
        shown=may_see_amount(viewer(), person_id=person.id, amount_shown=budget.amount_shown),
        is_own=viewer().person_id == person.id,
        given_by=names_of(session(), [budget.allocated_by_id]).get(budget.allocated_by_id, ""),
        plan=plan_of_budget(session(), viewer(), budget.id),
        earlier=[other for other in budgets_of(session(), person.id) if other.id != budget.id],
    )
