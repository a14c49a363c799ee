"""What the program asks of whoever issues cards, and what they tell us. One protocol, whoever it is.

Amounts are Money. Every call that changes something carries `once`, our own key: the same key again has one
effect. What the issuer tells us is a hint: we read the thing itself back before we write anything down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from app.kernel.money import Money


class CardStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    CANCELED = "canceled"


class HoldStatus(StrEnum):
    """Where an authorisation stands at the issuer. All but the first are final."""

    PENDING = "pending"
    CLOSED = "closed"
    REVERSED = "reversed"
    EXPIRED = "expired"


class TransactionKind(StrEnum):
    CAPTURE = "capture"
    REFUND = "refund"


class EventKind(StrEnum):
    """What a message is about: which object to read back."""

    AUTHORISATION = "authorisation"
    TRANSACTION = "transaction"
    CARD = "card"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Cardholder:
    """Who a card is for, as the issuer must know them. The name is printed on the card: 24 characters at most."""

    reference: str
    name: str
    phone: str = ""
    """For the code an online shop may ask for; empty: the organisation's."""


@dataclass(frozen=True, slots=True)
class Controls:
    """Everything a card is limited by, always sent whole. `limit_total` is all that was ever loaded."""

    limit_total: Money
    blocked_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card as the issuer has it."""

    ref: str
    cardholder_ref: str
    last_four: str
    expires_on: date
    status: CardStatus
    limit_total: Money


@dataclass(frozen=True, slots=True)
class IssuerAuthorisation:
    """A shop's question and how it went. `asked` is what it wanted, `amount` what is authorised now.

    `requests` is how often it asked: once, and once more for each increase.
    """

    ref: str
    card_ref: str
    merchant: str
    category: str
    asked: Money
    amount: Money
    approved: bool
    status: HoldStatus
    reason: str
    """Why the issuer itself said no ("insufficient_funds"); empty otherwise."""
    requests: int
    at: datetime


@dataclass(frozen=True, slots=True)
class IssuerTransaction:
    """Money that really moved: taken by a shop, or given back. A fact: it never changes."""

    ref: str
    card_ref: str
    kind: TransactionKind
    amount: Money
    merchant: str
    category: str
    authorisation_ref: str | None
    refund_of: str | None
    """The capture a refund is for, when the issuer knows it."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Funding:
    """The pooled money behind all cards: what is there, and what is on its way from our bank."""

    available: Money
    pending: Money


@dataclass(frozen=True, slots=True)
class Question:
    """A shop asks now, and waits for the answer. `step` counts earlier questions about the same purchase."""

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
class Event:
    """A message that something changed: what kind of thing, and which one."""

    ref: str
    kind: EventKind
    subject_ref: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What to send back to the issuer, ready for the wire."""

    body: bytes
    headers: dict[str, str]


class Headers(Protocol):
    """The headers of a message, found whatever their capitals."""

    def get(self, key: str, default: str) -> str: ...


class CardIssuer(Protocol):
    """A card issuer. Verbs raise Retryable, Ambiguous, Rejected or Misconfigured, and nothing else."""

    def ensure_cardholder(self, holder: Cardholder, *, once: str) -> str:
        """The issuer's reference for a person, made when there is none."""

    def create_card(self, cardholder_ref: str, *, once: str) -> IssuedCard:
        """A virtual card, active, with a limit of nothing."""

    def set_controls(self, card_ref: str, controls: Controls, *, once: str) -> IssuedCard:
        """Replace everything a card is limited by."""

    def set_status(self, card_ref: str, status: CardStatus, *, once: str) -> IssuedCard:
        """Freeze, unfreeze or close."""

    def expect_top_up(self, amount: Money, reference: str, *, once: str) -> None:
        """Our bank sent money to the pool. A real issuer sees it arrive by itself."""

    def card(self, card_ref: str) -> IssuedCard:
        """A card read back."""

    def cards_of(self, cardholder_ref: str) -> list[IssuedCard]:
        """All cards of one person, oldest first."""

    def authorisation(self, ref: str) -> IssuerAuthorisation:
        """An authorisation read back."""

    def transaction(self, ref: str) -> IssuerTransaction:
        """A transaction read back."""

    def transactions_of(self, authorisation_ref: str) -> list[IssuerTransaction]:
        """What was taken and given back under one authorisation, oldest first."""

    def authorisations_on(self, card_ref: str, since: datetime) -> list[IssuerAuthorisation]:
        """What shops asked of one card since a moment, oldest first."""

    def transactions_on(self, card_ref: str, since: datetime) -> list[IssuerTransaction]:
        """What was taken from and given back to one card since a moment, oldest first."""

    def funding(self) -> Funding:
        """How much money stands behind the cards."""

    def verify_question(self, raw: bytes, headers: Headers) -> Question:
        """A question, once its signature and age were found right. Raises BadSignature."""

    def verify_event(self, raw: bytes, headers: Headers) -> Event:
        """A message, once its signature and age were found right. Raises BadSignature."""

    def answer(self, *, approved: bool, code: str, amount: Money | None = None) -> Reply:
        """Yes or no, as the issuer wants to hear it. `code` says why not; `amount` is a yes to less than was asked."""


class IssuerTrouble(Exception):
    """The issuer did not do it. The words are for us, never for a person."""


class Retryable(IssuerTrouble):
    """Nothing happened; the same call later may work."""


class Ambiguous(IssuerTrouble):
    """It may have happened: read back before calling again."""


class Misconfigured(IssuerTrouble):
    """Our own set-up is wrong: a key, an address, a capability. Retrying will not help."""


class Rejected(IssuerTrouble):
    """The issuer said no for good; `code` is its word for why."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(words or code)
        self.code = code


class BadSignature(IssuerTrouble):
    """A message that is unsigned, wrongly signed, changed on the way, or too old. Nothing in it is believed."""
