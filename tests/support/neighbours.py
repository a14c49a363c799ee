"""Two people's whole lives in one database, and everybody who might look: Jo's in the north team, Noor's in the south.

It is the demo's own story, told through the journeys, with what it leaves out: a receipt, a photo, a broker's quote,
a role change, a link to choose a password, and another organisation whose Zed may do everything there is to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app import tables
from app.approvals.models import ApprovalRequest
from app.approvals.vocabulary import RequestState
from app.budgets.models import Budget
from app.cards.models import Card
from app.cards.spend_models import Receipt, Spend
from app.catalogue.models import Offer
from app.cli.demo import wishes
from app.cli.demo.served import person, plan
from app.cli.demo.teller import Teller, provider_named
from app.cli.seed import tell_the_demo
from app.journeys import accounts, receipts
from app.kernel import clock
from app.kernel.ids import new_reference
from app.kernel.money import Money
from app.kernel.unit_of_work import reading
from app.outcomes.models import Assessment
from app.people import account_actions
from app.people.models import (
    AuthSession,
    Organisation,
    PasswordLink,
    Person,
    RoleChange,
    Team,
    TeamMember,
    UserAccount,
    UserRole,
)
from app.people.queries import viewer_of
from app.people.vocabulary import Role, Viewer
from app.plans.models import Goal, Item
from app.programmes.models import PanelSeat
from app.purchasing.models import PurchaseOrder, Quote, SourcingTask
from app.purchasing.payment_models import BankAccount, Invoice, Payment
from app.web.shell.dispatch import Citronella

WHO = {
    "jo": {
        "self": {"jo"},
        "keyworker": {"kit"},
        "lead": {"lin"},
        "provider": {"gwen"},
        "panel": {"pat", "ali", "nell"},
    },
    "noor": {"self": {"noor"}, "keyworker": {"kim"}, "manager": {"lou"}, "provider": {"remy"}},
}
"""Who stands near to whom; everybody else stands near to neither. Lin, Jo's line manager, is a keyworker as well:
a "lead". What Noor asked for was small enough to need no panel."""
OFFICE = {
    "broker": {"bo", "nell"},
    "clerk": {"fin"},
    "finance": {"mo"},
    "signatory": {"sunita"},
    "commissioner": {"cora"},
    "admin": {"ada"},
}
"""Who works for the whole organisation."""
STRANGERS = ("dee", "una", "zed")
"""Kit's other person; a panel member without a seat; and another organisation's holder of every role."""
EVERYBODY = sorted({*STRANGERS, *(key for near in (*WHO.values(), OFFICE) for keys in near.values() for key in keys)})
PHOTO, PAPER = "wishes/lamp.jpg", "receipts/bike.jpg"
ROLE_WORDS = {
    "self": Role.SERVICE_USER, "keyworker": Role.KEYWORKER, "manager": Role.LINE_MANAGER, "provider": Role.PROVIDER,
    "broker": Role.BROKER, "panel": Role.PANEL_MEMBER, "chair": Role.PANEL_CHAIR, "clerk": Role.FINANCE_CLERK,
    "finance": Role.FINANCE_MANAGER, "signatory": Role.SIGNATORY, "commissioner": Role.COMMISSIONER,
    "admin": Role.ADMINISTRATOR,
}  # fmt: skip


def settle(app: Citronella) -> None:
    """Tell everything that happened. The database must be empty."""
    with app.app_context():
        tell_the_demo()
    teller = Teller(app, app.world)  # type: ignore[arg-type]  # the shell names only what it asks of its world
    teller.do("ada", _strangers)
    teller.do("kit", _wishes)
    request_id = teller.do("kit", lambda s, v: wishes.send(s, v, "jo", "I would like to swim.", "It fits."))
    wishes.vote(teller, request_id, ["ali"])
    teller.do("bo", _quote)
    teller.do("jo", _receipt)
    teller.do("ada", _accounts)
    teller.drain()
    for key in (PHOTO, PAPER):
        app.world.files.put(key, b"not really a picture", "image/jpeg")  # type: ignore[attr-defined]  # see above


def standing(key: str, whose: str) -> set[str]:
    """The words for how somebody stands to one person's records."""
    return {word for near in (WHO[whose], OFFICE) for word, keys in near.items() if key in keys}


def work(viewer: Viewer) -> set[str]:
    """The words for what somebody may be asked to do, whoever it is about."""
    return {word for word, role in ROLE_WORDS.items() if viewer.has(role)}


def viewers(app: Citronella) -> dict[str, Viewer]:
    """Everybody who may look, by key."""
    with reading(app.world.database) as session:
        users = session.scalars(select(UserAccount)).all()
        return {user.email.split("@")[0]: viewer_of(session, user) for user in users if user.email}


def belongings(app: Citronella, key: str) -> dict[str, int | str]:
    """The numbers of what somebody has, by the names our addresses use for them."""
    with reading(app.world.database) as session:
        return {name: found for name, found in _numbers(session, key).items() if found is not None}


