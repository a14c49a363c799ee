"""Acceptance scenarios, played through the same journeys as the web. Amounts are whole pence.

Nothing is written down here: each act is a journey, and each figure is read from the books.
"""

from __future__ import annotations

from tests.acceptance.cards import Cards
from tests.acceptance.money import MoneyIn
from tests.acceptance.place import Place


class Adapter(MoneyIn, Cards):
    """One scenario's world. `vat_recovery` is "full" or "none"."""

    def __init__(self, vat_recovery: str) -> None:
        self.place = Place(vat_recovery)
        Cards.__init__(self)

    def budget(self, name: str) -> dict[str, int]:
        """Where a person's budget stands."""
        return self.place.position(name)

    def balance(self, account: str, dimension: str | None = None) -> int:
        """An account's balance in its normal direction."""
        return self.place.balance(account, dimension)

    @property
    def journals(self) -> list[dict[str, list[list[str | int]]]]:
        """What was posted, in order."""
        return self.place.journals()
