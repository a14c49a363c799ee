"""What shops took and gave back, and the receipts for it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cards.endings import DisputeState
from app.cards.models import Card
from app.cards.vocabulary import ReceiptState
from app.kernel import clock
from app.kernel.columns import Word
from app.kernel.db import Base
from app.kernel.errors import Conflict
from app.kernel.money import NOTHING, Money


class Spend(Base):
    """Money a shop took. A receipt is owed for it."""

    __tablename__ = "card_spend"
    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("card.id"), index=True)
    authorisation_id: Mapped[int | None] = mapped_column(ForeignKey("card_authorisation.id"), index=True)
    issuer_ref: Mapped[str] = mapped_column(unique=True)
    load_id: Mapped[int | None] = mapped_column(ForeignKey("card_load.id"), index=True)
    """What it was most likely for."""
    merchant: Mapped[str]
    amount: Mapped[Money]
    over: Mapped[Money] = mapped_column(default=NOTHING)
    """What neither the hold nor the card covered: taken from the budget, and shown to finance."""
    refunded: Mapped[Money] = mapped_column(default=NOTHING)
    disallowed: Mapped[Money] = mapped_column(default=NOTHING)
    """The part that was not for the plan: the person owes it."""
    dispute: Mapped[DisputeState | None] = mapped_column(Word(DisputeState))
    disputed: Mapped[Money] = mapped_column(default=NOTHING)
    """What the card scheme was asked to give back."""
    at: Mapped[datetime] = mapped_column(default=clock.now)
    receipt_due_on: Mapped[date]
    reminded_at: Mapped[datetime | None]
    keyworker_told_at: Mapped[datetime | None]
    """When the keyworker heard that the receipt is late."""
    receipt_state: Mapped[ReceiptState] = mapped_column(Word(ReceiptState), default=ReceiptState.DUE)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked_at: Mapped[datetime | None]
    checked_words: Mapped[str] = mapped_column(default="")
    card: Mapped[Card] = relationship(lazy="joined")
    receipts: Mapped[list[Receipt]] = relationship(lazy="selectin", order_by="Receipt.id")
    __table_args__ = (
        CheckConstraint("amount > 0 AND refunded >= 0 AND refunded <= amount AND disallowed >= 0", name="sensible"),
        Index("ix_card_spend_receipt", "receipt_state", "receipt_due_on", "id"),
    )

    @property
    def cost(self) -> Money:
        """What it came to after refunds."""
        return self.amount - self.refunded

    def take_back(self, amount: Money) -> None:
        """The shop gave money back. When it gave all of it, no receipt is owed any more."""
        if amount > self.cost:
            raise Conflict("A shop cannot give back more than it took.", "REFUND_TOO_LARGE")
        self.refunded += amount
        if not self.cost and self.receipt_state is not ReceiptState.ACCEPTED:
            self.receipt_state = ReceiptState.NOT_NEEDED

    def hand_in(self) -> None:
        """A receipt is there to be checked."""
        if self.receipt_state in {ReceiptState.ACCEPTED, ReceiptState.NOT_NEEDED}:
            raise Conflict("No receipt is needed for this any more.")
        self.receipt_state = ReceiptState.HANDED_IN

    def accept(self, checker_id: int, disallowed: Money, words: str) -> None:
        """The receipt is right; `disallowed` of it was not for the plan, and `words` say why."""
        self._checked(ReceiptState.ACCEPTED, checker_id, words)
        self.disallowed = disallowed

    def open_dispute(self, amount: Money) -> None:
        """The card scheme is asked for the money back."""
        if self.dispute is not None:
            raise Conflict("This purchase was disputed before.", "ALREADY_DISPUTED")
        self.dispute, self.disputed = DisputeState.OPEN, amount

    def end_dispute(self, state: DisputeState) -> None:
        """The card scheme has answered. Money that came back is a refund like any other."""
        if self.dispute is not DisputeState.OPEN:
            raise Conflict("There is no open dispute about this purchase.", "NO_DISPUTE")
        self.dispute = state
        if state is DisputeState.WON:
            self.take_back(self.disputed)

    def send_back(self, checker_id: int, words: str, due_on: date) -> None:
        """Another receipt is needed, and why."""
        self._checked(ReceiptState.SENT_BACK, checker_id, words)
        self.receipt_due_on = max(self.receipt_due_on, due_on)
        self.reminded_at = self.keyworker_told_at = None

    def _checked(self, state: ReceiptState, checker_id: int, words: str) -> None:
        if self.receipt_state is not ReceiptState.HANDED_IN:
            raise Conflict("There is no receipt to check any more.")
        self.receipt_state, self.checked_by_id, self.checked_at = state, checker_id, clock.now()
        self.checked_words = words


class Refund(Base):
    """Money a shop gave back, once for each message from the issuer."""

    __tablename__ = "card_refund"
    id: Mapped[int] = mapped_column(primary_key=True)
    spend_id: Mapped[int] = mapped_column(ForeignKey("card_spend.id"), index=True)
    issuer_ref: Mapped[str] = mapped_column(unique=True)
    amount: Mapped[Money]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Receipt(Base):
    """A photo or PDF handed in for a purchase, cleaned of place and camera; or a statement that it was lost."""

    __tablename__ = "receipt"
    id: Mapped[int] = mapped_column(primary_key=True)
    spend_id: Mapped[int] = mapped_column(ForeignKey("card_spend.id"), index=True)
    file_key: Mapped[str]
    file_type: Mapped[str] = mapped_column(String(40))
    file_digest: Mapped[str] = mapped_column(String(64), index=True)
    note: Mapped[str] = mapped_column(default="")
    """Words that came with it; in place of a lost one, what was bought and why there is no receipt."""
    handed_in_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    handed_in_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def is_statement(self) -> bool:
        """Whether it stands in for a receipt that was lost."""
        return not self.file_key
