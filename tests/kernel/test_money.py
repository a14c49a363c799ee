"""Money is whole pence, read once from what a person typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import BadInput
from app.kernel.money import MOST_PENCE, Money, total


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("25", 2500),
        ("£25", 2500),
        (" £1,250.00 ", 125000),
        ("3.5", 350),
        ("0.05", 5),
        (".50", 50),
        ("1,000,000", 100000000),
        ("007", 700),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, pence: int) -> None:
    assert Money.pounds(typed) == Money(pence)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "£",
        ".",
        "1.005",
        "-5",
        "1e9",
        "12,50",
        "1.2.3",
        "twenty",
        "٣",
        "½",
        "1_000",
        "£ -1",
        "NaN",
        "inf",
        "9" * 40,
        "1,00",
    ],
)
def test_anything_else_is_refused_in_words(typed: str) -> None:
    with pytest.raises(BadInput) as refusal:
        Money.pounds(typed)
    assert refusal.value.reason.startswith("Enter ")


@given(st.integers(0, MOST_PENCE))
def test_what_is_written_reads_back_the_same(pence: int) -> None:
    assert Money.pounds(str(Money(pence))) == Money(pence)
    assert Money.pounds(Money(pence).plain) == Money(pence)


@given(st.lists(st.integers(-(10**9), 10**9)))
def test_a_sum_is_exact(pences: list[int]) -> None:
    assert total(Money(pence) for pence in pences).pence == sum(pences)


def test_a_difference_below_nothing_says_so() -> None:
    assert str(Money(-305)) == "−£3.05"
    assert Money(2500).short == "£25"
    assert Money(2550).short == "£25.50"
