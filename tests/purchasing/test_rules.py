"""Sums, numbers and names on invoices and in the bank's file."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import BadInput
from app.kernel.money import Money, total
from app.purchasing import rules
from app.purchasing.bank_file import BankLine, write_file
from app.purchasing.rules import AccountNumber, Charge

RATES = st.sampled_from([0, 500, 2000])
PENCE = st.integers(min_value=0, max_value=10_000_00)
CHARGES = st.builds(
    Charge,
    description=st.just("x"),
    quantity=st.integers(1, 60),
    unit=st.just("session"),
    unit_net=PENCE.map(Money),
    vat_category=st.sampled_from("SZEO"),
    vat_rate_bp=RATES,
)


@given(st.lists(CHARGES, min_size=1, max_size=8))
def test_an_invoice_adds_up_whatever_is_on_it(charges: list[Charge]) -> None:
    net, vat = rules.invoice_total(charges)
    assert net == total(charge.net for charge in charges)
    exact = sum(charge.net.pence * charge.vat_rate_bp for charge in charges if charge.vat_category == "S") / 10_000
    kinds = {charge.vat_rate_bp for charge in charges if charge.vat_category == "S"}
    assert abs(vat.pence - exact) <= 0.5 * max(len(kinds), 1)


@given(PENCE, RATES, st.integers(1, 60))
def test_vat_per_unit_and_on_the_whole_differ_by_half_a_penny_a_unit_at_most(
    pence: int, rate: int, quantity: int
) -> None:
    net = Money(pence)
    per_unit = (net + rules.vat_on(net, rate)) * quantity
    whole = net * quantity + rules.vat_on(net * quantity, rate)
    assert abs(per_unit.pence - whole.pence) <= (quantity + 1) / 2


@given(PENCE, RATES)
def test_taking_vat_off_and_putting_it_on_again_loses_a_penny_at_most(pence: int, rate: int) -> None:
    net = rules.net_of(Money(pence), rate)
    assert abs((net + rules.vat_on(net, rate)).pence - pence) <= 1


def test_half_a_penny_goes_up() -> None:
    assert rules.vat_on(Money(5), 1000) == Money(1)
    assert rules.vat_on(Money(30_00), 2000) == Money(6_00)
    assert rules.net_of(Money(36_00), 2000) == Money(30_00)


@pytest.mark.parametrize("typed", ["INV-0012", "inv 12", "INV/00012", "Inv.12"])
def test_the_same_number_under_other_spellings(typed: str) -> None:
    assert rules.normalised(typed) == "INV12"


def test_numbers_that_differ_stay_different() -> None:
    assert rules.normalised("INV-120") != rules.normalised("INV-12")
    assert rules.normalised("0") == "0"
    with pytest.raises(BadInput):
        rules.normalised(" -/ ")


def test_an_invoice_is_paid_within_thirty_days_beginning_with_receipt() -> None:
    assert rules.due_on(date(2026, 11, 24)) == date(2026, 12, 23)


@pytest.mark.parametrize("typed", ["=1+1", "+44", "-5", "@cmd", "\t=x", " =HYPERLINK()"])
def test_no_cell_is_a_formula(typed: str) -> None:
    assert rules.safe_cell(typed)[0] not in "=+-@\t"


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_bank_file_holds_plain_cells_and_its_own_sum(name: str, reference: str) -> None:
    lines = [BankLine(name, AccountNumber("200000", "55779911"), Money(45_00), reference) for _ in range(3)]
    rows = list(csv.reader(io.StringIO(write_file("RUN-000001", lines).decode("ascii"))))
    assert [row[3] for row in rows[1:-1]] == ["45.00"] * 3
    assert rows[-1][2:4] == ["3", "135.00"]
    for cell in (cell for row in rows for cell in row if cell):
        assert cell[0] not in "=+-@\t\r\n"


def test_bank_numbers_are_read_as_people_write_them() -> None:
    assert AccountNumber.typed("30-99 50", "1234567") == AccountNumber("309950", "01234567")
    for sort_code, account, field in (
        ("30995", "12345678", "sort_code"),
        ("309950", "12", "account"),
        ("30995०", "1", "sort_code"),
    ):
        with pytest.raises(BadInput) as wrong:
            AccountNumber.typed(sort_code, account)
        assert wrong.value.field == field


def test_an_order_runs_on_the_same_weekday() -> None:
    days = rules.planned_days(date(2026, 11, 24), 3)
    assert [day.isoformat() for day in days] == ["2026-11-24", "2026-12-01", "2026-12-08"]
    with pytest.raises(BadInput):
        rules.planned_days(date(2026, 11, 24), 0)
