"""The star as a picture: eight arms, a point on each; everything the template needs is worked out here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin

from app.outcomes.vocabulary import SHORT
from app.people.vocabulary import LifeArea

WIDTH, HEIGHT, REACH = 520, 440, 150
_MIDDLE = (WIDTH / 2, HEIGHT / 2)
MOST = 10


@dataclass(frozen=True, slots=True)
class Arm:
    """One part of life: the end of its arm, where its name stands, and the point of its score."""

    label: str
    score: int
    end: tuple[float, float]
    label_at: tuple[float, float]
    anchor: str
    point: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Star:
    """A drawn star; shapes are lists of points for SVG polygons."""

    arms: list[Arm]
    shape: str
    before: str
    """The shape of the time before, or nothing."""
    rings: list[str]
    middle: tuple[float, float] = _MIDDLE
    width: int = WIDTH
    height: int = HEIGHT


def star_of(scores: Mapping[str, int], before: Mapping[str, int] | None = None) -> Star:
    """The picture of scores from 0 (in the middle) to 10 (at the end of the arm)."""
    areas = list(LifeArea)
    arms = [_arm(place, area, scores[area.value]) for place, area in enumerate(areas)]
    earlier = [before[area.value] for area in areas] if before else []
    return Star(
        arms=arms,
        shape=_points([arm.score for arm in arms]),
        before=_points(earlier) if earlier else "",
        rings=[_points([ring] * len(areas)) for ring in (MOST // 2, MOST)],
    )


def _arm(place: int, area: LifeArea, score: int) -> Arm:
    sideways = cos(_angle(place))
    anchor = "middle" if abs(sideways) < 0.1 else ("start" if sideways > 0 else "end")
    x, y = _at(place, MOST, further=22)
    return Arm(SHORT[area], score, _at(place, MOST), (x, round(y + 7, 1)), anchor, _at(place, score))


def _points(scores: list[int]) -> str:
    return " ".join(f"{x},{y}" for x, y in (_at(place, score) for place, score in enumerate(scores)))


def _at(place: int, score: int, further: int = 0) -> tuple[float, float]:
    out = REACH * score / MOST + further
    return round(_MIDDLE[0] + out * cos(_angle(place)), 1), round(_MIDDLE[1] + out * sin(_angle(place)), 1)


def _angle(place: int) -> float:
    return 2 * pi * place / len(LifeArea) - pi / 2
