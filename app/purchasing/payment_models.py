"""Invoices and the money that goes out for them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import clock
from app.kernel.columns import Word
from app.kernel.db import Base
from app.kernel.errors import Conflict
from app.kernel.money import Money
from app.kernel.money import total as sum_of
from app.purchasing.vocabulary import BankStage, InvoiceKind, InvoiceState, RunState


class Invoice(Base):
    """An invoice, self-billed or the supplier's own, matched to what was received."""

    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"), index=True)
    kind: Mapped[InvoiceKind] = mapped_column(Word(InvoiceKind))
    number: Mapped[str] = mapped_column(String(60))
    number_key: Mapped[str] = mapped_column(String(60))
    """The number without spaces, marks and leading zeros, to find the same invoice under two spellings."""
    issued_on: Mapped[date]
    received_on: Mapped[date]
    due_on: Mapped[date]
    net: Mapped[Money]
    vat: Mapped[Money]
    state: Mapped[InvoiceState] = mapped_column(Word(InvoiceState), default=InvoiceState.MATCHED)
    paid_at: Mapped[datetime | None]
    document_key: Mapped[str] = mapped_column(default="")
    """Where its PDF is, in the file store; empty until it was made."""
    lines: Mapped[list[InvoiceLine]] = relationship(lazy="selectin", order_by="InvoiceLine.number")
    __table_args__ = (
        UniqueConstraint("provider_id", "number_key"),
        CheckConstraint("net >= 0 AND vat >= 0", name="not_negative"),
        Index("ix_invoice_state", "state", "due_on", "id"),
    )

    @property
    def gross(self) -> Money:
        return self.net + self.vat

    def schedule(self) -> None:
        self._from(InvoiceState.MATCHED, InvoiceState.SCHEDULED)

    def unschedule(self) -> None:
        self._from(InvoiceState.SCHEDULED, InvoiceState.MATCHED)

    def send(self) -> None:
        self._from(InvoiceState.SCHEDULED, InvoiceState.SENT)

    def pay(self) -> None:
        self._from(InvoiceState.SENT, InvoiceState.PAID)
        self.paid_at = clock.now()

    def _from(self, allowed: InvoiceState, to: InvoiceState) -> None:
        if self.state is not allowed:
            raise Conflict(
                f"Invoice {self.number} is {self.state.words.lower()}, so this cannot be done now.", "ALREADY_PAID"
            )
        self.state = to


class InvoiceLine(Base):
    """What an invoice charges for."""

    __tablename__ = "invoice_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    number: Mapped[int]
    description: Mapped[str]
    quantity: Mapped[int]
    unit: Mapped[str] = mapped_column(String(40))
    unit_net: Mapped[Money]
    net: Mapped[Money]
    vat_category: Mapped[str] = mapped_column(String(2))
    vat_rate_bp: Mapped[int]


