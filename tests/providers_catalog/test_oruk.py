"""Open Referral feeds are read as they come: what could be understood is kept, the rest is named."""

from datetime import date, time
from pathlib import Path
from uuid import UUID

import pytest

from providers_catalog.detect import read
from providers_catalog.shape import Directory, OfferRecord, ServiceRecord
from tests.providers_catalog.makers import OFFER_ID, PROVIDER_ID, SERVICE_ID, Fields, service, written
from tests.providers_catalog.shared import real


def one(tmp_path: Path, fields: Fields) -> tuple[ServiceRecord, str]:
    """The one service in the document, and everything the reader noted."""
    directory = read(written(tmp_path, fields))
    (record,) = directory.services
    assert directory.unaccounted() == {}
    return record, " | ".join(problem.what for problem in directory.problems)


def test_a_clean_service_comes_in_without_a_remark(tmp_path: Path) -> None:
    record, notes = one(tmp_path, service())
    assert notes == ""
    assert (record.source_id, record.provider_source_id) == (SERVICE_ID, PROVIDER_ID)
    assert record.payload == service()
    (offer,) = record.offers
    assert (offer.source_id, offer.amount_pence, offer.unit, offer.kind) == (OFFER_ID, 45_00, "week", "exact")
    assert offer.can_be_bought_as_it_stands


@pytest.mark.parametrize(
    "shape",
    [
        lambda s: s,
        lambda s: [s],
        lambda s: {"total_items": 1, "contents": [s]},
        lambda s: {"totalElements": 1, "content": [s]},
        lambda s: s["organization"] | {"services": [s | {"organization": None}]},
        lambda s: [s["organization"] | {"services": [s | {"organization": None}]}],
    ],
)
def test_one_service_a_list_a_page_or_an_organisation_are_all_the_same(tmp_path: Path, shape: object) -> None:
    directory = read(written(tmp_path, shape(service())))  # type: ignore[operator]
    assert [s.source_id for s in directory.services] == [SERVICE_ID]
    assert [p.source_id for p in directory.providers] == [PROVIDER_ID]


