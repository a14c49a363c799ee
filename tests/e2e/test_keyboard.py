"""By keyboard alone: what somebody can do who uses no mouse. The focus can be seen, and is never lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.looking import DESK, axe, sign_in
from tests.e2e.served import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_TABS = 120
WHERE = """() => {
  const here = document.activeElement, label = here.labels && here.labels[0], box = here.getBoundingClientRect()
  const shows = (element, part) => {
    const look = getComputedStyle(element, part)
    const outlined = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0
    return outlined && look.outlineColor !== 'rgba(0, 0, 0, 0)' || look.boxShadow !== 'none'
      || look.backgroundColor === 'rgb(255, 221, 0)'
  }
  const words = label ? label.innerText : here.getAttribute('aria-label') || here.innerText || ''
  return {
    lost: here === document.body,
    name: words.replace(/\\s+/g, ' ').trim(),
    shown: shows(here) || Boolean(label && shows(label, '::before')),
    onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  }
}"""


class Keyboard:
    """Tab, Space, Enter and letters."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str) -> Keyboard:
        """Press Tab until the focus is on what is called so."""
        passed: list[str] = []
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(WHERE)
            assert not here["lost"], f"the focus was lost at {self.page.url} after {passed}"
            assert here["shown"], f"the focus cannot be seen on “{here['name']}” at {self.page.url}"
            assert here["onScreen"], f"the focus is off the screen on “{here['name']}” at {self.page.url}"
            passed.append(here["name"])
            if re.match(name, here["name"]):
                return self
        raise AssertionError(f"Tab does not lead to “{name}” at {self.page.url}: {passed}")

    def types(self, name: str, words: str) -> Keyboard:
        """Go to a box and write, or to a list and choose by its first letters."""
        self.to(name)
        self.page.keyboard.type(words)
        return self

    def ticks(self, name: str) -> Keyboard:
        """Go to an answer and choose it."""
        self.to(name)
        self.page.keyboard.press("Space")
        return self

    def enters(self, name: str) -> Keyboard:
        """Go to a link or a button and use it."""
        self.to(name)
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")
        return self


def test_a_goal_and_something_else_are_added(site: Site, chromium: Browser) -> None:
    page = _signed_in(site, chromium, "sam")
    keys = Keyboard(page)
    keys.enters("Open my plan").enters("Add another goal")
    keys.types("What do you want to be different?", "Walk more").types("What is it most about?", "Health")
    keys.enters("Save the goal")
    assert page.get_by_role("heading", name="Walk more").is_visible()
    keys.enters("Ask for something else")
    keys.types("What is it", "Walking boots").ticks("Keep my flat").ticks("We order it")
    keys.enters("Add to the plan")
    assert page.get_by_role("heading", name="Walking boots").is_visible()
    assert page.get_by_text("Our broker is finding out what it costs").is_visible()
    page.context.close()


def test_a_vote_is_cast(site: Site, chromium: Browser) -> None:
    page = _signed_in(site, chromium, "pat")
    keys = Keyboard(page)
    keys.enters("Read the case").enters("Vote$")
    assert page.evaluate(WHERE)["name"].startswith("There is a problem"), "the focus is on what is wrong"
    assert axe(page) == []
    keys.to("Choose yes, no")
    page.keyboard.press("Enter")
    assert page.evaluate(WHERE)["name"] == "Yes, agree", "the mistake leads to its question"
    page.keyboard.press("Space")
    keys.types("Why", "It keeps the place at college.").enters("Vote$")
    assert page.get_by_text("Your vote counts").is_visible()
    page.context.close()


def _signed_in(site: Site, browser: Browser, who: str) -> Page:
    page = browser.new_context(viewport=DESK).new_page()
    page.set_default_timeout(10_000)
    sign_in(page, site.url, who)
    return page
