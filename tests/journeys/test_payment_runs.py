"""Payment runs: who may release them, once, and what a second try does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.jobs import purchasing as jobs
from app.jobs.dispatcher import drain
from app.journeys import pay, self_bill
from app.kernel.db import Database
from app.kernel.errors import Conflict, Refused
from app.kernel.money import Money
from app.kernel.unit_of_work import writing
from app.ledger.queries import balance
from app.ledger.vocabulary import Account
from app.purchasing.models import Counter
from app.purchasing.payment_models import Invoice, PaymentRun
from app.purchasing.vocabulary import InvoiceIssued, PaymentRunSent, RunState
from app.world import World
from tests.support.buying import come, ordered, proved
from tests.support.cast import Cast

Do = Callable[[Callable[[Session], Any]], Any]


def test_whoever_prepared_or_touched_the_bank_details_does_not_release(
    world: World, cast: Cast, write: Do, read: Do
) -> None:
    order = write(lambda s: ordered(s, cast, weeks=1))
    write(lambda s: come(s, cast, order.id, 1))
    drain(world)
    run = write(lambda s: pay.prepare(s, cast.fin))
    for who, code in ((cast.fin, "REFUSED"), (cast.mo, "REFUSED"), (_with_signature(cast.fin), "SOD_PAYMENT_RUN"),
                      (_with_signature(cast.mo), "SOD_BANK_AND_PAYMENT")):  # fmt: skip
        with pytest.raises(Refused) as no:
            write(partial(_release, viewer=who, run_id=run.id))
        assert no.value.code == code
    write(lambda s: pay.release(s, cast.sunita, s.get_one(PaymentRun, run.id)))
    with pytest.raises(Refused):
        write(lambda s: pay.confirm(s, cast.sunita, s.get_one(PaymentRun, run.id)))


def test_two_signatories_at_once_release_once(world: World, cast: Cast, write: Do, read: Do) -> None:
    order = write(lambda s: ordered(s, cast, weeks=1))
    write(lambda s: come(s, cast, order.id, 1))
    drain(world)
    run = write(lambda s: pay.prepare(s, cast.fin))
    said: list[str] = []
    start = threading.Barrier(2)

    def press(viewer: Any) -> None:
        start.wait()
        try:
            writing(world.database, lambda s: pay.release(s, viewer, s.get_one(PaymentRun, run.id)))
            said.append("released")
        except Conflict as told:
            said.append(told.reason)

    threads = [threading.Thread(target=press, args=(who,)) for who in (cast.sunita, cast.sol)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said)[1] == "released"
    assert "sent to the bank" in sorted(said)[0]
    assert read(lambda s: balance(s, Account.PAYMENTS_SENT)) == Money(45_00)


def test_an_invoice_is_in_one_run_only_and_again_free_when_it_is_cancelled(
    world: World, cast: Cast, write: Do, read: Do
) -> None:
    order = write(lambda s: ordered(s, cast, weeks=1))
    write(lambda s: come(s, cast, order.id, 1))
    drain(world)
    run = write(lambda s: pay.prepare(s, cast.fin))
    with pytest.raises(Conflict):
        write(lambda s: pay.prepare(s, cast.flo))
    write(lambda s: pay.cancel(s, cast.fin, s.get_one(PaymentRun, run.id)))
    again = write(lambda s: pay.prepare(s, cast.flo))
    assert again.amount == Money(45_00)
    assert read(lambda s: s.get_one(PaymentRun, run.id).state) is RunState.CANCELLED


def test_doing_a_job_twice_changes_nothing(world: World, cast: Cast, write: Do, read: Do) -> None:
    order = write(lambda s: ordered(s, cast, weeks=2))
    write(lambda s: come(s, cast, order.id, 2))
    drain(world)
    invoice = read(lambda s: s.scalars(select(Invoice)).one())
    before = world.files.get(invoice.document_key)
    write(lambda s: self_bill.issue(s, order.id))
    settle = jobs.make_invoice(world, InvoiceIssued(invoice.id))
    write(settle)
    assert world.files.get(invoice.document_key) == before
    assert len(read(lambda s: s.scalars(select(Invoice)).all())) == 1
    run = write(lambda s: pay.prepare(s, cast.fin))
    write(lambda s: pay.release(s, cast.sunita, s.get_one(PaymentRun, run.id)))
    drain(world)
    kept = read(lambda s: s.get_one(PaymentRun, run.id).file_key)
    first = world.files.get(kept)
    write(jobs.send_remittances(world, PaymentRunSent(run.id)))
    assert world.files.get(kept) == first


def test_ten_at_once_leave_no_gap_in_the_numbers(database: Database, cast: Cast, write: Do, read: Do) -> None:
    orders = write(lambda s: [ordered(s, cast, weeks=1, title=f"Session {n}") for n in range(10)])
    for order in orders:
        write(partial(come, cast=cast, order_id=order.id, received=1))
    start = threading.Barrier(10)

    def bill(order_id: int) -> None:
        start.wait()
        writing(database, lambda s: self_bill.issue(s, order_id))

    threads = [threading.Thread(target=bill, args=(order.id,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(read(lambda s: s.scalars(select(Invoice.number)).all()))
    assert numbers == [f"SB-{cast.provider.id}-{n:06d}" for n in range(1, 11)]
    assert read(lambda s: s.get_one(Counter, f"SB-{cast.provider.id}").last) == 10
    assert read(proved) == []


def test_a_run_changed_behind_its_back_is_not_released(world: World, cast: Cast, write: Do) -> None:
    order = write(lambda s: ordered(s, cast, weeks=1))
    write(lambda s: come(s, cast, order.id, 1))
    drain(world)
    run = write(lambda s: pay.prepare(s, cast.fin))

    def tamper(session: Session) -> None:
        session.get_one(PaymentRun, run.id).payments[0].amount = Money(4_500_00)

    write(tamper)
    with pytest.raises(Conflict) as no:
        write(lambda s: pay.release(s, cast.sunita, s.get_one(PaymentRun, run.id)))
    assert no.value.code == "RUN_CHANGED"


def _release(session: Session, *, viewer: Any, run_id: int) -> None:
    pay.release(session, viewer, session.get_one(PaymentRun, run_id))


def _with_signature(viewer: Any) -> Any:
    from dataclasses import replace

    from app.people.vocabulary import Role

    return replace(viewer, roles=viewer.roles | {Role.SIGNATORY})