def test_a_folder_is_read_as_one_directory_and_its_other_files_are_mentioned(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("about this feed")
    (tmp_path / "bad.json").write_text("{")
    directory = read(written(tmp_path, service(), service(id=str(UUID(int=9)), name="Yoga")))
    assert len(directory.services) == 2
    assert len(directory.providers) == 1
    assert [(p.level, p.where) for p in directory.problems] == [("ignored", "README.md"), ("rejected", "bad.json")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": ...}, "no id"),
        ({"name": ...}, "no name"),
        ({"name": "  "}, "no name"),
        ({"organization": ...}, "whose service it is"),
        ({"organization": ..., "organization_id": PROVIDER_ID}, "whose service it is"),
        ({"organization": {"name": "Nobody"}}, "no id or no name"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected_with_its_reason(tmp_path: Path, change: Fields, reason: str) -> None:
    good = service(id=str(UUID(int=9)), organization={"id": str(UUID(int=8)), "name": "Other", "description": ""})
    directory = read(written(tmp_path, [service(**change), "not a service", good]))
    assert [s.source_id for s in directory.services] == [str(UUID(int=9))]
    said = [problem.what for problem in directory.rejected("service")]
    assert reason in said[0]
    assert said[1] == "It has no named fields."
    assert directory.unaccounted() == {}


def test_the_same_service_twice_comes_in_once(tmp_path: Path) -> None:
    directory = read(written(tmp_path, service(), service(name="Again")))
    assert [s.name for s in directory.services] == ["Counselling"]
    assert "came first with the same id" in directory.rejected("service")[0].what


def test_ids_that_are_not_uuids_become_the_same_uuid_each_time_and_another_in_another_feed(tmp_path: Path) -> None:
    written(tmp_path, service(id=17))
    first, again, other = read(tmp_path, "bucks"), read(tmp_path, "bucks"), read(tmp_path, "bristol")
    assert first.services[0].source_id == again.services[0].source_id
    assert first.services[0].source_id != other.services[0].source_id
    assert UUID(first.services[0].source_id).version == 5


def test_real_feeds_defects_are_forgiven_and_noted(tmp_path: Path) -> None:
    record, notes = one(
        tmp_path,
        service(
            url="www.quince.example/talk",
            organization={"id": PROVIDER_ID, "name": "Quince", "email": "not an address", "description": ""},
            status="open",
            minimum_age=-1,
            maximum_age="65",
            description="<p>Talk&nbsp;it <b>over</b>.</p><ul><li>calm</li><li>private</li></ul><script>x()</script>",
            schedules=[
                {"id": 4, "freq": "DAILY", "byday": "Mon, thursday", "opens_at": "9am", "closes_at": "17:00:00"}
            ],
            pc_vendor_key={"kept": True},
        ),
    )
    assert record.url == "https://www.quince.example/talk"
    assert record.status == "active"
    assert (record.minimum_age, record.maximum_age) == (None, 65)
    assert record.description == "Talk it over.\n\n- calm\n- private"
    (schedule,) = record.schedules
    assert (schedule.days, schedule.opens_at, schedule.closes_at) == (("MO", "TH"), time(9), time(17))
    assert schedule.words == "Monday and Thursday, 9am to 5pm"
    assert record.payload["pc_vendor_key"] == {"kept": True}
    for remark in ("https://", "e-mail", "“open” was read as active", "minimum_age", "maximum_age", "freq", "9am"):
        assert remark in notes


def test_a_link_that_could_run_a_script_is_never_kept(tmp_path: Path) -> None:
    record, notes = one(tmp_path, service(url="javascript:alert(1)"))
    assert record.url == ""
    assert "not a web address" in notes


def test_an_unknown_status_is_not_on_sale(tmp_path: Path) -> None:
    record, _ = one(tmp_path, service(status="under review"))
    assert record.status == "inactive"
    assert not record.open_on(date(2026, 1, 5))


def prices(tmp_path: Path, *cost_options: object) -> tuple[tuple[OfferRecord, ...], Directory]:
    directory = read(written(tmp_path, service(cost_options=list(cost_options))))
    assert directory.unaccounted() == {}
    return directory.services[0].offers, directory


@pytest.mark.parametrize(
    ("cost", "kind", "pence", "to_pence", "unit"),
    [
        ({"amount": 4}, "exact", 400, None, "item"),
        ({"amount": "4.00", "amount_description": "per session"}, "exact", 400, None, "session"),
        ({"amount": "£1,250", "amount_description": "a year"}, "exact", 125_000, None, "year"),
        ({"amount": 0}, "free", 0, None, "item"),
        ({"amount_description": "Free"}, "free", 0, None, "item"),
        ({"amount": 20, "amount_description": "from, per half day"}, "from", 2000, None, "half_day"),
        ({"amount": "£10 - £15.50"}, "range", 1000, 1550, "item"),
        ({"amount": None, "option": "Ask us"}, "unknown", None, None, "item"),
        ({"amount": 0.29}, "exact", 29, None, "item"),
    ],
)
def test_prices_are_whole_pence(
    tmp_path: Path, cost: Fields, kind: str, pence: int | None, to_pence: int | None, unit: str
) -> None:
    (offer,), _ = prices(tmp_path, {"id": OFFER_ID} | cost)
    assert (offer.kind, offer.amount_pence, offer.amount_to_pence, offer.unit) == (kind, pence, to_pence, unit)
    assert offer.can_be_bought_as_it_stands == (kind in ("exact", "free"))


@pytest.mark.parametrize("amount", [0.005, "1.005", -1, "-4", 10**9, "lots", True, [4], {"pounds": 4}, "£15 - £10"])
def test_a_price_that_cannot_be_a_price_is_rejected_and_the_broker_asked_instead(
    tmp_path: Path, amount: object
) -> None:
    (offer,), directory = prices(tmp_path, {"id": OFFER_ID, "amount": amount})
    assert (offer.implied, offer.kind, offer.amount_pence) == (True, "unknown", None)
    assert len(directory.rejected("offer")) == 1


def test_a_service_without_a_price_gets_one_that_says_so(tmp_path: Path) -> None:
    (offer,), directory = prices(tmp_path)
    assert (offer.title, offer.implied) == ("Price to be agreed", True)
    assert directory.accepted("offer") == 0


def test_our_extras_are_read(tmp_path: Path) -> None:
    extras = {
        "unit": "hour",
        "vat_category": "S",
        "vat_rate": 17.5,
        "price_includes_vat": False,
        "lead_time_days": 3,
        "personal_budget": "accepted",
        "payment_methods": ["prepaid_card", "invoice", "cheque"],
        "routes": ["order", "card"],
        "cancellation": {"words": "Tell them the day before."},
        "min_quantity": 2,
        "max_quantity": 8,
        "block_contracted": False,
    }
    (offer,), directory = prices(tmp_path, {"id": OFFER_ID, "amount": 18, "pb_offer": extras})
    assert (offer.unit, offer.unit_words, offer.vat_category, offer.vat_rate_bp) == ("hour", "per hour", "S", 1750)
    assert (offer.price_includes_vat, offer.lead_time_days, offer.personal_budget) == (False, 3, "accepted")
    assert (offer.routes, offer.payment_methods) == (("card", "order"), ("invoice", "prepaid_card"))
    assert (offer.min_quantity, offer.max_quantity) == (2, 8)
    assert offer.cancellation == "Tell them the day before."
    assert "cheque" in directory.problems[0].what


def test_foreign_labels_become_our_needs_when_people_use_those_words(tmp_path: Path) -> None:
    tags = [
        {"id": str(UUID(int=20 + n)), "taxonomy_term": {"name": name}} for n, name in enumerate(["Homeless", "Bees"])
    ]
    record, _ = one(tmp_path, service(attributes=tags))
    assert record.needs == ("somewhere-to-live",)
    assert record.tags == ("Homeless", "Bees")


def test_half_a_position_is_no_position_and_an_empty_place_is_rejected(tmp_path: Path) -> None:
    half = {"id": str(UUID(int=5)), "location": {"id": str(UUID(int=6)), "name": "Hall", "latitude": 51.4}}
    directory = read(written(tmp_path, service(service_at_locations=[half, {"id": str(UUID(int=7))}])))
    (place,) = directory.services[0].places
    assert (place.name, place.latitude, place.longitude) == ("Hall", None, None)
    assert len(directory.rejected("place")) == 1
    assert directory.unaccounted() == {}


def test_an_address_that_is_withheld_is_not_kept_even_when_the_feed_gives_it_away(tmp_path: Path) -> None:
    address: Fields = {
        "id": str(UUID(int=7)),
        "address_1": "1 Hidden Lane",
        "city": "Lemonfield",
        "postal_code": "LF1 1AA",
    }
    location: Fields = {
        "id": str(UUID(int=6)),
        "location_type": "physical",
        "name": "A safe place",
        "addresses": [address],
    }
    location |= {"latitude": 51.4, "longitude": 0.0, "pb_location": {"address_withheld": True}}
    record, _ = one(tmp_path, service(service_at_locations=[{"id": str(UUID(int=5)), "location": location}]))
    (place,) = record.places
    assert (place.withheld, place.name, place.town) == (True, "A safe place", "Lemonfield")
    assert (place.address, place.postcode, place.latitude, place.longitude) == ((), "", None, None)


def test_the_official_example_comes_in_whole() -> None:
    directory = read(real("schema", "oruk-3.0-examples", "service_full.json"))
    (record,) = directory.services
    assert record.name == "Community Counselling"
    assert directory.providers[0].identifiers[0].value == "1234567"
    assert directory.unaccounted() == {}
    assert {p.level for p in directory.problems} <= {"coerced"}
