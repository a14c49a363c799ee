"""The words for how cards and disputes end."""

from __future__ import annotations

from enum import StrEnum


class CardEnd(StrEnum):
    """Why a card was closed."""

    LOST = "lost"
    STOLEN = "stolen"
    WORN = "worn"
    ENDED = "ended"

    @property
    def words(self) -> str:
        return {
            "lost": "It is lost",
            "stolen": "It was stolen",
            "worn": "It does not work any more",
            "ended": "It is not needed any more",
        }[self.value]


class DisputeState(StrEnum):
    """How it stands with asking the card scheme for the money back."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"

    @property
    def words(self) -> str:
        return {
            "open": "We asked for the money back",
            "won": "The money came back",
            "lost": "The money did not come back",
        }[self.value]
