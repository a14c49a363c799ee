"""The demo, as a newcomer meets it, and a real Chromium. All of it is made only when a Chromium is there."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.served import Site, serve, tell_demo
from tests.support.services import need_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def told_demo(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo in it: made once for all processes of a run, to be copied."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, ready = shared / "told-demo", shared / "told-demo.ready"
    with (shared / "told-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            tell_demo(folder)
            ready.touch()
    return folder


@pytest.fixture(scope="session")
def demo(told_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo for those who only look: one for all tests of a process."""
    with serve(told_demo, tmp_path_factory.mktemp("looking")) as site:
        yield site


@pytest.fixture
def site(told_demo: Path, tmp_path: Path) -> Iterator[Site]:
    """The demo for those who act: a copy of their own."""
    with serve(told_demo, tmp_path) as site:
        yield site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a process."""
    path = need_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()
