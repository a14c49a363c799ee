"""From a yes of the panel to the provider's bank account."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.catalogue.models import Provider
from app.jobs.dispatcher import drain
from app.journeys import confirm_delivery, issue_order, pay, self_bill, turn_down
from app.kernel.errors import BadInput, Conflict, NotFound, Refused
from app.kernel.money import Money
from app.kernel.unit_of_work import reading
from app.ledger.queries import balance, budget_position
from app.ledger.vocabulary import Account
from app.plans.models import Item
from app.plans.vocabulary import ItemState
from app.purchasing.actions import DeliveryAnswer
from app.purchasing.models import PurchaseOrder, SourcingTask
from app.purchasing.payment_models import Invoice, PaymentRun
from app.purchasing.queries import held_order, order_for, order_to_confirm
from app.purchasing.vocabulary import InvoiceState, OrderState
from app.reports import promises
from app.world import World
from tests.support.buying import come, ordered, proved
from tests.support.cast import Cast

Do = Callable[[Callable[[Session], Any]], Any]


def test_counselling_is_ordered_confirmed_invoiced_and_paid(world: World, cast: Cast, write: Do, read: Do) -> None:
    order = write(lambda s: ordered(s, cast, weeks=4))
    assert order.number == "PO-000001"
    assert [each.units for each in order.occurrences] == [1, 1, 1, 1]
    assert read(lambda s: budget_position(s, cast.budget.id).committed) == Money(180_00)
    write(lambda s: issue_order.accept(s, cast.gwen, order_for(s, cast.gwen, order.id)))
    write(lambda s: come(s, cast, order.id, 3, 1))
    drain(world)

    invoice = read(lambda s: s.scalars(select(Invoice)).one())
    assert invoice.number == f"SB-{cast.provider.id}-000001"
    assert (invoice.net, invoice.vat, invoice.state) == (Money(135_00), Money(0), InvoiceState.MATCHED)
    assert (invoice.due_on - invoice.received_on).days == 29
    assert world.files.get(invoice.document_key).startswith(b"%PDF")
    position = read(lambda s: budget_position(s, cast.budget.id))
    assert (position.available, position.committed, position.actual) == (Money(865_00), Money(0), Money(135_00))
    assert read(lambda s: s.get_one(PurchaseOrder, order.id).state) is OrderState.COMPLETE
    assert read(lambda s: s.get_one(Item, order.item_id).state) is ItemState.DONE

    run = write(lambda s: pay.prepare(s, cast.fin))
    write(lambda s: pay.release(s, cast.sunita, s.get_one(PaymentRun, run.id)))
    drain(world)
    assert read(lambda s: balance(s, Account.PAYMENTS_SENT)) == Money(135_00)
    write(lambda s: pay.confirm(s, cast.mo, s.get_one(PaymentRun, run.id)))
    with reading(world.database) as session:
        paid = session.scalars(select(Invoice)).one()
        assert paid.state is InvoiceState.PAID
        assert balance(session, Account.PAYABLE) == balance(session, Account.PAYMENTS_SENT) == Money(0)
        done = session.get_one(PaymentRun, run.id)
        rows = list(csv.reader(io.StringIO(world.files.get(done.file_key).decode())))
        assert rows[1] == ["CALM COUNSELLING", "200000", "55779911", "135.00", "CITRO 000001-01"]
        assert rows[-1][2:4] == ["1", "135.00"]
        assert world.files.get(done.payments[0].remittance_key).startswith(b"%PDF")
        assert proved(session) == []
        acts = set(session.scalars(select(AuditEntry.act)))
        assert {"order.issued", "order.accepted", "delivery.confirmed", "invoice.self_billed", "run.released"} <= acts


def test_vat_we_recover_is_not_charged_to_the_budget(world: World, cast: Cast, write: Do, read: Do) -> None:
    """Figures of a gym pass at £36: £30 to the person, £6 to recover, £36 to the gym."""
    _register_vat(write, cast)
    order = write(
        lambda s: ordered(s, cast, price=Money(36_00), vat_category="S", vat_rate_bp=2000, weeks=1, recovers_vat=True)
    )
    write(lambda s: come(s, cast, order.id, 1))
    drain(world)
    with reading(world.database) as session:
        invoice = session.scalars(select(Invoice)).one()
        assert (invoice.net, invoice.vat) == (Money(30_00), Money(6_00))
        assert (balance(session, Account.PAYABLE), balance(session, Account.VAT_RECOVERABLE)) == (
            Money(36_00),
            Money(6_00),
        )
        assert budget_position(session, cast.budget.id).actual == Money(30_00)
        assert proved(session) == []


def test_vat_we_cannot_recover_is_charged_and_the_odd_penny_goes_back(world: World, cast: Cast, write: Do) -> None:
    """Three at £40: the budget kept £120.00, but VAT on the whole of £99.99 makes an invoice of £119.99."""
    _register_vat(write, cast)
    order = write(
        lambda s: ordered(s, cast, price=Money(40_00), vat_category="S", vat_rate_bp=2000, weeks=3, recovers_vat=False)
    )
    write(lambda s: come(s, cast, order.id, 3))
    drain(world)
    with reading(world.database) as session:
        invoice = session.scalars(select(Invoice)).one()
        assert (invoice.net, invoice.vat) == (Money(99_99), Money(20_00))
        assert balance(session, Account.PAYABLE) == budget_position(session, cast.budget.id).actual == Money(119_99)
        assert balance(session, Account.VAT_RECOVERABLE) == Money(0)
        assert proved(session) == []


def test_a_missing_penny_is_ours_when_the_budget_is_used_up(world: World, cast: Cast, write: Do) -> None:
    _register_vat(write, cast)
    rest = write(lambda s: ordered(s, cast, price=Money(999_91), weeks=1, title="A course"))
    small = write(
        lambda s: ordered(s, cast, price=Money(9), vat_category="S", vat_rate_bp=2000, weeks=1, recovers_vat=False)
    )
    write(lambda s: come(s, cast, small.id, 1))
    drain(world)
    with reading(world.database) as session:
        assert session.scalars(select(Invoice)).one().gross == Money(10)
        assert balance(session, Account.LOSSES) == Money(1)
        assert budget_position(session, cast.budget.id).available == Money(0)
        assert budget_position(session, cast.budget.id).committed == rest.amount
        assert list(promises.problems(session)) == []


def test_an_invoice_with_vat_is_not_written_between_parties_that_are_not_registered(
    world: World, cast: Cast, write: Do, read: Do
) -> None:
    order = write(lambda s: ordered(s, cast, price=Money(36_00), vat_category="S", vat_rate_bp=2000, weeks=1))
    write(lambda s: come(s, cast, order.id, 1))
    drain(world)
    assert read(lambda s: s.scalars(select(Invoice)).all()) == []
    verdict = read(lambda s: self_bill.may_bill(s, s.get_one(PurchaseOrder, order.id)))
    assert verdict.code == "SELF_BILL_VAT"


def test_a_provider_without_an_agreement_sends_its_own_invoice(world: World, cast: Cast, write: Do, read: Do) -> None:
    write(lambda s: _end_agreement(s, cast))
    order = write(lambda s: ordered(s, cast, weeks=2))
    write(lambda s: come(s, cast, order.id, 2))
    drain(world)
    assert read(lambda s: s.scalars(select(Invoice)).all()) == []

    def register(number: str, amount: Money) -> Any:
        return write(
            lambda s: self_bill.register(
                s, cast.gwen, held_order(s, order.id), number=number, issued_on=order.starts_on, amount=amount
            )
        )

    with pytest.raises(BadInput, match=r"comes to £90\.00"):
        register("INV-01", Money(95_00))
    invoice = register("INV-01", Money(90_00))
    assert invoice.state is InvoiceState.MATCHED
    second = write(lambda s: ordered(s, cast, weeks=1, title="Review"))
    write(lambda s: come(s, cast, second.id, 1))
    with pytest.raises(BadInput, match="already have this invoice as INV-01") as twice:
        write(
            lambda s: self_bill.register(
                s, cast.bo, held_order(s, second.id), number="inv 1", issued_on=order.starts_on, amount=Money(45_00)
            )
        )
    assert twice.value.code == "DUPLICATE_INVOICE"


def test_an_order_turned_down_keeps_the_money_and_goes_to_the_broker(cast: Cast, write: Do, read: Do) -> None:
    order = write(lambda s: ordered(s, cast, weeks=4))
    write(lambda s: turn_down.decline(s, cast.gwen, order_for(s, cast.gwen, order.id), "We are full."))
    position = read(lambda s: budget_position(s, cast.budget.id))
    assert (position.reserved, position.committed) == (Money(180_00), Money(0))
    task = read(lambda s: s.scalars(select(SourcingTask)).one())
    assert task.replaces_order_id == order.id
    assert read(proved) == []


def test_only_the_person_or_their_keyworker_confirms(cast: Cast, write: Do) -> None:
    order = write(lambda s: ordered(s, cast))
    answer = [DeliveryAnswer(order.occurrences[0].id, True)]
    with pytest.raises(Refused) as provider:
        write(lambda s: confirm_delivery.confirm(s, cast.gwen, held_order(s, order.id), answer))
    assert provider.value.code == "SOD_PROVIDER_CANNOT_CONFIRM"
    for stranger in (cast.jo_viewer, cast.kim, cast.bo, cast.fin):
        with pytest.raises(NotFound):
            write(partial(order_to_confirm, viewer=stranger, order_id=order.id))
    write(lambda s: confirm_delivery.confirm(s, cast.kit, order_to_confirm(s, cast.kit, order.id), answer))
    with pytest.raises(Conflict):
        write(lambda s: confirm_delivery.confirm(s, cast.kit, order_to_confirm(s, cast.kit, order.id), answer))


def _end_agreement(session: Session, cast: Cast) -> None:
    provider = session.get_one(Provider, cast.provider.id)
    provider.self_billing_from = provider.self_billing_until = None


def _register_vat(write: Do, cast: Cast) -> None:
    from app.people.models import Organisation

    def change(session: Session) -> None:
        session.get_one(Provider, cast.provider.id).vat_number = "GB123456789"
        session.get_one(Organisation, cast.bo.organisation_id).vat_number = "GB987654321"

    write(change)
