"""Does what the modules say they promised agree with what the books hold?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest, RequestLine
from app.approvals.vocabulary import RequestState
from app.budgets.models import Budget
from app.budgets.vocabulary import BudgetState
from app.cards.endings import DisputeState
from app.cards.models import Card, CardLoad
from app.cards.spend_models import Spend
from app.cards.vocabulary import LoadState, ReceiptState
from app.kernel.money import Money
from app.ledger import movements, queries
from app.ledger.vocabulary import Account
from app.plans.models import Item
from app.plans.vocabulary import ItemState
from app.purchasing.models import Occurrence, PurchaseOrder
from app.purchasing.payment_models import Invoice
from app.purchasing.vocabulary import InvoiceState, OccurrenceState, OrderState


def problems(session: Session) -> Iterator[str]:
    """Every disagreement between the modules' rows and the ledger, in sentences."""
    yield from _budgets_disagree(session)
    yield from _approvals_missing(session)
    yield from _payables_disagree(session)
    yield from _receipts_disagree(session)


def _budgets_disagree(session: Session) -> Iterator[str]:
    """Each budget holds just what its requests, orders and cards say."""
    reserved, committed = _expected_reserved(session), _expected_committed(session)
    budgets = session.execute(select(Budget.id, Budget.amount, Budget.state).order_by(Budget.id)).all()
    positions = queries.budget_positions(session, [budget_id for budget_id, _, _ in budgets])
    for budget_id, amount, state in budgets:
        at = positions[budget_id]
        if state is BudgetState.CLOSED:
            if at.available:
                yield f"budget {budget_id} is closed but holds {at.available}"
        elif at.given != amount and at.given != Money(0):
            yield f"budget {budget_id} was given {amount} but holds {at.given}"
        if at.reserved.pence != reserved[budget_id]:
            yield f"budget {budget_id} has {at.reserved} reserved but its requests come to {Money(reserved[budget_id])}"
        if at.committed.pence != committed[budget_id]:
            expected = Money(committed[budget_id])
            yield f"budget {budget_id} has {at.committed} committed but its orders and cards come to {expected}"


def _expected_reserved(session: Session) -> Counter[int]:
    """Lines of requests that wait for an answer, and agreed items not ordered or loaded yet."""
    waiting = select(ApprovalRequest.budget_id, RequestLine.amount).join(
        RequestLine,
        (RequestLine.request_id == ApprovalRequest.id) & (RequestLine.version == ApprovalRequest.version),
    )
    open_lines = waiting.where(ApprovalRequest.state.in_([RequestState.OPEN, RequestState.MORE_INFORMATION]))
    agreed = waiting.join(Item, Item.id == RequestLine.item_id).where(
        ApprovalRequest.state == RequestState.AGREED,
        Item.state.in_([ItemState.AGREED, ItemState.UNDER_WAY]),
        ~select(CardLoad.id)
        .where(CardLoad.item_id == Item.id, CardLoad.state.in_([LoadState.ARRIVED, LoadState.RETURNED]))
        .exists(),
        ~select(PurchaseOrder.id)
        .where(PurchaseOrder.item_id == Item.id, PurchaseOrder.state != OrderState.DECLINED)
        .exists(),
    )
    return _summed(session.execute(open_lines.union_all(agreed)))


def _expected_committed(session: Session) -> Counter[int]:
    """What orders still have to deliver, and what cards hold free or held."""
    planned = (
        select(PurchaseOrder.budget_id, PurchaseOrder.unit_charge, Occurrence.units)
        .join(Occurrence, Occurrence.order_id == PurchaseOrder.id)
        .where(
            Occurrence.state == OccurrenceState.PLANNED,
            PurchaseOrder.state.in_([OrderState.ISSUED, OrderState.ACCEPTED]),
        )
    )
    expected = _summed((budget_id, charge * units) for budget_id, charge, units in session.execute(planned))
    for card_id, budget_id in session.execute(select(Card.id, Card.budget_id)):
        for account in (Account.CARD_FREE, Account.CARD_HELD):
            expected[budget_id] += queries.balance(session, account, movements.card(card_id)).pence
    return expected


def _summed(rows: Iterable[tuple[int, Money]]) -> Counter[int]:
    sums: Counter[int] = Counter()
    for budget_id, amount in rows:
        sums[budget_id] += amount.pence
    return sums


def _approvals_missing(session: Session) -> Iterator[str]:
    """Every order and load stands on an agreed request."""
    for table, what in ((PurchaseOrder, "order"), (CardLoad, "load")):
        rows = session.execute(
            select(table.id)
            .join(ApprovalRequest, ApprovalRequest.id == table.request_id)
            .where(ApprovalRequest.state != RequestState.AGREED)
        )
        for (row_id,) in rows:
            yield f"{what} {row_id} stands on a request that was not agreed"


def _payables_disagree(session: Session) -> Iterator[str]:
    """What we owe providers is what their unpaid invoices say."""
    invoices = session.execute(select(Invoice.state, Invoice.net, Invoice.vat)).all()
    for account, states in (
        (Account.PAYABLE, {InvoiceState.MATCHED, InvoiceState.SCHEDULED}),
        (Account.PAYMENTS_SENT, {InvoiceState.SENT}),
    ):
        owed = sum((net + vat).pence for state, net, vat in invoices if state in states)
        booked = queries.balance(session, account).pence
        if owed != booked:
            yield f"{account.words}: the books say {Money(booked)}, the invoices {Money(owed)}"


def _receipts_disagree(session: Session) -> Iterator[str]:
    """What waits for a receipt is what purchases without an accepted receipt come to."""
    spends = session.execute(
        select(Spend.receipt_state, Spend.amount, Spend.refunded).where(
            or_(Spend.dispute.is_(None), Spend.dispute != DisputeState.OPEN)
        )
    )
    open_ = sum((amount - back).pence for state, amount, back in spends if state is not ReceiptState.ACCEPTED)
    booked = queries.balance(session, Account.AWAITING_RECEIPT).pence
    if open_ != booked:
        yield f"awaiting a receipt: the books say {Money(booked)}, the purchases {Money(open_)}"
