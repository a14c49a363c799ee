"""For those who decide: what waits, the case under its number, votes, and past decisions to learn from."""

from __future__ import annotations

from app.approvals.models import ApprovalRequest
from app.approvals.policy import may_comment, may_read_case, may_see_votes, may_sign, may_step_back, may_vote
from app.approvals.queries import cases_by_due_date, cases_decided_lately, precedents_newest_first
from app.approvals.rules import tally
from app.approvals.vocabulary import Choice
from app.journeys import decide, panel
from app.kernel.errors import BadInput
from app.kernel.unit_of_work import session
from app.people.vocabulary import Role
from app.plans.queries import programmes_in_reach
from app.reports.plan_total import left_in_budget
from app.web.approvals import signing
from app.web.approvals.board import board_of
from app.web.approvals.forms import CommentForm, PrecedentSearch, StepBackForm, VoteForm
from app.web.approvals.pages import THOSE_WHO_DECIDE, pages
from app.web.shell.pages import Answer, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer

__all__ = ["pages", "signing"]


@pages.get("", who=THOSE_WHO_DECIDE, place=Place("Decide", 20))
def index() -> str:
    """What waits for you, the one due first on top."""
    seats = panel.seats(session(), viewer())
    waiting = cases_by_due_date(session(), viewer(), seats)
    board = board_of(viewer(), waiting, panel.standings_of(session(), viewer(), waiting, seats))
    decided = cases_decided_lately(session(), viewer(), seats)
    return render("approvals/index.html", board=board, decided=decided)


@pages.get("/precedents", who=roles(Role.PANEL_MEMBER, Role.PANEL_CHAIR, Role.LINE_MANAGER, Role.KEYWORKER))
def precedents() -> Answer:
    """Past decisions and why, without names."""
    form = PrecedentSearch.from_query()
    if not form.validate():
        return render("approvals/precedents.html", form=form, precedents=[]), 422
    programmes = panel.seats(session(), viewer()) | programmes_in_reach(session(), viewer())
    agreed = {"yes": True, "no": False}.get(form.answer.data or "")
    areas = [form.area.data.value] if form.area.data else []
    found = precedents_newest_first(session(), programmes, areas=areas, agreed=agreed)
    return render("approvals/precedents.html", form=form, precedents=found)


@pages.get("/<int:request_id>", who=THOSE_WHO_DECIDE)
def show(request_id: int) -> str:
    """The case paper: a number, no name."""
    case = panel.case_of(session(), viewer(), request_id)
    mine = next((vote for vote in case.votes_now if vote.member_id == viewer().user_id), None)
    values = {"choice": mine.choice, "reason": mine.reason} if mine else {}
    return _case_page(case, VoteForm(values={"version": case.version, **values}), CommentForm())


@pages.post("/<int:request_id>/votes", who=THOSE_WHO_DECIDE)
def cast_vote(request_id: int) -> Answer:
    """Vote, or vote anew."""
    case, form = panel.case_of(session(), viewer(), request_id), VoteForm.from_request()
    if not form.validate():
        return _case_page(case, form, CommentForm()), 422
    try:
        decide.cast_vote(session(), viewer(), case.id, form.version.data, form.choice.data, form.reason.data)
    except BadInput as mistake:
        form.take(mistake)
        return _case_page(case, form, CommentForm()), 422
    flash_done("Your vote counts. You can change it until the case is signed.")
    return see_other("approvals.show", request_id=case.id)


@pages.post("/<int:request_id>/comments", who=THOSE_WHO_DECIDE)
def add_comment(request_id: int) -> Answer:
    """Remark or ask."""
    case, form = panel.case_of(session(), viewer(), request_id), CommentForm.from_request()
    if not form.validate():
        return _case_page(case, VoteForm(values={"version": case.version}), form), 422
    decide.comment(session(), viewer(), case.id, form.words.data)
    flash_done("The others can read your comment now.")
    return see_other("approvals.show", request_id=case.id)


@pages.get("/<int:request_id>/step-back", who=THOSE_WHO_DECIDE)
def confirm_step_back(request_id: int) -> str:
    """Do you have a stake in this case?"""
    case = panel.case_of(session(), viewer(), request_id)
    return _step_back_page(case, StepBackForm())


@pages.post("/<int:request_id>/step-back", who=THOSE_WHO_DECIDE)
def step_back(request_id: int) -> Answer:
    """Leave it to the others."""
    case, form = panel.case_of(session(), viewer(), request_id), StepBackForm.from_request()
    if not form.validate():
        return _step_back_page(case, form), 422
    decide.step_back(session(), viewer(), case.id, form.why.data)
    flash_done("You stepped back. The others decide on this case.")
    return see_other("approvals.index")


def _step_back_page(case: ApprovalRequest, form: StepBackForm) -> str:
    standing = panel.standing_of(session(), viewer(), case)
    return render("approvals/step_back.html", case=case, form=form, may_step_back=may_step_back(case, standing))


def _case_page(case: ApprovalRequest, vote_form: VoteForm, comment_form: CommentForm) -> str:
    standing = panel.standing_of(session(), viewer(), case)
    may_read = may_read_case(standing)
    if not may_read:
        return render("approvals/out.html", case=case, reason=may_read.reason)
    note_reading("approval_request", case.id, person_id=case.person_id)
    choices = panel.counted_choices(session(), case)
    areas = {line.area for line in case.lines_now if line.area}
    return render(
        "approvals/show.html",
        case=case,
        form=vote_form if vote_form.mistakes() else comment_form,
        vote_form=vote_form,
        comment_form=comment_form,
        mine=next((vote for vote in case.votes_now if vote.member_id == viewer().user_id), None),
        may_vote=may_vote(case, standing),
        may_comment=may_comment(case, standing),
        may_see_votes=may_see_votes(viewer(), case, standing),
        may_step_back=may_step_back(case, standing),
        standing=standing,
        signatures={answer: may_sign(case, standing, answer, choices) for answer in Choice},
        outcome=tally(choices, case.quorum),
        votes_in=len(choices),
        left=left_in_budget(session(), case.budget_id),
        precedents=precedents_newest_first(
            session(), [case.programme_id], areas=areas, but_not_of_person=case.person_id, limit=3
        ),
    )
