"""The second factor: shown at sign-in, set up the first time, shown again before money leaves."""

from __future__ import annotations

import io

import segno
from cryptography.exceptions import InvalidTag
from flask import Response as Picture
from flask import redirect, request
from flask import session as cookie
from werkzeug.wrappers import Response

from app.audit.trail import record
from app.kernel.errors import BadInput, NotFound
from app.kernel.locks import hold
from app.kernel.sealed import vault
from app.kernel.unit_of_work import session
from app.people import second_factor as factor
from app.people.models import AuthSession, UserAccount
from app.web.account import signing_in
from app.web.account.forms import FactorForm, SetUpForm
from app.web.account.limits import too_many
from app.web.account.pages import pages, world
from app.web.account.recognising import SignedIn, half_signed_in, needs_second_factor, signed_in
from app.web.shell.going import safe_next, see_other
from app.web.shell.pages import ANYONE, SIGNED_IN, Answer
from app.web.shell.rendering import render
from app.web.shell.viewing import viewer

WORKS_ONCE = "a code works once, and what it opens is the same however often it is sent"
WRONG = "This code is not right, or was used before. Wait for the next one and try again."
KEY = "second_factor_key"


@pages.get("/sign-in/second-factor", who=ANYONE)
def second_factor() -> Answer:
    """The second step of signing in, for staff."""
    here = half_signed_in()
    if here is None:
        return see_other("account.sign_in")
    if _user(here).totp_sealed is None:
        return see_other("account.set_up_second_factor", **_next())
    return render("account/second_factor.html", form=FactorForm(), next=_next())


@pages.post("/sign-in/second-factor", who=ANYONE, once=False, apart=True, because=WORKS_ONCE)
def show_second_factor() -> Answer:
    """A right code lets them in."""
    here = half_signed_in()
    if here is None:
        return see_other("account.sign_in")
    return _take(here, "account/second_factor.html")


@pages.get("/account/again", who=SIGNED_IN)
def again() -> Answer:
    """Show the second factor once more, before something that matters."""
    if not needs_second_factor(viewer()):
        return _onwards()
    return render("account/again.html", form=FactorForm(), next=_next())


@pages.post("/account/again", who=SIGNED_IN, once=False, apart=True, because=WORKS_ONCE)
def show_again() -> Answer:
    """A right code, and they go on where they were."""
    here = signed_in()
    if here is None or not needs_second_factor(viewer()):
        return _onwards()
    return _take(here, "account/again.html")


@pages.get("/sign-in/second-factor/set-up", who=ANYONE)
def set_up_second_factor() -> Answer:
    """Connect an app with this account. The key waits, sealed, in this browser's cookie until a code was right."""
    here = half_signed_in()
    if here is None or _user(here).totp_sealed is not None:
        return see_other("account.sign_in")
    user = _user(here)
    if _waiting_key(user) is None:
        cookie[KEY] = vault().seal(factor.new_key(), _place(user))
    return _set_up_page(SetUpForm(), user)


@pages.get("/sign-in/second-factor/picture.svg", who=ANYONE)
def second_factor_picture() -> Picture:
    """The key as a picture an app can read."""
    here = half_signed_in()
    key = _waiting_key(_user(here)) if here is not None else None
    if here is None or key is None:
        raise NotFound()
    drawn = io.BytesIO()
    address = factor.address_for_app(key, _user(here).email or _user(here).name)
    segno.make(address, error="m").save(drawn, kind="svg", scale=6, border=4, dark="#17211d", light="#fff")
    return Picture(drawn.getvalue(), mimetype="image/svg+xml")


@pages.post("/sign-in/second-factor/set-up", who=ANYONE)
def confirm_second_factor() -> Answer:
    """The first right code; then the recovery codes, shown once."""
    here = half_signed_in()
    if here is None:
        return see_other("account.sign_in")
    user, form = hold(session(), _user(here)), SetUpForm.from_request()
    key = _waiting_key(user)
    if key is None or user.totp_sealed is not None:
        return see_other("account.second_factor", **_next())
    if not form.validate():
        return _set_up_page(form, user), 422
    try:
        codes = factor.enrol(session(), user, session().get_one(AuthSession, _row_id(here)), key, form.code.data)
    except BadInput as mistake:
        form.take(mistake)
        return _set_up_page(form, user), 422
    record(session(), user.id, "user.second_factor_set_up", "user", user.id)
    cookie.pop(KEY, None)
    return render("account/recovery_codes.html", codes=codes, onwards=_wanted() or "/")


def _take(here: SignedIn, template: str) -> Answer:
    form = FactorForm.from_request()
    if form.validate():
        outcome = signing_in.with_second_factor(world(), _row_id(here), form.code.data)
        if outcome.try_again_at is not None:
            return too_many(outcome.try_again_at)
        if outcome.user_id:
            return _onwards()
        form.code.errors = [*form.code.errors, WRONG]
    return render(template, form=form, next=_next()), 422


def _set_up_page(form: SetUpForm, user: UserAccount) -> str:
    key = _waiting_key(user) or ""
    in_fours = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    return render("account/set_up.html", form=form, key=in_fours, next=_next())


def _waiting_key(user: UserAccount) -> str | None:
    sealed = cookie.get(KEY)
    if not isinstance(sealed, str):
        return None
    try:
        return vault().open(sealed, _place(user))
    except (InvalidTag, ValueError, IndexError):
        return None


def _place(user: UserAccount) -> str:
    return f"second_factor_key:{user.id}"


def _user(here: SignedIn) -> UserAccount:
    return session().get_one(UserAccount, here.user.id if here.user else 0)


def _row_id(here: SignedIn) -> int:
    return here.row.id if here.row else 0


def _onwards() -> Response:
    return redirect(_wanted() or "/", 303)


def _wanted() -> str | None:
    return safe_next(request.args.get("next"))


def _next() -> dict[str, object]:
    wanted = _wanted()
    return {"next": wanted} if wanted else {}
