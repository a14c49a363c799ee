"""Passwords, sessions, codes, roles and safe contact: values in, answers out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.people.rules import (
    code_is_shaped,
    password_is_good,
    roles_go_together,
    safe_address,
    session_is_over,
    tidy_code,
    try_again_at,
)
from app.people.vocabulary import ContactChannel, Role

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("lemon grass", "TOO_SHORT"),
        ("x" * 129, "TOO_LONG"),
        ("Password 1234", "COMMON"),
        ("aaaaaaaaaaaa", "COMMON"),
        ("kit-osei-kit!", "PERSONAL"),
        ("kit@citronella", "PERSONAL"),
        ("lemon grass in the window", ""),
        ("Zürich-Käse-Löffel", ""),
    ],
)
def test_a_password_is_long_uncommon_and_not_ones_own_name(password: str, code: str) -> None:
    verdict = password_is_good(password, "Kit-osei-kit", "kit@citronella.example citronella")
    assert (verdict.allowed, verdict.code if not verdict.allowed else "") == (not code, code)


@pytest.mark.parametrize(
    ("idle_for", "open_for", "shared", "over"),
    [
        (29, 60, False, False),
        (30, 60, False, True),
        (9, 60, True, False),
        (10, 60, True, True),
        (1, 12 * 60, False, True),
        (1, 12 * 60 - 1, False, False),
    ],
)
def test_a_session_ends_when_left_alone_or_after_a_long_day(
    idle_for: int, open_for: int, shared: bool, over: bool
) -> None:
    assert over is session_is_over(
        started_at=NOW - timedelta(minutes=open_for),
        seen_at=NOW - timedelta(minutes=idle_for),
        now=NOW,
        idle=timedelta(minutes=30),
        longest=timedelta(hours=12),
        shared=shared,
    )


def test_ten_failures_in_five_minutes_make_one_wait_until_the_tenth_last_is_five_minutes_old() -> None:
    window = timedelta(minutes=5)
    failures = [NOW - timedelta(seconds=20 * n) for n in range(10)]
    assert try_again_at(failures[:9], limit=10, window=window, now=NOW) is None
    assert try_again_at(failures, limit=10, window=window, now=NOW) == failures[-1] + window
    assert try_again_at([NOW - timedelta(minutes=6)] * 50, limit=10, window=window, now=NOW) is None


def test_a_code_may_be_typed_with_spaces_dashes_and_small_letters() -> None:
    assert tidy_code(" 7k3f - 9qm2 ") == "7K3F9QM2"
    assert code_is_shaped("7K3F9QM2", 8)
    assert not code_is_shaped("7K3F9QMO", 8)  # no letter that looks like a number


@pytest.mark.parametrize(
    ("roles", "together"),
    [
        ({Role.KEYWORKER, Role.PANEL_MEMBER}, True),
        ({Role.ADMINISTRATOR}, True),
        ({Role.ADMINISTRATOR, Role.SIGNATORY}, False),
        ({Role.SERVICE_USER, Role.KEYWORKER}, False),
        ({Role.PROVIDER, Role.BROKER}, False),
    ],
)
def test_an_administrator_has_no_money_and_no_cases(roles: set[Role], together: bool) -> None:
    assert roles_go_together(roles).allowed is together


@pytest.mark.parametrize(
    ("channel", "confirmed", "here", "address"),
    [
        (ContactChannel.EMAIL, True, True, "sam@post.example"),
        (ContactChannel.TEXT, True, True, "07700 900123"),
        (ContactChannel.EMAIL, False, True, ""),
        (ContactChannel.EMAIL, True, False, ""),
        (ContactChannel.PHONE, True, True, ""),
        (ContactChannel.LETTER, True, True, ""),
        (ContactChannel.IN_PERSON, True, True, ""),
    ],
)
def test_nothing_is_sent_but_by_the_way_somebody_said_is_safe(
    channel: ContactChannel, confirmed: bool, here: bool, address: str
) -> None:
    found = safe_address(channel, email="sam@post.example", phone="07700 900123", confirmed=confirmed, still_here=here)
    assert found == address
