"""Our own demo catalogue holds what was promised, and its check notices when it does not."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from providers_catalog import check, detect, words
from providers_catalog.shape import Directory, ServiceRecord
from tests.providers_catalog.shared import ROOT, real

EXAMPLES = """gym pass; music studio time; CRB; DBS; fishing licence; rail warrant; travel pass; photography course;
work tools; CSCS card; counselling after sexual violence; citronella; day programme; art and design;
counselling, once a week; room in a shared house; rent deposit; mutual aid; reading, writing and maths; health check;
peer mentor; yoga; acupuncture; swimming; cookery; childcare; dentist; birth certificate; starter pack; service wash;
phone top up; interview clothes; driving theory; bike repair; gardening; allotment; choir; women-only;
residential detox"""


@pytest.fixture(scope="module")
def lemonfield() -> Directory:
    return detect.borough()


def named(directory: Directory, part: str) -> ServiceRecord:
    found = [service for service in directory.services if part.lower() in service.name.lower()]
    assert found, f"nothing in the catalogue is called {part}"
    return found[0]


def test_it_is_in_order() -> None:
    assert check.complaints() == []


def test_the_command_says_so_in_one_line() -> None:
    command = [sys.executable, "-m", "providers_catalog.check"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("The demo catalogue is in order: ")
    assert said.stdout.count("\n") == 1


def test_it_is_as_big_as_promised(lemonfield: Directory) -> None:
    assert len(lemonfield.providers) >= 20
    assert len(lemonfield.services) >= 60
    assert lemonfield.problems == ()
    assert lemonfield.unaccounted() == {}


@pytest.mark.parametrize("example", [" ".join(example.split()) for example in EXAMPLES.split(";")])
def test_everything_the_pilots_bought_can_be_found(lemonfield: Directory, example: str) -> None:
    assert named(lemonfield, example).open_on(date(2026, 1, 5))


def test_the_collar_costs_25_pounds_and_may_be_bought_with_a_card(lemonfield: Directory) -> None:
    service = named(lemonfield, "citronella")
    (collar,) = service.offers
    assert (collar.amount_pence, collar.unit, collar.kind) == (25_00, "item", "exact")
    assert collar.routes == ("card", "order")
    assert (collar.vat_category, collar.vat_rate_bp, collar.price_includes_vat) == ("S", 2000, True)
    assert "pets" in service.needs


def test_counselling_is_45_pounds_a_week_from_somebody_who_takes_self_billing(lemonfield: Directory) -> None:
    service = named(lemonfield, "counselling, once a week")
    (weekly,) = service.offers
    assert (weekly.amount_pence, weekly.unit, weekly.kind) == (45_00, "week", "exact")
    assert "order" in weekly.routes
    (provider,) = [p for p in lemonfield.providers if p.source_id == service.provider_source_id]
    assert (provider.size, provider.self_billing, provider.vat_registered) == ("sole_trader", True, False)


def test_the_day_programme_has_a_day_rate_beside_the_full_week(lemonfield: Directory) -> None:
    units = {offer.unit: offer.amount_pence for offer in named(lemonfield, "day programme").offers}
    assert units == {"week": 210_00, "day": 48_00}


def test_what_the_borough_has_already_paid_for_takes_nothing_from_a_budget(lemonfield: Directory) -> None:
    (bed,) = named(lemonfield, "residential detox").offers
    assert (bed.amount_pence, bed.block_contracted, bed.routes) == (0, True, ("mainstream",))


def test_nothing_shows_the_way_to_where_somebody_may_be_hiding(lemonfield: Directory) -> None:
    for part in ("counselling after sexual violence", "domestic abuse"):
        service = named(lemonfield, part)
        assert [place.withheld for place in service.places] == [True]
        assert "postal_code" not in json.dumps(service.payload)
        assert "latitude" not in json.dumps(service.payload)


def test_every_size_of_provider_and_every_kind_of_price_is_there(lemonfield: Directory) -> None:
    sizes = {provider.size for provider in lemonfield.providers}
    assert sizes == {"sole_trader", "small", "charity", "college", "company", "council"}
    kinds = {offer.kind for service in lemonfield.services for offer in service.offers}
    assert kinds == {"exact", "from", "range", "free", "unknown"}


def spoiled(tmp_path: Path, spoil: Callable[[Any], object]) -> list[str]:
    """What the check says of a copy of the catalogue whose pet shop was changed."""
    folder = tmp_path / "borough"
    shutil.copytree(detect.BOROUGH, folder)
    file = folder / "wag-and-whisker.json"
    shop = json.loads(file.read_text("utf-8"))
    spoil(shop)
    file.write_text(json.dumps(shop), "utf-8")
    return check.complaints(folder)


SPOILS: dict[str, Callable[[Any], object]] = {
    "postcode": lambda s: s["services"][0]["service_at_locations"][0]["location"]["addresses"][0].update(
        postal_code="SW1A 1AA"
    ),
    "outside the borough": lambda s: s["services"][0]["service_at_locations"][0]["location"].update(latitude=53.4),
    "telephone": lambda s: s["pb_provider"].update(phone="020 7219 3000"),
    "e-mail": lambda s: s.update(email="hello@shop.co.uk"),
    "web address": lambda s: s.update(website="https://shop.co.uk/"),
    "VAT number": lambda s: s["pb_provider"].update(vat_number="GB123456789"),
    "no price": lambda s: s["services"][0].pop("cost_options"),
    "part of a penny": lambda s: s["services"][0]["cost_options"][0].update(amount=25.005),
    "calls itself exact": lambda s: s["services"][0]["cost_options"][0].pop("amount"),
    "has VAT, and its provider is not": lambda s: s["pb_provider"].update(vat_registered=False),
    "same id": lambda s: s["services"].append(s["services"][0]),
    "two different things": lambda s: s["services"][1]["cost_options"][0].update(
        id=s["services"][0]["cost_options"][0]["id"]
    ),
    "no need": lambda s: s["services"][0].update(attributes=[]),
    "too short": lambda s: s["services"][0].update(description="A collar."),
    "no times": lambda s: s["services"][0].update(schedules=[]),
    "no place": lambda s: s["services"][0].update(service_at_locations=[]),
    "how it may be paid": lambda s: s["services"][0]["cost_options"][0]["pb_offer"].pop("payment_methods"),
    "does not say: routes": lambda s: s["services"][0]["cost_options"][0]["pb_offer"].pop("routes"),
    "what size": lambda s: s["pb_provider"].pop("size"),
    "My pet": lambda s: s.update(services=[]),
}


@pytest.mark.parametrize("words_of_complaint", SPOILS)
def test_the_check_notices(tmp_path: Path, words_of_complaint: str) -> None:
    complaints = spoiled(tmp_path, SPOILS[words_of_complaint])
    assert any(words_of_complaint in complaint for complaint in complaints), complaints


def test_the_check_of_nothing_says_that_there_is_nothing(tmp_path: Path) -> None:
    (complaint,) = check.complaints(tmp_path / "nowhere")
    assert "no file or folder" in complaint


def test_none_of_its_postcode_areas_exists(lemonfield: Directory) -> None:
    table = real("data", "uk-postcode-outcodes", "postcodes.csv").read_text("utf-8")
    outcodes = {line.split(",")[0].strip('"') for line in table.splitlines()}
    assert "SE1" in outcodes
    ours = {place.postcode.split()[0] for s in lemonfield.services for place in s.places if place.postcode}
    assert ours
    assert not ours & outcodes


def test_every_service_validates_against_the_official_schema() -> None:
    from jsonschema import Draft202012Validator, FormatChecker

    schema = json.loads(real("schema", "oruk-3.0-current", "service.resolved.json").read_text("utf-8"))
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    checked = 0
    for file in detect.BOROUGH.glob("*.json"):
        organisation = json.loads(file.read_text("utf-8"))
        services = organisation.pop("services")
        for service in services:
            faults = [
                f"{e.json_path}: {e.message}" for e in validator.iter_errors(service | {"organization": organisation})
            ]
            assert faults == [], service["name"]
            checked += 1
    assert checked >= 60
    assert list(validator.iter_errors({"id": "1", "name": "Too little"})) != []


def test_every_label_used_is_on_our_lists() -> None:
    for saying in words.lexicon():
        assert set(saying.needs) <= words.needs().keys()
        assert set(saying.service_types) <= words.service_types().keys()
        assert all(said == said.lower().strip() for said in saying.says)


@pytest.mark.parametrize(
    ("said", "need", "kind"),
    [
        ("gim", "getting-fit", "gym"),
        ("skint", "money-and-debt", "money-advice"),
        ("somewhere to live", "somewhere-to-live", "room-to-rent"),
        ("booze", "drink-or-drugs", "mutual-aid"),
        ("gear", "drink-or-drugs", "day-programme"),
        ("CSCS", "finding-work", "trade-card"),
        ("crb", "papers-and-id", "criminal-record-check"),
        ("councelling", "mind-and-feelings", "counselling"),
    ],
)
def test_people_are_understood_in_their_own_words(said: str, need: str, kind: str) -> None:
    assert need in words.needs_meant_by(said)
    if said != "somewhere to live":
        assert kind in words.service_types_meant_by(said)


def test_every_need_has_words_that_lead_to_it() -> None:
    reached = {slug for saying in words.lexicon() for slug in saying.needs}
    assert reached == words.needs().keys()
