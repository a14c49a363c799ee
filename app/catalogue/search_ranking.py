"""Which of the services found fit best: BM25F over their fields, and our list of what people mean.

Nobody can pay for a place. Between equals the smaller provider comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from app.catalogue.search_meaning import Idea, kind_token, need_token
from app.catalogue.search_words import stem, words_in

FIELDS = ("name", "provider", "kinds", "needs", "summary", "place", "description")
WEIGHTS = (8.0, 3.0, 5.0, 2.0, 3.0, 6.0, 1.0)
USUAL_LENGTHS = (4, 3, 3, 6, 18, 4, 90)
"""Words in each field of an ordinary service; a match in a longer field says less."""
_LENGTH_MATTERS = 0.5
_ENOUGH = 4.0
_KIND, _NEED = 4.0, 1.2
SMALL_PROVIDERS = frozenset({"sole_trader", "small", "charity"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that may fit: `counts` is what `counts_of` wrote."""

    service_id: int
    name: str
    provider_kind: str
    counts: str
    miles: float | None = None


def counts_of(fields: Mapping[str, str]) -> tuple[dict[str, list[int]], list[int], dict[str, str]]:
    """How often each stem stands in each field, how long the fields are, and each stem's word as written."""
    counts: dict[str, list[int]] = {}
    shown: dict[str, str] = {}
    lengths = []
    for number, field in enumerate(FIELDS):
        words = words_in(fields.get(field, ""))
        lengths.append(len(words))
        for word in words:
            root = stem(word)
            counts.setdefault(root, [0] * len(FIELDS))[number] += 1
            shown.setdefault(root, word)
    return counts, lengths, shown


def written(counts: Mapping[str, Sequence[int]], lengths: Sequence[int], marks: Sequence[str]) -> str:
    """Counts as the index keeps them: lengths, then what the service is marked as, then each word with its counts."""
    parts = [",".join(map(str, lengths)), *(f"{mark}:" for mark in marks)]
    parts += [f"{word}:{','.join(map(str, count))}" for word, count in sorted(counts.items())]
    return " ".join(parts) + " "


def words_of(counts: str) -> list[str]:
    """The words written there, without the marks."""
    return [word for word, _, count in (part.partition(":") for part in counts.split()[1:]) if count]


def holds(counts: str, token: str) -> bool:
    """Whether a word or mark is among them."""
    return f" {token}:" in counts


def best_first(candidates: Sequence[Candidate], ideas: Sequence[Idea], known: Mapping[str, int]) -> list[Candidate]:
    """Best fit first; with nothing asked, the nearest first. `known`: in how many services each stem stands."""
    scores = {c.service_id: _score(c, ideas, known) for c in candidates} if ideas else {}
    return sorted(
        candidates,
        key=lambda c: (
            -round(scores.get(c.service_id, 0.0), 5),
            9_999 if c.miles is None else round(c.miles),
            c.provider_kind not in SMALL_PROVIDERS,
            c.name.casefold(),
            c.service_id,
        ),
    )


def _score(candidate: Candidate, ideas: Sequence[Idea], known: Mapping[str, int]) -> float:
    lengths = [int(length) for length in candidate.counts.split(" ", 1)[0].split(",")]
    each = [_fit(candidate.counts, lengths, idea, known) for idea in ideas]
    met = sum(fit > 0 for fit in each)
    return sum(each) * (0.25 + 0.75 * met / len(ideas))


def _fit(counts: str, lengths: list[int], idea: Idea, known: Mapping[str, int]) -> float:
    words = [_word_fit(counts, lengths, word, known) for word in idea.stems]
    fit = sum(words) / max(len(words), 1) if not idea.is_understood or all(words) else 0.0
    fit += _KIND if any(holds(counts, kind_token(kind)) for kind in idea.kinds) else 0.0
    return fit + (_NEED if any(holds(counts, need_token(need)) for need in idea.needs) else 0.0)


def _word_fit(counts: str, lengths: list[int], word: str, known: Mapping[str, int]) -> float:
    start = counts.find(f" {word}:")
    if start < 0:
        return 0.0
    start += len(word) + 2
    end = counts.index(" ", start)
    if start == end:  # somebody typed what a service is only marked with
        return 0.0
    times = counts[start:end].split(",")
    weight = sum(
        strength * int(time) / (1 - _LENGTH_MATTERS + _LENGTH_MATTERS * max(length, 1) / usual)
        for strength, time, length, usual in zip(WEIGHTS, times, lengths, USUAL_LENGTHS, strict=True)
        if time != "0"
    )
    services, holding = known.get("", 1), known.get(word, 1)
    rarity = log(1 + max(services - holding + 0.5, 0.5) / (holding + 0.5))
    return rarity * weight / (_ENOUGH + weight)
