"""A crowd, for looking at long lists and for measuring: many people, each with a budget, a plan and a request."""

from __future__ import annotations

import random

import click

from app.cli.demo import served, wishes
from app.cli.demo.served import SCORES_B, SCORES_C, Served
from app.cli.demo.teller import Teller
from app.people.vocabulary import LifeArea

FIRST = ("Alex", "Bel", "Cam", "Dor", "Eli", "Fay", "Gus", "Hal", "Ivy", "Jes", "Kai", "Liv", "Mia", "Nye", "Oz", "Pip")
LAST = ("Archer", "Boyd", "Crane", "Dale", "Ebb", "Frost", "Grey", "Holt", "Inman", "Jarvis", "Knox", "Lowe", "Moss")
THINGS = ("Gym pass", "Swimming", "Bike repair", "Yoga for stiff people", "Community choir", "Cookery class")


def arrive(teller: Teller, count: int, seed: int) -> None:
    """So many people more, the same ones for the same seed. Shows how far it is."""
    chance = random.Random(seed)
    with click.progressbar(range(count), label="People arrive") as numbers:
        for number in numbers:
            _one(teller, number, chance)


def _one(teller: Teller, number: int, chance: random.Random) -> None:
    keyworker = chance.choice(["kit", "kim"])
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {number + 1}"
    one = Served(
        name,
        name,
        keyworker,
        "",
        chance.choice(["sds-panel", "sds-flat"]),
        chance.choice([SCORES_B, SCORES_C]),
        goals=((LifeArea.HEALTH, "Feel better"),),
        started_days_ago=chance.randint(10, 28),
        signs_in=False,
    )
    served.welcome(teller, one)
    with teller.at(chance.randint(1, 8)):
        thing, weeks = chance.choice(THINGS), chance.randint(1, 4)
        teller.do(keyworker, lambda s, v: wishes.put(s, v, name, thing, weeks=weeks))
        if chance.random() < 0.8:
            teller.do(keyworker, lambda s, v: wishes.send(s, v, name, "It would do me good.", "It fits the goal."))
