"""Money is a type, in whole pence, read once from what a person typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import total_ordering

from app.kernel.errors import BadInput

_TYPED = re.compile(r"(?P<pounds>\d{1,3}(?:,\d{3})+|\d+)?(?:\.(?P<pence>\d+))?")
# Larger than any public fund here, small enough that sums of many fit a 64-bit column.
MOST_PENCE = 100_000_000_000


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount of pounds sterling, kept as whole pence. May be negative only as a difference."""

    pence: int

    @classmethod
    def pounds(cls, typed: str) -> Money:
        """Read an amount as a person types it: "25", "£1,250.00", " 3.50 ".

        Raises BadInput with a sentence for the person when it is not an amount of money.
        """
        text = typed.strip().removeprefix("£").strip()
        found = _TYPED.fullmatch(text) if text.isascii() else None
        if not text or text == "." or found is None:
            raise BadInput("Enter an amount in pounds, like 25 or 25.50")
        pence = found["pence"] or ""
        if len(pence) > 2:
            raise BadInput("Enter an amount with no more than 2 numbers after the point, like 25.50")
        pounds = (found["pounds"] or "0").replace(",", "")
        if len(pounds) > 12:
            raise BadInput("Enter a smaller amount")
        total = int(pounds) * 100 + int(pence.ljust(2, "0") or "0")
        if total > MOST_PENCE:
            raise BadInput("Enter a smaller amount")
        return cls(total)

    def __add__(self, other: Money) -> Money:
        return Money(self.pence + other.pence)

    def __sub__(self, other: Money) -> Money:
        return Money(self.pence - other.pence)

    def __mul__(self, times: int) -> Money:
        return Money(self.pence * times)

    def __neg__(self) -> Money:
        return Money(-self.pence)

    def __lt__(self, other: Money) -> bool:
        return self.pence < other.pence

    def __bool__(self) -> bool:
        return self.pence != 0

    def __str__(self) -> str:
        """As people read it: £1,250.00; a difference below nothing is −£3.00."""
        sign = "−" if self.pence < 0 else ""
        return f"{sign}£{abs(self.pence) // 100:,}.{abs(self.pence) % 100:02d}"

    @property
    def plain(self) -> str:
        """For files and forms: 1250.00"""
        sign = "-" if self.pence < 0 else ""
        return f"{sign}{abs(self.pence) // 100}.{abs(self.pence) % 100:02d}"

    @property
    def short(self) -> str:
        """As people say it: £25, but £25.50."""
        text = str(self)
        return text.removesuffix(".00")


NOTHING = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    """The sum; nothing when there are none."""
    return sum(amounts, NOTHING)
