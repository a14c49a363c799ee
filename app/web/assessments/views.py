"""A talk with somebody about their life, written down together, and what it comes to."""

from __future__ import annotations

from app.budgets.queries import open_budgets_of
from app.journeys.assess import assess
from app.kernel import clock
from app.kernel.errors import BadInput
from app.kernel.unit_of_work import session
from app.outcomes.models import Assessment
from app.outcomes.policy import may_assess
from app.outcomes.queries import assessment_before, assessment_for, assessments_newest_first
from app.people.models import Person
from app.people.queries import keyworker_of, person_for
from app.people.vocabulary import LifeArea, Role
from app.programmes.queries import policy_on, programme_for, programme_of, programmes_by_name
from app.programmes.rules import weekly_amount
from app.programmes.vocabulary import AllocationKind
from app.web.assessments.forms import TalkForm
from app.web.assessments.star import star_of
from app.web.shell.pages import Answer, Pages, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer

pages = Pages(__name__, prefix="/assessments")
KEYWORKER = roles(Role.KEYWORKER)
THOSE_WHO_LOOK = roles(Role.KEYWORKER, Role.LINE_MANAGER, Role.SERVICE_USER)


@pages.get("/people/<int:person_id>/new", who=KEYWORKER)
def new(person_id: int) -> str:
    """The questions, strengths first."""
    person = person_for(session(), viewer(), person_id)
    note_reading("person", person.id)
    return _questions(person, TalkForm())


@pages.post("/people/<int:person_id>", who=KEYWORKER)
def make(person_id: int) -> Answer:
    """Write it down, and show the star."""
    person = person_for(session(), viewer(), person_id)
    form = _offered(TalkForm.from_request())
    if not form.validate():
        return _questions(person, form), 422
    programme = programme_for(session(), viewer(), int(form.programme_id.data))
    try:
        made = assess(
            session(),
            viewer(),
            person,
            programme,
            scores=form.scores(),
            strengths=form.strengths.data,
            hopes=form.hopes.data,
        )
    except BadInput as mistake:
        form.take(mistake)
        return _questions(person, form), 422
    flash_done("It is written down. Look at the star together.")
    return see_other("assessments.show", assessment_id=made.id)


def _questions(person: Person, form: TalkForm) -> str:
    keyworker = keyworker_of(session(), person.id)
    allowed = may_assess(viewer(), keyworker.id if keyworker else None)
    return render("assessments/new.html", person=person, form=_offered(form), may_assess=allowed)


def _offered(form: TalkForm) -> TalkForm:
    programmes = programmes_by_name(session(), viewer())
    form.programme_id.offer([(str(programme.id), programme.name) for programme in programmes])
    if len(programmes) == 1 and not form.programme_id.raw_data:
        form.programme_id.data = str(programmes[0].id)
    return form


@pages.get("/people/<int:person_id>", who=THOSE_WHO_LOOK)
def of_person(person_id: int) -> str:
    """Every talk so far, newest first."""
    person = person_for(session(), viewer(), person_id)
    _note(person.id)
    found = assessments_newest_first(session(), person.id)
    return render("assessments/list.html", person=person, assessments=found, may_talk=viewer().has(Role.KEYWORKER))


@pages.get("/<int:assessment_id>", who=THOSE_WHO_LOOK)
def show(assessment_id: int) -> str:
    """The star, the band and what it comes to, shown to the person as it is."""
    assessment = assessment_for(session(), viewer(), assessment_id)
    person = person_for(session(), viewer(), assessment.person_id)
    _note(person.id)
    before = assessment_before(session(), assessment)
    programme = programme_of(session(), assessment.programme_id)
    has_budget = any(b.programme_id == programme.id for b in open_budgets_of(session(), person.id))
    return render(
        "assessments/show.html",
        person=person,
        assessment=assessment,
        programme=programme,
        before=before,
        star=star_of(assessment.scores, before.scores if before else None),
        areas=list(LifeArea),
        worked=_worked(assessment),
        has_budget=has_budget,
        is_keyworker=viewer().has(Role.KEYWORKER) and person.id != viewer().person_id,
    )


def _worked(assessment: Assessment) -> dict[str, object] | None:
    """What the star comes to under the policy of its day; None where the amount does not follow from it."""
    policy = policy_on(session(), assessment.programme_id, clock.day_of(assessment.made_at))
    if policy.allocation is not AllocationKind.BANDS:
        return None
    band, weekly, said = weekly_amount(policy, assessment.scores)
    if weekly:
        amount = weekly * policy.period_weeks
        said = [*said, f"{policy.period_weeks} weeks at {weekly.short} is {amount.short}."]
    return {"band": band, "weekly": weekly, "said": said, "weeks": policy.period_weeks}


def _note(person_id: int) -> None:
    if viewer().person_id != person_id:
        note_reading("person", person_id)
