"""Passwords: chosen only by their owner, through a link or by changing the old one."""

from __future__ import annotations

from app.audit.trail import record
from app.journeys.accounts import forgot_password
from app.kernel import unit_of_work
from app.kernel.errors import BadInput
from app.kernel.unit_of_work import session
from app.people.account_actions import choose_password, use_password_link
from app.people.account_queries import password_link
from app.people.queries import user_of
from app.web.account import signing_in
from app.web.account.forms import ChangePasswordForm, ForgotForm, LinkPasswordForm
from app.web.account.limits import came_from, too_many
from app.web.account.pages import pages, world
from app.web.account.recognising import signed_in
from app.web.shell.afterwards import Opened
from app.web.shell.going import flash_done, see_other
from app.web.shell.pages import ANYONE, SIGNED_IN, Answer
from app.web.shell.rendering import render
from app.web.shell.viewing import viewer


@pages.get("/sign-in/forgotten", who=ANYONE)
def forgotten() -> str:
    """Ask for a link to choose a new password."""
    return render("account/forgotten.html", form=ForgotForm())


@pages.post(
    "/sign-in/forgotten", who=ANYONE, once=False, apart=True, because="a link more does no harm, and few are sent"
)
def send_link() -> Answer:
    """The same answer whether or not we know the address."""
    form = ForgotForm.from_request()
    if not form.validate():
        return render("account/forgotten.html", form=form), 422
    email = form.email.data.strip().lower()
    for kind, whom in (("link address", came_from()), ("link account", email)):
        until = signing_in.counted(world(), kind, whom)
        if until is not None:
            return too_many(until)
    unit_of_work.writing(world().database, lambda opened: forgot_password(opened, email))
    flash_done("If we know that address, an e-mail is on its way. Its link works for one day.")
    return see_other("account.sign_in")


@pages.get("/sign-in/password/<int:link_id>/<secret>", who=ANYONE)
def choose(link_id: int, secret: str) -> str:
    """The page behind the link."""
    password_link(session(), link_id, secret)
    return render("account/choose_password.html", form=LinkPasswordForm(), link_id=link_id, secret=secret)


@pages.post("/sign-in/password/<int:link_id>/<secret>", who=ANYONE)
def choose_now(link_id: int, secret: str) -> Answer:
    """The password is theirs; the link stops working, and every session ends."""
    link = password_link(session(), link_id, secret)
    form = LinkPasswordForm.from_request()
    if form.validate():
        try:
            user = use_password_link(session(), link, form.new_password.data)
        except BadInput as mistake:
            form.take(mistake)
        else:
            record(session(), user.id, "user.password_chosen", "user", user.id)
            flash_done("Your new password is ready. Sign in with it.")
            return see_other("account.sign_in")
    return render("account/choose_password.html", form=form, link_id=link_id, secret=secret), 422


@pages.get("/account/password", who=SIGNED_IN)
def password() -> Answer:
    """Change one's own password."""
    if user_of(session(), viewer().user_id).password_hash is None:
        return see_other("account.show")
    return render("account/password.html", form=ChangePasswordForm())


@pages.post("/account/password", who=SIGNED_IN, once=False, apart=True, because="the old password is right only once")
def change_password() -> Answer:
    """The old password must be right; other browsers are signed out."""
    form = ChangePasswordForm.from_request()
    if form.validate():
        known = signing_in.password_is_right(world(), viewer().user_id, form.password.data)
        if known.try_again_at is not None:
            return too_many(known.try_again_at)
        if not known.user_id:
            form.password.errors = [*form.password.errors, "This is not the password you use now."]
        elif _changed(form):
            flash_done("Your password is changed. You are signed out everywhere else.")
            return see_other("account.show")
    return render("account/password.html", form=form), 422


def _changed(form: ChangePasswordForm) -> bool:
    here = signed_in()
    keep = here.row.id if here is not None and here.row is not None else None

    def change(opened: Opened) -> None:
        user = user_of(opened, viewer().user_id)
        choose_password(opened, user, form.new_password.data, but=keep)
        record(opened, user.id, "user.password_changed", "user", user.id)

    try:
        unit_of_work.writing(world().database, change)
    except BadInput as mistake:
        form.take(mistake)
        return False
    return True
