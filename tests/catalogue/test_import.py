"""Reading a directory into the catalogue: once, again, changed, and vanished."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from app.catalogue import actions, queries
from app.catalogue.import_report import ImportReport
from app.catalogue.models import CatalogueImport, Offer, Place, Provider, Service
from app.catalogue.vocabulary import PriceKind, SearchWish, VatCategory
from app.kernel import clock
from app.kernel.errors import NotFound, Refused
from app.kernel.money import Money
from app.people.vocabulary import system
from providers_catalog import detect
from providers_catalog.shape import Directory, Problem
from tests.catalogue.stories import FEED, directory, offer, place, provider, service
from tests.conftest import Write
from tests.support.cast import Cast

VOLATILE = {"catalogue_import"}


def read_in(write: Write, whole: Directory) -> ImportReport:
    return write(lambda session: actions.import_directory(session, system(), whole))


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but the log of imports."""
    tables = MetaData()
    tables.reflect(session.connection())
    return {
        name: sorted((tuple(map(str, row)) for row in session.execute(select(table))), key=str)
        for name, table in tables.tables.items()
        if name not in VOLATILE
    }


def one(session: Session) -> Service:
    return session.scalars(select(Service).where(Service.feed == FEED)).one()


def test_a_second_import_of_the_borough_changes_nothing(write: Write, read: Write) -> None:
    first = read_in(write, detect.borough())
    before = read(everything)
    second = read_in(write, detect.borough())
    assert first.changes["services added"] == len(detect.borough().services)
    assert first.changed_something
    assert not second.changed_something
    assert second.changes["services unchanged"] == len(detect.borough().services)
    assert read(everything) == before


def test_the_report_accounts_for_every_row(write: Write, read: Write) -> None:
    report = read_in(write, detect.borough())
    assert report.unaccounted == {}
    assert all(row["seen"] == row["accepted"] + row["rejected"] for row in report.read.values())
    kept = read(lambda session: session.scalars(select(CatalogueImport)).all()[-1].report)
    assert kept["changes"]["services added"] == report.changes["services added"]


def test_a_changed_price_is_a_new_offer_and_ends_the_old_one(write: Write, read: Write) -> None:
    read_in(write, directory())
    dearer = service(offers=(offer(amount_pence=5000),))
    report = read_in(write, directory(dearer))
    assert (report.changes["services updated"], report.changes["offers added"], report.changes["offers ended"]) == (
        1,
        1,
        1,
    )

    def look(session: Session) -> None:
        was, now = session.scalars(select(Offer).join(Service).where(Service.feed == FEED).order_by(Offer.id))
        assert (was.price, was.is_current) == (Money(4500), False)
        assert was.valid_to == clock.today() - timedelta(days=1)
        assert (now.price, now.is_current, now.revision) == (Money(5000), True, 2)
        assert one(session).offers == [now]
        assert queries.offer(session, was.id).price == Money(4500), "plans still find what was chosen"

    read(look)
    assert not read_in(write, directory(dearer)).changed_something


def test_a_price_that_goes_and_comes_back_is_a_third_row(write: Write, read: Write) -> None:
    both = (offer(), offer(source_id="second", amount_pence=2000))
    read_in(write, directory(service(offers=both)))
    read_in(write, directory(service(offers=both[:1])))
    read_in(write, directory(service(offers=both)))
    found = read(
        lambda session: [
            (each.revision, each.is_current)
            for each in session.scalars(select(Offer).where(Offer.source_id == "second").order_by(Offer.revision))
        ]
    )
    assert found == [(1, False), (2, True)]


def test_a_changed_word_keeps_the_offers(write: Write, read: Write) -> None:
    read_in(write, directory())
    report = read_in(write, directory(service(name="Talking, once a week")))
    assert (report.changes["services updated"], report.changes["offers added"]) == (1, 0)
    assert read(lambda session: one(session).name) == "Talking, once a week"


def test_a_vanished_service_is_no_longer_listed_and_never_deleted(write: Write, read: Write, cast: Cast) -> None:
    read_in(write, directory(service(21), service(22, name="Ferret walking")))
    gone = read(lambda session: session.scalars(select(Service.id).where(Service.name == "Ferret walking")).one())
    report = read_in(write, directory(service(21)))
    assert report.changes["services no longer listed"] == 1

    def look(session: Session) -> None:
        assert session.get_one(Service, gone).is_listed is False
        with pytest.raises(NotFound):
            queries.service_for(session, cast.kit, gone)
        assert gone not in [found.service.id for found in queries.search(session, SearchWish(words="ferret")).found]

    read(look)
    again = read_in(write, directory(service(21), service(22, name="Ferret walking")))
    assert again.changes["services listed again"] == 1
    found = read(lambda session: queries.search(session, SearchWish(words="ferret")).found[0].service.id)
    assert found == gone, "it came back as the same service"


def test_another_feed_is_left_alone(write: Write, read: Write) -> None:
    read_in(write, directory())
    listed = read(lambda session: session.scalars(select(Service.is_listed).where(Service.feed == "test")).all())
    assert listed == [True, True]


