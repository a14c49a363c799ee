"""Who sits on a programme's panel."""

from __future__ import annotations

from app.kernel import clock
from app.kernel.errors import BadInput, NotFound
from app.kernel.unit_of_work import session
from app.people.vocabulary import Role
from app.programmes import actions, queries
from app.programmes.models import Programme
from app.web.programmes.forms import SeatForm
from app.web.programmes.pages import pages
from app.web.shell.pages import Answer, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import viewer

COMMISSIONER = roles(Role.COMMISSIONER)


@pages.get("/<int:programme_id>/seats/new", who=COMMISSIONER)
def new_seat(programme_id: int) -> str:
    """Who joins the panel?"""
    programme = queries.programme_for(session(), viewer(), programme_id)
    return _seat_page(programme, SeatForm(values={"chairs": "member"}))


@pages.post("/<int:programme_id>/seats", who=COMMISSIONER)
def add_seat(programme_id: int) -> Answer:
    """They sit on it from today."""
    programme = queries.programme_for(session(), viewer(), programme_id)
    form = _offered(programme, SeatForm.from_request())
    if not form.validate():
        return _seat_page(programme, form), 422
    user = queries.colleague(session(), programme, int(form.user_id.data))
    try:
        actions.add_seat(session(), viewer(), programme, user, chairs=form.chairs.data == "chair")
    except BadInput as mistake:
        form.take(mistake)
        return _seat_page(programme, form), 422
    flash_done(f"{user.name} is on the panel from today.")
    return see_other("programmes.show", programme_id=programme.id)


def _seat_page(programme: Programme, form: SeatForm) -> str:
    return render("programmes/new_seat.html", programme=programme, form=_offered(programme, form))


def _offered(programme: Programme, form: SeatForm) -> SeatForm:
    users = queries.may_join_panel(session(), programme, clock.today())
    form.user_id.offer([(str(user.id), user.name) for user in users])
    return form


@pages.post("/<int:programme_id>/seats/<int:seat_id>/end", who=COMMISSIONER)
def end_seat(programme_id: int, seat_id: int) -> Answer:
    """They leave the panel today."""
    programme = queries.programme_for(session(), viewer(), programme_id)
    seat = queries.seat_of_programme(session(), programme.id, seat_id)
    actions.end_seat(session(), viewer(), programme, seat)
    flash_done("The seat has ended. Their votes so far stay.")
    return see_other("programmes.show", programme_id=programme.id)


@pages.post("/<int:programme_id>/seats/<int:seat_id>/chair", who=COMMISSIONER)
def give_chair(programme_id: int, seat_id: int) -> Answer:
    """They chair the panel from now on."""
    programme = queries.programme_for(session(), viewer(), programme_id)
    seat = queries.seat_of_programme(session(), programme.id, seat_id)
    if seat.until_on is not None:
        raise NotFound("We cannot find that seat.")
    user = queries.colleague(session(), programme, seat.user_id)
    actions.give_chair(session(), viewer(), programme, seat, user)
    flash_done(f"{user.name} chairs the panel now and signs its decisions.")
    return see_other("programmes.show", programme_id=programme.id)
