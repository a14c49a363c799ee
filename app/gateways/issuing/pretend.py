"""The pretend issuer: no money moves, everything else is as with a real one. Newcomers need no key and no network."""

from __future__ import annotations

import json
import secrets
import sqlite3
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.gateways.issuing import signature
from app.gateways.issuing.port import (
    BadSignature,
    Cardholder,
    CardStatus,
    Controls,
    Event,
    EventKind,
    Funding,
    Headers,
    IssuedCard,
    IssuerAuthorisation,
    IssuerTransaction,
    Question,
    Rejected,
    Reply,
)
from app.gateways.issuing.pretend_book import (
    Book,
    found,
    new_ref,
    next_number,
    now_text,
    read_authorisation,
    read_card,
    read_movement,
    tell,
)
from app.gateways.issuing.pretend_limits import pooled
from app.kernel import clock
from app.kernel.money import NOTHING, Money

SIGNATURE_HEADER = "Pretend-Signature"
LONGEST_NAME = 24
YEARS_VALID = 3


class PretendIssuer:
    """A CardIssuer that keeps its books in its own file and honours `once`. `secret` signs what it sends us."""

    def __init__(self, path: Path, secret: str) -> None:
        self.book = Book(path)
        self.question_secret, self.event_secret = f"{secret}:questions", f"{secret}:events"

    def ensure_cardholder(self, holder: Cardholder, *, once: str) -> str:
        """The reference for a person; the same person has one, whatever the key."""

        def act(opened: sqlite3.Connection) -> dict[str, Any]:
            row = opened.execute("SELECT ref FROM cardholder WHERE reference = ?", (holder.reference,)).fetchone()
            if row is not None:
                return {"ref": row["ref"]}
            ref = new_ref("ich")
            opened.execute("INSERT INTO cardholder VALUES (?, ?, ?)", (ref, holder.reference, holder.name))
            return {"ref": ref}

        if not holder.name or len(holder.name) > LONGEST_NAME or any(letter.isdigit() for letter in holder.name):
            raise Rejected("invalid_name", "a card has room for 24 letters and no numbers")
        params = {"reference": holder.reference, "name": holder.name}
        return str(self.book.once(once, "ensure_cardholder", params, act)["ref"])

    def create_card(self, cardholder_ref: str, *, once: str) -> IssuedCard:
        """A virtual card, active, with a limit of nothing."""

        def act(opened: sqlite3.Connection) -> dict[str, Any]:
            found(opened, "cardholder", cardholder_ref)
            ref, today = new_ref("ic"), clock.today()
            opened.execute(
                "INSERT INTO card VALUES (?, ?, ?, ?, 'active', 0, '', ?)",
                (
                    ref,
                    cardholder_ref,
                    f"{secrets.randbelow(10_000):04d}",
                    _last_day(today.year + YEARS_VALID, today.month).isoformat(),
                    next_number(opened, "card"),
                ),
            )
            return {"ref": ref}

        answer = self.book.once(once, "create_card", {"cardholder": cardholder_ref}, act)
        return self.card(answer["ref"])

    def set_controls(self, card_ref: str, controls: Controls, *, once: str) -> IssuedCard:
        """Replace everything a card is limited by."""
        params = {
            "card": card_ref,
            "limit_total": controls.limit_total.pence,
            "blocked": sorted(controls.blocked_categories),
        }

        def act(opened: sqlite3.Connection) -> dict[str, Any]:
            found(opened, "card", card_ref)
            opened.execute(
                "UPDATE card SET limit_total = ?, blocked = ? WHERE ref = ?",
                (controls.limit_total.pence, " ".join(sorted(controls.blocked_categories)), card_ref),
            )
            return {"ref": card_ref}

        self.book.once(once, "set_controls", params, act)
        return self.card(card_ref)

    def set_status(self, card_ref: str, status: CardStatus, *, once: str) -> IssuedCard:
        """Freeze, unfreeze or close. A closed card stays closed."""

        def act(opened: sqlite3.Connection) -> dict[str, Any]:
            before = CardStatus(found(opened, "card", card_ref)["status"])
            if before is CardStatus.CANCELED and status is not before:
                raise Rejected("card_canceled", "a canceled card cannot change")
            if before is not status:
                opened.execute("UPDATE card SET status = ? WHERE ref = ?", (status.value, card_ref))
                tell(opened, EventKind.CARD, card_ref)
            return {"ref": card_ref}

        self.book.once(once, "set_status", {"card": card_ref, "status": status.value}, act)
        return self.card(card_ref)

    def expect_top_up(self, amount: Money, reference: str, *, once: str) -> None:
        """The transfer arrives at once: this is only pretend."""

        def act(opened: sqlite3.Connection) -> dict[str, Any]:
            opened.execute("INSERT INTO top_up VALUES (?, ?, ?)", (reference, amount.pence, now_text()))
            return {"reference": reference}

        self.book.once(once, "top_up", {"amount": amount.pence, "reference": reference}, act)

    def card(self, card_ref: str) -> IssuedCard:
        """A card read back."""
        with self.book.reading() as opened:
            return read_card(found(opened, "card", card_ref))

    def cards_of(self, cardholder_ref: str) -> list[IssuedCard]:
        """All cards of one person, oldest first."""
        with self.book.reading() as opened:
            rows = opened.execute("SELECT * FROM card WHERE cardholder = ? ORDER BY number", (cardholder_ref,))
            return [read_card(row) for row in rows]

    def authorisation(self, ref: str) -> IssuerAuthorisation:
        """An authorisation read back."""
        with self.book.reading() as opened:
            return read_authorisation(found(opened, "authorisation", ref))

    def transaction(self, ref: str) -> IssuerTransaction:
        """A transaction read back."""
        with self.book.reading() as opened:
            return read_movement(found(opened, "movement", ref))

    def transactions_of(self, authorisation_ref: str) -> list[IssuerTransaction]:
        """What was taken and given back under one authorisation, oldest first."""
        with self.book.reading() as opened:
            rows = opened.execute(
                "SELECT * FROM movement WHERE authorisation = ? ORDER BY number", (authorisation_ref,)
            )
            return [read_movement(row) for row in rows]

    def funding(self) -> Funding:
        """How much money stands behind the cards."""
        with self.book.reading() as opened:
            return Funding(Money(pooled(opened)), NOTHING)

    def verify_question(self, raw: bytes, headers: Headers) -> Question:
        """A question, once its signature and age were found right."""
        body = self._verified(self.question_secret, raw, headers)
        try:
            return Question(
                event_ref=str(body["id"]),
                authorisation_ref=str(body["authorisation"]),
                card_ref=str(body["card"]),
                merchant=str(body["merchant"]),
                category=str(body["category"]),
                amount=Money(int(body["amount"])),
                step=int(body["step"]),
            )
        except (KeyError, TypeError, ValueError) as odd:
            raise BadSignature("the question is not one we know") from odd

    def verify_event(self, raw: bytes, headers: Headers) -> Event:
        """A message, once its signature and age were found right."""
        body = self._verified(self.event_secret, raw, headers)
        try:
            kind = body["kind"] if body["kind"] in set(EventKind) else EventKind.OTHER
            return Event(str(body["id"]), EventKind(kind), str(body["subject"]))
        except (KeyError, TypeError) as odd:
            raise BadSignature("the message is not one we know") from odd

    def authorisations_on(self, card_ref: str, since: datetime) -> list[IssuerAuthorisation]:
        """What shops asked of one card since a moment, oldest first."""
        with self.book.reading() as opened:
            rows = opened.execute("SELECT * FROM authorisation WHERE card = ? ORDER BY rowid", (card_ref,))
            return [one for one in map(read_authorisation, rows) if one.at >= since]

    def transactions_on(self, card_ref: str, since: datetime) -> list[IssuerTransaction]:
        """What was taken from and given back to one card since a moment, oldest first."""
        with self.book.reading() as opened:
            rows = opened.execute("SELECT * FROM movement WHERE card = ? ORDER BY number", (card_ref,))
            return [one for one in map(read_movement, rows) if one.at >= since]

    def answer(self, *, approved: bool, code: str, amount: Money | None = None) -> Reply:
        """Yes or no, or yes to less."""
        less = {} if amount is None else {"amount": amount.pence}
        body = json.dumps({"approved": approved, "code": code, **less}).encode()
        return Reply(body, {"Content-Type": "application/json"})

    def _verified(self, secret: str, raw: bytes, headers: Headers) -> dict[str, Any]:
        signature.check([secret], headers.get(SIGNATURE_HEADER, ""), raw, clock.now())
        body = json.loads(raw)  # signed by us, so it is JSON
        if not isinstance(body, dict):
            raise BadSignature("the message is not one we know")
        return body


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - date.resolution
