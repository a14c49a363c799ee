"""Keeping the search tables true: called whenever services change, in the same transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalogue import search_queries, search_store
from app.catalogue.search_meaning import kind_token, need_token, pieces_of, place_token
from app.catalogue.search_queries import Indexed
from app.catalogue.search_ranking import counts_of, words_of, written
from app.catalogue.search_words import stem, words_in
from providers_catalog import words as lists

_AT_ONCE = 500
_SHORTEST, _LONGEST = 4, 20
"""Letters of a word that we look for when it was spelled otherwise."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One service as the search tables hold it."""

    service_id: int
    tokens: tuple[str, ...]
    counts: str


def index_services(session: Session, service_ids: Iterable[int]) -> None:
    """Write these services into the search tables afresh; those that are not listed leave them."""
    session.flush()
    wanted = sorted(set(service_ids))
    for start in range(0, len(wanted), _AT_ONCE):
        _index(session, wanted[start : start + _AT_ONCE])


def index_everything(session: Session) -> int:
    """Write every listed service into the search tables; how many there are."""
    wanted = search_queries.listed_ids(session)
    index_services(session, wanted)
    return len(wanted)


def _index(session: Session, service_ids: Sequence[int]) -> None:
    change: Counter[str] = Counter()
    before = search_queries.counts_before(session, service_ids)
    for as_it_was in before.values():
        change.subtract(["", *words_of(as_it_was)])
    spoken: dict[str, str] = {}
    entries = []
    for service in search_queries.to_index(session, service_ids):
        counts, lengths, as_written = counts_of(_fields(service))
        marks = _marks(service)
        change.update(["", *counts])
        spoken = {**as_written, **spoken}
        entries.append(Entry(service.id, (*counts, *marks), written(counts, lengths, marks)))
    search_store.forget(session, before)
    search_store.write(session, [(entry.service_id, entry.tokens, entry.counts) for entry in entries])
    _count(session, change, spoken)


def _fields(service: Indexed) -> Mapping[str, str]:
    kinds, needs = lists.service_types(), lists.needs()
    return {
        "name": service.name,
        "provider": service.provider,
        "kinds": " ".join([*(kinds[slug].label for slug in service.kinds if slug in kinds), *service.tags]),
        "needs": " ".join(f"{needs[slug].label} {needs[slug].explanation}" for slug in service.needs if slug in needs),
        "summary": service.summary,
        "place": " ".join([*service.places, *service.areas]),
        "description": " ".join([service.description, *service.activities]),
    }


def _marks(service: Indexed) -> tuple[str, ...]:
    """What it is marked as: kinds, needs, and the words of its places to filter by."""
    where = words_in(" ".join([*service.places, *service.areas]))
    marks = [*map(kind_token, service.kinds), *map(need_token, service.needs), *(place_token(stem(w)) for w in where)]
    return tuple(dict.fromkeys(marks))


def _count(session: Session, change: Counter[str], spoken: Mapping[str, str]) -> None:
    """Bring the number of services that hold each word up to date, in one order so that nobody waits in a ring."""
    changed = sorted((word, by) for word, by in change.items() if by)
    known = search_queries.known_words(session, [word for word, _ in changed])
    search_store.count_words(session, [(word, spoken.get(word, word), by) for word, by in changed])
    pieces = [
        (piece, word)
        for word, _ in changed
        if word not in known and _SHORTEST <= len(word) <= _LONGEST and word.isalpha()
        for piece in sorted(pieces_of(word))
    ]
    search_store.add_pieces(session, pieces)
