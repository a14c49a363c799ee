"""Buying and paying through the pages, as each actor sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.catalogue.models import Provider
from app.jobs.dispatcher import drain
from app.journeys import source
from app.kernel.money import Money
from app.plans.models import Item
from app.plans.vocabulary import SourcingState
from app.purchasing.models import PurchaseOrder, SourcingTask
from app.purchasing.payment_models import BankAccount, Invoice, PaymentRun
from app.purchasing.vocabulary import InvoiceState, OrderState
from app.world import World
from tests.support.buying import idea, ordered
from tests.support.cast import Cast

Do = Callable[[Callable[..., Any]], Any]
ClientFor = Callable[[Any], Any]


def test_an_order_goes_all_the_way(world: World, cast: Cast, client_for: ClientFor, write: Do, read: Do) -> None:
    order = write(lambda s: ordered(s, cast, weeks=2))
    gwen, sam, fin, sunita, mo = (
        client_for(who) for who in (cast.gwen, cast.sam_viewer, cast.fin, cast.sunita, cast.mo)
    )

    home = gwen.get("/provider").text
    assert "PO-000001" in home
    page = gwen.get(f"/orders/{order.id}").text
    assert "Can you do this?" in page
    for word in ("Sam", "Teller", cast.sam.reference):
        assert word not in page
    assert gwen.post(f"/orders/{order.id}/acceptance").status_code == 303
    assert gwen.post(f"/orders/{order.id}/acceptance").status_code == 409

    assert sam.get("/deliveries").status_code == 200
    first, second = order.occurrences
    assert sam.post(f"/deliveries/{order.id}", {}).status_code == 422
    answers = {f"came_{first.id}": "yes", f"words_{first.id}": "Helped a lot", f"came_{second.id}": "no"}
    assert sam.post(f"/deliveries/{order.id}", answers).status_code == 303
    drain(world)
    invoice = read(lambda s: s.scalars(select(Invoice)).one())
    assert invoice.gross == Money(45_00)

    home = gwen.get("/provider").text
    assert invoice.number in home
    assert "at the latest" in home
    document = gwen.get(f"/invoices/{invoice.id}/document")
    assert document.data.startswith(b"%PDF")
    assert document.headers["Content-Disposition"].startswith("attachment")

    assert "Prepare a run of £45.00" in fin.get("/payments/new").text
    assert fin.post("/payments").status_code == 303
    run = read(lambda s: s.scalars(select(PaymentRun)).one())
    assert "A signatory looks at it" in fin.get(f"/payments/{run.id}").text
    assert fin.post(f"/payments/{run.id}/release").status_code == 404
    assert "Release £45.00" in sunita.get(f"/payments/{run.id}").text
    assert sunita.post(f"/payments/{run.id}/release").status_code == 303
    assert client_for(cast.sol).post(f"/payments/{run.id}/release").status_code == 409
    drain(world)
    bank_file = fin.get(f"/payments/{run.id}/file")
    assert b"55779911,45.00" in bank_file.data
    assert mo.post(f"/payments/{run.id}/confirmation").status_code == 303
    assert read(lambda s: s.get_one(Invoice, invoice.id).state) is InvoiceState.PAID
    home = gwen.get("/provider").text
    assert "Remittance advice" in home
    payment = read(lambda s: s.get_one(PaymentRun, run.id).payments[0])
    assert gwen.get(f"/payments/remittances/{payment.id}").data.startswith(b"%PDF")
    for path in ("/orders", "/invoices", f"/orders/{order.id}", f"/invoices/{invoice.id}"):
        assert client_for(cast.bo).get(path).status_code == 200


def test_a_broker_finds_it_and_the_price_is_on_the_plan(cast: Cast, client_for: ClientFor, write: Do, read: Do) -> None:
    task = write(lambda s: _asked(s, cast))
    bo = client_for(cast.bo)
    assert "Bike repair course" in bo.get("/sourcing").text
    assert bo.get(f"/sourcing/{task.id}").status_code == 200
    assert "Paws" in bo.get(f"/sourcing/{task.id}/quotes/new?who=paws").text
    new = bo.get(f"/sourcing/{task.id}/quotes/new?who=Spokes+%26+Co").text
    assert "as a new provider" in new
    bad = bo.post(f"/sourcing/{task.id}/quotes", {"name": "Spokes & Co", "unit": "course", "unit_price": "sixty"})
    assert bad.status_code == 422
    assert "sixty" in bad.text
    quote = {
        "name": "Spokes & Co", "unit": "course", "unit_price": "60", "vat": "S:2000", "route": "order",
        "evidence": "Called them on Monday",
    }  # fmt: skip
    assert bo.post(f"/sourcing/{task.id}/quotes", quote).status_code == 303
    kept = read(lambda s: s.get_one(SourcingTask, task.id).quotes[0])
    no_reason = bo.post(f"/sourcing/{task.id}/choice", {"quote": str(kept.id)})
    assert no_reason.status_code == 422
    assert "Say why you chose this one" in no_reason.text
    chosen = {"quote": str(kept.id), "because": "It is the one Sam asked for."}
    assert bo.post(f"/sourcing/{task.id}/choice", chosen).status_code == 303
    item = read(lambda s: s.get_one(Item, task.item_id))
    assert (item.sourcing, item.unit_price, item.provider_name) == (SourcingState.SOURCED, Money(60_00), "Spokes & Co")
    added = read(lambda s: s.scalars(select(Provider).where(Provider.feed == "added-by-hand")).one())
    assert item.provider_id == added.id
    assert bo.post(f"/sourcing/{task.id}/not-found", {"not_found_because": "Too late"}).status_code == 409


def test_a_refused_order_is_placed_with_another_provider(
    cast: Cast, client_for: ClientFor, write: Do, read: Do
) -> None:
    order = write(lambda s: ordered(s, cast, weeks=4))
    gwen, bo = client_for(cast.gwen), client_for(cast.bo)
    assert gwen.post(f"/orders/{order.id}/decline", {}).status_code == 422
    assert gwen.post(f"/orders/{order.id}/decline", {"because": "We are full until May."}).status_code == 303
    task = read(lambda s: s.scalars(select(SourcingTask)).one())
    assert "up to £180.00" in bo.get(f"/sourcing/{task.id}").text
    for price in ("50", "40"):
        quote = {
            "provider": str(cast.shop.id),
            "unit": "session",
            "unit_price": price,
            "vat": "E:0",
            "route": "order",
            "evidence": "Their web page",
        }
        assert bo.post(f"/sourcing/{task.id}/quotes", quote).status_code == 303
    dear, cheap = read(lambda s: s.get_one(SourcingTask, task.id).quotes)
    too_much = bo.post(f"/sourcing/{task.id}/choice", {"quote": str(dear.id), "because": "Nearest"})
    assert too_much.status_code == 422
    assert "was agreed for this" in too_much.text
    assert bo.post(f"/sourcing/{task.id}/choice", {"quote": str(cheap.id), "because": "Nearest"}).status_code == 303
    second = read(lambda s: s.scalars(select(PurchaseOrder).where(PurchaseOrder.state == OrderState.ISSUED)).one())
    assert (second.provider_id, second.amount) == (cast.shop.id, Money(160_00))


def test_bank_details_need_three_people_and_are_never_shown_whole(
    cast: Cast, client_for: ClientFor, write: Do, read: Do
) -> None:
    gwen, fin, mo = client_for(cast.gwen), client_for(cast.fin), client_for(cast.mo)
    wrong = gwen.post("/provider/bank", {"account_name": "Calm", "sort_code": "12", "account": "12345678"})
    assert wrong.status_code == 422
    assert "6 numbers" in wrong.text
    new = {"account_name": "Calm", "sort_code": "30-99-50", "account": "12345678"}
    assert gwen.post("/provider/bank", new).status_code == 303
    details = read(lambda s: s.scalars(select(BankAccount).where(BankAccount.verified_by_id.is_(None))).one())
    assert "12345678" not in details.sealed
    page = fin.get(f"/payments/bank/{details.id}").text
    assert "12345678" not in page
    assert "309950" not in page
    heard = {"called": "The number on their web site, Gwen", "sort_code": "309950", "account": "87654321"}
    misheard = fin.post(f"/payments/bank/{details.id}/call", heard)
    assert misheard.status_code == 422
    assert "not the number that was entered" in misheard.text
    assert mo.post(f"/payments/bank/{details.id}/yes").status_code == 409
    assert fin.post(f"/payments/bank/{details.id}/call", heard | {"account": "12345678"}).status_code == 303
    assert mo.post(f"/payments/bank/{details.id}/yes").status_code == 303
    after = read(lambda s: s.get_one(BankAccount, details.id))
    assert after.payable_from is not None
    assert (after.verified_by_id, after.authorised_by_id) == (cast.fin.user_id, cast.mo.user_id)


def test_a_provider_accepts_the_agreement(cast: Cast, client_for: ClientFor, write: Do, read: Do) -> None:
    def end(session: Any) -> None:
        provider = session.get_one(Provider, cast.provider.id)
        provider.self_billing_from = provider.self_billing_until = None

    write(end)
    gwen = client_for(cast.gwen)
    assert gwen.post("/provider/agreement", {}).status_code == 422
    assert gwen.post("/provider/agreement", {"agreed": "y"}).status_code == 303
    provider = read(lambda s: s.get_one(Provider, cast.provider.id))
    assert (provider.self_billing_until - provider.self_billing_from).days == 364


@pytest.mark.parametrize("name", ["jo_viewer", "kim", "pat", "cora", "ada"])
def test_strangers_find_nothing(
    name: str, world: World, cast: Cast, client_for: ClientFor, write: Do, read: Do
) -> None:
    order = write(lambda s: ordered(s, cast, weeks=1))
    stranger = client_for(getattr(cast, name))
    for path in (
        f"/orders/{order.id}", f"/deliveries/{order.id}", "/invoices", "/payments", "/payments/bank", "/sourcing",
        "/provider", f"/invoices/register/{order.id}", f"/payments/bank/enter/{cast.provider.id}",
    ):  # fmt: skip
        assert stranger.get(path).status_code == 404, path


def test_every_page_names_its_next_step(cast: Cast, client_for: ClientFor) -> None:
    """Empty lists say what will come, and every page has one heading."""
    for who, paths in (
        (cast.bo, ("/sourcing", "/orders", "/invoices")),
        (cast.gwen, ("/provider", "/provider/agreement", "/provider/bank")),
        (cast.kit, ("/deliveries",)),
        (cast.fin, ("/payments", "/payments/new", "/payments/bank", f"/payments/bank/enter/{cast.provider.id}")),
    ):
        client = client_for(who)
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert len(re.findall(r"<h1", answer.text)) == 1, path
            assert "style=" not in answer.text


def _asked(session: Any, cast: Cast) -> SourcingTask:
    item = idea(session, cast, title="Bike repair course", weeks=1)
    item.provider_id, item.unit_price, item.unit_charge, item.sourcing = None, None, None, SourcingState.WAITING
    session.flush()
    return source.ask_broker(session, cast.kit, item)
