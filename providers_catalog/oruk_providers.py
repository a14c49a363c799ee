"""An Open Referral organisation, with our extras under ``pb_provider``, as a provider."""

from typing import cast, get_args

from providers_catalog.fields import Row
from providers_catalog.shape import Identifier, ProviderRecord, Size

SIZES: tuple[Size, ...] = get_args(Size)


def read_provider(row: Row, source_id: str, name: str) -> ProviderRecord:
    """The provider in this row. What a foreign feed does not say stays unknown."""
    extras = row.child("pb_provider")
    return ProviderRecord(
        source_id=source_id,
        name=name,
        description=row.long_text("description"),
        url=row.url("website") or row.url("url"),
        email=row.email("email"),
        phone=extras.line("phone") or _first_phone(row),
        size=cast(Size, extras.choice("size", SIZES) or "unknown"),
        vat_registered=extras.flag("vat_registered"),
        vat_number=extras.line("vat_number"),
        self_billing=extras.flag("self_billing"),
        identifiers=_identifiers(row),
        payload={key: value for key, value in row.fields.items() if key != "services"},
    )


def _first_phone(row: Row) -> str:
    """The UK profile dropped phones, yet real feeds still send them, here or under a contact."""
    for holder in (row, *row.rows("contacts")):
        for phone in holder.rows("phones"):
            if number := phone.line("number"):
                return number
    return ""


def _identifiers(row: Row) -> tuple[Identifier, ...]:
    found = []
    for identifier in row.rows("organization_identifiers"):
        if value := identifier.line("identifier"):
            scheme = identifier.line("identifier_scheme")
            found.append(Identifier(scheme, identifier.line("identifier_type"), value))
        else:
            row.coerced("An organisation identifier without a value was left out.")
    return tuple(found)
