"""One person at one browser. They find things as people do: by what they are and what they say."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from playwright.sync_api import Browser, Locator, Page, ViewportSize

PATIENCE = 30
"""Seconds for what is done after the answer: orders, invoices, files for the bank."""


class Actor:
    """Somebody of the demo, signed in with the demo's own button."""

    def __init__(self, page: Page, url: str, name: str) -> None:
        self.page, self.name = page, name
        page.set_default_timeout(10_000)
        page.goto(url)
        with self._goes_somewhere():
            page.get_by_role("button", name=re.compile(f"^{name}")).first.click()

    @property
    def main(self) -> Locator:
        """The page, without its header and footer."""
        return self.page.get_by_role("main")

    def section(self, heading: str) -> Locator:
        """The part of the page with this heading."""
        return self.page.get_by_role("region", name=heading)

    def home(self) -> Actor:
        """Their first page."""
        with self._goes_somewhere():
            self.page.get_by_role("link", name="Citronella", exact=True).click()
        return self

    def menu(self, words: str) -> Actor:
        """Go somewhere from the menu, unfolding it first where it is folded."""
        found = self.page.get_by_role("navigation", name="Main")
        folded = found.get_by_text("Menu", exact=True)
        if folded.is_visible():
            folded.click()
        with self._goes_somewhere():
            found.get_by_role("link", name=words, exact=True).click()
        return self

    def follow(self, words: str, within: Locator | None = None) -> Actor:
        """Follow the first link that begins with these words; “…” stands for any."""
        with self._goes_somewhere():
            (within or self.main).get_by_role("link", name=_name(words)).first.click()
        return self

    def press(self, words: str, within: Locator | None = None) -> Actor:
        """Press the first button that begins with these words; “…” stands for any."""
        with self._goes_somewhere():
            (within or self.main).get_by_role("button", name=_name(words)).first.click()
        return self

    def write(self, label: str, words: str) -> Actor:
        """Type into the box with this label."""
        self.main.get_by_label(label).fill(words)
        return self

    def choose(self, question: str, answer: str) -> Actor:
        """Pick one answer of a question."""
        group = self.main.get_by_role("group", name=question)
        group.get_by_label(answer, exact=True).check()
        return self

    def on(self, question: str, day: date) -> Actor:
        """Answer a question with a day."""
        group = self.main.get_by_role("group", name=question)
        for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(part, exact=True).fill(str(value))
        return self

    def sees(self, words: str) -> Actor:
        """Read something on the page."""
        assert words in self.text, f"{self.name} does not read “{words}” at {self.page.url}:\n{self.text}"
        return self

    def waits_for(self, words: str) -> Actor:
        """Look again until the page says it."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.text and time.monotonic() < deadline:
            time.sleep(0.3)
            self.page.reload()
        return self.sees(words)

    @property
    def text(self) -> str:
        """What the page says, in one line."""
        return re.sub(r"\s+", " ", self.main.inner_text())

    def rows(self, table: str) -> list[list[str]]:
        """What stands in a table's cells, row by row, empty ones too."""
        rows = self.main.get_by_role("table", name=table).get_by_role("row").all()
        return [row.get_by_role("cell", include_hidden=True).all_text_contents() for row in rows]

    @contextmanager
    def _goes_somewhere(self) -> Iterator[None]:
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            yield


def _name(start: str) -> re.Pattern[str]:
    """A name that begins so. “…” stands for anything; a colon may have a space before it, as hidden words bring."""
    return re.compile("^" + re.escape(start).replace(re.escape("…"), ".*").replace(":", r"\s*:"))


class Cast:
    """Everybody who has come to a browser so far, each at one of their own."""

    def __init__(self, browser: Browser, url: str, *, viewport: ViewportSize, scripts: bool) -> None:
        self._browser, self._url, self._viewport, self._scripts = browser, url, viewport, scripts
        self._actors: dict[str, Actor] = {}

    def __getitem__(self, name: str) -> Actor:
        """Somebody by name; they sign in when they first come."""
        if name not in self._actors:
            context = self._browser.new_context(viewport=self._viewport, java_script_enabled=self._scripts)
            self._actors[name] = Actor(context.new_page(), self._url, name)
        return self._actors[name]

    def go_home(self) -> None:
        """Everybody closes their browser."""
        for actor in self._actors.values():
            actor.page.context.close()
