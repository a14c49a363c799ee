"""Every page of every role, in Chromium: no accessibility fault, nothing sideways at 320 px, no refused script."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.e2e.looking import DESK, PHONE, axe, sign_in
from tests.e2e.served import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STARTS = ("/home", "/about/privacy", "/about/accessibility", "/about/decisions")
SAME_FOR_ALL = re.compile(r"^/(about|account|catalogue)\b")
SEE_ALL = {"nobody", "sam", "kit"}
ROLES = ("sam", "jo", "kit", "lou", "bo", "pat", "gwen", "fin", "mo", "sunita", "cora", "ada")
NO_PAGE = re.compile(
    r"/(document|download|remittances|files|file|photo|star\.svg|data)\b|\.(pdf|csv|svg|json)$|/(sign-out|leave)$"
)
MOST_PAGES = 60


@pytest.mark.parametrize("who", ["nobody", *ROLES])
def test_pages_are_accessible_and_fit_a_phone(demo: Site, chromium: Browser, who: str) -> None:
    context = chromium.new_context(viewport=DESK)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    if who != "nobody":
        sign_in(page, demo.url, who)
    faults: list[str] = []
    seen = 0
    for path in pages_of(page, demo, who):
        seen += 1
        faults += [f"{path}: {fault}" for fault in axe(page)]
        page.set_viewport_size(PHONE)
        if page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") > 0:
            faults.append(f"{path}: wider than 320 px")
        page.set_viewport_size(DESK)
    context.close()
    assert faults + said == []
    assert seen >= 4


def pages_of(page: Page, site: Site, who: str) -> Iterator[str]:
    """Walk every link, one page of each kind of address; the page is on the one that is yielded.

    Pages that are the same for everybody are looked at by three.
    """
    kinds: set[str] = set()
    queue = deque(STARTS)
    while queue and len(kinds) < MOST_PAGES:
        path = queue.popleft()
        kind = re.sub(r"\d+", "N", urlsplit(path).path)
        if kind in kinds or (who not in SEE_ALL and SAME_FOR_ALL.match(kind)):
            continue
        kinds.add(kind)
        answer = page.goto(site.url + path)
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"
        yield path
        links: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        for link in links:
            parts = urlsplit(link)
            if f"{parts.scheme}://{parts.netloc}" == site.url and not NO_PAGE.search(parts.path):
                queue.append(parts.path + (f"?{parts.query}" if parts.query else ""))
