"""Judgements about orders, invoices and payments: values in, answer out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.errors import BadInput
from app.kernel.money import NOTHING, Money, total

WHOLE = 10_000
"""100 % in basis points."""
PAY_WITHIN_DAYS = 29
"""The last day is receipt + 29: thirty days beginning with the day of receipt (Procurement Act 2023, section 68)."""
BANK_WAIT_DAYS = 3
"""Working days between allowing new bank details and the first payment, so that a fraud can be noticed."""
BACS_DAYS = 2
"""Working days after a run is released until the money is there: input, processing, entry."""
MOST_WEEKS = 60
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def net_of(gross: Money, rate_bp: int) -> Money:
    """What is left of a price with VAT once VAT is taken off, to the nearest penny, half up."""
    whole = WHOLE + rate_bp
    return Money((gross.pence * WHOLE * 2 + whole) // (2 * whole))


def vat_on(net: Money, rate_bp: int) -> Money:
    """VAT on an amount, to the nearest penny, half up."""
    return Money((net.pence * rate_bp * 2 + WHOLE) // (2 * WHOLE))


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of an invoice before it is written: so many units at a net price, under one VAT category and rate."""

    description: str
    quantity: int
    unit: str
    unit_net: Money
    vat_category: str
    vat_rate_bp: int

    @property
    def net(self) -> Money:
        return self.unit_net * self.quantity


@dataclass(frozen=True, slots=True)
class VatLine:
    """What one category and rate come to on an invoice."""

    category: str
    rate_bp: int
    net: Money
    vat: Money


def vat_lines(charges: Iterable[Charge]) -> list[VatLine]:
    """VAT of an invoice: worked out once per category and rate on their sum, half up. Exempt and outside bear none."""
    sums: dict[tuple[str, int], Money] = {}
    for charge in charges:
        rate = charge.vat_rate_bp if charge.vat_category == "S" else 0
        key = (charge.vat_category, rate)
        sums[key] = sums.get(key, NOTHING) + charge.net
    return [VatLine(category, rate, net, vat_on(net, rate)) for (category, rate), net in sorted(sums.items())]


def invoice_total(charges: Iterable[Charge]) -> tuple[Money, Money]:
    """Net and VAT of an invoice with these lines."""
    lines = vat_lines(charges)
    return total(line.net for line in lines), total(line.vat for line in lines)


def vat_words(category: str, rate_bp: int) -> str:
    """VAT as an invoice says it."""
    named = {"Z": "zero-rated", "E": "exempt", "O": "outside the scope of VAT"}.get(category)
    if named:
        return named
    whole, part = divmod(rate_bp, 100)
    return f"{whole}%" if not part else f"{rate_bp / 100:g}%"


def planned_days(starts_on: date, weeks: int) -> list[date]:
    """The days of an order: one, or the same weekday every week."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise BadInput(f"An order can run for 1 to {MOST_WEEKS} weeks", "weeks")
    return [starts_on + timedelta(weeks=number) for number in range(weeks)]


def normalised(number: str) -> str:
    """An invoice number without spaces, marks and leading zeros, in capitals: the same however it is typed.

    Raises BadInput when nothing is left of it.
    """
    plain = "".join(character for character in number.upper() if character.isalnum())
    key = re.sub(r"\d+", lambda digits: digits.group().lstrip("0") or "0", plain)
    if not key:
        raise BadInput("Enter the invoice's number, like INV-1024", "number")
    return key


def due_on(received_on: date) -> date:
    """The last day to pay an invoice on time."""
    return received_on + timedelta(days=PAY_WITHIN_DAYS)


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """A British bank account: six digits of sort code and eight of account number."""

    sort_code: str
    account: str

    @classmethod
    def typed(cls, sort_code: str, account: str) -> AccountNumber:
        """Read both as a person types them. Raises BadInput at the field that is wrong."""
        code = re.sub(r"[\s-]", "", sort_code)
        if not re.fullmatch(r"[0-9]{6}", code):
            raise BadInput("Enter a sort code of 6 numbers, like 30-99-50", "sort_code")
        number = re.sub(r"[\s-]", "", account)
        if not re.fullmatch(r"[0-9]{6,8}", number):
            raise BadInput("Enter an account number of 6 to 8 numbers", "account")
        return cls(code, number.zfill(8))

    @classmethod
    def read(cls, plain: str) -> AccountNumber:
        """From the way it is kept."""
        sort_code, account = plain.split("/")
        return cls(sort_code, account)

    @property
    def plain(self) -> str:
        return f"{self.sort_code}/{self.account}"

    @property
    def ends_in(self) -> str:
        return self.account[-2:]


def safe_cell(text: str) -> str:
    """Text for a spreadsheet file that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    flat = " ".join(text.split())
    return f"'{flat}" if flat.startswith(_FORMULA) or text.startswith(_FORMULA) else flat


def bank_text(text: str, most: int = 18) -> str:
    """Text as a bank takes it: capitals, numbers, space and . & / - only, and no longer than `most`."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " .&/-") else " " for c in text.upper())
    return " ".join(plain.split())[:most].strip()