def _numbers(session: Session, key: str) -> Mapping[str, int | str | None]:
    whom, found = person(session, key), plan(session, key)
    mine = partial(_newest, session)
    keyworker = session.scalars(select(UserAccount).where(UserAccount.name.in_(["Kit Osei", "Kim Vale"]))).all()
    order = _an_order(session, key, whom.id)
    invoice = select(Invoice.id).where(Invoice.order_id == order.id).order_by(Invoice.id)
    item = select(Item.id).where(Item.plan_id == found.id).order_by(Item.photo_key.desc(), Item.id.desc())
    request = select(ApprovalRequest.id).where(ApprovalRequest.person_id == whom.id)
    open_first = request.order_by((ApprovalRequest.state == RequestState.OPEN).desc(), ApprovalRequest.id)
    card = mine(Card.id, Card.person_id == whom.id)
    payment = session.scalar(select(Payment).where(Payment.provider_id == order.provider_id).order_by(Payment.id))
    return {
        "person_id": whom.id,
        "user_id": next(one.id for one in keyworker if one.name.startswith("Kit") is (key == "jo")),
        "plan_id": found.id,
        "goal_id": mine(Goal.id, Goal.plan_id == found.id),
        "item_id": session.scalars(item.limit(1)).one(),
        "budget_id": mine(Budget.id, Budget.person_id == whom.id),
        "programme_id": found.programme_id,
        "seat_id": mine(PanelSeat.id, PanelSeat.programme_id == found.programme_id),
        "assessment_id": mine(Assessment.id, Assessment.person_id == whom.id),
        "request_id": session.scalars(open_first.limit(1)).one(),
        "order_id": order.id,
        "provider_id": order.provider_id,
        "invoice_id": session.scalar(invoice.limit(1)),
        "payment_id": payment.id if payment and key == "jo" else None,
        "run_id": payment.run_id if payment and key == "jo" else None,
        "account_id": mine(BankAccount.id, BankAccount.provider_id == order.provider_id),
        "card_id": card,
        "ref": f"demo:{min(session.scalars(request))}" if card else None,
        "spend_id": mine(Spend.id, Spend.card_id == card),
        "receipt_id": session.scalar(select(func.max(Receipt.id)).join(Spend).where(Spend.card_id == card)),
        "task_id": mine(SourcingTask.id, SourcingTask.person_id == whom.id),
        "session_id": mine(AuthSession.id, AuthSession.user_id == whom.user_id),
        "change_id": mine(RoleChange.id),
        "link_id": mine(PasswordLink.id),
        "secret": "not-the-secret",
        "offer_id": _an_offer(session).id,
        "service_id": _an_offer(session).service_id,
        "preset": "sds-flat",
        "answer": "approve",
        "filename": "manifest.json",
    }


def _newest(session: Session, column: object, *of: object) -> int | str | None:
    wanted = select(column).where(*of).order_by(column.desc())  # type: ignore[call-overload,attr-defined]
    found: int | str | None = session.scalars(wanted.limit(1)).first()
    return found


def _an_order(session: Session, key: str, person_id: int) -> PurchaseOrder:
    """Jo's only one, with Gwen; Noor's with Remy, who is being paid."""
    wanted = select(PurchaseOrder).where(PurchaseOrder.person_id == person_id).order_by(PurchaseOrder.id)
    return session.scalars(wanted.limit(1)).one()


def _an_offer(session: Session) -> Offer:
    return session.scalars(select(Offer).where(Offer.price.is_not(None)).order_by(Offer.id).limit(1)).one()


def _strangers(session: Session, ada: Viewer) -> None:
    """Una, who sits on no panel; and Zed, who may do everything, elsewhere."""
    elsewhere = Organisation(name="Far Away Partnership")
    session.add(elsewhere)
    session.flush()
    team = Team(organisation_id=elsewhere.id, name="Their team")
    una = UserAccount(organisation_id=ada.organisation_id, name="Una Frost", email="una@lemonfield.example")
    zed = UserAccount(organisation_id=elsewhere.id, name="Zed Marsh", email="zed@faraway.example")
    session.add_all([team, una, zed])
    session.flush()
    session.add(UserRole(user_id=una.id, role=Role.PANEL_MEMBER))
    session.add_all(UserRole(user_id=zed.id, role=role) for role in Role)
    session.add(TeamMember(team_id=team.id, user_id=zed.id, leads=True))
    session.add(Person(organisation_id=elsewhere.id, team_id=team.id, user_id=zed.id, reference=new_reference("P"),
                       name=zed.name, called="Zed", consented_at=clock.now()))  # fmt: skip
    zed.provider_id = provider_named(session, "Brightside Art Room").id


def _wishes(session: Session, kit: Viewer) -> None:
    """Something for the broker to find, with a photo; something to ask the panel for."""
    wishes.put(session, kit, "jo", "Photography course", days=10)
    wishes.put_something_else(session, kit, "jo", "A quiet lamp", "Warm light, no hum", "order", Money(30_00))
    for whose in ("jo", "noor"):
        item = session.scalars(
            select(Item).where(Item.plan_id == plan(session, whose).id).order_by(Item.id.desc()).limit(1)
        ).one()
        item.photo_key = PHOTO


def _quote(session: Session, bo: Viewer) -> None:
    task = session.scalars(select(SourcingTask).order_by(SourcingTask.id.desc()).limit(1)).one()
    session.add(Quote(task_id=task.id, provider_name="Lamp shop", unit="lamp", unit_price=Money(28_00), route="order",
                      evidence="Seen in the window", added_by_id=bo.user_id))  # fmt: skip


def _receipt(session: Session, jo: Viewer) -> None:
    spend = session.scalars(select(Spend).order_by(Spend.id).limit(1)).one()
    receipts.hand_in(session, jo, spend, file_key=PAPER, file_type="image/jpeg", digest="0" * 64)


def _accounts(session: Session, ada: Viewer) -> None:
    ali = session.scalars(select(UserAccount).where(UserAccount.email == "ali@lemonfield.example")).one()
    accounts.ask_for_roles(session, ada, ali, [Role.BROKER], "Ali moves to the brokers.")
    account_actions.send_password_link(session, ali, asked_by_id=ada.user_id)


def digest(connection: Connection) -> dict[str, int]:
    """What every table holds, as one number each: the same when nothing was changed."""
    return {
        table.name: hash(tuple(sorted(map(repr, connection.execute(select(table))))))
        for table in tables.metadata.sorted_tables
    }
