"""The same cast in every story: Sam and Kit plan, Pat, Ali and Nell decide, Bo buys, Fin, Mo and Sunita pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.models import Budget
from app.catalogue.models import Offer, Place, Provider, Service, ServiceNeed
from app.catalogue.search_index import index_everything
from app.catalogue.vocabulary import PriceKind, VatCategory
from app.kernel import clock
from app.kernel.ids import new_reference
from app.kernel.money import Money
from app.kernel.sealed import vault
from app.ledger import journal, movements
from app.people.models import Caseload, Organisation, Person, Team, TeamMember, UserAccount, UserRole
from app.people.vocabulary import LifeArea, Role, Viewer
from app.plans.models import Goal, Plan
from app.programmes.models import Award, Fund, PanelSeat, Programme, ProgrammePolicy
from app.purchasing.payment_models import BankAccount

PASSWORD = "lemon grass in the window"
PEOPLE: dict[str, tuple[str, tuple[Role, ...]]] = {
    "kit": ("Kit Osei", (Role.KEYWORKER,)),
    "kim": ("Kim Vale", (Role.KEYWORKER,)),
    "lou": ("Lou Marsh", (Role.LINE_MANAGER,)),
    "bo": ("Bo Lindqvist", (Role.BROKER,)),
    "pat": ("Pat Adeyemi", (Role.PANEL_CHAIR, Role.PANEL_MEMBER)),
    "ali": ("Ali Rahman", (Role.PANEL_MEMBER,)),
    "nell": ("Nell Hart", (Role.PANEL_MEMBER,)),
    "fin": ("Fin Doyle", (Role.FINANCE_CLERK,)),
    "flo": ("Flo Brandt", (Role.FINANCE_CLERK,)),
    "mo": ("Mo Sarkis", (Role.FINANCE_MANAGER,)),
    "sunita": ("Sunita Rao", (Role.SIGNATORY,)),
    "sol": ("Sol Berg", (Role.SIGNATORY,)),
    "cora": ("Cora Finch", (Role.COMMISSIONER,)),
    "ada": ("Ada Quill", (Role.ADMINISTRATOR,)),
    "gwen": ("Gwen Ellis", (Role.PROVIDER,)),
}
POLICY = {
    "name": "Self-directed support",
    "preset": "sds-panel",
}


@dataclass(frozen=True)
class Cast:
    """Everybody and everything in the little world. People of other teams and firms are here to be kept out."""

    sam: Person
    jo: Person
    """Kim's person, whom Kit does not work with."""
    sam_viewer: Viewer
    jo_viewer: Viewer
    kit: Viewer
    kim: Viewer
    lou: Viewer
    bo: Viewer
    pat: Viewer
    ali: Viewer
    nell: Viewer
    fin: Viewer
    flo: Viewer
    mo: Viewer
    sunita: Viewer
    sol: Viewer
    cora: Viewer
    ada: Viewer
    gwen: Viewer
    programme: Programme
    fund: Fund
    budget: Budget
    """Sam's, with £1,000.00 in it."""
    plan: Plan
    goal: Goal
    provider: Provider
    """Calm, a counselling practice that is self-billed and has a payable bank account; Gwen's."""
    service: Service
    offer: Offer
    """A counselling session at £45.00, exempt from VAT."""
    shop: Provider
    collar: Offer
    """A citronella collar at £25.00, by card."""


def build_cast(session: Session) -> None:
    """Write the little world down."""
    organisation = Organisation(name="Lemonfield Recovery", address="1 Orchard Row, Lemonfield")
    session.add(organisation)
    session.flush()
    providers = _catalogue(session)
    users = _users(session, organisation, providers["calm"].id)
    sam, jo = _served(session, organisation, users)
    programme, fund = _programme(session, organisation, users)
    _budget(session, sam, programme, fund, users["kit"].id)
    _bank(session, providers["calm"], users)
    _ = jo


