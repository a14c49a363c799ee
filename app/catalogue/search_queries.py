"""Questions to the search tables, in the words of each database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    Text,
    TextClause,
    and_,
    bindparam,
    cast,
    column,
    exists,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from app.catalogue.models import Offer, Place, Provider, Service
from app.catalogue.vocabulary import PriceKind, ProviderState, SearchWish
from app.kernel import clock

_MOST_ASKED = 5_000
"""Parameters of one statement that every database takes."""
MOST_CANDIDATES = 4_000
_KNOWN = table("catalogue_words_known", column("word"), column("shown"), column("services"))
_NEAR = table("catalogue_words_near", column("piece"), column("word"))


@dataclass(frozen=True, slots=True)
class Indexed:
    """A service as far as search needs it."""

    id: int
    name: str
    summary: str
    description: str
    needs: Sequence[str]
    kinds: Sequence[str]
    tags: Sequence[str]
    activities: Sequence[str]
    areas: Sequence[str]
    provider: str
    places: Sequence[str]


def is_sqlite(session: Session) -> bool:
    """Whether this is SQLite, else PostgreSQL."""
    return session.get_bind().dialect.name == "sqlite"


def search_table(session: Session) -> tuple[ColumnElement[int], ColumnElement[str], FromClause]:
    """The id, the counts and the table of services' words."""
    name = "rowid" if is_sqlite(session) else "service_id"
    words = table("catalogue_words", column(name), column("counts"))
    return words.c[name], words.c.counts, words


def matching(session: Session, any_of: Sequence[str], all_of: Sequence[str]) -> TextClause | None:
    """The condition that a service holds one of some words and all of others; None when nothing is asked.

    Words are letters and digits only (`search_words.words_in`), so that they cannot be read as operators.
    """
    sqlite = is_sqlite(session)
    mark = '"' if sqlite else "'"
    either, every = ([f"{mark}{word}{mark}" for word in words] for words in (any_of, all_of))
    parts = ([f"({(' OR ' if sqlite else ' | ').join(either)})"] if either else []) + every
    if not parts:
        return None
    asked = (" AND " if sqlite else " & ").join(parts)
    condition = "catalogue_words MATCH :asked" if sqlite else "catalogue_words.words @@ CAST(:asked AS tsquery)"
    return text(condition).bindparams(bindparam("asked", asked))


def known_words(session: Session, words: Iterable[str]) -> dict[str, int]:
    """In how many services each of these words stands, those in none left out; under "" how many services there are."""
    found: dict[str, int] = {}
    for chunk in _chunks(sorted(set(words) | {""})):
        rows = session.execute(select(_KNOWN.c.word, _KNOWN.c.services).where(_KNOWN.c.word.in_(chunk)))
        found.update((row.word, row.services) for row in rows)
    return found


