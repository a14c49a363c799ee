"""The demo's programmes, what funders gave them, and where providers are paid."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.demo.teller import Teller, provider_named
from app.journeys import award, bank
from app.kernel import clock
from app.kernel.money import Money
from app.people.models import UserAccount
from app.people.vocabulary import Viewer
from app.programmes import actions
from app.programmes.models import Fund, Programme
from app.purchasing.payment_models import BankAccount

PROGRAMMES = {
    "sds-panel": ("Self-directed support", "Recovery grant", "The borough", 250_000_00),
    "sds-flat": ("Fresh start fund", "Fresh start money", "The borough", 60_000_00),
    "you-first": ("You first", "Complex needs fund", "The health and care board", 120_000_00),
}
PANEL = (("pat", True), ("ali", False), ("nell", False))
PAID = (
    ("Quince Counselling", "200000", "55779911"),
    ("Tidewater Recovery", "200000", "41238876"),
    ("Second Track Studio", "200000", "30418825"),
    ("Pedal Back", "200000", "66123409"),
    ("Brightside Art Room", "200000", "71190032"),
)


def programmes(teller: Teller) -> None:
    """Three programmes, each from its preset, each with an award; and money with the card issuer."""
    for preset, (name, fund, funder, pence) in PROGRAMMES.items():
        start = partial(_programme, preset=preset, name=name, fund=fund, funder=funder, amount=Money(pence))
        teller.do("cora", start)
    teller.do("mo", lambda session, viewer: award.top_up_issuer(session, viewer, Money(10_000_00)))
    teller.drain()


def _programme(
    session: Session, cora: Viewer, *, preset: str, name: str, fund: str, funder: str, amount: Money
) -> None:
    programme = actions.start_programme(session, cora, name=name, preset=preset)
    pot = actions.open_fund(
        session, cora, programme, name=fund, funder=funder, ends_on=clock.today() + timedelta(days=400)
    )
    award.receive_award(session, cora, pot.id, amount, f"{preset.upper()}-2026", clock.today())
    for key, chairs in PANEL:
        user = session.scalars(select(UserAccount).where(UserAccount.email.like(f"{key}@%"))).one()
        actions.add_seat(session, cora, programme, user, chairs=chairs)


def bank_details(teller: Teller) -> None:
    """Entered by the broker, called back by a clerk, allowed by the finance manager: three people."""
    for name, sort_code, account in PAID:
        details_id = teller.do("bo", partial(_entered, name=name, sort_code=sort_code, account=account))
        teller.do("flo", partial(_verified, details_id=details_id, sort_code=sort_code, account=account))
        teller.do("mo", partial(_allowed, details_id=details_id))


def new_bank_details(teller: Teller, name: str) -> None:
    """Details that wait for their call."""
    teller.do("bo", partial(_entered, name=name, sort_code="200000", account="18204466"))


def _entered(session: Session, viewer: Viewer, name: str, sort_code: str, account: str) -> int:
    provider = provider_named(session, name)
    return bank.enter(session, viewer, provider.id, account_name=name, sort_code=sort_code, account=account).id


def _verified(session: Session, viewer: Viewer, details_id: int, sort_code: str, account: str) -> None:
    called = "The number in the catalogue"
    bank.verify(session, viewer, _details(session, details_id), called=called, sort_code=sort_code, account=account)


def _allowed(session: Session, viewer: Viewer, details_id: int) -> None:
    bank.authorise(session, viewer, _details(session, details_id))


def _details(session: Session, details_id: int) -> BankAccount:
    return session.get_one(BankAccount, details_id)


def fund_of(session: Session, preset: str) -> tuple[Programme, Fund]:
    """The programme of a preset and its fund."""
    programme = session.scalars(select(Programme).where(Programme.preset == preset)).one()
    return programme, session.scalars(select(Fund).where(Fund.programme_id == programme.id)).one()