def find_cast(session: Session) -> Cast:
    """The little world, as it is in the database."""
    users = {user.email.split("@")[0]: user for user in session.scalars(select(UserAccount)) if user.email}
    people = {person.called: person for person in session.scalars(select(Person))}
    providers = {provider.source_id: provider for provider in session.scalars(select(Provider))}
    services = {service.source_id: service for service in session.scalars(select(Service))}
    found = Cast(
        sam=people["Sam"],
        jo=people["Jo"],
        sam_viewer=_viewer(users["sam"], people["Sam"]),
        jo_viewer=_viewer(users["jo"], people["Jo"]),
        **{name: _viewer(users[name]) for name in PEOPLE},
        programme=session.scalars(select(Programme)).one(),
        fund=session.scalars(select(Fund)).one(),
        budget=session.scalars(select(Budget)).one(),
        plan=session.scalars(select(Plan)).one(),
        goal=session.scalars(select(Goal)).one(),
        provider=providers["calm"],
        service=services["counselling"],
        offer=services["counselling"].offers[0],
        shop=providers["paws"],
        collar=services["collar"].offers[0],
    )
    session.expunge_all()
    return found


def _viewer(user: UserAccount, person: Person | None = None) -> Viewer:
    return Viewer(
        user_id=user.id,
        name=user.name,
        roles=frozenset(held.role for held in user.roles),
        organisation_id=user.organisation_id,
        person_id=person.id if person else None,
        provider_id=user.provider_id,
        team_ids=frozenset(member.team_id for member in user.teams),
        managed_team_ids=frozenset(member.team_id for member in user.teams if member.leads),
    )


def _catalogue(session: Session) -> dict[str, Provider]:
    start, end = clock.today() - timedelta(days=30), clock.today() + timedelta(days=330)
    calm = Provider(feed="test", source_id="calm", name="Calm Counselling", kind="small", email="hello@calm.example",
                    self_billing_from=start, self_billing_until=end)  # fmt: skip
    paws = Provider(feed="test", source_id="paws", name="Paws & Co", kind="company")
    session.add_all([calm, paws])
    session.flush()
    for provider, source, name, price, unit, category, rate, routes, need in (
        (calm, "counselling", "One-to-one counselling", 4500, "session", VatCategory.EXEMPT, 0, ["order"], "mind"),
        (paws, "collar", "Citronella dog collar", 2500, "item", VatCategory.STANDARD, 2000, ["card", "order"], "home"),
    ):
        service = Service(provider_id=provider.id, feed="test", source_id=source, name=name, summary=name, needs=[need])
        session.add(service)
        session.flush()
        session.add_all(
            [
                ServiceNeed(service_id=service.id, need=need),
                Place(
                    service_id=service.id,
                    name=provider.name,
                    town="Lemonfield",
                    area="LF1",
                    latitude=51.5,
                    longitude=-0.1,
                ),
                Offer(
                    service_id=service.id,
                    source_id=f"{source}-1",
                    title=name,
                    price_kind=PriceKind.EXACT,
                    price=Money(price),
                    unit=unit,
                    vat_category=category,
                    vat_rate_bp=rate,
                    routes=routes,
                ),
            ]
        )
    session.flush()
    index_everything(session)
    return {"calm": calm, "paws": paws}


def _users(session: Session, organisation: Organisation, provider_id: int) -> dict[str, UserAccount]:
    password = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(PASSWORD)
    users = {
        name: UserAccount(
            organisation_id=organisation.id,
            name=full,
            email=f"{name}@citronella.example",
            password_hash=password,
            provider_id=provider_id if Role.PROVIDER in held else None,
        )
        for name, (full, held) in {
            **PEOPLE,
            "sam": ("Sam Teller", (Role.SERVICE_USER,)),
            "jo": ("Jo Wren", (Role.SERVICE_USER,)),
        }.items()
    }
    session.add_all(users.values())
    session.flush()
    for name, user in users.items():
        held = PEOPLE[name][1] if name in PEOPLE else (Role.SERVICE_USER,)
        session.add_all(UserRole(user_id=user.id, role=role) for role in held)
    north, south = (Team(organisation_id=organisation.id, name=name) for name in ("North team", "South team"))
    session.add_all([north, south])
    session.flush()
    session.add_all(
        [
            TeamMember(team_id=north.id, user_id=users["kit"].id),
            TeamMember(team_id=north.id, user_id=users["lou"].id, leads=True),
            TeamMember(team_id=south.id, user_id=users["kim"].id),
        ]
    )
    session.flush()
    return users