def words_near(session: Session, pieces: Iterable[str], beginnings: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Words that share a piece with a misspelled one or begin alike: as written, and in how many services."""
    alike = [and_(_KNOWN.c.word >= start, _KNOWN.c.word < start + "\uffff") for start in sorted(set(beginnings))]
    share = _KNOWN.c.word.in_(select(_NEAR.c.word).where(_NEAR.c.piece.in_(sorted(set(pieces)))))
    statement = select(_KNOWN.c.word, _KNOWN.c.shown, _KNOWN.c.services).where(share, _KNOWN.c.services > 0)
    rows = list(session.execute(statement.order_by(_KNOWN.c.word).limit(500)))
    for condition in alike:
        statement = select(_KNOWN.c.word, _KNOWN.c.shown, _KNOWN.c.services).where(condition, _KNOWN.c.services > 0)
        rows += session.execute(statement.order_by(_KNOWN.c.word).limit(200))
    return {row.word: (row.shown, row.services) for row in rows}


def listed_ids(session: Session) -> list[int]:
    """Every listed service."""
    return list(session.scalars(select(Service.id).where(Service.is_listed).order_by(Service.id)))


def counts_before(session: Session, service_ids: Sequence[int]) -> dict[int, str]:
    """What the search tables hold of these services."""
    key, counts, _ = search_table(session)
    rows = session.execute(select(key.label("id"), counts).where(key.in_(service_ids)))
    return {row.id: row.counts for row in rows}


def to_index(session: Session, service_ids: Sequence[int]) -> list[Indexed]:
    """The listed ones among these services, with what search needs of them."""
    where = select(Place.service_id, Place.name, Place.town, Place.area).where(Place.service_id.in_(service_ids))
    places = {
        service_id: [word for row in rows for word in (row.name, row.town, row.area) if word]
        for service_id, rows in groupby(session.execute(where.order_by(Place.service_id, Place.id)), lambda r: r[0])
    }
    rows = session.execute(_what_is_indexed().where(Service.id.in_(service_ids)).order_by(Service.id))
    return [Indexed(**row._mapping, places=places.get(row.id, ())) for row in rows]  # noqa: SLF001 - its public name


def open_today() -> tuple[ColumnElement[bool], ...]:
    """What can be chosen today: listed, within its dates, and by a provider whose checks are done."""
    today = clock.today()
    return (
        Service.is_listed.is_(True),
        or_(Service.valid_from.is_(None), Service.valid_from <= today),
        or_(Service.valid_to.is_(None), Service.valid_to >= today),
        Provider.state == ProviderState.APPROVED,
    )


def candidates(
    session: Session, wish: SearchWish, any_of: Sequence[str], all_of: Sequence[str]
) -> Sequence[Row[int, str, str, str, float | None, float | None]]:
    """Services that hold one of some words and all of others, and fit what else was asked; not in order of fitness."""
    key, counts, words = search_table(session)
    where = select(Place.latitude, Place.longitude).where(Place.service_id == Service.id).order_by(Place.id).limit(1)
    statement = (
        select(
            Service.id,
            Service.name,
            Provider.kind,
            counts,
            where.with_only_columns(Place.latitude).scalar_subquery().label("latitude"),
            where.with_only_columns(Place.longitude).scalar_subquery().label("longitude"),
        )
        .select_from(words)
        .join(Service, Service.id == key)
        .join(Provider, Provider.id == Service.provider_id)
        .where(*open_today())
        .order_by(Service.id)
        .limit(MOST_CANDIDATES)
    )
    holding = matching(session, any_of, all_of)
    if holding is not None:
        statement = statement.where(holding)
    if (priced := _priced(wish)) is not None:
        statement = statement.where(priced)
    return session.execute(statement).all()


def services_in_order(session: Session, service_ids: Sequence[int]) -> list[Service]:
    """These services, with their offers and places, in this order."""
    found = session.scalars(select(Service).where(Service.id.in_(service_ids)).order_by(Service.id)).unique()
    by_id = {service.id: service for service in found}
    return [by_id[each] for each in service_ids]


def _priced(wish: SearchWish) -> ColumnElement[bool] | None:
    """That one offer fits price, way to pay and certainty together."""
    today = clock.today()
    asked: list[ColumnElement[bool]] = []
    if wish.max_price is not None:
        asked.append(Offer.price <= wish.max_price)
    if wish.only_certain:
        asked.append(Offer.price_kind.in_([PriceKind.EXACT, PriceKind.FREE]))
    if wish.route:
        asked.append(cast(Offer.routes, Text).contains(f'"{wish.route}"', autoescape=True))
    if not asked:
        return None
    on_sale = or_(Offer.valid_to.is_(None), Offer.valid_to >= today)
    return exists().where(Offer.service_id == Service.id, Offer.is_current, on_sale, *asked)


def _what_is_indexed() -> Select[int, str, str, str, list[Any], list[Any], list[Any], list[Any], list[Any], str]:
    return (
        select(
            Service.id,
            Service.name,
            Service.summary,
            Service.description,
            Service.needs,
            Service.kinds,
            Service.tags,
            Service.activities,
            Service.areas,
            Provider.name.label("provider"),
        )
        .join(Provider, Provider.id == Service.provider_id)
        .where(Service.is_listed)
    )


def _chunks(words: Sequence[str]) -> Iterable[Sequence[str]]:
    return (words[start : start + _MOST_ASKED] for start in range(0, len(words), _MOST_ASKED))
