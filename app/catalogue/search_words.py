"""Words as search sees them: the same on every database, so the analysis is ours and not the database's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LONGEST_WORD = 40
MOST_WORDS = 4_000
"""Of one text; a description longer than that adds nothing to finding it."""


def set_of(words: str) -> frozenset[str]:
    """Words in a line, as a set."""
    return frozenset(words.split())


_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_VOWEL = re.compile(r"[aeiouy]")
# Shortened, these would meet another word: training is not a train.
_KEPT_WHOLE = set_of(
    "training meeting meetings evening evenings building bedding clothing feeling feelings wedding being during "
    "nothing something anything morning housing saving savings series news bus gas yes his this plus less"
)
SMALL_WORDS = set_of(
    "a about am an and any are as at be been but by can could do does for from get getting give go going got had has "
    "have help helping how i if i'm im in into is it it's its just like looking make me my need needs near of on or "
    "our please really should so some someone something somewhere somebody that the their them there they thing "
    "things this to too trying up us use want wants was we what when where which who why will with would you "
    "your find some1 support service services"
)


def words_in(text: str) -> list[str]:
    """The words of a text in lower case, without accents and apostrophes, in order."""
    return list(_words(text))


def stems_in(text: str) -> list[str]:
    """The same, each shortened to the part that its forms share."""
    return [stem(word) for word in _words(text)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What swimming, swims and swim share. Light on purpose: better two stems than one too many."""
    if len(word) <= 3 or word in _KEPT_WHOLE or not word.isascii() or not word.isalpha():
        return word
    short = _without_ending(_without_plural(word))
    if len(short) > 3 and short[-1] == short[-2] and short[-1] not in "aeiou":
        short = short[:-1]
    return short[:-1] if len(short) > 3 and short[-1] == "e" else short


def _words(text: str) -> Iterator[str]:
    plain = text.casefold().replace("’", "").replace("'", "")
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    for count, found in enumerate(_WORD.finditer(plain)):
        if count >= MOST_WORDS:
            return
        yield found[0][:LONGEST_WORD]


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    if word in _KEPT_WHOLE:
        return word
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and _VOWEL.search(root):
            return root
    return word
