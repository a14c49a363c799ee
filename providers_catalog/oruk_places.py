"""Where and when: Open Referral locations and schedules."""

from dataclasses import replace
from typing import cast, get_args

from providers_catalog.fields import Row
from providers_catalog.shape import PlaceKind, PlaceRecord, ScheduleRecord
from providers_catalog.times import DAY_CODES, in_words

PLACE_KINDS: tuple[PlaceKind, ...] = get_args(PlaceKind)


def read_places(service: Row, service_id: str) -> tuple[PlaceRecord, ...]:
    """Every place the service happens at. A place that says nothing at all is rejected."""
    places: dict[str, PlaceRecord] = {}
    for number, row in enumerate(service.rows("service_at_locations", "place")):
        location = row.child("location")
        place = _place(location, location.uuid("place", otherwise=f"{service_id}/place/{number}"))
        if place.source_id in places:
            row.rejected("The same place came before.")
        elif not (place.name or place.address or place.latitude is not None or place.kind == "virtual"):
            row.rejected("It has no name, no address and no position.")
        else:
            places[place.source_id] = place
    return tuple(places.values())


def read_schedules(service: Row, service_id: str) -> tuple[ScheduleRecord, ...]:
    """Every time the service happens at. A schedule that says nothing at all is rejected."""
    schedules = []
    for number, row in enumerate(service.rows("schedules", "schedule")):
        schedule = _schedule(row, row.uuid("schedule", otherwise=f"{service_id}/schedule/{number}"))
        if schedule.words:
            schedules.append(schedule)
        else:
            row.rejected("It names no day, no time and has no description.")
    return tuple(schedules)


def _place(row: Row, source_id: str) -> PlaceRecord:
    address = next(iter(row.rows("addresses")), row.child("address"))
    latitude, longitude = row.number("latitude", -90, 90), row.number("longitude", -180, 180)
    if (latitude is None) != (longitude is None):
        row.coerced("Half a position is no position; latitude and longitude were left out.")
        latitude = longitude = None
    access = [a.line("description") or a.line("accessibility") for a in row.rows("accessibility")]
    lines = [address.line("address_1"), address.line("address_2")]
    place = PlaceRecord(
        source_id=source_id,
        name=row.line("name"),
        kind=cast(PlaceKind, row.choice("location_type", PLACE_KINDS) or "physical"),
        address=tuple(line for line in lines if line),
        town=address.line("city"),
        postcode=address.line("postal_code").upper(),
        latitude=latitude,
        longitude=longitude,
        access=tuple(words for words in access if words),
    )
    return _without_the_way_there(place) if row.child("pb_location").flag("address_withheld") else place


def _without_the_way_there(place: PlaceRecord) -> PlaceRecord:
    return replace(place, address=(), postcode="", latitude=None, longitude=None, withheld=True)


def _schedule(row: Row, source_id: str) -> ScheduleRecord:
    days = _days(row)
    opens_at, closes_at = row.clock("opens_at"), row.clock("closes_at")
    frequency = {"WEEKLY": "WEEKLY", "MONTHLY": "MONTHLY"}.get(row.line("freq").upper())
    if row.line("freq") and not frequency:
        row.coerced(f"“freq” is {row.line('freq')[:20]}; only WEEKLY and MONTHLY are known.")
    interval = row.whole("interval", 1, 60) or 1
    return ScheduleRecord(
        source_id=source_id,
        words=row.line("description") or in_words(frequency, interval, days, opens_at, closes_at),
        frequency="MONTHLY" if frequency == "MONTHLY" else "WEEKLY" if frequency else None,
        interval=interval,
        days=days,
        opens_at=opens_at,
        closes_at=closes_at,
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
    )


def _days(row: Row) -> tuple[str, ...]:
    """Days in the order of the week: "MO,TH", and "Mon" or "monday" too; "1MO" is the month's first."""
    said = [day.strip().upper().lstrip("+-0123456789") for day in row.line("byday").split(",") if day.strip()]
    if strangers := [day for day in said if day[:2] not in DAY_CODES]:
        row.coerced(f"Days we do not know were left out: {', '.join(strangers)[:60]}.")
    return tuple(code for code in DAY_CODES if code in {day[:2] for day in said})
