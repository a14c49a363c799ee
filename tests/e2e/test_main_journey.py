"""Sam's collar and Sam's counselling, from the plan to the provider's money, by everybody in a real browser."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.cli.tour.story import a_photo
from app.kernel import clock
from tests.e2e.actor import Actor, Cast
from tests.e2e.looking import DESK, PHONE
from tests.e2e.served import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SAM, KIT, GWEN = "Sam Teller", "Kit Osei", "Gwen Ellis"
COLLAR, COUNSELLING = "Citronella anti-bark collar", "Counselling, once a week"
GIVEN, COLLAR_COSTS, WEEK_COSTS, WEEKS = 2628, 25, 45, 2


@pytest.mark.parametrize(
    ("viewport", "scripts"),
    [pytest.param(DESK, True, id="desk"), pytest.param(PHONE, False, id="phone-without-scripts")],
)
def test_from_the_plan_to_the_money(site: Site, chromium: Browser, viewport: ViewportSize, *, scripts: bool) -> None:
    cast = Cast(chromium, site.url, viewport=viewport, scripts=scripts)
    they_plan(cast)
    request = they_ask(cast)
    the_panel_decides(cast, request)
    the_collar_is_bought(cast)
    the_counselling_comes(cast)
    gwen_is_paid(cast)
    the_statement_adds_up(cast[SAM])
    cast.go_home()
    site.flask("check-books")


def they_plan(cast: Cast) -> None:
    sam = cast[SAM].sees("£2,628.00").press("Open my plan")
    sam.press("Find something", sam.section("Keep my flat")).write("What are you looking for?", "collar").press(
        "Search"
    )
    sam.press(f"Look at this: {COLLAR}").press("Add to my plan")
    sam.choose("Which goal does it help with?", "Keep my flat").choose("How is it paid for?", "On a pre-paid card")
    sam.press("Add to the plan").sees("£25")
    kit = cast[KIT].menu("My caseload").follow(SAM).follow("Their plan")
    kit.press("Find something", kit.section("Sleep better and feel calmer"))
    kit.write("What are you looking for?", "counselling once a week").press("Search")
    kit.press(f"Look at this: {COUNSELLING}").press("Add to Sam’s plan")
    kit.choose("Which goal does it help with?", "Sleep better and feel calmer")
    kit.choose("How often?", "Every week").write("For how many weeks?", str(WEEKS))
    kit.on("From which day?", clock.today()).choose("How is it paid for?", "We order it and pay the provider")
    kit.press("Add to the plan").sees("£90")


def they_ask(cast: Cast) -> str:
    sam = cast[SAM].home().press("Open my plan").press("Ask for these 2 things")
    sam.write("In your own words", "The barking got me a letter about my flat. If it stops, I can keep it.")
    sam.press("Save and continue").press("Tell Kit")
    kit = cast[KIT].home().menu("My caseload").follow("Write your part: Sam Teller")
    assert "The barking" in kit.main.get_by_label("In Sam’s own words").input_value()
    kit.write("In your words, as the keyworker", "Losing the flat would undo five months. The collar costs £25.")
    kit.press("Save and continue").sees("£115").press("Send it to the panel").sees("£115")
    found = re.search(r"R-\w{4}-\w{4}", kit.text)
    assert found
    return found[0]


def the_panel_decides(cast: Cast, request: str) -> None:
    for name, why in (
        ("Ali Rahman", "A small sum against a great harm."),
        ("Nell Hart", "Both goals are plain."),
        ("Pat Adeyemi", "Agreed."),
    ):
        member = cast[name].home().press(f"Read the case…{request}")
        assert "Sam" not in member.text
        member.choose("What do you think?", "Yes, agree").write("Why?", why).press("Vote")
    pat = cast["Pat Adeyemi"].press("Agree").write("Why yes?", "Yes to both. We hope you keep your home.")
    pat.press("Sign: agreed").sees("Agreed")
    cast[SAM].home().follow(COLLAR).sees("The answer is yes").sees("We hope you keep your home.")


def the_collar_is_bought(cast: Cast) -> None:
    sam = cast[SAM].menu("My card").waits_for("£25.00").menu("Try the shop").press("Buy it for £25 now")
    sam.sees("The card said yes").press("Hand in the receipt")
    photo = a_photo()
    file = {"name": photo.name, "mimeType": photo.kind, "buffer": photo.content}
    sam.main.get_by_label("Photo or PDF of the receipt").set_input_files(file)  # type: ignore[arg-type]
    sam.press("Hand in the receipt").sees("Kit Osei checks it")
    kit = cast[KIT].home().press("Check it: …Sam")
    kit.main.get_by_label("Everything for this was bought").check()
    kit.press("Accept the receipt")
    sam.page.reload()
    sam.sees("This is done")


def the_counselling_comes(cast: Cast) -> None:
    gwen = cast[GWEN].home().press(f"Answer it: …{COUNSELLING}").press("Yes, accept it")
    assert "Sam" not in gwen.text
    sam = cast[SAM].home().press(f"Say if it came: Did it come? {COUNSELLING}")
    sam.main.get_by_label("Yes, it came").first.check()
    sam.main.get_by_label("Was it any good?").first.fill("I slept.")
    sam.press("Save these answers")
    gwen.menu("Orders and money").waits_for("£45.00")


def gwen_is_paid(cast: Cast) -> None:
    fin = cast["Fin Doyle"].home().menu("Payments").press("Prepare a run").sees("Quince Counselling")
    fin.press("Prepare a run of").sees("A signatory")
    found = re.search(r"Payment run (\S+)", fin.text)
    assert found
    run = found[1]
    sunita = cast["Sunita Rao"].home().press(f"…{run}").press("Release £")
    sunita.waits_for("Save the file for the bank")
    cast["Mo Sarkis"].home().press(f"…{run}").press("Yes, the bank has paid")
    gwen = cast[GWEN].home().menu("Orders and money").sees("Paid")
    newest = gwen.rows("When your money comes")[1]
    assert newest[-1] == "£45.00"
    assert re.search(r"\d{4}$", newest[-2]), newest


def the_statement_adds_up(sam: Actor) -> None:
    left = GIVEN - COLLAR_COSTS - WEEK_COSTS * WEEKS
    sam.home().sees(f"£{left:,}.00").follow("See every movement").sees(f"£{left:,}.00")
    movements = [[_amount(cell) for cell in row[-4:]] for row in sam.rows("Movements") if row]
    promised, spent, change, _ = (sum(column) for column in zip(*movements, strict=True))
    assert promised == WEEK_COSTS * (WEEKS - 1)
    assert spent == COLLAR_COSTS + WEEK_COSTS
    assert change == left
    assert movements[0][3] in {left, 0}


def _amount(words: str) -> Decimal:
    plain = words.replace("−", "-").replace("£", "").replace(",", "").replace("+", "").strip()
    return Decimal(plain or 0)
