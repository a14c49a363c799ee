"""The Ministry of Justice's contracts: first a made-up one, then all the real ones."""

from collections import Counter
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from providers_catalog import moj_words, words
from providers_catalog.detect import read
from providers_catalog.shape import Directory
from tests.providers_catalog.makers import Fields, contract, written
from tests.providers_catalog.shared import real


def test_a_contract_is_a_service_that_a_broker_must_price(tmp_path: Path) -> None:
    directory = read(written(tmp_path, contract()))
    (service,) = directory.services
    assert (directory.feed, service.source_id) == ("moj-crs", str(UUID(int=12)))
    assert service.description == "Help with money.\n\n- debts\n- bank accounts"
    assert (service.needs, service.service_types[0]) == (("money-and-debt",), "probation-support")
    assert service.for_whom == ("women", "young-adults", "on-probation")
    assert (service.minimum_age, service.maximum_age) == (18, 25)
    assert service.areas == ("Avon and Somerset", "Lemonfield", "Ferry Lane")
    assert service.delivery_modes == ("in_person", "online")
    assert service.activities == ("Banking",)
    assert service.payload == contract()
    (offer,) = service.offers
    assert (offer.kind, offer.amount_pence, offer.implied) == ("unknown", None, True)


def test_providers_are_named_after_their_codes_and_keep_them(tmp_path: Path) -> None:
    directory = read(written(tmp_path, contract()))
    prime, partner = directory.providers
    assert (prime.name, prime.identifiers[0].value) == ("Lemon Grove Trust", "LEMON_GROVE_TRUST")
    assert partner.name == "St Agnes Centre"
    (service,) = directory.services
    assert (service.provider_source_id, service.partner_source_ids) == (prime.source_id, (partner.source_id,))


def test_a_contract_is_open_between_its_dates_both_included(tmp_path: Path) -> None:
    (service,) = read(written(tmp_path, contract())).services
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [service.open_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"internal_intervention_id": ..., "internal_contract_id": ...}, "no intervention id"),
        ({"intervention_title": None}, "no title"),
        ({"providers": {"subcontractor_codes": ["A"]}}, "no prime provider"),
        ({"providers": "LEMON"}, "no prime provider"),
    ],
)
def test_a_contract_without_its_essentials_is_rejected(tmp_path: Path, change: Fields, reason: str) -> None:
    directory = read(written(tmp_path, [contract(**change), contract()]))
    assert len(directory.services) == 1
    assert reason in directory.rejected("service")[0].what
    assert directory.unaccounted() == {}


def test_a_contract_without_activities_still_has_needs(tmp_path: Path) -> None:
    bare = contract(contract_type_id="WOS", activities=None, short_description="For women:\n• Accommodation\n• ETE")
    directory = read(written(tmp_path, bare))
    assert directory.services[0].needs == ("somewhere-to-live", "finding-work", "learning-something")
    assert any("read from its description" in problem.what for problem in directory.problems)


@pytest.mark.parametrize(
    ("title", "police_area", "region", "area"),
    [
        ("Anything", "devon-and-cornwall", "", "Devon and Cornwall"),
        ("Services for the North East", "", "A", "North East"),
        ("Accommodation Services - East Midlands", "", "F", "East Midlands"),
        ("Debt in Custody in the North East", "", "A", "North East"),
        ("North West Accommodation Services in Custody", "", "B", "Probation region B"),
        ("GM - ETE", "", "L", "Probation region L"),
    ],
)
def test_an_area_is_only_what_the_contract_itself_says(title: str, police_area: str, region: str, area: str) -> None:
    assert moj_words.area(title, police_area, region) == area


@pytest.fixture(scope="module")
def contracts() -> Directory:
    return read(real("data", "moj-crs"))


def test_all_196_real_contracts_and_139_providers_come_in(contracts: Directory) -> None:
    assert (contracts.seen["file"], contracts.seen["service"], contracts.seen["provider"]) == (196, 196, 139)
    assert (len(contracts.services), len(contracts.providers)) == (196, 139)
    assert contracts.unaccounted() == {}
    assert [p for p in contracts.problems if p.level == "rejected"] == []


def test_every_real_contract_can_be_found_by_a_need_and_an_area(contracts: Directory) -> None:
    ids = {provider.source_id for provider in contracts.providers}
    for service in contracts.services:
        assert service.needs, service.name
        assert service.areas, service.name
        assert {service.provider_source_id, *service.partner_source_ids} <= ids
        assert not set(service.needs) - words.needs().keys()
        assert not set(service.service_types) - words.service_types().keys()
        assert not set(service.for_whom) - words.audiences().keys()
    met = Counter(slug for service in contracts.services for slug in service.needs)
    assert met["somewhere-to-live"] > 60


def test_real_descriptions_are_paragraphs_and_items(contracts: Directory) -> None:
    described = [service.description for service in contracts.services if service.description]
    assert len(described) == 194
    for text in described:
        assert not any(mark in text for mark in ("•", "·", "\t", "\u202f", "\xa0", "  ", "\n\n\n")), text


def test_no_two_real_providers_share_a_name(contracts: Directory) -> None:
    assert len({provider.name for provider in contracts.providers}) == 139