class BankAccount(Base):
    """Where a provider is paid. Never edited, only replaced; three different people stand behind it."""

    __tablename__ = "bank_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    """Who pays into it: another organisation asks the provider itself, and its people vouch for the answer."""
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    account_name: Mapped[str]
    sealed: Mapped[str]
    """"sort code/account number", sealed for the place "bank_account:<provider_id>"."""
    ends_in: Mapped[str] = mapped_column(String(2))
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    verified_at: Mapped[datetime | None]
    verified_how: Mapped[str] = mapped_column(default="")
    authorised_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    authorised_at: Mapped[datetime | None]
    payable_from: Mapped[date | None]
    superseded_at: Mapped[datetime | None]

    @property
    def hands(self) -> frozenset[int]:
        """Everybody who entered, checked or allowed these details: none of them may release a payment to it."""
        return frozenset(
            user for user in (self.entered_by_id, self.verified_by_id, self.authorised_by_id) if user is not None
        )

    @property
    def stage(self) -> BankStage:
        """How far the checks have come."""
        if self.superseded_at is not None:
            return BankStage.REPLACED
        if self.authorised_at is not None:
            return BankStage.AUTHORISED
        return BankStage.ENTERED if self.verified_at is None else BankStage.VERIFIED

    def verify(self, actor_id: int, how: str) -> None:
        """A second person called the provider and heard the same number."""
        self._at(BankStage.ENTERED)
        self.verified_by_id, self.verified_at, self.verified_how = actor_id, clock.now(), how

    def authorise(self, actor_id: int, payable_from: date) -> None:
        """A third person allows payments to it, from a day that leaves time for an objection."""
        self._at(BankStage.VERIFIED)
        self.authorised_by_id, self.authorised_at, self.payable_from = actor_id, clock.now(), payable_from

    def supersede(self) -> None:
        """Other details have taken its place."""
        self.superseded_at = self.superseded_at or clock.now()

    def _at(self, stage: BankStage) -> None:
        if self.stage is not stage:
            raise Conflict(f"These bank details are “{self.stage.words.lower()}”, so this cannot be done now.")

    __table_args__ = (
        Index(
            "uq_bank_account_authorised",
            "organisation_id",
            "provider_id",
            unique=True,
            postgresql_where=text("authorised_at IS NOT NULL AND superseded_at IS NULL"),
            sqlite_where=text("authorised_at IS NOT NULL AND superseded_at IS NULL"),
        ),
        CheckConstraint(
            "(verified_by_id IS NULL OR verified_by_id <> entered_by_id) AND (authorised_by_id IS NULL OR "
            "(authorised_by_id <> entered_by_id AND authorised_by_id <> verified_by_id))",
            name="three_people",
        ),
    )


class PaymentRun(Base):
    """Payments sent to the bank together: prepared by one person, released by another."""

    __tablename__ = "payment_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    prepared_at: Mapped[datetime] = mapped_column(default=clock.now)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    released_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]
    state: Mapped[RunState] = mapped_column(Word(RunState), default=RunState.PREPARED)
    items_digest: Mapped[str] = mapped_column(String(64))
    """Fixed when prepared: what is released is what was prepared."""
    file_key: Mapped[str] = mapped_column(default="")
    """Where the file for the bank is, in the file store; empty until it was made."""
    payments: Mapped[list[Payment]] = relationship(lazy="selectin", order_by="Payment.id")
    __table_args__ = (CheckConstraint("released_by_id IS NULL OR released_by_id <> prepared_by_id", name="two_people"),)

    @property
    def amount(self) -> Money:
        """What goes out in all."""
        return sum_of(payment.amount for payment in self.payments)

    def move(self, from_: RunState, to: RunState) -> None:
        """Go one step on, or say why not."""
        if self.state is not from_:
            raise Conflict(f"Payment run {self.reference} is {self.state.words.lower()}, so this cannot be done now.")
        self.state = to


class Payment(Base):
    """One provider's payment in a run, for one or more invoices."""

    __tablename__ = "payment"
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"), index=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    bank_account_id: Mapped[int] = mapped_column(ForeignKey("bank_account.id"))
    amount: Mapped[Money]
    reference: Mapped[str] = mapped_column(String(18))
    """What the provider sees on the bank statement."""
    remittance_key: Mapped[str] = mapped_column(default="")
    """Where its remittance advice is, in the file store; empty until it was made."""
    items: Mapped[list[PaymentItem]] = relationship(lazy="selectin", order_by="PaymentItem.invoice_id")
    __table_args__ = (CheckConstraint("amount > 0", name="positive"), UniqueConstraint("run_id", "provider_id"))


class PaymentItem(Base):
    """An invoice inside a payment. An invoice is in one live payment only."""

    __tablename__ = "payment_item"
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), primary_key=True)
    amount: Mapped[Money]
    is_live: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (
        Index(
            "uq_payment_item_live",
            "invoice_id",
            unique=True,
            postgresql_where=text("is_live"),
            sqlite_where=text("is_live = 1"),
        ),
    )
