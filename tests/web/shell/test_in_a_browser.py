"""Every component in Chromium: no accessibility fault, nothing to scroll sideways, no refusal by the policy."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from flask import g
from werkzeug.serving import make_server

from tests.support.services import need_chromium
from tests.web.shell.small_app import PEOPLE, SmallWorld, small_app

pytestmark = pytest.mark.browser
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def site(world: SmallWorld) -> Iterator[str]:
    port = free_port()
    # Another origin than the site's own, as the real neutral page is.
    object.__setattr__(world.config, "quick_exit_url", f"http://localhost:{port}/healthz")
    app = small_app(world)

    @app.before_request
    def sam_looks() -> None:
        g.viewer = PEOPLE["Sam"]

    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def free_port() -> int:
    with socket.socket() as ask:
        ask.bind(("127.0.0.1", 0))
        return int(ask.getsockname()[1])


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("page", ["components", "decisions"])
def test_a_page_works_for_everybody(site: str, width: int, page: str) -> None:
    path = need_chromium()
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=SWITCHES)
        strict = browser.new_page(viewport={"width": width, "height": 800})
        said: list[str] = []
        strict.on("console", lambda message: said.append(message.text))
        strict.on("pageerror", lambda error: said.append(str(error)))
        strict.goto(f"{site}/about/{page}", wait_until="networkidle")
        sideways = strict.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        scripts_run = strict.evaluate("document.body.classList.contains('govuk-frontend-supported')")
        checked = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800}).new_page()
        checked.goto(f"{site}/about/{page}")
        faults = Axe().run(checked, options={"runOnly": RULES}).response["violations"]
        browser.close()
    assert said == []
    assert sideways <= 0
    assert scripts_run
    assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in faults] == []


def test_shift_three_times_leaves(site: str) -> None:
    path = need_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=SWITCHES)
        page = browser.new_page()
        page.goto(f"{site}/about/privacy", wait_until="networkidle")
        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url("http://localhost:*/healthz")
        browser.close()
