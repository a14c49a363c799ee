"""The shop's side of the pretend issuer: a till that asks, takes, gives up and gives back money on a card.

It speaks to the program as a real issuer would: a signed question that is answered at once, and signed messages
afterwards, both at the program's own addresses. `send` delivers one of them and returns status and body.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.gateways.issuing import signature
from app.gateways.issuing.port import (
    EventKind,
    HoldStatus,
    IssuerAuthorisation,
    IssuerTransaction,
    Rejected,
    TransactionKind,
)
from app.gateways.issuing.pretend import SIGNATURE_HEADER, PretendIssuer
from app.gateways.issuing.pretend_book import (
    found,
    new_ref,
    next_number,
    now_text,
    read_authorisation,
    read_movement,
    tell,
)
from app.gateways.issuing.pretend_limits import refusal
from app.kernel import clock
from app.kernel.money import Money, total

QUESTIONS = "/hooks/stripe/authorizations"
EVENTS = "/hooks/stripe"
Send = Callable[[str, bytes, dict[str, str]], tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Purchase:
    """What somebody wants to buy: where, what kind of shop, for how much."""

    card_ref: str
    merchant: str
    category: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Visit:
    """What happened at the till for one purchase: the question, what was taken, and what was given back."""

    asked: IssuerAuthorisation
    taken: list[IssuerTransaction]
    given_back: list[IssuerTransaction]

    @property
    def kept(self) -> Money:
        """What the shop has now."""
        return total(one.amount for one in self.taken) - total(one.amount for one in self.given_back)


class Till:
    """A card terminal. Every act carries `once`; the same key again does nothing more and answers the same."""

    def __init__(self, issuer: PretendIssuer, send: Send) -> None:
        self.issuer, self.book, self._send = issuer, issuer.book, send

    def authorise(self, purchase: Purchase, *, once: str) -> IssuerAuthorisation:
        """Ask whether the card may pay; the answer is in `approved`, and in `reason` when the issuer itself said no."""
        with self.book.writing() as opened:
            before = opened.execute("SELECT * FROM authorisation WHERE once = ?", (once,)).fetchone()
            if before is not None and before["requests"]:
                return read_authorisation(before)
            ref = before["ref"] if before is not None else _opened(opened, purchase, once)
            no = refusal(opened, purchase.card_ref, purchase.category, purchase.amount)
        approved, reason = (False, no) if no else self._ask(ref, purchase, step=0)
        with self.book.writing() as opened:
            status = HoldStatus.PENDING if approved else HoldStatus.CLOSED
            opened.execute(
                "UPDATE authorisation SET amount = ?, approved = ?, status = ?, reason = ?, requests = 1 "
                "WHERE ref = ? AND requests = 0",
                (purchase.amount.pence if approved else 0, approved, status.value, reason, ref),
            )
            tell(opened, EventKind.AUTHORISATION, ref)
        return self.issuer.authorisation(ref)

    def capture(self, authorisation_ref: str, amount: Money, *, once: str, final: bool = True) -> IssuerTransaction:
        """Take money for an authorisation: all of it, less, or more. `final` gives up the rest of the hold."""
        with self._moving(once) as (opened, before):
            if before is not None:
                return before
            row = found(opened, "authorisation", authorisation_ref)
            if not row["approved"]:
                raise Rejected("not_approved", "a refused purchase cannot be taken")
            made = _moved(opened, once, row["card"], TransactionKind.CAPTURE, amount, row, authorisation_ref, None)
            if final and row["status"] == HoldStatus.PENDING:
                _end(opened, authorisation_ref, HoldStatus.CLOSED)
            return made

    def capture_without_asking(self, purchase: Purchase, *, once: str) -> IssuerTransaction:
        """A shop that was offline takes money it never asked for."""
        with self._moving(once) as (opened, before):
            if before is not None:
                return before
            row = {"merchant": purchase.merchant, "category": purchase.category}
            return _moved(opened, once, purchase.card_ref, TransactionKind.CAPTURE, purchase.amount, row, None, None)

    def reverse(self, authorisation_ref: str, *, left: Money | None = None) -> None:
        """Give up a hold, or all but `left` of it."""
        with self.book.writing() as opened:
            row = found(opened, "authorisation", authorisation_ref)
            if row["status"] != HoldStatus.PENDING:
                return
            if left is None:
                _end(opened, authorisation_ref, HoldStatus.REVERSED)
                return
            opened.execute(
                "UPDATE authorisation SET amount = min(amount, ?) WHERE ref = ?", (left.pence, authorisation_ref)
            )
            tell(opened, EventKind.AUTHORISATION, authorisation_ref)

    def expire(self, authorisation_ref: str) -> None:
        """The shop never took its money, and the hold runs out."""
        with self.book.writing() as opened:
            if found(opened, "authorisation", authorisation_ref)["status"] == HoldStatus.PENDING:
                _end(opened, authorisation_ref, HoldStatus.EXPIRED)

    def refund(self, transaction_ref: str, amount: Money, *, once: str, linked: bool = True) -> IssuerTransaction:
        """Give money back for something bought; `linked` says which purchase it was for."""
        with self._moving(once) as (opened, before):
            if before is not None:
                return before
            row = found(opened, "movement", transaction_ref)
            given = opened.execute(
                "SELECT coalesce(sum(amount), 0) FROM movement WHERE refund_of = ?", (transaction_ref,)
            ).fetchone()[0]
            if row["kind"] != TransactionKind.CAPTURE or given + amount.pence > row["amount"]:
                raise Rejected("refund_too_large", "a shop cannot give back more than it took")
            under, of = (row["authorisation"], transaction_ref) if linked else (None, None)
            return _moved(opened, once, row["card"], TransactionKind.REFUND, amount, row, under, of)

    def visit(self, once: str) -> Visit | None:
        """What a purchase came to, by the key it was asked with; None while nothing happened."""
        with self.book.reading() as opened:
            row = opened.execute("SELECT * FROM authorisation WHERE once = ?", (once,)).fetchone()
        if row is None or not row["requests"]:
            return None
        moved = self.issuer.transactions_of(row["ref"])
        taken = [one for one in moved if one.kind is TransactionKind.CAPTURE]
        return Visit(read_authorisation(row), taken, [one for one in moved if one not in taken])

    def deliver(self) -> int:
        """Send every waiting message, in order; the first that is not taken stops it. Returns how many went."""
        sent = 0
        for ref, body in self.waiting():
            status, _ = self.send_event(body)
            if status >= 300:
                break
            with self.book.writing() as opened:
                opened.execute("UPDATE event SET delivered = 1 WHERE ref = ?", (ref,))
            sent += 1
        return sent

    def waiting(self) -> list[tuple[str, bytes]]:
        """Messages not delivered yet, oldest first: reference and body."""
        with self.book.reading() as opened:
            rows = opened.execute("SELECT * FROM event WHERE delivered = 0 ORDER BY number").fetchall()
        return [
            (row["ref"], json.dumps({"id": row["ref"], "kind": row["kind"], "subject": row["subject"]}).encode())
            for row in rows
        ]

    def send_event(self, body: bytes) -> tuple[int, bytes]:
        """Send one message, newly signed."""
        return self._send(EVENTS, body, _signed(self.issuer.event_secret, body))

    @contextmanager
    def _moving(self, once: str) -> Iterator[tuple[sqlite3.Connection, IssuerTransaction | None]]:
        with self.book.writing() as opened:
            row = opened.execute("SELECT * FROM movement WHERE once = ?", (once,)).fetchone()
            yield opened, None if row is None else read_movement(row)

    def _ask(self, ref: str, purchase: Purchase, *, step: int) -> tuple[bool, str]:
        body = json.dumps(
            {
                "id": f"ask_{ref}_{step}",
                "authorisation": ref,
                "card": purchase.card_ref,
                "merchant": purchase.merchant,
                "category": purchase.category,
                "amount": purchase.amount.pence,
                "step": step,
            }
        ).encode()
        status, answer = self._send(QUESTIONS, body, _signed(self.issuer.question_secret, body))
        if status != 200:
            return False, "webhook_error"
        return bool(json.loads(answer).get("approved")), ""


def _opened(opened: sqlite3.Connection, purchase: Purchase, once: str) -> str:
    ref = new_ref("iauth")
    opened.execute(
        "INSERT INTO authorisation VALUES (?, ?, ?, ?, ?, ?, 0, 0, 'pending', '', 0, ?)",
        (ref, once, purchase.card_ref, purchase.merchant, purchase.category, purchase.amount.pence, now_text()),
    )
    return ref


def _moved(
    opened: sqlite3.Connection,
    once: str,
    card: str,
    kind: TransactionKind,
    amount: Money,
    shop: sqlite3.Row | dict[str, str],
    authorisation: str | None,
    refund_of: str | None,
) -> IssuerTransaction:
    ref, number = new_ref("ipi"), next_number(opened, "movement")
    values = (ref, once, card, kind.value, amount.pence, shop["merchant"], shop["category"])
    opened.execute(
        "INSERT INTO movement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, authorisation, refund_of, now_text(), number),
    )
    tell(opened, EventKind.TRANSACTION, ref)
    return read_movement(found(opened, "movement", ref))


def _end(opened: sqlite3.Connection, ref: str, status: HoldStatus) -> None:
    opened.execute("UPDATE authorisation SET status = ? WHERE ref = ?", (status.value, ref))
    tell(opened, EventKind.AUTHORISATION, ref)


def _signed(secret: str, body: bytes) -> dict[str, str]:
    return {SIGNATURE_HEADER: signature.sign(secret, body, clock.now()), "Content-Type": "application/json"}