def test_nothing_vanishes_when_a_file_could_not_be_read(write: Write, read: Write) -> None:
    read_in(write, directory(service(21), service(22)))
    broken = (Problem("rejected", "file", "b.json", "It is not JSON."),)
    report = read_in(write, directory(service(21), problems=broken))
    assert report.changes["services no longer listed"] == 0
    assert "stay as they are" in report.warnings[0]


def test_a_closed_service_is_not_listed(write: Write, read: Write) -> None:
    read_in(write, directory(service(status="temporarily closed")))
    assert read(one).is_listed is False


def test_a_service_without_its_provider_is_refused_and_told(write: Write) -> None:
    report = read_in(write, directory(service(provider_source_id="nobody")))
    assert report.changes["services refused"] == 1
    assert report.problems[0].what == "Its provider is not there."
    assert report.read["service"] == {"seen": 1, "accepted": 0, "rejected": 1}


def test_self_billing_runs_from_today_for_twelve_months_only_where_it_was_said(write: Write, read: Write) -> None:
    read_in(write, directory(providers=(provider(), provider(source_id="other", name="Other", self_billing=None))))
    found = read(
        lambda session: {
            each.name: (each.self_billing_from, each.self_billing_until)
            for each in session.scalars(select(Provider).where(Provider.feed == FEED))
        }
    )
    assert found == {
        "Quince Counselling": (clock.today(), clock.today() + timedelta(days=364)),
        "Other": (None, None),
    }


def test_an_agreement_ends_when_the_provider_says_no_and_is_not_renewed_by_a_feed(write: Write, read: Write) -> None:
    read_in(write, directory())
    read_in(write, directory(providers=(provider(self_billing=False),)))
    read_in(write, directory(providers=(provider(self_billing=True, phone="0117 496 0000"),)))
    until = read(lambda session: one(session).provider.self_billing_until)
    assert until == clock.today()


@pytest.mark.parametrize(
    ("said", "registered", "expected"),
    [
        (offer(vat_category="S", vat_rate_bp=None), True, (VatCategory.STANDARD, 2000, Money(4500))),
        (
            offer(vat_category="S", vat_rate_bp=2000, price_includes_vat=False),
            True,
            (VatCategory.STANDARD, 2000, Money(5400)),
        ),
        (offer(vat_category="Z", vat_rate_bp=0), True, (VatCategory.ZERO, 0, Money(4500))),
        (offer(vat_category=None, vat_rate_bp=None), True, (VatCategory.STANDARD, 2000, Money(4500))),
        (offer(vat_category=None, vat_rate_bp=None), False, (VatCategory.OUTSIDE, 0, Money(4500))),
    ],
)
def test_vat_is_read_from_the_offer_then_from_the_provider(
    write: Write, read: Write, said: object, registered: bool, expected: tuple[VatCategory, int, Money]
) -> None:
    quince = provider(payload={"pb_provider": {"vat_registered": registered}}, vat_registered=registered)
    read_in(write, directory(service(offers=(said,)), providers=(quince,)))
    kept = read(lambda session: one(session).offers[0])
    assert (kept.vat_category, kept.vat_rate_bp, kept.price) == expected


def test_a_price_nobody_knows_is_for_a_broker_to_order(write: Write, read: Write) -> None:
    unknown = offer(kind="unknown", amount_pence=None, routes=(), vat_category=None, vat_rate_bp=None, implied=True)
    read_in(write, directory(service(offers=(unknown,))))
    kept = read(lambda session: one(session).offers[0])
    assert (kept.price_kind, kept.price, kept.routes) == (PriceKind.UNKNOWN, None, ["order"])


def test_a_withheld_place_is_nowhere_in_the_database(write: Write, read: Write) -> None:
    hidden = place(address=("9 Secret Street",), postcode="LF9 9ZZ", withheld=True)
    payload = {
        "service_at_locations": [
            {
                "location": {
                    "name": "The house",
                    "latitude": 51.987,
                    "addresses": [{"address_1": "9 Secret Street", "postal_code": "LF9 9ZZ"}],
                    "pb_location": {"address_withheld": True},
                }
            }
        ]
    }
    read_in(write, directory(service(places=(hidden,), payload=payload)))

    def look(session: Session) -> None:
        kept = session.scalars(select(Place).where(Place.is_withheld)).one()
        assert (kept.address, kept.town, kept.area, kept.latitude, kept.longitude) == ("", "", "", None, None)
        written = str(everything(session))
        assert "Secret" not in written
        assert "LF9" not in written
        assert "51.987" not in written

    read(look)


def test_a_renamed_provider_is_found_by_its_new_name(write: Write, read: Write) -> None:
    read_in(write, directory())
    read_in(write, directory(providers=(provider(name="Marmalade Minds"),)))
    found = read(lambda session: queries.search(session, SearchWish(words="marmalade")).found[0].service)
    assert found.provider.name == "Marmalade Minds"


def test_only_a_broker_or_an_administrator_may_import(write: Write, cast: Cast) -> None:
    with pytest.raises(Refused):
        write(lambda session: actions.import_directory(session, cast.kit, directory()))
    assert write(lambda session: actions.import_directory(session, cast.bo, directory())).changed_something
