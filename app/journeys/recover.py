"""What a person owes because a purchase was not for the plan: paid back, taken off the next load, or given up.

The card works as before whatever is owed: a lock could do more harm than the money is worth.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.budgets.models import Budget
from app.budgets.queries import budget_for, held_budget
from app.cards import actions
from app.cards.models import SetOff
from app.cards.policy import may_take_repayment, may_write_off
from app.kernel.errors import BadInput, NotFound
from app.kernel.ids import new_id
from app.kernel.money import NOTHING, Money
from app.kernel.permit import allow
from app.kernel.text import tidy
from app.ledger import card_movements, journal, movements
from app.ledger.queries import balance
from app.ledger.vocabulary import Account
from app.notices.actions import tell_person
from app.people.models import Person
from app.people.vocabulary import Viewer


def owed(session: Session, budget_id: int) -> Money:
    """What the person still owes."""
    return balance(session, Account.RECOVERABLE_FROM_PERSON, movements.budget(budget_id))


def agree_set_off(session: Session, viewer: Viewer, budget_id: int, amount: Money) -> SetOff:
    """Agreed with the person: the next load is smaller by so much. Raises BadInput with OFFSET_ABOVE_DEBT."""
    budget = held_budget(session, budget_for(session, viewer, budget_id).id)
    agreed = actions.agree_set_off(session, viewer, budget.id, amount, owed(session, budget.id))
    record(
        session, viewer.user_id, "debt.set_off_agreed", "budget", budget.id, person_id=budget.person_id,
        why=str(amount),
    )  # fmt: skip
    words = f"Agreed with {viewer.name}: {amount.short} is taken off your next card load. Then that much is settled."
    tell_person(session, budget.person_id, words, "budgets.show", budget.id)
    return agreed


def repay(session: Session, viewer: Viewer, budget_id: int, amount: Money) -> int:
    """The person's money arrived in the bank. Returns the number of the repayment."""
    allow(may_take_repayment(viewer))
    budget = _held(session, viewer, budget_id)
    _check(amount, owed(session, budget.id))
    number = new_id()
    home = card_movements.home(budget.id, budget.closed_into)
    journal.post(session, viewer.user_id, card_movements.repaid(budget.id, f"repayment:{number}", amount, home))
    record(session, viewer.user_id, "debt.repaid", "budget", budget.id, person_id=budget.person_id, why=str(amount))
    words = f"We got the {amount.short} you paid back. Thank you. It is in your budget again."
    tell_person(session, budget.person_id, words, "budgets.show", budget.id)
    return number


def write_off(session: Session, viewer: Viewer, budget_id: int, amount: Money, why: str, *, restore: bool) -> int:
    """Give up what will not come back. `restore`: the organisation bears it, and the budget gets it back."""
    allow(may_write_off(viewer))
    budget = _held(session, viewer, budget_id)
    reason = tidy(why)
    if not reason:
        raise BadInput("Say why it is given up. The reason is kept.", "why")
    _check(amount, owed(session, budget.id))
    number = new_id()
    home = card_movements.home(budget.id, budget.closed_into) if restore else None
    journal.post(session, viewer.user_id, card_movements.written_off(budget.id, f"write-off:{number}", amount, home))
    record(
        session, viewer.user_id, "debt.written_off", "budget", budget.id, person_id=budget.person_id,
        why=f"{amount}: {reason}",
    )  # fmt: skip
    words = f"You do not have to pay back {amount.short} any more. There is nothing to do."
    tell_person(session, budget.person_id, words, "budgets.show", budget.id)
    return number


def _held(session: Session, viewer: Viewer, budget_id: int) -> Budget:
    """A budget of the viewer's organisation: finance knows people by reference, never by name."""
    budget = held_budget(session, budget_id)
    if session.get_one(Person, budget.person_id).organisation_id != viewer.organisation_id:
        raise NotFound("We cannot find that budget.")
    return budget


def _check(amount: Money, most: Money) -> None:
    if amount <= NOTHING:
        raise BadInput("Enter an amount of more than £0", "amount")
    if amount > most:
        raise BadInput(f"That is more than is owed: {most.short}", "amount", "MORE_THAN_OWED")
