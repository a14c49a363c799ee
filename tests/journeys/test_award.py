"""Money comes in once, under the funder's reference, and goes on to the card issuer when somebody sends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.journeys.award import receive_award, top_up_issuer
from app.kernel import clock
from app.kernel.errors import BadInput, NotFound, Refused
from app.kernel.money import NOTHING, Money
from app.ledger.queries import balance
from app.ledger.vocabulary import Account
from tests.support.cast import Cast

Act = Callable[[Callable[[Session], Any]], Any]
pounds = Money.pounds


def _balances(read: Act, cast: Cast) -> tuple[str, str]:
    pool = read(lambda s: balance(s, Account.POOL, f"fund:{cast.fund.id}"))
    return str(pool), str(read(lambda s: balance(s, Account.BANK, "")))


def test_an_award_is_in_the_bank_and_in_the_pool(cast: Cast, write: Act, read: Act) -> None:
    assert _balances(read, cast) == ("£9,000.00", "£8,000.00")
    write(lambda s: receive_award(s, cast.cora, cast.fund.id, pounds("250.50"), " GRANT  2 ", clock.today()).id)
    assert _balances(read, cast) == ("£9,250.50", "£8,250.50")


def test_the_same_reference_twice_is_the_same_money(cast: Cast, write: Act, read: Act) -> None:
    with pytest.raises(BadInput, match=r"£10,000 with this reference came in on") as refused:
        write(lambda s: receive_award(s, cast.cora, cast.fund.id, pounds("5"), "GRANT-1", clock.today()))
    assert (refused.value.field, refused.value.code) == ("funder_reference", "DUPLICATE")
    assert _balances(read, cast) == ("£9,000.00", "£8,000.00")


@pytest.mark.parametrize(
    ("amount", "reference", "days", "field"),
    [(NOTHING, "G", 0, "amount"), (Money(-5), "G", 0, "amount"), (Money(5), "  ", 0, "funder_reference"),
     (Money(5), "G", 1, "received_on")],
)  # fmt: skip
def test_what_cannot_be_an_award(amount: Money, reference: str, days: int, field: str, cast: Cast, write: Act) -> None:
    day = clock.today() + timedelta(days=days)
    with pytest.raises(BadInput) as refused:
        write(lambda s: receive_award(s, cast.cora, cast.fund.id, amount, reference, day))
    assert refused.value.field == field


@pytest.mark.parametrize(("who", "error"), [("kit", Refused), ("mo", Refused), ("sam_viewer", NotFound)])
def test_only_the_commissioner_records_an_award(who: str, error: type[Exception], cast: Cast, write: Act) -> None:
    with pytest.raises(error):
        write(lambda s: receive_award(s, getattr(cast, who), cast.fund.id, pounds("5"), "G", clock.today()))


def test_mo_sends_money_to_the_card_issuer(cast: Cast, write: Act, read: Act) -> None:
    write(lambda s: top_up_issuer(s, cast.mo, pounds("100")))
    assert read(lambda s: str(balance(s, Account.ISSUER_BALANCE, ""))) == "£2,100.00"
    assert _balances(read, cast)[1] == "£7,900.00"


def test_more_than_the_bank_holds_is_refused_in_words(cast: Cast, write: Act) -> None:
    with pytest.raises(Refused, match=r"not enough in the bank .* £0.01 short") as refused:
        write(lambda s: top_up_issuer(s, cast.mo, pounds("8000.01")))
    assert refused.value.code == "BANK_LOW"


@pytest.mark.parametrize("who", ["fin", "sunita", "kit", "sam_viewer"])
def test_others_do_not_send_money_to_the_issuer(who: str, cast: Cast, write: Act) -> None:
    with pytest.raises(Refused):
        write(lambda s: top_up_issuer(s, getattr(cast, who), pounds("1")))
