"""Judgements about people and their accounts: values in, answer out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from app.kernel.permit import YES, Verdict, no
from app.people.vocabulary import ContactChannel, Role

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
SHARED_IDLE = timedelta(minutes=10)
"""On a device others use, somebody who walks away is signed out sooner."""
CODE_LASTS = timedelta(minutes=10)
LINK_LASTS = timedelta(hours=24)
SECOND_FACTOR_FRESH = timedelta(minutes=10)
CODE_ALPHABET = "2346789BCDFGHJKMNPQRTVWXZ"
"""No vowels, so no words; nothing that looks like something else."""
_COMMON = frozenset(
    (
        "123456789012", "1234567890123", "password1234", "password12345", "password123456", "passwordpassword",
        "qwertyuiop12", "qwertyuiop123", "qwertyuiopas", "qwerty123456", "qwertyqwerty", "1q2w3e4r5t6y",
        "1qaz2wsx3edc", "111111111111", "000000000000", "letmeinletmein", "iloveyouiloveyou", "adminadminadmin",
        "administrator", "administrator1", "welcomewelcome", "welcome12345", "welcome123456", "changeme1234",
        "changemechangeme", "abcdefghijkl", "abcd1234abcd", "abc123abc123", "footballfootball", "liverpoolliverpool",
        "manchesterunited", "trustno1trustno1", "sunshine1234", "princess1234", "monkey123456", "dragon123456",
        "superman1234", "batmanbatman", "correcthorsebatterystaple", "thisisapassword", "mypassword123",
        "passw0rd1234", "p@ssw0rd1234", "p@ssword1234", "secretsecret", "secret123456", "citronella123",
        "citronellacitronella", "lemonfield123", "recovery1234", "keyworker123",
    )
)  # fmt: skip


def password_is_good(password: str, *known: str) -> Verdict:
    """Whether somebody may use a password; `known` are words others know of them: their name, their e-mail."""
    if len(password) < SHORTEST_PASSWORD:
        return no(f"Use {SHORTEST_PASSWORD} characters or more. Three or four words are easy to remember.", "TOO_SHORT")
    if len(password) > LONGEST_PASSWORD:
        return no(f"Use {LONGEST_PASSWORD} characters or fewer.", "TOO_LONG")
    plain = password.casefold().replace(" ", "")
    if plain in _COMMON or len(set(plain)) < 5:
        return no("Many people use this password, so it is easy to guess. Choose another.", "COMMON")
    words = {word for text in known for word in text.casefold().replace("@", " ").split() if len(word) >= 4}
    if any(plain.replace(word, "") == "" or len(plain.replace(word, "")) < 6 for word in words if word in plain):
        return no("Do not use your name or your e-mail address. Others know them.", "PERSONAL")
    return YES


def session_is_over(
    *, started_at: datetime, seen_at: datetime, now: datetime, idle: timedelta, longest: timedelta, shared: bool
) -> bool:
    """Whether a signed-in browser must sign in again: left alone too long, or open since too long."""
    allowed = min(idle, SHARED_IDLE) if shared else idle
    return now - seen_at >= allowed or now - started_at >= longest


def try_again_at(failures: list[datetime], *, limit: int, window: timedelta, now: datetime) -> datetime | None:
    """When somebody who failed too often may try again; None when they may now."""
    recent = sorted(at for at in failures if at > now - window)
    return recent[-limit] + window if len(recent) >= limit else None


def tidy_code(typed: str) -> str:
    """A code as it was made: without spaces and dashes, in capitals."""
    return "".join(typed.split()).replace("-", "").replace("–", "").upper()


def code_is_shaped(code: str, length: int) -> bool:
    """Whether this could be one of our codes at all."""
    return len(code) == length and all(letter in CODE_ALPHABET for letter in code)


def roles_go_together(roles: Collection[Role]) -> Verdict:
    """Whether one user may hold these roles: nobody judges, buys or pays with an administrator's rights.

    The other separations are between people, on each request and payment.
    """
    held = frozenset(roles)
    for alone in (Role.ADMINISTRATOR, Role.SERVICE_USER, Role.PROVIDER):
        if alone in held and len(held) > 1:
            return no(f"{alone.words} can not be joined with another role. Use a second account.", "SEPARATE")
    return YES


def safe_address(channel: ContactChannel, *, email: str, phone: str, confirmed: bool, still_here: bool) -> str:
    """Where a message to a person may go; "" when nothing may be sent. Nothing is sent before we asked them."""
    if not confirmed or not still_here:
        return ""
    return {ContactChannel.EMAIL: email, ContactChannel.TEXT: phone}.get(channel, "")
