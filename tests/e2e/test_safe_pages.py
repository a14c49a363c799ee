"""What only a browser can show: refused scripts, paper, and leaving in a hurry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.looking import DESK, axe, sign_in
from tests.e2e.served import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
SMUGGLED = """() => {
  const script = document.createElement('script')
  script.textContent = 'window.smuggled = true'
  document.body.append(script)
  const words = document.createElement('p')
  document.body.append(words)
  words.setAttribute('style', 'position: fixed')
  return [window.smuggled === true, getComputedStyle(words).position]
}"""


def test_axe_finds_a_fault_where_there_is_one(demo: Site, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(demo.url + "/about/privacy")
    assert axe(page) == []
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    assert [fault.split()[0] for fault in axe(page)] == ["button-name"]
    page.close()


def test_scripts_and_styles_inside_a_page_are_refused(demo: Site, chromium: Browser) -> None:
    page = chromium.new_page()
    answer = page.goto(demo.url + "/sign-in")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert page.evaluate(SMUGGLED) == [False, "static"]
    page.close()


def test_a_printed_statement_is_the_statement_alone(demo: Site, chromium: Browser) -> None:
    page = _signed_in(demo, chromium, "jo")
    page.get_by_role("link", name="See every movement").click()
    shown = page.get_by_role("navigation", name="Main")
    assert shown.is_visible()
    assert page.get_by_role("button", name="Print this statement").is_visible()
    page.emulate_media(media="print")
    assert not shown.is_visible()
    assert page.get_by_role("button").filter(visible=True).count() == 0
    assert page.get_by_role("heading", name="Your statement").is_visible()
    assert page.get_by_role("table", name="Movements").is_visible()
    page.context.close()


def test_leaving_ends_the_session_and_going_back_shows_nothing(demo: Site, chromium: Browser) -> None:
    page = _signed_in(demo, chromium, "jo")
    page.get_by_role("button", name="Open my plan").click()
    page.get_by_role("heading", name="Talk about what happened").wait_for()
    kept = page.context.cookies()
    page.context.route(lambda address: not address.startswith(demo.url), _weather)
    page.get_by_role("button", name="Leave this page").click()
    page.get_by_text("Rain later").wait_for()
    page.go_back()
    assert page.get_by_label("Your password", exact=True).is_visible(), "going back asks who you are"
    assert "Talk about what happened" not in page.content()
    page.context.add_cookies(kept)  # type: ignore[arg-type]  # the same cookies, kept by somebody else
    page.goto(demo.url + "/home")
    assert page.get_by_label("Your password", exact=True).is_visible(), "the session has ended for its old cookie too"
    page.context.close()


def _signed_in(site: Site, browser: Browser, who: str) -> Page:
    page = browser.new_context(viewport=DESK).new_page()
    page.set_default_timeout(10_000)
    sign_in(page, site.url, who)
    return page


def _weather(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<p>Rain later</p>")
