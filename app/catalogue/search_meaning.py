"""What somebody means by the words they typed: needs and kinds of service behind slang and everyday words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.catalogue.search_words import SMALL_WORDS, stem, words_in
from providers_catalog import words as lists

MOST_WORDS = 16
"""Of what somebody typed; the rest would not narrow anything down."""


@dataclass(frozen=True, slots=True)
class Idea:
    """One thing that was asked for: the words for it, and what those words mean to people."""

    said: tuple[str, ...]
    stems: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def is_understood(self) -> bool:
        """Whether our list of sayings knows it."""
        return bool(self.kinds or self.needs)

    @property
    def tokens(self) -> tuple[str, ...]:
        """Everything a service may hold to fit, as the index spells it."""
        return (*self.stems, *map(kind_token, self.kinds), *map(need_token, self.needs))


def ideas_in(text: str) -> list[Idea]:
    """The things asked for, in order; the longest saying wins. Small words count only when there are no others."""
    said = words_in(text)[:MOST_WORDS]
    found = _ideas(said, keep_small=False)
    return found or _ideas(said, keep_small=True)


def known_by_people(word: str) -> bool:
    """Whether a stem stands in one of our sayings."""
    return word in _stems_of_sayings()


def sayings_near() -> dict[str, set[str]]:
    """The stems of our sayings by themselves with a letter left out."""
    return _pieces_of_sayings()


def kind_token(slug: str) -> str:
    """A kind of service, as the index spells it."""
    return "xk" + slug.replace("-", "")


def need_token(slug: str) -> str:
    """A need, as the index spells it."""
    return "xn" + slug.replace("-", "").replace("_", "")


def place_token(word: str) -> str:
    """A word of a place, as the index spells it."""
    return "xp" + word


def pieces_of(word: str) -> set[str]:
    """A word, and the word with each letter left out: two that share a piece are one slip of the keyboard apart."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


@cache
def sayings() -> dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]]:
    """Needs and kinds by the stems of what people say for them; our own labels are sayings too."""
    said: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
        (phrase, saying.needs, saying.service_types) for saying in lists.lexicon() for phrase in saying.says
    ]
    said += [(need.label, (slug,), ()) for slug, need in lists.needs().items()]
    said += [(kind.label, (), (slug,)) for slug, kind in lists.service_types().items()]
    found: dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for phrase, needs, kinds in said:
        key = tuple(stem(word) for word in words_in(phrase))
        before = found.get(key, ((), ()))
        found[key] = (tuple(dict.fromkeys([*before[0], *needs])), tuple(dict.fromkeys([*before[1], *kinds])))
    return found


@cache
def _stems_of_sayings() -> dict[str, str]:
    """Stem to the word people say."""
    return {stem(word): word for saying in lists.lexicon() for phrase in saying.says for word in words_in(phrase)}


def shown(word: str) -> str:
    """A stem of a saying as people say it."""
    return _stems_of_sayings().get(word, word)


@cache
def _pieces_of_sayings() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word in _stems_of_sayings():
        if len(word) >= 4 and word.isalpha():
            for piece in pieces_of(word):
                found.setdefault(piece, set()).add(word)
    return found


@cache
def _longest() -> int:
    return max(map(len, sayings()))


def _ideas(said: list[str], *, keep_small: bool) -> list[Idea]:
    stems = [stem(word) for word in said]
    found: list[Idea] = []
    at = 0
    while at < len(said):
        length = _length_of_saying(said, stems, at)
        needs, kinds = sayings().get(tuple(stems[at : at + length]), ((), ()))
        chosen = [n for n in range(at, at + max(length, 1)) if keep_small or said[n] not in SMALL_WORDS]
        if length or chosen:
            found.append(Idea(tuple(said[at : at + max(length, 1)]), tuple(stems[n] for n in chosen), kinds, needs))
        at += max(length, 1)
    return list(dict.fromkeys(found))


def _length_of_saying(said: list[str], stems: list[str], at: int) -> int:
    for length in range(min(_longest(), len(stems) - at), 0, -1):
        if tuple(stems[at : at + length]) in sayings() and not (length == 1 and said[at] in SMALL_WORDS):
            return length
    return 0
