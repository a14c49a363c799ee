"""The file of payments for the bank: plain CSV that no spreadsheet takes for a formula, with its own totals."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.money import Money, total
from app.purchasing.rules import AccountNumber, bank_text, safe_cell

HEAD = ("Name", "Sort code", "Account number", "Amount", "Reference")


@dataclass(frozen=True, slots=True)
class BankLine:
    """One payment as the bank needs it."""

    name: str
    number: AccountNumber
    amount: Money
    reference: str


def write_file(run_reference: str, lines: Sequence[BankLine]) -> bytes:
    """The file of a run. Its last line counts and adds up, so that a changed file shows at a glance."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(HEAD)
    for line in lines:
        rows.writerow(
            (
                safe_cell(bank_text(line.name).lstrip("- ")),
                line.number.sort_code,
                line.number.account,
                line.amount.plain,
                safe_cell(bank_text(line.reference).lstrip("- ")),
            )
        )
    rows.writerow(
        (f"TOTAL {bank_text(run_reference)}", "", str(len(lines)), total(each.amount for each in lines).plain, "")
    )
    return written.getvalue().encode("ascii")
