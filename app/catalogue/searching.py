"""Finding what somebody means, in a fixed number of questions to the database however much there is.

The database's own full-text index finds what may fit; one ranking, ours, puts it in order, so that every database
answers alike. Nothing found is never the end: we search for something near it, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.catalogue import search_meaning, search_queries
from app.catalogue.models import Service
from app.catalogue.rules import edits_between, nearest
from app.catalogue.search_meaning import Idea, ideas_in, need_token, place_token
from app.catalogue.search_ranking import Candidate, best_first, holds
from app.catalogue.search_words import SMALL_WORDS, stem, words_in
from app.catalogue.vocabulary import SearchWish
from providers_catalog import words as lists

PAGE = 20
MOST_PAGES = 150


@dataclass(frozen=True, slots=True)
class Found:
    """One result: the service, and how far away it is when both places are known."""

    service: Service
    miles: float | None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found, and how it was looked for."""

    found: Sequence[Found]
    total: int
    page: int
    pages: int
    instead: str = ""
    """What was searched instead of what was asked, in words; "" when it was what was asked."""
    meant: Sequence[str] = ()
    """What we understood by everyday words, such as "Gym"."""
    by_need: Sequence[tuple[str, int]] = ()
    """How many of all results there are for each need, the most first."""
    wish: SearchWish = SearchWish()  # noqa: RUF009 - frozen
    """What was searched in the end."""


def search(session: Session, wish: SearchWish) -> Results:
    """The services that fit a wish, best first; when none does, those that fit what is nearest to it."""
    ideas = ideas_in(wish.words)
    known = search_queries.known_words(session, [word for idea in ideas for word in idea.stems])
    ideas, corrected = _spelled(session, ideas, known)
    said = [f"We could not find “{wrong}”, so we looked for “{right}”." for wrong, right in corrected]
    candidates, wish = [], replace(wish, words=wish.words if ideas else "")
    for attempt, otherwise in _attempts(wish):
        asked = ideas if attempt.words else []
        candidates = _ranked(session, attempt, asked, known)
        if candidates:
            said += [otherwise] if otherwise else []
            return _page(session, attempt, asked, candidates, " ".join(said))
    return _page(session, wish, ideas, [], " ".join(said))


def _attempts(wish: SearchWish) -> Iterable[tuple[SearchWish, str]]:
    """The wish itself, then with less and less of it, each with the sentence that says so."""
    yield wish, ""
    bare = replace(wish, place="", max_price=None, route="", only_certain=False, page=1)
    if wish.has_filters:
        yield bare, "Nothing fits all of your choices, so we left out place, price and way to pay."
    if wish.words and wish.need:
        yield replace(bare, need=""), "Nothing under this heading fits your words, so we looked everywhere."
    if wish.words:
        yield replace(bare, words=""), "We did not find anything for your words. Here is what else there is."
    if wish.need:
        yield replace(bare, words="", need=""), "There is nothing under this heading yet. Here is what else there is."


def _ranked(session: Session, wish: SearchWish, ideas: Sequence[Idea], known: dict[str, int]) -> list[Candidate]:
    must = [need_token(wish.need)] if wish.need else []
    must += [place_token(stem(word)) for word in words_in(wish.place)]
    asked = [token for idea in ideas for token in idea.tokens]
    rows = search_queries.candidates(session, wish, list(dict.fromkeys(asked)), must)
    found = [
        Candidate(row.id, row.name, row.kind, row.counts, nearest(wish.near, [(row.latitude, row.longitude)]))
        for row in rows
    ]
    return best_first(found, ideas, known)


def _page(
    session: Session, wish: SearchWish, ideas: Sequence[Idea], ranked: Sequence[Candidate], instead: str
) -> Results:
    pages = max(1, min(MOST_PAGES, -(-len(ranked) // PAGE)))
    number = min(max(wish.page, 1), pages)
    shown = ranked[(number - 1) * PAGE : number * PAGE]
    services = search_queries.services_in_order(session, [each.service_id for each in shown])
    kinds = lists.service_types()
    meant = dict.fromkeys(kinds[slug].label for idea in ideas for slug in idea.kinds if slug in kinds)
    by_need = [(slug, sum(holds(each.counts, need_token(slug)) for each in ranked)) for slug in lists.needs()]
    return Results(
        found=[
            Found(service, nearest(wish.near, [(place.latitude, place.longitude) for place in service.places]))
            for service in services
        ],
        total=len(ranked),
        page=number,
        pages=pages,
        instead=instead,
        meant=tuple(meant),
        by_need=sorted(((slug, count) for slug, count in by_need if count), key=lambda pair: -pair[1]),
        wish=wish,
    )


def _spelled(session: Session, ideas: list[Idea], known: dict[str, int]) -> tuple[list[Idea], list[tuple[str, str]]]:
    """The ideas with unknown words put right, and which ones those were."""
    unknown = [word for idea in ideas if not idea.is_understood for word in idea.stems if not known.get(word)]
    unknown = [word for word in unknown if len(word) >= 4 and word.isalpha() and word not in SMALL_WORDS]
    if not unknown:
        return ideas, []
    pieces = {piece for word in unknown for piece in search_meaning.pieces_of(word)}
    there = search_queries.words_near(session, pieces, {word[:4] for word in unknown if len(word) >= 5})
    known.update({word: count for word, (_, count) in there.items()})
    spelled: list[Idea] = []
    corrected: list[tuple[str, str]] = []
    for idea in ideas:
        wrong = idea.stems[0] if len(idea.stems) == 1 and idea.stems[0] in unknown else ""
        right = _nearest_word(wrong, there) if wrong else ""
        if right:
            corrected.append((" ".join(idea.said), right))
            spelled += ideas_in(right) or [Idea((right,), (stem(right),))]
        else:
            spelled.append(idea)
    known.update(search_queries.known_words(session, [word for idea in spelled for word in idea.stems]))
    return list(dict.fromkeys(spelled)), corrected


def _nearest_word(wrong: str, there: dict[str, tuple[str, int]]) -> str:
    """The word most likely meant, as people write it, or ""."""
    most = 1 if len(wrong) < 6 else 2
    sayings = search_meaning.sayings_near()
    spoken = {word for piece in search_meaning.pieces_of(wrong) for word in sayings.get(piece, ())}
    # A word of the catalogue before a saying: among the sayings are spelling mistakes of their own.
    near = [
        (edits + (word not in there), -there.get(word, ("", 0))[1], word)
        for word in {*spoken, *there}
        if (edits := edits_between(wrong, word, most)) <= most
    ]
    if near:
        word = min(near)[2]
        return there[word][0] if word in there else search_meaning.shown(word)
    alike = [(-count, word) for word, (_, count) in there.items() if word.startswith(wrong[:4]) and len(wrong) >= 5]
    return there[min(alike)[1]][0] if alike else ""
