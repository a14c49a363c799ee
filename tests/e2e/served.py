"""The demo, served as `make run` serves it, on a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    """A running copy of the demo."""

    url: str
    folder: Path
    environment: dict[str, str]

    def flask(self, *words: str) -> str:
        """Run one of the program's own commands on this copy."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def tell_demo(folder: Path) -> None:
    """Fill an empty folder with the demo."""
    site = Site("", folder, _environment(folder, 8000))
    site.flask("db", "upgrade")
    site.flask("seed", "demo")


@contextmanager
def serve(told: Path, folder: Path) -> Iterator[Site]:
    """Serve a copy of a told demo; afterwards nothing may have gone wrong inside."""
    instance, log = folder / "instance", folder / "log"
    shutil.copytree(told, instance)
    port = _free_port()
    site = Site(f"http://127.0.0.1:{port}", instance, _environment(instance, port))
    command = [str(Path(sys.executable).parent / "gunicorn"), "--config", "gunicorn.conf.py", "wsgi:app"]
    with log.open("wb") as written:
        server = subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=written, stderr=written)
    try:
        _wait_for(site.url + "/readyz", server)
        yield site
    finally:
        server.terminate()
        stopped = server.wait(timeout=30)
    said = log.read_text()
    assert stopped == 0, said
    assert "Traceback" not in said, said


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"INSTANCE_FOLDER": str(folder), "PORT": str(port), "APP_ENV": "development"}


def _free_port() -> int:
    with socket.socket() as ask:
        ask.bind(("127.0.0.1", 0))
        return int(ask.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server stopped at once"
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer")
