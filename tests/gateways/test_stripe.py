"""Stripe behind the door: every request is one its schema allows, nothing happens twice, and nothing is believed."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from app.gateways.issuing import open_issuer, stripe_issuer
from app.gateways.issuing.port import (
    Ambiguous,
    BadSignature,
    Cardholder,
    CardIssuer,
    CardStatus,
    Controls,
    EventKind,
    Misconfigured,
    Rejected,
    Retryable,
    TransactionKind,
)
from app.kernel import clock
from app.kernel.money import Money
from config import Config
from tests.support.stripe_stand_in import Fault, StandIn, stand_in

SAM = Cardholder("P-1", "Sam Teller")
SECRETS = {"events": "whsec_new,whsec_old", "questions": "whsec_ask"}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.setattr(stripe_issuer, "RETRIES", 0)  # what the package does by itself is its own business
    with stand_in() as standing:
        yield standing
        assert standing.wrong == []


@pytest.fixture
def issuer(api: StandIn) -> CardIssuer:
    return open_issuer(settings(api.address))


def settings(address: str = "http://127.0.0.1:9") -> Config:
    return Config.from_environment(
        {
            "APP_ENV": "test", "ISSUER": "stripe", "STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_API_BASE": address,
            "STRIPE_WEBHOOK_SECRET": SECRETS["events"], "STRIPE_AUTH_WEBHOOK_SECRET": SECRETS["questions"],
            "CARD_ADDRESS": "1 Orchard Row, Lemonfield, LF1 1AA", "CARD_PHONE": "+441632960001",
        }
    )  # fmt: skip


def a_card(issuer: CardIssuer) -> str:
    return issuer.create_card(issuer.ensure_cardholder(SAM, once="p"), once="c").ref


def keys(api: StandIn, path: str = "") -> list[str]:
    return [headers["Idempotency-Key"] for method, at, _, headers in api.requests if method == "POST" and path in at]


def test_a_person_gets_a_card_with_whole_controls_and_our_keys(api: StandIn, issuer: CardIssuer) -> None:
    ref = a_card(issuer)
    card = issuer.set_controls(ref, Controls(Money(25_00), ("package_stores_beer_wine_and_liquor",)), once="l")
    assert (card.limit_total, card.status, card.expires_on.isoformat()) == (
        Money(25_00), CardStatus.ACTIVE, "2031-12-31",
    )  # fmt: skip
    sent = api.requests[-1][2]["spending_controls"]
    assert sent["spending_limits"] == [{"amount": "2500", "interval": "all_time"}]
    assert sent["blocked_categories"] == ["package_stores_beer_wine_and_liquor"]
    assert keys(api) == ["p:g0", "c:g0", "l:g0"]
    assert {headers["Stripe-Version"] for _, _, _, headers in api.requests} == {stripe_issuer.API_VERSION}
    assert issuer.set_status(ref, CardStatus.INACTIVE, once="s").status is CardStatus.INACTIVE
    assert [one.ref for one in issuer.cards_of(card.cardholder_ref)] == [ref]


def test_the_same_key_again_makes_no_second_card(api: StandIn, issuer: CardIssuer) -> None:
    assert a_card(issuer) == a_card(issuer)
    assert len(api.objects) == 2
    with pytest.raises(Rejected) as refused:
        issuer.create_card("ich_other", once="c")
    assert refused.value.code == "idempotency_error"


@pytest.mark.parametrize("fault", [Fault(500, done=True), Fault(500, done=True, dropped=True)], ids=["500", "dropped"])
def test_done_but_not_answered_is_read_back(api: StandIn, issuer: CardIssuer, fault: Fault) -> None:
    holder = issuer.ensure_cardholder(SAM, once="p")
    api.faults.append(fault)
    card = issuer.create_card(holder, once="c")
    api.faults.append(fault)
    assert issuer.set_controls(card.ref, Controls(Money(10_00)), once="l").limit_total == Money(10_00)
    assert len([one for one in api.objects.values() if one["object"] == "issuing.card"]) == 1
    assert keys(api, "cards") == ["c:g0", "l:g0"]


def test_a_kept_fault_is_left_behind_with_the_next_generation(api: StandIn, issuer: CardIssuer) -> None:
    ref = a_card(issuer)
    api.faults.append(Fault(500))
    with pytest.raises(Ambiguous):
        issuer.set_controls(ref, Controls(Money(10_00)), once="l")
    assert issuer.set_controls(ref, Controls(Money(10_00)), once="l").limit_total == Money(10_00)
    assert keys(api, ref) == ["l:g0", "l:g0", "l:g1"]


@pytest.mark.parametrize(
    ("status", "error"),
    [(429, Retryable), (409, Retryable), (401, Misconfigured), (403, Misconfigured), (400, Rejected)],
)
def test_every_failure_is_one_of_four(api: StandIn, issuer: CardIssuer, status: int, error: type[Exception]) -> None:
    ref = a_card(issuer)
    api.faults.append(Fault(status, kept=False))
    with pytest.raises(error):
        issuer.set_controls(ref, Controls(Money(10_00)), once="l")
    assert issuer.set_controls(ref, Controls(Money(10_00)), once="l").limit_total == Money(10_00)


def test_nobody_at_home_is_worth_another_try() -> None:
    with pytest.raises(Retryable):
        open_issuer(settings()).card("ic_1")


def test_the_pool_is_empty_or_what_stripe_says(api: StandIn, issuer: CardIssuer) -> None:
    assert issuer.funding().available == Money(0)
    api.lists["balance"] = [{"amount": 700, "currency": "gbp"}, {"amount": 9, "currency": "eur"}]
    api.lists["topups"] = [{"id": "tu_1", "object": "topup", "amount": 300, "currency": "gbp"}]
    assert (issuer.funding().available, issuer.funding().pending) == (Money(700), Money(300))


def authorisation(**more: Any) -> dict[str, Any]:
    return {
        "id": "iauth_1", "object": "issuing.authorization", "amount": 1250, "approved": True, "status": "pending",
        "card": {"id": "ic_1", "object": "issuing.card"}, "created": 1_800_000_000, "currency": "gbp",
        "merchant_data": {"name": "PAWS  &  CO", "category": "books"},
        "request_history": [{"amount": 1250, "approved": True, "reason": "webhook_approved"}],
        "pending_request": None, "transactions": [], **more,
    }  # fmt: skip


def moved(ref: str, kind: str, amount: int, created: int) -> dict[str, Any]:
    return {
        "id": ref, "object": "issuing.transaction", "type": kind, "amount": amount, "card": "ic_1", "created": created,
        "merchant_data": {"name": "Paws", "category": "books"}, "authorization": "iauth_1",
    }  # fmt: skip


def test_what_is_read_back_is_ours(api: StandIn, issuer: CardIssuer) -> None:
    api.objects["iauth_1"] = authorisation(
        transactions=[moved("ipi_2", "refund", 300, 1_800_000_200), moved("ipi_1", "capture", -1250, 1_800_000_100)]
    )
    found = issuer.authorisation("iauth_1")
    assert (found.merchant, found.card_ref, found.amount, found.requests) == ("PAWS & CO", "ic_1", Money(12_50), 1)
    taken, back = issuer.transactions_of("iauth_1")
    assert (taken.kind, taken.amount, back.kind, back.amount, back.refund_of) == (
        TransactionKind.CAPTURE, Money(12_50), TransactionKind.REFUND, Money(3_00), "ipi_1",
    )  # fmt: skip
    api.objects["iauth_1"] = authorisation(
        amount=0, approved=False, status="closed",
        request_history=[{"amount": 900, "approved": False, "reason": "insufficient_funds"}],
    )  # fmt: skip
    refused = issuer.authorisation("iauth_1")
    assert (refused.asked, refused.reason) == (Money(9_00), "insufficient_funds")
    assert issuer.authorisations_on("ic_1", clock.now()) == []
    assert issuer.transactions_on("ic_1", clock.now()) == []


def signed(secret: str, body: bytes, at: float | None = None) -> dict[str, str]:
    """As Stripe signs, checked with Stripe's own package."""
    seconds = int(time.time() if at is None else at)
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    header = f"t={seconds},v1={'0' * 64},v1={digest},v0=old"
    if at is None:
        assert stripe.WebhookSignature.verify_header(body.decode(), header, secret, 300)
    return {"Stripe-Signature": header}


