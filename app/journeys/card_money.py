"""Money a shop took from a card or gave back to it: facts by the issuer's id, each written down once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.budgets.models import Budget
from app.budgets.queries import budget_of
from app.cards import actions, queries, rules
from app.cards.endings import DisputeState
from app.cards.models import Authorisation, Card
from app.cards.spend_models import Spend
from app.cards.vocabulary import CardChanged, CardState, MoneyMoved, ReceiptState
from app.kernel import clock
from app.kernel.errors import Conflict
from app.kernel.ids import new_token
from app.kernel.money import NOTHING, Money
from app.kernel.outbox import announce
from app.ledger import card_movements, journal, movements
from app.ledger.movements import Spot
from app.ledger.queries import balance
from app.ledger.vocabulary import Account
from app.notices.actions import tell_person, tell_user
from app.programmes.queries import policy_on


def free_on(session: Session, card: Card) -> Money:
    """What can be spent with a card now: one balance, whatever its history."""
    return balance(session, Account.CARD_FREE, movements.card(card.id))


def capture(
    session: Session, card: Card, moved: MoneyMoved, hold: Authorisation | None, *, gives_up_the_rest: bool
) -> Spend:
    """A shop took money. It is never refused: what neither the hold nor the card covers, the budget pays.

    `gives_up_the_rest`: the shop will take no more under this hold, so the rest of it is free again.
    """
    held = hold.held if hold is not None else NOTHING
    parts = rules.taken(moved.amount, held, free_on(session, card))
    budget = budget_of(session, card.budget_id)
    policy = policy_on(session, budget.programme_id, clock.today())
    spend = actions.record_spend(
        session,
        card,
        moved,
        authorisation_id=hold.id if hold is not None else None,
        over=parts.over,
        receipt_due_on=clock.day_of(moved.at) + timedelta(days=policy.receipt_within_days),
    )
    released = held - parts.held if gives_up_the_rest else NOTHING
    cause = f"spend:{moved.ref}:captured"
    journal.post(
        session,
        0,
        card_movements.card_captured(
            card.budget_id, card.id, spend.id, cause, held=parts.held, free=parts.free, released=released
        ),
    )
    if hold is not None:
        hold.held -= parts.held + released
    record(session, 0, "card.used", "card_spend", spend.id, person_id=card.person_id, why=str(moved.amount))
    if parts.over:
        _pay_the_rest(session, card, budget, spend)
    _tell_of_purchase(session, card, spend)
    return spend


def refund(session: Session, card: Card, moved: MoneyMoved) -> None:
    """A shop gave money back: it is on the card in use, or in the budget when there is none, and less was spent."""
    spend = queries.spend_by_ref(session, moved.refund_of) if moved.refund_of else None
    spend = spend or queries.spend_to_refund(session, card.id, moved.merchant, moved.amount)
    if spend is None:
        raise Conflict("Money came back for a purchase that we do not know (yet).", "UNMATCHED_REFUND")
    sources = _undone_by(session, spend, moved.amount)
    actions.record_refund(session, spend, moved)
    budget, in_use = budget_of(session, card.budget_id), card_in_use(session, card)
    to, home = returned_to(in_use, card_movements.home(budget.id, budget.closed_into))
    if in_use.id != card.id and in_use.state is not CardState.CLOSED:
        in_use.moved_in += moved.amount
        announce(session, CardChanged(in_use.id, new_token()))
    journal.post(session, 0, card_movements.card_refunded(budget.id, f"refund:{moved.ref}", sources, to, home))
    record(session, 0, "card.refunded", "card_spend", spend.id, person_id=card.person_id, why=str(moved.amount))
    where = "went back to your budget" if in_use.state is CardState.CLOSED else "is free on your card again"
    words = f"{spend.merchant} gave {moved.amount.short} back. It {where}."
    tell_person(session, card.person_id, words, "cards.show", in_use.id)


def returned_to(card: Card, home: Spot) -> tuple[Spot, Spot]:
    """Where money that comes back goes, in both books: onto a card that is open, else to the pool and `home`."""
    if card.state is CardState.CLOSED:
        return (Account.ISSUER_BALANCE, ""), home
    return (Account.CARD_FREE, movements.card(card.id)), (Account.COMMITTED, movements.budget(card.budget_id))


def card_in_use(session: Session, card: Card) -> Card:
    """The card itself, or the newest that replaced it."""
    while (newer := queries.card_replacing(session, card.id)) is not None:
        card = newer
    return queries.held_card(session, card.id)


def _undone_by(session: Session, spend: Spend, amount: Money) -> tuple[tuple[Spot, Money], ...]:
    """What a refund undoes: the cost first, then what the person owed for it; before the receipt, what was awaited."""
    if spend.dispute is DisputeState.OPEN:
        spend.disputed -= min(amount, spend.disputed)
        return (((Account.CHARGEBACK_RECOVERABLE, movements.spend(spend.id)), amount),)
    if spend.receipt_state is not ReceiptState.ACCEPTED:
        return (((Account.AWAITING_RECEIPT, movements.spend(spend.id)), amount),)
    holder = movements.budget(spend.card.budget_id)
    still_owed = min(spend.disallowed, balance(session, Account.RECOVERABLE_FROM_PERSON, holder))
    from_owed = min(max(amount - (spend.cost - spend.disallowed), NOTHING), still_owed)
    spend.disallowed -= from_owed
    return (
        ((Account.COST_OF_SUPPORT, holder), amount - from_owed),
        ((Account.RECOVERABLE_FROM_PERSON, holder), from_owed),
    )


def _pay_the_rest(session: Session, card: Card, budget: Budget, spend: Spend) -> None:
    """Never silent: the person and finance are told."""
    available = min(spend.over, balance(session, Account.AVAILABLE, movements.budget(card.budget_id)))
    journal.post(
        session,
        0,
        card_movements.card_overcaptured(
            budget.fund_id,
            card.budget_id,
            spend.id,
            f"spend:{spend.issuer_ref}:over",
            available=available,
            pool=spend.over - available,
        ),
    )
    person = queries.person_of(session, card.person_id)
    record(session, 0, "card.overcaptured", "card_spend", spend.id, person_id=person.id, why=str(spend.over))
    words = f"A shop took {spend.over.short} more than the card of {person.reference} had. The budget paid it."
    for user_id in queries.finance_of(session, person.organisation_id):
        tell_user(session, user_id, words, "cards.overview")
    told = (
        f"{spend.merchant} took {spend.over.short} more than was on your card. It came out of your budget. "
        "Talk to your keyworker if that is not right."
    )
    tell_person(session, person.id, told, "cards.show", card.id)


def _tell_of_purchase(session: Session, card: Card, spend: Spend) -> None:
    due = spend.receipt_due_on
    words = (
        f"You paid {spend.amount.short} at {spend.merchant}. Keep the receipt: "
        f"take a photo of it and hand it in by {due.day} {due:%B}."
    )
    tell_person(session, card.person_id, words, "receipts.show", spend.id)
