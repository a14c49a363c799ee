"""Kit and Sam talk it through in the browser; Sam sees the star and how the amount came about."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.outcomes.models import Assessment
from app.people.vocabulary import LifeArea
from app.web.assessments.star import star_of
from tests.support.cast import Cast

Act = Callable[[Callable[[Session], Any]], Any]
Client = Callable[..., Any]


def answers(cast: Cast, total: int = 41) -> dict[str, Any]:
    """A whole talk whose scores add up to `total`."""
    each, more = divmod(total, 8)
    scores = {area.value: str(each + (number < more)) for number, area in enumerate(LifeArea)}
    return {"programme_id": str(cast.programme.id), "strengths": "My dog.", "hopes": "Keep my home.", **scores}


def test_the_talk_becomes_a_star_that_sam_sees(cast: Cast, client_for: Client, read: Act) -> None:
    kit = client_for(cast.kit)
    page = kit.get(f"/assessments/people/{cast.sam.id}/new").text
    assert page.index("What is going well?") < page.index("What would you like to be different?") < page.index("Money")
    answer = kit.post(f"/assessments/people/{cast.sam.id}", answers(cast))
    assert answer.status_code == 303
    sam = client_for(cast.sam_viewer)
    page = sam.get(answer.location).text
    for words in (
        "Band B",
        "£225",
        "Your answers add up to 41",
        "12 weeks at £225 is £2,700.",
        "<svg",
        "Keep my home.",
    ):
        assert words in page, words
    assert "style=" not in page
    read_by = read(lambda s: s.scalars(select(AuditEntry.act).where(AuditEntry.person_id == cast.sam.id)).all())
    assert "assessment.made" in read_by
    assert "person.read" in read_by


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"strengths": " "}, "at least one thing that is going well"),
        ({"hopes": ""}, "at least one thing that should be different"),
        ({"money": ""}, "Choose a number for “Money”"),
        ({"money": "11"}, "Choose one of the answers"),
        ({"money": ["1", "2"]}, "We got this answer twice"),
        ({"programme_id": "77"}, "Choose one of the answers"),
        ({"hopes": "x" * 2001}, "2,000 characters or fewer"),
    ],
)
def test_a_mistake_keeps_the_rest(
    change: dict[str, Any], words: str, cast: Cast, client_for: Client, read: Act
) -> None:
    answer = client_for(cast.kit).post(f"/assessments/people/{cast.sam.id}", {**answers(cast), **change})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'name="health" type="radio" value="5" checked' in answer.text.replace("  ", " ")
    assert read(lambda s: s.scalars(select(Assessment)).all()) == []


def test_strangers_find_nothing(cast: Cast, client_for: Client) -> None:
    kit = client_for(cast.kit)
    address = kit.post(f"/assessments/people/{cast.sam.id}", answers(cast)).location
    for who in ("jo_viewer", "kim", "bo", "pat", "cora", "gwen", "fin"):
        client = client_for(getattr(cast, who))
        assert client.get(address).status_code == 404, who
        assert client.get(f"/assessments/people/{cast.sam.id}").status_code == 404, who
        assert client.post(f"/assessments/people/{cast.sam.id}", answers(cast)).status_code == 404, who


def test_a_second_star_shows_the_first_beside_it(cast: Cast, client_for: Client) -> None:
    kit = client_for(cast.kit)
    kit.post(f"/assessments/people/{cast.sam.id}", answers(cast, 60))
    page = kit.get(kit.post(f"/assessments/people/{cast.sam.id}", answers(cast, 3)).location).text
    assert "Last time" in page
    assert "No budget" in page
    assert len(client_list(kit.get(f"/assessments/people/{cast.sam.id}").text)) == 2


def client_list(page: str) -> list[str]:
    """The talks on a list page."""
    return page.split("Look at the star")[1:]


def test_the_picture_says_the_same_as_the_figures() -> None:
    star = star_of({area.value: number for number, area in enumerate(LifeArea)})
    for arm in star.arms:
        out = hypot(arm.point[0] - star.middle[0], arm.point[1] - star.middle[1])
        assert out == pytest.approx(15 * arm.score, abs=0.2)
    assert star.before == ""
