"""What browser tests do on any page: sign in as the demo's people, and ask axe."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PASSWORD = "lemon tree in the rain"
PHONE: ViewportSize = {"width": 320, "height": 700}
DESK: ViewportSize = {"width": 1280, "height": 900}


def sign_in(page: Page, url: str, who: str) -> None:
    """With the e-mail address and the password that the demo prints."""
    page.goto(url + "/sign-in")
    page.get_by_label("Your e-mail address").fill(f"{who}@lemonfield.example")
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/home")


def axe(page: Page) -> list[str]:
    """What axe finds wrong with a page. Sent past the page's policy on scripts, which stays as strict as it is."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Runtime.evaluate", {"expression": _axe_script() + ";0"})
    run = f"axe.run({json.dumps({'runOnly': RULES, 'resultTypes': ['violations']})})"
    brief = (
        ".then(r => r.violations.map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')))"
    )
    answer = devtools.send("Runtime.evaluate", {"expression": run + brief, "awaitPromise": True, "returnByValue": True})
    devtools.detach()
    found: list[str] = answer["result"]["value"]
    return found


@cache
def _axe_script() -> str:
    package = find_spec("axe_playwright_python")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "axe.min.js").read_text(encoding="UTF-8")
