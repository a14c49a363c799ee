"""One-time codes, the second factor and counted tries, on both kinds of database."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.db import Database
from app.kernel.errors import BadInput, Refused
from app.kernel.unit_of_work import writing
from app.people import second_factor
from app.people.models import AuthSession, Person, SignInCode, UserAccount
from app.people.queries import person_for
from app.people.sign_in_actions import claim_attempt, make_sign_in_code, start_session, take_back, use_sign_in_code
from app.people.vocabulary import Contact, ContactChannel, Introduction, Role
from tests.support.cast import Cast

WINDOW = timedelta(minutes=5)


def make(write: Any, cast: Cast) -> str:
    code: str = write(lambda session: make_sign_in_code(session, cast.kit, person_for(session, cast.kit, cast.sam.id)))
    return code


def use(write: Any, code: str) -> str | None:
    user = write(lambda session: use_sign_in_code(session, code))
    return user.name if user else None


def test_a_code_signs_in_once_however_it_is_typed(cast: Cast, write: Any) -> None:
    code = make(write, cast)
    assert len(code) == 9
    assert use(write, code.lower().replace("-", " ")) == "Sam Teller"
    assert use(write, code) is None


def test_a_code_works_for_ten_minutes_and_only_the_newest(cast: Cast, write: Any) -> None:
    first, second = make(write, cast), make(write, cast)
    assert use(write, first) is None
    with clock.held_at(clock.now() + timedelta(minutes=10)):
        assert use(write, second) is None
    assert use(write, second) == "Sam Teller"


def test_a_code_is_not_kept_in_words(cast: Cast, write: Any, read: Any) -> None:
    code = make(write, cast)
    kept = read(lambda session: session.scalars(select(SignInCode.digest)).one())
    assert code.replace("-", "") not in kept
    assert len(kept) == 64


def test_only_the_keyworker_makes_a_code(cast: Cast, write: Any) -> None:
    for who in (cast.lou, cast.bo, cast.sam_viewer):
        with pytest.raises(Refused):
            write(lambda session, w=who: make_sign_in_code(session, w, person_for(session, w, cast.sam.id)))


def test_a_first_code_gives_a_person_an_account_of_their_own(cast: Cast, write: Any, read: Any) -> None:
    from app.people.actions import open_person

    def meet(session: Session) -> str:
        dee = open_person(
            session, cast.kit, Introduction(name="Dee Lark", called="Dee"), Contact(ContactChannel.IN_PERSON),
            team_id=min(cast.kit.team_ids), consented=True,
        )  # fmt: skip
        return make_sign_in_code(session, cast.kit, dee)

    assert use(write, write(meet)) == "Dee"
    user = read(lambda session: session.scalars(select(UserAccount).where(UserAccount.name == "Dee")).one())
    assert ([held.role for held in user.roles], user.email) == ([Role.SERVICE_USER], None)
    assert read(lambda session: session.scalars(select(Person.user_id).where(Person.called == "Dee")).one()) == user.id


def enrolled(write: Any, cast: Cast) -> tuple[str, int, list[str]]:
    key = second_factor.new_key()

    def enrol(session: Session) -> tuple[int, list[str]]:
        user = session.get_one(UserAccount, cast.mo.user_id)
        start_session(session, user, device="A browser")
        row = session.scalars(select(AuthSession)).one()
        earlier = pyotp.TOTP(key).at(int(clock.now().timestamp()) - 30)
        return row.id, second_factor.enrol(session, user, row, key, earlier)

    row_id, codes = write(enrol)
    return key, row_id, codes


def show(write: Any, row_id: int, typed: str) -> bool:
    def take(session: Session) -> bool:
        row = session.get_one(AuthSession, row_id)
        return second_factor.take_code(session, session.get_one(UserAccount, row.user_id), row, typed)

    right: bool = write(take)
    return right


def test_a_code_from_the_app_works_once(cast: Cast, write: Any) -> None:
    key, row_id, _ = enrolled(write, cast)
    now = pyotp.TOTP(key).at(clock.now())
    assert show(write, row_id, f"{now[:3]} {now[3:]}")
    assert not show(write, row_id, now)
    later = clock.now() + timedelta(seconds=30)
    with clock.held_at(later):
        assert show(write, row_id, pyotp.TOTP(key).at(later))


@pytest.mark.parametrize("typed", ["000000", "12345", "abcdef", "", "１２３４５６", "9" * 30])
def test_a_wrong_code_is_just_wrong(cast: Cast, write: Any, typed: str) -> None:
    key, row_id, _ = enrolled(write, cast)
    if typed != pyotp.TOTP(key).at(clock.now()):
        assert not show(write, row_id, typed)


def test_a_recovery_code_works_once(cast: Cast, write: Any) -> None:
    _, row_id, codes = enrolled(write, cast)
    assert len(set(codes)) == 10
    assert show(write, row_id, codes[3].lower())
    assert not show(write, row_id, codes[3])
    assert show(write, row_id, codes[4])


def test_the_key_is_sealed_and_the_first_code_must_be_right(cast: Cast, write: Any, read: Any) -> None:
    key, row_id, _ = enrolled(write, cast)
    sealed = read(lambda session: session.get_one(UserAccount, cast.mo.user_id)).totp_sealed
    assert sealed is not None
    assert key not in sealed

    def wrongly(session: Session) -> None:
        user = session.get_one(UserAccount, cast.fin.user_id)
        second_factor.enrol(session, user, session.get_one(AuthSession, row_id), key, "not it")

    with pytest.raises(BadInput):
        write(wrongly)


def test_of_many_tries_at_once_no_more_than_the_limit_are_made(database: Database, cast: Cast) -> None:
    let_through: list[int] = []

    def attempt() -> None:
        ids, _ = writing(database, lambda session: claim_attempt(session, ["one key"], limit=5, window=WINDOW))
        let_through.extend(ids)

    threads = [threading.Thread(target=attempt) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_through) == 5


def test_a_try_that_worked_does_not_count_and_old_ones_are_forgotten(cast: Cast, write: Any) -> None:
    def claim(session: Session) -> Any:
        return claim_attempt(session, ["a"], limit=2, window=WINDOW)

    first, _ = write(claim)
    write(lambda session: take_back(session, first))
    assert [write(claim)[1] for _ in range(2)] == [None, None]
    assert write(claim)[1] is not None
    with clock.held_at(clock.now() + WINDOW):
        assert write(claim)[1] is None
