"""The signature: a yes, a no with all its reasons, or a question back."""

from __future__ import annotations

from werkzeug.exceptions import NotFound as NoSuchPage

from app.approvals.models import ApprovalRequest
from app.approvals.policy import may_sign
from app.approvals.vocabulary import Choice
from app.journeys import decide, panel
from app.kernel.errors import BadInput
from app.kernel.unit_of_work import session
from app.web.approvals.forms import AgreeForm, DeclineForm, QuestionForm
from app.web.approvals.pages import THOSE_WHO_DECIDE, pages
from app.web.shell.pages import Answer
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import viewer

SignForm = AgreeForm | QuestionForm
FORMS: dict[Choice, type[AgreeForm] | type[QuestionForm]] = {
    Choice.APPROVE: AgreeForm,
    Choice.DECLINE: DeclineForm,
    Choice.MORE_INFORMATION: QuestionForm,
}
DONE = {
    Choice.APPROVE: "Signed: agreed. Orders and cards are on their way, and the person has been told.",
    Choice.DECLINE: "Signed: not agreed. The person has been told why, and the money is free again.",
    Choice.MORE_INFORMATION: "Your question is with the keyworker. The case comes back when it is answered.",
}


@pages.get("/<int:request_id>/sign/<answer>", who=THOSE_WHO_DECIDE)
def sign_page(request_id: int, answer: str) -> str:
    """What the person will be told."""
    case, choice = panel.case_of(session(), viewer(), request_id), _choice(answer)
    return _page(case, choice, FORMS[choice](values={"version": case.version}))


@pages.post("/<int:request_id>/sign/<answer>", who=THOSE_WHO_DECIDE)
def sign(request_id: int, answer: str) -> Answer:
    """Sign it."""
    case, choice = panel.case_of(session(), viewer(), request_id), _choice(answer)
    form = FORMS[choice].from_request()
    if not form.validate():
        return _page(case, choice, form), 422
    try:
        _sign(case, choice, form)
    except BadInput as mistake:
        form.take(mistake)
        return _page(case, choice, form), 422
    flash_done(DONE[choice])
    return see_other("approvals.index")


def _sign(case: ApprovalRequest, choice: Choice, form: SignForm) -> None:
    if isinstance(form, QuestionForm):
        decide.ask_for_more(session(), viewer(), case.id, form.version.data, form.question.data)
    else:
        decide.sign_off(session(), viewer(), case.id, form.version.data, choice, form.reasons())


def _choice(answer: str) -> Choice:
    try:
        return Choice(answer)
    except ValueError:
        raise NoSuchPage() from None


def _page(case: ApprovalRequest, choice: Choice, form: SignForm) -> str:
    standing = panel.standing_of(session(), viewer(), case)
    verdict = may_sign(case, standing, choice, panel.counted_choices(session(), case))
    return render("approvals/sign.html", case=case, answer=choice.value, form=form, may_sign=verdict)
