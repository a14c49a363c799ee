"""Filters: how amounts, days and moments are said to people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from markupsafe import Markup, escape

from app.kernel import clock
from app.kernel.money import Money
from app.people.vocabulary import Role, Viewer


def money(amount: Money | None) -> str:
    """£25.00; a dash when there is no amount."""
    return "–" if amount is None else str(amount)


def change(amount: Money) -> str:
    """How an amount changed: +£25.00, −£25.00, or nothing said."""
    return "" if not amount else (f"+{amount}" if amount.pence > 0 else str(amount))


def money_short(amount: Money | None) -> str:
    """£25, but £25.50."""
    return "–" if amount is None else amount.short


def day(when: date | None) -> str:
    """Tuesday 24 November 2026."""
    return "–" if when is None else f"{when:%A} {when.day} {when:%B %Y}"


def short_day(when: date | None) -> str:
    """24 Nov 2026."""
    return "–" if when is None else f"{when.day} {when:%b %Y}"


def moment(when: datetime | None) -> str:
    """24 November 2026 at 2:05pm, in British time."""
    if when is None:
        return "–"
    local = when.astimezone(clock.LONDON)
    return f"{local.day} {local:%B %Y} at {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def due(when: date | None) -> str:
    """How long there still is: "due Friday 27 November, in 3 working days", "due today", "2 working days late"."""
    if when is None:
        return "no date yet"
    today = clock.today()
    if when == today:
        return "due today"
    left = clock.working_days_between(today, when)
    named = f"{when:%A} {when.day} {when:%B}" + ("" if when.year == today.year else f" {when.year}")
    if when > today:
        return f"due {named}, in {working_days(left)}" if left else f"due {named}"
    return f"{working_days(-left)} late" if left else f"was due {named}"


def is_late(when: date | None) -> bool:
    """Whether a due date has passed."""
    return when is not None and when < clock.today()


def working_days(count: int) -> str:
    """1 working day, 3 working days."""
    return f"{count} working day" + ("" if count == 1 else "s")


def words(word: StrEnum | None) -> str:
    """A word of a fixed list, as people say it."""
    if word is None:
        return "–"
    said: object = getattr(word, "words", None)
    return str(said) if said is not None else word.value.replace("_", " ").capitalize()


def when(at: date | datetime | None) -> str:
    """A moment or a day, whichever is known."""
    return moment(at) if isinstance(at, datetime) else day(at)


def capital(text: str) -> str:
    """With a capital first letter, and the rest as it is."""
    return text[:1].upper() + text[1:]


def role_words(viewer: Viewer) -> str:
    """What somebody is here to do, in words: "Panel member, Service broker". Nobody is told that they have a budget."""
    return ", ".join(role.words for role in Role if role in viewer.roles and role is not Role.SERVICE_USER)


def paragraphs(text: str | None) -> Markup:
    """Typed text as paragraphs, with line ends kept; nothing typed can become markup."""
    blocks = [block.strip() for block in (text or "").replace("\r\n", "\n").split("\n\n")]
    return Markup("").join(
        Markup('<p class="govuk-body">{}</p>').format(Markup("<br>").join(escape(line) for line in block.split("\n")))
        for block in blocks
        if block
    )


FILTERS: dict[str, Callable[..., Any]] = {
    "money": money,
    "money_short": money_short,
    "change": change,
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "due": due,
    "is_late": is_late,
    "working_days": working_days,
    "words": words,
    "when": when,
    "capital": capital,
    "role_words": role_words,
    "paragraphs": paragraphs,
}
