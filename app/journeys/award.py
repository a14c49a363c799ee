"""Money comes in: a funder's award, and money sent on to the card issuer."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.cards.vocabulary import IssuerToppedUp
from app.kernel.errors import BadInput, Refused
from app.kernel.ids import new_id
from app.kernel.money import NOTHING, Money
from app.kernel.outbox import announce
from app.kernel.permit import allow
from app.ledger import journal, movements
from app.ledger.vocabulary import Account, NotEnough
from app.people.vocabulary import Viewer
from app.programmes import actions
from app.programmes.models import Award
from app.programmes.policy import may_top_up_issuer
from app.programmes.queries import fund_for


def receive_award(
    session: Session, viewer: Viewer, fund_id: int, amount: Money, funder_reference: str, received_on: date
) -> Award:
    """The funder's money is here: in the bank, and in the pool to be given to people."""
    fund = fund_for(session, viewer, fund_id)
    award = actions.record_award(
        session, viewer, fund, amount=amount, funder_reference=funder_reference, received_on=received_on
    )
    journal.post(session, viewer.user_id, movements.award(fund.id, award.id, award.amount))
    record(session, viewer.user_id, "award.received", "award", award.id, why=f"{amount} {award.funder_reference}")
    return award


def top_up_issuer(session: Session, viewer: Viewer, amount: Money) -> int:
    """Money goes from the bank to the card issuer, ready for cards. Returns the number of the top-up."""
    allow(may_top_up_issuer(viewer))
    if amount <= NOTHING:
        raise BadInput("Enter an amount of more than £0", "amount")
    number = new_id()
    try:
        journal.post(session, viewer.user_id, movements.issuer_top_up(f"top-up:{number}", amount))
    except NotEnough as short:
        if short.account is not Account.BANK:
            raise
        raise Refused(f"There is not enough in the bank for this. It is {short.short_by} short.", "BANK_LOW") from short
    announce(session, IssuerToppedUp(number, amount.pence))
    record(session, viewer.user_id, "issuer.topped_up", "top-up", number, why=str(amount))
    return number
