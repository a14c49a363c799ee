"""Every page of every role, in Chromium: no accessibility fault, nothing sideways at 320 px, no refused script."""

from __future__ import annotations

import json
import re
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import Site

axe_base = pytest.importorskip("axe_playwright_python.base")
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ROLES = ("sam", "jo", "kit", "lou", "bo", "pat", "ali", "gwen", "fin", "mo", "sunita", "cora", "ada")
NO_PAGE = re.compile(
    r"/(document|remittances|files|file|photo|star\.svg|data)\b|\.(pdf|csv|svg|json)$|/(sign-out|leave)$"
)
MOST_PAGES = 60
PHONE: ViewportSize = {"width": 320, "height": 700}
DESK: ViewportSize = {"width": 1280, "height": 900}


@pytest.mark.parametrize("who", ["nobody", *ROLES])
def test_pages_are_accessible_and_fit_a_phone(site: Site, chromium: Browser, who: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    if who != "nobody":
        sign_in(page, site, who)
    faults: list[str] = []
    seen = 0
    for path in paths(page, site):
        seen += 1
        page.set_viewport_size(PHONE)
        if page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") > 0:
            faults.append(f"{path}: wider than 320 px")
        page.set_viewport_size(DESK)
        faults += [f"{path}: {fault}" for fault in axe(page)]
    context.close()
    assert faults + said == []
    assert seen >= (3 if who == "nobody" else 4)


def axe(page: Page) -> list[str]:
    """What axe finds wrong with a page. Sent past the page's policy on scripts, which stays as strict as it is."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Runtime.evaluate", {"expression": axe_base.AxeBase().axe_script + ";0"})
    run = f"axe.run({json.dumps({'runOnly': RULES, 'resultTypes': ['violations']})})"
    brief = (
        ".then(r => r.violations.map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')))"
    )
    answer = devtools.send("Runtime.evaluate", {"expression": run + brief, "awaitPromise": True, "returnByValue": True})
    devtools.detach()
    found: list[str] = answer["result"]["value"]
    return found


def sign_in(page: Page, site: Site, who: str) -> None:
    """As a newcomer does: with the printed e-mail address and password."""
    page.goto(site.url + "/sign-in")
    page.get_by_label("Your e-mail address").fill(f"{who}@lemonfield.example")
    page.get_by_label("Your password", exact=True).fill("lemon tree in the rain")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/home")


def paths(page: Page, site: Site):  # type: ignore[no-untyped-def]
    """Walk every link, two pages of each kind of address; the page is on the one that is yielded."""
    kinds: dict[str, int] = {}
    queue, known = deque(["/home", "/about/privacy", "/about/accessibility", "/about/decisions"]), set()
    while queue and len(known) < MOST_PAGES:
        path = queue.popleft()
        kind = re.sub(r"\d+", "N", urlsplit(path).path)
        if path in known or kinds.get(kind, 0) >= 2:
            continue
        known.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = page.goto(site.url + path)
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"
        yield path
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        for link in links:
            parts = urlsplit(link)
            if f"{parts.scheme}://{parts.netloc}" == site.url and not NO_PAGE.search(parts.path):
                queue.append(parts.path + (f"?{parts.query}" if parts.query else ""))
