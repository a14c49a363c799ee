"""The words of buying."""

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.message import Message


class OrderState(StrEnum):
    ISSUED = "issued"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    COMPLETE = "complete"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        return {
            "issued": "Sent to the provider",
            "accepted": "Accepted by the provider",
            "declined": "Turned down by the provider",
            "complete": "Everything delivered",
            "cancelled": "Cancelled",
        }[self.value]


class OccurrenceState(StrEnum):
    PLANNED = "planned"
    DELIVERED = "delivered"
    DID_NOT_HAPPEN = "did_not_happen"

    @property
    def words(self) -> str:
        return {"planned": "Planned", "delivered": "Received", "did_not_happen": "Did not happen"}[self.value]


class InvoiceKind(StrEnum):
    SELF_BILLED = "self_billed"
    SUPPLIER = "supplier"


class InvoiceState(StrEnum):
    MATCHED = "matched"
    SCHEDULED = "scheduled"
    SENT = "sent"
    PAID = "paid"

    @property
    def words(self) -> str:
        return {
            "matched": "Ready to pay",
            "scheduled": "In a payment run",
            "sent": "Sent to the bank",
            "paid": "Paid",
        }[self.value]


class BankStage(StrEnum):
    """How far the checks of bank details have come. Three people stand behind them."""

    ENTERED = "entered"
    VERIFIED = "verified"
    AUTHORISED = "authorised"
    REPLACED = "replaced"

    @property
    def words(self) -> str:
        return {
            "entered": "Waiting for a call to check them",
            "verified": "Checked by a call, waiting for the finance manager",
            "authorised": "Checked and allowed",
            "replaced": "Replaced",
        }[self.value]


class RunState(StrEnum):
    PREPARED = "prepared"
    SENT = "sent"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        return {
            "prepared": "Waiting for release",
            "sent": "Sent to the bank",
            "confirmed": "Paid by the bank",
            "cancelled": "Cancelled",
        }[self.value]


@dataclass(frozen=True)
class OrderIssued(Message):
    """A provider has a new order to look at."""

    order_id: int


@dataclass(frozen=True)
class DeliveryConfirmed(Message):
    """Units of an order were received; a self-billed invoice may be due."""

    order_id: int


@dataclass(frozen=True)
class InvoiceIssued(Message):
    """A document must be made for a new invoice."""

    invoice_id: int


@dataclass(frozen=True)
class PaymentRunSent(Message):
    """Remittance advice is due to each provider in a run."""

    run_id: int
