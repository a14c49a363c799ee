"""What the demo's people asked for, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.approvals.vocabulary import Choice, DeclineReason, Reasons
from app.cards.models import Card, CardLoad
from app.cli.demo.served import in_days, plan
from app.cli.demo.teller import Teller, offer_named
from app.gateways.issuing.till import Purchase, Till
from app.journeys import ask, choose, confirm_delivery, decide, issue_order, pay
from app.kernel.money import Money
from app.people.vocabulary import Viewer
from app.plans import actions as plans
from app.plans.vocabulary import Wish
from app.purchasing.actions import DeliveryAnswer
from app.purchasing.models import PurchaseOrder
from app.purchasing.payment_models import PaymentRun
from app.purchasing.vocabulary import OccurrenceState


def put(
    session: Session, viewer: Viewer, key: str, service: str, title: str = "", *,
    weeks: int = 1, quantity: int = 1, route: str = "order", days: int = 1, goal: int = 0,
) -> None:  # fmt: skip
    """Put an offer of the catalogue on somebody's plan."""
    found, offer = plan(session, key), offer_named(session, service, title)
    wish = Wish(found.goals[goal].id, "", quantity, weeks, in_days(days), route)
    choose.add_offer(session, viewer, found, offer.id, wish)


def put_something_else(
    session: Session, viewer: Viewer, key: str, title: str, details: str, route: str, price: Money | None
) -> None:
    """Put something on somebody's plan that is in no catalogue."""
    found = plan(session, key)
    wish = Wish(found.goals[0].id, title, 1, 1, in_days(1), route, details=details)
    choose.add_something_else(session, viewer, found, wish, price)


def send(session: Session, viewer: Viewer, key: str, person_words: str, keyworker_words: str) -> int:
    """Send what is on the plan, with the case in both voices; returns the request's id."""
    found = plan(session, key)
    plans.save_case(session, viewer, found, person_words=person_words, keyworker_words=keyworker_words)
    return ask.ask(session, viewer, found).id


def vote(teller: Teller, request_id: int, voters: Sequence[str], choice: Choice = Choice.APPROVE) -> None:
    """Members answer."""
    words = {
        "pat": "A small sum that keeps a larger harm away.",
        "ali": "It is tied to the goal, and it can start at once.",
        "nell": "The provider is one we know.",
    }
    for voter in voters:
        teller.do(voter, partial(_cast, request_id=request_id, choice=choice, reason=words[voter]))


def _cast(session: Session, viewer: Viewer, request_id: int, choice: Choice, reason: str) -> None:
    decide.cast_vote(session, viewer, request_id, _version(session, request_id), choice, reason)


def sign(teller: Teller, request_id: int, by: str = "pat", words: str = "Agreed. We hope it helps.") -> None:
    """The answer is yes, signed; and what follows from it happens."""
    teller.do(
        by, lambda s, v: decide.sign_off(s, v, request_id, _version(s, request_id), Choice.APPROVE, Reasons(words))
    )
    teller.drain()


def turn_down(teller: Teller, request_id: int) -> None:
    """The answer is no, with everything a no needs."""
    reasons = Reasons(
        "A games console may be good fun, but we could not see how it helps with making music again.",
        DeclineReason.NOT_LINKED_TO_A_GOAL,
        "The library lends consoles and games for a week at a time.",
        "Tell us what you would do with it and how it helps with your goal. You can ask again at any time.",
    )
    teller.do("pat", lambda s, v: decide.sign_off(s, v, request_id, _version(s, request_id), Choice.DECLINE, reasons))


def ask_a_question(teller: Teller, request_id: int, by: str, question: str) -> None:
    """More must be known first."""
    teller.do(by, lambda s, v: decide.ask_for_more(s, v, request_id, _version(s, request_id), question))


def accept(teller: Teller, by: str, request_id: int) -> None:
    """The provider accepts every order of a request."""
    for order_id in teller.see(lambda s: _orders(s, request_id)):
        teller.do(by, partial(_accept, order_id=order_id))


def _accept(session: Session, viewer: Viewer, order_id: int) -> None:
    issue_order.accept(session, viewer, session.get_one(PurchaseOrder, order_id))


def confirm(teller: Teller, by: str, request_id: int, count: int, words: str) -> None:
    """The person or their keyworker says that the next deliveries came."""

    def act(session: Session, viewer: Viewer) -> None:
        for order_id in _orders(session, request_id):
            order = session.get_one(PurchaseOrder, order_id)
            planned = [one for one in order.occurrences if one.state is OccurrenceState.PLANNED][:count]
            answers = [DeliveryAnswer(one.id, received=True, words=words) for one in planned]
            confirm_delivery.confirm(session, viewer, order, answers)

    teller.do(by, act)
    teller.drain()


def prepare(teller: Teller) -> int:
    """A payment run of everything that can be paid; returns its id."""
    return teller.do("fin", lambda s, v: pay.prepare(s, v).id)


def release(teller: Teller, run_id: int) -> None:
    """Sent to the bank."""
    teller.do("sunita", lambda s, v: pay.release(s, v, s.get_one(PaymentRun, run_id)))
    teller.drain()


def bank_paid(teller: Teller, run_id: int) -> None:
    """The bank has paid."""
    teller.do("mo", lambda s, v: pay.confirm(s, v, s.get_one(PaymentRun, run_id)))


def buy(teller: Teller, request_id: int, merchant: str, category: str, amount: Money) -> None:
    """The person buys what a load was for, in a shop."""

    def at_the_till(session: Session) -> str:
        wanted = select(Card.issuer_ref).join(CardLoad, CardLoad.card_id == Card.id)
        return session.scalars(wanted.where(CardLoad.request_id == request_id)).all()[0] or ""

    card_ref = teller.see(at_the_till)
    till = Till(teller.world.issuer, _sender(teller))  # type: ignore[arg-type]  # the demo runs on the pretend issuer
    asked = till.authorise(Purchase(card_ref, merchant, category, amount), once=f"demo:{request_id}")
    till.capture(asked.ref, amount, once=f"demo:{request_id}:capture")
    till.deliver()
    teller.drain()


def _sender(teller: Teller) -> Callable[[str, bytes, dict[str, str]], tuple[int, bytes]]:
    def deliver(path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        answer = teller.app.test_client().post(path, data=body, headers=headers)
        return answer.status_code, answer.data

    return deliver


def _version(session: Session, request_id: int) -> int:
    return session.get_one(ApprovalRequest, request_id).version


def _orders(session: Session, request_id: int) -> list[int]:
    wanted = select(PurchaseOrder.id).where(PurchaseOrder.request_id == request_id).order_by(PurchaseOrder.id)
    return list(session.scalars(wanted))
