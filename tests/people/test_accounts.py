"""Accounts: roles take two people, passwords only their owner, and an administrator gives themself nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journeys import accounts
from app.kernel import clock
from app.kernel.errors import BadInput, Conflict, NotFound, Refused
from app.kernel.outbox import OutboxMessage
from app.people.account_actions import choose_password, use_password_link
from app.people.account_queries import password_link, role_change_for
from app.people.models import PasswordLink, RoleChange, UserAccount
from app.people.queries import user_of
from app.people.rules import LINK_LASTS
from app.people.secrets import link_secret, password_fits
from app.people.vocabulary import Role, Viewer
from tests.support.cast import PASSWORD, Cast


def roles_of(read: Any, user_id: int) -> set[Role]:
    return {held.role for held in read(lambda session: session.get_one(UserAccount, user_id)).roles}


def ask(write: Any, asker: Viewer, user_id: int, *roles: Role) -> int:
    changed: int = write(
        lambda session: accounts.ask_for_roles(session, asker, user_of(session, user_id), roles, "New work").id
    )
    return changed


def answer(write: Any, who: Viewer, change_id: int, *, agreed: bool) -> None:
    write(
        lambda session: accounts.answer_role_change(
            session, who, role_change_for(session, who, change_id), agreed=agreed
        )
    )


def test_roles_count_once_a_second_person_agreed(cast: Cast, write: Any, read: Any) -> None:
    change = ask(write, cast.ada, cast.ali.user_id, Role.PANEL_MEMBER, Role.BROKER)
    assert roles_of(read, cast.ali.user_id) == {Role.PANEL_MEMBER}
    with pytest.raises(Refused, match="You asked for this yourself"):
        answer(write, cast.ada, change, agreed=True)
    answer(write, cast.cora, change, agreed=True)
    assert roles_of(read, cast.ali.user_id) == {Role.PANEL_MEMBER, Role.BROKER}
    with pytest.raises(Conflict):
        answer(write, cast.cora, change, agreed=False)


def test_a_no_changes_nothing(cast: Cast, write: Any, read: Any) -> None:
    change = ask(write, cast.ada, cast.ali.user_id, Role.FINANCE_CLERK)
    answer(write, cast.cora, change, agreed=False)
    assert roles_of(read, cast.ali.user_id) == {Role.PANEL_MEMBER}


def test_an_administrator_gives_themself_nothing(cast: Cast, write: Any) -> None:
    with pytest.raises(Refused, match="your own roles"):
        ask(write, cast.ada, cast.ada.user_id, Role.SIGNATORY)


def test_nobody_agrees_to_their_own_roles(cast: Cast, write: Any) -> None:
    change = ask(write, cast.ada, cast.cora.user_id, Role.COMMISSIONER, Role.FINANCE_MANAGER)
    with pytest.raises(Refused, match="your own roles"):
        answer(write, cast.cora, change, agreed=True)


@pytest.mark.parametrize("who", ["kit", "mo", "cora", "gwen", "sam_viewer"])
def test_only_administrators_ask_for_roles(cast: Cast, write: Any, who: str) -> None:
    with pytest.raises(Refused):
        ask(write, getattr(cast, who), cast.ali.user_id, Role.BROKER)


@pytest.mark.parametrize("who", ["kit", "mo", "gwen", "sam_viewer"])
def test_for_others_a_change_of_roles_does_not_exist(cast: Cast, write: Any, who: str) -> None:
    change = ask(write, cast.ada, cast.ali.user_id, Role.BROKER)
    with pytest.raises(NotFound):
        answer(write, getattr(cast, who), change, agreed=True)


def test_a_keyworker_who_stops_being_one_keeps_nobody(cast: Cast, write: Any, read: Any) -> None:
    from app.people.queries import keyworker_of

    answer(write, cast.cora, ask(write, cast.ada, cast.kit.user_id, Role.BROKER), agreed=True)
    assert read(lambda session: keyworker_of(session, cast.sam.id)) is None


def test_a_new_user_has_no_rights_and_a_link_on_its_way(cast: Cast, write: Any, read: Any) -> None:
    user_id = write(
        lambda session: (
            accounts.add_user(
                session, cast.ada, "Nia Cole", "Nia@Citronella.example", [Role.BROKER], provider_id=None, team=None
            ).id
        )
    )
    user = read(lambda session: session.get_one(UserAccount, user_id))
    assert (user.email, user.password_hash, user.roles) == ("nia@citronella.example", None, [])
    assert read(lambda session: session.scalars(select(RoleChange.roles)).one()) == ["broker"]
    kinds = read(lambda session: session.scalars(select(OutboxMessage.kind)).all())
    assert "PasswordLinkAsked" in kinds


def test_an_address_belongs_to_one_account_even_when_that_is_switched_off(cast: Cast, write: Any) -> None:
    write(lambda session: accounts.switch_off(session, cast.ada, user_of(session, cast.ali.user_id)))
    with pytest.raises(BadInput) as refusal:
        write(
            lambda session: accounts.add_user(
                session, cast.ada, "Ali Two", "ALI@citronella.example", [Role.BROKER], provider_id=None, team=None
            )
        )
    assert refusal.value.field == "email"


def test_a_link_works_once_for_a_day_and_only_with_its_secret(cast: Cast, write: Any, read: Any) -> None:
    write(lambda session: accounts.forgot_password(session, "KIT@citronella.example"))
    link = read(lambda session: session.scalars(select(PasswordLink)).one())
    secret = link_secret(link.id, link.salt)
    with pytest.raises(NotFound):
        read(lambda session: password_link(session, link.id, "0" * 64))
    with clock.held_at(clock.now() + LINK_LASTS), pytest.raises(NotFound):
        read(lambda session: password_link(session, link.id, secret))

    def use(session: Session) -> None:
        use_password_link(session, password_link(session, link.id, secret), "a new lemon for the bowl")

    write(use)
    kept = read(lambda session: session.get_one(UserAccount, cast.kit.user_id)).password_hash
    assert password_fits(kept, "a new lemon for the bowl")
    assert not password_fits(kept, PASSWORD)
    with pytest.raises(NotFound):
        write(use)


def test_a_stranger_who_forgot_a_password_leaves_no_trace(cast: Cast, write: Any, read: Any) -> None:
    write(lambda session: accounts.forgot_password(session, "nobody@citronella.example"))
    assert read(lambda session: session.scalars(select(PasswordLink.id)).all()) == []


def test_a_weak_password_is_refused_in_words(cast: Cast, write: Any) -> None:
    with pytest.raises(BadInput, match="12 characters") as refusal:
        write(lambda session: choose_password(session, user_of(session, cast.kit.user_id), "short"))
    assert refusal.value.field == "new_password"
