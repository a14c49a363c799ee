"""Signing in and out."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.kernel import unit_of_work
from app.kernel.errors import NotFound
from app.kernel.unit_of_work import session
from app.people.account_queries import demo_users
from app.people.models import UserAccount
from app.people.queries import user_of
from app.people.vocabulary import Role
from app.web.account import (
    factor_views,
    password_views,
    recognising,
    sessions_views,
    signing_in,
)
from app.web.account.first_steps import stories_for
from app.web.account.forms import CodeForm, SignInForm
from app.web.account.limits import too_many
from app.web.account.pages import pages, world
from app.web.account.signing_in import Outcome
from app.web.shell.going import flash_done, safe_next
from app.web.shell.pages import ANYONE, Answer
from app.web.shell.rendering import render, see_other
from app.web.shell.viewing import viewer_or_none

__all__ = ["factor_views", "pages", "password_views", "sessions_views"]
SIGNING_IN = "nobody is signed in yet, and signing in twice leaves one session at this browser"
WRONG = "That e-mail address and password do not go together. Check both and try again."
WRONG_CODE = "This code does not work. It may be too old, or used before. Ask your keyworker for a new one."


@pages.get("/sign-in", who=ANYONE)
def sign_in() -> Answer:
    """Who are you?"""
    if viewer_or_none() is not None:
        return redirect(_wanted() or "/", 303)
    if recognising.half_signed_in() is not None:
        return see_other("account.second_factor", **_next())
    return _sign_in_page(SignInForm(), offered=demo_users(session()) if world().config.demo else [])


@pages.post("/sign-in", who=ANYONE, once=False, apart=True, because=SIGNING_IN)
def sign_in_now() -> Answer:
    """Let them in, or say in the same words whatever was wrong."""
    form = SignInForm.from_request()
    if form.validate():
        browser = recognising.browser(shared=form.shared.data)
        outcome = signing_in.by_password(world(), form.email.data, form.password.data, browser)
        if outcome.try_again_at is not None:
            return too_many(outcome.try_again_at)
        if outcome.token:
            return _inside(outcome)
        form.form_errors = [*form.form_errors, WRONG]
    return _sign_in_page(form, offered=_offered_apart()), 422


@pages.get("/sign-in/code", who=ANYONE)
def code() -> str:
    """A person without e-mail enters the code their keyworker read out."""
    return render("account/code.html", form=CodeForm())


@pages.post("/sign-in/code", who=ANYONE, once=False, apart=True, because=SIGNING_IN)
def use_code() -> Answer:
    """The code works once."""
    form = CodeForm.from_request()
    if form.validate():
        outcome = signing_in.by_code(world(), form.code.data, recognising.browser(shared=form.shared.data))
        if outcome.try_again_at is not None:
            return too_many(outcome.try_again_at)
        if outcome.token:
            return _inside(outcome)
        form.code.errors = [*form.code.errors, WRONG_CODE]
    return render("account/code.html", form=form), 422


@pages.post("/sign-in/demo/<int:user_id>", who=ANYONE, once=False, because=SIGNING_IN)
def demo(user_id: int) -> Answer:
    """In the demonstration anybody may be anybody; elsewhere this page does not exist."""
    if not world().config.demo:
        raise NotFound()
    user = user_of(session(), user_id)
    if not user.is_active:
        raise NotFound()
    return _inside(signing_in.let_in(session(), user, recognising.browser()))


@pages.post("/sign-out", who=ANYONE, once=False, because="whoever is signed out stays signed out")
def sign_out() -> Response:
    """End this browser's session, and have it forget our pages."""
    recognising.end_here(session(), viewer_or_none())
    flash_done("You are signed out.")
    answer = see_other("account.sign_in")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _inside(outcome: Outcome) -> Response:
    wanted = _wanted()
    recognising.enter(outcome.token)
    return redirect(wanted or "/", 303)


def _wanted() -> str | None:
    return safe_next(request.args.get("next"))


def _next() -> dict[str, object]:
    wanted = _wanted()
    return {"next": wanted} if wanted else {}


def _offered_apart() -> list[UserAccount]:
    if not world().config.demo:
        return []
    with unit_of_work.reading(world().database) as opened:
        return demo_users(opened)


def _sign_in_page(form: SignInForm, offered: list[UserAccount]) -> str:
    groups: dict[Role, list[UserAccount]] = {}
    for user in offered:
        held = [one.role for one in user.roles]
        if held:
            main = Role.PANEL_CHAIR if Role.PANEL_CHAIR in held else next(role for role in Role if role in held)
            groups.setdefault(main, []).append(user)
    return render(
        "account/sign_in.html",
        form=form,
        groups=[(role, groups[role]) for role in Role if role in groups],
        stories=stories_for(offered),
        was_signed_in=recognising.was_signed_in(),
        action=url_for("account.sign_in_now", **_next()),  # type: ignore[arg-type]
    )
