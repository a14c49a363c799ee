"""Judgements about plans: dates, links, and how much is said in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

from app.kernel.errors import BadInput
from app.kernel.money import NOTHING, Money

MOST_AT_ONCE = 100
MOST_WEEKS = 104
MOST_ITEMS = 60
"""On one plan at a time. More than anybody can look through."""
MOST_GOALS = 20


def reservation_cause(item_id: int, request_id: int, version: int) -> str:
    """The name under which an item's money is set aside: once for each version of each request."""
    return f"item:{item_id}:asked:{request_id}:v{version}"


def last_day(starts_on: date, weeks: int) -> date:
    """The day of the last time, for something that happens every week."""
    return starts_on + timedelta(weeks=weeks - 1)


def check_amount(quantity: int, weeks: int) -> None:
    """How many, how often. Raises BadInput naming the field."""
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise BadInput(f"Enter a number from 1 to {MOST_AT_ONCE}", "quantity")
    if not 1 <= weeks <= MOST_WEEKS:
        raise BadInput(f"Enter a number of weeks from 1 to {MOST_WEEKS}", "weeks")


def check_dates(starts_on: date, weeks: int, *, today: date, from_on: date, to_on: date) -> None:
    """It must begin today or later and be over while the budget lasts. Raises BadInput naming the field."""
    if starts_on < today:
        raise BadInput("The first day must be today or later", "starts_on")
    if starts_on < from_on:
        raise BadInput(f"The first day must be {said(from_on)} or later, when this budget begins", "starts_on")
    if starts_on > to_on:
        raise BadInput(f"The first day must be {said(to_on)} or earlier, when this budget ends", "starts_on")
    if last_day(starts_on, weeks) > to_on:
        raise BadInput(
            f"It would go on until {said(last_day(starts_on, weeks))}, and this budget ends on {said(to_on)}. "
            "Choose fewer weeks or an earlier day",
            "weeks",
        )


def checked_link(typed: str) -> str:
    """A web address as typed, or "". Raises BadInput for anything that is not a plain web page."""
    link = typed.strip()
    if not link:
        return ""
    if "://" not in link and re.match(r"[\w-]+(\.[\w-]+)+", link) and ":" not in link.split("/")[0]:
        link = f"https://{link}"
    try:
        parts = urlsplit(link)
        host = parts.hostname
        secret = parts.username or parts.password
    except ValueError:
        host = secret = None
    if not host or parts.scheme not in {"http", "https"} or secret or "." not in host or re.search(r"\s", link):
        raise BadInput("Enter a web address that starts with https://, like https://shop.example/collar", "link")
    if len(link) > 500:
        raise BadInput("This web address is too long. Use a shorter one, or say it in words", "link")
    return link


def how_much(quantity: int, weeks: int, unit: str, unit_price: Money | None, starts_on: date) -> str:
    """In words: "6 sessions at £45.00, one a week from 1 December 2026"."""
    units = quantity * weeks
    price = "" if unit_price is None else (f" at {unit_price}" if unit_price else ", free")
    amount = f"{units} {plural(unit, units)}{price}"
    if weeks == 1:
        return f"{amount}, on {said(starts_on)}" if quantity == 1 else f"{amount}, from {said(starts_on)}"
    if unit == "week" and quantity == 1:
        return f"{amount}, from {said(starts_on)}"
    each = "one a week" if quantity == 1 else f"{quantity} a week"
    return f"{amount}, {each} for {weeks} weeks from {said(starts_on)}"


def plural(unit: str, count: int) -> str:
    """A unit after a number: 1 session, 6 sessions, 2 × place on a course."""
    if count == 1:
        return unit
    if not unit.isalpha():
        return f"× {unit}"
    if unit.endswith("y") and unit[-2:-1] not in "aeiou":
        return f"{unit[:-1]}ies"
    return f"{unit}es" if unit.endswith(("s", "x", "ch", "sh")) else f"{unit}s"


def short_by(left: Money, cost: Money) -> Money:
    """By how much a cost is more than what is left; nothing when it fits."""
    return cost - left if cost > left else NOTHING


def names_in(words: str, names: Iterable[str]) -> list[str]:
    """Which of these names stand in a text as words of their own, in the order given. Panels should see none."""
    parts = dict.fromkeys(part for name in names for part in [name, *name.split()] if len(part) > 1)
    return [part for part in parts if re.search(rf"(?<!\w){re.escape(part)}(?!\w)", words, re.IGNORECASE)]


def said(day: date) -> str:
    """1 December 2026."""
    return f"{day.day} {day:%B %Y}"