def _served(session: Session, organisation: Organisation, users: dict[str, UserAccount]) -> tuple[Person, Person]:
    made = []
    teams = {team.name: team.id for team in session.scalars(select(Team))}
    for name, called, team, worker in (("sam", "Sam", "North team", "kit"), ("jo", "Jo", "South team", "kim")):
        person = Person(
            organisation_id=organisation.id,
            team_id=teams[team],
            user_id=users[name].id,
            reference=new_reference("P"),
            name=users[name].name,
            called=called,
            area="LF1",
            consented_at=clock.now(),
        )
        session.add(person)
        session.flush()
        session.add(Caseload(person_id=person.id, keyworker_id=users[worker].id))
        made.append(person)
    session.flush()
    return made[0], made[1]


def _programme(session: Session, organisation: Organisation, users: dict[str, UserAccount]) -> tuple[Programme, Fund]:
    from app.programmes.preset_files import preset_rules  # the real policy file

    programme = Programme(
        organisation_id=organisation.id, name=POLICY["name"], preset=POLICY["preset"], created_by_id=users["cora"].id
    )
    session.add(programme)
    session.flush()
    session.add(
        ProgrammePolicy(
            programme_id=programme.id,
            effective_from=clock.today() - timedelta(days=30),
            rules=preset_rules(POLICY["preset"]),
            set_by_id=users["cora"].id,
        )
    )
    fund = Fund(
        programme_id=programme.id,
        name="Recovery fund",
        funder="The borough",
        ends_on=clock.today() + timedelta(days=365),
    )
    session.add(fund)
    session.flush()
    award = Award(fund_id=fund.id, amount=Money(10_000_00), funder_reference="GRANT-1", received_on=clock.today(),
                  recorded_by_id=users["cora"].id)  # fmt: skip
    session.add(award)
    session.flush()
    journal.post(
        session,
        users["cora"].id,
        movements.award(fund.id, award.id, award.amount),
        movements.issuer_top_up("top-up:test", Money(2_000_00)),
    )
    for name, chairs in (("pat", True), ("ali", False), ("nell", False)):
        session.add(PanelSeat(programme_id=programme.id, user_id=users[name].id, chairs=chairs))
    session.flush()
    return programme, fund


def _budget(session: Session, sam: Person, programme: Programme, fund: Fund, kit_id: int) -> None:
    today = clock.today()
    budget = Budget(
        person_id=sam.id,
        programme_id=programme.id,
        fund_id=fund.id,
        amount=Money(1_000_00),
        band=None,
        working_out=["Everybody in this story gets £1,000."],
        from_on=today,
        to_on=today + timedelta(weeks=26),
        allocated_by_id=kit_id,
    )
    session.add(budget)
    session.flush()
    journal.post(session, kit_id, movements.allocation(fund.id, budget.id, budget.amount))
    plan = Plan(person_id=sam.id, budget_id=budget.id, programme_id=programme.id)
    session.add(plan)
    session.flush()
    session.add(Goal(plan_id=plan.id, area=LifeArea.HOUSING, words="Keep my home"))


def _bank(session: Session, provider: Provider, users: dict[str, UserAccount]) -> None:
    number = "200000/55779911"
    session.add(
        BankAccount(
            organisation_id=users["mo"].organisation_id,
            provider_id=provider.id,
            account_name="Calm Counselling",
            sealed=vault().seal(number, f"bank_account:{provider.id}"),
            ends_in="11",
            fingerprint=vault().fingerprint(number),
            entered_by_id=users["bo"].id,
            verified_by_id=users["flo"].id,
            verified_at=clock.now(),
            verified_how="Called back on the number in the catalogue",
            authorised_by_id=users["mo"].id,
            authorised_at=clock.now(),
            payable_from=clock.today(),
        )
    )
