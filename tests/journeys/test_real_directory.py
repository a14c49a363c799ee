"""The real directory: a person chooses one of its services, a broker gets it priced, a panel agrees, it is paid.

The 196 probation contracts stand beside the project, never in it; the story is skipped where they are absent.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import create_app
from app.cli.tour.scene import Scene, stage
from app.cli.tour.story import Story
from app.kernel import clock
from app.kernel.unit_of_work import reading
from app.ledger import proof, queries
from app.ledger.vocabulary import Account
from app.reports import promises
from config import Config
from providers_catalog.detect import borough, read
from tests.support import services
from tests.support.pristine import named, on_server

CONTRACTS = Path(__file__).resolve().parents[3] / "shared" / "catalog" / "data" / "moj-crs"
SERVICE = "GM - Accommodation Support Service"


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    if not CONTRACTS.exists():
        pytest.skip("No real catalogue data at ../shared/catalog/data/moj-crs")
    config = Config.from_environment({"APP_ENV": "test", "INSTANCE_FOLDER": str(tmp_path)})
    directories = [borough(), read(CONTRACTS)]
    if request.param == "sqlite":
        with stage(config, tmp_path, create_app, directories) as made:
            yield made
        return
    address, name = services.need_postgres(), f"citronella_tour_{uuid.uuid4().hex[:8]}"
    on_server(address, f'CREATE DATABASE "{name}"')
    with stage(config, tmp_path, create_app, directories, database_url=named(address, name)) as made:
        yield made
    on_server(address, f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_service_of_the_real_directory_is_chosen_priced_agreed_delivered_and_paid(scene: Scene) -> None:
    told: list[str] = []
    story = Story(scene, told.append, told.append)
    story.money_comes_in()
    story.sam_and_kit_meet()
    scene.post_runs()

    kit = scene.actor("kit", "Kit")
    kit.go("/plans/1/goals/add").send(
        "Save the goal", {"What do you want to be different?": "Keep my flat", "What is it most about?": "Home"}
    )
    kit.go("/catalogue/search?words=accommodation+support&plan=1").follow(SERVICE).sees("Price to be agreed")
    kit.follow("Add to").send("Add to the plan", {"Keep my flat": True, "We order it": True})

    bo = scene.actor("bo", "Bo").go("/home").follow("Find a price").follow("Add a quote")
    bo.send("Look for them", {"Who offers it?": provider_of(scene)}).follow("Add their price")
    bo.send("Write this quote down", {
        "What is one of it?": "session", "Price for one, with VAT": "60.00", "VAT": "Exempt",
        "We order it": True, "Where is this price known from?": "A call with their office, this morning",
    })  # fmt: skip
    bo.send("Choose this one", {provider_of(scene): True, "Why this one?": "Sam asked for them by name"})

    kit = scene.actor("kit", "Kit").go("/plans/1/case")
    kit.send("Save and continue", {
        "In Sam’s own words": "I need help to keep my flat.", "In your words, as the keyworker": "The letter has come.",
    })  # fmt: skip
    kit.go("/plans/1/check").send("Send it to the panel")
    story.the_panel_decides()
    scene.post_runs()

    bo = scene.actor("bo", "Bo").go("/orders/1").send("They accept it")
    bo.go("/orders/1").follow("Enter bank details").send("Keep these details", {
        "Name on the account": "Support Service", "Sort code": "20-00-00", "Account number": "41238876",
    })  # fmt: skip
    scene.actor("fin", "Fin").go("/home").follow("Call and check").send("This is what they read out", {
        "Which number did you call, and whom did you speak to?": "Their office, on the number in the contract",
        "Sort code they read out": "200000", "Account number they read out": "41238876",
    })  # fmt: skip
    scene.actor("mo", "Mo").go("/home").follow("Look and allow").send("Yes, allow it")
    scene.days_pass(7)

    scene.actor("kit", "Kit").go("/deliveries/1").send("Save these answers", {"Yes, it came": True})
    scene.post_runs()
    bo = scene.actor("bo", "Bo").go("/invoices/register/1")
    bo.send("Save this invoice", {
        "Number of the invoice": "GM-1024", "Date of the invoice": clock.today(), "Total of the invoice": "60.00",
    })  # fmt: skip
    scene.actor("fin", "Fin").go("/payments/new").send("Prepare a run")
    scene.actor("sunita", "Sunita").go("/payments/1").send("Release £60.00")
    scene.post_runs()
    scene.actor("mo", "Mo").go("/payments/1").send("Yes, the bank has paid")
    scene.actor("kit", "Kit").go("/requests/1").sees("was paid £60.00")

    with reading(scene.world.database) as session:
        assert [*proof.problems(session), *promises.problems(session)] == []
        assert queries.balance(session, Account.COST_OF_SUPPORT).plain == "60.00"
        assert queries.balance(session, Account.PAYABLE).plain == "0.00"


def provider_of(scene: Scene) -> str:
    """The name the directory gives the provider of the service."""
    directory = read(CONTRACTS)
    service = next(one for one in directory.services if one.name == SERVICE)
    return next(one.name for one in directory.providers if one.source_id == service.provider_source_id)


@pytest.fixture(autouse=True)
def the_clock_goes_back() -> Iterator[None]:
    """The story moves this process's clock; other tests want today."""
    before = clock._shift
    yield
    clock._shift = before
