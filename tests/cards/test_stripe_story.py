"""Sam's card at Stripe: loaded by the jobs, asked about and told of at the real addresses, signed for real."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.kernel.money import Money
from app.world import World
from config import Config
from tests.support.cards import CardStory
from tests.support.cast import Cast
from tests.support.stripe_stand_in import Fault, StandIn, stand_in

QUESTIONS, EVENTS = "/hooks/stripe/authorizations", "/hooks/stripe"


@dataclass
class AtStripe:
    """The story, Stripe's stand-in, and Stripe's own messages."""

    story: CardStory
    api: StandIn
    client: FlaskClient

    @property
    def card(self) -> str:
        return self.story.card().issuer_ref or ""

    def send(self, path: str, secret: str, kind: str, ref: str, thing: dict[str, Any]) -> Any:
        body = json.dumps({"id": ref, "type": kind, "data": {"object": thing}}).encode()
        at = int(time.time())
        digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        return self.client.post(path, data=body, headers={"Stripe-Signature": f"t={at},v1={digest}"})

    def ask(self, ref: str, amount: int, *, event: str = "", secret: str = "whsec_ask", **pending: Any) -> Any:
        thing = self.authorisation(ref, 0, pending_request={"amount": amount, "currency": "gbp", **pending})
        return self.send(QUESTIONS, secret, "issuing_authorization.request", event or f"evt_{ref}", thing)

    def tell(self, kind: str, thing: dict[str, Any], event: str) -> Any:
        answer = self.send(EVENTS, "whsec_old", kind, event, thing)
        self.story.work()
        return answer

    def authorisation(self, ref: str, amount: int, **more: Any) -> dict[str, Any]:
        return {
            "id": ref, "object": "issuing.authorization", "amount": amount, "approved": amount > 0, "status": "pending",
            "card": {"id": self.card, "object": "issuing.card"}, "created": int(time.time()), "currency": "gbp",
            "merchant_data": {"name": "Paws & Co", "category": "books"}, "request_history": [], "transactions": [],
            **more,
        }  # fmt: skip

    def capture(self, ref: str, amount: int) -> dict[str, Any]:
        return {
            "id": ref, "object": "issuing.transaction", "type": "capture", "amount": -amount, "card": self.card,
            "created": int(time.time()), "merchant_data": {"name": "Paws & Co", "category": "books"},
            "authorization": "iauth_1",
        }  # fmt: skip


@pytest.fixture
def at_stripe(config: Config, cast: Cast) -> Iterator[AtStripe]:
    with stand_in() as api:
        environ = {
            "APP_ENV": "test", "DATABASE_URL": config.database_url, "INSTANCE_FOLDER": str(config.instance_folder),
            "ISSUER": "stripe", "STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_API_BASE": api.address,
            "STRIPE_WEBHOOK_SECRET": "whsec_new,whsec_old", "STRIPE_AUTH_WEBHOOK_SECRET": "whsec_ask",
            "CARD_ADDRESS": "1 Orchard Row, Lemonfield, LF1 1AA", "CARD_PHONE": "+441632960001",
        }  # fmt: skip
        app = create_app(Config.from_environment(environ))
        world: World = app.extensions["citronella"]
        yield AtStripe(CardStory(app, world, cast), api, app.test_client())
        assert api.wrong == []
        world.database.close()


def test_loaded_asked_taken_and_told_twice(at_stripe: AtStripe) -> None:
    story, api = at_stripe.story, at_stripe.api
    story.load(Money(25_00))
    assert api.objects[at_stripe.card]["spending_controls"]["spending_limits"][0]["amount"] == 2500
    for _ in range(2):
        answer = at_stripe.ask("iauth_1", 2000)
        assert (answer.status_code, answer.json) == (200, {"approved": True})
        assert answer.headers["Stripe-Version"]
    assert story.stands()["held"] == 20_00
    history = [{"amount": 2000, "approved": True, "reason": "webhook_approved"}]
    api.objects["iauth_1"] = at_stripe.authorisation(
        "iauth_1", 2000, status="closed", request_history=history, transactions=[at_stripe.capture("ipi_1", 1_850)]
    )
    api.objects["ipi_1"] = at_stripe.capture("ipi_1", 1_850)
    for event in ("evt_t", "evt_t", "evt_u"):
        assert at_stripe.tell("issuing_transaction.created", {"id": "ipi_1"}, event).status_code == 200
    at_stripe.tell("issuing_authorization.created", {"id": "iauth_1"}, "evt_late")
    stands = story.stands()
    assert (stands["free"], stands["held"], stands["awaiting"]) == (6_50, 0, 18_50)
    assert len(story.spends()) == 1


def test_a_shop_that_takes_less_gets_what_there_is(at_stripe: AtStripe) -> None:
    at_stripe.story.load(Money(25_00))
    assert at_stripe.ask("iauth_1", 4000).json["approved"] is False
    for _ in range(2):
        assert at_stripe.ask("iauth_2", 4000, is_amount_controllable=True).json == {"approved": True, "amount": 2500}
    assert at_stripe.story.stands()["held"] == 25_00
    assert at_stripe.ask("iauth_3", 100, is_amount_controllable=True).json["approved"] is False
    assert at_stripe.ask("iauth_4", 0).json == {"approved": True}


def test_nothing_is_believed_without_the_right_secret(at_stripe: AtStripe) -> None:
    at_stripe.story.load(Money(25_00))
    assert at_stripe.ask("iauth_1", 100, secret="whsec_new").status_code == 400
    assert at_stripe.client.post(EVENTS, data=b"{}").status_code == 400
    assert at_stripe.send(EVENTS, "whsec_ask", "issuing_card.updated", "evt", {"id": "ic"}).status_code == 400
    assert at_stripe.story.stands()["held"] == 0


def test_a_kept_fault_while_loading_ends_in_one_card_and_one_load(at_stripe: AtStripe) -> None:
    at_stripe.api.faults = [Fault(500, done=True), Fault(500, done=True, dropped=True), Fault(429, kept=False)]
    load_id = at_stripe.story.agree(Money(25_00))
    from app.cards.vocabulary import CardLoadAsked
    from app.gateways.issuing.port import IssuerTrouble
    from app.jobs.cards import send_card_load
    from app.kernel.unit_of_work import writing

    settle = None
    for _ in range(8):
        try:
            settle = send_card_load(at_stripe.story.world, CardLoadAsked(load_id))
        except IssuerTrouble:
            continue
        break
    assert settle is not None
    writing(at_stripe.story.world.database, settle)
    made = [one for one in at_stripe.api.objects.values() if one["object"] == "issuing.card"]
    assert len(made) == 1
    assert at_stripe.story.stands()["free"] == 25_00