def message(kind: str, thing: dict[str, Any]) -> bytes:
    return json.dumps({"id": "evt_1", "type": kind, "data": {"object": thing}}).encode()


def question(**pending: Any) -> bytes:
    asked = {"amount": 1250, "currency": "gbp", "is_amount_controllable": True} | pending
    return message("issuing_authorization.request", authorisation(amount=0, pending_request=asked, request_history=[]))


def test_a_question_and_its_answer() -> None:
    issuer, body = open_issuer(settings()), question()
    asked = issuer.verify_question(body, signed("whsec_ask", body))
    assert (asked.authorisation_ref, asked.card_ref, asked.amount, asked.step, asked.may_be_less) == (
        "iauth_1", "ic_1", Money(12_50), 0, True,
    )  # fmt: skip
    reply = issuer.answer(approved=True, code="", amount=Money(5_00))
    assert json.loads(reply.body) == {"approved": True, "amount": 500}
    assert reply.headers["Stripe-Version"] == stripe_issuer.API_VERSION
    assert json.loads(issuer.answer(approved=False, code="frozen").body) == {
        "approved": False, "metadata": {"refused_because": "frozen"},
    }  # fmt: skip


def test_messages_say_what_to_read_back() -> None:
    issuer = open_issuer(settings())
    for kind, means in (
        ("issuing_authorization.updated", EventKind.AUTHORISATION),
        ("issuing_transaction.created", EventKind.TRANSACTION),
        ("issuing_card.updated", EventKind.CARD),
        ("balance.available", EventKind.OTHER),
    ):
        body = message(kind, {"id": "x_1"})
        for secret in SECRETS["events"].split(","):
            heard = issuer.verify_event(body, signed(secret, body))
            assert (heard.kind, heard.subject_ref, heard.ref) == (means, "x_1", "evt_1")


def test_what_is_not_stripes_own_is_not_believed() -> None:
    issuer, body = open_issuer(settings()), question()
    good = signed("whsec_ask", body)
    for raw, headers in (
        (body, {}),
        (body.replace(b"1250", b"0001"), good),
        (body, signed("whsec_new", body)),
        (body, signed("whsec_ask", body, time.time() - 301)),
        (body, {"Stripe-Signature": good["Stripe-Signature"].replace("v1", "v2")}),
        (question(currency="usd"), signed("whsec_ask", question(currency="usd"))),
    ):
        with pytest.raises(BadSignature):
            issuer.verify_question(raw, headers)
    with pytest.raises(BadSignature):
        issuer.verify_event(body, good)
