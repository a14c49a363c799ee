"""The administrator's pages: users, teams, and roles that take two people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.people.models import RoleChange, Team, UserAccount
from tests.conftest import Browsing
from tests.support.cast import Cast

Clients = Callable[..., Browsing]
NIA = {"name": "Nia Cole", "email": "nia@citronella.example", "roles": ["keyworker"], "team_id": "", "provider": ""}


def user_id(read: Callable[..., Any], email: str) -> int:
    found: int = read(lambda session: session.scalars(select(UserAccount.id).where(UserAccount.email == email)).one())
    return found


def test_ada_adds_nia_and_cora_agrees(client_for: Clients, cast: Cast, read: Callable[..., Any]) -> None:
    ada = client_for(cast.ada)
    team = read(lambda session: session.scalars(select(Team.id).order_by(Team.id)).first())
    made = ada.post("/users", {**NIA, "team_id": str(team)})
    assert made.status_code == 303, made.text
    change = read(lambda session: session.scalars(select(RoleChange.id)).one())
    assert "You asked for this yourself" in ada.get("/users/role-changes").text
    assert ada.post(f"/users/role-changes/{change}/agree").status_code == 403
    cora = client_for(cast.cora)
    assert "Nia Cole" in cora.get("/users/role-changes").text
    assert cora.post(f"/users/role-changes/{change}/agree").status_code == 303
    assert "Keyworker" in ada.get(made.location).text
    assert cora.post(f"/users/role-changes/{change}/refuse").status_code == 409


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Enter their name"),
        ({"email": "nia"}, "e-mail address in the right form"),
        ({"email": "KIT@citronella.example"}, "has an account with this e-mail address"),
        ({"roles": []}, "Choose at least one"),
        ({"roles": ["administrator", "signatory"]}, "can not be joined"),
        ({"roles": ["king"]}, "Choose one of the answers"),
        ({"roles": ["provider"]}, "which provider"),
        ({"provider": "No Such Firm"}, "We know no provider"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_kept(
    client_for: Clients, cast: Cast, read: Callable[..., Any], changes: dict[str, object], words: str
) -> None:
    answer = client_for(cast.ada).post("/users", {**NIA, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert read(lambda session: session.scalars(select(RoleChange.id)).all()) == []


def test_a_provider_user_speaks_for_a_provider_of_the_catalogue(
    client_for: Clients, cast: Cast, read: Callable[..., Any]
) -> None:
    sent = {**NIA, "roles": ["provider"], "provider": "calm counselling"}
    assert client_for(cast.ada).post("/users", sent).status_code == 303
    made = user_id(read, "nia@citronella.example")
    assert read(lambda session: session.get_one(UserAccount, made)).provider_id == cast.provider.id


def test_ada_can_not_change_her_own_roles_nor_switch_herself_off(client_for: Clients, cast: Cast) -> None:
    ada = client_for(cast.ada)
    own = f"/users/{cast.ada.user_id}"
    assert "You can not change your own roles" in ada.get(own).text
    assert ada.get(f"{own}/roles").status_code == 403
    assert ada.post(f"{own}/roles", {"roles": ["signatory"], "why": "Please"}).status_code == 403
    assert ada.post(f"{own}/off").status_code == 403


def test_switched_off_means_out_everywhere_at_once(client_for: Clients, cast: Cast) -> None:
    ada, kit = client_for(cast.ada), client_for(cast.kit)
    assert kit.get("/account").status_code == 200
    answer = ada.post(f"/users/{cast.kit.user_id}/off", follow_redirects=True)
    assert "1 person needs a new keyworker" in answer.text
    assert kit.get("/account").status_code == 303
    assert client_for(None).post(f"/sign-in/demo/{cast.kit.user_id}").status_code == 404
    assert ada.post(f"/users/{cast.kit.user_id}/on").status_code == 303


def test_a_move_ends_sessions_and_work(client_for: Clients, cast: Cast, read: Callable[..., Any]) -> None:
    ada, kit = client_for(cast.ada), client_for(cast.kit)
    south = read(lambda session: session.scalars(select(Team.id).where(Team.name == "South team")).one())
    assert ada.post(f"/users/{cast.kit.user_id}/team", {"team_id": str(south)}).status_code == 303
    assert kit.get("/account").status_code == 303
    assert client_for(cast.kit).get(f"/people/{cast.sam.id}").status_code == 404


@pytest.mark.parametrize("who", ["kit", "lou", "bo", "mo", "sunita", "cora", "gwen", "sam_viewer"])
def test_for_everybody_else_users_do_not_exist(client_for: Clients, cast: Cast, who: str) -> None:
    browser = client_for(getattr(cast, who))
    target = f"/users/{cast.ali.user_id}"
    assert [browser.get(path).status_code for path in ("/users", "/users/new", target, f"{target}/roles")] == [404] * 4
    for path in (
        "/users",
        f"{target}/roles",
        f"{target}/team",
        f"{target}/off",
        f"{target}/on",
        f"{target}/password-link",
    ):
        assert browser.post(path, {"roles": ["administrator"], "why": "x"}).status_code == 404


@pytest.mark.parametrize("words", ["kit", "KIT@", "%", "_", "\\", "'; drop table user_account; --"])
def test_finding_takes_words_as_they_are(client_for: Clients, cast: Cast, words: str) -> None:
    page = client_for(cast.ada).get("/users", query_string={"q": words})
    assert page.status_code == 200
    assert ("Kit Osei" in page.text) is words.lower().startswith("kit")
