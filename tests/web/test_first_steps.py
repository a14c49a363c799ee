"""The stories offered to a newcomer: each step signs in the right person, at a page that they may open."""

from __future__ import annotations

import re
from html import unescape

from app.web.account.first_steps import STORIES, stories_for
from app.web.shell.dispatch import Citronella
from tests.conftest import Browsing

STEPS = [step for story in STORIES for step in story.steps]


def test_every_step_opens_its_page_as_its_person(demo: Citronella) -> None:
    buttons = re.findall(
        r'action="(/sign-in/demo/[0-9]+[?]next=[^"]+)".*?<strong>([^<]+)</strong>',
        Browsing(demo.test_client()).get("/sign-in").text,
        flags=re.DOTALL,
    )
    assert len(buttons) == len(STEPS)
    for (address, name), step in zip(buttons, STEPS, strict=True):
        browser = Browsing(demo.test_client())
        answer = browser.post(unescape(address))
        assert (answer.status_code, answer.location) == (303, step.page)
        page = browser.get(step.page)
        assert page.status_code == 200
        assert name in page.text
        assert name.lower().startswith(step.who)


def test_a_story_with_somebody_missing_is_not_offered() -> None:
    assert stories_for([]) == []
