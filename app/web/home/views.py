"""The first page: what there is, what waits for you, and what is new."""

from __future__ import annotations

from dataclasses import dataclass

from app.approvals.models import ApprovalRequest
from app.approvals.queries import requests_to_tell
from app.budgets.models import Budget
from app.budgets.queries import open_budgets_of
from app.kernel.errors import NotFound
from app.kernel.unit_of_work import session
from app.ledger.vocabulary import BudgetPosition
from app.notices.actions import mark_read
from app.notices.queries import unread_for
from app.people.vocabulary import Role
from app.plans.queries import plans_newest_first, plans_of_budgets
from app.reports.inbox import tasks_for
from app.reports.standing import standings_of
from app.reports.timeline import timelines_of
from app.reports.timeline_words import Entry
from app.web.home.ways import PLACES, address, way_to
from app.web.shell.going import SIGN_IN
from app.web.shell.navigation import Way, navigation_for
from app.web.shell.pages import ANYONE, SIGNED_IN, Answer, Pages, Place, roles
from app.web.shell.rendering import render, see_other
from app.web.shell.viewing import viewer, viewer_or_none

pages = Pages(__name__)
REQUESTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """One request of the person's, and who has it now."""

    request: ApprovalRequest
    now: list[Entry]


@dataclass(frozen=True, slots=True)
class Pot:
    """One budget of the person's, where it stands, and the plan for it."""

    budget: Budget
    position: BudgetPosition
    plan_id: int | None


@pages.get("/", who=ANYONE)
def start() -> Answer:
    """Signed in: the first page. Not signed in: the door."""
    return see_other("home.show") if viewer_or_none() else see_other(SIGN_IN)


@pages.get("/home", who=SIGNED_IN, place=Place("Start", 1))
def show() -> str:
    """What waits for whoever is signed in."""
    tasks = [(task, way_to(task)) for task in tasks_for(session(), viewer())]
    news = [(notice, address(notice.endpoint, notice.subject_id)) for notice in unread_for(session(), viewer())]
    mine = viewer().has(Role.SERVICE_USER)
    return render(
        "home/person.html" if mine else "home/staff.html",
        tasks=tasks,
        news=news,
        pots=_pots() if mine else [],
        standings=_standings() if mine else [],
        places=[] if mine else _places(),
    )


@pages.post("/home/news", who=SIGNED_IN)
def clear_news() -> Answer:
    """Everything on the page was read."""
    mark_read(session(), viewer(), [notice.id for notice in unread_for(session(), viewer())])
    return see_other("home.show")


@pages.get("/home/plan", who=roles(Role.SERVICE_USER))
def my_plan() -> Answer:
    """Straight to the newest plan."""
    plans = plans_newest_first(session(), viewer())
    if not plans:
        raise NotFound("You have no plan yet. Your keyworker starts one with you.")
    return see_other("plans.show", plan_id=plans[0].id)


def _places() -> list[tuple[Way, str]]:
    return [(way, PLACES[way.endpoint]) for way in navigation_for(viewer()) if way.endpoint in PLACES]


def _pots() -> list[Pot]:
    person_id = viewer().person_id
    budgets = open_budgets_of(session(), person_id) if person_id else []
    at = standings_of(session(), [budget.id for budget in budgets])
    plans = plans_of_budgets(session(), viewer(), at)
    return [Pot(budget, at[budget.id], plans.get(budget.id)) for budget in budgets]


def _standings() -> list[Standing]:
    newest = requests_to_tell(session(), viewer(), REQUESTS_SHOWN)
    stories = timelines_of(session(), viewer(), newest)
    return [Standing(request, stories[request.id].now) for request in newest]
