"""One's own account: where one is signed in, and one's own password."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.jobs.dispatcher import drain
from app.people.models import AuthSession
from app.world import World
from tests.conftest import Browsing
from tests.support.cast import PASSWORD, Cast

NEW = "seven lemons on a tray"
Clients = Callable[..., Browsing]


def test_kit_sees_both_browsers_and_ends_the_other(client_for: Clients, cast: Cast, read: Callable[..., Any]) -> None:
    here, there = client_for(cast.kit), client_for(cast.kit)
    page = here.get("/account/sessions").text
    assert page.count("Sign out here") == 2
    other = read(lambda session: session.scalars(select(AuthSession.id).order_by(AuthSession.id.desc())).first())
    assert here.post(f"/account/sessions/{other}/end").status_code == 303
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200


def test_nobody_ends_somebody_elses_session(client_for: Clients, cast: Cast, read: Callable[..., Any]) -> None:
    client_for(cast.bo)
    theirs = read(lambda session: session.scalars(select(AuthSession.id)).one())
    assert client_for(cast.kit).post(f"/account/sessions/{theirs}/end").status_code == 404


def test_log_out_everywhere_means_here_too(client_for: Clients, cast: Cast) -> None:
    here, there = client_for(cast.kit), client_for(cast.kit)
    assert here.post("/account/sessions/end-all").status_code == 303
    assert [browser.get("/account").status_code for browser in (here, there)] == [303, 303]


def test_a_new_password_needs_the_old_one_and_ends_other_browsers(client_for: Clients, cast: Cast) -> None:
    here, there = client_for(cast.kit), client_for(cast.kit)
    wrong = here.post("/account/password", {"password": "not this", "new_password": NEW})
    assert wrong.status_code == 422
    assert "This is not the password you use now" in wrong.text
    weak = here.post("/account/password", {"password": PASSWORD, "new_password": "password1234"})
    assert weak.status_code == 422
    assert "easy to guess" in weak.text
    assert here.post("/account/password", {"password": PASSWORD, "new_password": NEW}).status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    again = client_for(None).post("/sign-in", {"email": "kit@citronella.example", "password": NEW})
    assert again.status_code == 303


def test_a_forgotten_password_is_chosen_anew_through_a_link_in_a_neutral_e_mail(
    client_for: Clients, cast: Cast, world: World
) -> None:
    browser = client_for(None)
    for email in ("kit@citronella.example", "nobody@citronella.example"):
        answer = browser.post("/sign-in/forgotten", {"email": email})
        assert (answer.status_code, answer.location) == (303, "/sign-in")
    drain(world)
    [letter] = list(Path(world.config.outbox_dir / "mail").iterdir())
    text = letter.read_text()
    assert "Subject: A message for you" in text
    assert "Kit" not in text.replace("kit@", "")
    found = re.search(r"https?://[^/\s]+(/sign-in/password/\d+/[0-9a-f]{64})", text.replace("=\n", ""))
    assert found
    weak = browser.post(found[1], {"new_password": "short"})
    assert weak.status_code == 422
    assert browser.post(found[1], {"new_password": NEW}).status_code == 303
    assert browser.get(found[1]).status_code == 404
    signed_in = browser.post("/sign-in", {"email": "kit@citronella.example", "password": NEW})
    assert (signed_in.status_code, signed_in.location) == (303, "/")


def test_links_are_not_sent_without_end(client_for: Clients, cast: Cast) -> None:
    browser = client_for(None)
    asked = [browser.post("/sign-in/forgotten", {"email": "kit@citronella.example"}).status_code for _ in range(11)]
    assert asked == [303] * 10 + [429]


def test_account_pages_are_for_those_who_signed_in(client_for: Clients, cast: Cast) -> None:
    stranger = client_for(None)
    for path in ("/account", "/account/sessions", "/account/password", "/account/again"):
        assert stranger.get(path).status_code == 303
    for path in ("/account/password", "/account/sessions/end-all", "/account/again"):
        assert stranger.post(path, {}).location.startswith("/sign-in")
