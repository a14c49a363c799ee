"""What people with a budget read stays easy: measured on every page of theirs, as the demo fills it.

The measure is Flesch-Kincaid's grade (1975): how many years of school a reader needs, from the length of sentences
and of words. We promise a reading age of 9 to 11, so grade 6 at most; half a grade is left for names and places.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from app.kernel.unit_of_work import reading
from app.people.models import UserAccount
from app.web.shell.dispatch import Citronella
from tests.conftest import Browsing

WHO = ("jo", "max", "noor")
HARDEST_PAGE = 6.5
LONGEST_SENTENCE = 28
"""Words. Lists of facts in one sentence count as one."""
NOT_OURS = re.compile(r"/catalogue/(services|providers|search|compare)|/about/(privacy|accessibility)|/document|/file")
"""Providers write what they offer, and the law has its own words."""
BLOCKS = {
    "p",
    "li",
    "dd",
    "dt",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "div",
    "label",
    "legend",
    "button",
    "summary",
    "br",
    "tr",
}
UNREAD = {"textarea", "script", "style", "svg"}


class Reader(HTMLParser):
    """The words of a page's main part, one block a line, and the links on it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: list[str] = []
        self.inside = self.passing = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += tag == "main"
        self.passing += tag in UNREAD
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "main"
        self.passing -= tag in UNREAD
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self.inside and not self.passing:
            self.parts.append(re.sub(r"\s+", " ", data))

    def sentences(self) -> list[list[str]]:
        """Whole sentences only, each as its words: a label or an amount alone is not read as one."""
        ends = re.compile(r"(?<=[.?!])[”’)]?\s+")
        found = [part for line in "".join(self.parts).split("\n") for part in ends.split(line.strip())]
        words = [re.findall(r"[\w£’'.,-]*\w", one) for one in found if one.rstrip("”’)").endswith((".", "?", "!"))]
        return [one for one in words if len(one) > 2]


def syllables(word: str) -> int:
    """How many one hears: groups of vowels, without the silent e. An amount or a number counts as one."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    if not plain or any(letter.isdigit() for letter in word):
        return 1
    heard = len(re.findall(r"[aeiouy]+", plain))
    if plain.endswith("ed"):
        heard -= plain[-3:-2] not in "td"
    elif plain.endswith("e"):
        heard -= not plain.endswith(("le", "ee"))
    return max(heard, 1)


def grade(sentences: list[list[str]]) -> float:
    words = [word for sentence in sentences for word in sentence]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_measure_knows_easy_from_hard() -> None:
    easy = Reader("<main><p>Say if it came. Then we pay them.</p></main>").sentences()
    hard = Reader(
        "<main><p>Authorisation of discretionary expenditure necessitates independent verification.</p></main>"
    ).sentences()
    assert grade(easy) < 2
    assert grade(hard) > 15
    assert [syllables(word) for word in ("cat", "name", "table", "paid", "wanted", "asked", "decision", "£2,628")] == [
        1, 1, 2, 1, 2, 1, 3, 1,
    ]  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_every_page_of_a_person_is_easy_to_read(demo: Citronella, who: str) -> None:
    too_hard = []
    pages = 0
    for path, sentences in pages_of(Browsing(demo.test_client()), user_id(demo, who)):
        pages += 1
        found = grade(sentences)
        if found > HARDEST_PAGE:
            hardest = max(sentences, key=lambda one: grade([one]))
            too_hard.append(f"{path} is at grade {found:.1f}; its hardest: {' '.join(hardest)}")
        too_hard += [f"{path}: {' '.join(one)}" for one in sentences if len(one) > LONGEST_SENTENCE]
    assert too_hard == []
    assert pages > 12


def user_id(demo: Citronella, who: str) -> int:
    wanted = select(UserAccount.id).where(UserAccount.email == f"{who}@lemonfield.example")
    with reading(demo.world.database) as session:
        return session.scalars(wanted).one()


def pages_of(browser: Browsing, number: int) -> Iterator[tuple[str, list[list[str]]]]:
    """Every page that links lead to, one of each kind, with its sentences."""
    browser.post(f"/sign-in/demo/{number}")
    queue, kinds = deque(["/home"]), set[str]()
    while queue:
        path = queue.popleft()
        kind = re.sub(r"\d+", "N", path.partition("?")[0])
        if kind in kinds or NOT_OURS.search(path) or not path.startswith("/"):
            continue
        kinds.add(kind)
        answer = browser.get(path, follow_redirects=True)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            read = Reader(answer.text)
            queue += read.links
            if read.sentences():
                yield path, read.sentences()


def test_the_pages_were_found(demo: Citronella) -> None:
    """So that a changed address cannot empty the test above."""
    found = {re.sub(r"\d+", "N", path) for path, _ in pages_of(Browsing(demo.test_client()), user_id(demo, "jo"))}
    assert {"/home", "/plans/N", "/requests/N", "/budgets/N", "/statements/N", "/people/me", "/cards"} <= {
        path.partition("?")[0] for path in found
    }
