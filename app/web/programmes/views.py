"""Programmes: the list, starting one, looking at one, changing a few of its settings."""

from __future__ import annotations

from app.kernel import clock
from app.kernel.errors import BadInput
from app.kernel.unit_of_work import session
from app.people.vocabulary import Role
from app.programmes import actions, queries
from app.programmes.changes import settings_of, with_settings
from app.programmes.policy import may_run_programme
from app.programmes.preset_files import preset_rules, presets
from app.programmes.rules import read_policy
from app.programmes.wording import in_words
from app.reports.programme_money import demand, pool_of_each, programmes_money
from app.web.programmes import money_views, panel_views
from app.web.programmes.forms import NewProgrammeForm, settings_form
from app.web.programmes.pages import pages
from app.web.shell.pages import Answer, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import viewer

__all__ = ["money_views", "pages", "panel_views"]
THOSE_WHO_LOOK = roles(Role.COMMISSIONER, Role.ADMINISTRATOR, Role.FINANCE_MANAGER)
COMMISSIONER = roles(Role.COMMISSIONER)


@pages.get("", who=THOSE_WHO_LOOK, place=Place("Programmes", 20))
def index() -> str:
    """Every programme of the organisation, with its money."""
    programmes = queries.programmes_by_name(session(), viewer())
    numbers = [programme.id for programme in programmes]
    policies = queries.policies_on(session(), set(numbers), clock.today())
    return render(
        "programmes/index.html",
        programmes=programmes,
        money=programmes_money(session(), numbers),
        policies=policies,
        may_start=may_run_programme(viewer(), viewer().organisation_id),
    )


@pages.get("/new", who=COMMISSIONER)
def choose_preset() -> str:
    """Which kind of programme?"""
    return render("programmes/choose.html", presets=presets())


@pages.get("/new/<preset>", who=COMMISSIONER)
def new(preset: str) -> str:
    """What this kind decides, and a name for it."""
    return _new(preset, NewProgrammeForm())


@pages.post("/new/<preset>", who=COMMISSIONER)
def start(preset: str) -> Answer:
    """Start it."""
    form = NewProgrammeForm.from_request()
    if not form.validate():
        return _new(preset, form), 422
    try:
        programme = actions.start_programme(session(), viewer(), name=form.name.data, preset=preset)
    except BadInput as mistake:
        form.take(mistake)
        return _new(preset, form), 422
    flash_done(f"“{programme.name}” has started. Next: open a fund and record the money.")
    return see_other("programmes.show", programme_id=programme.id)


def _new(preset: str, form: NewProgrammeForm) -> str:
    policy = read_policy(preset_rules(preset))
    return render("programmes/new.html", preset=preset, policy=policy, words=in_words(policy), form=form)


@pages.get("/<int:programme_id>", who=THOSE_WHO_LOOK)
def show(programme_id: int) -> str:
    """A programme: its money, its rules in words, its panel, and how much is asked of it."""
    programme = queries.programme_for(session(), viewer(), programme_id)
    today = clock.today()
    policy = queries.policy_on(session(), programme.id, today)
    funds = queries.funds_by_name(session(), programme.id)
    panel = queries.panel_of(session(), programme.id, today)
    return render(
        "programmes/show.html",
        programme=programme,
        words=in_words(policy),
        to_come=[row for row in queries.policies_newest_first(session(), programme.id) if row.effective_from > today],
        money=programmes_money(session(), [programme.id])[programme.id],
        funds=funds,
        pools=pool_of_each(session(), [fund.id for fund in funds]),
        awards=queries.awards_newest_first(session(), [fund.id for fund in funds], 10),
        fund_names={fund.id: fund.name for fund in funds},
        panel=panel,
        users=queries.users_of_seats(session(), panel),
        demand=demand(session(), programme.id),
        may_run=may_run_programme(viewer(), programme.organisation_id),
        quorum=policy.quorum,
    )


@pages.get("/<int:programme_id>/settings", who=COMMISSIONER)
def edit_settings(programme_id: int) -> str:
    """The settings as they are."""
    return _settings(programme_id)[0]


@pages.post("/<int:programme_id>/settings", who=COMMISSIONER)
def change_settings(programme_id: int) -> Answer:
    """A new policy from a day on."""
    page, status = _settings(programme_id, sent=True)
    if status:
        return page, status
    return see_other("programmes.show", programme_id=programme_id)


def _settings(programme_id: int, *, sent: bool = False) -> tuple[str, int]:
    programme = queries.programme_for(session(), viewer(), programme_id)
    row = queries.policies_newest_first(session(), programme.id)[0]
    policy = read_policy(row.rules)
    form = settings_form(settings_of(policy))
    if sent and form.validate():
        try:
            rules = with_settings(row.rules, form.settings())
            day = form.effective_from.data
            actions.change_policy(session(), viewer(), programme, rules=rules, effective_from=day)
        except BadInput as mistake:
            form.take(mistake)
        else:
            flash_done(f"The new rules hold from {day.day} {day:%B %Y}. What was decided before stays as it was.")
            return "", 0
    return render("programmes/settings.html", programme=programme, policy=policy, form=form, row=row), 422
