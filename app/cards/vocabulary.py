"""The words of cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.kernel.message import Message
from app.kernel.money import Money


class CardState(StrEnum):
    ORDERED = "ordered"
    LIVE = "live"
    FROZEN = "frozen"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        return {"ordered": "Being made", "live": "Ready to use", "frozen": "Frozen", "closed": "Closed"}[self.value]


class LoadState(StrEnum):
    ASKED = "asked"
    WAITING = "waiting"
    ARRIVED = "arrived"
    RETURNED = "returned"

    @property
    def words(self) -> str:
        return {
            "returned": "What was left went back to the budget",
            "asked": "On its way to the card",
            "waiting": "Waiting for finance to send money to the card company",
            "arrived": "On the card",
        }[self.value]


class AuthorisationState(StrEnum):
    HELD = "held"
    REFUSED = "refused"
    CAPTURED = "captured"
    RELEASED = "released"

    @property
    def words(self) -> str:
        return {"held": "Set aside", "refused": "Refused", "captured": "Paid", "released": "Given back"}[self.value]


class ReceiptState(StrEnum):
    """What a purchase still needs."""

    DUE = "due"
    HANDED_IN = "handed_in"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    NOT_NEEDED = "not_needed"

    @property
    def words(self) -> str:
        return {
            "due": "Receipt needed",
            "handed_in": "Receipt being checked",
            "accepted": "Receipt accepted",
            "sent_back": "A better receipt is needed",
            "not_needed": "No receipt needed",
        }[self.value]

    @property
    def is_owed(self) -> bool:
        """Whether the person still has to hand something in."""
        return self in {ReceiptState.DUE, ReceiptState.SENT_BACK}


class RefusalCode(StrEnum):
    """Why a card said no, for programs; the words for the person are kept beside it."""

    FROZEN = "frozen"
    NOT_READY = "not_ready"
    CLOSED = "closed"
    EXPIRED = "expired"
    CATEGORY = "blocked_category"
    NOT_ENOUGH = "not_enough"
    ISSUER = "issuer"
    UNKNOWN_CARD = "unknown_card"


class LookReason(StrEnum):
    """Why a member of staff looks at a person's purchases. The person sees it."""

    ASKED = "asked"
    RECEIPT = "receipt"
    REFUSAL = "refusal"
    REVIEW = "review"
    WORRIED = "worried"

    @property
    def words(self) -> str:
        return {
            "asked": "They asked me to",
            "receipt": "To check a receipt",
            "refusal": "To help with a purchase that was refused",
            "review": "We are reviewing the plan together",
            "worried": "I am worried about their safety",
        }[self.value]


@dataclass(frozen=True, slots=True)
class BlockedCategory:
    """A kind of shop where cards are refused, as people call it ("an off-licence"), and why."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no, with a sentence for the person that says what to do."""

    code: RefusalCode
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a shop's question was answered with."""

    approved: bool
    code: str = ""
    words: str = ""
    amount: Money | None = None
    """A yes to less than was asked."""


@dataclass(frozen=True, slots=True)
class ShopAsked:
    """A shop asks for an amount and waits. `step` counts earlier questions about the same purchase."""

    event_ref: str
    authorisation_ref: str
    card_ref: str
    merchant: str
    category: str
    amount: Money
    step: int
    may_be_less: bool = False
    """Whether the shop also takes a part of the amount."""


@dataclass(frozen=True, slots=True)
class HoldSeen:
    """An authorisation as it stood at the issuer. `asked` is what the shop wanted, `requests` how often it asked."""

    ref: str
    card_ref: str
    merchant: str
    category: str
    asked: Money
    amount: Money
    approved: bool
    is_open: bool
    reason: str
    requests: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MoneyMoved:
    """Money a shop took or gave back: a fact that never changes."""

    ref: str
    card_ref: str
    is_refund: bool
    amount: Money
    merchant: str
    refund_of: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read back from the issuer, and the moment before it was read."""

    card_ref: str
    at: datetime
    hold: HoldSeen | None
    moved: tuple[MoneyMoved, ...]


@dataclass(frozen=True, slots=True)
class CardMade:
    """A card as the issuer made it, and the limit it was given."""

    ref: str
    cardholder_ref: str
    last_four: str
    expires_on: date
    limit_told: Money


@dataclass(frozen=True)
class CardLoadAsked(Message):
    """An approved item is to be loaded on a card: the issuer must be told."""

    load_id: int


@dataclass(frozen=True)
class CardOrdered(Message):
    """A card takes the place of another: it must be made."""

    card_id: int


@dataclass(frozen=True)
class CardChanged(Message):
    """A card was frozen, unfrozen or its limit is out of date: the issuer must be told how it stands now."""

    card_id: int
    revision: str
    """Part of the key of the call: each change is a call of its own."""


@dataclass(frozen=True)
class IssuerSpoke(Message):
    """The issuer told us that something changed: read it back and write it down."""

    event_id: int


@dataclass(frozen=True)
class IssuerToppedUp(Message):
    """Money was sent to the card issuer: loads that wait for it can go."""

    number: int
    pence: int
